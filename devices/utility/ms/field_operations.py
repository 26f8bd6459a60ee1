"""The head end's verbs about meters behind concentrators."""

from datetime import date, timedelta
from typing import Any

from devices.utility.access import UserRole
from devices.utility.ms.day_reads import MOST_DAYS
from devices.utility.ms.head_end import HeadEnd
from devices.utility.operations import Operation, Option, Request

_WHO = frozenset({UserRole.TROUBLE_DESK, UserRole.PROGRAM_MANAGER, UserRole.AUDITOR})
_MOST = 1_000
_READS = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK})
_DAYS = (
    Option("to", list, "meters, group:NAME, or all", is_required=True),
    Option("day", date, "the first local day", is_required=True),
    Option("last", date, f"the last one, by default the same; {MOST_DAYS} days at most"),
)


def field_operations(ms: HeadEnd) -> tuple[Operation, ...]:
    """Concentrators, and how yesterday's intervals were collected through them."""

    def reads(request: Request) -> Any:
        del request
        return _together(ms.day_reads.reads(), ms.field.reads.reads())

    def missing(request: Request) -> Any:
        behind = ms.field.map.names(ms.field.reads.missing(request["day"])) if ms.field.map.count else ()
        found = [*ms.day_reads.missing(request["day"]), *behind]
        return {"day": request["day"].isoformat(), "count": len(found), "meters": found[:_MOST]}

    def collect(request: Request) -> Any:
        with ms.links.transaction():
            own = ms.day_reads.collect(request["day"], request.at)
            behind = ms.field.reads.collect(request["day"], request.at) if ms.field.map.count else 0
            return {"missing": own + behind}

    def read_days(request: Request) -> Any:
        first, last = request["day"], request.get("last", request["day"])
        days = [first + timedelta(days=number) for number in range(min(MOST_DAYS + 1, (last - first).days + 1))]
        with ms.links.transaction():
            meters = ms.meters.resolve(request["to"])
            ms.day_reads.ask(meters, days, request.at)
        return {"meters": meters, "days": len(days)}

    def coverage(request: Request) -> Any:
        return ms.field.broadcasts.of_event(request["event"])

    day = Option("day", date, "a local day", is_required=True)
    event = Option("event", int, "its issuer event id", is_required=True)
    return (
        Operation("concentrators", "what each hears and serves", (), lambda _: ms.field.map.listed(), _WHO),
        Operation("coverage", "how many meters behind concentrators said what", (event,), coverage, _WHO),
        Operation("daily-reads", "of how many meters each day is whole", (), reads, _WHO),
        Operation("read-days", "read what meters have kept of local days", _DAYS, read_days, _READS),
        Operation("missing-reads", "the meters of which a day is not whole", (day,), missing, _WHO),
        Operation("collect-day", "ask again for what a past day lacks", (day,), collect),
    )


def _together(own: dict[str, dict[str, Any]], behind: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each day, the newest first: of meters with a connection of their own, and of those behind concentrators."""
    found = {day: dict(told) for day, told in own.items()}
    for one in behind:
        day, told = one["day"], found.get(one["day"])
        if told is None:
            found[day] = {name: value for name, value in one.items() if name != "day"}
            continue
        ends = (told["ended"], one["ended"])
        told["came"], told["expected"] = told["came"] + one["came"], told["expected"] + one["expected"]
        told["ended"] = None if None in ends else max(ends)
    return [{"day": day, **found[day]} for day in sorted(found, reverse=True)]
