"""Devices under a finger: a row opens, a check is asked for, a low battery is put away from Home."""

from collections.abc import Callable

from hemsapp.commands import AcknowledgeBattery, RunCheck
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens.cases import normal
from ui.screens.network_cases import NETWORKS


def test_a_device_opens_is_checked_and_closed(kiosk: Kiosk) -> None:
    """users.md 21"""
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device2")
    sheet = kiosk.find("network.sheet")
    assert sheet.isVisible()
    assert "Signal: Weak · 41 of 50 answered" in kiosk.text("network.sheet.body")
    kiosk.tap("network.sheet.primary")
    assert kiosk.asked == [RunCheck(normal().devices[2].device)]
    assert sheet.isVisible()
    kiosk.tap("network.sheet.secondary")
    assert not sheet.isVisible()
    assert kiosk.page() is Page.NETWORK


def test_the_sheet_is_put_away_with_its_page(kiosk: Kiosk) -> None:
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device0")
    kiosk.window.open(Page.HOME)
    assert not kiosk.find("network.sheet").isVisible()
    kiosk.window.open(Page.NETWORK)
    assert not kiosk.find("network.sheet").isVisible()


def test_a_check_says_how_many_have_answered_while_it_runs(kiosk: Kiosk) -> None:
    """users.md 19"""
    kiosk.window.open(Page.NETWORK)
    kiosk.window.show_snapshot(NETWORKS["checking"](normal()))
    assert kiosk.text("network.body").startswith("2 of 4 have answered so far.")
    assert not kiosk.find("network.check").isEnabled()
    kiosk.window.show_snapshot(NETWORKS["checked"](normal()))
    assert kiosk.text("network.body").startswith("Checked at 1:11 PM: 3 of 4 answered.")
    assert kiosk.find("network.check").isEnabled()


def test_a_low_battery_on_home_is_seen_or_explained(make_kiosk: Callable[..., Kiosk]) -> None:
    """C1NFR13.4: the indicator, what to do, and that it was seen"""
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(NETWORKS["battery-low"](normal()))
    kiosk.tap("home.notice.primary")
    assert kiosk.asked == [AcknowledgeBattery(normal().devices[2].device)]
    kiosk.tap("home.notice.secondary")
    assert kiosk.page() is Page.MANUAL
    kiosk.window.open(Page.HOME)
    kiosk.window.show_snapshot(NETWORKS["battery-seen"](normal()))
    assert not kiosk.find("home.notice").isVisible()
    kiosk.tap("header.chip0")
    assert kiosk.page() is Page.NETWORK
