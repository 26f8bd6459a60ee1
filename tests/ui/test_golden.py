"""Widgets look as they did when a person last looked at them."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui import golden
from tests.ui.golden import difference
from ui.gallery import flow


@pytest.fixture(scope="module")
def painted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Today's pictures, from a process of their own: what was painted before shows in the edges of glyphs."""
    directory = tmp_path_factory.mktemp("golden")
    command = [sys.executable, "-m", "tests.ui.golden", str(directory)]
    subprocess.run(command, check=True, cwd=golden.REFERENCES.parents[2], timeout=60)
    return directory


def names(directory: Path) -> set[Path]:
    return {path.relative_to(directory) for path in directory.rglob("*.png")}


def test_every_widget_looks_like_its_reference(painted: Path) -> None:
    """At most 0.2 % of the pixels differ by more than 16; `python -m tests.ui.golden --regenerate` after a look."""
    shares = {
        str(name): difference(QImage(str(painted / name)), QImage(str(golden.REFERENCES / name)))
        for name in names(painted)
    }
    assert {name: share for name, share in shares.items() if share > golden.TOLERATED} == {}


def test_no_reference_outlives_its_widget(painted: Path) -> None:
    assert names(golden.REFERENCES) == names(painted)


def test_the_difference_counts_the_pixels_that_a_person_would_see(qtbot: QtBot) -> None:
    one = QImage(100, 10, QImage.Format.Format_RGB32)
    one.fill(QColor(100, 100, 100))
    other = one.copy()
    for x in range(30):
        other.setPixelColor(x, 0, QColor(100, 100, 130 if x < 20 else 110))
    assert difference(one, one) == 0
    assert difference(one, other) == pytest.approx(0.02)
    assert difference(one, QImage(10, 10, QImage.Format.Format_RGB32)) == 1


def test_the_kit_sheet_lays_widgets_in_rows() -> None:
    places, height = flow([(60, 10), (60, 20), (30, 10)], 130)
    assert places[0] == (0, 0)
    assert places[1][1] > places[0][1]
    assert places[2][1] == places[1][1]
    assert height > 20
