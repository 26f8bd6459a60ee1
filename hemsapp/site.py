"""What a page may ask of the connection to the utility's website, and how it stands. Codes and tokens reach no log."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.event_chain import Link


class SiteFault(Enum):
    """Why the website could not be asked, or could not be connected."""

    NOT_CONNECTED = "not connected"
    ADDRESS = "address"  # no address of a website, or one to which a token would travel in the clear
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"  # it does not prove who it is
    CODE_WRONG = "code wrong"
    CODE_OVER = "code over"  # used, replaced, or too old
    REVOKED = "revoked"  # it does not know this display, or not any more
    BUSY = "busy"  # it was asked too often
    ODD = "odd"  # it says something else than an answer
    NOTHING = "nothing"  # it has nothing of what was asked
    DISK = "disk"  # what it gave could not be kept


@dataclass(frozen=True, slots=True)
class SiteWanted:
    """How the connection stands; `is_tested`: ask the website now."""

    is_tested: bool = False


@dataclass(frozen=True, slots=True)
class ConnectSite:
    """Connect with the one-time code that the website's displays page shows."""

    address: str
    code: str

    def __repr__(self) -> str:
        """A code never reaches a log (X-SECURITY)."""
        return f"ConnectSite({self.address!r})"


@dataclass(frozen=True, slots=True)
class LeaveSite:
    """Connected no more: the token ends there and here."""


SiteQuestion = SiteWanted | ConnectSite | LeaveSite


@dataclass(frozen=True, slots=True)
class SiteState:
    """How it stands; `address` "": not connected. `is_installed`: by the configuration, which only an installer ends.

    `fault` of what was asked last, None: it went well or nothing was. `tested`: when it last answered.
    """

    address: str = ""
    account: str = ""
    utility: str = ""
    since: datetime | None = None
    tested: datetime | None = None
    fault: SiteFault | None = None
    is_installed: bool = False


@dataclass(frozen=True, slots=True)
class UtilityChainWanted:
    """The receipt chain of an event as the utility has it."""

    issuer_event_id: int


@dataclass(frozen=True, slots=True)
class UtilityChainShown:
    """What the website said at `at` (aware UTC); no links and a `fault` where it said nothing."""

    issuer_event_id: int
    at: datetime
    links: tuple[Link, ...] = ()
    fault: SiteFault | None = None
