"""A device is named on the screen: by finger, and by a real keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hemsapp.commands import NameDevice
from tests.ui import ink
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens.cases import normal, with_manners
from ui.screens.typing_scenes import ERASE, SYMBOLS, letters
from ui.tokens import Screen, Touch
from ui.widgets.text_keyboard import TextKey


@pytest.fixture
def naming(kiosk: Kiosk) -> Kiosk:
    """The sheet of the second device, asked for its name."""
    kiosk.window.show_snapshot(normal())
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device1")
    kiosk.tap("network.sheet.rename")
    return kiosk


def keys(kiosk: Kiosk, *pressed: Qt.Key) -> None:
    for key in pressed:
        QTest.keyClick(kiosk.window.windowHandle(), key)


def test_a_name_is_typed_by_finger(naming: Kiosk) -> None:
    device = normal().devices[1].device
    naming.tap(ERASE)
    for key in letters("den"):
        naming.tap(key)
    focused = naming.window.focusWidget()
    assert focused is naming.find("network.name.field"), "a finger on a key leaves the caret in the field"
    naming.tap("network.name.keys.3.5")
    assert naming.asked == [NameDevice(device, "Den")]
    assert not naming.find("network.name").isVisible()


def test_a_real_keyboard_types_as_well(naming: Kiosk) -> None:
    QTest.keyClicks(naming.find("network.name.field"), "Study")
    keys(naming, Qt.Key.Key_Left, Qt.Key.Key_Backspace)
    keys(naming, Qt.Key.Key_Return)
    assert [each.name for each in naming.asked if isinstance(each, NameDevice)] == ["Stuy"]


def test_escape_and_the_close_key_leave_the_name_as_it_is(naming: Kiosk) -> None:
    keys(naming, Qt.Key.Key_Escape)
    assert not naming.find("network.name").isVisible()
    assert naming.find("network.sheet").isVisible()
    naming.tap("network.sheet.rename")
    naming.tap("network.name.keys.3.0")
    assert not naming.find("network.name").isVisible()
    assert naming.asked == []


def test_arrows_lead_from_the_field_to_the_keys_and_they_are_pressed(naming: Kiosk) -> None:
    keys(naming, Qt.Key.Key_Down)
    key = naming.window.focusWidget()
    assert isinstance(key, TextKey)
    keys(naming, Qt.Key.Key_Space)
    assert naming.text("network.name.field").endswith(key.view.text)


@pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())
def test_the_keys_are_a_fingers_size_cover_half_the_screen_and_no_word_is_cut(kiosk: Kiosk, screen: Screen) -> None:
    """users.md 24: the keyboard never covers its field."""
    window = kiosk.window
    window.resize(*screen.value)
    faults = {}
    for percent in (100, 150):
        window.show_snapshot(with_manners(normal(), text_percent=percent))
        window.open(Page.NETWORK)
        kiosk.tap("network.device1")
        kiosk.tap("network.sheet.rename")
        states = {"first": (), "empty": (ERASE,), "taken": letters("upstairs"), "signs": (SYMBOLS,)}
        for name, pressed in states.items():
            for each in pressed:
                kiosk.tap(each)
            if found := ink.faults(kiosk.find("network.name")):
                faults[f"{percent} {name}"] = found
        board, field = kiosk.find("network.name.keys"), kiosk.find("network.name.field")
        assert board.height() * 2 <= window.height()
        assert field.mapTo(window, field.rect().bottomLeft()).y() < board.mapTo(window, board.rect().topLeft()).y()
        small = [each.size() for each in board.findChildren(TextKey) if each.isVisible() and each.height() < 55]
        assert small == []
        assert board.findChildren(TextKey)[0].width() >= Touch.MINIMUM
        window.open(Page.HOME)
    assert faults == {}
