"""The only seam between the Qt thread and the engine thread."""

import asyncio
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hemsapp.commands import Command
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot

SWITCH_INTERVAL_S = 0.001


class Served(Protocol):
    """What a bridge runs: a Service, or what behaves like one."""

    async def run(self) -> None:
        """Serve until cancelled."""

    def subscribe(self, listener: Callable[[Snapshot], None]) -> None:
        """Call `listener` on the engine thread with every new snapshot."""

    def submit(self, command: Command) -> None:
        """Take a command from any thread."""

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        """Take a question from any thread; `reply` is called on the engine thread."""


@dataclass(frozen=True)
class _Crossing:
    """Where an answer crosses to the Qt thread; equal for an equal reply, so that a newer question replaces it."""

    bridge: "Bridge"
    reply: Callable[[Answer], None]

    def __call__(self, answer: Answer) -> None:
        self.bridge.answered.emit(self.reply, answer)


class Bridge(QObject):
    """Runs what is served on the engine thread; snapshots cross to the Qt thread (latest wins), commands cross back.

    `ended` carries None after `stop`, else what killed the engine; `answered` the reply and the answer.
    """

    received = Signal(object)
    ended = Signal(object)
    answered = Signal(object, object)
    _arrived = Signal()

    def __init__(self, make_service: Callable[[], Served], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_service = make_service
        self._latest: Snapshot | None = None
        self._is_crossing = False
        self._early: list[Callable[[Served], None]] = []
        self._service: Served | None = None
        self._lock = threading.Lock()
        self._is_up = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="engine")
        self._arrived.connect(self._hand_over, Qt.ConnectionType.QueuedConnection)
        self.answered.connect(self._hand_answer, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Make and run the service on the engine thread; returns at once."""
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        self._thread.start()

    def submit(self, command: Command) -> None:
        """Give a command to the service, or keep it until there is one; never blocks on work."""
        self._give(lambda service: service.submit(command))

    def ask(self, question: Question, reply: Callable[[Answer], None]) -> None:
        """Ask what is kept; `reply` is called on the Qt thread. A newer question of its class for it takes its place.

        After `stop` nobody answers.
        """
        self._give(lambda service: service.ask(question, _Crossing(self, reply)))

    def _give(self, to: Callable[[Served], None]) -> None:
        with self._lock:
            if self._service is None:
                self._early.append(to)
            else:
                to(self._service)

    def stop(self) -> None:
        """Cancel the service and wait for the engine thread to end; a second call does nothing."""
        if self._thread.is_alive():
            self._is_up.wait()
            if not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._work.cancel)
            self._thread.join()

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._work = self._loop.create_task(self._run_service(), name="service")
        self._is_up.set()
        await asyncio.wait({self._work})
        self.ended.emit(None if self._work.cancelled() else self._work.exception())

    async def _run_service(self) -> None:
        service = self._make_service()
        service.subscribe(self._publish)
        with self._lock:
            for give in self._early:
                give(service)
            self._service = service
        await service.run()

    def _publish(self, snapshot: Snapshot) -> None:
        self._latest = snapshot
        if not self._is_crossing:
            self._is_crossing = True
            self._arrived.emit()

    @Slot()
    def _hand_over(self) -> None:
        self._is_crossing = False
        self.received.emit(self._latest)

    @Slot(object, object)
    def _hand_answer(self, reply: Callable[[Answer], None], answer: Answer) -> None:
        reply(answer)
