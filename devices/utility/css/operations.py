"""The verbs of the desk: a representative's, and those of trouble reporting."""

from typing import Any

from devices.utility.access import BOUND, UserRole
from devices.utility.css.customer_file import customer_file
from devices.utility.css.desk import ServiceDesk
from devices.utility.css.event_status import event_status
from devices.utility.css.troubles import TroubleState
from devices.utility.mdms.account_events import AccountEvents
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.operations import Operation, Option, Request, RequestRefused

DESK = frozenset({UserRole.REPRESENTATIVE, UserRole.TROUBLE_DESK})
SEES = DESK | {UserRole.PROGRAM_MANAGER, UserRole.AUDITOR}
_ACCOUNT = Option("account", str, "the account's id", is_required=True)
_EVENT = Option("event", int, "its issuer event id", is_required=True)
_SOME_ACCOUNT = Option("account", str, "of this account")
_SOME_METER = Option("meter", str, "of this meter, instead of an account")
_TROUBLE = Option("trouble", int, "its number", is_required=True)
_TEXT = Option("text", str, "what was found or done", is_required=True)
_LIMIT = Option("limit", int, "by default 100", least=1)


def operations(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    """What the desk can be asked."""
    return (*_customers(records, desk), *_notes(records, desk), *_troubles(desk))


def _customers(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    queries = Queries(records)

    def open_file(request: Request) -> Any:
        account = records.accounts.account(request["account"])
        with desk.links.transaction():
            desk.files.opened(account.account, request.by.name, request.at)
        windows = records.availability.windows(request.by, request.at)
        return customer_file(records, desk, account, request.at, windows)

    def status(request: Request) -> Any:
        account, meter, event = request.get("account"), request.get("meter"), request["event"]
        if (account is None) == (meter is None):
            raise RequestRefused("event-status needs account, or meter")
        if account is not None:
            meter = AccountEvents(queries).meter_of(records.accounts.account(account), event)
        told = event_status(records, desk, meter, event, request.at)
        if request.by.role not in BOUND:
            with desk.links.transaction():
                desk.files.shown(meter, event, request.by.name, request.at)
        return told

    says = "where a customer stands with an event, link by link"
    return (
        Operation(
            "open-file", "open an account at the desk: home, events, faults, notes", (_ACCOUNT,), open_file, DESK
        ),
        Operation("event-status", says, (_SOME_ACCOUNT, _SOME_METER, _EVENT), status, SEES | BOUND),
    )


def _notes(records: Records, desk: ServiceDesk) -> tuple[Operation, ...]:
    def note(request: Request) -> Any:
        records.accounts.account(request["account"])
        with desk.links.transaction():
            desk.files.note(request["account"], request.by.name, request["text"], request.at)
        return desk.files.notes(request["account"])

    def notes(request: Request) -> Any:
        return desk.files.notes(request["account"], request.get("limit", 50))

    return (
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
