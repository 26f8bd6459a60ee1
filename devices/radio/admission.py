"""One permit's life: the device knocks, proves that it could read our answer, and is interviewed."""

import asyncio
from typing import Final

import zigpy.types as t
from zigpy.util import convert_install_code

from devices import install_code
from devices.errors import InstallCodeInvalid, JoinFault, JoinRefused
from devices.names import Eui64
from devices.radio.application import eui64_of

PROOF_S: Final = 10.0
"""A device that was sent the network key announces itself within a second; one that has another link key, never."""
INTERVIEW_S: Final = 60.0
LOOK_AGAIN_S: Final = 2.0


class Admission:
    """What one device has done since it may join; each step counts once, and only after the one before.

    `is_known`: it was interviewed in an earlier life, and zigpy says so again whenever it knocks.
    """

    def __init__(self, address: t.EUI64, *, is_known: bool = False) -> None:
        self.address = address
        self._is_known = is_known
        self.device = eui64_of(address)
        self._knocked, self._heard, self._interviewed = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._begun, self._stopped = asyncio.Event(), asyncio.Event()

    def begin(self) -> None:
        """The dongle holds its key: its time begins."""
        self._begun.set()

    def knock(self) -> bool:
        """It was sent the network key; is that news?"""
        is_news = not self._knocked.is_set()
        self._knocked.set()
        return is_news

    def hear(self) -> bool:
        """It was heard under the network key; is that news? One that is known is in."""
        if not self._knocked.is_set() or self._heard.is_set():
            return False
        self._heard.set()
        if self._is_known:
            self._interviewed.set()
        return True

    def interview(self) -> bool:
        """It told what it is; is it news that it holds the network key (what came before was lost)?"""
        is_news = not self._heard.is_set()
        if is_news and self._is_known:
            return False
        for step in (self._knocked, self._heard, self._interviewed):
            step.set()
        return is_news

    def stop(self) -> None:
        """The permit is over before its time."""
        self._stopped.set()

    @property
    def is_interviewed(self) -> bool:
        """Is it in?"""
        return self._interviewed.is_set()

    @property
    def is_heard(self) -> bool:
        """Does it hold the network key?"""
        return self._heard.is_set()

    @property
    def is_knocked(self) -> bool:
        """Did it look for the network?"""
        return self._knocked.is_set()

    @property
    def has_begun(self) -> bool:
        """Does the dongle hold its key?"""
        return self._begun.is_set()

    @property
    def is_stopped(self) -> bool:
        """Is its permit over before its time?"""
        return self._stopped.is_set()

    async def stopped_or(self, event: asyncio.Event) -> None:
        """Wait until that may have happened, or the permit is stopped."""
        await self._first_of(event, LOOK_AGAIN_S)

    async def outcome(self, seconds: float) -> JoinFault | None:
        """Wait until it is clear how it ends; None: the device is in, or the permit was stopped."""
        steps = (
            (self._knocked, seconds, JoinFault.NOBODY_CAME),
            (self._heard, PROOF_S, JoinFault.CODE_WRONG),
            (self._interviewed, INTERVIEW_S, JoinFault.INTERVIEW_STUCK),
        )
        for step, limit_s, fault in steps:
            if not await self._comes(step, limit_s):
                return None if self._stopped.is_set() else fault
        return None

    async def _comes(self, step: asyncio.Event, limit_s: float) -> bool:
        """Does the step come within that time, and before the permit is stopped?"""
        await self._first_of(step, limit_s)
        return step.is_set() and not self._stopped.is_set()

    async def _first_of(self, event: asyncio.Event, limit_s: float | None) -> None:
        waits = {asyncio.ensure_future(each.wait()) for each in (event, self._stopped)}
        try:
            await asyncio.wait(waits, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)


def link_key_of(code: bytes) -> t.KeyData:
    """The link key that the device derives from its install code too (AES-MMO). Raises InstallCodeInvalid."""
    if not install_code.is_valid(code):
        raise InstallCodeInvalid("the install code's length or check digits are wrong: look at the label again")
    return convert_install_code(code)


def address_of(device: Eui64) -> t.EUI64:
    """The address that a name spells. Raises JoinRefused."""
    try:
        return t.EUI64.convert(device)
    except (ValueError, AssertionError) as error:
        raise JoinRefused(f"{device!r} is not a device address: sixteen hexadecimal digits are needed") from error
