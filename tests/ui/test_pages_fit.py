"""Nothing is cut off and nothing overlaps on a page, in any state, on any screen."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import ink
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.window import Window

SCREENS = pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())


def opened(qtbot: QtBot, case: str, screen: Screen, *, is_larger: bool) -> Window:
    """The window in that state."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    window.show()
    snapshot = CASES[case]()
    window.show_snapshot(replace(snapshot, preferences=replace(snapshot.preferences, is_text_larger=is_larger)))
    return window


@SCREENS
@pytest.mark.parametrize("case", list(CASES))
def test_the_words_of_a_page_fit(qtbot: QtBot, case: str, screen: Screen) -> None:
    """C1FR32a to g, in every state."""
    window = opened(qtbot, case, screen, is_larger=False)
    wrong = {}
    for page in tuple(Page) if case == "normal" else (Page.HOME, Page.BILL):
        window.open(page)
        if faults := ink.faults(window):
            wrong[page] = faults
    assert wrong == {}


@SCREENS
@pytest.mark.parametrize("case", list(CASES))
def test_larger_words_fit_on_home(qtbot: QtBot, case: str, screen: Screen) -> None:
    window = opened(qtbot, case, screen, is_larger=True)
    window.open(Page.HOME)
    assert ink.faults(window) == []
