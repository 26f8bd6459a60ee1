"""The rates editor offscreen: tapped, dragged, typed, saved, and taken back."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from hemsapp.commands import SaveRates, StopWork
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.sample_answers import serve
from ui.tokens import Touch


@pytest.fixture
def house(kiosk: Kiosk) -> Kiosk:
    """The editor of the sample house, whose store answers."""
    serve(kiosk.window)
    kiosk.window.open(Page.RATES)
    return kiosk


def press(kiosk: Kiosk, *signs: str) -> None:
    for sign in (*signs, "accept"):
        kiosk.tap(f"rates.pad.keys.{sign}")


def saved(kiosk: Kiosk) -> SaveRates:
    kiosk.tap("rates.save")
    command = kiosk.asked[-1]
    assert isinstance(command, SaveRates)
    return command


def test_a_typed_price_shows_at_once_what_it_would_have_cost(house: Kiosk) -> None:
    """users.md 2, users.md 6"""
    house.tap("rates.tier2.price")
    press(house, "2", "5", "point", "2")
    assert house.text("rates.example1") == "Running 1 kW for 1 hour at 3 PM costs $0.35."
    assert house.text("rates.change") == "Your last bill would have been $128.12 \N{RIGHTWARDS ARROW} $132.02"
    house.tap("rates.discard")
    assert not house.find("rates.change").isVisible()
    assert house.text("rates.tier2.price").endswith("24.600")


def test_cents_that_were_typed_as_dollars_are_caught_and_mended(house: Kiosk) -> None:
    """users.md 6"""
    house.tap("rates.tier2.price")
    press(house, "2", "5", "2", "0")
    assert house.text("rates.warning") == "2,520¢ is a hundred times the usual price. Did you mean 25.2¢?"
    house.tap("rates.fix")
    assert saved(house).rates.tiers[1].price == Decimal("0.25200")


def test_a_handle_is_dragged_to_another_half_hour(house: Kiosk) -> None:
    """C1FR34a"""
    handle = house.window.windowHandle()
    start = house.middle(house.find("rates.times.handle2"))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for step in range(1, 5):
        QTest.mouseMove(handle, start + QPoint(5 * step, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start + QPoint(20, 0))
    assert house.page() is Page.RATES
    times = [time for time in saved(house).rates.times_of_use if time.name == "Peak" and time.season == "Summer"]
    assert times[0].start_minute == 15 * 60


def test_a_block_opens_a_sheet_that_changes_it(house: Kiosk) -> None:
    """C1FR34a"""
    house.tap("rates.times2")
    house.tap("rates.time.from.less")
    house.tap("rates.time.price0")
    press(house, "1", "2")
    assert house.text("rates.time") == "1:30 PM \N{EN DASH} 8 PM. Summer weekdays · Peak"
    house.tap("rates.time.next")
    house.tap("rates.time.like.2")
    house.tap("rates.time.divide")
    house.tap("rates.time.secondary")
    assert not house.find("rates.time").isVisible()
    peaks = [time for time in saved(house).rates.times_of_use if time.name == "Peak" and time.season == "Summer"]
    assert [(time.start_minute, time.adder) for time in peaks] == [
        (810, Decimal("0.12000")), (1200, Decimal("0.12000")),
    ]  # fmt: skip


def test_weekends_seasons_and_holidays_are_reached_by_their_keys(house: Kiosk) -> None:
    house.tap("rates.weekends")
    assert house.text("rates.times_title") == "Summer weekends"
    house.tap("rates.season")
    assert house.text("rates.times_title") == "Winter weekends"
    house.tap("rates.holidays")
    house.tap("rates.holiday0")
    house.tap("rates.holiday_sheet.primary")
    assert saved(house).rates.holidays[0] == "New Year's Day"


def test_the_first_day_is_chosen_on_a_sheet_and_a_past_one_counts_anew(house: Kiosk) -> None:
    """users.md 2"""
    house.tap("rates.starts")
    house.tap("rates.date.likely1")
    house.tap("rates.date.day.more")
    house.tap("rates.date.primary")
    assert house.text("rates.save") == "Save from 2 August"
    house.tap("rates.starts")
    house.tap("rates.date.likely2")
    house.tap("rates.date.month.less")
    house.tap("rates.date.primary")
    assert house.text("rates.save") == "Save, and count anew"
    saved(house)
    house.window.show_snapshot(cases.CASES["bill-re-rating"]())
    assert house.text("rates.work").startswith("Counting everything anew")
    house.tap("rates.work.button")
    assert house.asked[-1] == StopWork()


def test_what_was_saved_is_taken_back_by_saving_what_held_before(house: Kiosk) -> None:
    """users.md 2: go back, C1FR34a"""
    house.tap("rates.tier1.price")
    press(house, "1", "8")
    first = saved(house)
    house.tap("rates.discard")
    back = house.asked[-1]
    assert isinstance(back, SaveRates)
    assert (first.rates.tiers[0].price, back.rates.tiers[0].price) == (Decimal("0.18000"), Decimal("0.17000"))
    assert back.rates.starts == first.rates.starts


def test_a_sample_plan_is_chosen_with_region_and_medical_allowance(house: Kiosk) -> None:
    """C1FR34b"""
    house.tap("rates.tabs.3")
    house.tap("rates.choose")
    house.tap("rates.library1")
    assert house.text("rates.plan_sample") == "Sample, not current"
    house.tap("rates.region.more")
    house.tap("rates.medical")
    press(house, "1", "6", "point", "5")
    baseline = saved(house).rates.baseline
    assert baseline is not None
    assert (baseline.region, baseline.medical_wh_per_day) == ("Inland", 16_500)


def test_critical_days_and_fixed_charges_are_typed_in_their_tabs(house: Kiosk) -> None:
    """C1FR34a"""
    house.tap("rates.tabs.1")
    house.tap("rates.critical.adder")
    press(house, "7", "5")
    house.tap("rates.tabs.2")
    house.tap("rates.fixed.day")
    press(house, "0", "point", "5", "5")
    rates = saved(house).rates
    assert rates.critical_peak is not None
    assert (rates.critical_peak.adder, rates.fixed_per_day) == (Decimal("0.75000"), Decimal("0.55000"))


def test_leaving_with_changes_asks_and_does_what_is_answered(house: Kiosk) -> None:
    for answer, count in (("secondary", 0), ("primary", 1)):
        house.window.open(Page.RATES)
        house.tap("rates.tier1.price")
        press(house, "1", "9")
        house.tap("rail.bill")
        assert house.page() is Page.RATES
        house.tap(f"rates.leave.{answer}")
        assert (house.page(), len(house.asked)) == (Page.BILL, count)


def test_an_older_version_is_taken_up_again(house: Kiosk) -> None:
    """C1FR34a"""
    house.tap("rates.tabs.3")
    house.tap("rates.version1")
    assert saved(house).rates.tiers[1].price == Decimal("0.23900")


@pytest.mark.parametrize("tab", range(4))
@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800)])
def test_what_a_finger_touches_in_the_editor_is_large_enough(house: Kiosk, tab: int, size: tuple[int, int]) -> None:
    """A narrow block of the day is the exception: its neighbours' sheet reaches it."""
    house.window.resize(*size)
    house.window.present()
    house.tap(f"rates.tabs.{tab}")
    small = [
        part.objectName()
        for part in house.find("rates").findChildren(QWidget)
        if part.isVisible()
        and type(part).__name__ in {"Button", "Field", "Segment", "Toggle", "ListRow", "TimeHandle"}
        and (part.width() < Touch.MINIMUM or part.height() < Touch.MINIMUM)
    ]
    assert small == []
