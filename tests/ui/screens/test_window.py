"""The window offscreen: what a tap and a swipe do, what time does, and what each page asks for."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from devices.moment import Moment
from hemsapp.commands import (
    AcknowledgeText,
    ChoosePriceSource,
    PriceSource,
    Role,
    RunCheck,
    SaveRates,
    StartBill,
    Welcome,
)
from hemsapp.questions import Answer, BillsShown, BillsWanted, Question
from hemsapp.snapshot import Refusal
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.bill import BillScreen
from ui.window import Window

MIDDLE = QPoint(560, 300)


def test_the_home_page_stands_before_the_engine_spoke(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    assert kiosk.page() is Page.HOME
    assert kiosk.text("home.cost_now") == "Listening to the meter…"
    kiosk.window.open(Page.BILL)
    assert kiosk.page() is Page.HOME


def test_the_next_button_goes_through_all_real_time_pages(kiosk: Kiosk) -> None:
    """C1FR33"""
    seen = []
    for _ in range(7):
        seen.append(kiosk.page())
        kiosk.tap("rail.next")
    assert seen == [Page.HOME, Page.BILL, Page.PRICES, Page.HISTORY, Page.COMFORT, Page.MORE, Page.HOME]


def test_a_swipe_does_what_next_does_and_taps_nothing(kiosk: Kiosk) -> None:
    """C1FR33"""
    start = kiosk.middle(kiosk.find("home.compare"))
    kiosk.swipe(start, start - QPoint(200, 10))
    assert kiosk.page() is Page.BILL
    kiosk.swipe(MIDDLE, MIDDLE + QPoint(200, 10))
    assert kiosk.page() is Page.HOME
    assert kiosk.text("home.compare") == "What changed?"


def test_a_slow_or_upward_finger_is_no_swipe(kiosk: Kiosk) -> None:
    nowhere = QPoint(96, 590)
    kiosk.swipe(nowhere, nowhere + QPoint(90, -100))
    kiosk.swipe(nowhere, nowhere + QPoint(40, 0))
    assert kiosk.page() is Page.HOME


def test_a_tap_on_the_hero_swaps_its_numbers(kiosk: Kiosk) -> None:
    hero = kiosk.find("home.cost_now")
    assert hero.view.number == "$0.42"  # type: ignore[attr-defined]  # every widget has its view
    kiosk.tap("home.cost_now")
    assert hero.view.number == "1.71"  # type: ignore[attr-defined]  # every widget has its view


def test_what_changed_compares_until_it_is_stopped(kiosk: Kiosk) -> None:
    kiosk.tap("home.compare")
    s = cases.normal()
    kiosk.window.show_snapshot(replace(s, power=replace(s.power, cost_per_hour=Decimal("1.1006"))))
    assert kiosk.find("home.cost_now").view.delta == "+$0.68/h since 1:12 PM"  # type: ignore[attr-defined]  # its view
    kiosk.tap("home.compare")
    assert kiosk.find("home.cost_now").view.delta == ""  # type: ignore[attr-defined]  # every widget has its view


def test_ages_move_by_themselves(kiosk: Kiosk) -> None:
    """C1FR32g, users.md 10"""
    assert kiosk.text("header.link") == "Meter 3 s ago"
    kiosk.at(cases.earlier(-39))
    assert kiosk.text("header.link") == "Meter 42 s ago"
    kiosk.at(cases.earlier(-200))
    assert kiosk.find("home.cost_now").view.number == "—"  # type: ignore[attr-defined]  # every widget has its view
    assert kiosk.find("home.notice").isVisible()
    assert not kiosk.find("home.prices").isVisible()


def test_one_tick_a_second_presents_the_page_again(kiosk: Kiosk, qtbot: QtBot) -> None:
    """C1FR32g"""
    kiosk.now = cases.earlier(-39)
    qtbot.waitUntil(lambda: kiosk.text("header.link") == "Meter 42 s ago", timeout=4000)


def test_a_minute_without_a_touch_leads_home_but_never_out_of_a_sheet(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.BILL)
    kiosk.tap("bill.new_bill")
    kiosk.now = cases.earlier(-61)
    kiosk.window._ticked()
    assert kiosk.page() is Page.BILL
    kiosk.tap("bill.sheet.secondary")
    kiosk.now = cases.earlier(-123)
    kiosk.window._ticked()
    assert kiosk.page() is Page.HOME


def test_a_new_bill_is_asked_for_its_read_date(kiosk: Kiosk) -> None:
    """C1FR35"""
    kiosk.window.open(Page.BILL)
    kiosk.tap("bill.new_bill")
    kiosk.tap("bill.sheet.day.less")
    assert kiosk.text("bill.sheet.day") == "Sun 12 Jul · yesterday"
    assert kiosk.asked == []
    kiosk.tap("bill.sheet.primary")
    assert kiosk.asked == [StartBill(date(2026, 7, 12))]
    assert not kiosk.find("bill.sheet").isVisible()


def test_rates_are_typed_on_the_pad_and_saved(kiosk: Kiosk) -> None:
    """C1FR34a"""
    kiosk.window.open(Page.RATES)
    kiosk.tap("rates.tier2.price")
    for key in ("2", "5", "point", "2"):
        kiosk.tap(f"rates.pad.keys.{key}")
    kiosk.tap("rates.pad.keys.accept")
    assert kiosk.find("rates.tier2.price").view.text == "25.200"  # type: ignore[attr-defined]  # every widget has its view
    kiosk.tap("rates.save")
    (command,) = kiosk.asked
    assert isinstance(command, SaveRates)
    assert [tier.price for tier in command.rates.tiers] == [Decimal("0.17"), Decimal("0.252"), Decimal("0.33")]
    assert command.rates.starts == date(2026, 7, 13)


def test_a_pad_that_is_cancelled_changes_nothing(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RATES)
    kiosk.tap("rates.tier1.up_to")
    kiosk.tap("rates.pad.keys.9")
    kiosk.tap("rates.pad.cancel")
    assert kiosk.find("rates.tier1.up_to").view.text == "300"  # type: ignore[attr-defined]  # every widget has its view
    assert kiosk.asked == []


def test_the_price_source_is_chosen(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RATES)
    kiosk.tap("rates.tabs.3")
    kiosk.tap("rates.source.1")
    assert kiosk.asked == [ChoosePriceSource(PriceSource.PUBLISHED)]


def test_a_message_is_read_with_got_it(kiosk: Kiosk) -> None:
    kiosk.tap("header.mail")
    assert kiosk.page() is Page.MESSAGES
    kiosk.tap("messages.card0.primary")
    assert kiosk.asked == [AcknowledgeText(17)]


def test_a_long_message_gets_the_room_it_needs(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.MESSAGES)
    drawn = kiosk.find("messages.card0").height()
    s = cases.normal()
    kiosk.window.show_snapshot(replace(s, texts=(replace(s.texts[0], text="Please save power today. " * 16),)))
    assert kiosk.find("messages.card0").height() > drawn


def test_no_control_is_marked_for_the_keyboard_after_a_sheet_closed(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.RATES)
    kiosk.tap("rates.tier1.price")
    kiosk.tap("rates.pad.keys.9")
    kiosk.tap("rates.pad.keys.accept")
    assert kiosk.window.focusWidget() is kiosk.window


def test_the_link_opens_the_home_network_and_its_check(kiosk: Kiosk) -> None:
    kiosk.tap("header.link")
    assert kiosk.page() is Page.NETWORK
    kiosk.tap("network.check")
    assert kiosk.asked == [RunCheck()]
    assert kiosk.text("network.check") == "Checking…"


def test_the_silent_card_checks_and_shows_details(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(cases.silent())
    kiosk.tap("home.notice.primary")
    assert kiosk.asked == [RunCheck()]
    kiosk.tap("home.notice.secondary")
    assert kiosk.page() is Page.NETWORK


def test_the_first_run_asks_who_is_here(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(cases.first_run())
    assert kiosk.page() is Page.WELCOME
    assert not kiosk.find("rail").isVisible()
    kiosk.tap("welcome.installer")
    assert (kiosk.asked, kiosk.page()) == ([Welcome(Role.INSTALLER)], Page.NETWORK)
    kiosk.window.show_snapshot(cases.first_run())
    assert kiosk.page() is Page.NETWORK


def test_a_long_press_says_why(kiosk: Kiosk, qtbot: QtBot) -> None:
    handle, at = kiosk.window.windowHandle(), kiosk.middle(kiosk.find("home.cost_now"))
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
    qtbot.waitUntil(lambda: kiosk.find("why").isVisible(), timeout=3000)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)
    assert kiosk.text("why") == "Why $0.42/h?"
    assert kiosk.find("home.cost_now").view.number == "$0.42"  # type: ignore[attr-defined]  # it was no tap
    kiosk.swipe(MIDDLE, MIDDLE + QPoint(200, 0))
    assert kiosk.page() is Page.HOME
    kiosk.tap("why.primary")
    assert not kiosk.find("why").isVisible()


def test_an_explanation_does_not_stand_before_the_numbers_for_ever(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.BILL)
    kiosk.window.hold(kiosk.find("bill.ladder"))
    assert kiosk.find("why").isVisible()
    kiosk.now = cases.earlier(-61)
    kiosk.window._ticked()
    assert (kiosk.page(), kiosk.find("why").isVisible()) == (Page.HOME, False)
    kiosk.swipe(MIDDLE, MIDDLE - QPoint(200, 0))
    assert kiosk.page() is Page.BILL


def test_a_snapshot_is_painted_once_and_said(kiosk: Kiosk, qtbot: QtBot) -> None:
    """C1NFR12.1"""
    snapshot = cases.high_price()
    with qtbot.waitSignal(kiosk.window.painted, timeout=2000) as painted:
        kiosk.window.show_snapshot(snapshot)
    assert painted.args == [snapshot]


def test_a_snapshot_that_changes_nothing_is_painted_too(kiosk: Kiosk, qtbot: QtBot) -> None:
    same = cases.normal()
    with qtbot.waitSignal(kiosk.window.painted, timeout=2000):
        kiosk.window.show_snapshot(same)


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800)])
def test_every_page_shows_every_case_inside_the_window(make_kiosk: Callable[..., Kiosk], size: tuple[int, int]) -> None:
    """One window a size goes through all, as the one on the wall does."""
    kiosk = make_kiosk(size)
    outside: dict[str, list[str]] = {}
    for case in sorted(cases.CASES):
        kiosk.window.show_snapshot(cases.CASES[case]())
        for page in Page:
            kiosk.window.open(page)
            assert kiosk.page() is page
            if names := _outside(kiosk.window):
                outside[f"{case}: {page}"] = names
    assert outside == {}


def _outside(window: Window) -> list[str]:
    """What is visible and not wholly in the window, nor in a list."""
    area = window.rect()
    return [
        widget.objectName()
        for widget in _seen(window)
        if widget.objectName() not in {"", "header.back"}
        and not area.contains(widget.rect().translated(widget.mapTo(window, QPoint())))
    ]


def _seen(parent: QWidget) -> Iterator[QWidget]:
    """What stands visibly in it, but for what is in a list that a finger moves."""
    for child in parent.children():
        if isinstance(child, QWidget) and child.isVisible() and not isinstance(child, QAbstractScrollArea):
            yield child
            yield from _seen(child)


@pytest.mark.parametrize("size", [(800, 480), (1024, 600), (1280, 800)])
def test_what_can_be_touched_is_as_large_as_a_finger(make_kiosk: Callable[..., Kiosk], size: tuple[int, int]) -> None:
    kiosk = make_kiosk(size)
    kiosk.window.show_snapshot(cases.normal())
    least = 56 if size[0] > 800 else 48
    for page in (Page.HOME, Page.BILL, Page.MORE, Page.NETWORK, Page.RATES, Page.SETTINGS):
        kiosk.window.open(page)
        for name in ("home.room", "bill.new_bill", "network.check", "rates.tier1.price", "rates.save", "rail.next"):
            widget = kiosk.window.findChild(QWidget, name)
            if widget is not None and widget.isVisible():
                assert min(widget.width(), widget.height()) >= least, name


def test_a_wish_that_was_refused_is_told_for_ten_seconds(kiosk: Kiosk) -> None:
    """C1FR34a: prices that make no tariff are not just dropped."""
    kiosk.window.open(Page.RATES)
    seen = cases.normal()
    kiosk.window.show_snapshot(replace(seen, refusal=Refusal("The prices were not saved.", kiosk.now)))
    assert kiosk.find("toast").isVisible()
    assert kiosk.text("toast") == "The prices were not saved."
    kiosk.at(Moment(kiosk.now.utc + timedelta(seconds=11), kiosk.now.monotonic_s + 11))
    assert not kiosk.find("toast").isVisible()


def test_just_show_me_tells_how_to_start_the_sample_house(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.WELCOME)
    kiosk.tap("welcome.demo")
    body = kiosk.find("welcome.sheet.body")
    assert body.isVisible()
    assert kiosk.text("welcome.sheet.body").startswith("This display shows one home, its own.")
    kiosk.tap("welcome.sheet.primary")
    assert (kiosk.page(), kiosk.asked) == (Page.WELCOME, [])


def test_a_page_asks_the_store_and_is_answered_on_its_own(kiosk: Kiosk) -> None:
    asked: list[tuple[Question, Callable[[Answer], None]]] = []
    kiosk.window.wanted.connect(lambda question, reply: asked.append((question, reply)))
    kiosk.window.open(Page.BILL)
    bill = kiosk.window.findChild(BillScreen)
    assert bill is not None
    heard: list[tuple[Question, Answer]] = []
    bill.answered = lambda question, answer: heard.append((question, answer))  # type: ignore[method-assign]
    bill.wanted.emit(BillsWanted())
    question, reply = asked[-1]
    reply(BillsShown(()))
    assert (question, heard) == (BillsWanted(), [(BillsWanted(), BillsShown(()))])
