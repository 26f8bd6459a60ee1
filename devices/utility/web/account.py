"""The customer's own pages: the account at a glance, each day's intervals, events before, during and after them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Response

from devices.utility.access import UserRole
from devices.utility.operations import NotAllowed, RequestRefused
from devices.utility.web import chains
from devices.utility.web.account_views import ACTIVE, PAST, Day, acts, by_phase, day_of, like_days, live, span_of
from devices.utility.web.audit import LOOK
from devices.utility.web.rooms import RECORDS
from devices.utility.web.said import Said
from devices.utility.web.sign_in import home
from devices.utility.web.visit import Anybody, Customer, Visit, pages
from devices.wan.journal import Noted

router = pages()
FIRST_DAY, LAST_DAY = date(2000, 1, 2), date(2099, 12, 30)
_EVENTS_SHOWN = 100
_EVENTS_NEAR = 20


@router.get("/")
async def overview(visit: Anybody) -> Response:
    """The customer's account at a glance; the staff go to their console."""
    if visit.who.role is not UserRole.CUSTOMER:
        return visit.to(home(visit))
    visit.record(LOOK, "GET /")
    account = await _account(visit)
    yesterday = _today(visit) - timedelta(days=1)
    usage, events = await asyncio.gather(
        visit.ask(RECORDS, "usage", day=yesterday.isoformat()), visit.ask(RECORDS, "events", limit=_EVENTS_NEAR)
    )
    phases = by_phase(events)
    last = next((event for event in phases["past"] if event["standing"] == "completed"), None)
    return visit.page(
        "account/overview.html",
        account=account,
        price=visit.site.prices.at(visit.said.local(visit.now)) if visit.site.prices else None,
        yesterday=day_of(usage, events),
        events=phases,
        last=last,
        response=await _response(visit, last["event"]) if last else None,
    )


@router.get("/usage")
async def usage(visit: Customer, day: date | None = None) -> Response:
    """The intervals of a day, by default yesterday's (UC96.4.4)."""
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise RequestRefused(f"a day is one from {FIRST_DAY} to {LAST_DAY}")
    await _account(visit)
    today = _today(visit)
    chosen = day or today - timedelta(days=1)
    shown = await _day(visit, chosen)
    visit.note(Noted.USAGE_SHOWN, detail=f"{chosen}: {shown.known} of {shown.intervals} intervals")
    return visit.page(
        "account/usage.html",
        day=shown,
        today=today,
        before=chosen - timedelta(days=1),
        after=chosen + timedelta(days=1),
    )


@router.get("/events")
async def events(visit: Customer) -> Response:
    """Active, pending and past events with their hourly prices (UC96.4.4)."""
    await _account(visit)
    found = await visit.ask(RECORDS, "events", limit=_EVENTS_SHOWN)
    for one in found:
        visit.note(Noted.EVENTS_SHOWN, one["event"], f"{one['phase']}, price {one['price']}")
    return visit.page("account/events.html", events=by_phase(found))


@router.get("/events/{event}")
async def event(visit: Customer, event: int) -> Response:
    """One event: its hours and prices, what was used and would have been, what the home's equipment did (UC96.4.8)."""
    return visit.page("account/event.html", **await _event(visit, event))


@router.get("/events/{event}/live")
async def event_live(visit: Customer, event: int) -> Response:
    """The part of an active event's page that changes with each interval (UC96.4.7)."""
    return visit.page("account/live.html", **await _event(visit, event))


async def _event(visit: Visit, number: int) -> dict[str, Any]:
    await _account(visit)
    found = await visit.ask(RECORDS, "events", event=number)
    if not found:
        raise HTTPException(404)
    one = found[0]
    start, end = span_of(one)
    shown = await _day(visit, start.astimezone(visit.said.zone).date())
    posted, told = live(shown, one, visit.now, visit.site.speed), acts(one)
    until = posted.known_until if one["phase"] == ACTIVE else None
    response = await _response(visit, number, until) if until or one["phase"] == PAST else None
    compared = f"compared with {response['days']} days" if response else "not compared"
    visit.note(
        Noted.EVENT_SHOWN,
        number,
        f"{one['phase']}, {posted.known} posted, price {one['price']}, {compared}, {len(told)} told by devices",
    )
    return {
        "event": one,
        "day": shown,
        "live": posted,
        "is_active": one["phase"] == ACTIVE,
        "seen_at": visit.now,
        "lasting": end - start,
        "response": response,
        "until": until,
        "like_days": like_days(response),
        "most_wh": max((step["energy_wh"] for step in like_days(response)), default=1) or 1,
        "chain": await _chain(visit, number),
        "plainly": chains.plainly(visit),
        "acts": told,
    }


async def _day(visit: Visit, day: date) -> Day:
    """A day with the hours of its events."""
    told, found = await asyncio.gather(
        visit.ask(RECORDS, "usage", day=day.isoformat()), visit.ask(RECORDS, "events", limit=_EVENTS_SHOWN)
    )
    zone = visit.said.zone
    begin, end = (datetime.combine(one, time(), zone).astimezone(UTC) for one in (day, day + timedelta(days=1)))
    near = [one for one in found if span_of(one)[0] < end and span_of(one)[1] > begin]
    return day_of(told, near)


async def _response(visit: Visit, number: int, until: datetime | None = None) -> Mapping[str, Any] | None:
    """How much less was used, of an active event `until` then; None while that cannot be measured."""
    so_far = {"until": until.isoformat()} if until else {}
    try:
        told: Mapping[str, Any] = await visit.ask(RECORDS, "response", event=number, **so_far)
    except NotAllowed:
        raise
    except RequestRefused:
        return None
    return told if told["reduction_wh"] is not None else None


async def _chain(visit: Visit, number: int) -> Mapping[str, Any] | None:
    """The receipt chain: who had the event, when, and what is missing, as the console has it too."""
    try:
        told = await visit.ask(RECORDS, "event-status", event=number)
    except NotAllowed:
        raise
    except RequestRefused:
        return None
    return {**told, "phases": chains.phases(told["links"])}


async def _account(visit: Visit) -> Mapping[str, Any]:
    """The account; from then on times are said in its zone."""
    told: Mapping[str, Any] = await visit.ask(RECORDS, "account")
    visit.said = Said(visit.words, ZoneInfo(told["zone"]))
    return told


def _today(visit: Visit) -> date:
    return visit.now.astimezone(visit.said.zone).date()
