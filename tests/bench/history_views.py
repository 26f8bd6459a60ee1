"""A touch on day, week, bill or year until the chart is painted, with two years kept: answer, words, pixels."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication

from devices.moment import Moment
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.questions import Answer, Question
from tests.bench.figure import Figure
from tests.bench.home_days import two_years
from tests.hemsapp.domain.world import SAMPLE, ZONE
from ui.presenters.frame import Page
from ui.screens.cases import normal
from ui.screens.history import HistoryScreen
from ui.theme import Look, Theme
from ui.window import Window

RUNS = 7
NOW = Moment(datetime(2026, 6, 30, 20, tzinfo=UTC), 1e6)
DAY = date(2026, 6, 12)
VIEW_MS = 150
SCALES = ("day", "week", "bill", "year")


def history_views() -> list[Figure]:
    """The median of seven touches on each scale, the file being read anew each time, offscreen at 1024x600."""
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory() as directory:
        store = two_years(Path(directory))
        store.catch_up(Moment(NOW.utc + timedelta(days=2), 2e9))
        window = opened(Source(store.path, ZONE, SAMPLE))
        figures = [
            Figure(
                f"history: a touch to a painted {scale}",
                sorted(touch_ms(window, index) for _ in range(RUNS))[RUNS // 2],
                "ms",
                VIEW_MS,
                f"two years kept, offscreen, 1024x600, median of {RUNS}",
            )
            for index, scale in enumerate(SCALES)
        ]
        window.close()
        window.deleteLater()
        store.close(Moment(NOW.utc + timedelta(days=2), 2e9))
    del application
    return figures


def opened(source: Source) -> Window:
    """History of a day in the middle of what is kept, with the store behind it."""
    window = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)

    def reply(question: Question, take: Callable[[Answer], None]) -> None:
        take(answer(source, question, NOW.utc))

    window.wanted.connect(reply)
    window.resize(1024, 600)
    snapshot = normal()
    window.show_snapshot(replace(snapshot, at=NOW, preferences=replace(snapshot.preferences, zone=ZONE)))
    window.show()
    window.open(Page.HISTORY)
    screen(window).presenter.open_day(DAY)
    window.present()
    return window


def screen(window: Window) -> HistoryScreen:
    """The page of history."""
    found = window.findChild(HistoryScreen)
    assert found is not None
    return found


def touch_ms(window: Window, index: int) -> float:
    """From the touch on a scale, nothing being remembered, to its pixels."""
    other = window.findChild(QAbstractButton, f"history.scale.{(index + 1) % len(SCALES)}")
    button = window.findChild(QAbstractButton, f"history.scale.{index}")
    assert button is not None
    assert other is not None
    other.click()
    window.grab()
    screen(window).presenter.amended(replace(NOW, monotonic_s=NOW.monotonic_s - 3600))
    started_s = time.perf_counter()
    button.click()
    window.grab()
    return (time.perf_counter() - started_s) * 1000
