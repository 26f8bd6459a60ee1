"""Devices under a finger: a row opens, a check is asked for, a low battery is put away from Home."""

from collections.abc import Callable
from dataclasses import replace

from devices.names import Eui64
from hemsapp.commands import AcknowledgeBattery, RunCheck
from hemsapp.commissioning import Identify, RemoveDevice, ReplaceDevice
from hemsapp.snapshot import JoinState, NetworkCare
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import join_cases
from ui.screens.cases import LABEL_ADDRESS, LABEL_CODE, normal
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


def test_a_device_blinks_and_its_events_are_chosen_program_by_program(kiosk: Kiosk) -> None:
    """X-ENROL, X-CHOICE"""
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device1")
    kiosk.tap("network.sheet.more")
    kiosk.tap("network.sheet.care0")
    assert kiosk.asked == [Identify(normal().devices[1].device)]
    kiosk.tap("network.sheet.care1")
    assert kiosk.page() is Page.RULES


def test_a_device_is_let_go_after_it_was_asked_plainly_once(kiosk: Kiosk) -> None:
    """C1FR36"""
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device2")
    kiosk.tap("network.sheet.more")
    kiosk.tap("network.sheet.care3")
    assert kiosk.text("network.sheet") == "Remove Upstairs thermostat?"
    assert "What it measured stays in the history." in kiosk.text("network.sheet.body")
    kiosk.tap("network.sheet.secondary")
    assert (kiosk.text("network.sheet"), kiosk.asked) == ("Upstairs thermostat. A thermostat", [])
    kiosk.tap("network.sheet.more")
    kiosk.tap("network.sheet.care3")
    kiosk.tap("network.sheet.primary")
    device = normal().devices[2].device
    assert kiosk.asked == [RemoveDevice(device)]
    s = normal()
    kiosk.window.show_snapshot(replace(s, network=NetworkCare(removing=(device,))))
    assert "Leaving…" in kiosk.text("network.device2")
    assert not kiosk.find("network.sheet.more").isVisible()
    kiosk.window.show_snapshot(replace(s, devices=(*s.devices[:2], *s.devices[3:])))
    assert not kiosk.find("network.sheet").isVisible()


def test_a_new_device_takes_the_place_of_another(kiosk: Kiosk) -> None:
    """users.md 14: the history goes on under the same name."""
    kiosk.window.open(Page.NETWORK)
    kiosk.tap("network.device2")
    kiosk.tap("network.sheet.more")
    kiosk.tap("network.sheet.care2")
    assert kiosk.page() is Page.CONNECT
    assert kiosk.text("connect.bar") == "Replace Upstairs thermostat, A new thermostat takes its place"
    for sign in f"{LABEL_ADDRESS[:-1]}9":
        kiosk.tap(f"connect.keys.{sign}")
    kiosk.tap("connect.keys.accept")
    for sign in LABEL_CODE:
        kiosk.tap(f"connect.keys.{sign}")
    kiosk.tap("connect.keys.accept")
    s = normal()
    new = Eui64("00:0d:6f:00:0a:90:69:e9")
    kiosk.window.show_snapshot(replace(s, join=join_cases.join(new, JoinState.READY, s.at, 5)))
    assert kiosk.asked[-1] == ReplaceDevice(s.devices[2].device, new)
    assert "It has the name, plan and history of the old one" in kiosk.text("connect.card")


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
