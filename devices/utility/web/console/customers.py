"""Search, and a customer's file (UC96.3.6): account, home, events, faults, tests, notes."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Form, Response

from devices.utility.access import UserRole
from devices.utility.web.console import frame
from devices.utility.web.console.frame import Desk, Finds
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import Staff, pages

router = pages("/console")
_MOST, _TESTS = 50, 10
_TO_COME = "to come"


@router.get("/")
async def search(visit: Staff, text: str = "") -> Response:
    """Find a customer; who may find none begins where there is something to see."""
    if visit.who.role is UserRole.AUDITOR:
        return visit.to("/console/events")
    text = text[:200]
    found = await visit.ask(RECORDS, "accounts", text=text, limit=_MOST) if text.strip() else []
    counts = await visit.ask(RECORDS, "trouble-counts")
    coming = {one["event"] for one in await visit.ask(RECORDS, "customers") if _is_coming(one, visit.now)}
    given = {"text": text, "found": found, "most": _MOST, "troubles": counts, "running": len(coming)}
    return frame.page(visit, "search", "/console/", **given)


@router.get("/meters/{meter}")
async def of_meter(visit: Finds, meter: str) -> Response:
    """The account that has that meter now."""
    account = await visit.ask(RECORDS, "account-of-meter", meter=meter)
    return visit.to(frame.path("accounts", account["account"]))


@router.get("/meters/{meter}/events/{event}")
async def event_of_meter(visit: Finds, meter: str, event: int) -> Response:
    """The event of the customer who has that meter now."""
    account = await visit.ask(RECORDS, "account-of-meter", meter=meter)
    return visit.to(frame.path("accounts", account["account"], "events", event))


@router.get("/accounts/{account}")
async def file(visit: Desk, account: str) -> Response:
    """The customer's file."""
    told = await visit.ask(RECORDS, "open-file", account=account)
    tests = [one for home in told["homes"] for one in await visit.ask(RECORDS, "meter-tests", meter=home["meter"])]
    return frame.page(visit, "account", "/console/", **told, tests=tests[:_TESTS])


@router.post("/accounts/{account}/notes")
async def note(visit: Desk, account: str, text: Annotated[str, Form(max_length=2000)]) -> Response:
    """Write a note."""
    await visit.ask(RECORDS, "note-account", account=account, text=text)
    return visit.to(f"{frame.path('accounts', account)}#notes")


@router.get("/accounts/{account}/usage")
async def usage(visit: Desk, account: str, day: str = "") -> Response:
    """The intervals of a local day, yesterday's by default."""
    shown = day or (visit.said.local(visit.now) - timedelta(days=1)).date().isoformat()
    told = await visit.ask(RECORDS, "usage", account=account, day=shown)
    facts = await visit.ask(RECORDS, "account", account=account)
    one = told["days"][0]
    return frame.page(visit, "usage", "/console/", account=facts, one=one, day=shown, rows=_rows(one))


def _is_coming(row: dict[str, Any], now: datetime) -> bool:
    end = frame.moment(row.get("end"))
    return end is not None and end > now and row["state"] != "cancelled"


def _rows(day: dict[str, Any]) -> list[dict[str, Any]]:
    """Each interval up to the last one that began, with its share of the largest for a bar; none of a day unknown."""
    if not day["known"]:
        return []
    start, step, values = (
        datetime.fromisoformat(day["start"]),
        timedelta(minutes=day["interval_minutes"]),
        day["values_wh"],
    )
    most = max((wh for wh in values if wh), default=1)
    return [
        {"at": start + place * step, "wh": wh, "mark": mark, "percent": round(100 * (wh or 0) / most)}
        for place, (wh, mark) in enumerate(zip(values, day["marks"], strict=True))
        if mark != _TO_COME
    ]
