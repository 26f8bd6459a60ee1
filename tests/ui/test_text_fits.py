"""Nothing is cut off and nothing overlaps, in any state, on any screen, in either size of text."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import ink
from ui.specimens import Specimen, specimens
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.widgets.sheet import Sheet

ALL = [each for each in specimens() if each.kind is not Sheet]
LOOKS = [(screen, is_larger) for screen in Screen for is_larger in (False, True)]


@pytest.fixture(scope="module")
def themes(qapp: object) -> dict[tuple[Screen, bool], Theme]:
    return {
        (screen, is_larger): Theme(Look(screen=screen, text_percent=120 if is_larger else 100, is_motion_reduced=True))
        for screen, is_larger in LOOKS
    }


@pytest.mark.parametrize("specimen", ALL, ids=lambda each: each.name)
def test_the_words_of_a_widget_fit(qtbot: QtBot, themes: dict[tuple[Screen, bool], Theme], specimen: Specimen) -> None:
    wrong = {}
    for look, theme in themes.items():
        widget = specimen.build(theme)
        qtbot.addWidget(widget)
        if faults := ink.faults(widget):
            wrong[look] = faults
    assert wrong == {}
