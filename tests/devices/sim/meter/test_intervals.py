"""X-LONG-TERM, X-FR-INTERVAL: the interval recorder and GetProfile."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.messages import IntervalChannel
from devices.se.metering import GetProfileStatus, Metering, ProfileIntervalPeriod
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.intervals import MAX_PERIODS
from tests.devices.sim.meter.bench import LOS_ANGELES, NOON, MeterBench

NOON_ZCL = int(NOON.timestamp()) - ZCL_EPOCH_S


def profile(bench: MeterBench, channel: int = 0, end: int = 0, periods: int = 4) -> Any:
    (response,) = bench.command(
        Metering, "get_profile", interval_channel=channel, end_time=end, number_of_periods=periods
    )
    return response


def bench_of_a_day() -> MeterBench:
    """Power rises by 40 W each quarter of an hour, so that intervals are 10, 20, 30... Wh."""
    bench = MeterBench()
    for quarter in range(1, 97):
        bench.drive("load", watts=40 * quarter)
        bench.wait(900)
        bench.home.advance(bench.now)
    return bench


@pytest.fixture(scope="module")
def day() -> MeterBench:
    return bench_of_a_day()


def test_the_newest_interval_comes_first_and_the_label_is_its_end(day: MeterBench) -> None:
    response = profile(day, periods=3)
    assert response.status == GetProfileStatus.Success
    assert response.end_time == NOON_ZCL + 86_400
    assert response.profile_interval_period == ProfileIntervalPeriod.Minutes_15
    assert list(response.intervals) == [960, 950, 940]


def test_paging_back_by_end_time_reads_the_whole_day_once(day: MeterBench) -> None:
    values: list[int] = []
    end = 0
    while len(values) < 96:
        response = profile(day, end=end, periods=16)
        assert response.number_of_periods_delivered == 16
        values += response.intervals
        end = response.end_time - 16 * 900
    assert values == [10 * quarter for quarter in range(96, 0, -1)]
    assert profile(day, end=end).status == GetProfileStatus.No_intervals_available_for_the_requested_time


def test_an_end_time_between_labels_means_the_interval_before(day: MeterBench) -> None:
    response = profile(day, end=NOON_ZCL + 1_000, periods=1)
    assert (response.end_time, list(response.intervals)) == (NOON_ZCL + 900, [10])


def test_the_running_interval_is_not_delivered(day: MeterBench) -> None:
    before = profile(day, periods=1)
    day.now = type(day.now)(day.now.utc + timedelta(seconds=450), day.now.monotonic_s + 450)
    assert profile(day, periods=1) == before


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        ({"channel": 2}, GetProfileStatus.Undefined_Interval_Channel_requested),
        ({"end": NOON_ZCL + 10 * 86_400}, GetProfileStatus.Invalid_End_Time),
        ({"end": 0xFFFFFFFF}, GetProfileStatus.Invalid_End_Time),
        ({"end": NOON_ZCL}, GetProfileStatus.No_intervals_available_for_the_requested_time),
        ({"periods": 0}, GetProfileStatus.No_intervals_available_for_the_requested_time),
    ],
)
def test_a_wrong_request_gets_its_status_and_no_interval(
    day: MeterBench, request_of: dict[str, int], status: GetProfileStatus
) -> None:
    response = profile(day, **request_of)
    assert (response.status, list(response.intervals)) == (status, [])


def test_more_periods_than_fit_get_what_fits(day: MeterBench) -> None:
    response = profile(day, periods=200)
    assert response.status == GetProfileStatus.More_periods_requested_than_can_be_returned
    assert list(response.intervals) == [10 * quarter for quarter in range(96, 96 - MAX_PERIODS, -1)]


def test_both_channels_are_kept(day: MeterBench) -> None:
    assert list(profile(day, channel=1).intervals) == [0, 0, 0, 0]


def test_a_meter_that_measures_one_way_says_so() -> None:
    bench = MeterBench(base_w=1_000)
    bench.wait(900)
    bench.meter.recorder.channels = 1
    assert profile(bench, channel=1).status == GetProfileStatus.Interval_Channel_not_supported


@pytest.mark.parametrize(("minutes", "period"), [(5, 6), (10, 4), (30, 2), (60, 1)])
def test_the_interval_length_changes_at_the_top_of_the_hour_only(minutes: int, period: int) -> None:
    bench = MeterBench(base_w=1_200)
    bench.wait(600)
    bench.drive("interval", minutes=minutes)
    bench.wait(3_600 - 601)
    assert bench.read(Metering, "profile_interval_period")["profile_interval_period"] == 3
    bench.wait(3_601)
    assert bench.read(Metering, "profile_interval_period")["profile_interval_period"] == period
    bench.home.advance(bench.now)
    new = [one for one in bench.meter.recorder.intervals if one.end_s > NOON.timestamp() + 3_600]
    assert {one.length_s for one in new} == {minutes * 60}
    assert all(one.energy_wh[0] == 20 * minutes for one in new)
    assert sum(one.energy_wh[0] for one in bench.meter.recorder.intervals) == 2_400


def test_intervals_of_two_lengths_never_come_in_one_answer() -> None:
    bench = MeterBench(base_w=1_200)
    bench.drive("interval", minutes=5)
    bench.wait(3_600 + 900)
    response = profile(bench, periods=8)
    assert response.profile_interval_period == ProfileIntervalPeriod.Minutes_5
    assert list(response.intervals) == [100, 100, 100]
    before = profile(bench, end=response.end_time - 3 * 300, periods=2)
    assert before.profile_interval_period == ProfileIntervalPeriod.Minutes_15
    assert list(before.intervals) == [300, 300]


@pytest.mark.parametrize("minutes", [0, 1, 4, 7, 20, 61, 120])
def test_a_length_that_no_meter_has_is_refused_with_a_sentence(minutes: int) -> None:
    bench = MeterBench()
    with pytest.raises(ValueError, match="an interval lasts 5, 10, 15, 30, 60 minutes"):
        bench.drive("interval", minutes=minutes)


@pytest.mark.parametrize(("date", "quarters"), [((2026, 3, 8), 92), ((2026, 11, 1), 100), ((2026, 7, 14), 96)])
def test_a_local_day_has_as_many_quarter_hours_as_it_has(date: tuple[int, int, int], quarters: int) -> None:
    """F42"""
    midnight = datetime(*date, tzinfo=LOS_ANGELES).astimezone(UTC)
    next_midnight = datetime(date[0], date[1], date[2] + 1, tzinfo=LOS_ANGELES).astimezone(UTC)
    bench = MeterBench(midnight, base_w=1_000)
    bench.wait((next_midnight - midnight).total_seconds() + 60)
    bench.home.advance(bench.now)
    assert len(bench.meter.recorder.intervals) == quarters
    read = bench.read(Metering, "previousday_consumption_delivered")
    assert read["previousday_consumption_delivered"] == 250 * quarters


def test_a_clock_stepped_ahead_leaves_invalid_labels_and_loses_no_energy() -> None:
    """F40, F83"""
    bench = MeterBench(base_w=1_000)
    bench.wait(900 + 300)
    bench.drive("clock", step_s=3_600)
    bench.wait(900)
    response = profile(bench, periods=6)
    assert list(response.intervals) == [167, 0xFFFFFF, 0xFFFFFF, 0xFFFFFF, 83, 250]
    bench.home.advance(bench.now)
    assert (
        sum(one.energy_wh[0] for one in bench.meter.recorder.intervals)
        + bench.meter.recorder.running_raw(IntervalChannel.DELIVERED, bench.meter.delivered.wh, bench.meter.scale)
        == bench.meter.delivered.wh
    )


def test_a_clock_stepped_back_adds_to_what_is_recorded() -> None:
    """F40: never overwrite when a clock steps back."""
    bench = MeterBench(base_w=1_000)
    bench.wait(2 * 3_600)
    bench.drive("clock", step_s=-3_600)
    bench.wait(3_600)
    bench.home.advance(bench.now)
    intervals = bench.meter.recorder.intervals
    assert [one.energy_wh[0] for one in intervals] == [250] * 4 + [500] * 4
    assert len({one.end_s for one in intervals}) == len(intervals)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-7_200, 7_200), st.integers(1, 3_000)), max_size=6))
def test_whatever_its_clock_does_the_intervals_hold_all_the_energy(steps: list[tuple[int, int]]) -> None:
    """F40"""
    bench = MeterBench(base_w=1_234)
    for step_s, wait_s in steps:
        bench.drive("clock", step_s=step_s)
        bench.wait(wait_s)
        bench.home.advance(bench.now)
    recorder = bench.meter.recorder
    recorded = sum(one.energy_wh[0] for one in recorder.intervals)
    assert recorded + bench.meter.delivered.wh - recorder.mark_wh[0] == bench.meter.delivered.wh


@pytest.mark.parametrize(
    ("first", "quarters"),
    [(date(2026, 2, 1), 45 * 96 - 4), (date(2026, 6, 1), 45 * 96), (date(2026, 10, 1), 45 * 96 + 4)],
    ids=["with a day of 92", "of 96 each", "with a day of 100"],
)
def test_45_whole_days_are_kept_on_two_channels_and_the_46th_goes_at_midnight(first: date, quarters: int) -> None:
    """X-LONG-TERM, F42"""

    def midnight(days: int) -> datetime:
        return datetime.combine(first + timedelta(days=days), time(), LOS_ANGELES).astimezone(UTC)

    bench = MeterBench(midnight(0), base_w=1_000)
    bench.wait((midnight(46) - midnight(0)).total_seconds() - 1, monotonic_s=1)
    bench.home.advance(bench.now)
    recorder = bench.meter.recorder
    assert len(recorder.intervals) == quarters + 95
    assert recorder.intervals[0].end_s == midnight(0).timestamp() + 900
    bench.wait(2, monotonic_s=1)
    bench.home.advance(bench.now)
    assert len(recorder.intervals) == quarters - 96 + 96
    assert recorder.intervals[0].end_s == midnight(1).timestamp() + 900
    assert {one.energy_wh for one in recorder.intervals} == {(250, 0)}
    of_a_day = [
        len(recorder.between(int(midnight(day).timestamp()), int(midnight(day + 1).timestamp()))) for day in range(47)
    ]
    assert of_a_day[0] == of_a_day[46] == 0
    assert sum(of_a_day) == quarters
    assert set(of_a_day[1:46]) - {92, 100} == {96}
