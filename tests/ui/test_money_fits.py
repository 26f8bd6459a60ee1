"""Nothing is cut off and nothing overlaps on the money pages, in any state, on any screen."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hemsapp.snapshot import Snapshot
from tests.ui import ink
from ui.gallery import play
from ui.screens.cases import NOW, with_manners
from ui.screens.money_scenes import MONEY_SCENES, SHEETS
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.window import Window

LOOKS = pytest.mark.parametrize(
    ("screen", "is_larger"),
    [(screen, is_larger) for screen in Screen for is_larger in (False, True)],
    ids=lambda each: each.name.lower() if isinstance(each, Screen) else "larger" if each else "as_drawn",
)


def played(qtbot: QtBot, name: str, screen: Screen, *, is_larger: bool) -> Window:
    """The window in that state, its store answering."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    scene = MONEY_SCENES[name]
    make = scene.make

    def larger() -> Snapshot:
        s = make()
        return with_manners(s, text_percent=120 if is_larger else 100)

    return play(window, replace(scene, make=larger))


@LOOKS
@pytest.mark.parametrize("name", sorted(set(MONEY_SCENES) - set(SHEETS)))
def test_the_words_of_a_money_page_fit(qtbot: QtBot, name: str, screen: Screen, *, is_larger: bool) -> None:
    window = played(qtbot, name, screen, is_larger=is_larger)
    assert ink.faults(window) == []


@LOOKS
@pytest.mark.parametrize("name", list(SHEETS))
def test_the_words_of_a_sheet_over_a_money_page_fit(
    qtbot: QtBot, name: str, screen: Screen, *, is_larger: bool
) -> None:
    window = played(qtbot, name, screen, is_larger=is_larger)
    sheet = window.findChild(QWidget, SHEETS[name])
    assert isinstance(sheet, QWidget)
    assert sheet.isVisible()
    assert ink.faults(sheet) == []
