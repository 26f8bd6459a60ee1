"""A display connects itself with the code that its customer was shown, and takes its leave (UC96.4.3 "automatically").

The code is sent as `Authorization: Bearer 123456789012`, once; the token that answers is used from then on.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Request, Response, Security
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import AwareDatetime, BaseModel, Field

from devices.utility.access import Principal, UserRole
from devices.utility.web.api import PROBLEMS, Machine, Problem, bearer
from devices.utility.web.audit import CHANGE, REFUSAL
from devices.utility.web.codes import CodeOver, CodeUnknown
from devices.utility.web.errors import sentence
from devices.utility.web.rooms import RECORDS
from devices.utility.web.visit import SignInNeeded, TooOften, visit_of

router = APIRouter(prefix="/api/v1", tags=["displays"], responses=PROBLEMS)


class Connected(BaseModel):
    """The display's token, for this account alone, and whose account it is."""

    token: str
    label: str = Field(description="What the customer called the display.")
    ends: AwareDatetime
    account: str
    name: str
    utility: str


_OVER: dict[int | str, dict[str, Any]] = {410: {"model": Problem, "description": "The code was used, or is too old."}}


@router.post("/displays", responses=_OVER)
async def connect(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)]
) -> Response:
    """Give a token for a code."""
    visit, address = visit_of(request), request.client.host if request.client else ""
    site = visit.site
    if wait_s := site.by_address.wait_s(address):
        raise TooOften(wait_s)
    code = given.credentials if given else ""
    try:
        account = site.codes.account_of(code)
        visit.principal = Principal("a display with a code", UserRole.CUSTOMER_INTERFACE, account)
        told = await visit.ask(RECORDS, "account")
        token, secret = site.codes.take(code)
    except CodeUnknown:
        site.by_address.count(address)
        visit.record(REFUSAL, "connect a display", "no code that is known")
        raise SignInNeeded from None
    except CodeOver:
        site.by_address.count(address)
        visit.record(REFUSAL, "connect a display", "a code that is over")
        return sentence(visit, 410, "code_over")
    visit.principal = site.tokens.principal(secret)
    visit.record(CHANGE, f"token {token.id}", "made with a code")
    connected = Connected(
        token=secret, label=token.label, ends=token.ends, account=account, name=told["name"], utility=site.utility
    )
    return JSONResponse(connected.model_dump(mode="json"))


@router.delete("/displays", status_code=204)
async def leave(visit: Machine) -> Response:
    """End the token that asks."""
    token_id = visit.who.name.removeprefix("display ")
    visit.site.tokens.take_back(visit.who.account, token_id)
    visit.record(CHANGE, f"token {token_id}", "ended by the display")
    return Response(status_code=204)
