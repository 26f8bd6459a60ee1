"""What runs a companion display: the link to the main one, with the face of a service. It decides nothing."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from hemsapp.clock import FollowingClock
from hemsapp.commands import Command, Role, SetManners, SetTheme, Welcome
from hemsapp.displaying import JoinHome, LeaveHome
from hemsapp.displays import kept
from hemsapp.displays.companion_end import CompanionEnd
from hemsapp.displays.frames import MOST_SHOWN, Beat, OfCompanion, Shown, of_main
from hemsapp.displays.identity import Identity, client_context
from hemsapp.displays.joining import NotPaired, join_home
from hemsapp.displays.kept import KeptHome
from hemsapp.displays.stream import ENDS, FrameStream, call
from hemsapp.domain import preferences
from hemsapp.domain.facts import Preference
from hemsapp.manners import Refused
from hemsapp.questions import Answer, Question
from hemsapp.saying import say, sentence
from hemsapp.snapshot import NO_DISPLAYS, MainDisplay, Reach, Refusal, Snapshot
from hemsapp.snapshot.blank import blank

TURN_S = 0.5
AGAIN_S, AGAIN_AT_MOST_S = 0.5, 5.0
PUBLISHED_S = 10.0
NOT_THERE = say("Nothing answers at that address. Is the main display on, and on the same network?")

_log = logging.getLogger(__name__)


class CompanionService:
    """Shows a main display's home: publishes its snapshots, sends it commands and questions, as a `Service` does.

    How this screen looks is its own matter: palette, light, sounds and language are kept here, in the file `path`.
    """

    def __init__(self, path: Path, own: Identity, clock: FollowingClock, *, address: str = "", name: str = "") -> None:
        self._path, self._own, self._clock = path, own, clock
        self._kept = kept.read_home(path)
        if not self._kept.has_home:
            known = self._kept
            self._kept = replace(known, address=address or known.address, own_name=name or known.own_name)
        now = clock.now()
        self._end = CompanionEnd(secrets.token_bytes(8), blank(now))
        self._reach = Reach.CALLING if self._kept.has_home else Reach.NOBODY
        self._since, self._problem = now, ""
        self._refusal: Refusal | None = None
        self._own_preferences = [Preference(*each) for each in self._kept.preferences]
        self._replies: dict[int, Callable[[Answer], None]] = {}
        self._listeners: list[Callable[[Snapshot], None]] = []
        self._stream: FrameStream | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._is_wanted, self._is_ended = asyncio.Event(), asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._published_s = 0.0

    # The face

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        """Call `listener` on the engine thread with every new snapshot."""
        self._listeners.append(listener)

    def submit(self, command: Command) -> None:
        """Take a command from any thread."""
        self._call(partial(self._take, command))

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        """Take a question from any thread; `reply` is called on the engine thread."""
        self._call(partial(self._want, question, reply))

    async def run(self) -> None:
        """Keep the link until cancelled."""
        self._loop = asyncio.get_running_loop()
        for take in self._early:
            take()
        self._publish()
        self._start(self._turn())
        self._start(self._keep_connected())
        try:
            while True:
                await self._is_ended.wait()
                self._is_ended.clear()
                for task in [task for task in self._tasks if task.done()]:
                    self._tasks.remove(task)
                    task.result()
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _call(self, take: Callable[[], None]) -> None:
        if self._loop is None:
            self._early.append(take)
        elif not self._loop.is_closed():
            self._loop.call_soon_threadsafe(take)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda _: self._is_ended.set())
        self._tasks.add(task)

    # What the person does

    def _take(self, command: Command) -> None:
        _log.info("%r", command)
        self._refusal = None
        match command:
            case SetTheme():
                self._prefer("theme", command.theme.value)
            case SetManners():
                self._set_manners(command)
            case Welcome():
                self._prefer("role", command.role.value)
            case JoinHome() if self._reach in (Reach.NOBODY, Reach.REMOVED):
                self._start(self._join(command))
            case LeaveHome():
                self._leave()
            case _:
                self._send(self._end.ask(command, self._clock.now()))
                self._tell()
        self._publish()

    def _want(self, question: Question, reply: Callable[[Answer], None]) -> None:
        number, frames = self._end.want(question)
        self._replies[number] = reply
        self._send(frames)
        self._tell()

    def _set_manners(self, command: SetManners) -> None:
        try:
            told = preferences.written(command.manners.checked())
        except Refused as error:
            self._refusal = Refusal(sentence(str(error)), self._clock.now())
            return
        before = preferences.written(self._chosen(blank(self._clock.now())).preferences.manners)
        for name, text in told.items():
            if text != before[name]:
                self._prefer(name, text)

    def _prefer(self, name: str, text: str) -> None:
        self._own_preferences = [each for each in self._own_preferences if each.name != name] + [Preference(name, text)]
        self._keep(replace(self._kept, preferences=tuple((each.name, each.value) for each in self._own_preferences)))

    def _leave(self) -> None:
        self._keep(kept.without_home(self._kept))
        self._stand(Reach.NOBODY)
        self._let_go()

    async def _join(self, wish: JoinHome) -> None:
        self._stand(Reach.CALLING)
        name = " ".join(wish.name.split())
        try:
            home = await join_home(wish.address, self._own, name, wish.code)
        except NotPaired as refused:
            self._stand(Reach.NOBODY, str(refused))
        except ENDS as error:
            _log.info("no home at %s: %r", wish.address, error)
            self._stand(Reach.NOBODY, NOT_THERE)
        else:
            self._end = CompanionEnd(secrets.token_bytes(8), blank(self._clock.now()))
            self._keep(replace(home, preferences=self._kept.preferences))
            self._prefer("role", Role.HOME.value)
            self._is_wanted.set()

    def _keep(self, home: KeptHome) -> None:
        self._kept = home
        try:
            kept.write_home(self._path, home)
        except OSError as error:
            _log.error("%s: what this display keeps is not kept: %s", self._path, error)

    # The link

    async def _turn(self) -> None:
        """Whatever time brings: a beat, an answer that does not come, a sign of life for the watchdog."""
        while True:
            await asyncio.sleep(TURN_S)
            now = self._clock.now()
            frames = self._end.wake(now)
            if frames is None:
                _log.info("nothing was heard from the main display")
                self._let_go()
            else:
                self._send(frames)
            if self._tell() or now.monotonic_s - self._published_s > PUBLISHED_S:
                self._publish()

    async def _keep_connected(self) -> None:
        again_s = AGAIN_S
        while True:
            if not self._kept.has_home:
                await self._is_wanted.wait()
            self._is_wanted.clear()
            try:
                await self._serve()
                again_s = AGAIN_S
            except ENDS as error:
                _log.info("no link to %s: %r", self._kept.address, error)
                again_s = min(again_s * 2, AGAIN_AT_MOST_S)
                if self._end.is_removed:
                    self._end.is_removed = False
                    self._keep(kept.without_home(self._kept))
                    self._stand(Reach.REMOVED, self._end.refusal)
                elif self._kept.has_home and self._reach is not Reach.LOST:
                    self._stand(Reach.LOST, self._end.refusal)
            with suppress(TimeoutError):
                async with asyncio.timeout(again_s):
                    await self._is_wanted.wait()

    async def _serve(self) -> None:
        """One connection, until it ends. Raises what is among ENDS."""
        context = client_context(self._own, self._kept.certificate)
        self._stream = stream = await call(self._kept.address, context, MOST_SHOWN)
        try:
            if stream.certificate != self._kept.certificate:
                raise ConnectionRefusedError("another display answers there")
            self._send(self._end.connected(self._clock.now()))
            while True:
                frame = of_main(await stream.read(), self._end.shift_s)
                self._send(self._end.receive(frame, self._clock.now()))
                if isinstance(frame, Shown | Beat) and self._end.welcome is not None:
                    self._hear(frame)
                elif self._end.refusal:
                    raise ConnectionRefusedError(self._end.refusal)
                self._tell()
        finally:
            self._stream = None
            self._end.lost()
            self._tell()
            stream.abort()

    def _hear(self, frame: Shown | Beat) -> None:
        assert self._end.welcome is not None, "it was welcomed before"
        self._clock.follow(frame.at, self._end.welcome.speed)
        if self._reach is not Reach.CONNECTED:
            told = self._end.welcome
            if (told.main_name, told.own_name) != (self._kept.main_name, self._kept.own_name):
                self._keep(replace(self._kept, main_name=told.main_name, own_name=told.own_name))
            self._stand(Reach.CONNECTED)
        elif isinstance(frame, Shown):
            self._publish()

    def _send(self, frames: list[OfCompanion]) -> None:
        """Send what is to be sent; a link that takes nothing is let go."""
        try:
            for frame in frames:
                if self._stream is not None:
                    self._stream.write(frame)
        except ENDS:
            self._let_go()

    def _let_go(self) -> None:
        if self._stream is not None:
            self._stream.abort()

    # What is seen

    def _tell(self) -> bool:
        """Hand on answers, and what is to be said about a command; is there such a thing?"""
        answers, self._end.answers = self._end.answers, []
        for number, answer in answers:
            self._replies.pop(number)(answer)
        problem, self._end.problem = self._end.problem, None
        if problem is not None:
            self._refusal = Refusal(sentence(problem), self._clock.now()) if problem else None
        if problem is not None:
            self._publish()
        return problem is not None

    def _stand(self, reach: Reach, problem: str = "") -> None:
        self._reach, self._since, self._problem = reach, self._clock.now(), problem
        self._publish()

    def _chosen(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot, in the look that was chosen here."""
        shown = snapshot.preferences
        own = preferences.from_facts(self._own_preferences, shown.zone, shown.bill_day)
        role = own.role or Role.HOME
        return replace(
            snapshot, preferences=replace(shown, theme=own.theme, manners=own.manners, role=role, is_pin_set=False)
        )

    def _publish(self) -> None:
        now = self._clock.now()
        self._published_s = now.monotonic_s
        has_home = self._reach not in (Reach.NOBODY, Reach.REMOVED)
        known = self._end.snapshot if has_home else None
        main = MainDisplay(
            self._reach, self._since, self._kept.main_name, self._kept.address, self._kept.own_name, self._problem
        )
        shown = self._chosen(known or blank(now))
        refusal = self._refusal or shown.refusal
        snapshot = replace(shown, at=now, refusal=refusal, displays=replace(NO_DISPLAYS, main=main))
        for listener in self._listeners:
            listener(snapshot)
