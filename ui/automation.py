"""A door for programs: JSON lines on 127.0.0.1, closed unless asked for; docs/automation.md is its description."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtNetwork import QHostAddress, QTcpServer, QTcpSocket
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from devices.moment import Moment
from hemsapp.state_json import Json, to_json
from ui.window import Window

WAIT_S = 10.0
LONGEST_WAIT_S = 600.0
LONGEST_LINE = 65_536
_POLL_MS = 25


class Unanswerable(Exception):
    """The request cannot be answered; the sentence says why and what may be asked instead."""


@dataclass(frozen=True, slots=True)
class _Wait:
    socket: QTcpSocket
    request: dict[str, Json]
    until_s: float


class AutomationDoor(QObject):
    """Answers each line with one line, in order of asking except for waits, which are answered when they end."""

    def __init__(self, window: Window, now: Callable[[], Moment], port: int) -> None:
        """Listen on that port, 0 for any. Raises OSError when the port is taken."""
        super().__init__(window)
        self._window, self._now = window, now
        self._waits: list[_Wait] = []
        self._sockets: list[QTcpSocket] = []
        self._server = QTcpServer(self)
        self._server.newConnection.connect(self._admit)
        self._poll = QTimer(self, interval=_POLL_MS)
        self._poll.timeout.connect(self._look)
        self._answers: dict[str, Callable[[dict[str, Json]], dict[str, Json]]] = {
            "screen": self._screen,
            "snapshot": self._snapshot,
            "objects": self._objects,
            "text": self._text,
            "property": self._property,
            "tap": self._tap,
            "clock": self._clock,
            "screenshot": self._screenshot,
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
            request: dict[str, Json] = {}
            try:
                request = _parsed(line)
                if request.get("do") == "wait":
                    self._begin_wait(socket, request)
                    continue
                answer = self._answer(request)
            except Unanswerable as error:
                answer = {"error": str(error)}
            _reply(socket, request, answer)
        if socket.bytesAvailable() > LONGEST_LINE:
            _reply(socket, {}, {"error": f"a request is one line of at most {LONGEST_LINE} bytes"})
            socket.disconnectFromHost()

    def _answer(self, request: dict[str, Json]) -> dict[str, Json]:
        do = request.get("do")
        if not isinstance(do, str) or do not in self._answers:
            known = ", ".join([*self._answers, "wait"])
            raise Unanswerable(f"do is {json.dumps(do)}; it is one of: {known}")
        return self._answers[do](request)

    def _screen(self, _request: dict[str, Json]) -> dict[str, Json]:
        return {"screen": self._window.page.value}

    def _snapshot(self, _request: dict[str, Json]) -> dict[str, Json]:
        snapshot = self._window.snapshot
        return {"snapshot": None if snapshot is None else to_json(snapshot, self._now())}

    def _objects(self, _request: dict[str, Json]) -> dict[str, Json]:
        names = sorted(w.objectName() for w in self._window.findChildren(QWidget) if _is_named(w) and w.isVisible())
        return {"objects": list(names)}

    def _text(self, request: dict[str, Json]) -> dict[str, Json]:
        return {"text": self._widget(request).accessibleName()}

    def _property(self, request: dict[str, Json]) -> dict[str, Json]:
        widget, name = self._widget(request), request.get("property")
        view = getattr(widget, "view", None)
        known = [field.name for field in fields(view)] if is_dataclass(view) else []
        if isinstance(name, str) and name in known:
            return {"value": _plain(getattr(view, name))}
        if name in {"visible", "enabled"}:
            return {"value": widget.isVisible() if name == "visible" else widget.isEnabled()}
        raise Unanswerable(f"{request['name']} shows {', '.join([*known, 'visible', 'enabled'])}, and no {name}")

    def _tap(self, request: dict[str, Json]) -> dict[str, Json]:
        widget = self._widget(request)
        if not widget.isVisible():
            raise Unanswerable(f"{request['name']} is not visible on {self._window.page.value}; open its screen first")
        if not widget.isEnabled():
            raise Unanswerable(f"{request['name']} does not answer now: it is disabled")
        scroll_to(widget)
        middle = widget.mapTo(self._window, widget.rect().center())
        above = self._window.childAt(middle)
        if above is None or not (above is widget or widget.isAncestorOf(above)):
            cover = "nothing" if above is None else above.objectName() or type(above).__name__
            raise Unanswerable(f"{request['name']} is covered by {cover}, as for a finger")
        _press(self._window, middle)
        return {"screen": self._window.page.value}

    def _clock(self, _request: dict[str, Json]) -> dict[str, Json]:
        now = self._now()
        return {"utc": now.utc.isoformat(), "monotonic_s": now.monotonic_s}

    def _screenshot(self, request: dict[str, Json]) -> dict[str, Json]:
        path = request.get("path")
        if not isinstance(path, str) or not path.endswith(".png"):
            raise Unanswerable('a screenshot needs "path", the name of a file that ends in .png')
        if not self._window.grab().save(path):
            raise Unanswerable(f"{path} cannot be written; does its folder exist?")
        return {"path": str(Path(path).resolve())}

    def _begin_wait(self, socket: QTcpSocket, request: dict[str, Json]) -> None:
        seconds = request.get("seconds", WAIT_S)
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_WAIT_S:
            raise Unanswerable(f"seconds is a number above 0, at most {LONGEST_WAIT_S:.0f}")
        self._is_met(request)
        self._waits.append(_Wait(socket, request, self._now().monotonic_s + seconds))
        self._look()
        if self._waits:
            self._poll.start()

    def _look(self) -> None:
        """Answer the waits that came true, and those whose time is over."""
        left = []
        for wait in self._waits:
            is_met, seen = self._is_met(wait.request)
            if is_met:
                _reply(wait.socket, wait.request, {"met": True, "seen": seen})
            elif self._now().monotonic_s >= wait.until_s:
                _reply(wait.socket, wait.request, {"error": f"it did not come true; last seen: {json.dumps(seen)}"})
            else:
                left.append(wait)
        self._waits = left
        if not left:
            self._poll.stop()

    def _is_met(self, request: dict[str, Json]) -> tuple[bool, Json]:
        if "screen" in request:
            return self._window.page.value == request["screen"], self._window.page.value
        if "snapshot" in request:
            seen = self._part(request["snapshot"])
        elif "name" in request:
            widget = self._find(request)
            key = "value" if "property" in request else "text"
            ask = self._property if "property" in request else self._text
            seen = None if widget is None else ask(request)[key]
        else:
            raise Unanswerable('a wait names "screen", "snapshot" (a path such as link.radio) or "name"')
        if "is" in request:
            return seen == request["is"], seen
        if "contains" in request:
            return isinstance(seen, str) and str(request["contains"]) in seen, seen
        if "is_not" in request:
            return seen != request["is_not"], seen
        raise Unanswerable('a wait compares with "is", "is_not" or "contains"')

    def _part(self, path: Json) -> Json:
        part: Json = self._snapshot({})["snapshot"]
        for name in str(path).split("."):
            if isinstance(part, list) and name.isdigit() and int(name) < len(part):
                part = part[int(name)]
            elif isinstance(part, dict) and name in part:
                part = part[name]
            elif part is None:
                return None
            else:
                raise Unanswerable(f"the snapshot has no {path}; ask for the snapshot to see its names")
        return part

    def _find(self, request: dict[str, Json]) -> QWidget | None:
        name = request.get("name")
        found = self._window.findChildren(QWidget, name) if isinstance(name, str) and name else []
        return next((widget for widget in found if widget.isVisible()), found[0] if found else None)

    def _widget(self, request: dict[str, Json]) -> QWidget:
        widget = self._find(request)
        if widget is None:
            raise Unanswerable(f"there is no {request.get('name')!r}; ask for objects to see what there is")
        return widget


def _parsed(line: bytes) -> dict[str, Json]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        raise Unanswerable('that is no JSON; a request is one line such as {"do": "screen"}') from None
    if not isinstance(request, dict):
        raise Unanswerable('a request is an object such as {"do": "screen"}')
    return request


def _reply(socket: QTcpSocket, request: dict[str, Json], answer: dict[str, Json]) -> None:
    known = {"id": request["id"]} if "id" in request else {}
    socket.write(json.dumps({**known, **answer}).encode() + b"\n")


def scroll_to(widget: QWidget) -> None:
    """Move the list that the widget lies in, if it does, so far that a finger can reach it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _press(window: QWidget, at: QPoint) -> None:
    """What a finger does: down and up at that point of the window, through everything that watches its pointer."""
    handle = window.windowHandle()
    assert handle is not None, "a window that is shown has a handle"
    for kind, buttons in (
        (QMouseEvent.Type.MouseButtonPress, Qt.MouseButton.LeftButton),
        (QMouseEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(
            kind,
            QPointF(at),
            QPointF(window.mapToGlobal(at)),
            Qt.MouseButton.LeftButton,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(handle, event)


def _is_named(widget: QWidget) -> bool:
    return bool(widget.objectName()) and not widget.objectName().startswith("qt_")


def _plain(value: object) -> Json:
    if isinstance(value, Enum):
        return _plain(value.value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    assert value is None or isinstance(value, str | int | float | bool)
    return value
