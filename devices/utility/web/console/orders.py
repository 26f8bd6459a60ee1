"""The program manager's orders: an event is looked at once more before it is sent, and can be cancelled."""

from typing import Annotated, Any

from fastapi import Form, Response

from devices.utility.operations import NotAllowed, RequestRefused
from devices.utility.web.console import frame
from devices.utility.web.console.frame import Orders
from devices.utility.web.rooms import MS
from devices.utility.web.visit import pages
from devices.wan.words import Program

router = pages("/console")
_PROGRAMS = tuple(one.value for one in Program)
_NOTHING = dict.fromkeys(("program", "to", "start", "duration_minutes", "price", "offset", "reason", "practice"), "")
Word = Annotated[str, Form(max_length=40)]
Words = Annotated[str, Form(max_length=400)]


@router.get("/orders/new")
async def form(visit: Orders) -> Response:
    """An empty form."""
    usual = {**_NOTHING, "to": "all", "start": "+30m", "duration_minutes": "60"}
    return _form(visit, usual | {name: text for name, text in visit.typed.items() if name in usual})


@router.post("/orders/new")
async def order(
    visit: Orders,
    program: Word,
    to: Words,
    start: Word,
    duration_minutes: Word,
    price: Word = "",
    offset: Word = "",
    reason: Words = "",
    practice: Word = "",
    sure: Word = "",
) -> Response:
    """Shown once more; sent when whoever orders is sure."""
    told = {"program": program, "to": to, "start": start, "duration_minutes": duration_minutes, "price": price}
    told |= {"offset": offset, "reason": reason, "practice": practice}
    if sure != "yes":
        return _form(visit, told, is_shown=sure == "look")
    wanted = {name: value for name, value in told.items() if value and name not in {"offset", "practice"}}
    if offset:
        wanted["cooling_offset_centi_c"] = offset
    if practice:
        wanted["is_test"] = "true"
    try:
        ordered = await visit.ask(MS, "schedule", **wanted)
    except NotAllowed:
        raise
    except RequestRefused as refusal:  # the form keeps what was typed
        return _form(visit, told, problem=f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
    return visit.to(frame.path("events", ordered["issuer_event_id"]))


@router.get("/orders/{event}/cancel")
async def ask_cancel(visit: Orders, event: int) -> Response:
    """Is that meant?"""
    return frame.page(visit, "cancel", "/console/events", event=event)


@router.post("/orders/{event}/cancel")
async def cancel(visit: Orders, event: int) -> Response:
    """It is."""
    await visit.ask(MS, "cancel", event=event)
    return visit.to(frame.path("events", event))


def _form(visit: Orders, told: dict[str, Any], *, is_shown: bool = False, problem: str = "") -> Response:
    given = {"told": told, "programs": _PROGRAMS, "is_shown": is_shown, "problem": problem}
    return frame.page(visit, "order", "/console/events", status=400 if problem else 200, **given)
