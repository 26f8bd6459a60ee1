"""Downloads to meters at the console (X-REMOTE-DOWNLOAD): what was ordered, how far each meter is, and an end of it."""

from collections import Counter
from typing import Annotated, Any, Final

from fastapi import Depends, Form, HTTPException, Response

from devices.utility.web.console import frame
from devices.utility.web.rooms import MS
from devices.utility.web.visit import Visit, allowed, pages

router = pages("/console")
SEES: Final = (*frame.DESK, frame.AUDITOR)
Sees = Annotated[Visit, Depends(allowed(*SEES))]
Operates = Annotated[Visit, Depends(allowed(frame.OPERATOR))]
_MOST: Final = 500
_OVER: Final = {"runs", "refused", "rolled back", "cancelled"}


@router.get("/downloads")
async def listed(visit: Sees) -> Response:
    """Every order, the newest first, with how many meters stand where."""
    found = await visit.ask(MS, "downloads")
    orders = [{**one, "states": sorted(Counter(meter["state"] for meter in one["meters"]).items())} for one in found]
    return frame.page(visit, "downloads", "/console/downloads", orders=orders)


@router.get("/downloads/{number}")
async def one(visit: Sees, number: int) -> Response:
    """One order, meter by meter."""
    found = await visit.ask(MS, "downloads", download=number)
    if not found:
        raise HTTPException(404)
    return frame.page(visit, "download", "/console/downloads", **_shown(visit, found[0]))


@router.post("/downloads/{number}/cancel")
async def cancel(visit: Operates, number: int, reason: Annotated[str, Form(max_length=200, min_length=1)]) -> Response:
    """Take it back from every meter that does not run it yet."""
    await visit.ask(MS, "cancel-download", download=number, reason=reason)
    return visit.to(frame.path("downloads", number))


def _shown(visit: Visit, order: dict[str, Any]) -> dict[str, Any]:
    is_open = any(meter["state"] not in _OVER for meter in order["meters"])
    may_cancel = is_open and visit.who.role is frame.OPERATOR
    return {"order": order, "meters": order["meters"][:_MOST], "may_cancel": may_cancel}
