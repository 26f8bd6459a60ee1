"""The verbs of the desk: a representative's, and those of trouble reporting."""

from typing import Any

from devices.utility.access import UserRole
from devices.utility.css.desk import ServiceDesk
from devices.utility.css.event_status import event_status
from devices.utility.css.troubles import TroubleState
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.operations import Operation, Option, Request

DESK = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK})
SEES = DESK | {UserRole.PROGRAM_MANAGER, UserRole.AUDITOR}
_ACCOUNT = Option("account", str, "the account's id", is_required=True)
_EVENT = Option("event", int, "its issuer event id", is_required=True)
_METER = Option("meter", str, "the meter's id", is_required=True)
_TROUBLE = Option("trouble", int, "its number", is_required=True)
_TEXT = Option("text", str, "what was found or done", is_required=True)
_LIMIT = Option("limit", int, "by default 100")


def operations(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    """What the desk can be asked."""
    return (*_files(Queries(records), desk), *_troubles(desk))


def _files(queries: Queries, desk: ServiceDesk) -> tuple[Operation, ...]:
    def status(request: Request) -> Any:
        told = event_status(queries, desk, request["meter"], request["event"], request.at)
        with desk.links.transaction():
            desk.files.shown(request["meter"], request["event"], request.by.name, request.at)
        return told

    def note(request: Request) -> Any:
        with desk.links.transaction():
            desk.files.note(request["account"], request.by.name, request["text"], request.at)
        return desk.files.notes(request["account"])

    def notes(request: Request) -> Any:
        return desk.files.notes(request["account"], request.get("limit", 50))

    return (
        Operation(
            "event-status", "where a customer stands with an event, link by link", (_METER, _EVENT), status, SEES
        ),
        Operation("note-account", "write a note on an account", (_ACCOUNT, _TEXT), note, DESK),
        Operation("account-notes", "the notes on an account, the newest first", (_ACCOUNT, _LIMIT), notes, SEES),
    )


def _troubles(desk: ServiceDesk) -> tuple[Operation, ...]:
    troubles = desk.troubles

    def listed(request: Request) -> Any:
        return troubles.troubles(request.get("state"), request.get("meter"), request.get("limit", 100))

    def take(request: Request) -> Any:
        with desk.links.transaction():
            return troubles.take(request["trouble"], request.by.name, request.at)

    def note(request: Request) -> Any:
        with desk.links.transaction():
            return troubles.note(request["trouble"], request.by.name, request["text"], request.at)

    def close(request: Request) -> Any:
        with desk.links.transaction():
            return troubles.close(request["trouble"], request.by.name, request["text"], request.at)

    state = Option("state", TroubleState, "open, taken or closed; by default all that are not closed")
    meter = Option("meter", str, "only of this meter")
    return (
        Operation("troubles", "what somebody must look at, the latest first", (state, meter, _LIMIT), listed, SEES),
        Operation(
            "trouble", "one trouble, step by step", (_TROUBLE,), lambda one: troubles.trouble(one["trouble"]), SEES
        ),
        Operation("trouble-counts", "how many troubles stand where", (), lambda _: troubles.counts(), SEES),
        Operation("take-trouble", "look after a trouble from now on", (_TROUBLE,), take, DESK),
        Operation("note-trouble", "write down what was found or done", (_TROUBLE, _TEXT), note, DESK),
        Operation("close-trouble", "say how it ended", (_TROUBLE, _TEXT), close, DESK),
    )
