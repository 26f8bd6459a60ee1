"""The verbs of the records and of customer service, which share a process: questions only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from devices.utility import log
from devices.utility.access import STAFF
from devices.utility.audit import operations as audit_operations
from devices.utility.audit.operations import keeping
from devices.utility.css import operations as desk_operations
from devices.utility.css.desk import ServiceDesk
from devices.utility.css.meter_operations import meter_operations
from devices.utility.mdms import account_operations, feed_operations, group_operations, quality_operations
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.meter_days import StoreGone
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.mdms.responses import Responses
from devices.utility.mdms.within import as_of, is_within, kind_of, within
from devices.utility.operations import Operation, Option, Request, RequestRefused

EVENT = Option("event", int, "its issuer event id", is_required=True)
SOME_EVENT = Option("event", int, "only of this issuer event id")
METER = Option("meter", str, "the meter's id", is_required=True)
SOME_METER = Option("meter", str, "only of this meter")
_OPERATORS = {"set-availability", "keep-log-head"}
_KINDS = {
    **dict.fromkeys(("customers", "counts", "not-notified", "responses", "standing"), Kind.EVENTS),
    **dict.fromkeys(("history", "events", "response", "event-status"), Kind.EVENTS),
    **dict.fromkeys(("account", "accounts", "account-of-meter", "open-file"), Kind.ACCOUNTS),
    **dict.fromkeys(("intervals", "usage", "aggregate"), Kind.INTERVALS),
    "receipts": Kind.RECEIPTS,
    "failures": Kind.FAILURES,
    **dict.fromkeys(("alarms", "troubles", "trouble", "trouble-counts"), Kind.ALARMS),
    "exceptions": Kind.EXCEPTIONS,
    **dict.fromkeys(("display-reports", "heartbeats", "support", "meter-tests", "show-meter-test"), Kind.TESTS),
}
"""The kind of data that a verb tells: refused to whom that kind is not available, else cut to its times (C1FR17)."""
_SYSTEM = Option("system", str, "MDMS or CSS; by default both")


def operations(records: Records, desk: ServiceDesk) -> dict[str, Operation]:
    """The verbs of those two systems."""
    of_systems = (*_of_records(Queries(records), records), *_of_displays(records), *_of_desk(records, desk))
    found = (*of_systems, _journal(records, desk), *account_operations.operations(records))
    found += group_operations.operations(records)
    found += quality_operations.operations(records)
    found += feed_operations.operations(records)
    found += desk_operations.operations(records, desk)
    found += meter_operations(records, desk)
    found += audit_operations.operations({"mdms": records.links, "css": desk.links}, "records-")
    found += (keeping(records.links),)
    return {one.verb: _of_staff(replace(one, perform=_available(records, one))) for one in found}


def _of_staff(one: Operation) -> Operation:
    """What names no roles is for everybody who works for the utility."""
    return one if one.roles or one.verb in _OPERATORS else replace(one, roles=STAFF)


def _available(records: Records, one: Operation) -> Callable[[Request], Any]:
    """Asked only of what is available to who asks; a store that does not answer refuses in a sentence too."""
    kind = _KINDS.get(one.verb)

    def performed(request: Request) -> Any:
        window = (None, None) if kind is None else records.availability.to(request.by, kind).window(request.at)
        try:
            return within(one.verb, one.perform(request), window)
        except StoreGone as gone:
            raise RequestRefused(str(gone)) from gone

    return performed


def _of_records(queries: Queries, records: Records) -> tuple[Operation, ...]:
    def customers(request: Request) -> Any:
        found = queries.customers(request.get("event"), request.get("meter"))
        return as_of(found, queries.standings, records.availability.to(request.by, Kind.EVENTS).window(request.at))

    def counts(request: Request) -> Any:
        return records.customers.counts(request.get("event"), is_test=request.get("is_test", False))

    def receipts(request: Request) -> Any:
        return queries.receipts(request["event"], request.get("meter"))

    def arrived(request: Request) -> Any:
        values = request.values
        told = queries.arrived(values.get("event"), values.get("meter"), values.get("since"), values.get("until"))
        windows = records.availability.windows(request.by, request.at)
        return [
            row for row in told if (kind := kind_of(row["body"])) in windows and is_within(row["at_ms"], windows[kind])
        ]

    def intervals(request: Request) -> Any:
        return queries.intervals(request["meter"], request["day"], request.get("channel", 0))

    def responses(request: Request) -> Any:
        event, meter, measured = request.get("event"), request.get("meter"), Responses(records)
        if event is None:
            return measured.of_events(meter)
        if meter is not None:
            return measured.of_customer(event, meter)
        group = request.get("group")
        return measured.of_event(event, None if group is None else records.groups.meters(group, request.at))

    since, until = Option("since", datetime, "from then on"), Option("until", datetime, "before then")
    day, channel = Option("day", date, "a local day", is_required=True), Option("channel", int, "by default 0")
    group = Option("group", str, "of an event: only the customers of this group, feeder, or program:critical-peak")
    practice = Option("is_test", bool, "count practice events, not real ones")
    return (
        Operation("customers", "where customers stand with events", (SOME_EVENT, SOME_METER), customers),
        Operation("counts", "how many customers stand where", (SOME_EVENT, practice), counts),
        Operation("not-notified", "who was addressed and has not confirmed", (EVENT,), _first(queries.not_notified)),
        Operation("receipts", "the home's receipts of an event", (EVENT, SOME_METER), receipts),
        Operation("failures", "deliveries that failed", (SOME_EVENT,), lambda one: queries.failures(one.get("event"))),
        Operation("arrived", "what came from meters", (SOME_EVENT, SOME_METER, since, until), arrived),
        Operation("responses", "how much less customers used in events", (SOME_EVENT, SOME_METER, group), responses),
        Operation("intervals", "a meter's intervals of a day", (METER, day, channel), intervals),
    )


def _of_displays(records: Records) -> tuple[Operation, ...]:
    displays = records.displays

    def query(request: Request) -> Any:
        records.query_displays(request["meter"], request.at)
        return {"meter": request["meter"]}

    def reports(request: Request) -> Any:
        return displays.reports(request.get("meter"), request.get("kind"), request.get("limit", 20))

    kind, limit = (
        Option("kind", str, "daily, answer, test or diagnosis"),
        Option("limit", int, "by default 20", least=1),
    )
    code = Option("code", str, "the six characters that the customer reads out", is_required=True)
    return (
        Operation("ask-display", "ask a home's display, through the head end, to tell of itself", (METER,), query),
        Operation(
            "heartbeats",
            "when displays last told of themselves",
            (SOME_METER,),
            lambda one: displays.heartbeats(one.get("meter")),
        ),
        Operation("display-reports", "what displays told, the newest first", (SOME_METER, kind, limit), reports),
        Operation(
            "support", "open a diagnosis by its support code", (code,), lambda one: displays.by_code(one["code"])
        ),
    )


def _of_desk(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    def standing(request: Request) -> Any:
        found = desk.standings(request.get("event"), request.get("meter"))
        return as_of(found, desk.history, records.availability.to(request.by, Kind.EVENTS).window(request.at))

    def history(request: Request) -> Any:
        return desk.history(request["meter"], request["event"])

    return (
        Operation("standing", "what customer service was told of customers", (SOME_EVENT, SOME_METER), standing),
        Operation("history", "every standing of a customer with an event", (METER, EVENT), history),
        Operation("alarms", "alarms, the newest first", (SOME_METER,), lambda one: desk.alarms(one.get("meter"))),
    )


def _journal(records: Records, desk: ServiceDesk) -> Operation:
    ledgers = {records.name: records.links, desk.name: desk.links}

    def journal(request: Request) -> Any:
        name = request.get("system")
        if name not in {None, *ledgers}:
            raise RequestRefused(f"system is one of {', '.join(ledgers)}, not {name!r}")
        chosen = [ledger for key, ledger in ledgers.items() if name in {None, key}]
        after, event = request.get("after", 0), request.get("event")
        return [entry for ledger in chosen for entry in log.journal(ledger, after, event)]

    options = (_SYSTEM, Option("after", int, "only entries above this number"), SOME_EVENT)
    return Operation("records-journal", "what the records and customer service did", options, journal)


def _first(query: Any) -> Any:
    return lambda request: query(request["event"])
