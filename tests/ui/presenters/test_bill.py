"""The bill page, and how a new bill starts."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hemsapp.commands import SetBillDay, StartBill
from ui.presenters.bill import BillPresenter
from ui.screens import cases
from ui.screens.cases import NOW, normal


def test_the_bill_stands_to_the_cent_and_to_ten_watt_hours() -> None:
    """C1FR32d, C1FR32e"""
    view = BillPresenter().present(normal(), NOW)
    assert (view.label, view.total, view.energy, view.energy_unit) == ("So far", "$87.16", "412.38", "kWh")
    assert view.header.subtitle == "24 Jun – 24 Jul"  # noqa: RUF001 - the format has an en dash


def test_the_lines_add_up_to_the_total() -> None:
    """C1FR32e, users.md 5"""
    lines = [line.row for line in BillPresenter().present(normal(), NOW).lines]
    assert [(line.title, line.subtitle, line.value) for line in lines] == [
        ("Energy", "tier + time", "$71.90"),
        ("Fixed", "20 days", "$9.80"),
        ("Events", "in this bill", "$5.46"),
        ("Total", "", "$87.16"),
    ]
    amounts = [Decimal(line.value[1:]) for line in lines]
    assert sum(amounts[:-1]) == amounts[-1]


def test_the_ladder_shows_every_tier_and_where_the_home_stands() -> None:
    """C1FR34c, C1FR34d"""
    ladder = BillPresenter().present(normal(), NOW).ladder
    assert [(rung.title, rung.lines) for rung in ladder.rungs] == [
        ("Tier 1 · 17.0¢", ("300 kWh, full", "$51.00")),
        ("Tier 2 · 24.6¢", ("187.62 kWh left,", "about 9 days")),
        ("Tier 3 · 33.0¢", ()),
    ]
    assert (ladder.pointer, ladder.pointer_line) == ("You are here", "$27.65 so far")
    assert ladder.likely_text == "likely end 640 kWh"
    assert ladder.likely is not None
    assert sum(rung.size for rung in ladder.rungs[:2]) < ladder.likely < 1


def test_a_tier_that_outlasts_the_bill_is_enough() -> None:
    s = normal()
    frugal = replace(s, bill=replace(s.bill, used_wh=320_000, left_wh=280_000))
    assert BillPresenter().present(frugal, NOW).ladder.rungs[1].lines == ("280.00 kWh left,", "enough for this bill")


def test_the_range_and_the_days_tell_how_it_may_end() -> None:
    view = BillPresenter().present(normal(), NOW)
    assert (view.range.value, view.range.right_caption) == ("$141–$158", "most likely $149")  # noqa: RUF001 - an en dash
    assert view.range.low is not None
    assert view.range.high is not None
    assert 0 < view.range.filled < view.range.low < view.range.high <= 1
    assert (view.days.label, view.days.value, view.days.done, view.days.total) == (
        "Day 20 of 30",
        "11 days left",
        20,
        30,
    )


def test_the_first_days_give_no_estimate_and_ask_for_the_bill_date() -> None:
    """users.md 7, X-PROJECTED"""
    view = BillPresenter().present(cases.first_days(), NOW)
    assert (view.range.value, view.range.left_caption, view.range.low) == (
        "",
        "Too early to estimate: 2 of 5 full days.",
        None,
    )
    assert view.set_day is not None
    assert view.set_day.text == "Set bill date"


def test_without_rates_there_are_kilowatt_hours_and_no_dollars() -> None:
    view = BillPresenter().present(cases.no_tariff(), NOW)
    assert (view.total, view.energy, view.lines, view.ladder.rungs) == ("—", "412.38", (), ())
    assert view.no_rates is not None
    assert (view.no_rates.title, view.note) == ("What does your power cost?", "")


def test_what_was_sold_has_its_own_line_and_a_minus() -> None:
    s = normal()
    sold = replace(s.bill, sold_wh=42_300, sold_cost=Decimal("-3.38"), total=Decimal("83.78"))
    lines = [line.row for line in BillPresenter().present(replace(s, bill=sold), NOW).lines]
    assert [(line.title, line.subtitle, line.value) for line in lines][-2:] == [
        ("Sold", "42.3 kWh", "\N{MINUS SIGN}$3.38"),
        ("Total", "", "$83.78"),
    ]


def test_a_bill_by_the_meters_prices_says_so() -> None:
    """C1FR34c"""
    s = normal()
    nothing = Decimal(0)
    whole = replace(s.bill, tier_cost=nothing, time_of_use_cost=nothing, published_cost=Decimal("71.90"))
    part = replace(
        s.bill, tier_cost=Decimal("60.00"), time_of_use_cost=Decimal("1.90"), published_cost=Decimal("10.00")
    )
    assert (
        BillPresenter().present(replace(s, bill=whole), NOW).lines[0].row.subtitle
        == "meter\N{RIGHT SINGLE QUOTATION MARK}s prices"
    )
    mixed = BillPresenter().present(replace(s, bill=part), NOW)
    assert mixed.lines[0].row.subtitle == "two kinds of price"
    assert mixed.note.startswith("Energy is $61.90 by your rates and $10.00 by the meter")


def test_energy_that_is_not_itemised_yet_is_said() -> None:
    view = BillPresenter().present(cases.gap(), NOW)
    assert view.note == "0.6 kWh not itemised yet: the meter will fill it in."


def test_times_of_use_are_explained_in_a_sentence() -> None:
    view = BillPresenter().present(normal(), NOW)
    assert view.note == "Energy is $78.65 by tier, less $6.75 because you used more at low-price times."
    s = normal()
    dearer = replace(s, bill=replace(s.bill, time_of_use_cost=Decimal("2.10")))
    assert "plus $2.10" in BillPresenter().present(dearer, NOW).note


def test_the_reason_of_the_range_stands_where_nothing_else_is_to_be_said() -> None:
    """X-PROJECTED"""
    s = normal()
    plain = replace(s, bill=replace(s.bill, time_of_use_cost=Decimal(0)))
    note = BillPresenter().present(plain, NOW).note
    assert note == "Likely: the 11 days left may be like the 19 full days so far."


def test_a_silent_bill_says_as_of_when() -> None:
    """C1FR32g"""
    assert BillPresenter().present(cases.silent(), NOW).label == "As of 1:08 PM"


def test_a_new_bill_starts_on_the_read_date_that_a_person_gives() -> None:
    """C1FR35"""
    presenter = BillPresenter()
    presenter.present(normal(), NOW)
    sheet = presenter.ask_read_date()
    assert (sheet.sheet.title, sheet.day.text, sheet.day.can_increase) == (
        "When was the meter read?",
        "Mon 13 Jul · today",
        False,
    )
    assert presenter.step(-1).day.text == "Sun 12 Jul · yesterday"
    assert presenter.step(-1).day.text == "Sat 11 Jul"
    assert presenter.accept() == StartBill(date(2026, 7, 11))


def test_a_read_date_lies_between_the_bills_start_and_today() -> None:
    """C1FR35"""
    presenter = BillPresenter()
    presenter.present(normal(), NOW)
    presenter.ask_read_date()
    assert presenter.step(1).day.text == "Mon 13 Jul · today"
    first = presenter.step(-400)
    assert (first.day.text, first.day.can_decrease) == ("Thu 25 Jun", False)


def test_the_bill_date_is_a_day_of_the_month() -> None:
    """C1FR35"""
    presenter = BillPresenter()
    presenter.present(cases.first_days(), NOW)
    assert presenter.ask_bill_day().day.text == "on the 11th"
    assert presenter.step(13).day.text == "on the 24th"
    assert presenter.accept() == SetBillDay(24)
    assert presenter.step(100).day.can_increase is False
    assert presenter.accept() == SetBillDay(31)
