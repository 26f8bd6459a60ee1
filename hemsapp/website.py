"""The utility's website, asked with the token that the customer gave this display (UC96.4.3), and how it is connected.

Politely: one question at a time, and no day again within an hour. A day's intervals never leave the home by it.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from devices.event_chain import link_of
from hemsapp.questions import UtilityDayShown
from hemsapp.site import ConnectSite, LeaveSite, SiteFault, SiteQuestion, SiteState, UtilityChainShown
from hemsapp.site_line import NotTold, asked
from hemsapp.site_pass import SitePass, SitePassBox
from hemsapp.website_address import whole

FRESH = timedelta(hours=1)
SOON = timedelta(minutes=5)
"""After so long it is asked again where it did not answer."""
_KEPT = 40
_MOST_LINKS = 400
T = TypeVar("T")


class Website:
    """Connected on the screen (`box`), else by the configuration: an address, and a file that holds the token."""

    def __init__(self, address: str = "", token: Path | None = None, box: SitePassBox | None = None) -> None:
        self._address, self._token, self._box = address, token, box
        self._turn = asyncio.Lock()
        self._told: dict[date, UtilityDayShown] = {}
        self._fault: SiteFault | None = None
        self._tested: datetime | None = None

    @property
    def is_connected(self) -> bool:
        """Is there anybody to ask?"""
        return self._is_installed or self._kept() is not None

    async def day(self, day: date, at: datetime) -> UtilityDayShown:
        """What it says of that local day; `is_reached` tells whether it said anything. `at` is aware UTC."""
        async with self._turn:
            kept = self._told.get(day)
            if kept is not None and at - kept.at < (FRESH if kept.is_reached else SOON):
                return kept
            told = await asyncio.to_thread(self._day, day, at)
            self._told.pop(day, None)
            self._told[day] = told
            for old in list(self._told)[:-_KEPT]:
                del self._told[old]
            return told

    async def chain(self, issuer_event_id: int, at: datetime) -> UtilityChainShown:
        """The receipt chain of that event as the utility has it."""
        async with self._turn:
            return await asyncio.to_thread(self._chain, issuer_event_id, at)

    async def answer(self, question: SiteQuestion, at: datetime) -> SiteState:
        """Connect, test or leave it; how it stands then."""
        async with self._turn:
            return await asyncio.to_thread(self._answer, question, at)

    def _answer(self, question: SiteQuestion, at: datetime) -> SiteState:
        match question:
            case ConnectSite():
                return self._connect(question, at)
            case LeaveSite():
                return self._leave()
        if question.is_tested:
            self._ask("/api/v1/account", lambda told: str(told["account"]), at)
        return self._state()

    def _connect(self, question: ConnectSite, at: datetime) -> SiteState:
        """Take the token that the site gives for the code; nothing that held before is lost by a mistake."""
        try:
            told = asked(whole(question.address), question.code, "/api/v1/displays", "POST")
            token, account, utility = (str(told[name]) for name in ("token", "account", "utility"))
            kept = SitePass(whole(question.address), token, account, utility, round(at.timestamp()))
            assert self._box is not None, "without a box no page offers it"
            self._box.write(kept)
        except NotTold as error:
            is_code = error.fault in {SiteFault.REVOKED, SiteFault.NOTHING}
            wrong = SiteFault.CODE_WRONG if error.fault is SiteFault.REVOKED else SiteFault.ODD
            return self._state(wrong if is_code else error.fault)
        except (KeyError, TypeError):
            return self._state(SiteFault.ODD)
        except OSError:
            return self._state(SiteFault.DISK)
        self._told.clear()
        self._fault, self._tested = None, at
        return self._state()

    def _leave(self) -> SiteState:
        """End the token there, as far as it can be reached, and forget it here in any case."""
        kept = self._kept()
        if kept is not None and self._box is not None:
            with suppress(NotTold):  # then the customer ends it on the website's displays page
                asked(kept.address, kept.token, "/api/v1/displays", "DELETE")
            try:
                self._box.drop()
            except OSError:
                return self._state(SiteFault.DISK)
        self._told.clear()
        self._fault = self._tested = None
        return self._state()

    def _state(self, fault: SiteFault | None = None) -> SiteState:
        kept, fault = self._kept(), fault or self._fault
        if kept is not None:
            return SiteState(kept.address, kept.account, kept.utility, kept.began, self._tested, fault)
        if self._is_installed:
            return SiteState(self._address, tested=self._tested, fault=fault, is_installed=True)
        return SiteState(fault=fault)

    def _day(self, day: date, at: datetime) -> UtilityDayShown:
        path = f"/api/v1/usage?first={day.isoformat()}&last={day.isoformat()}"
        told, fault = self._ask(path, lambda told: _read_day(told, day, at), at)
        return told or UtilityDayShown(day, at, is_reached=False, is_revoked=fault is SiteFault.REVOKED)

    def _chain(self, issuer_event_id: int, at: datetime) -> UtilityChainShown:
        path = f"/api/v1/events/{issuer_event_id}/chain"
        told, fault = self._ask(path, lambda told: tuple(link_of(one) for one in told["links"][:_MOST_LINKS]), at)
        return UtilityChainShown(issuer_event_id, at, told or (), fault)

    def _ask(self, path: str, read: Callable[[Any], T], at: datetime) -> tuple[T | None, SiteFault | None]:
        """What `read` makes of the answer, or why there is none; kept in mind for `_state`."""
        try:
            address, token = self._means()
            found = read(asked(address, token, path))
        except NotTold as error:
            fault = error.fault
        except (ValueError, KeyError, TypeError, IndexError):
            fault = SiteFault.ODD
        else:
            self._fault, self._tested = None, at
            return found, None
        if fault is not SiteFault.NOTHING:
            self._fault = fault
        return None, fault

    def _means(self) -> tuple[str, str]:
        """Address and token. Raises NotTold. The installed file is read anew each time: another may be put there."""
        kept = self._kept()
        if kept is not None:
            return kept.address, kept.token
        if self._token is None or not self._address:
            raise NotTold(SiteFault.NOT_CONNECTED)
        try:
            return self._address, self._token.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as error:
            raise NotTold(SiteFault.REVOKED) from error

    def _kept(self) -> SitePass | None:
        return None if self._box is None else self._box.read()

    @property
    def _is_installed(self) -> bool:
        return bool(self._address and self._token)


def _read_day(told: Any, day: date, at: datetime) -> UtilityDayShown:
    """Raises ValueError, KeyError, TypeError, IndexError for what is no such answer."""
    (one,) = told["days"]
    total, known, intervals = (int(one[name]) for name in ("total_wh", "known", "intervals"))
    if date.fromisoformat(one["day"]) != day or not 0 <= known <= intervals <= 2000 or not 0 <= total < 1_000_000_000:
        raise ValueError("that is no day")
    return UtilityDayShown(day, at, total if known else None, known, intervals)
