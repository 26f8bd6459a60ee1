"""Events by finger: what a tap asks for, what stands above what, and how the pages make room for the band."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from hemsapp.commands import (
    AcknowledgeNotice,
    AnswerEvent,
    Ease,
    OptOut,
    Practise,
    ReturnNow,
    SaveMore,
    UndoOverride,
)
from hemsapp.snapshot import Refusal
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.cases import CASES
from ui.screens.event_cases import EVENT_ID, LIVING
from ui.tokens import LAYOUTS, Screen
from ui.widgets.base import Pressable
from ui.widgets.time_strip import TimeBlock

SIZES = pytest.mark.parametrize("screen", list(Screen), ids=lambda each: each.name.lower())


def show(kiosk: Kiosk, case: str) -> None:
    kiosk.window.show_snapshot(CASES[case]())


def top(kiosk: Kiosk, name: str) -> int:
    return kiosk.find(name).mapTo(kiosk.window, QPoint()).y()


def test_too_warm_is_one_tap_one_choice_and_one_tap(kiosk: Kiosk) -> None:
    """UC96.1.18: driven by mouse events from the button on Home to the command."""
    show(kiosk, "event-active")
    kiosk.tap("home.step_out")
    assert kiosk.find("home.override").isVisible()
    kiosk.tap("home.override.primary")
    assert kiosk.asked == [Ease(EVENT_ID, LIVING, 56)]
    assert kiosk.text("home.override.primary") == "Sending…"
    kiosk.tap("home.override.primary")
    assert len(kiosk.asked) == 1
    kiosk.at(cases.earlier(-3))
    assert kiosk.text("home.override.primary") == "Waiting for the thermostat…"
    show(kiosk, "event-eased")
    assert not kiosk.find("home.override").isVisible()
    assert kiosk.text("toast") == "Living room is going to 77°. About $0.35 by 3:00 PM."


def test_all_rooms_leave_by_the_last_option(kiosk: Kiosk) -> None:
    """UC96.1.18"""
    show(kiosk, "event-active")
    kiosk.tap("home.step_out")
    kiosk.tap("home.override.rooms.1")
    kiosk.tap("home.override.option2")
    assert kiosk.text("home.override.primary") == "Apply · about $3.80"
    kiosk.tap("home.override.primary")
    assert kiosk.asked == [OptOut(EVENT_ID, None)]


def test_the_band_stays_above_the_sheet_and_leads_to_the_details(kiosk: Kiosk) -> None:
    show(kiosk, "event-active")
    kiosk.tap("home.step_out")
    at = kiosk.middle(kiosk.find("band"))
    assert kiosk.window.childAt(at) is kiosk.find("band")
    kiosk.tap("band")
    assert kiosk.page() is Page.EVENT
    assert not kiosk.find("home.override").isVisible()


def test_the_sheet_is_put_away_by_keep_saving_by_its_scrim_and_by_a_finger_that_goes_down(kiosk: Kiosk) -> None:
    show(kiosk, "event-active")
    sheet = kiosk.find("home.override")
    kiosk.tap("home.step_out")
    kiosk.tap("home.override.secondary")
    assert not sheet.isVisible()
    kiosk.tap("home.step_out")
    QTest.mouseClick(kiosk.window.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(500, 20))
    assert not sheet.isVisible()
    kiosk.tap("home.step_out")
    kiosk.swipe(QPoint(300, 150), QPoint(310, 300))
    assert not sheet.isVisible()
    assert kiosk.asked == []


def test_a_sheet_that_is_left_alone_keeps_saving_after_two_minutes(kiosk: Kiosk) -> None:
    show(kiosk, "event-active")
    kiosk.tap("home.step_out")
    kiosk.at(cases.earlier(-119))
    assert kiosk.find("home.override").isVisible()
    kiosk.at(cases.earlier(-121))
    assert not kiosk.find("home.override").isVisible()


def test_the_last_step_can_be_taken_back_on_any_page(kiosk: Kiosk) -> None:
    show(kiosk, "event-eased")
    kiosk.window.open(Page.BILL)
    kiosk.tap("toast.action")
    assert kiosk.asked == [UndoOverride()]
    kiosk.at(cases.earlier(-9))
    assert not kiosk.find("toast").isVisible()


def test_a_refusal_is_told_over_the_way_back(kiosk: Kiosk) -> None:
    eased = CASES["event-eased"]()
    kiosk.window.show_snapshot(replace(eased, refusal=Refusal("The thermostat does not answer.", kiosk.now)))
    assert kiosk.text("toast") == "The thermostat does not answer."


def test_do_more_asks_for_one_degree_and_waits_for_its_answer(kiosk: Kiosk) -> None:
    show(kiosk, "event-active")
    kiosk.tap("home.do_more")
    assert kiosk.asked == [SaveMore(EVENT_ID, 56)]
    assert kiosk.text("home.do_more") == "Sending…"
    show(kiosk, "event-eased")
    assert kiosk.text("home.do_more") == "Do more"


def test_an_announcement_is_answered_once(kiosk: Kiosk) -> None:
    """C1FR38"""
    show(kiosk, "event-announced")
    kiosk.tap("home.event_card.2")
    assert kiosk.asked == [AnswerEvent(EVENT_ID, is_skipped=True)]
    assert kiosk.text("home.event_card.0") == "Sending…"
    show(kiosk, "event-skipped")
    assert not kiosk.find("home.event_card").isVisible()
    assert kiosk.find("home.prices").isVisible()


def test_the_chip_leads_to_its_event(kiosk: Kiosk) -> None:
    show(kiosk, "event-answered")
    kiosk.tap("header.chip0")
    assert kiosk.page() is Page.EVENT
    assert kiosk.text("header").startswith("Critical price tomorrow")


def test_a_notice_is_acknowledged_with_ok(kiosk: Kiosk) -> None:
    show(kiosk, "event-cancelled")
    kiosk.tap("home.event_card.0")
    assert kiosk.asked == [AcknowledgeNotice(EVENT_ID, 8)]


def test_a_result_is_opened_seen_and_put_away(kiosk: Kiosk) -> None:
    show(kiosk, "event-finished")
    kiosk.tap("home.event_card.0")
    assert kiosk.page() is Page.EVENT
    assert kiosk.text("event.loop_title") == "Every step confirmed"
    kiosk.tap("event.loop.6")
    assert kiosk.text("why").startswith("Records")
    kiosk.tap("why.primary")
    kiosk.tap("event.second")
    assert kiosk.text("why").startswith("Why about $1.55?")
    kiosk.tap("why.primary")
    kiosk.tap("event.first")
    assert (kiosk.asked, kiosk.page()) == ([AcknowledgeNotice(EVENT_ID, 31)], Page.HOME)


def test_a_recovery_is_ended_from_its_band(kiosk: Kiosk) -> None:
    show(kiosk, "event-recovering")
    kiosk.tap("band.return")
    assert kiosk.asked == [ReturnNow(EVENT_ID)]
    assert kiosk.page() is Page.HOME


def test_an_emergency_shows_the_number_as_large_as_it_goes(kiosk: Kiosk) -> None:
    show(kiosk, "event-emergency")
    assert not kiosk.find("home.cost_now").isVisible()
    assert not kiosk.find("home.emergency.step_out").isVisible()
    kiosk.tap("home.emergency.call")
    assert kiosk.text("home.emergency.phone.number") == "1-800-555-0142"
    kiosk.tap("home.emergency.phone.primary")
    kiosk.tap("home.emergency.medical")
    assert kiosk.find("home.emergency.exemption").isVisible()
    assert kiosk.asked == []


def test_under_ja5_the_sheet_opens_in_an_emergency(kiosk: Kiosk) -> None:
    show(kiosk, "event-emergency-ja5")
    kiosk.tap("home.emergency.step_out")
    kiosk.tap("home.override.primary")
    assert kiosk.asked == [Ease(EVENT_ID, LIVING, 56)]
    show(kiosk, "normal")
    assert kiosk.find("home.cost_now").isVisible()


def test_a_home_without_events_may_practise_one(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.EVENT)
    kiosk.tap("event.first")
    assert kiosk.asked == [Practise(10)]
    assert kiosk.text("event.first") == "Asked for"


@SIZES
def test_every_page_makes_room_for_the_band_and_takes_it_back(make_kiosk: Callable[..., Kiosk], screen: Screen) -> None:
    """C1FR32: the running event is seen from every page."""
    kiosk, layout = make_kiosk(screen.value), LAYOUTS[screen]
    show(kiosk, "normal")
    for page in Page:
        show(kiosk, "event-active")
        kiosk.window.open(page)
        band = kiosk.find("band")
        assert band.isVisible(), page
        below = kiosk.find(page)
        assert below.mapTo(kiosk.window, QPoint()).y() == band.geometry().bottom() + 1
        assert below.geometry().bottom() + 1 == kiosk.window.height()
        show(kiosk, "normal")
        assert not band.isVisible()
    kiosk.window.open(Page.HOME)
    assert top(kiosk, "home") == layout.header


@SIZES
@pytest.mark.parametrize("case", ["event-active", "event-announced", "event-emergency-ja5", "event-recovering"])
def test_what_can_be_touched_in_an_event_is_as_large_as_a_finger(
    make_kiosk: Callable[..., Kiosk], screen: Screen, case: str
) -> None:
    kiosk = make_kiosk(screen.value)
    show(kiosk, case)
    names = [
        *("home.step_out", "home.do_more", "home.event_details", "home.event_card.0", "home.event_card.2"),
        *("home.emergency.step_out", "home.emergency.call"),
    ]
    seen = [kiosk.find(name) for name in names if kiosk.find(name).isVisible()]
    for widget in seen:
        assert min(widget.width(), widget.height()) >= 56, widget.objectName()
    if kiosk.find("band").isVisible():
        assert kiosk.find("band").height() >= 48
    if kiosk.find("band.return").isVisible():
        assert min(kiosk.find("band.return").width(), kiosk.find("home.room").height()) >= 48


def test_the_sheet_is_walked_by_key(kiosk: Kiosk) -> None:
    show(kiosk, "event-active")
    kiosk.tap("home.step_out")
    reached = set()
    for _ in range(40):
        QTest.keyClick(kiosk.window, Qt.Key.Key_Tab)
        widget = kiosk.window.focusWidget()
        if isinstance(widget, QWidget):
            reached.add(widget.objectName())
    assert {f"home.override.option{index}" for index in range(3)} <= reached
    assert {"home.override.primary", "home.override.secondary", "home.override.rooms.1"} <= reached


def test_a_room_leads_to_comfort_and_change_plan_to_its_rules(kiosk: Kiosk) -> None:
    """C1FR38"""
    kiosk.tap("home.room")
    assert kiosk.page() is Page.COMFORT
    kiosk.window.open(Page.HOME)
    show(kiosk, "event-active")
    kiosk.tap("home.event_room")
    assert kiosk.page() is Page.COMFORT
    kiosk.window.open(Page.HOME)
    show(kiosk, "event-announced")
    kiosk.tap("home.event_card.1")
    assert kiosk.page() is Page.RULES


@SIZES
def test_no_control_lies_under_another_where_the_band_takes_its_height(
    make_kiosk: Callable[..., Kiosk], screen: Screen
) -> None:
    kiosk = make_kiosk(screen.value)
    show(kiosk, "event-active")
    for page in Page:
        kiosk.window.open(page)
        boxes = {
            each.objectName(): _drawn(each).translated(each.mapTo(kiosk.window, QPoint())).adjusted(2, 2, -2, -2)
            for each in kiosk.window.findChildren(Pressable)
            if each.isVisible() and not _is_scrolled(each) and each.objectName() != "header.back"
        }
        crossed = [
            (one, other)
            for (one, box), (other, below) in combinations(boxes.items(), 2)
            if box.intersects(below) and not other.startswith(f"{one}.") and not one.startswith(f"{other}.")
        ]
        assert crossed == [], page


def _drawn(control: Pressable[Any]) -> QRect:
    """Where it is seen: a narrow time of use is pressed beside that too, in what a wide neighbour can spare."""
    before, after = control.margins if isinstance(control, TimeBlock) else (0, 0)
    return control.rect().adjusted(before, 0, -after, 0)


def _is_scrolled(widget: QWidget) -> bool:
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractScrollArea):
        above = above.parentWidget()
    return above is not None
