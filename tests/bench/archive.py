"""What a page asks of two years of history: how long each answer takes."""

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from devices.moment import Moment
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.questions import (
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
