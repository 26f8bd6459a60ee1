"""What colour says, a shape and a word say as well; what moves, moves only for who likes it."""

from itertools import combinations

import pytest
from PySide6.QtCore import QAbstractAnimation, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from hemsapp.manners import LANGUAGES
from hemsapp.snapshot import PriceLevel
from ui import i18n
from ui.paint import shapes
from ui.presenters.frame import Page, level_word
from ui.screens.cases import CASES, NOW
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.views import Level
from ui.window import Window

SIZE = 48
STEPS = (Page.BILL, Page.MORE, Page.HOME)


def grey(level: Level) -> QImage:
    """The level's shape, painted in one ink whatever the level."""
    image = QImage(SIZE, SIZE, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    black, white = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.white)
    shapes.draw(painter, level, QPointF(0, 0), SIZE, black, white)
    painter.end()
    return image


@pytest.mark.parametrize(("one", "other"), list(combinations(Level, 2)), ids=lambda each: each.value)
def test_levels_differ_in_grey(qtbot: QtBot, one: Level, other: Level) -> None:
    """C1FR34: shape first; without any colour at least a tenth of the sign is another."""
    first, second = (bytes(grey(each).constBits()) for each in (one, other))
    differing = sum(abs(a - b) > 96 for a, b in zip(first, second, strict=True))
    inked = sum(each < 128 for each in first)
    assert differing > inked / 10


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_level_has_a_word_of_its_own(tag: str) -> None:
    i18n.use(i18n.Style(tag))
    words = [level_word(each) for each in PriceLevel]
    assert len(set(words)) == len(words)
    assert all(words)


def test_the_level_of_the_price_is_said_in_a_word_wherever_it_is_said(qtbot: QtBot) -> None:
    window = shown(qtbot, is_still=True)
    for case, word in (
        ("low-price", "Low"),
        ("normal", "Normal"),
        ("high-price", "High"),
        ("event-active", "Critical"),
    ):
        window.show_snapshot(CASES[case]())
        row = window.findChild(QAbstractButton, "home.price_now")
        assert row is not None
        assert word in row.accessibleName()


def shown(qtbot: QtBot, *, is_still: bool) -> Window:
    window = Window(Theme(Look(is_motion_reduced=is_still)), lambda: NOW)
    qtbot.addWidget(window)
    serve(window)
    window.resize(*Screen.MEDIUM.value)
    window.show()
    window.show_snapshot(CASES["normal"]())
    return window


def moving(window: Window) -> list[QAbstractAnimation]:
    running = QAbstractAnimation.State.Running
    return [each for each in window.findChildren(QAbstractAnimation) if each.state() is running]


@pytest.mark.parametrize("is_still", [True, False], ids=["reduced", "as drawn"])
def test_nothing_moves_for_who_wants_it_still(qtbot: QtBot, *, is_still: bool) -> None:
    """DESIGN 2: reduced motion sets every movement to 0: needle, page, sheet, band."""
    window = shown(qtbot, is_still=is_still)
    seen = 0
    for case in ("high-price", "event-active"):
        window.show_snapshot(CASES[case]())
        seen += len(moving(window))
        for page in STEPS:
            window.open(page)
            seen += len(moving(window))
    step_out = window.findChild(QAbstractButton, "home.step_out")
    assert step_out is not None
    step_out.click()
    seen += len(moving(window))
    assert (seen == 0) is is_still
