"""The network map and the search for a problem: nothing is cut off, nothing overlaps, all can be touched."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.test_settings_fit import _faults, _played
from ui.screens.cases import NOW
from ui.screens.health_cases import HEALTH_SCENES
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.window import Window

SCENES = ("map-way", "map-fifty-way", "map-none", "problem-well", "problem-meter", "problem-device", "duties-measured")


@pytest.mark.parametrize(
    ("screen", "percent", "tag"),
    [(Screen.SMALL, 150, "fr-CA"), (Screen.SMALL, 100, "en-US"), (Screen.LARGE, 150, "es-US")],
)
def test_the_map_and_the_search_fit(qtbot: QtBot, screen: Screen, percent: int, tag: str) -> None:
    """users.md 19, users.md 24, X-SELF-DIAGNOSE: said in full at 800x480 with fifty devices, at any size of text."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    serve(window)
    window.show()
    wrong: dict[str, list[str]] = {}
    for name in SCENES:
        _played(window, HEALTH_SCENES[name], percent, tag)
        if faults := sorted(set(_faults(window))):
            wrong[name] = faults
    assert wrong == {}
