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


SIZES = pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])


@SCREENS
@SIZES
@pytest.mark.parametrize("case", list(CASES))
def test_the_words_of_a_page_fit(qtbot: QtBot, case: str, screen: Screen, *, is_larger: bool) -> None:
    """C1FR32a to g, in every state and in both sizes of text."""
    window = opened(qtbot, case, screen, is_larger=is_larger)
    wrong = {}
    for page in tuple(Page) if case == "normal" else (Page.HOME, Page.BILL, Page.NETWORK):
        window.open(page)
        if faults := ink.faults(window):
            wrong[page] = faults
    assert wrong == {}
