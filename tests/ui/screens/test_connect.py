"""A finger connects a meter: from the first question to live numbers, on every screen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from devices.messages import DeviceKind, Eui64
from hemsapp.commands import AllowJoin, NameDevice, Role, StartWork, StopJoin, Welcome
from hemsapp.commissioning import AllowJoins, Identify, ScanAir
from hemsapp.snapshot import Snapshot
from hemsapp.work import Task, Work, WorkKind
from tests.ui import ink
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases, join_cases
from ui.screens.cases import JOINS, LABEL_ADDRESS, LABEL_CODE, NOW, with_manners
from ui.theme import Look
from ui.tokens import Screen

SIZES = pytest.mark.parametrize("size", [screen.value for screen in Screen], ids=str)
ALLOW = AllowJoin(Eui64("00:0d:6f:00:0a:90:69:e7"), bytes.fromhex(LABEL_CODE))
SLIP = LABEL_CODE.replace("39B2", "3982")


def larger(snapshot: Snapshot) -> Snapshot:
    return with_manners(snapshot, text_percent=120)


def at_label(kiosk: Kiosk) -> None:
    """The page was opened, and the radio check is skipped."""
    kiosk.tap("connect.air.primary")


def type_in(kiosk: Kiosk, signs: str) -> None:
    for sign in signs:
        kiosk.tap(f"connect.keys.{sign}")


@pytest.fixture
def kiosk(make_kiosk: Callable[..., Kiosk]) -> Kiosk:
    made = make_kiosk()
    made.window.show_snapshot(cases.no_meter())
    return made


def test_the_first_answer_leads_to_the_meter_while_there_is_none(make_kiosk: Callable[..., Kiosk]) -> None:
    for role in (Role.HOME, Role.INSTALLER):
        kiosk = make_kiosk()
        first = cases.no_meter()
        kiosk.window.show_snapshot(replace(first, preferences=replace(first.preferences, role=None)))
        kiosk.tap(f"welcome.{role.value}")
        assert (kiosk.asked, kiosk.page()) == ([Welcome(role), ScanAir()], Page.CONNECT)
        assert not kiosk.find("rail").isVisible()
        assert not kiosk.find("header").isVisible()


def test_a_meter_is_connected_with_its_label(kiosk: Kiosk) -> None:
    kiosk.tap("home.notice.primary")
    assert kiosk.page() is Page.CONNECT
    at_label(kiosk)
    assert not kiosk.find("connect.keys.accept").isEnabled()
    type_in(kiosk, LABEL_ADDRESS)
    kiosk.tap("connect.keys.accept")
    type_in(kiosk, SLIP)
    assert not kiosk.find("connect.keys.accept").isEnabled()
    kiosk.tap("connect.hint.primary")
    kiosk.tap("connect.keys.accept")
    assert kiosk.asked == [ScanAir(), ALLOW]
    kiosk.window.show_snapshot(JOINS["join-waiting"]())
    assert kiosk.text("connect.bar") == "Connect your meter, 000D 6F00 0A90 69E7, Joining open, 2 min 07 s left"
    kiosk.window.show_snapshot(JOINS["join-ready"]())
    assert kiosk.text("connect.card").startswith("Ready in 42 s Your meter is connected.")
    kiosk.tap("connect.card.primary")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [ScanAir(), ALLOW, StopJoin()])


def test_a_failure_is_read_and_tried_again(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.CONNECT)
    at_label(kiosk)
    type_in(kiosk, LABEL_ADDRESS)
    kiosk.tap("connect.keys.accept")
    type_in(kiosk, LABEL_CODE)
    kiosk.tap("connect.keys.accept")
    kiosk.window.show_snapshot(JOINS["join-nobody-came"]())
    assert "The meter did not come." in kiosk.text("connect.card")
    kiosk.tap("connect.card.primary")
    kiosk.window.show_snapshot(JOINS["join-code-wrong"]())
    kiosk.tap("connect.card.primary")
    assert kiosk.asked == [ScanAir(), ALLOW, ALLOW, StopJoin()]
    kiosk.tap("connect.code.group1")
    kiosk.tap("connect.keys.0")
    assert kiosk.text("connect.code.group1") == "Group 1: 0"
    kiosk.tap("connect.keys.back")
    kiosk.tap("connect.keys.erase")
    assert kiosk.text("connect.code.group4") == "Group 4: 6 9 E"


def test_a_failure_saves_a_report_for_whoever_is_asked(kiosk: Kiosk) -> None:
    """As mockup 14 has it: three keys, none of them dead."""
    kiosk.window.open(Page.CONNECT)
    kiosk.window.show_snapshot(JOINS["join-waiting"]())
    failed = JOINS["join-thermostat-stopped"]()
    kiosk.window.show_snapshot(failed)
    kiosk.tap("connect.card.tertiary")
    task = Task(WorkKind.SAVE_REPORT)
    assert kiosk.asked[-1] == StartWork(task)
    kiosk.window.show_snapshot(replace(failed, work=Work(task, 1, 2, NOW)))
    assert kiosk.text("connect.card.tertiary") == "Saving…"
    kiosk.window.show_snapshot(replace(failed, work=Work(task, 2, 2, NOW, NOW, "hemsapp-report.zip is written.")))
    assert "hemsapp-report.zip is written." in kiosk.text("connect.card")
    assert not kiosk.find("connect.card.tertiary").isVisible()


def test_a_person_leaves_by_the_cross_alone(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.CONNECT)
    at_label(kiosk)
    kiosk.tap("connect.where")
    assert kiosk.text("connect.hint").startswith("On the meter")
    type_in(kiosk, "0")
    start = kiosk.window.rect().center()
    kiosk.swipe(start, start.__class__(start.x() - 300, start.y()))
    kiosk.now = cases.earlier(-61)
    kiosk.window._ticked()
    assert kiosk.page() is Page.CONNECT
    kiosk.tap("connect.bar.close")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [ScanAir()])
    assert kiosk.find("rail").isVisible()


def test_no_widget_keeps_a_code_that_is_not_shown(kiosk: Kiosk) -> None:
    """X-SECURITY"""
    for leave in ("connect.bar.close", "connect.keys.accept"):
        kiosk.window.open(Page.CONNECT)
        at_label(kiosk)
        type_in(kiosk, LABEL_ADDRESS)
        kiosk.tap("connect.keys.accept")
        type_in(kiosk, LABEL_CODE)
        kiosk.tap(leave)
        said = [widget.accessibleName() for widget in kiosk.find("connect").findChildren(QWidget)]
        views = [repr(getattr(widget, "view", "")) for widget in kiosk.find("connect").findChildren(QWidget)]
        assert not any("83FE" in text or "8 3 F E" in text for text in (*said, *views))


def test_leaving_while_it_waits_closes_the_network(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.CONNECT)
    kiosk.window.show_snapshot(JOINS["join-waiting"]())
    kiosk.tap("connect.bar.close")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [ScanAir(), StopJoin()])


def test_a_device_is_added_from_the_home_network(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.add")
    assert kiosk.text("connect.bar").startswith("Add a device")
    kiosk.tap("connect.bar.close")
    assert kiosk.page() is Page.NETWORK


def scan(kiosk: Kiosk, text: str, *, has_enter: bool = True) -> None:
    """A hand scanner writes it, sign by sign, faster than a person."""
    handle = kiosk.window.windowHandle()
    for sign in text:
        QTest.sendKeyEvent(QTest.KeyAction.Click, handle, Qt.Key.Key_unknown, sign, Qt.KeyboardModifier.NoModifier)
    if has_enter:
        QTest.keyClick(handle, Qt.Key.Key_Return)


def test_a_device_is_let_in_with_a_scanner_and_four_touches(kiosk: Kiosk) -> None:
    """users.md 15, users.md 17: kind, room, the scanned label, Continue; nothing is typed."""
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.CONNECT)
    kiosk.tap("connect.choice1")
    assert kiosk.text("connect.bar") == "Add a thermostat, Where is it?"
    kiosk.tap("connect.choice7")
    kiosk.tap("connect.scan")
    assert kiosk.text("connect.hint").startswith("Scan the label")
    scan(kiosk, f"Z:000D6F000B112202$I:{LABEL_CODE}%M:1002")
    assert kiosk.text("connect.hint") == "The label is read. Address 000D 6F00 0B11 2202; the check digits fit."
    kiosk.tap("connect.keys.accept")
    device = join_cases.LISTED
    assert kiosk.asked == [AllowJoin(device, bytes.fromhex(LABEL_CODE), kind=DeviceKind.THERMOSTAT)]
    kiosk.window.show_snapshot(JOINS["join-thermostat-ready"]())
    assert kiosk.asked[1:] == [NameDevice(device, "Nursery thermostat")]
    kiosk.tap("connect.after2")
    assert kiosk.asked[-1] == Identify(device)
    kiosk.tap("connect.after1")
    assert kiosk.page() is Page.RULES


def test_a_label_that_cannot_be_read_says_why(kiosk: Kiosk) -> None:
    """users.md 17"""
    kiosk.window.open(Page.CONNECT)
    at_label(kiosk)
    for text, told in (
        ("https://example.com", "This code is no device\N{RIGHT SINGLE QUOTATION MARK}s label."),
        (f"Z:000D6F000B112202$I:{SLIP}", "Its check digits do not fit."),
        (f"000D6F000B112202|{LABEL_CODE[:32]}", "It has a key in place of an install code."),
    ):
        scan(kiosk, text)
        assert kiosk.text("connect.hint").startswith(told)
    scan(kiosk, LABEL_ADDRESS)
    assert kiosk.text("connect.hint").startswith("The address is complete.")


def test_a_keyboard_types_sign_by_sign(kiosk: Kiosk, qtbot: QtBot) -> None:
    kiosk.window.open(Page.CONNECT)
    at_label(kiosk)
    scan(kiosk, "a", has_enter=False)
    qtbot.waitUntil(lambda: kiosk.text("connect.code.group1") == "Group 1: A", timeout=2000)
    QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_Backspace)
    assert kiosk.text("connect.code.group1") == "Group 1: empty"


def test_what_is_pasted_goes_onto_the_list(kiosk: Kiosk) -> None:
    """users.md 17: a list that was preloaded asks for no typing at all."""
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.CONNECT)
    QApplication.processEvents()
    QGuiApplication.clipboard().setText(join_cases.LIST)
    QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert kiosk.text("connect.batch.sentence") == "6 labels are read."
    kiosk.tap("connect.batch.primary")
    assert [type(each) for each in kiosk.asked] == [AllowJoins]
    kiosk.window.show_snapshot(join_cases.batch(cases.normal()))
    kiosk.tap("connect.batch.device0")
    assert "The device is heard too weakly." in kiosk.text("connect.card")
    kiosk.tap("connect.card.secondary")
    kiosk.tap("connect.batch.secondary")
    assert (kiosk.page(), kiosk.asked[-1]) == (Page.NETWORK, StopJoin())
    QGuiApplication.clipboard().clear()


def test_a_name_of_ones_own_is_typed_before_or_after(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.CONNECT)
    kiosk.tap("connect.choice2")
    kiosk.tap("connect.choice11")
    assert kiosk.find("connect.name").isVisible()
    scan(kiosk, "Pump", has_enter=False)
    kiosk.tap("connect.name.keys.3.5")
    assert kiosk.text("connect.bar").startswith("Add a load switch")


@SIZES
@pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])
def test_the_words_fit_while_typing_and_in_every_stage(
    make_kiosk: Callable[..., Kiosk], size: tuple[int, int], is_larger: bool
) -> None:
    kiosk = make_kiosk(size, Look(is_motion_reduced=True))
    look: Callable[[Snapshot], Snapshot] = larger if is_larger else lambda snapshot: snapshot
    kiosk.window.show_snapshot(look(cases.no_meter()))
    kiosk.window.open(Page.CONNECT)
    wrong = {"air": ink.faults(kiosk.window)}
    at_label(kiosk)
    wrong["empty"] = ink.faults(kiosk.window)
    type_in(kiosk, LABEL_ADDRESS)
    wrong["address"] = ink.faults(kiosk.window)
    kiosk.tap("connect.keys.accept")
    type_in(kiosk, LABEL_CODE[:20])
    wrong["short"] = ink.faults(kiosk.window)
    type_in(kiosk, SLIP[20:])
    wrong["slip"] = ink.faults(kiosk.window)
    kiosk.tap("connect.where")
    wrong["where"] = ink.faults(kiosk.window)
    for name, make in JOINS.items():
        kiosk.window.show_snapshot(look(make()))
        wrong[name] = ink.faults(kiosk.window)
    assert {name: faults for name, faults in wrong.items() if faults} == {}


@SIZES
def test_every_key_is_as_large_as_a_finger(make_kiosk: Callable[..., Kiosk], size: tuple[int, int]) -> None:
    kiosk = make_kiosk(size)
    kiosk.window.show_snapshot(cases.no_meter())
    kiosk.window.open(Page.CONNECT)
    at_label(kiosk)
    type_in(kiosk, LABEL_ADDRESS)
    kiosk.tap("connect.keys.accept")
    for widget in kiosk.find("connect").findChildren(QWidget):
        name = widget.objectName()
        if widget.isVisible() and name.startswith(("connect.keys.", "connect.code.group", "connect.bar.close")):
            assert min(widget.width(), widget.height()) >= 56, name
    for case in ("join-waiting", "join-full"):
        kiosk.window.show_snapshot(JOINS[case]())
        button = kiosk.find("connect.card.primary")
        assert min(button.width(), button.height()) >= 56
