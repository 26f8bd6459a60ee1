"""The verbs about accounts: of people who keep them, and of the customer, who gets no other than its own."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from devices.utility.access import BOUND, STAFF, UserRole
from devices.utility.mdms.account_events import AccountEvents, Phase
from devices.utility.mdms.accounts import Account
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.queries import Queries
from devices.utility.mdms.records import Records
from devices.utility.mdms.responses import Responses
from devices.utility.mdms.usage import Usage
from devices.utility.operations import Operation, Option, Request, RequestRefused
from devices.wan.words import Program

ACCOUNT = Option("account", str, "the account's id", is_required=True)
_SOME_ACCOUNT = Option("account", str, "of this account")
_METER = Option("meter", str, "the meter's id", is_required=True)
_FACTS = (
    Option("address", str, "where its service is"),
    Option("phone", str, "its phone number"),
    Option("zone", str, "its time zone, by default the utility's"),
)
_PROGRAMS = Option("programs", list, "the programs that it is in, and no others: critical-peak, demand-bidding, ...")
_KEEPERS = frozenset({UserRole.REPRESENTATIVE, UserRole.PROGRAM_MANAGER})
_EVERYBODY = STAFF | BOUND


def operations(records: Records) -> tuple[Operation, ...]:
    """The verbs by which accounts are kept, found and asked."""
    return (*_keeping(records), *_finding(records), *_usage(records), *_events(records))


def _keeping(records: Records) -> tuple[Operation, ...]:
    accounts = records.accounts

    def open_one(request: Request) -> Account:
        facts = {name: request.get(name, "") for name in ("name", "address", "phone")}
        account = request["account"]
        accounts.open(account, request.at, **facts, zone=request.get("zone"))
        if (meter := request.get("meter")) is not None:
            accounts.fit(account, meter, request.get("since", request.at))
        return accounts.enrol(account, _programs(request.get("programs", ())), request.at)

    def change(request: Request) -> Account:
        facts = {name: request.get(name) for name in ("name", "address", "phone", "zone")}
        account, programs = request["account"], request.get("programs")
        changed = accounts.change(account, **facts)
        return changed if programs is None else accounts.enrol(account, _programs(programs), request.at)

    def fit(request: Request) -> Account:
        since = request.get("since", request.at)
        return accounts.fit(request["account"], request["meter"], since, request.get("instead_of"))

    def remove(request: Request) -> Account:
        return accounts.remove(request["account"], request["meter"], request.get("until", request.at))

    def close(request: Request) -> Account:
        return accounts.close(request["account"], request.at)

    def verb(name: str, says: str, options: tuple[Option, ...], act: Callable[[Request], Account]) -> Operation:
        return Operation(name, says, options, _followed(records, name, act), _KEEPERS)

    name, since = Option("name", str, "the customer's name"), Option("since", datetime, "from when on; by default now")
    meter, until = Option("meter", str, "its meter"), Option("until", datetime, "until when; by default now")
    instead = Option("instead_of", str, "the meter that it takes the place of")
    opening = (ACCOUNT, Option("name", str, name.says, is_required=True), *_FACTS, meter, since, _PROGRAMS)
    return (
        verb("open-account", "begin an account", opening, open_one),
        verb("change-account", "change what is known of one", (ACCOUNT, name, *_FACTS, _PROGRAMS), change),
        verb("fit-meter", "give an account a meter", (ACCOUNT, _METER, since, instead), fit),
        verb("remove-meter", "take a meter from an account", (ACCOUNT, _METER, until), remove),
        verb("close-account", "end an account; its past is kept", (ACCOUNT,), close),
    )


def _followed(records: Records, verb: str, act: Callable[[Request], Account]) -> Callable[[Request], Account]:
    """The change and the word of it to who follows accounts (C1NFR5), or neither."""

    def performed(request: Request) -> Account:
        with records.links.transaction():
            account = act(request)
            meter = request.get("meter", "")
            records.feed.add(Kind.ACCOUNTS, request.at, meter, None, {"account": account.account, "change": verb})
        return account

    return performed


def _finding(records: Records) -> tuple[Operation, ...]:
    def search(request: Request) -> list[Account]:
        limit = min(500, request.get("limit", 20))
        return records.accounts.find(request.get("text", ""), limit, request.get("after", ""))

    def holder(request: Request) -> Account:
        account = records.accounts.holder(request["meter"], request.at)
        if account is None:
            raise RequestRefused(f"{request['meter']} is the meter of no account")
        return records.accounts.account(account)

    text = Option("text", str, "beginnings of words of name, address, phone, meter or account")
    limit, after = Option("limit", int, "by default 20", least=1), Option("after", str, "only ids above this one")
    staff = STAFF - {UserRole.AUDITOR}
    return (
        Operation(
            "account",
            "an account, its meters and programs, with their times",
            (ACCOUNT,),
            lambda one: records.accounts.account(one["account"]),
            _EVERYBODY,
        ),
        Operation("accounts", "find accounts", (text, limit, after), search, staff),
        Operation("account-of-meter", "the account whose meter it is now", (_METER,), holder, staff),
    )


def _usage(records: Records) -> tuple[Operation, ...]:
    def usage(request: Request) -> Any:
        account, meter = request.get("account"), request.get("meter")
        if (account is None) == (meter is None):
            raise RequestRefused("usage needs account, or meter")
        first, last = _days(request)
        of = Usage(records.intervals.store, records.settings.zone)
        minutes = request.get("interval_minutes", 0)
        if minutes not in {0, 15, 30, 60}:
            raise RequestRefused("interval_minutes is 15, 30 or 60")
        terms = records.availability.to(request.by, Kind.INTERVALS)
        rest = {"channel": request.get("channel", 0), "minutes": minutes, "terms": terms}
        if account is None:
            found = of.of_meter(meter, first, last, request.at, **rest)
        else:
            found = of.of_account(records.accounts.account(account), first, last, request.at, **rest)
        if request.get("each", "interval") == "day":
            found["days"] = [
                {name: one for name, one in day.items() if name not in {"values_wh", "marks"}} for day in found["days"]
            ]
        return found

    options = (
        _SOME_ACCOUNT,
        Option("meter", str, "of this meter, instead of an account"),
        Option("day", date, "a local day"),
        Option("first", date, "the first of several days"),
        Option("last", date, "the last of them"),
        Option("channel", int, "0 what was used (by default), 1 what was generated"),
        Option("interval_minutes", int, "15, 30 or 60; by default as recorded"),
        Option("each", str, "interval (by default), or day for the sums alone"),
    )
    return (
        Operation(
            "usage", "what was used in each interval of local days", options, usage, _EVERYBODY - {UserRole.AUDITOR}
        ),
    )


def _events(records: Records) -> tuple[Operation, ...]:
    found = AccountEvents(Queries(records))

    def events(request: Request) -> Any:
        account = records.accounts.account(request["account"])
        since, until = records.availability.to(request.by, Kind.EVENTS).window(request.at)
        limit = min(500, request.get("limit", 50))
        told = found.events(account, request.at, request.get("phase"), limit, request.get("event"))
        shown = [one for one in told if since is None or one["end"] >= since]
        if until is not None:
            shown = [one for one in shown if found.first_known(one["meter"], one["event"]) <= until]
        has_receipts = records.availability.is_available(request.by, Kind.RECEIPTS)
        return shown if has_receipts else [{**one, "devices": []} for one in shown]

    def response(request: Request) -> Any:
        account = records.accounts.account(request["account"])
        meter = found.meter_of(account, request["event"])
        return Responses(records).of_customer(request["event"], meter, request.get("until"))

    phase = Option("phase", Phase, "pending, active or past; by default all")
    limit, event = Option("limit", int, "by default 50", least=1), Option("event", int, "only this issuer event id")
    until = Option("until", datetime, "only until then, of an event that still runs")
    one_event = Option("event", int, "its issuer event id", is_required=True)
    roles = _EVERYBODY - {UserRole.AUDITOR}
    return (
        Operation(
            "events", "an account's events, the newest first, and what its devices did",
            (ACCOUNT, phase, event, limit), events, roles,
        ),
        Operation(
            "response", "how much less an account used in an event than its baseline, with every step",
            (ACCOUNT, one_event, until), response, roles,
        ),
    )  # fmt: skip


def _days(request: Request) -> tuple[date, date]:
    day, first, last = request.get("day"), request.get("first"), request.get("last")
    if day is not None and first is None and last is None:
        return day, day
    if day is None and first is not None and last is not None:
        return first, last
    raise RequestRefused("usage needs day, or first and last")


def _programs(told: Any) -> list[Program]:
    known = {one.value.replace(" ", "-"): one for one in Program}
    if unknown := sorted({word.replace(" ", "-") for word in told} - set(known)):
        raise RequestRefused(f"a program is one of {', '.join(known)}, not {', '.join(unknown)}")
    return [known[word.replace(" ", "-")] for word in told]
