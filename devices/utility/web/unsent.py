"""What somebody had typed when their session lapsed: kept here until they are back, and never sent by itself."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass

from devices.utility.web.sessions import digest

MOST, LONGEST = 1_000, 8_192
"""Forms kept at once, and characters of one: a longer one is not kept."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields of a form on that page, by that user."""

    user: str
    page: str
    fields: Mapping[str, str]


class Unsent:
    """In memory alone, under the digest of the session that carried it; the oldest go first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Typed] = OrderedDict()

    def keep(self, session: str, typed: Typed) -> bool:
        """Keep it; not one that is too long. Is it kept?"""
        if sum(len(text) for text in typed.fields.values()) > LONGEST or not any(typed.fields.values()):
            return False
        self._kept[digest(session)] = typed
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return True

    def follow(self, lapsed: str, session: str, user: str) -> None:
        """The same browser is signed in again: what is the same user's goes on, anybody else's is forgotten."""
        typed = self._kept.pop(digest(lapsed), None)
        if typed and typed.user == user:
            self._kept[digest(session)] = typed

    def take(self, session: str, page: str) -> Mapping[str, str]:
        """What that session typed on that page, once; otherwise nothing."""
        typed = self._kept.get(digest(session))
        if typed is None or typed.page != page:
            return {}
        del self._kept[digest(session)]
        return typed.fields
