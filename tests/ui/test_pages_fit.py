"""Nothing is cut off and nothing overlaps on a page, in any state, on any screen."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from hemsapp.manners import Manners
from tests.ui import ink
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.screens.home import HomeScreen
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.widgets.sheet import Sheet
from ui.widgets.toast import Toast
from ui.window import Window

SHOWN = (Page.HOME, Page.BILL, Page.NETWORK)
SCREENS = pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())


def opened(qtbot: QtBot, case: str, screen: Screen, *, is_larger: bool) -> Window:
    """The window in that state."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    window.show()
    snapshot = CASES[case]()
    window.show_snapshot(
        replace(
            snapshot, preferences=replace(snapshot.preferences, manners=Manners(text_percent=120 if is_larger else 100))
        )
    )
    return window


SIZES = pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])


@SCREENS
@SIZES
@pytest.mark.parametrize("case", list(CASES))
def test_the_words_of_a_page_fit(qtbot: QtBot, case: str, screen: Screen, *, is_larger: bool) -> None:
    """C1FR32a to g, in every state and in both sizes of text."""
    window = opened(qtbot, case, screen, is_larger=is_larger)
    wrong: dict[str, list[str]] = {}
    for page in (
        tuple(Page)
        if case in {"normal", "event-active"}
        else SHOWN + ((Page.EVENT,) if case.startswith("event") else ())
    ):
        window.open(page)
        told = window.findChild(Toast)
        assert told is not None
        if faults := (ink.faults(told) if told.isVisible() else []):
            wrong[f"toast over {page}"] = faults
        told.hide()
        if faults := ink.faults(window):
            wrong[page] = faults
    assert wrong == {}


@SCREENS
@SIZES
@pytest.mark.parametrize("case", ["event-active", "event-heating", "event-one-room", "event-emergency-ja5"])
@pytest.mark.parametrize("room", [0, 1, 2])
def test_the_words_of_the_ways_out_fit(qtbot: QtBot, case: str, room: int, screen: Screen, *, is_larger: bool) -> None:
    window = opened(qtbot, case, screen, is_larger=is_larger)
    home = window.findChild(HomeScreen)
    assert home is not None
    home._override.open()
    home._override._choose_room(room)
    sheet = window.findChild(Sheet, "home.override")
    assert sheet is not None
    assert sheet.isVisible()
    assert ink.faults(sheet) == []
