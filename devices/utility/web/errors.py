"""What went wrong, in a sentence for whoever sees it: a page for a browser, JSON for a program; never a traceback."""

import math
from typing import cast

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from devices.utility.operations import NotAllowed, RequestRefused
from devices.utility.web.passwords import TooBusy
from devices.utility.web.rooms import MS, RoomsAway
from devices.utility.web.visit import (
    FormRefused,
    SignInNeeded,
    TooOften,
    Visit,
    local_path,
    refused,
    stood_on,
    visit_of,
)

API = "/api/"
BUSY_S = 5


def add_to(app: FastAPI) -> None:
    """Register what answers each kind of failure."""
    app.add_exception_handler(SignInNeeded, _sign_in)
    app.add_exception_handler(TooOften, _too_often)
    app.add_exception_handler(NotAllowed, _not_allowed)
    app.add_exception_handler(RequestRefused, _refused)
    app.add_exception_handler(FormRefused, _form)
    app.add_exception_handler(RoomsAway, _away)
    app.add_exception_handler(TooBusy, _busy)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(500, _mistake)


def sentence(visit: Visit, status: int, key: str, says: str = "", retry_s: int | None = None) -> Response:
    """A page that says what happened and what may be done; `key` names its title and text under [error]."""
    text = says or visit.words(f"error.{key}_text")
    if visit.request.url.path.startswith(API):
        answer: Response = JSONResponse({"error": text}, status)
    else:
        answer = visit.page("error.html", status=status, title=visit.words(f"error.{key}"), text=text)
    if retry_s is not None:
        answer.headers["retry-after"] = str(retry_s)
    return answer


async def _sign_in(request: Request, _: Exception) -> Response:
    visit = visit_of(request)
    if request.url.path.startswith(API):
        answer = sentence(visit, 401, "token")
        answer.headers["www-authenticate"] = "Bearer"
        return answer
    if request.headers.get("x-fragment"):
        return sentence(visit, 401, "signed_out")
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = local_path(asked) if request.method == "GET" else stood_on(request)
    return visit.page("sign_in.html", status=401, next=back, name=visit.lapsed, problem="")


async def _too_often(request: Request, error: Exception) -> Response:
    visit, wait_s = visit_of(request), cast("TooOften", error).wait_s
    says = visit.words("error.too_often_text", minutes=max(2, math.ceil(wait_s / 60)))
    return sentence(visit, 429, "too_often", says, wait_s)


async def _not_allowed(request: Request, error: Exception) -> Response:
    visit = visit_of(request)
    refused(visit, str(error))
    return sentence(visit, 403, "not_allowed")


async def _refused(request: Request, error: Exception) -> Response:
    return sentence(visit_of(request), 400, "refused", f"{str(error)[:1].upper()}{str(error)[1:]}.")


async def _form(request: Request, _: Exception) -> Response:
    visit = visit_of(request)
    refused(visit, "a form without its token")
    return sentence(visit, 403, "form")


async def _away(request: Request, error: Exception) -> Response:
    visit = visit_of(request)
    is_head_end = cast("RoomsAway", error).system == MS
    says = visit.words("error.away_head_end_text" if is_head_end else "error.away_text")
    return sentence(visit, 503, "away", says, retry_s=BUSY_S)


async def _busy(request: Request, _: Exception) -> Response:
    return sentence(visit_of(request), 503, "busy", retry_s=BUSY_S)


async def _unreadable(request: Request, _: Exception) -> Response:
    return sentence(visit_of(request), 422, "unreadable")


async def _http(request: Request, error: Exception) -> Response:
    status = cast("HTTPException", error).status_code
    answer = sentence(visit_of(request), status, "missing" if status == 404 else "unreadable")
    answer.headers.update(cast("HTTPException", error).headers or {})
    return answer


async def _mistake(request: Request, _: Exception) -> Response:
    return sentence(visit_of(request), 500, "mistake")
