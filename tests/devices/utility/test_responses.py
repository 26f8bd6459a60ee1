"""X-MEASURED-RESPONSE: what the records say of customers' response to an event, from the intervals that they keep."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility.ctl import in_words
from devices.utility.mdms.operations import operations
from devices.utility.mdms.responses import Responses
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import ask
from devices.utility.stored import plain
from devices.wan.words import Program, Readings
from tests.devices.utility.world import START, ZONE, World, receipt

EVENT = EventOrder(Program.CRITICAL_PEAK, START + timedelta(hours=4), 240, price=Decimal("0.62"))  # 17:00 to 21:00
DAY = date(2026, 7, 14)


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


def keep(world: World, meter: str, day: date, wh: Sequence[int | None], minutes: int = 15) -> None:
    """A day of intervals, as the meter would have sent it."""
    with world.mdms.links.transaction():
        world.mdms.intervals.put(Readings(meter, 0, midnight(day), minutes, tuple(wh)))


def fill(world: World, meter: str, *, quarter_wh: int = 250, event_wh: int = 100, days: int = 20) -> None:
    """The days before, even; on the day of the event less in its hours."""
    for back in range(1, days + 1):
        keep(world, meter, DAY - timedelta(days=back), [quarter_wh] * 96)
    keep(world, meter, DAY, [quarter_wh] * 68 + [event_wh] * 16 + [quarter_wh] * 12)


def world_with_event(*meters: str) -> tuple[World, int]:
    world = World()
    for name in meters:
        world.add_meter(name)
    event = world.ms.schedule(EVENT, ["all"], world.now).issuer_event_id
    world.run(5)
    return world, event


def asked(world: World, **given: Any) -> Any:
    return plain(ask(operations(world.mdms, world.css), "responses", given, world.now, ZONE))


def test_a_customers_response_is_told_with_every_step() -> None:
    """X-MEASURED-RESPONSE."""
    world, event = world_with_event("meter-1")
    fill(world, "meter-1")
    keep(world, "meter-1", DAY, [None] * 52 + [275] * 12)
    told = asked(world, event=event, meter="meter-1")
    assert (told["start"], told["end"]) == ("2026-07-15T00:00:00+00:00", "2026-07-15T04:00:00+00:00")
    assert (told["raw_wh"], told["before_wh"], told["usual_before_wh"], told["ratio"]) == (4000, 3300, 3000, "11/10")
    assert (told["baseline_wh"], told["used_wh"], told["reduction_wh"]) == (4400, 1600, 2800)
    assert (told["adjustment"], told["adjustment_percent"], told["days"]) == ("applied", 10, 10)
    assert told["steps"][0] == {
        "day": "2026-07-13", "is_taken": True, "reason": "taken", "energy_wh": 4000, "before_wh": 3000,
    }  # fmt: skip
    assert sum(step["is_taken"] for step in told["steps"]) == 10


def test_the_response_of_all_is_summed_over_those_that_were_notified_and_beside_them_by_standing() -> None:
    """X-MEASURED-RESPONSE: for the design of later programs; who was never told is a control group."""
    world = World()
    first = world.add_meter("meter-1")
    world.add_meter("meter-2")
    world.add_meter("meter-3", is_deaf=True)
    world.add_meter("meter-4")
    event = world.ms.schedule(EVENT, ["all"], world.now).issuer_event_id
    world.run(600)
    world.send("meter-1", first.report(receipt(1, event, EventStatus.COMPLETED, world.now), world.now))
    world.run(5)
    fill(world, "meter-1", event_wh=100)
    fill(world, "meter-2", event_wh=300)
    fill(world, "meter-3", event_wh=250)
    fill(world, "meter-4", days=3)
    told = asked(world, event=event)
    sums = ("customers", "measured", "baseline_wh", "used_wh", "reduction_wh")
    assert [told[name] for name in sums] == [3, 2, 8000, 6400, 1600]
    by_state = {state: [of[name] for name in sums] for state, of in told["by_state"].items()}
    assert by_state == {
        "completed": [1, 1, 4000, 1600, 2400],
        "notified": [2, 1, 4000, 4800, -800],
        "failed": [1, 1, 4000, 4000, 0],
    }
    assert [(one["meter"], one["reduction_wh"]) for one in told["one_by_one"]] == [
        ("meter-1", 2400),
        ("meter-2", -800),
        ("meter-3", 0),
        ("meter-4", None),
    ]
    assert "one_by_one:\nevent" in in_words(told)


def test_all_events_are_summed_side_by_side_and_practices_are_not_among_them() -> None:
    """X-MEASURED-RESPONSE: which program brought what."""
    world, event = world_with_event("meter-1", "meter-2")
    fill(world, "meter-1", event_wh=100)
    fill(world, "meter-2", event_wh=150)
    world.ms.schedule(replace(EVENT, is_test=True), ["meter-1"], world.now)
    world.run(5)
    (told,) = asked(world)
    assert (told["event"], told["program"], told["customers"], told["measured"]) == (event, "critical peak", 2, 2)
    assert told["reduction_wh"] == 2400 + 1600
    assert [one["reduction_wh"] for one in asked(world, meter="meter-2")] == [1600]


def test_days_of_other_events_do_not_count_but_those_of_events_that_never_came_do() -> None:
    world, event = world_with_event("meter-1")
    fill(world, "meter-1", days=30)
    world.mdms.links.db.execute("DELETE FROM customers WHERE issuer_event_id != ?", (event,))
    rows = [(101, DAY - timedelta(days=1), "completed", 0), (102, DAY - timedelta(days=4), "failed", 0)]
    rows += [(103, DAY - timedelta(days=5), "completed", 1), (104, DAY - timedelta(days=6), "cancelled", 0)]
    for number, day, state, is_test in rows:
        start = int(midnight(day).timestamp()) * 1000 + 17 * 3_600_000
        at = start - 3_600_000
        world.mdms.links.db.execute(
            "INSERT INTO customers VALUES (?, 'meter-1', '', ?, ?, ?, ?, '', ?, 1)",
            (number, start, start + 3_600_000, is_test, state, at),
        )
    reasons = {step["day"]: step["reason"] for step in asked(world, event=event, meter="meter-1")["steps"]}
    assert reasons["2026-07-13"] == reasons["2026-07-09"] == "an event day"
    assert reasons["2026-07-10"] == reasons["2026-07-08"] == "taken"


def test_an_event_that_was_cancelled_while_it_ran_is_measured_until_then() -> None:
    world, event = world_with_event("meter-1")
    fill(world, "meter-1")
    world.run(4 * 3600 + 2 * 3600 + 600)
    world.ms.cancel(event, world.now)
    world.run(10)
    told = asked(world, event=event, meter="meter-1")
    assert (told["state"], told["end"]) == ("cancelled", "2026-07-15T02:00:00+00:00")
    assert (told["baseline_wh"], told["used_wh"]) == (2000, 800)


@pytest.mark.parametrize(("minutes", "values"), [(5, 12), (30, 2), (60, 1)])
def test_other_recording_intervals_measure_the_same(minutes: int, values: int) -> None:
    """C1FR13."""
    world, event = world_with_event("meter-1")
    hour_wh, event_wh = 1200 // values, 600 // values
    for back in range(1, 16):
        keep(world, "meter-1", DAY - timedelta(days=back), [hour_wh] * 24 * values, minutes)
    hours = [hour_wh] * 17 * values + [event_wh] * 4 * values + [hour_wh] * 3 * values
    keep(world, "meter-1", DAY, hours, minutes)
    told = asked(world, event=event, meter="meter-1")
    assert (told["baseline_wh"], told["used_wh"], told["reduction_wh"]) == (4800, 2400, 2400)


def test_a_missing_interval_of_the_event_is_not_guessed() -> None:
    world, event = world_with_event("meter-1")
    for back in range(1, 20):
        keep(world, "meter-1", DAY - timedelta(days=back), [250] * 96)
    keep(world, "meter-1", DAY, [250] * 70 + [None] + [250] * 25)
    told = asked(world, event=event, meter="meter-1")
    assert (told["baseline_wh"], told["used_wh"], told["reduction_wh"]) == (4000, None, None)


def test_who_was_not_sent_the_event_has_no_response() -> None:
    world, event = world_with_event("meter-1")
    with pytest.raises(ValueError, match="was not sent to meter-9"):
        Responses(world.mdms).of_customer(event, "meter-9")
    assert asked(world, event=event + 1)["one_by_one"] == []


def test_the_records_measure_again_after_they_were_opened_anew(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.add_meter("meter-1")
    event = world.ms.schedule(EVENT, ["all"], world.now).issuer_event_id
    world.run(5)
    fill(world, "meter-1")
    before = asked(world, event=event)
    world.reopen()
    assert asked(world, event=event) == before
    world.close()
