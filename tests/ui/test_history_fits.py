"""Nothing is cut off and nothing overlaps on the pages of prices, history and data, in any state, on any screen."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hemsapp.manners import Manners
from hemsapp.snapshot import Snapshot
from tests.ui import ink
from ui.gallery import play
from ui.screens.history_cases import HISTORY_SCENES, Scene
from ui.theme import Look, Theme
from ui.tokens import Screen, Touch
from ui.widgets.sheet import Sheet
from ui.window import Window

SCENES = pytest.mark.parametrize("name", list(HISTORY_SCENES))


def played(qtbot: QtBot, scene: Scene, screen: Screen, *, is_larger: bool) -> Window:
    """The window with that scene on it."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: scene.now)
    qtbot.addWidget(window)
    window.resize(*screen.value)

    def make() -> Snapshot:
        snapshot = scene.make()
        return replace(
            snapshot, preferences=replace(snapshot.preferences, manners=Manners(text_percent=120 if is_larger else 100))
        )

    return play(window, replace(scene, make=make))


def covering(window: Window) -> QWidget:
    """The sheet that lies over the page, the last one that was opened; without one the window itself."""
    sheets = [each for each in window.children() if isinstance(each, Sheet) and each.isVisible()]
    return sheets[-1] if sheets else window


@SCENES
@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
@pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])
def test_the_words_fit(qtbot: QtBot, name: str, screen: Screen, *, is_larger: bool) -> None:
    window = played(qtbot, HISTORY_SCENES[name], screen, is_larger=is_larger)
    assert ink.faults(covering(window)) == []


@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
@pytest.mark.parametrize("name", ["prices", "history-day", "history-fix", "data"])
def test_what_is_pressed_is_as_large_as_a_finger(qtbot: QtBot, name: str, screen: Screen) -> None:
    """DESIGN section 3: 56 and more."""
    window = played(qtbot, HISTORY_SCENES[name], screen, is_larger=False)
    part = covering(window)
    pages = [part] if part is not window else [window.findChild(QWidget, HISTORY_SCENES[name].page)]
    found = [each for page in pages if page for each in page.findChildren(QAbstractButton) if each.isVisible()]
    assert found
    small = {each.objectName(): (each.width(), each.height()) for each in found}
    assert {key: size for key, size in small.items() if min(size) < Touch.MINIMUM} == {}
