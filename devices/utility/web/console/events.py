"""Events at the console: all of them, who stands where in one, and one customer's link by link (UC96.3.7, C1FR15)."""

from typing import Any

from fastapi import Response

from devices.utility.web import chains
from devices.utility.web.console import frame
from devices.utility.web.console.frame import Finds
from devices.utility.web.rooms import MS, RECORDS, RoomsAway
from devices.utility.web.visit import Staff, Visit, pages

router = pages("/console")
_MOST = 200
_STATES = ("notified", "in progress", "completed", "cancelled", "failed", "")


@router.get("/events")
async def events(visit: Staff) -> Response:
    """Every event, the newest first, and how many customers stand where."""
    rows = await visit.ask(RECORDS, "customers")
    by_event: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_event.setdefault(row["event"], []).append(row)
    told = [{**each[0], "counts": _counts(each), "customers": len(each)} for each in by_event.values()]
    told.sort(key=lambda one: str(one["start"]), reverse=True)
    return frame.page(visit, "events", "/console/events", events=told[:_MOST])


@router.get("/events/{event}")
async def event(visit: Staff, event: int, state: str | None = None) -> Response:
    """Who stands where; `state` shows those alone ("" for nothing heard yet), an unknown one shows all."""
    state = state if state in _STATES else None
    rows = await visit.ask(RECORDS, "customers", event=event)
    failures = {one["meter"]: one["attempts"] for one in await visit.ask(RECORDS, "failures", event=event)}
    shown = [row for row in rows if state is None or row["state"] == state]
    responses = await visit.ask(RECORDS, "responses", event=event) if rows else None
    return frame.page(
        *(visit, "event", "/console/events"),
        status=200 if rows else 404,
        event=rows[0] if rows else {"event": event},
        counts=_counts(rows),
        rows=shown[:_MOST],
        left_out=max(0, len(shown) - _MOST),
        state=state,
        failures=failures,
        responses=responses,
        ordered=await _ordered(visit, event),
    )


@router.get("/accounts/{account}/events/{event}")
async def of_account(visit: Finds, account: str, event: int) -> Response:
    """One customer's event, link by link."""
    told = await visit.ask(RECORDS, "event-status", account=account, event=event)
    facts = await visit.ask(RECORDS, "account", account=account)
    return frame.page(*(visit, "event_status", "/console/"), account=facts, **told, phases=chains.phases(told["links"]))


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    found = {state: sum(row["state"] == state for row in rows) for state in _STATES}
    return {state: count for state, count in found.items() if count}


async def _ordered(visit: Visit, event: int) -> dict[str, Any] | None:
    """The order, as the head end has it."""
    try:
        found = await visit.ask(MS, "list", event=event)
    except RoomsAway:
        return None
    return found[0] if found else None
