from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.checks import Limits
from devices.utility.mdms.records import Records
from devices.utility.mdms.settings import Settings
from devices.utility.operations import ask
from devices.wan.journal import Noted
from devices.wan.meter_words import MeterReading
from devices.wan.words import MeterEvent, Noun, Readings
from tests.devices.utility.test_accounts import midnight
from tests.devices.utility.world import START, ZONE, World, verify

DAY = date(2026, 7, 13)
USUAL = (300,) * 40 + (900,) * 16 + (300,) * 40


def asked(records: Records, verb: str, at: datetime = START, **given: Any) -> Any:
    return ask(records_operations.operations(records, World().css), verb, given, at, ZONE)


def kept(wh: tuple[int | None, ...], day: date = DAY, channel: int = 0) -> Records:
    records = Records(None, verify)
    readings = Readings("meter-1", channel, midnight(day), 15, wh)
    records.intervals.put(readings)
    records.validation.readings(readings, START)
    return records


def marks(records: Records, day: date = DAY) -> list[str]:
    told: list[str] = asked(records, "usage", meter="meter-1", day=day.isoformat())["days"][0]["marks"]
    return told


def open_kinds(records: Records) -> dict[str, int]:
    return {one["kind"]: one["intervals"] for one in asked(records, "exceptions")}


def test_a_usual_day_is_not_marked() -> None:
    """C1FR15."""
    records = kept(USUAL)
    assert set(marks(records)) == {""}
    assert open_kinds(records) == {}


def test_a_spike_is_marked_and_keeps_its_value() -> None:
    records = kept((*USUAL[:50], 7_000, *USUAL[51:]))
    (day,) = asked(records, "usage", meter="meter-1", day=DAY.isoformat())["days"]
    assert (day["values_wh"][50], day["marks"][50]) == (7_000, "spike")
    assert day["marks"].count("spike") == 1
    assert open_kinds(records) == {"spike": 1}


def test_many_large_intervals_are_no_spike_and_what_no_home_can_use_is() -> None:
    car = (300,) * 60 + (2_400,) * 12 + (300,) * 24
    assert set(marks(kept(car))) == {""}
    assert marks(kept((13_000,) * 96)) == ["spike"] * 96


def test_a_negative_interval_is_marked_at_once_and_a_gap_only_when_the_day_is_over() -> None:
    today = START.astimezone(ZONE).date()
    records = kept((300, -5, 300), today)
    assert marks(records, today)[:4] == ["", "negative", "", "missing"]
    assert open_kinds(records) == {"negative": 1}
    records.validation.day("meter-1", 0, today, START + timedelta(days=1))
    assert open_kinds(records) == {"negative": 1, "gap": 93}


def test_a_gap_that_is_filled_later_is_gone_from_the_list_and_nothing_was_invented() -> None:
    records = kept((*USUAL[:10], None, *USUAL[11:90]))
    (gap,) = asked(records, "exceptions")
    assert (gap["kind"], gap["intervals"]) == ("gap", 7)
    assert gap["detail"] == "7 of 96 not known, the first at 02:30"
    late = Readings("meter-1", 0, midnight(DAY), 15, USUAL)
    records.intervals.put(late)
    records.validation.readings(late, START)
    assert open_kinds(records) == {}
    (was,) = asked(records, "exceptions", is_all=True)
    assert was["gone"] == START


@pytest.mark.parametrize(("day", "quarters"), [(date(2026, 3, 8), 92), (date(2025, 11, 2), 100)])
def test_a_day_on_which_the_clocks_change_is_whole_without_a_gap(day: date, quarters: int) -> None:
    records = kept((300,) * quarters, day)
    assert marks(records, day) == [""] * quarters
    assert open_kinds(records) == {}
    records = kept((300,) * (quarters - 4), day)
    assert open_kinds(records) == {"gap": 4}


@pytest.mark.parametrize(
    ("before", "counted", "found"),
    [
        (1_000_000, sum(USUAL), {}),
        (1_000_000, sum(USUAL) + 50, {}),
        (1_000_000, sum(USUAL) + 2_000, {"sum differs from register": 96}),
        (99_990_000, sum(USUAL) - 100_000_000, {"register rolled over": 96}),
        (1_000_000, -10, {"sum differs from register": 96}),
    ],
)
def test_the_sum_of_intervals_is_checked_against_the_register(before: int, counted: int, found: dict[str, int]) -> None:
    records = kept(USUAL)
    asked(records, "register-read", meter="meter-1", wh=before, read_at=midnight(DAY).isoformat())
    end = midnight(DAY + timedelta(days=1))
    asked(records, "register-read", meter="meter-1", wh=before + counted, read_at=end.isoformat())
    assert open_kinds(records) == found
    assert set(marks(records)) == set(found or {"": 0})
    assert asked(records, "usage", meter="meter-1", day=DAY.isoformat())["total_wh"] == sum(USUAL)


def test_a_sum_is_checked_again_when_late_intervals_come_and_not_over_a_gap() -> None:
    records = kept(USUAL[:90])
    for when, wh in ((midnight(DAY), 0), (midnight(DAY + timedelta(days=1)), sum(USUAL) + 5_000)):
        asked(records, "register-read", meter="meter-1", wh=wh, read_at=when.isoformat())
    assert open_kinds(records) == {"gap": 6}
    late = Readings("meter-1", 0, midnight(DAY), 15, USUAL)
    records.intervals.put(late)
    assert [kind for _, kind in records.validation.readings(late, START)] == ["sum differs from register"]


def test_a_clock_out_of_tolerance_puts_its_interval_in_doubt() -> None:
    world = World()
    meter = world.add_meter()
    quarter = world.now.replace(minute=0) - timedelta(minutes=30)
    told = MeterEvent(Noted.CLOCK_OUT_OF_TOLERANCE.value, quarter + timedelta(minutes=20), None, "12 s")
    world.send("meter-1", [meter.created(told)])
    world.send("meter-1", [meter.created(Readings("meter-1", 0, quarter, 15, (5, 5)), Noun.METER_READINGS)])
    world.run(5)
    day = world.now.astimezone(ZONE).date()
    (said,) = asked(world.mdms, "usage", world.now, meter="meter-1", day=day.isoformat())["days"]
    slot = (quarter - midnight(day)) // timedelta(minutes=15)
    assert said["marks"][slot : slot + 2] == ["", "clock in doubt"]


def test_marks_travel_with_the_values_into_sums() -> None:
    records = kept((*USUAL[:50], 7_000, *USUAL[51:]))
    (day,) = asked(records, "aggregate", day=DAY.isoformat())["days"]
    assert (day["values_wh"][50], day["known"][50], day["marked"][50]) == (7_000, 1, 1)
    (hourly,) = asked(records, "usage", meter="meter-1", day=DAY.isoformat(), interval_minutes=60)["days"]
    assert hourly["marks"][12] == "spike"


def test_each_morning_a_meter_that_sent_nothing_is_on_the_list() -> None:
    """What has not come in by 06:00 is known at 06:00."""
    world = World()
    for number in (1, 2):
        world.mdms.accounts.open(f"a-{number}", START, name="x")
        world.mdms.accounts.fit(f"a-{number}", f"meter-{number}", START)
    today = START.astimezone(ZONE).date()
    world.mdms.intervals.put(Readings("meter-1", 0, midnight(today), 15, USUAL))
    world.run((datetime(2026, 7, 15, 6, tzinfo=ZONE).astimezone(UTC) - START).total_seconds() - 60)
    assert asked(world.mdms, "exceptions", world.now) == []
    world.run(120)
    (silent,) = asked(world.mdms, "exceptions", world.now)
    assert (silent["meter"], silent["day"], silent["kind"], silent["intervals"]) == ("meter-2", "2026-07-14", "gap", 96)


def test_a_person_settles_an_exception_with_a_word() -> None:
    records = kept((13_000,) * 96)
    (one,) = asked(records, "exceptions")
    with pytest.raises(ValueError, match="settled with a sentence"):
        asked(records, "settle-exception", exception=one["exception"], word=" ")
    with pytest.raises(ValueError, match="there is no exception 77"):
        asked(records, "settle-exception", exception=77, word="x")
    settled = asked(records, "settle-exception", exception=one["exception"], word="a bakery: it is so")
    assert (settled["word"], settled["settled_by"]) == ("a bakery: it is so", "operator")
    assert open_kinds(records) == {}


def test_limits_are_the_utilitys_own() -> None:
    farm = Records(None, verify, Settings(limits=Limits(service_w=200_000)))
    readings = Readings("meter-1", 0, midnight(DAY), 15, (13_000,) * 96)
    farm.intervals.put(readings)
    assert farm.validation.readings(readings, START) == []


def test_the_morning_looks_again_only_at_days_that_are_not_plainly_good() -> None:
    records = Records(None, verify)
    yesterday = Readings("meter-1", 0, midnight(DAY), 15, USUAL)
    for meter, wh in (("meter-1", USUAL), ("meter-2", (*USUAL[:50], 7_000, *USUAL[51:])), ("meter-3", USUAL[:90])):
        records.intervals.put(replace(yesterday, meter_id=meter, values_wh=wh))
    meters = ["meter-1", "meter-2", "meter-3", "meter-4"]
    assert records.validation._in_doubt(meters, DAY) == meters[1:]
    assert records.validation.due(START - timedelta(days=1), lambda: meters) == []
    due = records.validation.next_due
    assert due is not None
    assert records.validation.due(due, lambda: meters) == [
        ("meter-2", DAY, "spike"),
        ("meter-3", DAY, "gap"),
        ("meter-4", DAY, "gap"),
    ]
    asked(records, "register-read", meter="meter-1", wh=0, read_at=midnight(DAY).isoformat())
    asked(records, "register-read", meter="meter-1", wh=5, read_at=midnight(DAY + timedelta(days=1)).isoformat())
    assert "meter-1" in records.validation._in_doubt(meters, DAY)


def test_a_meter_that_is_read_on_demand_is_compared_with_its_intervals() -> None:
    world = World()
    meter = world.add_meter()
    noon = midnight(DAY) + timedelta(hours=12)
    world.mdms.intervals.put(Readings("meter-1", 0, noon, 15, (300,) * 8))

    def reads(after_minutes: int, delivered_wh: int, interval_wh: int) -> dict[str, int]:
        when = noon + timedelta(minutes=after_minutes)
        reading = MeterReading(after_minutes, "meter-1", when, delivered_wh, 0, 900, 240_000, interval_wh)
        world.send("meter-1", [meter.created(reading, Noun.METER_READINGS)])
        world.run(5)
        return {kind: count for kind, count in open_kinds(world.mdms).items() if kind != "gap"}

    assert reads(7, 50_140, 140) == {}
    assert reads(63, 51_255, 55) == {}  # four intervals of 300 Wh
    assert reads(95, 54_000, 100) == {"sum differs from register": 2}
