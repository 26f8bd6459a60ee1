"""X-MEASURED-RESPONSE: the steps of the baseline, its worked vector, days that clocks change, and what always holds."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.holidays import NO_BUSINESS, holidays, is_business_day
from devices.measured_response import (
    QUARTER,
    Adjustment,
    Measured,
    Reason,
    Span,
    half_up,
    measure,
    whole_intervals,
)

ZONE = ZoneInfo("America/Los_Angeles")
TUESDAY = date(2026, 7, 14)
SATURDAY = date(2026, 7, 18)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def at(day: date, hour: int, minute: int = 0, *, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE, fold=fold).astimezone(UTC)


def span(day: date, start: int, end: int) -> Span:
    return at(day, start), at(day, end)


class House:
    """Uses `quarter_wh` in every quarter-hour, but for those that are told otherwise."""

    def __init__(self, quarter_wh: Callable[[datetime], int]) -> None:
        self._quarter_wh = quarter_wh
        self.told: dict[datetime, int | None] = {}

    def tell(self, stretch: Span, quarter_wh: int | None) -> None:
        start, end = stretch
        while start < end:
            self.told[start] = quarter_wh
            start += QUARTER

    def used_wh(self, start: datetime, end: datetime) -> int | None:
        total = 0
        while start < end:
            value = self.told.get(start, self._quarter_wh(start))
            if value is None:
                return None
            total, start = total + value, start + QUARTER
        return total


def vector_house() -> House:
    """1800 Wh in the event's hour and 600 Wh in the three hours of the adjustment, on every day."""
    house = House(lambda _: 0)
    for back in range(50):
        day = TUESDAY - timedelta(days=back)
        house.tell(span(day, 12, 15), 50)
        house.tell(span(day, 16, 17), 450)
    return house


VECTOR_EVENT = span(TUESDAY, 16, 17)


@pytest.mark.parametrize(
    ("before_wh", "baseline_wh", "adjustment", "percent"),
    [
        (630, 1890, Adjustment.APPLIED, 5),
        (600, 1800, Adjustment.APPLIED, 0),
        (3000, 2160, Adjustment.CAPPED, 20),
        (720, 2160, Adjustment.APPLIED, 20),
        (12, 1440, Adjustment.CAPPED, -20),
    ],
)
def test_the_worked_vector(before_wh: int, baseline_wh: int, adjustment: Adjustment, percent: int) -> None:
    """X-MEASURED-RESPONSE: ten days of 1800 Wh, 600 Wh before; 630 gives 1890, a spike of five times only 20 % more."""
    house = vector_house()
    house.tell(span(TUESDAY, 12, 15), 0)
    house.told[at(TUESDAY, 13)] = before_wh
    house.tell(VECTOR_EVENT, 300)
    found = measure(VECTOR_EVENT, house.used_wh, ZONE)
    assert (found.raw_wh, found.before_wh, found.usual_before_wh) == (1800, before_wh, 600)
    assert (found.baseline_wh, found.adjustment, found.adjustment_percent) == (baseline_wh, adjustment, percent)
    assert (found.used_wh, found.reduction_wh, found.days) == (1200, baseline_wh - 1200, 10)


def test_hours_before_that_usually_use_nothing_adjust_nothing() -> None:
    house = House(lambda _: 0)
    for back in range(1, 50):
        house.tell(span(TUESDAY - timedelta(days=back), 16, 17), 450)
    house.tell(span(TUESDAY, 12, 15), 900)
    found = measure(VECTOR_EVENT, house.used_wh, ZONE)
    assert (found.adjustment, found.ratio, found.baseline_wh) == (Adjustment.NO_USE, Fraction(1), 1800)
    assert found.reduction_wh == 1800


def test_more_than_usual_is_told_as_a_negative_reduction() -> None:
    house = House(lambda _: 100)
    house.tell(VECTOR_EVENT, 150)
    assert measure(VECTOR_EVENT, house.used_wh, ZONE).reduction_wh == -200


def reasons(found: Measured) -> dict[date, Reason]:
    return {step.day: step.reason for step in found.steps}


def test_ten_business_days_are_taken_without_weekends_holidays_event_days_and_unknown_ones() -> None:
    """The 4th of July 2026 is a Saturday: nobody observes another day for it; the 10th and 13th are left out here."""
    house = House(lambda _: 100)
    house.told[at(date(2026, 7, 10), 16, 30)] = None
    found = measure(VECTOR_EVENT, house.used_wh, ZONE, [span(date(2026, 7, 13), 9, 10)])
    why = reasons(found)
    assert why[date(2026, 7, 13)] is Reason.EVENT
    assert why[date(2026, 7, 10)] is Reason.UNKNOWN
    assert why[date(2026, 7, 12)] is why[date(2026, 7, 4)] is Reason.OTHER_KIND
    taken = [step.day for step in found.steps if step.is_taken]
    assert len(taken) == found.days == 10
    assert (max(taken), min(taken)) == (date(2026, 7, 9), date(2026, 6, 26))


def test_a_day_whose_hours_before_are_not_known_is_left_out() -> None:
    house = House(lambda _: 100)
    house.told[at(date(2026, 7, 13), 12)] = None
    assert reasons(measure(VECTOR_EVENT, house.used_wh, ZONE))[date(2026, 7, 13)] is Reason.UNKNOWN


def test_a_weekend_takes_four_days_of_its_kind_and_counts_a_holiday_among_them() -> None:
    event = span(date(2026, 9, 12), 16, 18)
    found = measure(event, House(lambda _: 100).used_wh, ZONE)
    assert [step.day for step in found.steps if step.is_taken] == [
        date(2026, 9, 7),  # Labor Day
        date(2026, 9, 6),
        date(2026, 9, 5),
        date(2026, 8, 30),
    ]


def test_too_few_days_are_filled_up_with_the_event_days_of_the_most_energy() -> None:
    house = House(lambda _: 100)
    days = [TUESDAY - timedelta(days=back) for back in range(1, 46)]
    business = [day for day in days if is_business_day(day)]
    known, events = business[:3], business[3:8]
    for number, day in enumerate(events):
        house.tell(span(day, 16, 17), 100 + 10 * number)
    for day in business[8:]:
        house.tell(span(day, 0, 23), None)
    found = measure(VECTOR_EVENT, house.used_wh, ZONE, [span(day, 16, 17) for day in events])
    filled = [step.day for step in found.steps if step.reason is Reason.TAKEN_FOR_WANT]
    assert filled == [events[3], events[4]]
    assert [step.day for step in found.steps if step.reason is Reason.TAKEN] == known
    assert (found.days, found.raw_wh) == (5, half_up(Fraction(3 * 400 + 520 + 560, 5)))


@pytest.mark.parametrize(("day", "fewest"), [(TUESDAY, 5), (SATURDAY, 4)])
def test_with_too_few_days_nothing_is_claimed(day: date, fewest: int) -> None:
    event = span(day, 16, 17)
    like = [d for b in range(1, 46) if is_business_day(d := day - timedelta(days=b)) is is_business_day(day)]
    for known in (fewest - 1, fewest):
        house = House(lambda _: 100)
        for other in like[known:]:
            house.tell(span(other, 0, 23), None)
        found = measure(event, house.used_wh, ZONE)
        assert (found.baseline_wh is None, found.days) == ((True, 0) if known < fewest else (False, fewest))
        assert (found.reduction_wh is None) is (known < fewest)


def test_the_unknown_use_of_the_event_itself_leaves_the_baseline_standing() -> None:
    house = House(lambda _: 100)
    house.told[at(TUESDAY, 16)] = None
    found = measure(VECTOR_EVENT, house.used_wh, ZONE)
    assert (found.used_wh, found.baseline_wh, found.reduction_wh) == (None, 400, None)


def test_hours_before_that_are_unknown_or_belong_to_another_event_adjust_nothing() -> None:
    house = House(lambda _: 100)
    house.tell(span(TUESDAY, 12, 15), 200)
    assert measure(VECTOR_EVENT, house.used_wh, ZONE, [span(TUESDAY, 10, 13)]).adjustment is Adjustment.EVENT_BEFORE
    house.told[at(TUESDAY, 14)] = None
    found = measure(VECTOR_EVENT, house.used_wh, ZONE)
    assert (found.adjustment, found.baseline_wh) == (Adjustment.UNKNOWN, 400)


def test_an_event_while_clocks_go_forward_takes_the_hours_that_its_clock_showed() -> None:
    """users.md 11: 2026-03-08 has no hour from 2 to 3; on like days that hour is left out as well."""
    event = (at(date(2026, 3, 8), 1), at(date(2026, 3, 8), 4))
    assert event[1] - event[0] == timedelta(hours=2)
    house = House(lambda start: 10 * start.astimezone(ZONE).hour)
    found = measure(event, house.used_wh, ZONE)
    assert found.raw_wh == found.used_wh == 4 * (10 + 30)


def test_an_event_while_clocks_go_back_counts_the_hour_that_comes_twice_twice() -> None:
    """users.md 11: 2026-11-01 has the hour from 1 to 2 twice."""
    event = (at(date(2026, 11, 1), 1), at(date(2026, 11, 1), 3))
    assert event[1] - event[0] == timedelta(hours=3)
    house = House(lambda start: 10 * start.astimezone(ZONE).hour)
    found = measure(event, house.used_wh, ZONE)
    assert found.raw_wh == found.used_wh == 4 * (10 + 10 + 20)


@pytest.mark.parametrize(
    ("changed", "day"), [(date(2026, 3, 8), date(2026, 3, 14)), (date(2026, 11, 1), date(2026, 11, 7))]
)
def test_a_like_day_on_which_clocks_change_is_compared_by_its_own_clock(changed: date, day: date) -> None:
    house = House(lambda start: 10 * start.astimezone(ZONE).hour)
    found = measure(span(day, 16, 18), house.used_wh, ZONE)
    assert changed in [step.day for step in found.steps if step.is_taken]
    assert {step.energy_wh for step in found.steps if step.is_taken} == {4 * (160 + 170)}


def test_an_event_over_midnight_is_compared_over_midnight() -> None:
    event = (at(TUESDAY, 23), at(TUESDAY + timedelta(days=1), 1))
    house = House(lambda start: start.astimezone(ZONE).hour)
    assert measure(event, house.used_wh, ZONE).raw_wh == 4 * 23


@pytest.mark.parametrize("minutes", [7, 0])
def test_only_whole_quarter_hours_are_measured(minutes: int) -> None:
    start = at(TUESDAY, 16)
    with pytest.raises(ValueError, match="whole quarter-hours"):
        measure((start, start + timedelta(minutes=minutes)), House(lambda _: 1).used_wh, ZONE)


def test_whole_intervals_lie_within() -> None:
    start = at(TUESDAY, 16)
    minute = timedelta(minutes=1)
    assert whole_intervals(start, start + 60 * minute) == (start, start + 60 * minute)
    assert whole_intervals(start + minute, start + 59 * minute) == (start + QUARTER, start + 3 * QUARTER)
    assert whole_intervals(start + minute, start + 16 * minute) is None
    assert whole_intervals(start + minute, start + 121 * minute, 60) == (start + 60 * minute, start + 120 * minute)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2026, {(1, 1), (5, 25), (7, 4), (9, 7), (11, 26), (12, 25)}),
        (2023, {(1, 2), (5, 29), (7, 4), (9, 4), (11, 23), (12, 25)}),
        (2021, {(1, 1), (5, 31), (7, 5), (9, 6), (11, 25), (12, 25)}),
    ],
)
def test_the_six_holidays(year: int, days: Collection[tuple[int, int]]) -> None:
    assert holidays(year, NO_BUSINESS) == {date(year, month, day) for month, day in days}


loads = st.lists(st.integers(0, 3000), min_size=64, max_size=64)
hours = st.tuples(st.integers(0, 23), st.integers(1, 6))
dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def house_of(load: list[int]) -> House:
    return House(lambda start: load[(start - EPOCH) // QUARTER * 7919 % 61 % 64])


@settings(max_examples=30, deadline=None)
@given(loads, dates, hours)
def test_the_baseline_stays_within_a_fifth_of_the_mean_and_the_mean_within_its_days(
    load: list[int], day: date, when: tuple[int, int]
) -> None:
    start = at(day, when[0])
    found = measure((start, start + timedelta(hours=when[1])), house_of(load).used_wh, ZONE)
    taken = [step.energy_wh or 0 for step in found.steps if step.is_taken]
    assert found.raw_wh is not None
    assert found.baseline_wh is not None
    assert len(taken) == (10 if is_business_day(day) else 4)
    assert min(taken) <= found.raw_wh <= max(taken)
    mean = Fraction(sum(taken), len(taken))
    assert half_up(mean * Fraction(4, 5)) <= found.baseline_wh <= half_up(mean * Fraction(6, 5))
    assert found.reduction_wh == found.baseline_wh - (found.used_wh or 0)


@settings(max_examples=30, deadline=None)
@given(loads, dates, hours, st.integers(2, 9))
def test_a_house_of_several_times_the_load_has_as_many_times_the_baseline(
    load: list[int], day: date, when: tuple[int, int], times: int
) -> None:
    start = at(day, when[0])
    event = (start, start + timedelta(hours=when[1]))
    one = measure(event, house_of(load).used_wh, ZONE)
    many = measure(event, house_of([each * times for each in load]).used_wh, ZONE)
    assert one.ratio == many.ratio
    assert abs((many.baseline_wh or 0) - times * (one.baseline_wh or 0)) <= times


@settings(max_examples=30, deadline=None)
@given(loads, dates, hours, st.integers(0, 100_000))
def test_whatever_is_used_before_an_event_moves_the_baseline_by_a_fifth_at_most(
    load: list[int], day: date, when: tuple[int, int], before_wh: int
) -> None:
    """The cap: use before an event cannot be inflated into a saving without bound."""
    start = at(day, when[0])
    event = (start, start + timedelta(hours=when[1]))
    house = house_of(load)
    usual = measure(event, house.used_wh, ZONE)
    house.told[start - timedelta(hours=3)] = before_wh
    found = measure(event, house.used_wh, ZONE)
    assert found.raw_wh == usual.raw_wh
    assert (found.baseline_wh or 0) * 4 <= (found.raw_wh or 0) * 5 + 5
    assert found.steps == usual.steps
