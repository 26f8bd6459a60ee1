"""More: a tile for each page that has no place on the rail, with how it stands."""

from dataclasses import dataclass, replace

from devices.messages import RadioState
from devices.moment import Moment
from hemsapp.commands import Practise
from hemsapp.snapshot import EventPhase, Snapshot, TariffView
from ui import i18n
from ui.i18n import words
from ui.presenters import battery_words
from ui.presenters.diagnostics import verdict
from ui.presenters.event_list import coming, when_words
from ui.presenters.frame import Page, header, unread
from ui.presenters.network import heard_sentence
from ui.views import ButtonKind, ButtonView, HeaderView, SheetView, TileView

DIAGNOSTICS = f"{Page.SETTINGS}/diagnostics"
DEMO = "demo"
_PRACTICE_MINUTES = 10


@dataclass(frozen=True, slots=True)
class MoreView:
    """Tiles by the key of what they open; `demo` is a practice of one's own, or the day of a demonstration."""

    header: HeaderView
    tiles: tuple[tuple[str, TileView], ...]


class MorePresenter:
    """Snapshot to MoreView."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo

    def present(self, snapshot: Snapshot, now: Moment) -> MoreView:
        """The page at that moment."""
        return MoreView(
            header(snapshot, now, words("more.title"), is_demo=self._is_demo),
            (
                (Page.EVENTS, _tile("more.events", "event-hexagon", _events(snapshot, now))),
                (Page.MESSAGES, _messages(snapshot)),
                (Page.RULES, _tile("more.rules", "sliders-horizontal", _rules(snapshot))),
                (Page.NETWORK, _tile("more.network", "radio", _network(snapshot, now))),
                (Page.RATES, _locked(_tile("more.rates", "tag", _rates(snapshot.tariff)), snapshot)),
                (Page.SETTINGS, _tile("more.settings", "settings", words("more.settings_status"))),
                (Page.MANUAL, _tile("more.manual", "book-open", words("more.manual_status"))),
                (DIAGNOSTICS, _tile("more.diagnostics", "clipboard-list", verdict(snapshot, now))),
                (DEMO, _tile("more.demo", "play", words("more.demo_day" if self._is_demo else "more.demo_practice"))),
            ),
        )

    def opens(self, key: str) -> str:
        """The page of a tile; "": the question after a practice stands before it."""
        return key if key != DEMO else Page.EVENTS if self._is_demo else ""

    def ask_practice(self) -> tuple[SheetView, str]:
        """May a practice begin? With what will happen."""
        yes, no = ButtonView(words("event_list.practise"), ButtonKind.PRIMARY), ButtonView(words("pad.cancel"))
        return SheetView(words("more.practice_title"), "", yes, no), words("more.practice_body")

    def practise(self) -> Practise:
        """Yes."""
        return Practise(_PRACTICE_MINUTES)


def _locked(tile: TileView, snapshot: Snapshot) -> TileView:
    """With a sign where the PIN is asked first."""
    return replace(tile, is_locked=snapshot.preferences.is_pin_set)


def _tile(key: str, icon: str, status: str, badge: str = "") -> TileView:
    return TileView(words(key), icon, status, badge, is_tall=True)


def _messages(snapshot: Snapshot) -> TileView:
    count = unread(snapshot)
    status = words("more.messages_new", count=count) if count else words("more.messages_none")
    return _tile("more.messages", "mail", status, str(count) if count else "")


def _events(snapshot: Snapshot, now: Moment) -> str:
    zone, open_events = snapshot.preferences.zone, coming(snapshot)
    if not open_events:
        return words("more.events_none")
    first = open_events[0]
    if first.phase is EventPhase.SCHEDULED:
        return words("more.events_next", when=when_words(first, now.utc, zone))
    return words("more.events_now", time=i18n.hour_time(first.end, zone))


def _rules(snapshot: Snapshot) -> str:
    plans = [each.plan for each in snapshot.comfort.thermostats]
    plans += [each.plan for each in snapshot.comfort.switches]
    if not plans:
        return words("more.rules_none")
    part = sum(bool(plan.takes_part) for plan in plans)
    return words("more.rules_count", part=i18n.whole(part), count=len(plans))


def _network(snapshot: Snapshot, now: Moment) -> str:
    if snapshot.link.radio is not RadioState.READY and snapshot.link.fault is not None:
        return words("frame.down")
    if battery_words.low_devices(snapshot) or battery_words.is_display_low(snapshot):
        return words("more.network_battery")
    return heard_sentence(snapshot, now, is_short=True)


def _rates(tariff: TariffView) -> str:
    if not tariff.tiers:
        return words("more.rates_none")
    since = i18n.day_month(tariff.since)
    key = "more.rates_sample" if tariff.is_sample else "more.rates_since"
    return words(key, version=tariff.version, date=since)
