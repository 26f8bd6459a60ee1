"""A finger connects a meter: from the first question to live numbers, on every screen."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget

from devices.messages import Eui64
from hemsapp.commands import AllowJoin, Role, StopJoin, Welcome
from hemsapp.snapshot import Snapshot
from tests.ui import ink
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.cases import JOINS, LABEL_ADDRESS, LABEL_CODE, with_manners
from ui.theme import Look
from ui.tokens import Screen

SIZES = pytest.mark.parametrize("size", [screen.value for screen in Screen], ids=str)
ALLOW = AllowJoin(Eui64("00:0d:6f:00:0a:90:69:e7"), bytes.fromhex(LABEL_CODE))
SLIP = LABEL_CODE.replace("39B2", "3982")


def larger(snapshot: Snapshot) -> Snapshot:
    return with_manners(snapshot, text_percent=120)


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
        assert (kiosk.asked, kiosk.page()) == ([Welcome(role)], Page.CONNECT)
        assert not kiosk.find("rail").isVisible()
        assert not kiosk.find("header").isVisible()


def test_a_meter_is_connected_with_its_label(kiosk: Kiosk) -> None:
    kiosk.tap("home.notice.primary")
    assert kiosk.page() is Page.CONNECT
    assert not kiosk.find("connect.keys.accept").isEnabled()
    type_in(kiosk, LABEL_ADDRESS)
    kiosk.tap("connect.keys.accept")
    type_in(kiosk, SLIP)
    assert not kiosk.find("connect.keys.accept").isEnabled()
    kiosk.tap("connect.hint.primary")
    kiosk.tap("connect.keys.accept")
    assert kiosk.asked == [ALLOW]
    kiosk.window.show_snapshot(JOINS["join-waiting"]())
    assert kiosk.text("connect.bar") == "Connect your meter, 000D 6F00 0A90 69E7, Joining open, 2 min 07 s left"
    kiosk.window.show_snapshot(JOINS["join-ready"]())
    assert kiosk.text("connect.card").startswith("Ready in 42 s Your meter is connected.")
    kiosk.tap("connect.card.primary")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [ALLOW, StopJoin()])


def test_a_failure_is_read_and_tried_again(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.CONNECT)
    type_in(kiosk, LABEL_ADDRESS)
    kiosk.tap("connect.keys.accept")
    type_in(kiosk, LABEL_CODE)
    kiosk.tap("connect.keys.accept")
    kiosk.window.show_snapshot(JOINS["join-nobody-came"]())
    assert "The meter did not come." in kiosk.text("connect.card")
    kiosk.tap("connect.card.primary")
    kiosk.window.show_snapshot(JOINS["join-code-wrong"]())
    kiosk.tap("connect.card.primary")
    assert kiosk.asked == [ALLOW, ALLOW, StopJoin()]
    kiosk.tap("connect.code.group1")
    kiosk.tap("connect.keys.0")
    assert kiosk.text("connect.code.group1") == "Group 1: 0"
    kiosk.tap("connect.keys.back")
    kiosk.tap("connect.keys.erase")
    assert kiosk.text("connect.code.group4") == "Group 4: 6 9 E"


def test_a_person_leaves_by_the_cross_alone(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.CONNECT)
    kiosk.tap("connect.where")
    assert kiosk.text("connect.hint").startswith("On the meter")
    type_in(kiosk, "0")
    start = kiosk.window.rect().center()
    kiosk.swipe(start, start.__class__(start.x() - 300, start.y()))
    kiosk.now = cases.earlier(-61)
    kiosk.window._ticked()
    assert kiosk.page() is Page.CONNECT
    kiosk.tap("connect.bar.close")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [])
    assert kiosk.find("rail").isVisible()


def test_no_widget_keeps_a_code_that_is_not_shown(kiosk: Kiosk) -> None:
    """X-SECURITY"""
    for leave in ("connect.bar.close", "connect.keys.accept"):
        kiosk.window.open(Page.CONNECT)
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
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [StopJoin()])


def test_a_device_is_added_from_the_home_network(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.add")
    assert kiosk.text("connect.bar").startswith("Add a device")
    kiosk.tap("connect.bar.close")
    assert kiosk.page() is Page.NETWORK


@SIZES
@pytest.mark.parametrize("is_larger", [False, True], ids=["as_drawn", "larger"])
def test_the_words_fit_while_typing_and_in_every_stage(
    make_kiosk: Callable[..., Kiosk], size: tuple[int, int], is_larger: bool
) -> None:
    kiosk = make_kiosk(size, Look(is_motion_reduced=True))
    look: Callable[[Snapshot], Snapshot] = larger if is_larger else lambda snapshot: snapshot
    kiosk.window.show_snapshot(look(cases.no_meter()))
    kiosk.window.open(Page.CONNECT)
    wrong = {"empty": ink.faults(kiosk.window)}
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
