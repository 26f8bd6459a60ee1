"""The verbs about the quality of interval data: what people must look at, and what was read of a register."""

from datetime import date, datetime
from typing import Any

from devices.utility.access import STAFF, UserRole
from devices.utility.mdms.records import Records
from devices.utility.operations import Operation, Option, Request

_LOOKERS = frozenset({UserRole.REPRESENTATIVE, UserRole.PROGRAM_MANAGER, UserRole.TROUBLE_DESK})


def operations(records: Records) -> tuple[Operation, ...]:
    """The verbs by which exceptions are told and settled."""
    validation, links = records.validation, records.links

    def exceptions(request: Request) -> Any:
        wanted = (request.get("meter"), request.get("day"), request.get("kind"), min(1_000, request.get("limit", 100)))
        return validation.exceptions.find(*wanted, is_open=not request.get("is_all", False))

    def settle(request: Request) -> Any:
        with links.transaction():
            return validation.exceptions.settle(request["exception"], request["word"], request.by.name, request.at)

    def read(request: Request) -> Any:
        meter, at = request["meter"], request.at
        with links.transaction():
            validation.register(meter, request.get("channel", 0), request["wh"], request.get("read_at", at), at)
        return validation.exceptions.find(meter)

    meter, kind = Option("meter", str, "only of this meter"), Option("kind", str, "gap, spike, negative, ...")
    day, limit = Option("day", date, "only of this local day"), Option("limit", int, "by default 100", least=1)
    is_all = Option("is_all", bool, "also what is gone or settled")
    number = Option("exception", int, "its number", is_required=True)
    word = Option("word", str, "what was found", is_required=True)
    register = (
        Option("meter", str, "the meter's id", is_required=True),
        Option("wh", int, "what its register says", is_required=True),
        Option("read_at", datetime, "when it was read; by default now"),
        Option("channel", int, "0 delivered (by default), 1 received"),
    )
    return (
        Operation(
            "exceptions", "what people must look at in intervals", (meter, day, kind, limit, is_all), exceptions, STAFF
        ),
        Operation("settle-exception", "say what was found", (number, word), settle, _LOOKERS),
        Operation("register-read", "compare a register that was read with the intervals", register, read, _LOOKERS),
    )
