"""The network's door: any number of devices may come in, each under its own key; it is locked behind the last."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice

from devices.errors import JoinFault, JoinRefused
from devices.messages import Eui64, Exchanged, JoinFailed, Message
from devices.radio import admission as admissions
from devices.radio.admission import Admission
from devices.radio.application import LINK_KEY_ENTRIES, SmartEnergyApplication, eui64_of
from devices.radio.interview import see_through
from devices.radio.transient_keys import NoRoomForKey, admit, keep_only
from devices.radio.trouble import DONGLE_TROUBLE

LOGGER = logging.getLogger(__name__)

ADMIT_S: Final = 10.0
LONGEST_WINDOW_S: Final = 254
KNOCK_AGAIN_S: Final = 60.0
MOST_STRANGERS: Final = 16
Spawn = Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]


class Door:
    """Over one connected dongle; `lose` is called when the dongle does not lock it, for starting anew does.

    The dongle's RAM has room for some transient keys only: who finds none waits for somebody else to be done, and its
    time begins when its key is in.
    """

    def __init__(self, deliver: Callable[[Message], None], spawn: Spawn, lose: Callable[[], None]) -> None:
        self._deliver, self._spawn, self._lose = deliver, spawn, lose
        self._admissions: dict[Eui64, Admission] = {}
        self._keys: dict[Eui64, t.KeyData] = {}
        self._windows: dict[Eui64, asyncio.Task[None]] = {}
        self._at_dongle = asyncio.Lock()
        self._room = asyncio.Event()
        self._open_until_s = 0.0
        self._is_backup_due = False
        self._knocks_s: dict[Eui64, float] = {}

    def of(self, device: Eui64) -> Admission | None:
        """How far a device that may join has come."""
        return self._admissions.get(device)

    def knocked(self, device: Eui64, *, is_let_in: bool) -> bool:
        """A device without the network key looked for it: is it news that one found it that may? A stranger is told."""
        admission = self._admissions.get(device)
        if admission is not None:
            return is_let_in and admission.knock()
        now_s = _now_s()
        if not is_let_in and now_s - self._knocks_s.get(device, float("-inf")) >= KNOCK_AGAIN_S:
            self._knocks_s = {key: at for key, at in self._knocks_s.items() if now_s - at < KNOCK_AGAIN_S}
            if len(self._knocks_s) < MOST_STRANGERS:
                self._knocks_s[device] = now_s
                self._deliver(JoinFailed(device, JoinFault.CLOSED))
        return False

    async def open(
        self, app: SmartEnergyApplication, ieee: t.EUI64, key: t.KeyData, seconds: int, *, is_known: bool
    ) -> None:
        """Let one device in; it ends by itself, and says how. JoinRefused if the dongle does not open."""
        if len(app.devices.keys() - {ieee, app.state.node_info.ieee}) >= LINK_KEY_ENTRIES:
            raise JoinRefused(f"the dongle keeps {LINK_KEY_ENTRIES} link keys, and all are in use", JoinFault.FULL)
        seconds = min(seconds, LONGEST_WINDOW_S)
        admission = Admission(ieee, is_known=is_known)
        device = admission.device
        self._admissions[device], self._keys[device] = admission, key
        is_done = False
        try:
            if await self._give(app, admission, seconds):
                admission.begin()
            is_done = True
        except NoRoomForKey as error:
            raise JoinRefused(str(error), JoinFault.FULL) from error
        except DONGLE_TROUBLE as error:
            raise JoinRefused(f"the dongle did not open the network: {error}") from error
        finally:
            if not is_done:
                admission.stop()  # what was opened is locked again
            self._windows[device] = self._spawn(self._watch(app, admission, seconds))

    async def close(self, device: Eui64) -> None:
        """End a permit; return when the door is closed to that device."""
        if (admission := self._admissions.get(device)) is not None:
            admission.stop()
        if (window := self._windows.get(device)) is not None:
            await asyncio.wait({window}, timeout=ADMIT_S)

    async def _give(self, app: SmartEnergyApplication, admission: Admission, seconds: int) -> bool:
        """Put its key into the dongle and open the network for long enough; False: there is no room for the key."""
        async with self._at_dongle, asyncio.timeout(ADMIT_S):
            until_s = _now_s() + seconds
            is_open = self._open_until_s >= until_s - 1.0
            try:
                await admit(app, admission.address, self._keys[admission.device], 0 if is_open else seconds)
            except NoRoomForKey:
                if len(self._admissions) == 1:
                    raise
                return False
            self._open_until_s = max(self._open_until_s, until_s)
            return True

    async def _watch(self, app: SmartEnergyApplication, admission: Admission, seconds: int) -> None:
        """From the open door until it is closed to that device."""
        watching = self._spawn(self._interview(app, admission))
        try:
            fault = await self._outcome(app, admission, seconds)
        finally:
            watching.cancel()
        device = admission.device
        del self._admissions[device], self._keys[device]
        self._is_backup_due |= admission.is_interviewed
        try:
            async with self._at_dongle, asyncio.timeout(ADMIT_S):
                await self._shut(app, admission)
        except DONGLE_TROUBLE as error:
            LOGGER.warning("the dongle did not lock the network: %s", error)
            self._lose()
        finally:
            self._windows.pop(device, None)
            self._room.set()
        if not admission.is_heard:
            app.forget(admission.address)
        if fault is not None:
            LOGGER.info("a device did not join: %s", fault.value, extra={"device": device})
            self._deliver(JoinFailed(device, fault))

    async def _outcome(self, app: SmartEnergyApplication, admission: Admission, seconds: int) -> JoinFault | None:
        while not (admission.has_begun or admission.is_stopped):
            self._room.clear()
            await admission.stopped_or(self._room)
            try:
                if not admission.is_stopped and await self._give(app, admission, seconds):
                    admission.begin()
            except DONGLE_TROUBLE:
                return JoinFault.NOT_READY
        return await admission.outcome(seconds)

    async def _shut(self, app: SmartEnergyApplication, admission: Admission) -> None:
        """Lock behind the last; otherwise have the dongle forget the key of one that did not use it."""
        if not self._admissions:
            self._open_until_s = 0.0
            await app.lock()
            if self._is_backup_due:
                self._is_backup_due = False
                await app.remember()
        elif not admission.is_interviewed:
            begun = [each for each in self._admissions.values() if each.has_begun]
            await keep_only(app, {each.address: self._keys[each.device] for each in begun})

    async def _interview(self, app: SmartEnergyApplication, admission: Admission) -> None:
        def find() -> ZigbeeDevice | None:
            known = app.devices.get(admission.address)
            return known if isinstance(known, ZigbeeDevice) and admission.is_knocked else None

        await see_through(find, lambda: admission.is_interviewed or admission.is_stopped, self.told(admission.device))

    async def resume(self, device: ZigbeeDevice, is_over: Callable[[], bool]) -> None:
        """Interview once more one that is in, and was never understood, until `is_over` says that it is."""
        name = eui64_of(device.ieee)
        device.schedule_initialize()
        try:
            async with asyncio.timeout(admissions.INTERVIEW_S):
                await see_through(lambda: device, is_over, self.told(name))
        except TimeoutError:
            self._deliver(JoinFailed(name, JoinFault.INTERVIEW_STUCK))

    def told(self, device: Eui64) -> Callable[[bool], None]:
        """Counts a question to the device: was there an answer?"""
        return lambda is_answered: self._deliver(Exchanged(device, is_answered=is_answered))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
