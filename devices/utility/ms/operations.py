"""The head end's verbs: what its operators type, and what a scenario asks through the control socket."""

from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from devices.self_report import CheckKind
from devices.utility import log
from devices.utility.access import STAFF, UserRole
from devices.utility.audit import operations as audit_operations
from devices.utility.ms.books import ANY, HOME
from devices.utility.ms.download_operations import download_operations
from devices.utility.ms.field_operations import field_operations
from devices.utility.ms.head_end import HeadEnd
from devices.utility.ms.meter_operations import meter_operations
from devices.utility.ms.orders import CHANGEABLE, Delivery, EventOrder
from devices.utility.operations import Operation, Option, Request
from devices.wan.words import MeterConfig, Origin, Program, SecurityClass

EVENT = Option("event", int, "its issuer event id", is_required=True)
SOME_EVENT = Option("event", int, "only of this issuer event id")
TARGETS = Option("to", list, "meters, group:NAME, or all", is_required=True)
SOME_TARGETS = Option("to", list, "only these meters, group:NAME")
_FIELDS = (
    Option("price", Decimal, "dollars per kWh in its hours"),
    Option("priority", int, "1 is the highest; by default the program's"),
    Option("criticality", int, "1 to 15 as DRLC counts, 7 is the emergency; by default the program's"),
    Option("device_class", int, "bits of DRLC; by default every kind of load"),
    Option("enrollment_group", int, "0: every group"),
    Option("cooling_offset_centi_c", int, "hundredths of a degree Celsius warmer"),
    Option("heating_offset_centi_c", int, "hundredths of a degree Celsius cooler"),
    Option("cooling_set_point_centi_c", int, "absolute, hundredths of a degree Celsius"),
    Option("heating_set_point_centi_c", int, "absolute, hundredths of a degree Celsius"),
    Option("load_adjustment_percent", int, "-100 to 100"),
    Option("duty_cycle_percent", int, "0 to 100"),
    Option("is_start_randomised", bool, "each device begins at a time of its own"),
    Option("is_duration_randomised", bool, "each device ends at a time of its own"),
    Option("reason", str, "a sentence for the customer"),
)
_WHEN = (
    Option("start", datetime, "when it begins; by default now"),
    Option("duration_minutes", int, "how long, up to 1440", is_required=True),
)
_SCHEDULE = (
    Option("program", Program, "whose event it is", is_required=True),
    TARGETS,
    *_WHEN,
    Option("delivery", Delivery, "by when it must be with the meters; by default real-time"),
    Option("deliver_at", datetime, "when to send it first; by default as late as the delivery leaves room for"),
    Option("origin", Origin, "who asked for it; by default the utility"),
    Option("is_test", bool, "a practice: never counted as a real event"),
    Option("event", int, "its issuer event id; by default the next"),
    *_FIELDS,
)
_CHANGE = (EVENT, *(Option(one.name, one.kind, one.says) for one in (*_WHEN, *_FIELDS)))
_LOG = (
    SOME_EVENT,
    Option("peer", str, "only with this meter or system"),
    Option("way", str, f"one of {', '.join(log.WAYS)}"),
    Option("since", datetime, "only from then on"),
    Option("limit", int, "at most so many, the last ones; by default 100", least=1),
)
_ORDERS = frozenset({UserRole.PROGRAM_MANAGER})
JOURNAL = (Option("after", int, "only entries above this number"), SOME_EVENT)


def operations(ms: HeadEnd) -> dict[str, Operation]:
    """The verbs of that head end."""
    found = (*_orders(ms), *_meters(ms), *_displays(ms), *meter_operations(ms), *field_operations(ms))
    found += (*download_operations(ms), *_questions(ms), *audit_operations.operations({"ms": ms.links}))
    return {one.verb: one for one in found}


def _orders(ms: HeadEnd) -> tuple[Operation, ...]:
    def schedule(request: Request) -> Any:
        values = {name: value for name, value in request.values.items() if name != "to"}
        event = values.pop("event", None)
        order = EventOrder(**{"start": None, **values, "issuer_event_id": event})
        return ms.schedule(order, request["to"], request.at)

    def change(request: Request) -> Any:
        changes = {name: value for name, value in request.values.items() if name in CHANGEABLE}
        return ms.change(request["event"], changes, request.at)

    def cancel(request: Request) -> Any:
        is_randomised = request.get("is_randomised", False)
        return ms.cancel(request["event"], request.at, request.get("to", ()), is_randomised=is_randomised)

    def cancel_all(request: Request) -> Any:
        meters = ms.cancel_all(request.at, request.get("to", ()), is_randomised=request.get("is_randomised", False))
        return {"meters": meters}

    randomised = Option("is_randomised", bool, "each device ends at a time of its own")
    return (
        Operation("schedule", "order an event for meters", _SCHEDULE, schedule, _ORDERS),
        Operation("change", "reschedule or alter an event: same number, higher revision", _CHANGE, change, _ORDERS),
        Operation("cancel", "cancel an event", (EVENT, SOME_TARGETS, randomised), cancel, _ORDERS),
        Operation("cancel-all", "cancel every event", (SOME_TARGETS, randomised), cancel_all, _ORDERS),
    )


def _meters(ms: HeadEnd) -> tuple[Operation, ...]:
    meter = Option("meter", str, "its id", is_required=True)

    def enrol(request: Request) -> Any:
        ms.enrol(request["meter"], request.at, request.get("interval_minutes"), request.get("groups", ()))
        return {"meter": request["meter"], "interval_minutes": ms.meters.interval_minutes(request["meter"])}

    def group(request: Request) -> Any:
        with ms.links.transaction():
            put = ms.meters.ungroup if request.get("is_removed") else ms.meters.group
            is_removed = request.get("is_removed", False)
            if direct := ms.field.map.group(request["group"], request["to"], is_removed=is_removed):
                put(request["group"], direct)
        return ms.meters.groups()

    def text(request: Request) -> Any:
        meters = ms.send_text(
            request["text"],
            request["to"],
            request.at,
            security=request.get("security", SecurityClass.PRIVATE),
            importance=request.get("importance", 1),
            minutes=request.get("minutes", 1440),
            is_confirmation_required=request.get("is_confirmation_required", False),
        )
        return {"meters": meters}

    def clock(request: Request) -> Any:
        return {"meters": ms.synchronise_clocks(request["to"], request.at, request.get("tolerance_s"))}

    def configure(request: Request) -> Any:
        names = {one.name for one in fields(MeterConfig)} & set(request.values)
        ranks = request.get("origin_ranks")
        values = {name: request[name] for name in names} | ({"origin_ranks": tuple(ranks)} if ranks else {})
        return {"meters": ms.configure(MeterConfig(**values), request["to"], request.at)}

    def read_logs(request: Request) -> Any:
        return {"meters": ms.read_logs(request["to"], request.at, request.get("start"))}

    def policy(request: Request) -> Any:
        security, target = request.get("security", ANY), request.get("target", ANY)
        if target not in {ANY, HOME} and not ms.field.map.knows(target):
            ms.field.map.aim([target])
        ms.set_policy(security, target, request["wait_s"], request["attempts"])
        return ms.policies.all()

    return (
        Operation("enrol", "make a meter known", (meter, *_ENROL), enrol),
        Operation("group", "put meters into a named group, or take them out", _GROUP, group),
        Operation("text", "send customers a sentence", _TEXT, text),
        Operation("clock", "set meters' clocks now", (TARGETS, _TOLERANCE), clock),
        Operation("configure", "set what meters record and report", (TARGETS, *_CONFIGURE), configure),
        Operation("read-logs", "ask for meters' logs now", (TARGETS, _LOG_START), read_logs),
        Operation("policy", "set how often and when to send again", _POLICY, policy),
    )


_ENROL = (
    Option("interval_minutes", int, "its recording interval, 5 to 60; by default 15"),
    Option("groups", list, "groups that it is in"),
)
_GROUP = (
    Option("group", str, "its name", is_required=True),
    TARGETS,
    Option("is_removed", bool, "take them out"),
)
_TEXT = (
    Option("text", str, "the sentence", is_required=True),
    TARGETS,
    Option("security", SecurityClass, "its class; by default private"),
    Option("importance", int, "0 to 3; by default 1"),
    Option("minutes", int, "how long it is shown; by default a day"),
    Option("is_confirmation_required", bool, "the customer must touch it"),
)
_TOLERANCE = Option("tolerance_s", int, "the difference that is tolerated; by default the head end's")
_CONFIGURE = (
    Option("interval_minutes", int, "recording interval, 5 to 60"),
    Option("attempts_report_minutes", int, "how often unauthorised attempts are reported"),
    Option("attempts_per_hour", int, "above so many an alarm is raised"),
    Option("report_minutes", int, "how often finished intervals are sent unasked; 0: only when asked"),
    Option("clock_tolerance_s", int, "the difference of clocks that is tolerated, 1 to 3600"),
    Option("inactive_hours", int, "so long without a watt-hour is told"),
    Option("receipt_delay_s", int, "so long after it was logged a receipt of the home goes out, 0 (at once) to 3600"),
    Option("origin_ranks", list, "who may displace whose events, the highest first"),
)
_LOG_START = Option("start", datetime, "from then on; by default from where the last reading ended")
_POLICY = (
    Option("security", str, "a message class, or * for all"),
    Option("target", str, "a meter, group:NAME, home for what is behind meters, or * for all"),
    Option("wait_s", float, "seconds to wait for a confirmation", is_required=True),
    Option("attempts", int, "attempts in all; 0: until it is confirmed", is_required=True),
)


def _displays(ms: HeadEnd) -> tuple[Operation, ...]:
    def query(request: Request) -> Any:
        return {"query": ms.query_displays(request["to"], request.at)}

    def test(request: Request) -> Any:
        names = request.get("checks", [])
        known = {one.value: one for one in CheckKind}
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"there is no check {', '.join(unknown)}; there are {', '.join(known)}")
        checks = tuple(known[name] for name in names) or tuple(CheckKind)
        return {"test": ms.test_displays(request["to"], request.at, checks, request.get("within_s", 60))}

    checks = Option("checks", list, f"some of {', '.join(one.value for one in CheckKind)}; by default all")
    within = Option("within_s", int, "seconds in which it must be answered, 10 to 3600; by default 60")
    number = Option("test", int, "only that one")
    return (
        Operation("query-display", "ask displays to tell of themselves now", (TARGETS,), query),
        Operation("test-display", "order a test of the Customer Interface", (TARGETS, checks, within), test),
        Operation(
            "display-tests", "how tests of displays ended", (number,), lambda one: ms.displays.tests(one.get("test"))
        ),
    )


def _questions(ms: HeadEnd) -> tuple[Operation, ...]:
    def listed(request: Request) -> Any:
        return ms.events.listed(request.get("event"))

    def attempts(request: Request) -> Any:
        return ms.attempts(request["event"])

    def messages(request: Request) -> Any:
        names = {"event": "issuer_event_id"}
        return log.messages(ms.links, **{names.get(name, name): value for name, value in request.values.items()})

    def journal(request: Request) -> Any:
        return log.journal(ms.links, request.get("after", 0), request.get("event"))

    def meters(request: Request) -> Any:
        del request
        groups = ms.meters.groups()
        return [
            {
                "meter": meter,
                "interval_minutes": ms.meters.interval_minutes(meter),
                "groups": [name for name, members in groups.items() if meter in members],
            }
            for meter in ms.meters.all()
        ]

    return (
        Operation("list", "the events, and how delivery stands at each meter", (SOME_EVENT,), listed, STAFF),
        Operation("attempts", "every attempt of an event's messages", (EVENT,), attempts, STAFF),
        Operation("log", "messages sent, received, repeated and missed", _LOG, messages),
        Operation("journal", "what the head end did", JOURNAL, journal),
        Operation("meters", "the meters and their groups", (), meters),
        Operation("policies", "the resend policies that were set", (), lambda _: ms.policies.all()),
        Operation("gaps", "receipts that are missing, by sender", (), lambda _: ms.receipts.gaps()),
        Operation("owed", "how many messages wait to be confirmed", (), lambda _: {"owed": ms.owed}),
    )
