"""Widgets look as they did when a person last looked at them."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from tests.ui import golden
from tests.ui.golden import difference
from ui.gallery import flow


@pytest.mark.usefixtures("qapp")
def test_every_widget_looks_like_its_reference() -> None:
    """At most 0.2 % of the pixels differ by more than 16; `python -m tests.ui.golden --regenerate` after a look."""
    shares = {
        str(path.relative_to(golden.REFERENCES)): difference(picture, QImage(str(path)))
        for path, picture in golden.pictures()
    }
    assert {name: share for name, share in shares.items() if share > golden.TOLERATED} == {}


@pytest.mark.usefixtures("qapp")
def test_no_reference_outlives_its_widget() -> None:
    kept = {path for path, _ in golden.pictures()}
    assert set(golden.REFERENCES.rglob("*.png")) == kept


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
