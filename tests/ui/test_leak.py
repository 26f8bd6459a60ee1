"""Signals and paint events that lose references end the process: docs/decisions/0003-qt-widgets.md."""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from ui.specimens import specimens
from ui.theme import Look, Theme

ROUNDS = 3_000


class Speaker(QObject):
    """Says yes and no."""

    said = Signal(bool)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True and None are immortal from Python 3.12 on")
def test_thousands_of_signals_and_paints_keep_every_reference(qtbot: QtBot) -> None:
    theme = Theme(Look(is_motion_reduced=True))
    hero = next(each for each in specimens() if each.name == "button.primary.idle").build(theme)
    qtbot.addWidget(hero)
    speaker = Speaker()
    speaker.said.connect(lambda _: None)
    image = hero.grab()
    before = sys.getrefcount(True), sys.getrefcount(None)
    for _ in range(ROUNDS):
        speaker.said.emit(True)
        hero.render(image)
    after = sys.getrefcount(True), sys.getrefcount(None)
    assert [abs(now - then) < ROUNDS // 10 for now, then in zip(after, before, strict=True)] == [True, True]
