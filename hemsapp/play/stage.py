"""A scenario that is looked at while it happens: the house of a `Player` at the pace of a steered clock, for a window.

It is served as a `Service` is (`ui.bridge.Served`), with the same engine, store, archive and long works; house, meter,
utility and kiosk are objects of one process and live in one time.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from pathlib import Path

from devices.errors import DevicesError
from devices.messages import JoinFailed
from devices.moment import Moment
from devices.sim.scenario import Scenario
from hemsapp import logs
from hemsapp.archive.kept import Source
from hemsapp.archive.reader import Reader, Reply
from hemsapp.bundle.timeline import Timeline, beside
from hemsapp.clock import SteeredClock
from hemsapp.commands import Command
from hemsapp.effects import DoWork, Effect, ForgetDevice, ListenToAir, PermitJoin, Restart, TendDisplays
from hemsapp.play.player import BEGIN_S, Player, settings
from hemsapp.questions import Question
from hemsapp.service import join_fault
from hemsapp.snapshot import NONE_SERVED, DisplaysTold, Snapshot
from hemsapp.snapshot.events import EventPhase
from hemsapp.work import RestartWanted, Task, WorkReport
from hemsapp.works.runner import Runner
from hemsapp.works.table import WORKS

TICK_S = 0.1
SLICE_S = 10.0
NEAR_S = 1e-4
BEGUN_S = 30.0
"""So long the kiosk reads what the meter kept from before, before anybody looks."""

_log = logging.getLogger(__name__)


def clock_of(scenario: Scenario, speed: float = 1.0) -> SteeredClock:
    """The clock by which a stage of that scenario lives; it stands still until the stage runs."""
    return SteeredClock(Moment(scenario.start, BEGIN_S), speed)


class Stage:
    """Plays the scenario in `folder`, which is its own, until it is cancelled; made on the thread that runs it."""

    def __init__(self, scenario: Scenario, folder: Path, clock: SteeredClock) -> None:
        fixed = settings(scenario)
        source = Source(folder / "home.db", fixed.zone, fixed.tariff, fixed.bill_day, folder)
        self._clock = clock
        self._player = Player(scenario, folder, is_strict=False)
        self._player.kiosk.on_wish = self._wish
        self._timeline = Timeline(beside(source.path), clock.now())
        self._player.kiosk.on_heard = self._timeline.note
        self._reader = Reader(source, clock, self._player.kiosk.catch_up)
        self._runner = Runner(WORKS, source)
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._given: deque[Command] = deque()
        self._latest: Snapshot | None = None
        self._complained = 0
        self._is_restart_wanted = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._woken = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        clock.on_steered = self._wake

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        """Call `listener` on the engine thread with every new snapshot."""
        self._listeners.append(listener)

    def submit(self, command: Command) -> None:
        """Take a command from any thread; it is dealt with at the moment that the world has reached."""
        self._clock.given += 1
        self._given.append(command)
        self._wake()

    def ask(self, question: Question, reply: Reply) -> None:
        """Take a question from any thread; `reply` is called on the engine thread."""
        self._loop.call_soon_threadsafe(self._reader.put, question, reply)

    async def run(self) -> None:
        """Live at the clock's pace. Raises mistakes of ours; RestartWanted when another database is to be taken up."""
        self._start(self._reader.run(), "archive")
        try:
            self._player.begin()
            self._clock.go_to(BEGIN_S + BEGUN_S)
            self._clock.run(self._clock.speed)
            while not self._is_restart_wanted:
                taken = self._take()
                is_news = not self._clock.is_waiting and await self._live()
                self._publish(taken)
                self._clock.is_waiting |= is_news
                await self._rest()
                for task in [task for task in self._tasks if task.done()]:
                    self._tasks.remove(task)
                    task.result()
        finally:
            self._clock.on_steered = lambda: None
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._player.close()
        raise RestartWanted("The backup that was chosen is taken up when hemsapp starts again.")

    def _take(self) -> int:
        """What persons asked for; how much of what was given is taken with it."""
        taken = self._clock.taken
        while self._given:
            command = self._given.popleft()
            _log.info("%r", command)
            self._player.kiosk.take(command)
            taken += 1
        return taken

    async def _live(self) -> bool:
        """Bring the world to where the clock wants it; answers and long works get their turn in between.

        A leap waits where the utility or the meter has news: what a screen does by itself depends on when it saw
        them. True if it does.
        """
        player, clock, wanted_s = self._player, self._clock, self._clock.wanted_s
        is_leap = clock.is_watched and wanted_s - player.now_s > SLICE_S
        while (left_s := wanted_s - player.now_s) > NEAR_S:
            to_look_s = SLICE_S - player.now_s % SLICE_S
            player.live_for(min(left_s, to_look_s if to_look_s > NEAR_S else SLICE_S))
            await asyncio.sleep(0)
            if is_leap and self._is_news():
                return True
        return False

    def _is_news(self) -> bool:
        kiosk, before = self._player.kiosk, self._latest
        if before is None or not kiosk.is_running:
            return False
        seen = kiosk.seen()
        return _phases(seen) != _phases(before) or seen.texts != before.texts or seen.question != before.question

    def _publish(self, taken: int) -> None:
        kiosk = self._player.kiosk
        for complaint in self._player.complaints[self._complained :]:
            _log.warning("not as written: %s", complaint)
            self._complained += 1
        self._clock.reach(kiosk.now)  # first: who hears of news asks what time it is
        if kiosk.is_running and (seen := kiosk.seen()) is not self._latest:
            self._latest = seen
            for listener in self._listeners:
                listener(seen)
        self._clock.published_s = kiosk.now.monotonic_s
        self._clock.taken = taken

    async def _rest(self) -> None:
        """Until somebody wants something, or a moment at a pace."""
        try:
            is_running = self._clock.pace and not self._clock.is_waiting
            async with asyncio.timeout(TICK_S if is_running else None):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    def _wake(self) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._woken.set)

    # What needs more than a home

    def _wish(self, effect: Effect) -> None:
        match effect:
            case PermitJoin():
                logs.conceal(effect.install_code)
                self._start(self._permit(effect), "permit")
            case ForgetDevice() | ListenToAir():
                self._start(self._tend(effect), "network")
            case DoWork(None):
                self._runner.stop()
            case DoWork(Task() as task):
                self._player.kiosk.catch_up()
                self._timeline.flush()
                self._start(self._runner.run(task, self._player.now, self._deliver), "work")
            case TendDisplays():
                self._deliver(DisplaysTold(NONE_SERVED))
            case Restart():
                self._is_restart_wanted = True

    async def _permit(self, wish: PermitJoin) -> None:
        try:
            await self._player.han.permit(wish.device, wish.install_code, wish.seconds)
        except DevicesError as error:
            self._deliver(JoinFailed(wish.device, join_fault(error)))

    async def _tend(self, wish: ForgetDevice | ListenToAir) -> None:
        """The simulated network can always."""
        han = self._player.han
        await (han.scan_air() if isinstance(wish, ListenToAir) else han.remove(wish.device))

    def _deliver(self, thing: JoinFailed | WorkReport | DisplaysTold) -> None:
        self._player.kiosk.take(thing)
        self._woken.set()

    def _start(self, work: Coroutine[None, None, None], name: str) -> None:
        task = self._loop.create_task(work, name=name)
        task.add_done_callback(lambda _: self._woken.set())
        self._tasks.add(task)


def _phases(snapshot: Snapshot) -> list[tuple[int, EventPhase]]:
    return [(event.issuer_event_id, event.phase) for event in snapshot.events.all]
