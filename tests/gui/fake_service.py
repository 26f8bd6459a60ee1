"""A service at the real boundary of the bridge: it publishes what a test tells it, and keeps what it was asked."""

import asyncio
import threading
from collections.abc import Callable
from typing import cast

from hemsapp.commands import Command
from hemsapp.questions import Answer, Question
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot


class FakeService:
    """`publish` may be called from the test's thread; `thread` is where the service was made."""

    def __init__(self) -> None:
        self.thread = threading.current_thread().name
        self.asked: list[Command] = []
        self.questions: list[tuple[Question, Callable[[Answer], None]]] = []
        self.is_cancelled = False
        self.failure: Exception | None = None
        self._listener: Callable[[Snapshot], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()
        self.is_running = threading.Event()

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.is_running.set()
        try:
            await self._ended.wait()
        except asyncio.CancelledError:
            self.is_cancelled = True
            if self.failure is not None:
                raise self.failure from None
            raise
        assert self.failure is not None
        raise self.failure

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        self._listener = listener

    def submit(self, command: Command) -> None:
        self.asked.append(command)

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        self.questions.append((question, reply))

    def call(self, reply: Callable[[Answer], None], answer: Answer) -> None:
        """Answer on the engine's thread, as the service does."""
        assert self._loop is not None
        self._loop.call_soon_threadsafe(reply, answer)

    def publish(self, *snapshots: Snapshot) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._publish, snapshots)

    def die(self, failure: Exception) -> None:
        assert self._loop is not None
        self.failure = failure
        self._loop.call_soon_threadsafe(self._ended.set)

    def fail_at_the_end(self, failure: Exception) -> None:
        self.failure = failure

    def _publish(self, snapshots: tuple[Snapshot, ...]) -> None:
        assert self._listener is not None
        for snapshot in snapshots:
            self._listener(snapshot)


class Maker:
    """Makes one service when it is called, and remembers it."""

    def __init__(self) -> None:
        self.made: list[FakeService] = []

    def __call__(self) -> Service:
        self.made.append(FakeService())
        return cast("Service", self.made[-1])

    @property
    def service(self) -> FakeService:
        return self.made[0]
