"""The head end's verbs about meters behind concentrators."""

from datetime import date
from typing import Any

from devices.utility.access import UserRole
from devices.utility.ms.head_end import HeadEnd
from devices.utility.operations import Operation, Option, Request

_WHO = frozenset({UserRole.TROUBLE_DESK, UserRole.PROGRAM_MANAGER, UserRole.AUDITOR})
_MOST = 1_000


def field_operations(ms: HeadEnd) -> tuple[Operation, ...]:
    """Concentrators, and how yesterday's intervals were collected through them."""

    def missing(request: Request) -> Any:
        found = ms.field.map.names(ms.field.reads.missing(request["day"]))
        return {"day": request["day"].isoformat(), "count": len(found), "meters": found[:_MOST]}

    def collect(request: Request) -> Any:
        with ms.links.transaction():
            return {"missing": ms.field.reads.collect(request["day"], request.at)}

    def coverage(request: Request) -> Any:
        return ms.field.broadcasts.of_event(request["event"])

    day = Option("day", date, "a local day", is_required=True)
    event = Option("event", int, "its issuer event id", is_required=True)
    return (
        Operation("concentrators", "what each hears and serves", (), lambda _: ms.field.map.listed(), _WHO),
        Operation("coverage", "how many meters behind concentrators said what", (event,), coverage, _WHO),
        Operation("daily-reads", "of how many meters each day is whole", (), lambda _: ms.field.reads.reads(), _WHO),
        Operation("missing-reads", "the meters of which a day is not whole", (day,), missing, _WHO),
        Operation("collect-day", "ask again for what a past day lacks", (day,), collect),
    )
