"""The shell: one inbox, the next wake, effects performed, snapshots published. It decides nothing."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import Protocol

from devices.demand_response import CriticalPeakPublished, EventTold, LoadControl, LoadControlCancelled
from devices.errors import DevicesError, InstallCodeInvalid, JoinFault, JoinRefused
from devices.firmware.words import FirmwareEnded, GiveFirmware, Outcome
from devices.han import Han
from devices.messages import (
    AirScanned,
    DeviceFound,
    DeviceIdentified,
    DeviceJoined,
    DeviceLeft,
    DeviceReady,
    DisplayPowerRead,
    JoinFailed,
    KeyEstablished,
    KeyRenewalFailed,
    NetworkKeyRenewed,
    RadioChanged,
    RemovalFailed,
    Undelivered,
)
from devices.moment import Moment
from hemsapp import logs
from hemsapp.archive.kept import Source
from hemsapp.archive.reader import Reader, Reply
from hemsapp.clock import Clock
from hemsapp.commands import Command
from hemsapp.displaying import Displaying
from hemsapp.effects import (
    AwaitRejoins,
    ChangeNetworkKey,
    DoWork,
    Effect,
    ForgetDevice,
    GiveImage,
    ListenToAir,
    PermitJoin,
    ReadShelf,
    Record,
    Restart,
    SendOrder,
    StepClock,
    TendDisplays,
)
from hemsapp.engine import Engine
from hemsapp.firmware import FirmwareListed
from hemsapp.inbox import Inbox, Thing
from hemsapp.pin import PinQuestion
from hemsapp.pin_vault import PinVault
from hemsapp.questions import Question, Unanswered, UtilityDayWanted
from hemsapp.saying import say
from hemsapp.shelf import Shelf
from hemsapp.site import SiteQuestion, UtilityChainWanted
from hemsapp.snapshot import NONE_SERVED, DisplaysTold, Snapshot
from hemsapp.store import StorageFailed
from hemsapp.website import Website
from hemsapp.work import RestartWanted, Task, WorkEnded
from hemsapp.works.runner import Runner

WALL_S = 30.0
_BATCH = 200
_SOON_S = 0.005
_OF_DEVICES = (
    DeviceFound | DeviceJoined | KeyEstablished | DeviceIdentified | DeviceReady | JoinFailed | DeviceLeft | Undelivered
)
_OF_EVENTS = LoadControl | LoadControlCancelled | CriticalPeakPublished | EventTold
_OF_NETWORK = RemovalFailed | NetworkKeyRenewed | KeyRenewalFailed
_NOTABLE = RadioChanged | _OF_NETWORK | _OF_DEVICES | _OF_EVENTS | Command | WorkEnded

_log = logging.getLogger(__name__)


class Ledger(Protocol):
    """What the service asks of a store."""

    problem: str | None

    @property
    def due_s(self) -> float | None:
        """When `settle` is next needed (`Moment.monotonic_s`), or None."""

    def record(self, record: Record, at: Moment) -> None:
        """Keep facts. Raises StorageFailed."""

    def settle(self, at: Moment) -> None:
        """Do what is due. Raises StorageFailed."""

    def catch_up(self, at: Moment) -> None:
        """Bring the file up to date for a reader. Raises StorageFailed."""

    def close(self, at: Moment | None = None) -> None:
        """Commit and let go. Raises StorageFailed."""


class Recording(Protocol):
    """What remembers what came (`hemsapp.bundle.timeline`)."""

    def note(self, thing: Thing, at: Moment) -> None:
        """It came."""

    def settle(self, at: Moment) -> None:
        """Do what is due."""

    def flush(self) -> None:
        """Bring the file up to date for a reader."""


class Power(Protocol):
    """What tells how the display itself is fed (`devices.panel.power_supply`)."""

    async def run(self, deliver: Callable[[DisplayPowerRead], None]) -> None:
        """Deliver what changes, until cancelled."""


class Tended(Protocol):
    """What lets other displays in (`hemsapp.displays.door`)."""

    async def run(self, home: "Service", deliver: Callable[[DisplaysTold], None]) -> None:
        """Serve them until cancelled; what happens to them is delivered."""

    def tend(self, wish: Displaying) -> None:
        """Invite one, or remove one."""


class Service:
    """Runs one engine on one network until it is stopped or cancelled; it then closes the store.

    Without a `runner` there is no long work, without `power` nobody tells of the display's battery, without a `vault`
    there is no PIN, without `displays` no other display is let in, without a `shelf` there is no firmware for devices,
    without a `website` nothing of the utility's is shown beside what the home measured.
    """

    def __init__(
        self,
        han: Han,
        engine: Engine,
        store: Ledger,
        clock: Clock,
        archive: Source | None = None,
        runner: Runner | None = None,
        power: Power | None = None,
        vault: PinVault | None = None,
        displays: Tended | None = None,
        shelf: Shelf | None = None,
        website: Website | None = None,
    ) -> None:
        self._han = han
        self._engine = engine
        self._store = store
        self._clock = clock
        self._runner = runner
        self._power = power
        self._displays = displays
        self._shelf = shelf
        self._website = website
        self._vault, self._at_vault = vault, asyncio.Lock()
        self._inbox = Inbox()
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._latest: Snapshot | None = None
        self._problem: str | None = None
        self._woken = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._reader = Reader(archive, clock, self._catch_up)
        self._is_stopping = False
        self._is_restart_wanted = False
        self._recording: Recording | None = None

    def record(self, recording: Recording) -> None:
        """From now on `recording` is told of everything that comes; before `run`."""
        self._recording = recording

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        """Call `listener` on the engine thread with every new snapshot."""
        self._listeners.append(listener)

    def submit(self, command: Command) -> None:
        """Take a command from any thread; it is kept until `run` begins, and dropped after it ended."""
        self._call(partial(self._put, command, self._clock.now()))

    def ask(self, question: Question, reply: Reply) -> None:
        """Take a question from any thread, as `submit`; `reply` is called on the engine thread (`Reader`)."""
        if isinstance(question, PinQuestion):
            self._call(lambda: self._start(self._ask_vault(question, reply), "vault"))
        elif isinstance(question, UtilityDayWanted | UtilityChainWanted | SiteQuestion):
            self._call(lambda: self._start(self._ask_website(question, reply), "website"))
        else:
            self._call(partial(self._reader.put, question, reply))

    def _call(self, take: Callable[[], None]) -> None:
        if self._loop is None:
            self._early.append(take)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(take)

    def stop(self) -> None:
        """End `run` after what has come was dealt with; from the engine thread."""
        self._is_stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Serve until stopped or cancelled. A mistake of ours, here or below, is raised: the process must end.

        Raises RestartWanted when another database is to be taken up.
        """
        self._loop = asyncio.get_running_loop()
        for take in self._early:
            take()
        try:
            self._start(self._han.run(self._deliver), "han")
            self._start(self._reader.run(), "archive")
            if self._power is not None:
                self._start(self._power.run(self._deliver), "power")
            if self._displays is not None:
                self._start(self._displays.run(self, self._deliver), "displays")
            for told in () if self._vault is None else self._vault.news():
                self._deliver(told)
            self._perform(self._engine.start(self._clock.now()))
            while not self._is_stopping:
                self._turn()
                await self._rest()
                for task in [task for task in self._tasks if task.done()]:
                    self._tasks.remove(task)
                    task.result()
                    assert task.get_name() != "han", "the home area network ended by itself"
            while self._inbox:
                self._turn()
            self._perform(self._engine.end())
        finally:
            await self._end()
        if self._is_restart_wanted:
            raise RestartWanted("The backup that was chosen is taken up when hemsapp starts again.")

    def _turn(self) -> None:
        """Deal with what came and what is due, then publish."""
        for _ in range(_BATCH):
            if (taken := self._inbox.take()) is None:
                break
            self._perform(self._engine.receive(*taken))
        now = self._clock.now()
        self._perform(self._engine.wake(now))
        if self._store.due_s is not None and self._store.due_s <= now.monotonic_s:
            self._keep(self._store.settle)
        if self._recording is not None:
            self._recording.settle(now)
        if self._inbox.shed:
            self._engine.note_shed(self._inbox.shed)
            self._inbox.shed = 0
        snapshot = self._engine.snapshot(now)
        if snapshot is not self._latest:
            self._latest = snapshot
            for listener in self._listeners:
                listener(snapshot)

    async def _rest(self) -> None:
        """Sleep until something comes or is due, WALL_S at most: a stepped wall clock is noticed."""
        if self._inbox:
            await asyncio.sleep(0)
            return
        now_s = self._clock.now().monotonic_s
        dues = [due for due in (self._engine.next_wake_s, self._store.due_s) if due is not None]
        rest_s = min([WALL_S, *(due - now_s for due in dues)])
        try:
            async with asyncio.timeout(max(_SOON_S, rest_s)):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    def _perform(self, effects: Iterable[Effect]) -> None:
        """Do as the engine says, in order; what follows facts that could not be kept is not sent."""
        is_kept = True
        for effect in effects:
            match effect:
                case Record():
                    is_kept = self._keep(partial(self._store.record, effect)) and is_kept
                case SendOrder() if not is_kept:
                    self._deliver(Undelivered(effect.order_id, "not sent: the disk does not keep it"))
                case SendOrder():
                    self._han.send(effect.order_id, effect.order)
                case PermitJoin():
                    logs.conceal(effect.install_code)
                    self._start(self._permit(effect), "permit")
                case ForgetDevice() | ChangeNetworkKey() | AwaitRejoins() | ListenToAir():
                    self._start(self._tend(effect), "network")
                case ReadShelf() | GiveImage():
                    self._start(self._fetch(effect), "firmware")
                case StepClock():
                    self._clock.step(effect.utc)
                case DoWork():
                    self._work(effect.task)
                case TendDisplays():
                    self._tend_displays(effect)
                case Restart():
                    self._is_restart_wanted = True
                    self.stop()

    def _tend_displays(self, effect: TendDisplays) -> None:
        if self._displays is None:
            self._deliver(DisplaysTold(NONE_SERVED))
        else:
            self._displays.tend(effect.wish)

    def _keep(self, write: Callable[[Moment], None]) -> bool:
        try:
            write(self._clock.now())
        except StorageFailed as failed:
            if str(failed) != self._problem:
                _log.error("storage failed: %s", failed, exc_info=failed)
            is_kept = False
        else:
            is_kept = True
        if self._store.problem != self._problem:
            self._problem = self._store.problem
            self._engine.note_storage(self._problem)
            _log.warning("storage: %s", self._problem or "works again")
        return is_kept

    def _catch_up(self) -> None:
        """What the engine and the store still hold back is in the file, for a reader."""
        self._perform(self._engine.flush())
        self._keep(self._store.catch_up)
        if self._recording is not None:
            self._recording.flush()

    async def _permit(self, wish: PermitJoin) -> None:
        try:
            await self._han.permit(wish.device, wish.install_code, wish.seconds)
        except DevicesError as error:
            _log.warning("joining was not permitted: %s", error, extra={"device": wish.device})
            self._deliver(JoinFailed(wish.device, join_fault(error)))

    async def _tend(self, wish: ForgetDevice | ChangeNetworkKey | AwaitRejoins | ListenToAir) -> None:
        try:
            match wish:
                case ForgetDevice():
                    await self._han.remove(wish.device)
                case ChangeNetworkKey():
                    await self._han.renew_network_key()
                case AwaitRejoins():
                    await self._han.await_rejoins(is_awaited=wish.is_awaited)
                case ListenToAir():
                    await self._han.scan_air()
        except DevicesError as error:
            _log.warning("the network was not changed: %s", error)
            match wish:
                case ForgetDevice():
                    self._deliver(RemovalFailed(wish.device))
                case ChangeNetworkKey():
                    self._deliver(KeyRenewalFailed())
                case ListenToAir():
                    self._deliver(AirScanned(()))

    async def _ask_vault(self, question: PinQuestion, reply: Reply) -> None:
        """One question after the other, on a thread that may think as long as the hash takes."""
        if self._vault is None:
            reply(Unanswered(say("This display keeps no PIN.")))
            return
        async with self._at_vault:
            state, told = await asyncio.to_thread(self._vault.answer, question, self._clock.now())
        for each in told:
            self._deliver(each)
        reply(state)

    async def _ask_website(self, question: UtilityDayWanted | UtilityChainWanted | SiteQuestion, reply: Reply) -> None:
        """What the utility's site says, if the customer gave this display a token for it; or how that stands."""
        site, at = self._website, self._clock.now().utc
        is_there = site is not None and (site.is_connected or not isinstance(question, UtilityDayWanted))
        if site is None or not is_there:
            reply(Unanswered(say("This display has no token for the utility's website.")))
        elif isinstance(question, UtilityDayWanted):
            reply(await site.day(question.day, at))
        elif isinstance(question, UtilityChainWanted):
            reply(await site.chain(question.issuer_event_id, at))
        else:
            reply(await site.answer(question, at))

    async def _fetch(self, wish: ReadShelf | GiveImage) -> None:
        """Read the folder of firmware on a thread: it may lie on a stick."""
        shelf = self._shelf
        if isinstance(wish, ReadShelf):
            self._deliver(FirmwareListed(()) if shelf is None else await asyncio.to_thread(shelf.listed))
            return
        image = None if shelf is None else await asyncio.to_thread(shelf.image, wish.digest)
        if image is None:
            self._deliver(FirmwareEnded(wish.device, Outcome.LOST))
        else:
            self._han.send(wish.order_id, GiveFirmware(wish.device, image))

    def _work(self, task: Task | None) -> None:
        if self._runner is None:
            if task is not None:
                self._deliver(WorkEnded(task, "", say("This display cannot do that yet.")))
        elif task is None:
            self._runner.stop()
        else:
            self._catch_up()
            self._start(self._runner.run(task, self._clock.now().utc, self._deliver), "work")

    def _deliver(self, thing: Thing) -> None:
        self._put(thing, self._clock.now())

    def _put(self, thing: Thing, at: Moment) -> None:
        if isinstance(thing, _NOTABLE):
            _log.info("%r", thing)
        if self._recording is not None:
            self._recording.note(thing, at)
        self._inbox.put(thing, at)
        self._woken.set()

    def _start(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        task.add_done_callback(lambda _: self._woken.set())
        self._tasks.add(task)

    async def _end(self) -> None:
        """Let go of the radio, then of the store, with everything that was heard in it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._recording is not None:
            self._recording.flush()
        try:
            self._store.close(self._clock.now())
        except StorageFailed as failed:
            _log.error("at the end: %s", failed)


def join_fault(refusal: DevicesError) -> JoinFault:
    """Why a device could not be let in, as a person is told it."""
    match refusal:
        case InstallCodeInvalid():
            return JoinFault.CODE_WRONG
        case JoinRefused():
            return refusal.fault
        case _:
            return JoinFault.NOT_READY
