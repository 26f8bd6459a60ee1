"""Remote tests of meters at the console: ordered, watched while they run, read, mended (UC96.3.8 to UC96.3.12)."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import Form, Response

from devices.utility.web.console import frame
from devices.utility.web.console.frame import Desk
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import Visit, pages

router = pages("/console")
LOOK_AGAIN_S: Final = 2
"""While a test runs, its page asks again so often."""
_PATIENCE = timedelta(seconds=90)
_STEPS: Final = (("tested", "meter_time"), ("head_end", "at_ms"), ("records", "at_mdms"), ("desk", "told"))


@router.post("/accounts/{account}/tests")
async def order(
    visit: Desk,
    account: str,
    meter: Annotated[str, Form(max_length=64)],
    event: Annotated[str, Form(max_length=20, pattern="^[0-9]*$")] = "",
) -> Response:
    """Have a meter tested; from an event's page, about that event."""
    about = {"event": int(event)} if event else {}
    told = await visit.ask(RECORDS, "order-meter-test", meter=meter, **about)
    return visit.to(frame.path("accounts", account, "tests", told["test"]))


@router.get("/accounts/{account}/tests/{number}")
async def found(visit: Desk, account: str, number: int, recovering: int = 0) -> Response:
    """How far it is, and what it found; `recovering` is when a recovery was ordered, in seconds since 1970."""
    facts, told = await _found(visit, account, number)
    if told is None:
        return frame.page(visit, "no_test", "/console/", status=404, account=facts, number=number)
    recorded = await visit.ask(RECORDS, "meter-tests", test=number, meter=told["meter"])
    is_recovering = _is_recovering(told, recovering, visit.now)
    is_waiting = is_recovering or told["result"] is None
    given = {"is_recovering": is_recovering, "is_waiting": is_waiting, "look_again_s": LOOK_AGAIN_S}
    again = f"{frame.path('accounts', account, 'tests', number)}?refresh=1&recovering={recovering}"
    steps = _steps(told, recorded[0] if recorded else {})
    return frame.page(visit, "meter_test", "/console/", account=facts, test=told, steps=steps, again=again, **given)


@router.post("/accounts/{account}/tests/{number}/recover")
async def recover(visit: Desk, account: str, number: int, actions: Annotated[list[str], Form()]) -> Response:
    """Have the meter do what was chosen of what the test's result offers."""
    facts, told = await _found(visit, account, number)
    if told is None:
        return frame.page(visit, "no_test", "/console/", status=404, account=facts, number=number)
    chosen = [one for one in told["offered"] if one in actions]
    await visit.ask(RECORDS, "order-recovery", meter=told["meter"], actions=chosen, test=number)
    since = int(visit.now.timestamp())
    return visit.to(f"{frame.path('accounts', account, 'tests', number)}?recovering={since}")


async def _found(visit: Visit, account: str, number: int) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The account, and that test of one of its meters."""
    facts = await visit.ask(RECORDS, "account", account=account)
    meters = {one["meter_id"] for one in facts["meters"]}
    tests = await visit.ask(RECORDS, "show-meter-test", test=number)
    return facts, next((one for one in tests if one["meter"] in meters), None)


def _steps(test: dict[str, Any], recorded: dict[str, Any]) -> list[dict[str, Any]]:
    """From the order to the desk again, each with its time, or None while it has not come so far."""
    result = test["result"] or {}
    is_silent = bool(result) and not result["is_answered"]
    times = {"meter_time": None if is_silent else result.get("meter_time"), **recorded, "told": test["told"]}
    steps = [{"words": "ordered", "at": test["ordered"], "is_missing": False}]
    for words, name in _STEPS:
        steps.append({"words": words, "at": times.get(name), "is_missing": is_silent and words == "tested"})
    return steps


def _is_recovering(test: dict[str, Any], since: int, now: datetime) -> bool:
    """Was a recovery ordered of which nothing was told yet, and is it worth waiting for?"""
    if not 0 < since <= now.timestamp():
        return False
    ordered = datetime.fromtimestamp(since, UTC)
    is_told = any(datetime.fromisoformat(one["at"]) >= ordered for one in test["recoveries"])
    return not is_told and now < ordered + _PATIENCE
