"""Every page is two touches from Home, and each has the way on: walked with a finger, as a person would."""

from hemsapp.commands import Practise
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import COVERING, REAL_TIME, Page
from ui.screens import cases
from ui.widgets.base import Pressable

ALWAYS_FIRST = {Page.HOME: 0, Page.WELCOME: 0, Page.COMPANION: 0}
"""Home itself, and the first question, which stands before Home."""


BELOW_DIAGNOSTICS = ("rail.more", "more.diagnostics", "diagnostics.duties")
"""The one page that is a third touch away: it is for the utility's auditor, not for who lives here."""


def touchable(kiosk: Kiosk) -> list[str]:
    """Everything named on the page that leads somewhere, in no order of worth."""
    window = kiosk.window
    found = [w for w in window.findChildren(Pressable) if w.isVisible() and w.isEnabled() and w.objectName()]
    return sorted({widget.objectName() for widget in found} - {"header.back", "rail.next"})


def home(kiosk: Kiosk, case: str) -> None:
    kiosk.window.show_snapshot(cases.CASES[case]())
    kiosk.window.open(Page.HOME)


def opened_by(kiosk: Kiosk, way: tuple[str, ...], case: str) -> str:
    """Where that way of touches leads."""
    home(kiosk, case)
    for name in way:
        kiosk.find(name).click()  # type: ignore[attr-defined]  # what is touchable can be clicked
    return kiosk.page()


def test_every_page_is_two_touches_from_home(kiosk: Kiosk) -> None:
    """users.md kiosk rules: "every screen in two touches"; found by touching all that can be touched."""
    known: dict[str, int] = {page.value: touches for page, touches in ALWAYS_FIRST.items()}
    firsts: dict[str, str] = {}
    home(kiosk, "event-active")
    for name in [each for each in touchable(kiosk) if each.startswith(("rail.", "header.", "band", "home."))]:
        page = opened_by(kiosk, (name,), "event-active")
        known.setdefault(page, 1)
        firsts.setdefault(page, name)
    for page, first in firsts.items():
        if page == Page.HOME:
            continue
        opened_by(kiosk, (first,), "event-active")
        for name in [each for each in touchable(kiosk) if each.startswith(f"{page}.")]:
            known.setdefault(opened_by(kiosk, (first, name), "event-active"), 2)
        if {*known, Page.DUTIES, Page.HANDOVER} == {each.value for each in Page}:
            break
    assert [page for page in Page if page not in known] == [Page.DUTIES, Page.HANDOVER]
    assert opened_by(kiosk, BELOW_DIAGNOSTICS, "normal") == Page.DUTIES


def test_next_is_on_every_page_and_leads_on(kiosk: Kiosk) -> None:
    """C1FR33"""
    home(kiosk, "normal")
    for page in Page:
        kiosk.window.open(page)
        if page in COVERING:
            continue
        kiosk.tap("rail.next")
        at = REAL_TIME.index(page) if page in REAL_TIME else len(REAL_TIME) - 1
        assert kiosk.page() is REAL_TIME[(at + 1) % len(REAL_TIME)], page


def test_demo_practises_an_event_in_a_real_home(kiosk: Kiosk) -> None:
    """Mockup 22."""
    kiosk.window.open(Page.MORE)
    kiosk.tap("more.demo")
    kiosk.tap("more.practice.secondary")
    assert (kiosk.page(), kiosk.asked) == (Page.MORE, [])
    kiosk.tap("more.demo")
    kiosk.tap("more.practice.primary")
    assert (kiosk.page(), kiosk.asked) == (Page.EVENTS, [Practise(10)])


def test_diagnostics_open_on_their_panel(kiosk: Kiosk) -> None:
    """Mockup 22."""
    kiosk.window.open(Page.MORE)
    kiosk.tap("more.diagnostics")
    assert kiosk.page() is Page.SETTINGS
    assert kiosk.text("diagnostics.meter") == "The meter answers. heard 3 s ago"
