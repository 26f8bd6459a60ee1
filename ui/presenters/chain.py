"""Every step of an event's receipt chain: what this home knows, and beside it what the utility's website says."""

from devices.event_chain import CSS, HOME, MDMS, METER, MS, Link, LinkState, beside, broken_at
from hemsapp.questions import Unanswered
from hemsapp.site import SiteFault, UtilityChainShown
from hemsapp.snapshot import Event, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.views import ButtonKind, ButtonView, ListRowView, SheetView, Tone

ICONS = {
    LinkState.DONE: "check",
    LinkState.LATE: "clock-alert",
    LinkState.WAITING: "clock",
    LinkState.MISSING: "triangle-alert",
    LinkState.UNKNOWN: "circle-help",
}
_STATIONS = {MS: "ms", METER: "mtr", HOME: "han", MDMS: "mdms", CSS: "css"}
_AMBER = {LinkState.LATE, LinkState.MISSING}
_ALIKE_S = 1.0
"""Two times of one link that no person need tell apart."""
_SITE = {
    SiteFault.NOT_CONNECTED: "site_none",
    SiteFault.REVOKED: "site_over",
    SiteFault.NOTHING: "site_unknown",
}


def sheet(event: Event, site: UtilityChainShown | Unanswered | None, zone: str) -> SheetView:
    """The head of the sheet: what is missing first, and whose word this is."""
    links = site.links if isinstance(site, UtilityChainShown) and site.links else event.chain
    missing = broken_at(links)
    verdict = words("chain.whole") if missing is None else words("chain.broken", what=_says(missing))
    return SheetView(words("chain.title"), f"{verdict} {_source(site, zone)}", _close())


def rows(event: Event, site: UtilityChainShown | Unanswered | None, snapshot: Snapshot) -> tuple[ListRowView, ...]:
    """A row for each link, in the order in which they are meant to happen."""
    theirs = site.links if isinstance(site, UtilityChainShown) else ()
    pairs = beside(event.chain, theirs) if theirs else tuple((link, None) for link in event.chain)
    return tuple(_row(own, other, event, snapshot, has_rule=index > 0) for index, (own, other) in enumerate(pairs))


def _row(own: Link | None, other: Link | None, event: Event, snapshot: Snapshot, *, has_rule: bool) -> ListRowView:
    zone, link = snapshot.preferences.zone, _better(own, other)
    parts = [words(f"chain.station_{_STATIONS[link.station]}"), _device(link, snapshot)]
    parts += [words(f"chain.class_{link.security}")] if link.security else []
    parts += [words("chain.tries", count=len(link.attempts))] if link.attempts else []
    parts += [_compared(own, other, zone)]
    value = _value(link, event, zone)
    subtitle = " · ".join(part for part in parts if part)
    tone = Tone.ATTENTION if link.state in _AMBER else Tone.QUIET if link.at is None else Tone.INK
    said = f"{_says(link)}, {value}, {subtitle}"
    return ListRowView(_says(link), subtitle, ICONS[link.state], value, tone, has_rule=has_rule, sentence=said)


def _better(own: Link | None, other: Link | None) -> Link:
    """What was measured here, else what the utility holds."""
    if own is None or other is None:
        found = own or other
        assert found is not None, "a row is of one of them at least"
        return found
    return own if own.at is not None or other.state is LinkState.UNKNOWN else other


def _compared(own: Link | None, other: Link | None, zone: str) -> str:
    """What the utility says of a link that this home measured itself."""
    if own is None or other is None or own.at is None:
        return ""
    if other.at is not None:
        is_alike = abs((other.at - own.at).total_seconds()) < _ALIKE_S
        return words("chain.there_alike") if is_alike else words("chain.there", time=i18n.second_time(other.at, zone))
    if other.state is LinkState.MISSING and other.due is not None:
        return words("chain.there_missing", time=i18n.clock_time(other.due, zone))
    return words("chain.there_waiting")


def _value(link: Link, event: Event, zone: str) -> str:
    if link.at is not None:
        time = i18n.second_time(link.at, zone)
        day = i18n.local(link.at, zone).date()
        return time if day == i18n.local(event.start, zone).date() else f"{i18n.day_month(day)}, {time}"
    if link.state is LinkState.MISSING and link.due is not None:
        return words("chain.missing_since", time=i18n.clock_time(link.due, zone))
    if link.state is LinkState.WAITING and link.due is not None:
        return words("chain.by", time=i18n.clock_time(link.due, zone))
    return words(f"chain.state_{link.state.value}")


def _device(link: Link, snapshot: Snapshot) -> str:
    if not link.about:
        return ""
    named = next((each.name for each in snapshot.devices if each.device == link.about), "")
    return told.room(named) if named else words("chain.device_display")


def _says(link: Link) -> str:
    key = f"chain.link_{link.what.value}"
    if link.what.value in {"recorded", "told"}:
        return words(f"{key}_{link.detail.replace(' ', '_')}")
    return words(key)


def _source(site: UtilityChainShown | Unanswered | None, zone: str) -> str:
    if site is None or isinstance(site, Unanswered):
        return words("chain.site_none")
    if site.fault is not None:
        return words(f"chain.{_SITE.get(site.fault, 'site_away')}")
    return words("chain.site_told", time=i18n.clock_time(site.at, zone))


def _close() -> ButtonView:
    return ButtonView(words("why.close"), ButtonKind.PRIMARY)
