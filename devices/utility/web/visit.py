"""One request and who makes it: what a route gets, to ask the systems and to answer with a page.

router = pages("/console")

@router.get("/")
async def search(visit: Staff) -> Response:
    return visit.page("console/search.html", found=await visit.ask(RECORDS, "account", account="1001"))
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from devices.utility.access import STAFF, Principal, UserRole
from devices.utility.operations import NotAllowed
from devices.utility.web.audit import LOOK, REFUSAL
from devices.utility.web.said import Said
from devices.utility.web.site import Site
from devices.utility.web.unsent import Typed
from devices.utility.web.words import LANGUAGES, Words, language, words
from devices.wan.journal import Noted

LANGUAGE_COOKIE, TOKEN_FIELD = "language", "form_token"
_SAFE = {"GET", "HEAD", "OPTIONS"}


class SignInNeeded(Exception):
    """Nobody is signed in, or no longer."""


class TooOften(Exception):
    """Somebody tried too often, and may try again after so many seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class FormRefused(Exception):
    """A form that this visit was not given: another site sent it, or it lay open for too long."""


class Visit:
    """Made for each request."""

    def __init__(self, request: Request, site: Site, principal: Principal | None, cookie: str | None) -> None:
        self.request, self.site, self.principal = request, site, principal
        self._is_new = cookie is None
        self._cookie = cookie or secrets.token_urlsafe(32)
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        self.speak(words(language(chosen, request.headers.get("accept-language", ""))))

    @property
    def who(self) -> Principal:
        """Who is signed in. Raises SignInNeeded."""
        if self.principal is None:
            raise SignInNeeded
        return self.principal

    def speak(self, words: Words) -> None:
        """Say everything in those words."""
        self.words = words
        self.said = Said(words, self.site.zone)

    @property
    def session(self) -> str:
        """The session that the browser carries, good or not; empty: none."""
        return self.request.cookies.get(self.site.session_cookie, "")

    @cached_property
    def lapsed(self) -> str:
        """The user whose session the browser carries, and which rested for too long."""
        return "" if self.principal or not self.session else self.site.sessions.lapsed(self.session)

    @cached_property
    def typed(self) -> Mapping[str, str]:
        """What was typed on this page when the session lapsed, and was not sent."""
        is_asked = self.principal and self.request.method == "GET"
        return self.site.unsent.take(self.session, self.request.url.path) if is_asked else {}

    @property
    def token(self) -> str:
        """What its forms carry in TOKEN_FIELD."""
        return self.site.form_token(self._cookie)

    @property
    def now(self) -> datetime:
        """Utility time."""
        return self.site.now()

    async def ask(self, system: str, verb: str, /, **values: Any) -> Any:
        """Ask a system as whoever is signed in. Raises as `Rooms.ask`."""
        return await self.site.rooms.ask(system, verb, values, self.who)

    def record(self, what: str, about: str, outcome: str = "done") -> None:
        """Tell the audit log."""
        self.site.audit.record(self.now, self.principal, what, about, outcome)

    def acting(self) -> AbstractContextManager[None]:
        """What is changed in the website's file inside is told as the doing of whoever is signed in."""
        return self.site.store.audit.acting(self.who)

    def note(self, noted: Noted, event: int | None = None, detail: str = "") -> None:
        """Note what a page told."""
        self.site.journal.note(noted, self.now, event, self.who.account or self.who.name, detail)

    def page(self, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A template with the words, and the values that it takes."""
        given = {"visit": self, "site": self.site, "t": self.words, "said": self.said, "languages": LANGUAGES}
        given["typed"] = self.typed
        answer = HTMLResponse(self.site.templates.get_template(template).render(given | values), status)
        if self._is_new:
            self.keep(answer, self.site.visit_cookie, self._cookie)
        return answer

    def to(self, path: str) -> Response:
        """Go on there, with GET."""
        return RedirectResponse(path, 303)

    def keep(self, answer: Response, name: str, value: str, max_age_s: int | None = None) -> None:
        """Have the browser carry a cookie that no script reads and no other site sends."""
        answer.set_cookie(
            name, value, max_age=max_age_s, path="/", httponly=True, secure=self.site.is_secure, samesite="lax"
        )


def visit_of(request: Request) -> Visit:
    """The visit of a request; made once for a request. `?refresh` marks a page that asked for itself."""
    found: Visit | None = getattr(request.state, "visit", None)
    if found is None:
        site: Site = request.app.state.site
        session = request.cookies.get(site.session_cookie)
        is_kept_awake = "refresh" not in request.query_params
        principal = site.sessions.principal(session, is_kept_awake=is_kept_awake) if session else None
        cookie = session if principal else request.cookies.get(site.visit_cookie)
        found = request.state.visit = Visit(request, site, principal, cookie)
    return found


async def visitor(request: Request) -> Visit:
    """Anybody. (Asynchronous, as every route is: what is not, a thread would run, beside the database's own.)"""
    return visit_of(request)


async def guarded(request: Request, visit: Annotated[Visit, Depends(visitor)]) -> None:
    """Let a form in only with the token that this visit was given. Raises FormRefused.

    What somebody typed before their session lapsed is kept until they are back. Raises SignInNeeded.
    """
    if request.method not in _SAFE:
        form = {name: text for name, text in (await request.form()).items() if isinstance(text, str)}
        given = form.pop(TOKEN_FIELD, "").encode()
        if hmac.compare_digest(given, visit.token.encode()):
            return
        if visit.lapsed and hmac.compare_digest(given, visit.site.form_token(visit.session).encode()):
            page = urlsplit(stood_on(request)).path
            visit.site.unsent.keep(visit.session, Typed(visit.lapsed, page, form))
            raise SignInNeeded
        raise FormRefused


def allowed(*roles: UserRole) -> Callable[..., Awaitable[Visit]]:
    """A dependency: the visit of somebody in one of those roles, and the look is told to the audit log."""

    async def signed_in(request: Request, visit: Annotated[Visit, Depends(visitor)]) -> Visit:
        about = f"{request.method} {request.url.path}" + (f"?{request.url.query}" if request.url.query else "")
        if visit.who.role not in roles:
            raise NotAllowed(f"a {visit.who.role.value} may not open {request.url.path}")
        visit.record(LOOK, about)
        return visit

    return signed_in


def refused(visit: Visit, why: str) -> None:
    """Tell the audit log that somebody was refused."""
    visit.record(REFUSAL, f"{visit.request.method} {visit.request.url.path}", why)


def pages(prefix: str = "") -> APIRouter:
    """A router for pages: its forms are guarded, and it is no part of the API's description."""
    return APIRouter(prefix=prefix, dependencies=[Depends(guarded)], include_in_schema=False)


def local_path(path: str | None, default: str = "/") -> str:
    """A path of this very site, whatever somebody wrote into a link."""
    is_local = path and path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return quote(path, safe="/?&=%-._~:+,") if path and is_local else default


def stood_on(request: Request) -> str:
    """The page of this site on which a form stood; a browser tells it to its own site alone (`referrer-policy`)."""
    told = urlsplit(request.headers.get("referer", ""))
    is_own = told.netloc == request.headers.get("host")
    return local_path(told.path + (f"?{told.query}" if told.query else "")) if is_own else "/"


Anybody = Annotated[Visit, Depends(visitor)]
Customer = Annotated[Visit, Depends(allowed(UserRole.CUSTOMER))]
Staff = Annotated[Visit, Depends(allowed(*STAFF))]
