"""X-MEASURED-RESPONSE, C1FR16: who took part, who stepped out, by group and by class of device."""

from dataclasses import replace
from typing import Any

from devices.demand_response import EventStatus, Receipt
from devices.names import Eui64
from devices.self_report import SCHEMA, DeviceStanding, ReportKind, SelfReport
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.groups import Member
from devices.utility.operations import ask
from devices.utility.stored import milliseconds, report_to_json
from tests.devices.utility.test_responses import EVENT, fill
from tests.devices.utility.world import KIOSK, START, THERMOSTAT, ZONE, World, reported

CAR = Eui64("00:0d:6f:00:0a:90:69:e9")


def responses(world: World, **given: Any) -> Any:
    return ask(records_operations.operations(world.mdms, world.css), "responses", given, world.now, ZONE)


def tell(world: World, meter: str, event: int, device: Eui64, *statuses: EventStatus) -> None:
    """Receipts as the records keep them; who signed them is not the matter here."""
    for number, status in enumerate(statuses, 1):
        said = Receipt(number, event, device, status, world.now, world.now, "", ZONE.key)
        log_number = int(device[-1], 16) * 10 + number  # the meter's own, over all devices
        told = replace(reported(said, log_number, world.now), sender=device, sequence=0, signed=b"")
        world.send(meter, [world.meters[meter].created(told)])
        world.run(2)


def with_homes() -> tuple[World, int]:
    world = World()
    for number in (1, 2, 3, 4):
        world.add_meter(f"meter-{number}", is_deaf=number == 4)
    event = world.ms.schedule(EVENT, ["all"], world.now).issuer_event_id
    world.run(600)
    standings = (
        DeviceStanding(THERMOSTAT, "thermostat", "good", 1, 1, None, None, None),
        DeviceStanding(CAR, "car charger", "good", 1, 1, None, None, None),
    )
    report = SelfReport(SCHEMA, 1, ReportKind.DAILY, START, 0, "1", "", None, None, None, 0, standings)
    for meter in ("meter-1", "meter-2"):
        world.mdms.links.db.execute(
            "INSERT INTO display_reports VALUES (?, 1, ?, 'daily', 0, 0, ?, 0, '', NULL, ?)",
            (f"{KIOSK}-{meter}", meter, milliseconds(START), report_to_json(report)),
        )
    started, out, done = EventStatus.STARTED, EventStatus.OPTED_OUT, EventStatus.COMPLETED
    tell(world, "meter-1", event, THERMOSTAT, EventStatus.RECEIVED, started, done)
    tell(world, "meter-1", event, CAR, EventStatus.RECEIVED, started, out)
    tell(world, "meter-2", event, THERMOSTAT, EventStatus.RECEIVED, out)
    tell(world, "meter-3", event, THERMOSTAT, EventStatus.RECEIVED)
    return world, event


def test_take_rate_and_overrides_are_counted_over_those_that_were_notified() -> None:
    world, event = with_homes()
    told = responses(world, event=event)
    assert (told["customers"], told["took_part"], told["take_percent"]) == (3, 1, 33)
    assert (told["overrode"], told["override_percent"]) == (2, 100)
    assert {(one["meter"], one["took_part"], one["overrode"]) for one in told["one_by_one"]} == {
        ("meter-1", True, True),
        ("meter-2", False, True),
        ("meter-3", False, False),
        ("meter-4", False, False),
    }


def test_the_same_is_told_by_class_of_device() -> None:
    world, event = with_homes()
    assert responses(world, event=event)["by_device_class"] == [
        {"device_class": "car charger", "devices": 1, "took_part": 1, "overrode": 1},
        {"device_class": "not told", "devices": 1, "took_part": 0, "overrode": 0},
        {"device_class": "thermostat", "devices": 2, "took_part": 1, "overrode": 1},
    ]


def test_the_response_of_a_group_is_that_of_its_customers_alone() -> None:
    world, event = with_homes()
    fill(world, "meter-1", event_wh=100)
    fill(world, "meter-2", event_wh=300)
    world.mdms.groups.make("pilot")
    world.mdms.groups.put("pilot", Member.METER, ["meter-2", "meter-4"])
    told = responses(world, event=event, group="pilot")
    assert (told["customers"], told["measured"], told["reduction_wh"], told["take_percent"]) == (1, 1, -800, 0)
    assert [one["meter"] for one in told["one_by_one"]] == ["meter-2", "meter-4"]
    assert responses(world, event=event)["reduction_wh"] == 2400 - 800
