"""Signing in and out, and the language of the pages (UC96.4.3, UC96.4.9)."""

from typing import Annotated

from fastapi import Form, Request, Response

from devices.utility.access import UserRole
from devices.utility.web import audit
from devices.utility.web.sessions import LONGEST
from devices.utility.web.users import folded
from devices.utility.web.visit import LANGUAGE_COOKIE, Anybody, TooOften, Visit, local_path, pages
from devices.utility.web.words import LANGUAGES
from devices.wan.journal import Noted

router = pages()
HOMES = {UserRole.CUSTOMER: "/"}
"""Where each role begins; the staff at the console."""
CONSOLE = "/console/"
_YEAR_S = 31_536_000


@router.get("/sign-in")
async def form(visit: Anybody, next: str = "") -> Response:  # noqa: A002 the word that addresses use for it
    """The form; whoever is signed in already goes on."""
    if visit.principal:
        return visit.to(home(visit))
    return visit.page("sign_in.html", next=local_path(next, ""), name="", problem="")


@router.post("/sign-in")
async def sign_in(
    request: Request,
    visit: Anybody,
    name: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=2000)],
    next: Annotated[str, Form(max_length=500)] = "",  # noqa: A002 the word that addresses use for it
) -> Response:
    """Check who it is: as slowly for a name that nobody has."""
    site, address = visit.site, request.client.host if request.client else ""
    account_key = folded(name)[:64]
    if wait_s := max(site.by_account.wait_s(account_key), site.by_address.wait_s(address)):
        visit.record(audit.REFUSAL, "sign-in", "too many attempts")
        raise TooOften(wait_s)
    site.by_account.count(account_key)
    site.by_address.count(address)
    user = site.users.find(name)
    if not await site.passwords.is_right(user.password if user else None, password) or not user:
        visit.record(audit.REFUSAL, f"sign-in as {user.principal.name}" if user else "sign-in", "not recognised")
        problem = visit.words("sign_in.wrong")
        return visit.page("sign_in.html", status=401, next=local_path(next, ""), name=name, problem=problem)
    site.by_account.forgive(account_key)
    site.by_address.forgive(address)
    _end(visit)
    session = site.sessions.begin(user.principal.name)
    site.unsent.follow(visit.session, session, folded(name))
    visit.principal = user.principal
    visit.record(audit.SIGN_IN, address)
    visit.note(Noted.SIGNED_IN)
    answer = visit.to(local_path(next, home(visit)) if next else home(visit))
    visit.keep(answer, site.session_cookie, session, int(LONGEST.total_seconds()))
    return answer


@router.post("/sign-out")
async def sign_out(visit: Anybody) -> Response:
    """End the session here, whatever the browser keeps."""
    if visit.principal:
        visit.record(audit.SIGN_OUT, "")
        visit.note(Noted.SIGNED_OUT)
    _end(visit)
    answer = visit.to("/signed-out")
    answer.delete_cookie(visit.site.session_cookie, secure=visit.site.is_secure, httponly=True)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


@router.get("/signed-out")
async def signed_out(visit: Anybody) -> Response:
    """A last word."""
    return visit.page("signed_out.html")


@router.get("/language")
async def choose_language(visit: Anybody, to: str = "", back: str = "/") -> Response:
    """Speak that language from now on in this browser."""
    answer = visit.to(local_path(back))
    if to in LANGUAGES:
        visit.keep(answer, LANGUAGE_COOKIE, to, _YEAR_S)
    return answer


def home(visit: Visit) -> str:
    """Where that principal begins."""
    return HOMES.get(visit.who.role, CONSOLE)


def _end(visit: Visit) -> None:
    if session := visit.request.cookies.get(visit.site.session_cookie):
        visit.site.sessions.end(session)
