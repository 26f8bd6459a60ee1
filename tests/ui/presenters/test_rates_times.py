"""Times of use in the editor: blocks are moved, divided, painted and removed, each kind of day on its own."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemsapp.domain.billing.calendar import times_on
from hemsapp.rates import DayType, TariffVersion, TimeOfUse
from ui.presenters import rates_draft as draft
from ui.presenters.rates_times import TimesEditor
from ui.screens.money_answers import LIBRARY, RATES
from ui.views import ButtonState, ButtonView, Level

SUMMER, WINTER = date(2026, 7, 13), date(2026, 12, 7)
ONE_PRICE = LIBRARY[3]
WHOLE = replace(
    RATES,
    seasons=(),
    times_of_use=(
        TimeOfUse(0, Decimal(0), "Off-peak", prices=(Decimal("0.30"), Decimal("0.40"), Decimal("0.45"))),
        TimeOfUse(960, Decimal(0), "Peak", prices=(Decimal("0.50"), Decimal("0.60"), Decimal("0.65"))),
    ),
)


def editor(plan: TariffVersion = RATES, today: date = SUMMER) -> TimesEditor:
    made = TimesEditor()
    made.begin(plan, today)
    return made


def spans(plan: TariffVersion, season: int, kind: DayType) -> list[tuple[int, Decimal]]:
    return [(time.start_minute, time.adder) for time in draft.schedule(plan, season, kind)]


def test_the_strip_shows_the_season_of_today_with_levels_and_what_each_block_adds() -> None:
    """C1FR34a, C1FR34c"""
    view = editor().view(RATES, 1)
    assert (view.title, view.caption) == ("Summer weekdays", "adds to or takes off the tier price")
    assert [(block.level, block.text) for block in view.strip.blocks] == [
        (Level.LOW, "\N{MINUS SIGN}9.0¢"), (Level.NORMAL, "0.0¢"), (Level.HIGH, "+9.4¢"),
        (Level.NORMAL, "0.0¢"), (Level.LOW, "\N{MINUS SIGN}9.0¢"),
    ]  # fmt: skip
    assert [mark.text for mark in view.strip.axis] == ["8 AM", "2 PM", "8 PM", "10 PM"]
    assert editor(today=WINTER).view(RATES, 1).title == "Winter weekdays"


def test_other_days_are_one_tap_away() -> None:
    made = editor()
    assert [button.text for button in _buttons(made)] == ["Weekends", "Winter", "Holidays"]
    made.show_weekends(RATES)
    assert made.view(RATES, 1).title == "Summer weekends"
    made.show_next_season(RATES)
    assert made.view(RATES, 1).title == "Winter weekends"
    assert [button.text for button in _buttons(made)] == ["Weekdays", "Summer", "Holidays"]


def test_a_plan_of_equal_days_tells_weekends_apart_once_they_are_edited() -> None:
    made = editor(ONE_PRICE)
    assert made.view(ONE_PRICE, 0).title == "Every day"
    plan = made.move(ONE_PRICE, 1, 17 * 60)
    assert {time.days for time in plan.times_of_use} == {DayType.EVERY_DAY}
    made.show_weekends(plan)
    made.open(1)
    plan = made.choose_sign(plan, 0)
    assert draft.is_split(plan)
    assert spans(plan, 0, DayType.WORKING_DAY)[1] == (1020, Decimal("0.14000"))
    assert spans(plan, 0, DayType.WEEKEND)[1] == (1020, Decimal("-0.14000"))
    assert made.view(plan, 0).title == "Weekends"


def test_a_handle_moves_in_half_hours_between_its_neighbours() -> None:
    made = editor()
    assert spans(made.move(RATES, 2, 15 * 60 + 10), 0, DayType.WORKING_DAY)[2][0] == 15 * 60
    assert spans(made.move(RATES, 2, 0), 0, DayType.WORKING_DAY)[2][0] == 8 * 60 + 30
    assert spans(made.move(RATES, 2, 1440), 0, DayType.WORKING_DAY)[2][0] == 19 * 60 + 30
    moved = made.move(RATES, 2, 15 * 60)
    for season, kind in ((0, DayType.WEEKEND), (1, DayType.WORKING_DAY), (1, DayType.WEEKEND)):
        assert spans(moved, season, kind) == spans(RATES, season, kind)


def test_the_sheet_of_a_block_steps_its_ends_and_goes_to_its_neighbours() -> None:
    made = editor()
    made.open(2)
    view = made.sheet(RATES)
    assert (view.sheet.title, view.sheet.subtitle) == ("2 PM \N{EN DASH} 8 PM", "Summer weekdays · Peak")
    assert view.like is not None
    assert (view.like.options, view.like.selected) == (("Night", "Day", "Peak"), 2)
    plan = made.step_end(made.step_start(RATES, -1), 1)
    assert made.sheet(plan).sheet.title == "1:30 PM \N{EN DASH} 8:30 PM"
    made.step_block(plan, 1)
    assert made.sheet(plan).start.text == "8:30 PM"
    made.step_block(plan, 1)
    made.step_block(plan, 1)
    last = made.sheet(plan)
    assert (last.end.can_increase, last.following.state) == (False, ButtonState.DISABLED)
    assert made.step_end(plan, 1) == plan


def test_a_block_is_divided_painted_like_another_and_removed() -> None:
    made = editor()
    made.open(2)
    plan = made.divide(RATES)
    assert spans(plan, 0, DayType.WORKING_DAY)[2:4] == [(840, Decimal("0.094")), (1020, Decimal("0.094"))]
    plan = made.paint(plan, 0)
    assert spans(plan, 0, DayType.WORKING_DAY)[3] == (1020, Decimal("-0.09"))
    plan = made.remove(plan)
    assert plan == RATES
    made.open(0)
    assert spans(made.remove(RATES), 0, DayType.WORKING_DAY)[0] == (0, Decimal(0))


def test_what_a_block_adds_is_typed_in_cents_and_its_sign_chosen() -> None:
    """C1FR34a"""
    made = editor()
    made.open(0)
    (entry,) = made.entries(RATES)
    assert entry.text() == "9.000"
    plan = entry.put(Decimal("7.1255"))
    assert spans(plan, 0, DayType.WORKING_DAY)[0] == (0, Decimal("-0.07126"))
    assert spans(made.choose_sign(plan, 1), 0, DayType.WORKING_DAY)[0] == (0, Decimal("0.07126"))


def test_whole_prices_are_typed_for_each_tier() -> None:
    """C1FR34a"""
    made = editor(WHOLE)
    view = made.view(WHOLE, 1)
    assert [(block.text, block.level) for block in view.strip.blocks] == [
        ("40.0¢", Level.NORMAL), ("60.0¢", Level.HIGH),
    ]  # fmt: skip
    made.open(1)
    sheet = made.sheet(WHOLE)
    assert sheet.sign is None
    assert [field.text for field in sheet.prices] == ["50.000", "60.000", "65.000"]
    plan = made.entries(WHOLE)[1].put(Decimal("62.5"))
    assert plan.times_of_use[1].prices == (Decimal("0.50"), Decimal("0.625"), Decimal("0.65"))
    assert all(len(time.prices) == 4 for time in draft.with_limit(plan, 2, 900_000).times_of_use)


def test_holidays_that_count_as_weekend_are_switched() -> None:
    made = editor()
    assert [toggle.word for toggle in made.holidays(RATES).toggles if toggle.is_on] == ["Independence Day", "Labor Day"]
    plan = made.with_holiday(made.with_holiday(RATES, 0), 3)
    assert plan.holidays == ("New Year's Day", "Labor Day")


@given(
    st.lists(st.tuples(st.integers(1, 47), st.integers(-20, 40)), max_size=7, unique_by=lambda each: each[0]),
    st.sampled_from(list(DayType)),
    st.integers(0, 1),
)
def test_a_changed_schedule_is_what_the_calendar_finds_and_no_other_day_changes(
    cuts: list[tuple[int, int]], kind: DayType, season: int
) -> None:
    times = (TimeOfUse(0, Decimal("0.01")), *(TimeOfUse(at * 30, Decimal(cents) / 100) for at, cents in sorted(cuts)))
    plan = draft.with_schedule(RATES, season, kind, times)
    for index in range(2):
        for each in (DayType.WORKING_DAY, DayType.WEEKEND):
            found = [(time.start_minute, time.adder) for time in times_on(plan, index, each)]
            is_changed = index == season and kind in {each, DayType.EVERY_DAY}
            assert found == ([(time.start_minute, time.adder) for time in times] if is_changed else
                             spans(RATES, index, each))  # fmt: skip


@given(st.integers(1, 4), st.integers(0, 1440))
def test_wherever_a_handle_is_put_no_block_is_lost(index: int, minute: int) -> None:
    times = draft.moved(draft.schedule(RATES, 0, DayType.WORKING_DAY), index, minute)
    starts = [*(time.start_minute for time in times), 1440]
    assert all(second - first >= 30 and first % 30 == 0 for first, second in pairwise(starts))


@pytest.mark.parametrize("index", range(5))
def test_removing_a_block_leaves_a_whole_day(index: int) -> None:
    times = draft.without(draft.schedule(RATES, 0, DayType.WORKING_DAY), index)
    assert (len(times), times[0].start_minute) == (4, 0)
    assert draft.without(times[:1], 0) == times[:1]


def _buttons(made: TimesEditor) -> list[ButtonView]:
    view = made.view(RATES, 1)
    return [button for button in (view.weekends, view.season, view.holidays) if button is not None]
