"""What moves, moves shortly, is there at once for a finger, and does not move where motion is reduced (DESIGN 2)."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.screens.conftest import Kiosk
from tests.ui.screens.conftest import make_kiosk as make_kiosk  # noqa: PLC0414 - a fixture is shared by its name
from ui.presenters.frame import Page
from ui.screens import cases
from ui.theme import Look
from ui.widgets.glide import Glide


def gliding(kiosk: Kiosk) -> list[QWidget]:
    return [each for each in kiosk.window.findChildren(Glide) if each.isVisible()]


def test_a_page_glides_in_and_answers_at_once(make_kiosk: Callable[..., Kiosk], qtbot: QtBot) -> None:
    kiosk = make_kiosk(look=Look())
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.BILL)
    (glide,) = gliding(kiosk)
    assert glide.geometry() == kiosk.find("bill").geometry()
    middle = kiosk.middle(kiosk.find("bill.new_bill"))
    assert kiosk.window.childAt(middle) is kiosk.find("bill.new_bill")
    qtbot.waitUntil(lambda: not gliding(kiosk), timeout=5_000)


def test_the_band_of_an_event_comes_down(make_kiosk: Callable[..., Kiosk], qtbot: QtBot) -> None:
    kiosk = make_kiosk(look=Look())
    kiosk.window.show_snapshot(cases.normal())
    qtbot.waitUntil(lambda: not gliding(kiosk), timeout=5_000)
    kiosk.window.show_snapshot(cases.CASES["event-active"]())
    (glide,) = gliding(kiosk)
    assert glide.geometry() == kiosk.find("band").geometry()
    qtbot.waitUntil(lambda: not gliding(kiosk), timeout=5_000)


def test_nothing_glides_where_motion_is_reduced(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk(look=Look(is_motion_reduced=True))
    kiosk.window.show_snapshot(cases.CASES["event-active"]())
    kiosk.window.open(Page.BILL)
    assert gliding(kiosk) == []
