"""Settings, the PIN, More and Welcome in every state: nothing is cut off, nothing overlaps, all can be touched."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui import ink
from ui.screens.cases import NOW, with_manners
from ui.screens.history_cases import Scene
from ui.screens.sample_answers import serve
from ui.screens.settings_scenes import SETTINGS_SCENES
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.widgets.sheet import Sheet
from ui.window import Window


def _played(window: Window, scene: Scene, percent: int, tag: str) -> None:
    window._gate.watch(1e6)
    for sheet in window.findChildren(Sheet):
        if sheet.isVisible():
            sheet.dismissed.emit()
    window.show_snapshot(with_manners(scene.make(), text_percent=percent, language=tag))
    window.open(scene.page)
    for name in scene.pressed:
        button = window.findChild(QAbstractButton, name)
        assert button is not None, f"there is no {name} to press"
        button.click()


def _faults(window: Window) -> Iterator[str]:
    """Those of the page, scrolled through; rail and header are looked at elsewhere."""
    sheets = [sheet for sheet in window.findChildren(Sheet) if sheet.isVisible()]
    if sheets:
        yield from (fault for sheet in sheets for fault in ink.faults(sheet))
        return
    bars = [area.verticalScrollBar() for area in window.findChildren(QScrollArea) if area.isVisible()]
    furthest = max([bar.maximum() for bar in bars], default=0)
    for at in range(0, furthest + 300, 300):
        for bar in bars:
            bar.setValue(at)
        yield from (fault for fault in ink.faults(window) if not fault.startswith(("rail", "header")))


@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("tag", ["en-US", "es-US", "fr-CA"])
def test_settings_fit_in_every_state(qtbot: QtBot, screen: Screen, percent: int, tag: str) -> None:
    """C1NFR13.2, C1NFR13.3, users.md 24: said in full, at any size of text, in any language."""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    serve(window)
    window.show()
    wrong: dict[str, list[str]] = {}
    for name, scene in SETTINGS_SCENES.items():
        _played(window, scene, percent, tag)
        if faults := sorted(set(_faults(window))):
            wrong[name] = faults
    assert wrong == {}
