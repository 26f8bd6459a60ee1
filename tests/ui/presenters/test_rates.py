"""Rates: what is typed, what it would cost, and what is saved."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from devices.moment import Moment
from hemsapp.commands import ChoosePriceSource, PriceSource, SaveRates
from hemsapp.questions import LibraryWanted, PreviewShown, PreviewWanted, Unanswered
from hemsapp.snapshot import Refusal, Snapshot
from ui.presenters.rates import RatesPresenter, RatesView
from ui.screens import cases
from ui.screens.cases import NOW, normal
from ui.screens.money_answers import BASELINE, BILLS, OLDER, RATES
from ui.screens.sample_answers import answer
from ui.views import ButtonState, Tone, plain

TODAY = date(2026, 7, 13)


def begun(snapshot: Snapshot | None = None) -> RatesPresenter:
    presenter = RatesPresenter()
    presenter.begin(snapshot or normal(), TODAY)
    presenter.present(snapshot or normal(), NOW)
    return presenter


def typed(presenter: RatesPresenter, key: str, signs: str, snapshot: Snapshot | None = None) -> RatesView:
    presenter.type_into(key)
    for sign in signs:
        presenter.key(sign)
    presenter.accept_typed()
    return presenter.present(snapshot or normal(), NOW)


def prices(view: RatesView) -> list[tuple[str, str]]:
    return [(row.up_to.text, row.price.text) for row in view.tiers.rows]


def test_the_stored_tiers_stand_with_three_decimals_of_a_cent() -> None:
    """C1FR34a, C1FR34b, users.md 6"""
    view = begun().present(normal(), NOW)
    assert prices(view) == [("300", "17.000"), ("600", "24.600"), ("", "33.000")]
    assert view.tiers.rows[2].up_to.placeholder == "no limit"
    assert view.header.subtitle == "version 3, sample prices"
    assert (view.foot.save.state, view.foot.discard, view.change) == (ButtonState.DISABLED, None, None)


def test_a_typed_price_is_kept_to_five_decimals_of_a_dollar_and_saved_from_its_day() -> None:
    """C1FR34a, users.md 6"""
    presenter = begun()
    view = typed(presenter, "tier2.price", "25.1234")
    assert view.tiers.rows[1].price.text == "25.123"
    assert view.header.subtitle == "version 4, not saved"
    presenter.choose_start(1)
    view = presenter.present(normal(), NOW)
    assert (view.starts.text, view.foot.save.text) == ("Sat 1 Aug 2026", "Save from 1 August")
    assert view.foot.lines == ("Nothing before 1 August changes.", "The old prices are kept, so you can go back.")
    tiers = (RATES.tiers[0], replace(RATES.tiers[1], price=Decimal("0.25123")), RATES.tiers[2])
    own = replace(RATES, is_sample=False, source="entered on this display", source_date=None)
    assert presenter.save() == SaveRates(replace(own, version=4, starts=date(2026, 8, 1), tiers=tiers))
    assert presenter.present(normal(), NOW).foot.lines[0] == "Saved. The new prices hold from 1 August."


def test_the_example_lives_while_a_person_types() -> None:
    """users.md 6: "running 1 kW for 1 hour costs", C1FR34a, C1FR34c"""
    presenter = begun()
    view = presenter.present(normal(), NOW)
    assert (plain(view.example), view.example_sum) == (
        "Running 1 kW for 1 hour at 3 PM costs $0.34.",
        "Tier 2: 24.6¢ + 9.4¢ = 34.0¢",
    )
    view = typed(presenter, "tier2.price", "25.2")
    assert (plain(view.example), view.example_sum) == (
        "Running 1 kW for 1 hour at 3 PM costs $0.35.",
        "Tier 2: 25.2¢ + 9.4¢ = 34.6¢, was 34.0¢",
    )


def test_the_example_follows_the_hours_that_were_touched() -> None:
    presenter = begun()
    presenter.times.open(0)
    view = presenter.present(normal(), NOW)
    assert plain(view.example) == "Running 1 kW for 1 hour at 1 AM costs $0.16."
    assert view.example_sum == "Tier 2: 24.6¢ \N{MINUS SIGN} 9.0¢ = 15.6¢"


def test_without_times_of_use_the_example_names_no_hour() -> None:
    view = begun(cases.no_tariff()).present(cases.no_tariff(), NOW)
    assert (plain(view.example), view.example_sum) == ("Running 1 kW for 1 hour costs $0.25.", "Tier 1: 25.0¢")


@pytest.mark.parametrize(
    ("key", "signs", "warning", "fix", "mended"),
    [
        ("tier2.price", "2520", "2,520¢ is a hundred times the usual price. Did you mean 25.2¢?", "Use 25.2¢",
         "25.200"),
        ("critical.adder", "2800", "2,800¢ is a hundred times the usual price. Did you mean 28.0¢?", "Use 28.0¢",
         "28.000"),
        ("fixed.day", "49", "$49.00 is a hundred times the usual charge. Did you mean $0.49?", "Use $0.49", "0.49"),
        ("fixed.sold", "650", "650¢ is a hundred times the usual price. Did you mean 6.5¢?", "Use 6.5¢", "6.500"),
    ],
)  # fmt: skip
def test_a_hundred_times_the_usual_price_is_asked_about(
    key: str, signs: str, warning: str, fix: str, mended: str
) -> None:
    """users.md 6: cents typed as dollars are caught."""
    presenter = begun()
    view = typed(presenter, key, signs)
    assert (view.foot.lines, view.foot.tone) == ((warning,), Tone.ATTENTION)
    assert (view.foot.save.text, view.foot.save.state) == ("Save anyway", ButtonState.IDLE)
    assert view.foot.fix is not None
    assert view.foot.fix.text == fix
    presenter.fix()
    view = presenter.present(normal(), NOW)
    fields = {charge.key: charge.field.text for charge in (*view.fixed, *view.critical.charges)}
    assert fields.get(key, view.tiers.rows[1].price.text) == mended
    assert view.foot.tone is Tone.QUIET


@pytest.mark.parametrize("cents", ["1.5", "0"])
def test_a_price_outside_the_sane_range_is_doubted_but_not_forbidden(cents: str) -> None:
    """users.md 6: warn outside $0.02 to $2.00 per kWh."""
    presenter = begun()
    view = typed(presenter, "tier1.price", cents)
    assert view.foot.lines == (f"{Decimal(cents):.1f}¢ is outside $0.02 to $2.00 per kWh. Please check your bill.",)
    assert presenter.save() is not None


def test_an_hour_that_would_cost_less_than_nothing_is_doubted() -> None:
    """users.md 6"""
    presenter = begun()
    presenter.times.open(0)
    view = typed(presenter, "time.adder", "18")
    assert view.foot.lines[0].startswith("\N{MINUS SIGN}1.0¢ is outside")


def test_limits_that_do_not_rise_are_not_saved() -> None:
    presenter = begun()
    view = typed(presenter, "tier2.up_to", "250")
    assert view.foot.lines == ("Each limit must be above the one before it.",)
    assert view.foot.save.state is ButtonState.DISABLED
    assert presenter.save() is None


def test_a_limit_for_the_last_tier_adds_one_and_no_limit_takes_those_above_away() -> None:
    presenter = begun()
    view = typed(presenter, "tier3.up_to", "900")
    assert [limit for limit, _ in prices(view)] == ["300", "600", "900", ""]
    assert view.tiers.rows[3].up_to.is_enabled is False
    assert prices(typed(presenter, "tier1.up_to", "")) == [("", "17.000")]


def test_limits_may_be_percents_of_the_baseline() -> None:
    presenter = begun()
    presenter.edit(lambda _: BASELINE)
    view = presenter.present(normal(), NOW)
    assert (view.tiers.columns[1], prices(view)) == (
        "up to, % of baseline",
        [("100", "38.000"), ("", "47.000")],
    )
    typed(presenter, "tier2.up_to", "400")
    assert [tier.up_to_percent for tier in presenter.plan.tiers] == [100, 400, None]


def test_what_was_changed_can_be_discarded() -> None:
    presenter = begun()
    typed(presenter, "tier2.price", "99")
    is_editing = [presenter.is_editing]
    presenter.discard()
    is_editing.append(presenter.is_editing)
    assert is_editing == [True, False]
    assert prices(presenter.present(normal(), NOW))[1] == ("600", "24.600")


@pytest.mark.parametrize(
    ("keys", "shown", "can_accept"),
    [("", "", False), ("12", "12", True), ("1.2.3", "1.23", True), ("1234567890", "12345678", True)],
)
def test_the_pad_takes_a_number_and_nothing_else(keys: str, shown: str, can_accept: bool) -> None:
    presenter = begun()
    view = presenter.type_into("tier1.price")
    assert (view.sheet.title, view.field.placeholder) == ("Tier 1: cents per kWh", "17.000")
    for key in keys:
        view = presenter.key(key)
    assert (view.field.text, view.pad.can_accept) == (shown, can_accept)


def test_the_pad_erases_and_a_limit_has_no_point() -> None:
    presenter = begun()
    assert presenter.type_into("tier1.up_to").pad.has_point is False
    presenter.key("5")
    assert presenter.key("").field.text == ""


def test_the_last_bill_is_tried_by_the_changed_rates() -> None:
    """users.md 2: before and after."""
    presenter = begun()
    assert presenter.question() is None
    typed(presenter, "tier2.price", "25.2")
    question = presenter.question()
    assert question == PreviewWanted(presenter.plan)
    view = presenter.present(normal(), NOW)
    assert view.change is not None
    assert (view.change.before, view.change.after) == ("…", "…")
    presenter.answer(question, answer(question))
    view = presenter.present(normal(), NOW)
    assert view.change is not None
    assert (view.change.label, view.change.before, view.change.after) == (
        "Your last bill would have been", "$128.12", "$132.02",
    )  # fmt: skip
    assert presenter.question() is None
    typed(presenter, "tier2.price", "25.3")
    assert presenter.question() == PreviewWanted(presenter.plan)


def test_before_a_bill_ended_the_running_one_is_tried_and_named_so() -> None:
    """users.md 2"""
    presenter = begun()
    typed(presenter, "tier2.price", "25.2")
    question = presenter.question()
    assert question is not None
    running = replace(BILLS[0], start=normal().bill.start)
    presenter.answer(question, PreviewShown(running, replace(running, total=Decimal("130.00"))))
    view = presenter.present(normal(), NOW)
    assert view.change is not None
    assert (view.change.label, view.change.after) == ("This bill so far would be", "$130.00")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (PreviewShown(None, None), "No bill is kept yet to compare with."),
        (PreviewShown(BILLS[0], None), "No bill is kept yet to compare with."),
        (Unanswered("The disk does not serve."), "The disk does not serve."),
    ],
)
def test_a_bill_that_cannot_be_tried_is_a_sentence(told: PreviewShown | Unanswered, sentence: str) -> None:
    presenter = begun()
    typed(presenter, "tier2.price", "25.2")
    question = presenter.question()
    assert question is not None
    presenter.answer(question, told)
    view = presenter.present(normal(), NOW)
    assert view.change is not None
    assert (view.change.label, view.change.after) == (sentence, "")


def test_a_corrected_rate_counts_anew_with_one_button_and_goes_back() -> None:
    """users.md 2: re-rating is one button, keeps the old version, C1FR34a"""
    presenter = begun()
    typed(presenter, "tier2.price", "25.2")
    presenter.choose_start(2)
    view = presenter.present(normal(), NOW)
    assert (view.starts.text, view.foot.save.text) == ("Wed 24 Jun 2026", "Save, and count anew")
    assert view.foot.lines[0] == "What was used since 24 June is counted anew."
    saved = presenter.save()
    assert saved is not None
    assert saved.rates.starts == date(2026, 6, 24)
    view = presenter.present(normal(), NOW)
    assert view.foot.discard is not None
    assert view.foot.discard.text == "Go back"
    assert presenter.go_back() == SaveRates(replace(RATES, version=4, starts=date(2026, 6, 24)))
    assert presenter.go_back() is None


def test_what_was_refused_is_a_draft_again() -> None:
    """C1FR34a"""
    presenter = begun()
    typed(presenter, "tier2.price", "25.2")
    assert presenter.save() is not None
    later = Moment(NOW.utc + timedelta(seconds=1), NOW.monotonic_s + 1)
    refused = replace(normal(), refusal=Refusal("the prices were not saved: work is not done yet", later))
    view = presenter.present(refused, later)
    assert presenter.is_editing
    assert (prices(view)[1], view.foot.save.text) == (("600", "25.200"), "Save from 13 July")


def test_counting_anew_is_watched_in_the_foot() -> None:
    view = begun().present(cases.CASES["bill-re-rating"](), NOW)
    assert view.work is not None
    assert (view.work.detail, view.work.button) == ("56\N{THIN SPACE}%", "Stop")


def test_an_older_version_is_taken_up_again_from_today() -> None:
    """C1FR34a"""
    presenter = begun()
    view = presenter.present(normal(), NOW)
    assert [(row.title, row.value) for row in view.plan.versions] == [
        ("Version 3", "in force"), ("Version 2", "go back to it"),
    ]  # fmt: skip
    presenter.take_version(1)
    assert presenter.save() == SaveRates(replace(OLDER, version=4, starts=TODAY))


def test_a_sample_plan_says_that_it_is_one_and_where_it_is_from() -> None:
    """C1FR34b"""
    presenter = begun()
    assert presenter.library_sheet().empty == "Looking it up…"
    question = LibraryWanted()
    presenter.answer(question, answer(question))
    rows = presenter.library_sheet().rows
    assert rows[1].title == "Example Gas & Electric · Tiers by baseline and times of use · 2 regions"
    assert all(row.subtitle.startswith("Sample, not current · ") for row in rows)
    assert rows[1].subtitle.endswith("example.com/rates/e-tou.pdf, Sun 1 Mar 2026")
    presenter.take_plan(1)
    view = presenter.present(normal(), NOW)
    assert (view.plan.name, plain(view.plan.sample)) == ("Tiers by baseline and times of use", "Sample, not current")
    assert view.plan.source == "Source: example.com/rates/e-tou.pdf, Sun 1 Mar 2026"


def test_region_and_medical_allowance_are_chosen() -> None:
    """C1FR34b"""
    presenter = begun()
    question = LibraryWanted()
    presenter.answer(question, answer(question))
    presenter.take_plan(1)
    assert presenter.present(normal(), NOW).plan.charges[0].label.endswith("(this plan grants 16.5 kWh)")
    typed(presenter, "medical", "16.5")
    presenter.step_region(1)
    view = presenter.present(normal(), NOW)
    assert view.plan.region is not None
    assert (view.plan.region.text, view.plan.charges[0].field.text) == ("Inland", "16.5")
    assert presenter.plan.baseline is not None
    assert (presenter.plan.baseline.wh_per_day, presenter.plan.baseline.medical_wh_per_day) == (
        (14_700, 10_900),
        16_500,
    )
    typed(presenter, "baseline.0", "15.2")
    assert presenter.plan.baseline.wh_per_day == (15_200, 10_900)


def test_critical_days_have_an_adder_a_credit_and_its_season() -> None:
    """C1FR34a"""
    presenter = begun()
    typed(presenter, "critical.adder", "75")
    typed(presenter, "critical.credit", "3.5")
    presenter.choose_credit_season(1)
    peak = presenter.plan.critical_peak
    assert peak is not None
    assert (peak.adder, peak.credit, peak.credit_season) == (Decimal("0.75"), Decimal("0.035"), "Summer")
    view = presenter.present(normal(), NOW).critical
    assert view.season is not None
    assert (view.season.options, view.season.selected) == (("All year", "Summer", "Winter"), 1)
    assert view.day is not None
    assert view.day.title == "A day with an event, 4\N{EN DASH}8 PM: 109.0¢"
    presenter.toggle_critical()
    assert presenter.plan.critical_peak is None
    assert presenter.present(normal(), NOW).critical.day is None


def test_fixed_charges_and_taxes_are_typed() -> None:
    """C1FR34a, users.md 5"""
    presenter = begun()
    for key, signs in (
        ("fixed.day", "0.03154"), ("fixed.month", "15"), ("fixed.minimum", "0.39"), ("tax0.percent", "7.5"),
    ):  # fmt: skip
        typed(presenter, key, signs)
    plan = presenter.plan
    assert (plan.fixed_per_day, plan.fixed_per_month, plan.minimum_per_day) == (
        Decimal("0.03154"), Decimal(15), Decimal("0.39"),
    )  # fmt: skip
    assert [(tax.name, tax.percent) for tax in plan.taxes] == [("Tax", Decimal("7.5"))]
    view = presenter.present(normal(), NOW)
    assert {charge.key: charge.field.text for charge in view.fixed}["fixed.day"] == "0.03154"
    typed(presenter, "tax0.percent", "0")
    assert presenter.plan.taxes == ()


def test_the_first_day_is_stepped_by_days_and_months() -> None:
    presenter = begun()
    presenter.step_start(days=-1)
    presenter.step_start(months=1)
    view = presenter.date_sheet()
    assert (view.day.text, view.month.text) == ("Wed 12 Aug 2026", "August")
    assert [button.text for button in view.likely] == [
        "Today, Mon 13 Jul", "Next month, Sat 1 Aug", "This bill, Wed 24 Jun",
    ]  # fmt: skip
    presenter.step_start(months=-60)
    assert presenter.date_sheet().day.can_decrease is False
    assert presenter.date_sheet().sheet.subtitle.startswith("That day is over")


def test_which_price_source_holds_is_visible_and_chosen() -> None:
    """C1FR34d"""
    presenter = begun(cases.published_price())
    view = presenter.present(cases.published_price(), NOW).plan
    assert (view.holds.options, view.holds.selected) == (("My rates", "From the meter"), 1)
    assert view.lines == ("My rates now: 24.6¢/kWh", "The meter says: 25.0¢/kWh")
    assert presenter.choose_source(0) == ChoosePriceSource(PriceSource.STORED)
    assert presenter.present(normal(), NOW).plan.lines[1] == "The meter publishes no price."


def test_without_rates_the_editor_offers_one_price() -> None:
    """C1FR34a"""
    view = begun(cases.no_tariff()).present(cases.no_tariff(), NOW)
    assert prices(view) == [("", "25.000")]
    assert view.header.subtitle == "not entered yet"
