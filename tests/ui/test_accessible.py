"""Roles, states, actions and announcements, asked within the process: the bus carries them on (test_atspi)."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.accessible import Role, role_of
from ui.announcements import Announcements
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW
from ui.screens.sample_answers import serve
from ui.theme import Look, Theme
from ui.views import EventBandView, HeaderView, LinkState, LinkStatusView, MailBadgeView, ToastView
from ui.views.events import BandKind
from ui.widgets.base import Painted, Pressable
from ui.window import Window

ORNAMENTS = {Role.StaticText, Role.Graphic}
CONTAINERS = {Role.Grouping, Role.Dialog, Role.PageTabList}


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    """The sample house, answered."""
    made = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)
    qtbot.addWidget(made)
    serve(made)
    made.resize(1024, 600)
    made.show()
    return made


def test_whatever_can_be_pressed_or_read_has_a_sentence(window: Window) -> None:
    """In every case; what is only painted and says nothing is an ornament and no more."""
    nameless = set()
    for case, make in CASES.items():
        window.show_snapshot(make())
        for page in Page if case in {"normal", "event-active", "no-meter"} else (Page.HOME, Page.BILL):
            window.open(page)
            shown: list[QWidget] = [*window.findChildren(Pressable), *window.findChildren(Painted)]
            for each in shown:
                is_ornament = isinstance(each, Painted) and role_of(each) in ORNAMENTS | CONTAINERS
                if each.isVisible() and not each.accessibleName() and not is_ornament:
                    nameless.add(f"{case} {page} {each.objectName()}")
    assert nameless == set()


def test_gauges_and_charts_say_what_they_show(window: Window) -> None:
    said = {}
    window.show_snapshot(CASES["normal"]())
    for page in (Page.HOME, Page.COMFORT, Page.BILL, Page.PRICES, Page.HISTORY):
        window.open(page)
        for each in window.findChildren(Painted):
            if each.isVisible() and role_of(each) in {Role.Graphic, Role.Chart}:
                said[each.objectName()] = each.accessibleName()
    assert {name for name, sentence in said.items() if not any(sign.isdigit() for sign in sentence)} <= {"home.spark"}
    assert {"home.arch", "comfort.dial.arch", "prices.ribbon", "history.chart"} <= set(said), said


def test_one_of_several_is_a_radio_button_that_says_whether_it_is_chosen(window: Window) -> None:
    window.show_snapshot(CASES["normal"]())
    window.open(Page.HISTORY)
    segments = [each for each in window.findChildren(Pressable) if each.objectName().startswith("history.scale.")]
    assert segments
    for each in segments:
        door = QAccessible.queryAccessibleInterface(each)
        assert door.role() == Role.RadioButton
        assert bool(door.state().checked) == each.view.is_on
        assert "Press" in door.actionInterface().actionNames()


def test_a_press_of_assistive_technology_presses(window: Window) -> None:
    window.show_snapshot(CASES["normal"]())
    tab = window.findChild(QWidget, "rail.more")
    assert tab is not None
    door = QAccessible.queryAccessibleInterface(tab)
    assert door.role() == Role.PageTab
    door.actionInterface().doAction("Press")
    QCoreApplication.processEvents()
    assert window.page is Page.MORE
    assert door.state().selected


def test_interfaces_go_with_their_widgets(window: Window, qtbot: QtBot) -> None:
    """Hundreds of widgets come and go while somebody listens; nothing is left, nothing crashes."""
    window.show_snapshot(CASES["normal"]())
    for _ in range(3):
        for page in Page:
            window.open(page)
            for each in window.findChildren(QWidget):
                door = QAccessible.queryAccessibleInterface(each)
                name = each.accessibleName()
                assert door is None or not name or door.text(QAccessible.Text.Name) == name
        other = Window(Theme(Look(is_motion_reduced=True)), lambda: NOW)
        qtbot.addWidget(other)
        QAccessible.queryAccessibleInterface(other)
        other.deleteLater()


def header(title: str, unread: int = 0) -> HeaderView:
    mail = MailBadgeView(str(unread or ""), f"{unread} new")
    return HeaderView(title=title, clock="1:15 PM", link=LinkStatusView("Meter 3 s ago", LinkState.LIVE), mail=mail)


def test_what_changes_is_announced_once_and_numbers_never() -> None:
    """users.md, spoken display: a change is said, what stays is not repeated; an emergency is said at once."""
    said: list[tuple[str, bool]] = []
    voice = Announcements(None, lambda words, is_urgent: said.append((words, is_urgent)))  # type: ignore[arg-type]
    band = EventBandView(BandKind.EMERGENCY, "Grid emergency · until 7:00 PM", "2 h 18 m left")
    for _ in range(3):
        voice.show(header("Home"), None, None)
    voice.show(header("Home", 1), None, None)
    voice.show(header("Home", 1), band, None)
    for minutes in range(17, 10, -1):
        later = EventBandView(band.kind, band.title, f"2 h {minutes} m left")
        voice.show(header("Home", 1), later, ToastView("Living room is going to 77°.", action=f"Undo · {minutes} s"))
    voice.show(header("Home"), None, None)
    voice.show(header("Bill"), None, None)
    assert said == [
        ("Home", False),
        ("1 new", False),
        ("Grid emergency · until 7:00 PM", True),
        ("Living room is going to 77°.", False),
        ("Bill", False),
    ]
