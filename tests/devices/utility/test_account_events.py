from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility.access import Principal, UserRole
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.account_events import Phase, is_on
from devices.utility.ms.orders import EventOrder
from devices.utility.operations import ask
from devices.wan.words import Program
from tests.devices.utility.world import START, THERMOSTAT, ZONE, World, receipt

CUSTOMER = Principal("maria", UserRole.CUSTOMER, "a-100")


def ordered(world: World, in_minutes: int, minutes: int = 90) -> int:
    start = START + timedelta(minutes=in_minutes)
    order = EventOrder(Program.CRITICAL_PEAK, start, minutes, price=Decimal("0.62"))
    event = world.ms.schedule(order, ["meter-1"], world.now).issuer_event_id
    world.run(2)
    return event


def with_account() -> World:
    world = World()
    world.add_meter("meter-1")
    world.mdms.accounts.open("a-100", START, name="Maria")
    world.mdms.accounts.fit("a-100", "meter-1", START)
    return world


def events(world: World, **given: Any) -> list[dict[str, Any]]:
    table = records_operations.operations(world.mdms, world.css)
    found: list[dict[str, Any]] = ask(table, "events", given, world.now, ZONE, CUSTOMER)
    return found


def test_a_customer_sees_its_events_with_hourly_prices_and_what_its_devices_did() -> None:
    """UC96.4.1, C1FR15: past, active and pending."""
    world = with_account()
    event, later = ordered(world, 30), ordered(world, 600, 60)
    told = {one["event"]: one for one in events(world)}
    assert {one["phase"] for one in told.values()} == {Phase.PENDING}
    assert [(one["start"] - START, one["end"] - START, one["price"]) for one in told[event]["hours"]] == [
        (timedelta(minutes=30), timedelta(minutes=60), Decimal("0.62")),
        (timedelta(minutes=60), timedelta(minutes=120), Decimal("0.62")),
    ]
    world.run(31 * 60)
    started = receipt(1, event, EventStatus.STARTED, world.now)
    world.send("meter-1", world.meters["meter-1"].report(started, world.now))
    world.run(5)
    (active,) = events(world, phase="active")
    assert (active["event"], active["standing"], active["is_notified"]) == (event, "in progress", True)
    (device,) = active["devices"]
    assert (device["device"], device["status"], device["action"]) == (THERMOSTAT, "started", "cooling to 78 F")
    assert device["receipts"][0]["at_mdms"] - device["receipts"][0]["acted"] < timedelta(seconds=5)
    world.run(3 * 3600)
    (past,) = events(world, phase="past")
    assert (past["event"], past["standing"]) == (event, "completed")
    assert [one["event"] for one in events(world, limit=1)] == [later]


def test_what_was_before_a_customer_moved_in_is_not_told_to_it() -> None:
    """X-MULTI-CLIENT."""
    world = with_account()
    event = ordered(world, 30)
    world.mdms.accounts.remove("a-100", "meter-1", START + timedelta(minutes=10))
    assert events(world) == []
    table = records_operations.operations(world.mdms, world.css)
    with pytest.raises(ValueError, match=f"event {event} is none of account a-100"):
        ask(table, "response", {"event": event}, world.now, ZONE, CUSTOMER)


@pytest.mark.parametrize(
    ("action", "state"),
    [("set: off", False), ("restored: on", True), ("cooling to 78 F", None), ("left it on hold", None)],
)
def test_a_receipt_tells_whether_its_device_is_on(action: str, state: bool | None) -> None:
    """C1FR15: device receipts with action and on/off state."""
    assert is_on(action) is state
