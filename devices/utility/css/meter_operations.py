"""The verbs of the records and of the desk about tests of meters (UC96.3.8 to UC96.3.12)."""

from typing import Any

from devices.utility.css.desk import ServiceDesk
from devices.utility.mdms.records import Records
from devices.utility.ms.meter_operations import ABOUT, ACTIONS, CHECKS, DESK, DEVICE, NUMBER, SEES, WITHIN, words_of
from devices.utility.operations import Operation, Option, Request
from devices.wan.meter_words import MeterCheck, RecoveryAction

METER = Option("meter", str, "the meter's id", is_required=True)
SOME_METER = Option("meter", str, "only of this meter")
AUTOMATIC = Option("is_recovery_automatic", bool, "mend by itself what can be mended, rather than offer it")
ONE = Option("test", int, "its number", is_required=True)
OF_TEST = Option("test", int, "the test whose fault it mends")


def meter_operations(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    """The verbs of those two systems."""

    def order(request: Request) -> Any:
        checks = words_of(MeterCheck, request.get("checks", ())) or tuple(MeterCheck)
        with desk.links.transaction():
            number = desk.meter_tests.order(
                request["meter"],
                request.at,
                checks,
                within_s=request.get("within_s", 60),
                device_s=request.get("device_s", 10),
                is_recovery_automatic=request.get("is_recovery_automatic", False),
                issuer_event_id=request.get("event"),
                by=request.by.name,
            )
        return {"test": number}

    def recover(request: Request) -> Any:
        actions = words_of(RecoveryAction, request["actions"])
        with desk.links.transaction():
            return {"recovery": desk.meter_tests.recover(request["meter"], request.at, actions, request.get("test"))}

    def show(request: Request) -> Any:
        with desk.links.transaction():
            return desk.meter_tests.shown(request["test"], request.at)

    def tests(request: Request) -> Any:
        return records.meter_tests.tests(request.get("meter"), request.get("test"))

    options = (METER, CHECKS, WITHIN, DEVICE, AUTOMATIC, ABOUT)
    return (
        Operation("order-meter-test", "have a customer's meter tested, through the records", options, order, DESK),
        Operation(
            "order-recovery", "have a meter try to reach its home again", (METER, ACTIONS, OF_TEST), recover, DESK
        ),
        Operation("show-meter-test", "what a test of a meter found, for the representative", (ONE,), show, DESK),
        Operation("meter-tests", "tests of meters in the records, the newest first", (SOME_METER, NUMBER), tests, SEES),
    )
