"""Trouble reporting at the console (UC96.3.11.1), alarms (C1FR41), and a display's record by its support code."""

from typing import Annotated

from fastapi import Form, Response

from devices.utility.operations import RequestRefused
from devices.utility.web.console import frame
from devices.utility.web.console.frame import Desk
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import Staff, pages
from devices.utility.web.words import staff_words

router = pages("/console")
_STATES = ("open", "taken", "closed")
_MOST_ALARMS = 200
Text = Annotated[str, Form(max_length=2000)]


@router.get("/troubles")
async def troubles(visit: Staff, state: str = "") -> Response:
    """What somebody must look at."""
    chosen = {"state": state} if state in _STATES else {}
    found = await visit.ask(RECORDS, "troubles", **chosen)
    counts = await visit.ask(RECORDS, "trouble-counts")
    shown = state if state in _STATES else ""
    return frame.page(visit, "troubles", "/console/troubles", troubles=found, counts=counts, state=shown)


@router.get("/troubles/{number}")
async def trouble(visit: Staff, number: int) -> Response:
    """One of them, step by step."""
    told = await visit.ask(RECORDS, "trouble", trouble=number)
    return frame.page(visit, "trouble", "/console/troubles", trouble=told)


@router.post("/troubles/{number}/take")
async def take(visit: Desk, number: int) -> Response:
    """Look after it."""
    await visit.ask(RECORDS, "take-trouble", trouble=number)
    return visit.to(frame.path("troubles", number))


@router.post("/troubles/{number}/note")
async def note(visit: Desk, number: int, text: Text) -> Response:
    """Write down what was found or done."""
    await visit.ask(RECORDS, "note-trouble", trouble=number, text=text)
    return visit.to(frame.path("troubles", number))


@router.post("/troubles/{number}/close")
async def close(visit: Desk, number: int, text: Text) -> Response:
    """Say how it ended."""
    await visit.ask(RECORDS, "close-trouble", trouble=number, text=text)
    return visit.to(frame.path("troubles", number))


@router.get("/alarms")
async def alarms(visit: Staff) -> Response:
    """Alarms, the newest first: also reports of attempts, which are nobody's trouble yet."""
    found = await visit.ask(RECORDS, "alarms")
    return frame.page(visit, "alarms", "/console/alarms", alarms=found[:_MOST_ALARMS])


@router.get("/support")
async def support(visit: Desk, code: str = "") -> Response:
    """What a display found about itself, by the code that the customer reads out (X-SELF-DIAGNOSE)."""
    found, problem = [], ""
    if code.strip():
        try:
            found = await visit.ask(RECORDS, "support", code=code[:40])
        except RequestRefused:
            problem = staff_words()("console.support.wrong")
        if not found and not problem:
            problem = staff_words()("console.support.unknown")
    status = 200 if not problem else 404
    return frame.page(visit, "support", "/console/support", status=status, code=code[:40], found=found, problem=problem)
