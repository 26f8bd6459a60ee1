"""The displays of a home on the screen: invited, paired, removed; and a display without a home (C1FR36)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.displaying import InviteDisplay, JoinHome, LeaveHome, RemoveDisplay, StopInviting
from hemsapp.snapshot import Reach, Snapshot
from tests.ui.screens.conftest import Kiosk
from ui import i18n
from ui.presenters.companion import led
from ui.presenters.displays import grouped
from ui.presenters.frame import Page, link_status
from ui.presenters.notices import link_notice
from ui.presenters.pin import guarded
from ui.screens.cases import NOW, normal
from ui.screens.display_scenes import KITCHEN, companion, homeless, invited, paired
from ui.views import LinkState


def open_panel(kiosk: Kiosk, snapshot: Snapshot) -> None:
    kiosk.window.show_snapshot(snapshot)
    kiosk.window.open(f"{Page.SETTINGS}/displays")


def test_a_display_is_invited_and_the_code_is_shown_in_groups_with_the_time_left(kiosk: Kiosk) -> None:
    """X-SECURITY"""
    open_panel(kiosk, normal())
    kiosk.tap("displays.invite")
    kiosk.window.show_snapshot(invited())
    assert kiosk.text("displays.code") == "4821 0937 5516"
    assert "192.168.1.20" in kiosk.text("displays.address")
    assert kiosk.text("displays.left_time") == "The code holds for 2 min 34 s more."
    kiosk.tap("displays.stop")
    assert kiosk.asked == [InviteDisplay(), StopInviting()]


def test_a_display_is_removed_by_a_second_touch_only(kiosk: Kiosk) -> None:
    open_panel(kiosk, paired())
    kiosk.tap("displays.shown0")
    assert kiosk.text("displays.title") == "Remove Kitchen?"
    kiosk.tap("displays.keep")
    assert kiosk.asked == []
    kiosk.tap("displays.shown0")
    kiosk.tap("displays.remove")
    assert kiosk.asked == [RemoveDisplay(KITCHEN.key)]


def test_a_display_that_is_gone_meanwhile_is_not_asked_about_any_more(kiosk: Kiosk) -> None:
    open_panel(kiosk, paired())
    kiosk.tap("displays.shown0")
    kiosk.window.show_snapshot(normal())
    assert kiosk.find("displays.invite").isVisible()


def test_a_companion_says_whose_home_it_shows_and_leaves_it_by_a_second_touch(kiosk: Kiosk) -> None:
    open_panel(kiosk, companion())
    assert "Connected" in kiosk.text("displays.main")
    kiosk.tap("displays.leave")
    kiosk.tap("displays.left")
    assert kiosk.asked == [LeaveHome()]


def type_code(kiosk: Kiosk, code: str) -> None:
    kiosk.tap("companion.code")
    for digit in code:
        kiosk.tap(f"companion.pad.keys.{digit}")


def test_a_display_without_a_home_asks_for_address_name_and_code_and_is_let_in(kiosk: Kiosk) -> None:
    """C1FR36"""
    kiosk.window.show_snapshot(homeless())
    assert kiosk.page() is Page.COMPANION
    kiosk.tap("companion.connect")
    assert kiosk.find("companion.text").isVisible(), "what is missing first is asked for"
    screen = kiosk.window._screens[Page.COMPANION]
    for key, text in (("companion.address", "192.168.1.20"), ("companion.name", "Kitchen")):
        screen.presenter.typed(key, text)  # type: ignore[attr-defined]  # as the keys do
    screen._text.close_sheet()  # type: ignore[attr-defined]  # the same
    type_code(kiosk, "48210937551")
    assert not kiosk.find("companion.pad.keys.accept").isEnabled()
    kiosk.tap("companion.pad.keys.6")
    kiosk.tap("companion.pad.keys.accept")
    kiosk.tap("companion.connect")
    assert kiosk.asked == [JoinHome("192.168.1.20", "Kitchen", "482109375516")]
    assert "482109375516" not in repr(kiosk.asked)
    kiosk.window.show_snapshot(companion())
    assert kiosk.page() is Page.HOME


def test_what_went_wrong_is_said_on_the_same_page_and_the_code_is_typed_anew(kiosk: Kiosk) -> None:
    kiosk.window.show_snapshot(homeless("That is not the code that the main display shows."))
    assert kiosk.text("companion.problem") == "That is not the code that the main display shows."
    assert "Touch to type" in kiosk.text("companion.code")


@pytest.mark.parametrize(
    ("reach", "page", "leads"),
    [
        (Reach.NOBODY, Page.HOME, Page.COMPANION),
        (Reach.REMOVED, Page.BILL, Page.COMPANION),
        (Reach.NOBODY, Page.COMPANION, None),
        (Reach.CALLING, Page.COMPANION, None),
        (Reach.CONNECTED, Page.COMPANION, Page.HOME),
        (Reach.LOST, Page.BILL, None),
    ],
)
def test_a_companion_is_led_by_how_it_stands_to_its_main_display(reach: Reach, page: Page, leads: Page | None) -> None:
    assert led(companion(reach), page) is leads


def test_a_main_display_is_never_led_away() -> None:
    assert led(normal(), Page.HOME) is None


def test_a_lost_main_display_is_said_in_header_and_card_before_any_number_is_old(kiosk: Kiosk) -> None:
    """C1FR32g: what is not connected never looks live."""
    snapshot = replace(normal(), displays=companion(Reach.LOST, -5.0).displays)
    status = link_status(snapshot, NOW)
    assert (status.state, status.text) == (LinkState.DOWN, "Main display lost for 0 min 05 s")
    notice = link_notice(snapshot, NOW)
    assert notice is not None
    assert notice.card.title == "The main display is not reached."


@pytest.mark.parametrize("command", [InviteDisplay(), RemoveDisplay("6f")])
def test_who_may_be_connected_is_behind_the_pin(command: Command) -> None:
    """X-SECURITY"""
    assert guarded(command)


def test_the_code_is_read_in_groups() -> None:
    assert grouped("482109375516") == "4821 0937 5516"
    assert grouped("48210") == "4821 0"


@pytest.mark.parametrize("make", [paired, invited, companion])
def test_the_panel_is_presented_at_any_later_time(kiosk: Kiosk, make: Callable[[], Snapshot]) -> None:
    open_panel(kiosk, make())
    kiosk.at(Moment(NOW.utc, NOW.monotonic_s + 1000.0))
    assert i18n.style() == i18n.Style()
