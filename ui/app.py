"""The application: one window, one bridge, and the ways in and out of the process."""

import logging
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtWidgets import QApplication

from devices.moment import Moment
from hemsapp.clock import Clock
from hemsapp.panel import Panel
from hemsapp.snapshot import Freshness, Snapshot, freshness
from hemsapp.work import RestartWanted
from ui.automation import AutomationDoor
from ui.bridge import Bridge, Served
from ui.place import Place
from ui.presenters.frame import Page
from ui.recorder import Recorder
from ui.replay import Replay
from ui.session import Session
from ui.speaker import Speaker
from ui.theme import Look, Theme
from ui.window import Window

_log = logging.getLogger(__name__)

SCREENSHOT_WAIT_MS = 60_000
ANSWER_POLL_MS, ANSWER_POLLS = 50, 40
_OK, _MISTAKE, _NO_LIVE_VALUES = 0, 1, 1


def run(
    make_service: Callable[[], Served],
    clock: Clock,
    *,
    size: tuple[int, int] | None = None,
    look: Look | None = None,
    is_demo: bool = False,
    place: Place | None = None,
    panel: Panel | None = None,
    automation_port: int | None = None,
    screenshots_dir: Path | None = None,
    session: Session | None = None,
) -> int:
    """Show the kiosk until its window is closed or SIGTERM comes; 0 is a clean end.

    `make_service` is called on the engine thread after the first frame. Without a size the window fills the screen.
    `place` is what the installer wrote down, `panel` the screen's light (None: it is painted). With `screenshots_dir`
    every page is saved there once values are live, and it ends. A `session` is recorded or replayed. Raises what
    `make_service` or the service raised, OSError when the automation port is taken.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)  # the kiosk says itself when it is over, and with which code
    theme = Theme(look)
    theme.apply()
    kiosk = Kiosk(application, theme, make_service, clock, is_demo=is_demo, place=place, panel=panel)
    recorder = None if session is None else session.attend(kiosk.window)
    if isinstance(recorder, Replay):
        recorder.ended.connect(lambda: kiosk.quit(_OK))
    if automation_port is not None:
        AutomationDoor(kiosk.window, clock, automation_port, recorder if isinstance(recorder, Recorder) else None)
    if screenshots_dir is not None:
        kiosk.save_screenshots(screenshots_dir)
    kiosk.show(size)
    with Signals(kiosk):
        code = application.exec()
    kiosk.stop()
    if kiosk.failure is not None:
        raise kiosk.failure
    return code


class Kiosk(QObject):
    """Window and bridge, tied together; `failure` is what killed the engine."""

    def __init__(
        self,
        application: QApplication,
        theme: Theme,
        make_service: Callable[[], Served],
        clock: Clock,
        *,
        is_demo: bool = False,
        place: Place | None = None,
        panel: Panel | None = None,
    ) -> None:
        super().__init__()
        self._application, self._now = application, clock.now
        self.failure: BaseException | None = None
        self.window = Window(theme, clock.now, is_demo=is_demo, place=place, panel=panel)
        self.speaker = Speaker(self)
        self.window.resting.rang.connect(self.speaker.ring)
        self.bridge = Bridge(make_service, self)
        self._directory: Path | None = None
        self._is_over = False
        self._give_up = QTimer(self, singleShot=True, interval=SCREENSHOT_WAIT_MS)
        self._give_up.timeout.connect(self._no_screenshots)
        self.bridge.received.connect(self.window.show_snapshot)
        self.bridge.ended.connect(self._engine_ended)
        self.window.asked.connect(self.bridge.submit)
        self.window.wanted.connect(self.bridge.ask)
        self.window.closed.connect(lambda: self.quit(_OK))
        self.window.framed.connect(self.bridge.start)

    def show(self, size: tuple[int, int] | None) -> None:
        """Open the window; the engine starts once its first frame is painted."""
        if size is None:
            self.window.setCursor(Qt.CursorShape.BlankCursor)
            self.window.is_closable = False
            self.window.showFullScreen()
        else:
            self.window.resize(*size)
            self.window.show()

    def save_screenshots(self, directory: Path) -> None:
        """When values are live, save every page as `<page>.png`, and end; give up after a minute."""
        self._directory = directory
        self.window.painted.connect(self._save_when_live)
        self._give_up.start()

    def quit(self, code: int) -> None:
        """End the event loop with that code, if it is not over."""
        if not self._is_over:
            self._application.exit(code)

    def stop(self) -> None:
        """End the engine thread, then the window; the event loop is over by now."""
        self._is_over = True
        self._give_up.stop()
        self.bridge.stop()
        self._application.sendPostedEvents(self)
        self.window.is_closable = True
        self.window.resting.panel.restore()
        self.window.close()
        self.window.deleteLater()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _engine_ended(self, failure: BaseException | None) -> None:
        self.failure = self.failure or failure
        if isinstance(failure, RestartWanted):
            _log.warning("ends to be started again: %s", failure)
        elif failure is not None:
            _log.critical("the engine died: %s", failure)
        self.quit(_OK if failure is None else _MISTAKE)

    def _save_when_live(self, snapshot: Snapshot) -> None:
        if self._directory is None or not _is_complete(snapshot, self._now()):
            return
        directory, self._directory = self._directory, None
        directory.mkdir(parents=True, exist_ok=True)
        self._save(directory, list(Page))

    def _save(self, directory: Path, pages: list[Page], polls: int = 0) -> None:
        """Open the first of the pages, wait until the store answered it (not for ever), save it, go on."""
        if not pages:
            self.quit(_OK)
            return
        if not polls:
            self.window.open(pages[0])
        if not self.window.is_answered and polls < ANSWER_POLLS:
            QTimer.singleShot(ANSWER_POLL_MS, self, lambda: self._save(directory, pages, polls + 1))
            return
        self.window.grab().save(str(directory / f"{pages[0]}.png"))
        self._save(directory, pages[1:])

    def _no_screenshots(self) -> None:
        _log.error("no live values came within %d s: no screenshots", SCREENSHOT_WAIT_MS // 1000)
        self.quit(_NO_LIVE_VALUES)


class Signals:
    """While entered: SIGTERM and SIGINT end the event loop, and a mistake in a slot ends the process."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk

    def __enter__(self) -> None:
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.setblocking(False)
        self._wakeup = signal.set_wakeup_fd(self._far.fileno())
        self._before = {each: signal.signal(each, lambda *_: None) for each in (signal.SIGTERM, signal.SIGINT)}
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read, self._kiosk)
        self._notifier.activated.connect(self._came)
        self._excepthook, sys.excepthook = sys.excepthook, self._mistake

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        sys.excepthook = self._excepthook
        self._notifier.setEnabled(False)
        self._notifier.deleteLater()
        signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        for end in (self._near, self._far):
            end.close()

    def _came(self) -> None:
        numbers = self._near.recv(64)
        _log.info("%s came", ", ".join(signal.Signals(number).name for number in numbers))
        self._kiosk.quit(_OK)

    def _mistake(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.critical("a mistake of ours, the kiosk ends", exc_info=(kind, error, trace))
        self._kiosk.failure = error
        self._kiosk.quit(_MISTAKE)


def _is_complete(snapshot: Snapshot, now: Moment) -> bool:
    is_live = freshness(snapshot.power.heard, now) is Freshness.LIVE and snapshot.power.demand_w is not None
    return is_live and bool(snapshot.devices) and all(device.is_ready for device in snapshot.devices)
