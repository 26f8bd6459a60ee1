"""Sample states of settings, of the PIN before what an installer sets, and of More: the house, and what is pressed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from hemsapp.commands import ClockSource, Role
from hemsapp.pin import PinChosen, PinState, PinTried
from hemsapp.questions import Answer
from hemsapp.site import ConnectSite, LeaveSite, SiteFault, SiteState, SiteWanted
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.screens.cases import CASES, normal
from ui.screens.display_scenes import DISPLAY_SCENES
from ui.screens.history_cases import Scene

WRONG, MUCH_TOO_OFTEN = "1111", "9999"
"""PINs that the sample's vault takes as a slip, and as one slip too many."""


def _tried(question: PinTried) -> Answer:
    if question.pin == MUCH_TOO_OFTEN:
        return PinState(is_set=True, is_right=False, wait_s=120.0)
    is_right = question.pin != WRONG
    return PinState(is_set=True, is_right=is_right, tries_left=0 if is_right else 2)


def _chosen(_: PinChosen) -> Answer:
    return PinState(is_set=True, is_right=True)


SITE = "https://my.utility.example"


def _site(question: SiteWanted) -> Answer:
    """Not connected; whoever tests a connection has one, that ended there."""
    if question.is_tested:
        return SiteState(SITE, "1001", "Valley Electric", fault=SiteFault.REVOKED)
    return SiteState()


def _connected(question: ConnectSite) -> Answer:
    if question.code.startswith("0"):
        return SiteState(fault=SiteFault.CODE_WRONG)
    at = datetime(2026, 7, 14, 20, 5, tzinfo=UTC)
    return SiteState(SITE, "1001", "Valley Electric", at, at)


SITE_ANSWERS: dict[type[Any], Callable[[Any], Answer]] = {
    SiteWanted: _site,
    ConnectSite: _connected,
    LeaveSite: lambda _: SiteState(),
}
PIN_ANSWERS: dict[type[Any], Callable[[Any], Answer]] = {PinTried: _tried, PinChosen: _chosen}


def guarded() -> Snapshot:
    """A home with a PIN, backed up last night."""
    s = normal()
    kept = replace(s.health, backed_up=date(2026, 7, 13))
    return replace(s, health=kept, preferences=replace(s.preferences, is_pin_set=True))


def by_hand() -> Snapshot:
    """The clock was set by hand."""
    s = normal()
    return replace(s, preferences=replace(s.preferences, clock_source=ClockSource.HAND))


def installed() -> Snapshot:
    """An installer looks; some frames were refused, two receipts wait."""
    s = guarded()
    counted = replace(s.health, malformed=3, unprotected=1, undelivered=2)
    events = replace(s.events, owed=2)
    return replace(s, health=counted, events=events, preferences=replace(s.preferences, role=Role.INSTALLER))


def _panel(key: str, make: Callable[[], Snapshot] = normal, *pressed: str) -> Scene:
    return Scene(make, Page.SETTINGS, pressed=(f"settings.{key}", *pressed))


def _typed(pad: str, pin: str, *, is_accepted: bool = True) -> tuple[str, ...]:
    keys = tuple(f"{pad}.keys.{digit}" for digit in pin)
    return (*keys, f"{pad}.keys.accept") if is_accepted else keys


def _website(code: str, *pressed: str) -> Scene:
    """An address and a code are typed, and what is pressed then."""
    address = ("settings.website_text.keys.2.7", "settings.website_text.keys.3.5")  # m, then it is kept
    digits = (*(f"settings.website_pad.keys.{digit}" for digit in code), "settings.website_pad.keys.accept")
    typed = ("website.address", *address, "website.code", *digits)
    return _panel("website", normal, *typed, *pressed)


SETTINGS_SCENES: dict[str, Scene] = {
    "settings-website-none": _panel("website"),
    "settings-website-code": _panel("website", normal, "website.code"),
    "settings-website-wrong": _website("048152637415", "website.connect"),
    "settings-website-connected": _website("148152637415", "website.connect"),
    "settings-website-revoked": _website("148152637415", "website.connect", "website.test"),
    "settings-website-leave": _website("148152637415", "website.connect", "website.leave"),
    "settings-time": _panel("time"),
    "settings-time-by-hand": _panel("time", by_hand, "clock.hour.more"),
    "settings-bill-date": _panel("bill_date"),
    "settings-screen": _panel("screen"),
    "settings-language": _panel("language"),
    "settings-sounds": _panel("sounds"),
    "settings-pin-none": _panel("pin"),
    "settings-pin-new": _panel("pin", normal, "pin.set", *_typed("settings.pin_pad", "4829", is_accepted=False)),
    "settings-pin-differs": _panel(
        "pin", normal, "pin.set", *_typed("settings.pin_pad", "4829"), *_typed("settings.pin_pad", "4820")
    ),
    "settings-pin": _panel("pin", guarded),
    "settings-backup": _panel("backup", guarded),
    "settings-diagnostics": _panel("diagnostics", guarded),
    "settings-diagnostics-installer": _panel("diagnostics", installed),
    "settings-diagnostics-silent": _panel("diagnostics", CASES["silent"]),
    "settings-diagnostics-checking": _panel("diagnostics", guarded, "diagnostics.check"),
    "settings-event": _panel("screen", CASES["event-active"]),
    **DISPLAY_SCENES,
    "more-guarded": Scene(guarded, Page.MORE),
    "more-practice": Scene(normal, Page.MORE, pressed=("more.demo",)),
    "pin-asked": Scene(guarded, Page.MORE, pressed=("more.rates", *_typed("pin", "482", is_accepted=False))),
    "pin-wrong": Scene(guarded, Page.MORE, pressed=("more.rates", *_typed("pin", WRONG))),
    "pin-waiting": Scene(guarded, Page.MORE, pressed=("more.rates", *_typed("pin", MUCH_TOO_OFTEN))),
    "welcome-first": Scene(CASES["no-meter"], Page.WELCOME),
}
