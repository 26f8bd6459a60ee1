"""What a page asks of two years of history: how long each answer takes."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication

from devices.moment import Moment
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.questions import (
    Answer,
    BillsWanted,
    HistoryWanted,
    PreviewWanted,
    Question,
    Scale,
    StatementWanted,
    StretchWanted,
    TraceWanted,
    Unanswered,
)
from hemsapp.statement import Statement
from tests.bench.fed_home import ZONE
from tests.bench.figure import Figure
from tests.bench.home_days import two_years
from tests.hemsapp.domain.world import SAMPLE
from ui.presenters.frame import Page
from ui.screens.cases import normal
from ui.theme import Theme
from ui.widgets.segmented import Segmented
from ui.window import Window

RUNS = 7
NOW = datetime(2026, 6, 30, 20, tzinfo=UTC)
START, END = date(2026, 5, 1), date(2026, 6, 1)
VIEW_MS, BILL_MS = 100, 500


def archive() -> list[Figure]:
    """The median of seven answers to each question, the file being read anew each time as in the kiosk."""
    with tempfile.TemporaryDirectory() as directory:
        store = two_years(Path(directory))
        store.catch_up(Moment(NOW + timedelta(days=2), 2e9))
        source = Source(store.path, ZONE, SAMPLE)
        noon = datetime(2026, 6, 12, 19, tzinfo=UTC)
        made = answer(source, StatementWanted(START, END), NOW)
        assert isinstance(made, Statement)
        questions: list[tuple[str, Question, float]] = [
            *((f"history: a {scale.value}", HistoryWanted(scale, date(2026, 6, 12)), VIEW_MS) for scale in Scale),
            ("a stretch of three hours", StretchWanted(noon, noon + timedelta(hours=3)), VIEW_MS),
            ("a stretch of three months", StretchWanted(noon - timedelta(days=90), noon), VIEW_MS),
            ("a bill, line by line", StatementWanted(START, END), BILL_MS),
            ("every closed bill", BillsWanted(), BILL_MS),
            ("a line's days", TraceWanted(START, END, made.lines[0]), BILL_MS),
            ("other rates on my usage", PreviewWanted(SAMPLE), 2 * BILL_MS),
        ]
        figures = [
            Figure(f"answer: {name}", answer_ms(source, question), "ms", bar, f"two years kept, median of {RUNS}")
            for name, question, bar in questions
        ]
        store.close(Moment(NOW + timedelta(days=2), 2e9))
    return figures


def answer_ms(source: Source, question: Question) -> float:
    """The median time of an answer."""
    runs = []
    for _ in range(RUNS):
        started_s = time.perf_counter()
        found = answer(source, question, NOW)
        runs.append((time.perf_counter() - started_s) * 1000)
        assert not isinstance(found, Unanswered), found
    return sorted(runs)[RUNS // 2]


def archive_views() -> list[Figure]:
    """From the touch that wants another view of history to its pixels: question, answer, sentence and chart."""
    application = QApplication.instance() or QApplication([])
    theme = Theme(None)
    theme.apply()
    clock = [Moment(NOW, 10.0)]
    figures = []
    with tempfile.TemporaryDirectory() as directory:
        store = two_years(Path(directory))
        store.catch_up(Moment(NOW + timedelta(days=2), 2e9))
        source = Source(store.path, ZONE, SAMPLE)
        window = Window(theme, lambda: clock[0])
        window.resize(1024, 600)
        asked: list[Question] = []

        def find(question: Question, reply: Callable[[Answer], None]) -> None:
            asked.append(question)
            reply(answer(source, question, NOW))

        window.wanted.connect(find)
        seen = normal()
        window.show_snapshot(replace(seen, at=clock[0], preferences=replace(seen.preferences, zone=ZONE)))
        window.open(Page.HISTORY)
        window.grab()
        scales = window.findChild(Segmented, "history.scale")
        assert isinstance(scales, Segmented)
        for index, scale in enumerate(Scale):
            runs = []
            for _ in range(RUNS):
                scales.chosen.emit((index + 1) % len(Scale))
                window.grab()
                clock[0] = Moment(NOW, clock[0].monotonic_s + 61)  # what is shown is asked anew after a minute
                asked.clear()
                started_s = time.perf_counter()
                scales.chosen.emit(index)
                window.grab()
                application.processEvents()
                runs.append((time.perf_counter() - started_s) * 1000)
                assert [each.scale for each in asked if isinstance(each, HistoryWanted)] == [scale]
            how = f"1024x600, two years kept, median of {RUNS}"
            figures.append(Figure(f"a touch to the pixels of a {scale.value}", sorted(runs)[RUNS // 2], "ms", 150, how))
        window.close()
        store.close(Moment(NOW + timedelta(days=2), 2e9))
    return figures
