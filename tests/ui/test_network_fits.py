"""Devices, messages and low batteries on Home: nothing is cut off and nothing overlaps, at 100 and at 150 % text."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.ui import ink
from ui.presenters.device_care import cares
from ui.screens.cases import NOW, normal, with_manners
from ui.screens.network import NetworkScreen
from ui.screens.network_cases import FIRMWARES, NETWORK_SCENES
from ui.theme import Look, Theme
from ui.tokens import Screen
from ui.widgets.base import Pressable
from ui.widgets.sheet import Sheet
from ui.window import Window


def _states(window: Window, percent: int, tag: str) -> Iterator[tuple[str, list[str]]]:
    for name, (make, _, pages) in NETWORK_SCENES.items():
        window.show_snapshot(with_manners(make(normal()), text_percent=percent, language=tag))
        for page in pages:
            window.open(page)
            yield f"{page} {name}", ink.faults(window)
        if name in {"installer", "device-lost"}:
            row = window.findChild(Pressable, "network.device2")
            assert row is not None
            row.click()
            sheet = window.findChild(Sheet, "network.sheet")
            assert sheet is not None
            assert sheet.isVisible()
            yield f"sheet {name}", ink.faults(sheet)
            network = window.findChild(NetworkScreen)
            assert network is not None
            network.presenter.show_more()
            window.present()
            yield f"more {name}", ink.faults(sheet)
            network.presenter.care(len(cares(normal(), normal().devices[2])) - 1)
            window.present()
            yield f"remove {name}", ink.faults(sheet)
            sheet.dismissed.emit()
    for name in ("firmware-kept-old", "firmware-after-event"):
        window.show_snapshot(with_manners(FIRMWARES[name](normal()), text_percent=percent, language=tag))
        window.open("network")
        row, sheet = window.findChild(Pressable, "network.device2"), window.findChild(Sheet, "network.sheet")
        assert row is not None
        assert sheet is not None
        row.click()
        yield f"sheet {name}", ink.faults(sheet)
        sheet.dismissed.emit()


@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
@pytest.mark.parametrize("percent", [100, 150])
@pytest.mark.parametrize("tag", ["en-US", "es-US", "fr-CA"])
def test_devices_and_messages_fit_in_every_state(qtbot: QtBot, screen: Screen, percent: int, tag: str) -> None:
    """C1NFR13.4, users.md 19, users.md 21: said in full, at any size of text"""
    window = Window(Theme(Look(screen=screen, is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(window)
    window.resize(*screen.value)
    window.show()
    wrong = {state: faults for state, faults in _states(window, percent, tag) if faults}
    assert wrong == {}
