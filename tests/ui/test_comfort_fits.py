"""Nothing is cut off and nothing overlaps on the pages of comfort, rules and messages, with and without the band."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from hemsapp.manners import Manners
from tests.ui import ink
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.comfort_cases import SCENES
from ui.screens.programme import ProgrammeScreen
from ui.screens.rules import RulesScreen
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.widgets.button import Button
from ui.widgets.sheet import Sheet
from ui.window import Window

SCREENS = pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
SIZES = pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])


def opened(qtbot: QtBot, scene: str, screen: Screen, *, is_larger: bool) -> Window:
    make, now, _ = SCENES[scene]
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: now or cases.NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    window.show()
    snapshot = make(cases.normal())
    window.show_snapshot(
        replace(
            snapshot, preferences=replace(snapshot.preferences, manners=Manners(text_percent=120 if is_larger else 100))
        )
    )
    return window


@SCREENS
@SIZES
@pytest.mark.parametrize("scene", list(SCENES))
def test_the_words_of_a_scene_fit(qtbot: QtBot, scene: str, screen: Screen, *, is_larger: bool) -> None:
    """C1FR38, UC96.3.4: a sentence that is cut tells nothing."""
    window = opened(qtbot, scene, screen, is_larger=is_larger)
    wrong = {}
    for page in SCENES[scene][2]:
        window.open(page)
        if faults := ink.faults(window):
            wrong[page] = faults
    assert wrong == {}


@SCREENS
@SIZES
@pytest.mark.parametrize("scene", ["in-event", "heating", "locked"])
def test_the_words_of_the_seldom_rules_fit(qtbot: QtBot, scene: str, screen: Screen, *, is_larger: bool) -> None:
    """X-CHOICE"""
    window = opened(qtbot, scene, screen, is_larger=is_larger)
    window.open(Page.RULES)
    rules = window.findChild(RulesScreen)
    assert rules is not None
    wrong = {}
    for act in (rules.presenter.toggle_more, lambda: rules.presenter.choose(3), lambda: rules.presenter.respond(0)):
        act()
        window.present()
        if faults := ink.faults(window):
            wrong[rules.presenter.is_editing] = faults
    assert wrong == {}


@SCREENS
@SIZES
@pytest.mark.parametrize("name", ["rules.leave", "programme.leave", "rules.level", "messages.call", "why"])
def test_the_words_of_the_sheets_fit(qtbot: QtBot, name: str, screen: Screen, *, is_larger: bool) -> None:
    window = opened(qtbot, "missed", screen, is_larger=is_larger)
    rules, programme = (window._screen(page) for page in (Page.RULES, Page.PROGRAMME))
    assert isinstance(rules, RulesScreen)
    assert isinstance(programme, ProgrammeScreen)
    page = {"why": Page.COMFORT, "messages.call": Page.MESSAGES}.get(name) or Page(name.partition(".")[0])
    window.open(page)
    if name == "rules.level":
        rules._open_level(2)
    elif name == "rules.leave":
        rules.presenter.step_critical(1)
        window.open(Page.HOME)
    elif name == "programme.leave":
        programme.presenter.step_start(0, 1)
        window.open(Page.HOME)
    else:
        pressed = window.findChild(Button, "comfort.why" if name == "why" else "messages.missed.call")
        assert pressed is not None
        pressed.click()
    sheet = window.findChild(Sheet, name)
    assert sheet is not None
    assert sheet.isVisible()
    assert ink.faults(sheet) == []
