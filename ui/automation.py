"""A door for programs: JSON lines on 127.0.0.1, closed unless asked for; docs/automation.md is its description."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket

from hemsapp.clock import Clock
from ui import finger
from ui.inspection import Answer, Inspection, Request, Unanswerable, number_of
from ui.presenters.rest import ASLEEP
from ui.recorder import Recorder
from ui.steering import Steering
from ui.tokens import Milliseconds
from ui.touching import Touching
from ui.window import Window

WAIT_S = 10.0
LONGEST_WAIT_S = 600.0
LONGEST_LINE = 65_536
WAKING_S = (Milliseconds.WAKE_SWALLOW + 50) / 1000
HOLD_S, LONGEST_HOLD_S = 0.75, 10.0
_POLL_MS = 25
_AtOnce = Callable[[Request], Answer]
_Later = Callable[[QTcpSocket, Request], None]


@dataclass(frozen=True, slots=True)
class _Wait:
    socket: QTcpSocket
    request: Request
    until: QDeadlineTimer


class AutomationDoor(QObject):
    """Answers each line with one line, in order of asking; what takes time is answered when it ends."""

    def __init__(self, window: Window, clock: Clock, port: int, recorder: Recorder | None = None) -> None:
        """Listen on that port, 0 for any. Raises OSError when the port is taken."""
        super().__init__(window)
        self._window, self._recorder = window, recorder
        self._inspection = look = Inspection(window, clock.now)
        self._steering = Steering(window, clock)
        self._touching = touch = Touching(window, look)
        self._waits: list[_Wait] = []
        self._sockets: list[QTcpSocket] = []
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._admit)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)
        self._answers: dict[str, _AtOnce] = {
            "screen": look.screen,
            "snapshot": look.snapshot,
            "objects": look.objects,
            "text": look.text,
            "property": look.property,
            "tap": touch.tap,
            "swipe": touch.swipe,
            "drag": touch.drag,
            "key": touch.key,
            "type": touch.type,
            "scroll": touch.scroll,
            "screenshot": self._screenshot,
            "record": self._record,
        }
        self._later: dict[str, _Later] = {
            "clock": self._steer,
            "hold": self._hold,
            "wake": self._wake,
            "wait": self._begin_wait,
        }
        if not self._server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost), port):
            raise OSError(f"the automation door cannot open port {port}: {self._server.errorString()}")
        window.closed.connect(self.close)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return self._server.serverPort()

    def close(self) -> None:
        """Let everybody go and listen no more."""
        self._poll.stop()
        self._server.close()
        for socket in self._sockets:
            socket.disconnected.disconnect()
            socket.abort()
        self._sockets.clear()
        self._waits.clear()

    def _admit(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            self._sockets.append(socket)
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(lambda socket=socket: self._forget(socket))

    def _forget(self, socket: QTcpSocket) -> None:
        self._waits = [wait for wait in self._waits if wait.socket is not socket]
        self._sockets.remove(socket)
        socket.deleteLater()

    def _read(self, socket: QTcpSocket) -> None:
        while socket.canReadLine():
            line = bytes(socket.readLine().data())
            request: Request = {}
            try:
                request = _parsed(line)
                self._answer(socket, request)
            except Unanswerable as error:
                _reply(socket, request, {"error": str(error)})
        if socket.bytesAvailable() > LONGEST_LINE:
            _reply(socket, {}, {"error": f"a request is one line of at most {LONGEST_LINE} bytes"})
            socket.disconnectFromHost()

    def _answer(self, socket: QTcpSocket, request: Request) -> None:
        do = request.get("do")
        if isinstance(do, str) and do in self._later:
            self._later[do](socket, request)
        elif isinstance(do, str) and do in self._answers:
            _reply(socket, request, self._answers[do](request))
        else:
            known = ", ".join([*self._answers, *self._later])
            raise Unanswerable(f"do is {json.dumps(do)}; it is one of: {known}")

    def _hold(self, socket: QTcpSocket, request: Request) -> None:
        """A finger that rests: on a number it asks "Why?"; answered when it is lifted."""
        seconds = number_of(request, "seconds", least=0.01, most=LONGEST_HOLD_S, default=HOLD_S)
        point = self._touching.point_of(request)

        lifted = partial(self._told_screen, socket, request)
        finger.rest(self._window, point, round(seconds * 1000), lifted)

    def _steer(self, socket: QTcpSocket, request: Request) -> None:
        """The application's time, or another course of it; answered once everything that was to pass has passed."""

        def passed() -> None:
            if socket in self._sockets:
                _reply(socket, request, self._steering.told())

        self._steering.steer(request, passed)

    def _wake(self, socket: QTcpSocket, request: Request) -> None:
        """What a person does to a screen that rests: one touch, which only wakes; answered when the next one counts."""
        if self._window.resting.phase in ASLEEP:
            finger.tap(self._window, self._window.rect().center())
            self._steering.pass_by(WAKING_S, lambda: self._told_screen(socket, request))
        else:
            self._told_screen(socket, request)

    def _told_screen(self, socket: QTcpSocket, request: Request) -> None:
        if socket in self._sockets:
            _reply(socket, request, self._inspection.screen(request))

    def _screenshot(self, request: Request) -> Answer:
        path = request.get("path")
        if not isinstance(path, str) or not path.endswith(".png"):
            raise Unanswerable('a screenshot needs "path", the name of a file that ends in .png')
        if not self._window.grab().save(path):
            raise Unanswerable(f"{path} cannot be written; does its folder exist?")
        return {"path": str(Path(path).resolve())}

    def _record(self, request: Request) -> Answer:
        path = request.get("path")
        if self._recorder is None:
            raise Unanswerable("nothing is recorded here: only `hemsapp demo --scenario NAME` can be done again")
        if not isinstance(path, str) or not path.endswith(".jsonl"):
            raise Unanswerable('a recording needs "path", the name of a file that ends in .jsonl')
        try:
            return {"path": str(Path(path).resolve()), "lines": self._recorder.save(Path(path))}
        except OSError as error:
            raise Unanswerable(f"{path} cannot be written ({error.strerror})") from error

    def _begin_wait(self, socket: QTcpSocket, request: Request) -> None:
        """It is a program's patience that ends: real seconds, however the application's clock goes."""
        seconds = number_of(request, "seconds", least=0.01, most=LONGEST_WAIT_S, default=WAIT_S)
        self._inspection.is_met(request)
        self._waits.append(_Wait(socket, request, QDeadlineTimer(round(seconds * 1000))))
        self._look()
        if self._waits:
            self._poll.start()

    def _look(self) -> None:
        """Answer the waits that came true, and those whose time is over."""
        left = []
        for wait in self._waits:
            is_met, seen = self._inspection.is_met(wait.request)
            if is_met:
                _reply(wait.socket, wait.request, {"met": True, "seen": seen})
            elif wait.until.hasExpired():
                _reply(wait.socket, wait.request, {"error": f"it did not come true; last seen: {json.dumps(seen)}"})
            else:
                left.append(wait)
        self._waits = left
        if not left:
            self._poll.stop()


def _parsed(line: bytes) -> Request:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise Unanswerable('that is no JSON; a request is one line such as {"do": "screen"}') from None
    if not isinstance(request, dict):
        raise Unanswerable('a request is an object such as {"do": "screen"}')
    return request


def _reply(socket: QTcpSocket, request: Request, answer: Answer) -> None:
    known = {"id": request["id"]} if "id" in request else {}
    socket.write(json.dumps({**known, **answer}).encode() + b"\n")
