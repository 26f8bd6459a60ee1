"""What is available to whom: to customer service too, whether it asks or is told (C1FR17)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility.access import Principal, UserRole
from devices.utility.mdms.operations import operations
from devices.utility.operations import NotAllowed, ask
from devices.wan.journal import Noted
from devices.wan.meter_words import Found, MeterCheck, MeterTestResult
from devices.wan.words import Alarm, DeviceReceipt, EventControl, Noun, Readings
from tests.devices.utility.test_account_events import ordered
from tests.devices.utility.world import START, ZONE, World, receipt

MARIA = Principal("maria", UserRole.REPRESENTATIVE)
PROGRAMS = Principal("pat", UserRole.PROGRAM_MANAGER)


def asked(world: World, verb: str, by: Principal | None = None, **given: Any) -> Any:
    return ask(operations(world.mdms, world.css), verb, given, world.now, ZONE, *([by] if by else []))


def allow(world: World, kind: str, consumer: str = "customer-service", **terms: Any) -> None:
    asked(world, "set-availability", consumer=consumer, kind=kind, **terms)


def told_to_the_desk(world: World) -> list[tuple[str, datetime]]:
    return [(one["state"], one["at"]) for one in world.css.standings()]


def test_a_standing_is_told_to_customer_service_as_late_as_was_set() -> None:
    """C1FR17, UC96.1.5: an hour later, and it is logged as told when it was."""
    world = World()
    world.add_meter()
    allow(world, "events", delay_s=3600)
    ordered(world, 120)
    world.run(3590)
    assert told_to_the_desk(world) == []
    assert world.journal("MDMS", Noted.CUSTOMER_TOLD) == []
    world.run(20)
    ((state, learnt),) = told_to_the_desk(world)
    (told,) = world.journal("MDMS", Noted.CUSTOMER_TOLD)
    assert (state, told.detail) == ("notified", "notified")
    assert timedelta(seconds=3600) <= told.at - learnt < timedelta(seconds=3601)


@pytest.mark.parametrize("kind", ["events", "alarms", "tests"])
def test_what_is_not_available_to_customer_service_is_kept_and_told_when_it_is(kind: str, tmp_path: Any) -> None:
    """C1FR17: nothing is lost, over a restart either, and only what was meant is withheld."""
    world = World(tmp_path)
    meter = world.add_meter()
    allow(world, kind, is_available=False)
    ordered(world, 120)
    world.send("meter-1", [meter.created(Alarm("tamper: removal", world.now, "taken out"))])
    found = (Found(MeterCheck.CLOCK, is_good=True, found="0.2 s"),)
    world.send("meter-1", [meter.created(MeterTestResult(7, "meter-1", world.now, True, found, ()))])

    def reached() -> set[str]:
        has = {"events": world.css.standings(), "alarms": world.css.alarms(), "tests": world.css.meter_tests.tests()}
        return {name for name, rows in has.items() if rows}

    world.run(3 * 3600)
    assert reached() == {"events", "alarms", "tests"} - {kind}
    world.reopen()
    allow(world, kind, is_available=True)
    world.run(10)
    assert reached() == {"events", "alarms", "tests"}
    assert world.mdms.owed == 0
    world.close()


def test_what_became_older_than_is_kept_is_never_told() -> None:
    """C1FR17: for how long."""
    world = World()
    meter = world.add_meter()
    allow(world, "alarms", is_available=False, keep_days=2)
    world.send("meter-1", [meter.created(Alarm("tamper: removal", world.now, "long ago"))])
    world.run(3 * 86_400)
    world.send("meter-1", [meter.created(Alarm("tamper: inversion", world.now, "today"))])
    world.run(60)
    allow(world, "alarms", is_available=True)
    world.run(60)
    assert [one["kind"] for one in world.css.alarms()] == ["tamper: inversion"]
    assert world.mdms.owed == 0


def lived_in() -> tuple[World, int]:
    """An event with a receipt, an alarm and a quarter of an hour; an account whose meter it is."""
    world = World()
    meter = world.add_meter()
    asked(world, "open-account", account="1001", name="Jordan Reyes", meter="meter-1", since="2026-07-01T00:00")
    event = ordered(world, 30)
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.STARTED, world.now), world.now))
    world.send("meter-1", [meter.created(Alarm("tamper: removal", world.now, "taken out"))])
    readings = Readings("meter-1", 0, START - timedelta(minutes=30), 15, (250, 260))
    world.send("meter-1", [meter.created(readings, Noun.METER_READINGS)])
    world.run(5)
    return world, event


@pytest.mark.parametrize(
    ("kind", "verb", "given"),
    [
        ("events", "customers", {}),
        ("events", "standing", {}),
        ("events", "history", {"meter": "meter-1"}),
        ("events", "responses", {}),
        ("events", "events", {"account": "1001"}),
        ("receipts", "receipts", {}),
        ("alarms", "alarms", {}),
        ("alarms", "troubles", {}),
        ("intervals", "intervals", {"meter": "meter-1", "day": "2026-07-14"}),
    ],
)
def test_a_question_is_answered_as_late_as_was_set(kind: str, verb: str, given: dict[str, Any]) -> None:
    """C1FR17: every row that has a time of its own, for who asks and for nobody else."""
    world, event = lived_in()
    needs_event = verb in {"history", "receipts"}
    values = given | ({"event": event} if needs_event else {})

    def told() -> Any:
        found = asked(world, verb, MARIA if verb == "troubles" else PROGRAMS, **values)
        return [one["values_wh"] for one in found if any(one["values_wh"])] if verb == "intervals" else found

    assert told()
    consumer = "customer-service" if verb == "troubles" else "program-management"
    allow(world, kind, consumer, delay_s=2 * 3600)
    assert not told()
    assert asked(world, verb, **values)
    world.run(3 * 3600)
    assert told()


def test_who_is_told_later_sees_where_a_customer_stood_then() -> None:
    """C1FR17: a customer that moved meanwhile does not vanish from the list."""
    world, event = lived_in()
    allow(world, "events", "program-management", delay_s=300)
    world.run(300)
    meter = world.meters["meter-1"]
    world.send("meter-1", meter.report(receipt(2, event, EventStatus.COMPLETED, world.now), world.now))
    for seconds, then in ((10, "in progress"), (280, "in progress"), (20, "completed")):
        world.run(seconds)
        assert [one["state"] for one in asked(world, "customers")] == ["completed"]
        for verb in ("customers", "standing"):
            assert [one["state"] for one in asked(world, verb, PROGRAMS)] == [then]


def test_what_came_from_meters_is_told_without_what_is_not_available() -> None:
    """C1FR17: a list of many kinds is cut to those that may be seen."""
    world, _ = lived_in()

    def kinds() -> set[type[object]]:
        return {type(one["body"]) for one in asked(world, "arrived", MARIA)}

    assert {Alarm, DeviceReceipt, Readings, EventControl} <= kinds()
    allow(world, "receipts", is_available=False)
    allow(world, "alarms", delay_s=60)
    assert {Alarm, DeviceReceipt} & kinds() == set()
    world.run(60)
    assert {Alarm, DeviceReceipt, Readings, EventControl} & kinds() == {Alarm, Readings, EventControl}


def test_a_file_at_the_desk_holds_what_is_available_to_the_desk() -> None:
    """C1FR17, UC96.3.6."""
    world, event = lived_in()
    found = asked(world, "open-file", MARIA, account="1001")
    assert ([one["event"] for one in found["events"]], len(found["alarms"])) == ([event], 1)
    allow(world, "events", is_available=False)
    allow(world, "alarms", is_available=False)
    found = asked(world, "open-file", MARIA, account="1001")
    assert (found["events"], found["alarms"], found["troubles"]) == ([], [], [])
    allow(world, "accounts", is_available=False)
    with pytest.raises(NotAllowed, match="accounts are not available to customer service"):
        asked(world, "open-file", MARIA, account="1001")
