"""The displays that a customer lets ask for itself: a code to type on one, or a token; both can be ended."""

from typing import Annotated

from fastapi import Form, HTTPException, Response

from devices.utility.web.audit import CHANGE
from devices.utility.web.tokens import TokenRefused
from devices.utility.web.visit import Customer, Visit, pages

router = pages("/displays")
_GROUP = 4


@router.get("")
async def displays(visit: Customer) -> Response:
    """The displays, and a form for another."""
    return _page(visit)


@router.post("")
async def add(visit: Customer, label: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Make a token; the page that answers is the only one that shows it."""
    try:
        with visit.acting():
            token, secret = visit.site.tokens.make(visit.who.account, label)
    except TokenRefused:
        return _page(visit, problem=visit.words("displays.refused"), status=400)
    visit.record(CHANGE, f"token {token.id}", "made")
    return _page(visit, secret=secret, label=token.label)


@router.post("/code")
async def code(visit: Customer, label: Annotated[str, Form(max_length=200)] = "") -> Response:
    """Make a one-time code; the page that answers is the only one that shows it."""
    try:
        made = visit.site.codes.make(visit.who.account, label)
    except TokenRefused:
        return _page(visit, problem=visit.words("displays.refused"), status=400)
    visit.record(CHANGE, "display code", "made")
    digits = " ".join(made.digits[at : at + _GROUP] for at in range(0, len(made.digits), _GROUP))
    return _page(visit, code=digits, label=made.label)


@router.post("/{token_id}/take-back")
async def take_back(visit: Customer, token_id: str) -> Response:
    """End one."""
    with visit.acting():
        is_taken_back = visit.site.tokens.take_back(visit.who.account, token_id)
    if not is_taken_back:
        raise HTTPException(404)
    visit.record(CHANGE, f"token {token_id}", "taken back")
    return visit.to("/displays")


def _page(visit: Visit, *, status: int = 200, **shown: str) -> Response:
    tokens = visit.site.tokens.of(visit.who.account)
    given = {"secret": "", "code": "", "label": "", "problem": "", **shown}
    url = visit.request.base_url
    return visit.page(
        *("account/displays.html",), status=status, tokens=tokens, address=f"{url.scheme}://{url.netloc}", **given
    )
