"""Whatever a hand does at the screen, for days: no mistake, no warning of Qt, nothing left behind, memory flat."""

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from tests.soak.monkey import Monkey

HOUR_S, DAY_S = 3_600, 86_400
ROWS = 80
FLAT_MB = 12.0
"""So much may memory grow from the second to the seventh day: history grows, screens may not."""


def settled(monkey: Monkey) -> tuple[int, int]:
    monkey.rest()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return monkey.counts()


def test_an_hour_of_touches_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    """C1FR33: every page is reached in whatever order, and none stays behind."""
    monkey = Monkey(tmp_path, seed=5, days=1)
    monkey.live(HOUR_S / 3, visits=12)
    before = settled(monkey)
    monkey.live(HOUR_S, visits=12)
    objects, timers = settled(monkey)
    assert monkey.touches > 50
    assert (timers, objects - before[0] < 40) == (before[1], True), (before, objects)
    monkey.close()


@pytest.mark.soak
def test_a_week_of_touches_and_events_leaves_nothing_behind(qtbot: QtBot, tmp_path: Path) -> None:
    """Prints what grew; a seed of ours, so that a mistake can be looked for again."""
    monkey = Monkey(tmp_path, seed=7, days=7)
    monkey.live(HOUR_S, visits=6)
    told = [(0, settled(monkey), monkey.resident_mb())]
    for day in range(1, 8):
        monkey.live(DAY_S - (monkey.now_s - 1000.0) % DAY_S, visits=1.5)
        counts = settled(monkey)
        gc.collect()
        told.append((day, counts, monkey.resident_mb()))
        print(f"day {day}: {monkey.touches} touches, {counts}, {told[-1][2]:.1f} MB", flush=True)  # noqa: T201 - figures
    monkey.close()
    assert told[7][1][1] == told[0][1][1], "timers"
    assert told[7][1][0] - told[1][1][0] < ROWS, "objects: a row for each thing that happened, no more"
    assert told[7][2] - told[2][2] <= FLAT_MB, told
