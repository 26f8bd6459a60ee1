"""The main display's door for the others: it listens while one is paired or invited, on the engine's loop."""

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hemsapp.clock import Clock
from hemsapp.commands import Command
from hemsapp.displaying import Displaying, InviteDisplay, RemoveDisplay, StopInviting
from hemsapp.displays import kept
from hemsapp.displays.allowed import HERE
from hemsapp.displays.frames import MOST_ASKED, MOST_OF_A_STRANGER, Beat, Refused, Told, of_companion
from hemsapp.displays.host_end import Ask, Host, HostEnd, LetGo, Memory, Parts, Submit
from hemsapp.displays.identity import Identity, server_context
from hemsapp.displays.invitations import Inviting, PairingFailed, free_name
from hemsapp.displays.kept import KeptDisplay
from hemsapp.displays.stream import ENDS, PORT, FrameStream, accept, listen, own_addresses
from hemsapp.questions import Answer, Question
from hemsapp.saying import say
from hemsapp.snapshot import Displays, DisplaysTold, PairedDisplay, Snapshot

if TYPE_CHECKING:
    from devices.moment import Moment

SILENT_S = 8.0
LEAST_APART_S = 0.1
MOST_STRANGERS = 8
REMOVED = say("The main display does not know this display any more. Connect it again with a new code.")
_THINGS = {HERE, "the thermostat", "the meter", "safety limit"}

_log = logging.getLogger(__name__)


class Home(Protocol):
    """What the door needs of the service."""

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        """Call `listener` with every new snapshot."""

    def submit(self, command: Command) -> None:
        """Take a command."""

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        """Take a question."""


@dataclass(slots=True)
class _Link:
    """A companion that is connected."""

    stream: FrameStream
    end: HostEnd
    is_news: asyncio.Event = field(default_factory=asyncio.Event)


class Door:
    """Lets paired displays in, and invites others; the file `path` says who is paired."""

    def __init__(self, path: Path, own: Identity, clock: Clock, *, name: str, port: int) -> None:
        self._path, self._own, self._clock, self._port = path, own, clock, port
        self._host = Host(secrets.token_bytes(8), name, clock.speed)
        self._kept = kept.read_displays(path)
        self._heard: dict[str, Moment] = {}
        self._links: dict[str, _Link] = {}
        self._inviting = Inviting()
        self._memory, self._parts = Memory(), Parts()
        self._latest: Snapshot | None = None
        self._server: socket.socket | None = None
        self._is_turned = asyncio.Event()
        self._strangers = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._deliver: Callable[[DisplaysTold], None] = lambda _: None

    @property
    def port(self) -> int:
        """Where it listens; 0: it does not."""
        return 0 if self._server is None else int(self._server.getsockname()[1])

    async def run(self, home: Home, deliver: Callable[[DisplaysTold], None]) -> None:
        """Serve until cancelled; what happens to displays is delivered."""
        self._deliver = deliver
        home.subscribe(self._see)
        try:
            self._turned()
            while True:
                await self._rest()
                if self._inviting.expire(self._clock.now()):
                    self._turned("the invitation of a display ended unused")
                for task in [task for task in self._tasks if task.done()]:
                    self._tasks.remove(task)
                    if not task.cancelled():
                        task.result()
                if self._server is not None and not any(task.get_name() == "door" for task in self._tasks):
                    self._start(self._accept(home, self._server), "door")
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._close()

    def tend(self, wish: Displaying) -> None:
        """Invite a display, stop that, or remove one."""
        match wish:
            case InviteDisplay():
                self._inviting.begin(self._clock.now(), self._clock.speed)
                self._turned("a display was invited")
            case StopInviting():
                was_open = self._inviting.invitation is not None
                self._inviting.end()
                self._turned("the invitation of a display was taken back" if was_open else "")
            case RemoveDisplay():
                self._remove(wish.key)
            case _:
                pass

    # Who is let in

    def _remove(self, key: str) -> None:
        gone = next((each for each in self._paired if each.key == key), None)
        if gone is None:
            return
        self._keep(tuple(replace(each, is_removed=True) if each is gone else each for each in self._kept))
        self._memory.forget(key)
        link = self._links.pop(key, None)
        if link is not None:
            link.stream.abort()
        self._turned(f"the display {gone.name} was removed")

    def _farewell(self, stream: FrameStream, gone: KeptDisplay) -> None:
        """It learns that it was removed, and is forgotten."""
        stream.write(Refused(REMOVED, is_removed=True))
        self._keep(tuple(each for each in self._kept if each.key != gone.key))
        self._turned()

    @property
    def _paired(self) -> tuple[KeptDisplay, ...]:
        return tuple(each for each in self._kept if not each.is_removed)

    def _add(self, display: KeptDisplay) -> None:
        others = tuple(each for each in self._kept if each.key != display.key)
        taken = {each.name for each in others} | {self._host.name} | _THINGS
        named = KeptDisplay(free_name(display.name, taken), display.certificate, display.paired)
        self._keep((*others, named))
        self._turned(f"the display {named.name} was paired, {named.key}")

    def _keep(self, displays: tuple[KeptDisplay, ...]) -> None:
        self._kept = displays
        try:
            kept.write_displays(self._path, displays)
        except OSError as error:
            _log.error("%s: who is paired is not kept: %s", self._path, error)

    def _turned(self, deed: str = "") -> None:
        """Something is otherwise than before: listen or not, and tell."""
        if self._kept or self._inviting.invitation is not None:
            self._open()
        else:
            self._close()
        self._is_turned.set()
        paired = tuple(
            PairedDisplay(each.key, each.name, each.paired, each.key in self._links, self._heard.get(each.key))
            for each in self._paired
        )
        inviting = self._inviting
        now = Displays(paired, inviting.invitation, self._addresses(), inviting.problem)
        self._deliver(DisplaysTold(now, deed))

    def _addresses(self) -> tuple[str, ...]:
        if not self.port:
            return ()
        suffix = f":{self.port}" if self.port != self._port or self._port != PORT else ""
        return tuple(f"[{each}]{suffix}" if ":" in each and suffix else f"{each}{suffix}" for each in own_addresses())

    # Connections

    def _open(self) -> None:
        if self._server is not None:
            return
        try:
            self._server = listen(self._port)
        except OSError as error:
            _log.error("no other display can be served on port %d: %s", self._port, error)

    def _close(self) -> None:
        if self._server is not None:
            for task in self._tasks:
                if task.get_name() == "door":
                    task.cancel()
            self._server.close()
            self._server = None

    async def _rest(self) -> None:
        invitation = self._inviting.invitation
        left_s = None if invitation is None else invitation.until.monotonic_s - self._clock.now().monotonic_s
        try:
            async with asyncio.timeout(None if left_s is None else max(0.01, left_s)):
                await self._is_turned.wait()
        except TimeoutError:
            pass
        self._is_turned.clear()

    async def _accept(self, home: Home, server: socket.socket) -> None:
        while True:
            try:
                sock, _ = await asyncio.get_running_loop().sock_accept(server)
            except OSError as error:
                _log.warning("a display could not be let in: %s", error)
                return
            if self._strangers >= MOST_STRANGERS:
                sock.close()
            else:
                self._strangers += 1
                self._start(self._serve(home, sock), "display")

    async def _serve(self, home: Home, sock: socket.socket) -> None:
        """One connection, from its first octet to its last."""
        is_stranger = True
        try:
            context = server_context(self._own, (each.certificate for each in self._kept))
            stream = await accept(sock, context, MOST_OF_A_STRANGER)
            try:
                if stream.certificate is None:
                    own, now = self._own.certificate, self._clock.now()
                    self._add(await self._inviting.meet(stream, own, self._host.name, now))
                    return
                known = next((each for each in self._kept if each.certificate == stream.certificate), None)
                if known is not None and known.is_removed:
                    self._farewell(stream, known)
                elif known is not None:
                    self._strangers -= 1
                    is_stranger = False
                    await self._attend(home, known, stream)
            finally:
                await stream.close()
        except PairingFailed as failed:
            self._turned(f"no display was paired: {failed}")
        except ENDS as error:
            _log.info("the connection of a display ended: %r", error)
        finally:
            self._strangers -= is_stranger
            self._is_turned.set()

    async def _attend(self, home: Home, known: KeptDisplay, stream: FrameStream) -> None:
        """A paired display, until it goes or is removed; a newer connection takes the place of an older one."""
        stream.framer.at_most = MOST_ASKED
        link = _Link(stream, HostEnd(self._host, known.key, known.name, self._memory, self._parts))
        before = self._links.pop(known.key, None)
        if before is not None:
            before.stream.abort()
        self._links[known.key] = link
        showing = asyncio.get_running_loop().create_task(self._show(link), name="showing")
        try:
            self._heard[known.key] = self._clock.now()
            self._turned()
            while self._links.get(known.key) is link:
                async with asyncio.timeout(SILENT_S):
                    body = await stream.read()
                self._heard[known.key] = self._clock.now()
                if self._links.get(known.key) is link and not self._take(home, link, body):
                    break
        finally:
            showing.cancel()
            await asyncio.wait({showing})
            if self._links.get(known.key) is link:
                del self._links[known.key]
            self._turned()

    def _take(self, home: Home, link: _Link, body: bytes) -> bool:
        """Do what a frame asks; False: let go."""
        for out in link.end.receive(of_companion(body), self._clock.now()):
            match out:
                case Submit():
                    home.submit(out.command)
                case Ask():
                    home.ask(out.question, partial(_answer, link.stream, out.number))
                case LetGo():
                    _log.warning("a display is let go: %s", out.why)
                    return False
                case _:
                    link.stream.write(out)
        link.is_news.set()
        return True

    async def _show(self, link: _Link) -> None:
        """Send what is new, as fast as it is taken, a few times a second at most."""
        try:
            while True:
                await link.is_news.wait()
                link.is_news.clear()
                shown = None if self._latest is None else link.end.show(self._latest)
                if shown is not None:
                    link.stream.write(shown)
                    link.stream.write(Beat(self._clock.now()))
                    await link.stream.drain()
                    await asyncio.sleep(LEAST_APART_S)
        except ENDS:
            link.stream.abort()

    def _see(self, snapshot: Snapshot) -> None:
        self._latest = snapshot
        for link in self._links.values():
            link.is_news.set()

    def _start(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        task.add_done_callback(lambda _: self._is_turned.set())
        self._tasks.add(task)


def _answer(stream: FrameStream, number: int, answer: Answer) -> None:
    try:
        stream.write(Told(number, answer))
    except ENDS:
        stream.abort()
