"""The application: how it starts, and every way in which it ends."""

import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from hemsapp.clock import Clock
from hemsapp.commands import RunCheck
from hemsapp.panel import NoPanel
from hemsapp.service import Service
from hemsapp.snapshot import Snapshot
from tests.gui.fake_service import Maker
from ui import app
from ui.presenters.frame import Page
from ui.screens import cases
from ui.theme import Look
from ui.window import Window

LOOK = Look(is_motion_reduced=True)
pytestmark = pytest.mark.usefixtures("qtbot")


def live(clock: Clock) -> Snapshot:
    s, now = cases.normal(), clock.now()
    return replace(s, link=replace(s.link, meter_heard=now), power=replace(s.power, heard=now))


class Patience(QObject):
    """Does a thing in Qt's loop as soon as the service runs."""

    def __init__(self, maker: Maker, act: Callable[[], object]) -> None:
        super().__init__()
        self._maker, self._act = maker, act
        self._timer = QTimer(self, interval=10)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if self._maker.made and self._maker.service.is_running.is_set():
            self._timer.stop()
            self._act()


def window() -> Window:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Window)]
    return found[0]


def test_in_full_screen_no_key_closes_the_kiosk_and_a_signal_does() -> None:
    """users.md 24, kiosk: Alt+F4 and its like do nothing; systemd's SIGTERM ends it."""
    maker = Maker()
    closed: list[bool] = []

    def try_to_leave() -> None:
        window().windowHandle().close()
        closed.append(window().close() or not window().isVisible())
        os.kill(os.getpid(), signal.SIGTERM)

    patience = Patience(maker, try_to_leave)
    assert app.run(maker, Clock(), look=LOOK) == 0
    assert closed == [False]
    assert maker.service.is_cancelled
    patience.deleteLater()


def test_closing_the_window_is_a_clean_end() -> None:
    maker = Maker()
    patience = Patience(maker, lambda: window().close())
    assert app.run(maker, Clock(), size=(800, 480), look=LOOK) == 0
    assert maker.service.is_cancelled
    patience.deleteLater()


def test_the_first_frame_is_painted_before_the_service_is_made() -> None:
    painted: list[bool] = []

    class Watching(Maker):
        def __call__(self) -> Service:
            painted.append(window()._is_framed)
            return super().__call__()

    maker = Watching()
    patience = Patience(maker, lambda: window().close())
    app.run(maker, Clock(), size=(800, 480), look=LOOK)
    assert painted == [True]
    patience.deleteLater()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_in_order(number: signal.Signals) -> None:
    maker = Maker()
    before = signal.getsignal(number)
    patience = Patience(maker, lambda: os.kill(os.getpid(), number))
    assert app.run(maker, Clock(), size=(800, 480), look=LOOK) == 0
    assert (maker.service.is_cancelled, signal.getsignal(number)) == (True, before)
    patience.deleteLater()


def test_an_engine_that_died_ends_the_process_with_its_reason() -> None:
    maker = Maker()
    patience = Patience(maker, lambda: maker.service.die(OSError("the disk went away")))
    with pytest.raises(OSError, match="the disk went away"):
        app.run(maker, Clock(), size=(800, 480), look=LOOK)
    patience.deleteLater()


def test_an_engine_that_cannot_close_in_order_is_no_clean_end() -> None:
    maker = Maker()

    def act() -> None:
        maker.service.fail_at_the_end(OSError("not committed"))
        window().close()

    patience = Patience(maker, act)
    with pytest.raises(OSError, match="not committed"):
        app.run(maker, Clock(), size=(800, 480), look=LOOK)
    patience.deleteLater()


def test_screenshots_of_every_page_are_saved_once_values_are_live(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "ANSWER_POLLS", 2)  # nobody answers here
    maker, clock = Maker(), Clock()
    patience = Patience(maker, lambda: maker.service.publish(live(clock)))
    assert app.run(maker, clock, size=(800, 480), look=LOOK, screenshots_dir=tmp_path / "pictures") == 0
    assert {path.stem for path in (tmp_path / "pictures").glob("*.png")} == {page.value for page in Page}
    patience.deleteLater()


def test_screenshots_do_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "SCREENSHOT_WAIT_MS", 50)
    maker = Maker()
    assert app.run(maker, Clock(), size=(800, 480), look=LOOK, screenshots_dir=tmp_path) == 1


def test_a_mistake_in_a_slot_ends_the_process_with_its_reason() -> None:
    maker = Maker()
    patience = Patience(maker, lambda: sys.excepthook(ValueError, ValueError("ours"), None))
    with pytest.raises(ValueError, match="ours"):
        app.run(maker, Clock(), size=(800, 480), look=LOOK)
    patience.deleteLater()


def test_a_demonstration_asks_no_first_question_and_says_what_it_is() -> None:
    maker, clock = Maker(), Clock()
    seen: list[tuple[Page, str]] = []

    def act() -> None:
        shown = window()
        shown.painted.connect(lambda _: seen.append((shown.page, shown._header.view.chips[0].text)))
        shown.painted.connect(lambda _: shown.close())
        maker.service.publish(cases.first_run())

    patience = Patience(maker, act)
    app.run(maker, clock, size=(800, 480), look=LOOK, is_demo=True)
    assert seen == [(Page.HOME, "Demo")]
    patience.deleteLater()


def test_commands_go_to_the_service() -> None:
    maker, clock = Maker(), Clock()

    def act() -> None:
        shown = window()
        shown.asked.emit(RunCheck())
        shown.close()

    patience = Patience(maker, act)
    app.run(maker, clock, size=(800, 480), look=LOOK)
    assert maker.service.asked == [RunCheck()]
    patience.deleteLater()


def test_the_panel_is_lit_while_the_kiosk_runs_and_left_as_it_was_found() -> None:
    maker, told = Maker(), list[int]()

    class Panel(NoPanel):
        def show(self, percent: int) -> int:
            told.append(percent)
            return percent

        def restore(self) -> None:
            told.append(-1)

    patience = Patience(maker, lambda: window().close())
    assert app.run(maker, Clock(), size=(800, 480), look=LOOK, panel=Panel()) == 0
    assert (told[0] >= 10, told[-1]) == (True, -1)
    patience.deleteLater()
