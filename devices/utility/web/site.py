"""What every page needs: the systems behind it, who may come in, the clocks, the templates."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from devices.utility.audit import operations as audit_operations
from devices.utility.web.attempts import Attempts
from devices.utility.web.audit import Audit
from devices.utility.web.codes import Codes
from devices.utility.web.journal import WebJournal
from devices.utility.web.passwords import Passwords
from devices.utility.web.price_sheet import PriceSheet
from devices.utility.web.rooms import WEB, Rooms
from devices.utility.web.security_contact import SecurityContact
from devices.utility.web.sessions import Sessions
from devices.utility.web.store import WebStore
from devices.utility.web.tokens import Tokens
from devices.utility.web.unsent import Unsent
from devices.utility.web.users import Users

FILES = Path(str(resources.files("resources").joinpath("web")))
ACCOUNT_TRIES, ADDRESS_TRIES, TRIES_WITHIN = 8, 40, timedelta(minutes=15)


@dataclass
class Site:
    """One website. `now` is utility time, which pages tell; `wall` the wall's, for sessions and patience."""

    rooms: Rooms
    store: WebStore
    audit: Audit
    passwords: Passwords
    now: Callable[[], datetime]
    wall: Callable[[], datetime]
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    is_secure: bool = False
    speed: float = 1.0
    utility: str = "Valley Electric"
    prices: PriceSheet | None = None
    security: SecurityContact | None = None

    def __post_init__(self) -> None:
        self.store.audit.clock = self.now
        self.own_verbs = {one.verb: one for one in audit_operations.operations({WEB: self.store})}
        self.users = Users(self.store)
        self.tokens = Tokens(self.store, self.wall)
        self.codes = Codes(self.store, self.tokens, self.wall)
        self.journal = WebJournal(self.store)
        self.sessions = Sessions(self.store, self.wall)
        self.unsent = Unsent()
        self.by_account = Attempts(self.wall, ACCOUNT_TRIES, TRIES_WITHIN)
        self.by_address = Attempts(self.wall, ADDRESS_TRIES, TRIES_WITHIN)
        self._form_key = self.store.kept("form key", secrets.token_bytes(32))
        self.templates = templates()

    @property
    def session_cookie(self) -> str:
        """The cookie's name; browsers keep `__Host-` to this very host, and want TLS for it."""
        return "__Host-session" if self.is_secure else "session"

    @property
    def visit_cookie(self) -> str:
        """Binds the forms of a visitor who is not signed in to the browser that asked for them."""
        return "__Host-visit" if self.is_secure else "visit"

    def form_token(self, cookie: str) -> str:
        """What the forms of that visit or session carry."""
        return hmac.new(self._form_key, cookie.encode(), hashlib.sha256).hexdigest()


@cache
def templates() -> Environment:
    """The templates; a name that a page did not give is a mistake, everything is escaped."""
    found = Environment(
        loader=FileSystemLoader(FILES / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    found.globals["static"] = static
    found.globals["icon"] = icon
    return found


@cache
def icon(name: str) -> Markup:
    """An icon of the home's display, in the colour of the words beside it."""
    drawn = resources.files("resources").joinpath(f"icons/{name}.svg").read_text("utf-8")
    return Markup(drawn[drawn.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704 - our own file


@cache
def static(name: str) -> str:
    """The address of a file that ships with the pages; its content is in it, so that it may be kept for ever."""
    content = (FILES / "static" / name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
