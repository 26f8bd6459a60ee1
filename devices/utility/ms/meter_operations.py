"""The head end's verbs about meters: tests, and what is done when a home is not reached."""

from enum import Enum
from typing import Any, TypeVar

from devices.utility.access import UserRole
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.meter_tests import DEVICE_S, WITHIN_S
from devices.utility.operations import Operation, Option, Request, RequestRefused
from devices.wan.meter_words import Link, MeterCheck, RecoveryAction

TARGETS = Option("to", list, "meters, group:NAME, or all", is_required=True)
CHECKS = Option("checks", list, f"some of {', '.join(one.value for one in MeterCheck)}; by default all")
WITHIN = Option("within_s", int, "seconds in which it must be answered, 10 to 3600; by default 60")
DEVICE = Option("device_s", int, "seconds that a device of the home has to answer; by default 10")
ACTIONS = Option("actions", list, f"some of {', '.join(one.value for one in RecoveryAction)}", is_required=True)
ABOUT = Option("event", int, "the issuer event id that it is about")
NUMBER = Option("test", int, "only that one")
DESK = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK})
SEES = DESK | {UserRole.AUDITOR}
Word = TypeVar("Word", bound=Enum)


def meter_operations(ms: HeadEnd) -> tuple[Operation, ...]:
    """The verbs of that head end."""

    def test(request: Request) -> Any:
        checks = words_of(MeterCheck, request.get("checks", ())) or tuple(MeterCheck)
        within_s, device_s = request.get("within_s", WITHIN_S), request.get("device_s", DEVICE_S)
        with ms.links.transaction():
            aim, event = ms.field.map.aim(request["to"]), request.get("event")
            number = ms.meter_tests.order(aim.meters, request.at, checks, within_s, device_s, event, aim.behind)
        return {"test": number}

    def recover(request: Request) -> Any:
        with ms.links.transaction():
            meters = ms.meters.resolve(request["to"])
            actions = words_of(RecoveryAction, request["actions"])
            return {"recovery": ms.meter_tests.recover_all(meters, request.at, actions)}

    def results(request: Request) -> Any:
        return ms.meter_tests.tests(request.get("test"))

    return (
        *_reads(ms),
        Operation(
            "test-meter",
            "have meters test themselves and their links now",
            (TARGETS, CHECKS, WITHIN, DEVICE, ABOUT),
            test,
            DESK,
        ),
        Operation("recover-meter", "have meters try to reach their homes again", (TARGETS, ACTIONS), recover, DESK),
        Operation("test-results", "how tests of meters ended, the newest first", (NUMBER,), results, SEES),
    )


def _reads(ms: HeadEnd) -> tuple[Operation, ...]:
    def read(request: Request) -> Any:
        with ms.links.transaction():
            return {"read": ms.meter_reads.read(ms.meters.resolve(request["to"]), request.at)}

    def reads(request: Request) -> Any:
        return ms.meter_reads.reads(request.get("read"), request.get("meter"))

    def link(request: Request) -> Any:
        with ms.links.transaction():
            meters = ms.meters.resolve(request["to"])
            ms.meter_reads.switch(meters, request["link"], request.at, request.get("minutes"))
        return {"meters": meters}

    def query(request: Request) -> Any:
        with ms.links.transaction():
            meters = ms.meters.resolve(request["to"])
            ms.meter_reads.query_network(meters, request.at)
        return {"meters": meters}

    def networks(request: Request) -> Any:
        return ms.meter_reads.networks(request.get("meter"), request.get("limit", 20))

    number, meter = Option("read", int, "only that one"), Option("meter", str, "only of this meter")
    which = Option("link", Link, "which of the meter's links", is_required=True)
    minutes = Option("minutes", int, "disable it for so long, at most 1440; by default enable it again")
    limit = Option("limit", int, "by default 20", least=1)
    return (
        Operation("read", "read consumption, load and voltage now", (TARGETS,), read, DESK),
        Operation("reads", "reads on demand and their answers, the newest first", (number, meter), reads, SEES),
        Operation("link", "disable a link of meters for a while, or enable it", (TARGETS, which, minutes), link),
        Operation("query-network", "ask meters for their network report now", (TARGETS,), query, DESK),
        Operation("networks", "network reports of meters, the newest first", (meter, limit), networks, SEES),
    )


def words_of(kind: type[Word], given: Any) -> tuple[Word, ...]:
    """Members by their values, spaces or hyphens between their words. Raises RequestRefused."""
    known = {str(one.value): one for one in kind}
    names = [str(name).replace("-", " ") for name in given]
    if unknown := [name for name in names if name not in known]:
        raise RequestRefused(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
    return tuple(known[name] for name in names)
