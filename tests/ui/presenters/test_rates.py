"""Rates: what is typed, what it would cost, and what is saved."""

from datetime import date
from decimal import Decimal

import pytest

from hemsapp.commands import ChoosePriceSource, PriceSource, SaveTariff, TierEntry
from hemsapp.snapshot import Snapshot
from ui.presenters.rates import RatesPresenter, RatesView
from ui.screens import cases
from ui.screens.cases import NOW, normal
from ui.views import ButtonState


def typed(
    presenter: RatesPresenter, tier: int, keys: str, *, is_price: bool, snapshot: Snapshot | None = None
) -> RatesView:
    presenter.present(snapshot or normal(), NOW)
    presenter.type_into(tier, is_price=is_price)
    for key in keys:
        presenter.key(key)
    presenter.accept_typed()
    return presenter.present(snapshot or normal(), NOW)


def test_the_stored_tiers_stand_with_three_decimals_of_a_cent() -> None:
    """C1FR34a, C1FR34b"""
    view = RatesPresenter().present(normal(), NOW)
    assert [(t.number, t.up_to.text, t.price.text) for t in view.tiers] == [
        ("1", "300", "17.000"),
        ("2", "600", "24.600"),
        ("3", "", "33.000"),
    ]
    assert view.tiers[2].up_to.placeholder == "no limit"
    assert view.header.subtitle == "version 3, sample prices"
    assert view.save.state is ButtonState.DISABLED


def test_a_typed_price_is_kept_exactly_and_saved_from_its_day() -> None:
    """C1FR34a"""
    presenter = RatesPresenter()
    view = typed(presenter, 1, "25.123", is_price=True)
    assert view.tiers[1].price.text == "25.123"
    assert view.header.subtitle == "version 4, not saved"
    presenter.step_start(19)
    view = presenter.present(normal(), NOW)
    assert (view.starts.text, view.save.text) == ("Sat 1 Aug", "Save from 1 August")
    assert view.foot == ("Nothing before 1 August changes.", "The old prices are kept, so you can go back.")
    assert presenter.save() == SaveTariff(
        date(2026, 8, 1),
        (
            TierEntry(300, Decimal("0.17000")),
            TierEntry(600, Decimal("0.25123")),
            TierEntry(None, Decimal("0.33000")),
        ),
    )
    assert presenter.present(normal(), NOW).foot[0] == "Saved. The new prices hold from 1 August."


def test_the_example_lives_while_a_person_types() -> None:
    """C1FR34a"""
    presenter = RatesPresenter()
    assert presenter.present(normal(), NOW).example[1:] == (
        "Running 1 kW for 1 hour now costs $0.25.",
        "Tier 2: 24.6¢",
    )
    assert typed(presenter, 1, "35.2", is_price=True).example[1:] == (
        "Running 1 kW for 1 hour now costs $0.35.",
        "Tier 2: 35.2¢, was 24.6¢",
    )


def test_the_example_adds_what_the_hour_adds() -> None:
    """C1FR34c"""
    presenter = RatesPresenter()
    view = typed(presenter, 1, "25.2", is_price=True, snapshot=cases.high_price())
    assert view.example[1:] == (
        "Running 1 kW for 1 hour now costs $0.35.",
        "Tier 2: 25.2¢ + 9.4¢ = 34.6¢, was 34.0¢",
    )


def test_a_hundred_times_the_usual_price_is_asked_about() -> None:
    presenter = RatesPresenter()
    view = typed(presenter, 1, "2520", is_price=True)
    assert view.warning == "2,520¢ is a hundred times the usual price. Did you mean 25.2¢?"
    assert (view.save.text, view.save.state) == ("Save anyway", ButtonState.IDLE)
    assert view.fix is not None
    assert view.fix.text == "Use 25.2¢"
    presenter.fix()
    view = presenter.present(normal(), NOW)
    assert (view.tiers[1].price.text, view.warning) == ("25.200", "")


def test_a_price_outside_the_sane_range_is_doubted_but_not_forbidden() -> None:
    presenter = RatesPresenter()
    view = typed(presenter, 0, "1.5", is_price=True)
    assert view.warning == "1.5¢ is outside $0.02 to $2.00 per kWh. Please check your bill."
    assert presenter.save() is not None


def test_limits_that_do_not_rise_are_not_saved() -> None:
    presenter = RatesPresenter()
    view = typed(presenter, 1, "250", is_price=False)
    assert view.warning == "Each limit must be above the one before it."
    assert view.save.state is ButtonState.DISABLED
    assert presenter.save() is None


def test_a_tier_can_be_added_and_taken_away() -> None:
    presenter = RatesPresenter()
    presenter.present(normal(), NOW)
    presenter.set_count(1)
    view = presenter.present(normal(), NOW)
    assert [t.up_to.text for t in view.tiers] == ["300", "600", "900", ""]
    assert view.count.can_increase is False
    for _ in range(3):
        presenter.set_count(-1)
    view = presenter.present(normal(), NOW)
    assert [(t.up_to.text, t.price.text) for t in view.tiers] == [("", "17.000")]
    assert view.count.can_decrease is False


def test_what_was_typed_can_be_discarded() -> None:
    presenter = RatesPresenter()
    typed(presenter, 1, "99", is_price=True)
    is_editing = [presenter.is_editing]
    presenter.discard()
    is_editing.append(presenter.is_editing)
    assert is_editing == [True, False]
    assert presenter.present(normal(), NOW).tiers[1].price.text == "24.600"


@pytest.mark.parametrize(
    ("keys", "shown", "can_accept"),
    [("", "", False), ("0", "0", False), ("12", "12", True), ("1.2.3", "1.23", True), ("123456789", "1234567", True)],
)
def test_the_pad_takes_a_number_and_nothing_else(keys: str, shown: str, can_accept: bool) -> None:
    presenter = RatesPresenter()
    presenter.present(normal(), NOW)
    view = presenter.type_into(0, is_price=True)
    assert (view.sheet.title, view.field.placeholder) == ("Tier 1: cents per kWh", "17.000")
    for key in keys:
        view = presenter.key(key)
    assert (view.field.text, view.pad.can_accept) == (shown, can_accept)


def test_the_pad_erases_and_a_limit_has_no_point() -> None:
    presenter = RatesPresenter()
    presenter.present(normal(), NOW)
    assert presenter.type_into(0, is_price=False).pad.has_point is False
    presenter.key("5")
    assert presenter.key("").field.text == ""


def test_which_price_source_holds_is_visible_and_chosen() -> None:
    """C1FR34a"""
    presenter = RatesPresenter()
    view = presenter.present(cases.published_price(), NOW)
    assert (view.source.options, view.source.selected) == (("My rates", "From the meter"), 1)
    assert view.source_lines == ("My rates now: 24.6¢/kWh", "The meter says: 25.0¢/kWh")
    assert presenter.choose_source(0) == ChoosePriceSource(PriceSource.STORED)
    assert presenter.present(normal(), NOW).source_lines[1] == "The meter publishes no price."


def test_without_rates_the_editor_offers_one_price() -> None:
    """C1FR34a"""
    presenter = RatesPresenter()
    view = presenter.present(cases.no_tariff(), NOW)
    assert [(t.up_to.text, t.price.text) for t in view.tiers] == [("", "25.000")]
    assert view.header.subtitle == "not entered yet"
