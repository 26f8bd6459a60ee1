"""What the console's pages share: who may open which, the menu of a role, and how a page is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final
from urllib.parse import quote

from fastapi import Depends, Response

from devices.utility.access import STAFF, UserRole
from devices.utility.web import chains
from devices.utility.web.visit import Visit, allowed
from devices.utility.web.words import staff_words

OPERATOR, REPRESENTATIVE, MANAGER = UserRole.OPERATOR, UserRole.REPRESENTATIVE, UserRole.PROGRAM_MANAGER
TROUBLE, AUDITOR = UserRole.TROUBLE_DESK, UserRole.AUDITOR
DESK: Final = (OPERATOR, REPRESENTATIVE, TROUBLE)
"""Who works with customers."""
FINDS: Final = (*DESK, MANAGER)
"""Who may find a customer."""
EVENTS: Final = (OPERATOR, MANAGER)
"""Who orders events."""


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of the menu: `words` under [console.menu]."""

    path: str
    words: str
    roles: tuple[UserRole, ...]


SECTIONS: Final = (
    Section("/console/", "customers", FINDS),
    Section("/console/events", "events", tuple(STAFF)),
    Section("/console/troubles", "troubles", tuple(STAFF)),
    Section("/console/alarms", "alarms", tuple(STAFF)),
    Section("/console/support", "support", DESK),
    Section("/console/downloads", "downloads", (*DESK, AUDITOR)),
    Section("/console/log", "audit", (AUDITOR, OPERATOR)),
)

Desk = Annotated[Visit, Depends(allowed(*DESK))]
Finds = Annotated[Visit, Depends(allowed(*FINDS))]
Orders = Annotated[Visit, Depends(allowed(*EVENTS))]


def sections_of(visit: Visit) -> tuple[Section, ...]:
    """The menu of whoever is signed in."""
    return tuple(one for one in SECTIONS if visit.who.role in one.roles)


def page(visit: Visit, name: str, section: str, *, status: int = 200, **values: Any) -> Response:
    """A page of the console, within the menu entry of that path; in English, in which the staff works."""
    visit.speak(staff_words())
    given = {
        "sections": sections_of(visit),
        "section": section,
        "may": may(visit),
        "plainly": chains.plainly(visit),
        "languages": (),
    }
    return visit.page(f"console/{name}.html", status=status, **given, **values)


def may(visit: Visit) -> dict[str, bool]:
    """What the page offers: the systems check again what is asked of them."""
    role = visit.who.role
    return {"desk": role in DESK, "find": role in FINDS, "order": role in EVENTS, "tests": role in DESK}


def path(*parts: object) -> str:
    """An address below the console; each part may be anything that a customer's meter is called."""
    return "/console/" + "/".join(quote(str(part), safe="") for part in parts)


def moment(text: str | None) -> datetime | None:
    """A time of an answer."""
    return None if text is None else datetime.fromisoformat(text)


def newest(rows: Iterable[dict[str, Any]], name: str, most: int) -> list[dict[str, Any]]:
    """The last ones by a time."""
    return sorted(rows, key=lambda one: str(one[name]), reverse=True)[:most]
