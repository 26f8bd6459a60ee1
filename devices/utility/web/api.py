"""The API of a customer's own machines, such as a home's display (UC96.4.3: "or the Customer Interface, by itself").

A token is sent as `Authorization: Bearer ...`. Energy is integer Wh, money decimal text, times ISO 8601.
"""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AwareDatetime, BaseModel, Field

from devices.utility.operations import RequestRefused
from devices.utility.web.account import FIRST_DAY, LAST_DAY
from devices.utility.web.audit import LOOK, REFUSAL
from devices.utility.web.green_button import MOST_DAYS, feed
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import SignInNeeded, TooOften, Visit, visit_of

bearer = HTTPBearer(auto_error=False, description="A token that the customer made for this machine.")


class Problem(BaseModel):
    """Why it was not done, as a sentence."""

    error: str


class Account(BaseModel):
    """The account that the token is for."""

    account: str
    name: str
    zone: str = Field(description="Its time zone: days are local to it.")
    meters: list[str]
    programs: list[str]
    utility: str
    now: AwareDatetime = Field(description="The utility's time.")


class Day(BaseModel):
    """A local day; a value is null where nothing is known, its mark says why."""

    day: date
    start: AwareDatetime
    end: AwareDatetime
    interval_minutes: int
    values_wh: list[int | None]
    marks: list[str]
    total_wh: int = Field(description="The sum of what is known.")
    known: int
    intervals: int


class Usage(BaseModel):
    """What was used, or generated, in local days."""

    account: str
    zone: str
    channel: Literal[0, 1] = Field(description="0 what was used, 1 what was generated.")
    days: list[Day]
    total_wh: int | None
    known: int
    intervals: int


class Hour(BaseModel):
    """An hour of an event; null: the usual price holds."""

    start: AwareDatetime
    end: AwareDatetime
    price: str | None = Field(description="Dollars per kWh.")


class Event(BaseModel):
    """An event of the account."""

    event: int = Field(description="Its issuer event id.")
    program: str | None
    phase: Literal["pending", "active", "past"]
    standing: str
    is_test: bool
    start: AwareDatetime
    end: AwareDatetime
    price: str | None
    hours: list[Hour]


class Link(BaseModel):
    """A link of an event's receipt chain (`devices.event_chain`); null: not yet. It is missing since `due`."""

    phase: Literal["announced", "started", "ended"]
    station: Literal["MS", "MTR", "HAN", "MDMS", "CSS"]
    what: str
    at: AwareDatetime | None = None
    due: AwareDatetime | None = None
    security: str = Field("", description="The class of its message: public, private, control.")
    about: str = Field("", description="The device that told it.")
    detail: str = ""
    message_id: str = ""
    attempts: list[AwareDatetime] = Field([], description="When it was sent.")
    way: list[tuple[str, AwareDatetime]] = Field([], description="When each station had it.")
    state: Literal["done", "late", "waiting", "missing", "unknown"]


class Chain(BaseModel):
    """Where the account stands with an event, link by link from the head end to the devices and back."""

    event: int
    state: str
    as_of: AwareDatetime
    links: list[Link]


class Measured(BaseModel):
    """How much less was used in an event than its baseline; null while too little is known."""

    event: int
    used_wh: int | None
    baseline_wh: int | None
    reduction_wh: int | None
    days: int = Field(description="Over how many like days the baseline is a mean.")


async def machine(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]) -> Visit:
    """The visit of a display. Raises SignInNeeded, TooOften."""
    visit, address = visit_of(request), request.client.host if request.client else ""
    site = visit.site
    if wait_s := site.by_address.wait_s(address):
        raise TooOften(wait_s)
    visit.principal = site.tokens.principal(given.credentials) if given else None
    if visit.principal is None:
        site.by_address.count(address)
        visit.record(REFUSAL, f"{request.method} {request.url.path}", "no token that is known")
        raise SignInNeeded
    visit.record(LOOK, f"{request.method} {request.url.path}")
    return visit


Machine = Annotated[Visit, Depends(machine)]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": Problem, "description": "It cannot be told so."},
    401: {"model": Problem, "description": "The token is missing, unknown, ended or taken back."},
    422: {"model": Problem, "description": "A value cannot be read."},
    429: {"model": Problem, "description": "Too many unknown tokens from this address."},
    503: {"model": Problem, "description": "The records do not answer right now."},
}
router = APIRouter(prefix="/api/v1", responses=PROBLEMS, tags=["customer"])
_DayValue = Annotated[date, Query(ge=FIRST_DAY, le=LAST_DAY)]
_EventId = Annotated[int, Path(ge=1, le=0xFFFFFFFF)]


@router.get("/account")
async def account(visit: Machine) -> Account:
    """The account, and the utility's time."""
    told = await visit.ask(RECORDS, "account")
    return Account(
        **{name: told[name] for name in ("account", "name", "zone")},
        meters=[one["meter_id"] for one in told["meters"] if one.get("until") is None],
        programs=[one["program"] for one in told["programs"] if one.get("until") is None],
        utility=visit.site.utility,
        now=visit.now,
    )


@router.get("/usage")
async def usage(visit: Machine, first: _DayValue, last: _DayValue, channel: Literal[0, 1] = 0) -> Usage:
    """Each interval of local days, `last` included."""
    _check_days(first, last)
    days = {"first": first.isoformat(), "last": last.isoformat()}
    return Usage(**await visit.ask(RECORDS, "usage", channel=channel, **days))


@router.get("/events")
async def events(
    visit: Machine,
    phase: Literal["pending", "active", "past"] | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> list[Event]:
    """The account's events, the newest first."""
    found = await visit.ask(RECORDS, "events", phase=phase, limit=limit)
    return [Event(**one) for one in found]


@router.get("/events/{event}", responses={404: {"model": Problem, "description": "It is none of this account."}})
async def event(visit: Machine, event: _EventId) -> Measured:
    """How much less was used in that event than without it."""
    if not await visit.ask(RECORDS, "events", event=event):
        raise HTTPException(404)
    return await _measured(visit, event)


@router.get("/events/{event}/chain", responses={404: {"model": Problem, "description": "It is none of this account."}})
async def event_chain(visit: Machine, event: _EventId) -> Chain:
    """The receipt chain of that event, as customer service has it."""
    if not await visit.ask(RECORDS, "events", event=event):
        raise HTTPException(404)
    told = await visit.ask(RECORDS, "event-status", event=event)
    return Chain(event=event, state=told["state"], as_of=told["as_of"], links=[Link(**one) for one in told["links"]])


@router.get("/green-button", response_class=Response, responses={200: {"content": {"application/atom+xml": {}}}})
async def green_button(visit: Machine, first: _DayValue, last: _DayValue) -> Response:
    """The same intervals as a Green Button file (ESPI 4.0)."""
    _check_days(first, last)
    return Response(await feed(visit, first, last), media_type="application/atom+xml")


async def _measured(visit: Visit, event: int) -> Measured:
    try:
        told = await visit.ask(RECORDS, "response", event=event)
    except RequestRefused:
        return Measured(event=event, used_wh=None, baseline_wh=None, reduction_wh=None, days=0)
    return Measured(**{name: told[name] for name in Measured.model_fields})


def _check_days(first: date, last: date) -> None:
    if not 0 <= (last - first).days < MOST_DAYS:
        raise RequestRefused(f"ask for 1 to {MOST_DAYS} days, from the first to the last")
