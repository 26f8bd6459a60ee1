from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from devices.demand_response import EventStatus
from devices.utility.mdms.marks import INVALID, MISSING, VALID
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.ms.orders import EventOrder
from devices.wan.journal import Noted
from devices.wan.words import (
    AttemptsReport,
    Body,
    EventControl,
    Forwarded,
    LogPage,
    MeterEvent,
    Noun,
    Program,
    Readings,
    Reply,
    SecurityClass,
    Standing,
)
from tests.devices.utility.world import KIOSK, START, THERMOSTAT, ZONE, World, altered, receipt, reported, verify

ORDER = EventOrder(Program.CRITICAL_PEAK, START + timedelta(minutes=30), 60, price=Decimal("0.62"))


def announced(world: World) -> int:
    event = world.ms.schedule(ORDER, ["all"], world.now).issuer_event_id
    world.run(2)
    return event


def test_a_customer_goes_through_all_standings_and_customer_service_hears_each_once() -> None:
    """UC96.1.5, UC96.1.20, UC96.1.28, UC96.1.30, C1FR15, C1FR18."""
    world = World()
    meter = world.add_meter()
    event = announced(world)
    for sequence, status in enumerate((EventStatus.RECEIVED, EventStatus.STARTED, EventStatus.COMPLETED), 1):
        world.send("meter-1", meter.report(receipt(sequence, event, status, world.now), world.now))
        world.run(5)
    assert world.details("MDMS", Noted.CUSTOMER_TOLD) == ["notified", "in progress", "completed"]
    assert world.details("CSS", Noted.STANDING_LOGGED) == ["notified", "in progress", "completed"]
    assert world.details("MDMS", Noted.COMPLETION_LOGGED) == [f"completed {KIOSK} 3"]
    told = Queries(world.mdms).receipts(event)
    assert [(one["status"], one["device"], one["action"]) for one in told] == [
        (status, THERMOSTAT, "cooling to 78 F") for status in ("received", "started", "completed")
    ]
    assert all(one["at_meter"] <= one["at_ms"] <= one["at_mdms"] for one in told)
    assert all(one["at_mdms"] - one["acted"] < timedelta(seconds=10) for one in told)  # C1FR23


def test_a_home_without_devices_is_followed_by_its_meters_own_word() -> None:
    world = World()
    meter = world.add_meter()
    event = announced(world)
    for noted in (Noted.EVENT_LAUNCHED, Noted.EVENT_TERMINATED):
        world.send("meter-1", [meter.created(MeterEvent(noted.value, world.now, event))])
        world.run(2)
    assert [one["state"] for one in world.css.history("meter-1", event)] == ["notified", "in progress", "completed"]


def test_an_event_whose_last_receipt_stays_out_is_closed_after_the_grace() -> None:
    world = World()
    meter = world.add_meter()
    event = announced(world)
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.STARTED, world.now), world.now))
    world.run(90 * 60 + 15 * 60 - 10)
    assert world.css.standings(event)[0]["state"] == "in progress"
    world.run(20)
    standing = world.css.standing("meter-1", event)
    assert standing is not None
    assert (standing["state"], standing["detail"]) == ("completed", f"no word of the end from {THERMOSTAT}")


def test_who_was_not_notified_is_known_before_and_after_the_failure() -> None:
    """C1FR15: customers notified or not."""
    world = World()
    world.add_meter("meter-1")
    world.add_meter("meter-2", is_deaf=True)
    event = announced(world)
    queries = Queries(world.mdms)
    assert queries.not_notified(event) == ["meter-2"]
    assert world.css.not_notified(event) == []
    world.run(300)
    assert queries.not_notified(event) == world.css.not_notified(event) == ["meter-2"]
    (failure,) = queries.failures(event)
    assert failure["meter"] == "meter-2"
    assert len(failure["attempts"]) == 4
    assert {one["meter"]: one["state"] for one in queries.customers(event)} == {
        "meter-1": "notified",
        "meter-2": "failed",
    }


def test_everything_can_be_found_by_event_by_meter_and_by_time() -> None:
    """C1FR17, C1FR18."""
    world = World()
    world.add_meter("meter-1")
    world.add_meter("meter-2")
    event = announced(world)
    queries = Queries(world.mdms)
    kinds = [type(one["body"]) for one in queries.arrived(event, "meter-1")]
    assert kinds == [EventControl, Reply]
    assert len(queries.arrived(event)) == 4
    assert queries.arrived(until=START) == []
    assert len(queries.arrived(since=START, until=START + timedelta(seconds=1))) == 4
    assert queries.arrived(event + 1) == []
    assert [one["state"] for one in queries.standings("meter-2", event)] == ["notified"]


def test_attempts_at_a_gateway_reach_customer_service() -> None:
    """C1FR42, C1FR43."""
    world = World()
    meter = world.add_meter()
    report = AttemptsReport(START, START + timedelta(hours=1), (("replayed", 3),), (("not authorised", 1),))
    world.send("meter-1", [meter.created(report)])
    world.run(2)
    (alarm,) = world.css.alarms("meter-1")
    assert alarm["detail"] == "inbound replayed 3, outbound not authorised 1"
    world.send("meter-1", [meter.created(AttemptsReport(START, START, (), ()))])
    world.run(2)
    assert len(world.css.alarms()) == 1  # nothing to report is no alarm


def test_the_records_believe_the_head_end_alone_and_check_signatures_themselves() -> None:
    """C1FR44, X-SECURITY."""
    world = World()
    meter = world.add_meter()
    world.send("meter-1", [replace(meter.created(Reply(is_ok=True, meter_time=START)), target="MDMS")])
    forged = altered(reported(receipt(1, 7, EventStatus.STARTED, START), 1, START), signed=b"forged")
    forwarded = Forwarded("meter-1", START, SecurityClass.PRIVATE, "m-1", forged)
    world.send("MS", [replace(meter.created(forwarded), target="MDMS")])
    world.send("MS", [replace(meter.created(Standing("meter-1", 7, "completed", START)), target="CSS")])
    world.run(2)
    refused = world.details("MDMS", Noted.MESSAGE_REFUSED)
    assert refused[0] == "only the head end and the CSS speak to the records"
    assert "does not verify" in refused[1]
    assert world.details("CSS", Noted.MESSAGE_REFUSED) == ["only the records speak to customer service"]
    assert world.journal("MDMS", Noted.DEVICE_RECEIPT_LOGGED) == []
    assert world.css.standings() == []


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2026, 3, 8), 92), (date(2026, 7, 14), 96), (date(2026, 11, 1), 100)]
)
def test_a_local_day_has_as_many_intervals_as_it_has(day: date, quarters: int) -> None:
    records = Records(None, verify)
    start = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    records.intervals.put(Readings("meter-1", 0, start, 15, tuple(range(quarters))))
    (found,) = records.intervals.days("meter-1", 0, day)
    assert found.values_wh == tuple(range(quarters))
    assert found.start == start
    assert records.intervals.total_wh("meter-1", 0, day, day) == sum(range(quarters))
    assert records.intervals.days("meter-1", 0, day + timedelta(days=1)) == []


def test_what_is_invalid_or_missing_is_never_zero_and_a_new_value_is_a_revision() -> None:
    intervals = Records(None, verify).intervals
    noon = datetime(2026, 7, 14, 12, tzinfo=ZONE).astimezone(UTC)
    assert intervals.put(Readings("meter-1", 0, noon, 15, (100, None, 120))) == 3
    assert intervals.put(Readings("meter-1", 0, noon, 15, (100, None, 120))) == 0
    day = intervals.day("meter-1", 0, date(2026, 7, 14), 15)
    assert day.values_wh[47:52] == (None, 100, None, 120, None)
    assert day.qualities[47:52] == (MISSING, VALID, INVALID, VALID, MISSING)
    assert (day.total_wh, day.revision) == (220, 0)
    intervals.put(Readings("meter-1", 0, noon, 15, (None, 110, 125)))
    day = intervals.day("meter-1", 0, date(2026, 7, 14), 15)
    assert day.values_wh[48:51] == (100, 110, 125)  # an invalid value replaces nothing
    assert day.revision == 1


def test_a_message_may_cross_midnight_and_one_off_the_grid_is_refused() -> None:
    world = World()
    meter = world.add_meter()
    late = datetime(2026, 7, 14, 23, 30, tzinfo=ZONE).astimezone(UTC)
    world.send("meter-1", [meter.created(Readings("meter-1", 0, late, 15, (1, 2, 3, 4)), Noun.METER_READINGS)])
    off = Readings("meter-1", 0, late + timedelta(minutes=7), 15, (5,))
    world.send("meter-1", [meter.created(off, Noun.METER_READINGS)])
    world.run(2)
    queries = Queries(world.mdms)
    assert [one["total_wh"] for one in queries.intervals("meter-1", date(2026, 7, 14))] == [3]
    assert [one["total_wh"] for one in queries.intervals("meter-1", date(2026, 7, 15))] == [7]
    assert "off the grid" in world.details("MS", Noted.MESSAGE_REFUSED)[0]
    assert [one.is_ok for one in meter.refusals] == [False]


def test_another_recording_interval_within_a_day_has_a_row_of_its_own() -> None:
    """C1FR13."""
    intervals = Records(None, verify).intervals
    noon = datetime(2026, 7, 14, 12, tzinfo=ZONE).astimezone(UTC)
    intervals.put(Readings("meter-1", 0, noon, 15, (100, 100)))
    intervals.put(Readings("meter-1", 0, noon + timedelta(hours=1), 5, (30, 30)))
    assert [(one.interval_minutes, one.total_wh) for one in intervals.days("meter-1", 0, date(2026, 7, 14))] == [
        (5, 60),
        (15, 200),
    ]


@pytest.mark.parametrize(
    "body",
    [
        Readings("meter-1", 0, START, 0, (1,)),
        Readings("meter-1", 0, START, 7, (1,)),
        Readings("meter-1", 0, START, 15, (2**31,)),
        Readings("meter-1", 2**64 - 1, START, 15, (1,)),
        Readings("meter-1", 0, datetime.max.replace(tzinfo=UTC), 15, (1,)),
        MeterEvent("event launched", START, 2**64 - 1),
        LogPage((MeterEvent("clock set", datetime.min.replace(tzinfo=UTC), None),), is_last=True),
    ],
)
def test_what_cannot_be_true_breaks_nobodys_books(body: Body) -> None:
    """A verified meter may still be broken: it is refused, and the systems go on."""
    world = World()
    meter = world.add_meter()
    world.send("meter-1", [meter.created(body)])
    forwarded = Forwarded("meter-1", START, SecurityClass.PRIVATE, "m-1", body)
    world.send("MS", [replace(meter.created(forwarded), target="MDMS")])
    world.run(2)
    for name in ("MS", "MDMS"):
        assert len(world.journal(name, Noted.MESSAGE_REFUSED)) == 1
    assert announced(world)
    assert world.details("CSS", Noted.STANDING_LOGGED) == ["notified"]
