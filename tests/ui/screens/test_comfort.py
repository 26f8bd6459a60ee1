"""Comfort, rules, programme, events and messages under a finger: what is tapped, and the command that comes of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from hemsapp.commands import (
    AcknowledgeNotice,
    CheckEvent,
    ChoosePolicy,
    HoldTemperature,
    OptOut,
    Practise,
    SavePlan,
    SaveProgramme,
    SetRoomTemperature,
    StopPlan,
)
from hemsapp.plans import PRICE_OFFSETS_CENTI_C, Policy, Saving
from hemsapp.snapshot import NO_COMFORT, NO_EVENTS
from tests.ui.screens.conftest import Kiosk
from ui import i18n
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.comfort import ComfortScreen
from ui.screens.comfort_cases import LIVING_ROOM, NURSERY, PLAN, SCENES, UPSTAIRS


@pytest.fixture
def scene(make_kiosk: Callable[..., Kiosk]) -> Callable[..., Kiosk]:
    def make(name: str, page: str, size: tuple[int, int] = (1024, 600)) -> Kiosk:
        kiosk = make_kiosk(size)
        build, now, _ = SCENES[name]
        kiosk.arrive(now or cases.NOW)
        kiosk.window.show_snapshot(build(cases.normal()))
        kiosk.window.open(page)
        return kiosk

    return make


def test_the_rail_opens_comfort_and_its_pages_lead_back(kiosk: Kiosk) -> None:
    kiosk.tap("rail.comfort")
    assert kiosk.page() is Page.COMFORT
    for button, page in (("comfort.change", Page.RULES), ("comfort.programme", Page.PROGRAMME)):
        kiosk.tap(button)
        assert kiosk.page() is page
        kiosk.tap("header.back")
        assert kiosk.page() is Page.COMFORT


def test_three_taps_are_one_command_after_a_second_and_a_half(scene: Callable[..., Kiosk], qtbot: QtBot) -> None:
    """UC96.1.10: an override, by degrees."""
    kiosk = scene("in-event", "comfort")
    for _ in range(3):
        kiosk.tap("comfort.less")
    assert (kiosk.asked, kiosk.text("comfort.dial.number")) == ([], "75°")
    qtbot.waitUntil(lambda: bool(kiosk.asked), timeout=4000)
    assert kiosk.asked == [SetRoomTemperature(LIVING_ROOM, i18n.centi_celsius(75))]


def test_taps_are_sent_when_the_page_is_left_or_another_room_is_chosen(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("in-event", "comfort")
    kiosk.tap("comfort.more")
    kiosk.tap("comfort.room1")
    assert kiosk.asked == [SetRoomTemperature(LIVING_ROOM, i18n.centi_celsius(79))]
    kiosk.tap("comfort.less")
    kiosk.tap("rail.home")
    assert kiosk.asked[1:] == [SetRoomTemperature(UPSTAIRS, i18n.centi_celsius(77))]


def test_a_room_is_held_and_leaves_the_event(scene: Callable[..., Kiosk]) -> None:
    """C1FR36"""
    kiosk = scene("in-event", "comfort")
    kiosk.tap("comfort.hold")
    kiosk.tap("comfort.part")
    assert kiosk.asked == [HoldTemperature(LIVING_ROOM, is_held=True), OptOut(4711, LIVING_ROOM)]


def test_why_opens_a_sheet_of_sentences(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("in-event", "comfort")
    kiosk.tap("comfort.why")
    assert kiosk.text("why") == "Why is it 78°?"
    kiosk.tap("why.primary")
    assert not kiosk.find("why").isVisible()


@pytest.mark.parametrize("key", ["comfort.less", "comfort.more", "comfort.part"])
def test_a_locked_key_explains_and_asks_for_nothing(scene: Callable[..., Kiosk], key: str) -> None:
    """UC96-2007"""
    kiosk = scene("locked", "comfort")
    kiosk.tap(key)
    assert kiosk.text("why") == "Locked until 7 PM"
    assert kiosk.asked == []


def test_a_lost_room_takes_no_taps(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("lost", "comfort")
    kiosk.tap("comfort.more")
    assert (kiosk.asked, kiosk.find("comfort.more").isEnabled()) == ([], False)


def test_a_house_without_rooms_offers_to_add_one(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(replace(cases.normal(), comfort=NO_COMFORT))
    kiosk.tap("rail.comfort")
    kiosk.tap("comfort.add")
    assert kiosk.page() is Page.CONNECT


def test_keys_work_from_the_keyboard(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("in-event", "comfort")
    for name in ("comfort.room1", "comfort.less"):
        kiosk.find(name).setFocus()
        QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_Space)
    kiosk.window.open(Page.HOME)
    assert kiosk.asked == [SetRoomTemperature(UPSTAIRS, i18n.centi_celsius(77))]


def test_rules_are_stepped_and_saved(kiosk: Kiosk) -> None:
    """C1FR38"""
    kiosk.window.open(f"rules/{LIVING_ROOM}")
    kiosk.tap("rules.critical.offset.more")
    kiosk.tap("rules.emergency.offset.less")
    kiosk.tap("rules.response.3")
    kiosk.tap("rules.save")
    plan = replace(
        PLAN,
        critical_offset_centi_c=i18n.centi_kelvin(5),
        emergency_offset_centi_c=i18n.centi_kelvin(3),
        saving=Saving.SAVINGS,
        price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.SAVINGS],
    )
    assert kiosk.asked == [SavePlan(LIVING_ROOM, plan)]
    assert kiosk.text("rules.save") == "Saved"


def test_the_table_is_edited_by_hand(kiosk: Kiosk) -> None:
    """X-PRICE-RESPONSE"""
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.high")
    kiosk.tap("rules.level.offset.more")
    assert kiosk.text("rules.level") == "High price, Living room. The set point goes to 77°: 3° warmer"
    kiosk.tap("rules.level.primary")
    assert not kiosk.find("rules.level").isVisible()
    assert kiosk.text("rules.high") == "High, 77°, 3° warmer"


def test_leaving_with_changes_asks_and_saves(kiosk: Kiosk) -> None:
    kiosk.window.open(f"rules/{LIVING_ROOM}")
    kiosk.tap("rules.critical.offset.more")
    kiosk.tap("header.back")
    assert (kiosk.page(), kiosk.text("rules.leave")) == (Page.RULES, "Save your rules?. You changed Living room")
    kiosk.tap("rules.leave.primary")
    assert kiosk.page() is Page.COMFORT
    assert [type(command) for command in kiosk.asked] == [SavePlan]


def test_leaving_without_saving_forgets(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.critical.offset.more")
    kiosk.tap("rail.home")
    kiosk.tap("rules.leave.secondary")
    assert (kiosk.page(), kiosk.asked) == (Page.HOME, [])
    kiosk.window.open(Page.RULES)
    assert kiosk.text("rules.critical.offset") == "+4°"


def test_a_tap_beside_the_question_stays_on_the_page(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.critical.offset.more")
    kiosk.window.open(Page.HOME)
    QTest.keyClick(kiosk.window.windowHandle(), Qt.Key.Key_Escape)
    assert (kiosk.page(), kiosk.find("rules.leave").isVisible()) == (Page.RULES, False)
    assert kiosk.text("rules.critical.offset") == "+5°"


def test_time_does_not_take_changed_rules_away(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.part.on")
    kiosk.now = cases.earlier(-120)
    kiosk.window._ticked()
    assert kiosk.page() is Page.RULES


def test_programs_limits_and_policy_stand_behind_more_rules(kiosk: Kiosk) -> None:
    """X-CHOICE, JA5, UC96-2007"""
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.more")
    kiosk.tap("rules.program.demand_bidding.on")
    kiosk.tap("rules.highest.value.more")
    kiosk.tap("rules.policy.choice.1")
    kiosk.tap("rules.clock.on")
    kiosk.tap("rules.save")
    plan = replace(PLAN, takes_part=PLAN.takes_part - {"demand bidding"}, highest_centi_c=i18n.centi_celsius(81))
    assert kiosk.asked == [
        ChoosePolicy(policy=Policy.UC96_2007),
        ChoosePolicy(keeps_plan_by_own_clock=False),
        SavePlan(LIVING_ROOM, plan),
    ]


def test_an_event_of_ten_minutes_is_practised(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.rehearse")
    assert kiosk.asked == [Practise(10)]
    assert kiosk.text("rules.rehearse") == "Asking…"


def test_a_programme_is_changed_and_saved(kiosk: Kiosk) -> None:
    """C1FR37"""
    kiosk.window.open(f"programme/{NURSERY}")
    kiosk.tap("programme.days.1")
    kiosk.tap("programme.period1.start.more")
    kiosk.tap("programme.period1.set_point.less")
    kiosk.tap("programme.save")
    (command,) = kiosk.asked
    assert isinstance(command, SaveProgramme)
    assert command.device == NURSERY
    first = next(each for each in command.periods if each.days == {5, 6} and each.name == "Wake")
    assert (first.start.isoformat(), i18n.steps(first.cooling_centi_c)) == ("07:45:00", 73)
    assert len(command.periods) == 8


def test_a_changed_programme_is_not_left_by_accident(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.PROGRAMME)
    kiosk.tap("programme.count.more")
    assert kiosk.find("programme.period5").isVisible()
    kiosk.tap("rail.bill")
    kiosk.tap("programme.leave.secondary")
    assert (kiosk.page(), kiosk.asked) == (Page.BILL, [])


def test_an_event_that_nobody_confirmed_is_checked_stopped_and_called_about(scene: Callable[..., Kiosk]) -> None:
    """UC96.3.4, UC96.3.5, UC96.3.13"""
    kiosk = scene("missed", "messages")
    kiosk.tap("messages.missed.check")
    kiosk.tap("messages.missed.stop")
    kiosk.tap("messages.missed.call")
    assert kiosk.asked == [CheckEvent(4711), StopPlan(4711)]
    assert kiosk.text("messages.call.body").startswith("1-800-555-0142. Tell them: Event: 4711")
    kiosk.tap("messages.call.primary")
    assert not kiosk.find("messages.call").isVisible()


def test_an_event_in_the_list_opens_and_is_read(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("announced", "messages")
    kiosk.tap("messages.event0")
    assert kiosk.page() is Page.EVENT
    assert kiosk.asked == [AcknowledgeNotice(4702, 9)]
    kiosk.window.open(Page.MESSAGES)
    kiosk.tap("messages.all_events")
    assert kiosk.page() is Page.EVENTS
    kiosk.tap("events.event0")
    assert kiosk.page() is Page.EVENT


def test_where_no_event_is_known_one_can_be_practised(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(replace(cases.normal(), events=NO_EVENTS))
    kiosk.tap("rail.more")
    kiosk.tap("more.events")
    kiosk.tap("events.practise")
    assert kiosk.asked == [Practise(10)]


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800)])
@pytest.mark.parametrize(("name", "page"), [(n, p) for n, (_, _, pages) in SCENES.items() for p in pages])
def test_what_can_be_touched_is_as_large_as_a_finger(
    scene: Callable[..., Kiosk], name: str, page: str, size: tuple[int, int]
) -> None:
    kiosk = scene(name, page, size)
    small = [
        f"{widget.objectName()} {widget.width()}x{widget.height()}"
        for widget in kiosk.window.findChildren(QWidget)
        if widget.isVisible() and widget.objectName().startswith(f"{page}.") and widget.metaObject().superClass()
        if widget.inherits("QAbstractButton") and min(widget.width(), widget.height()) < 52
    ]
    assert small == []


def test_a_long_press_on_the_gauge_says_why(scene: Callable[..., Kiosk]) -> None:
    kiosk = scene("in-event", "comfort")
    assert isinstance(kiosk.window._screens[Page.COMFORT], ComfortScreen)
    kiosk.window.hold(kiosk.find("comfort.dial.number"))
    assert kiosk.text("why") == "Why is it 78°?"


def test_a_finger_that_moves_the_list_switches_nothing(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RULES)
    kiosk.tap("rules.more")
    toggle, handle = kiosk.find("rules.program.emergency.on"), kiosk.window.windowHandle()
    at = kiosk.middle(toggle)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
    for step in range(1, 12):
        QTest.mouseMove(handle, at - QPoint(0, 8 * step))
        QTest.qWait(15)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at - QPoint(0, 88))
    assert isinstance(toggle, QAbstractButton)
    assert kiosk.middle(toggle).y() < at.y()
    assert (toggle.isDown(), toggle.isChecked()) == (False, True)
