"""Home: what power costs now, and what comes next (C1FR32a to g)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devices.messages import DeviceKind
from devices.moment import Moment
from hemsapp.commands import Command, RunCheck
from hemsapp.snapshot import Freshness, Snapshot, freshness
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters.blank import blank, is_blank
from ui.presenters.event_cards import DISMISS, EventCard, event_card
from ui.presenters.events import Answer, Running, running
from ui.presenters.frame import Page, header, level_word, shown_level
from ui.presenters.ledger import bill_row, is_room_shown, price_row, room_row, tier_row, today_row
from ui.presenters.network import heard_sentence
from ui.presenters.notices import Notice, house_notice, leak_notice, link_notice
from ui.presenters.skyline import skyline
from ui.views import (
    ArchView,
    HeaderView,
    HeroView,
    LedgerRowView,
    Line,
    Run,
    SkylineView,
    SparkView,
    TileView,
    Tone,
    quiet,
)

_WORD_FROM, _ROOM, _PATIENCE_S = 0.2, 0.75, 10
_ROOM_ICON = "thermometer"
_USUAL_SCALE_W = 6_000
_SCALES_W = (3_000, 6_000, 9_000, 12_000, 24_000, 48_000, 96_000)


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on Home; skyline and tiles give way to a `notice`, to an event's `card`, to a `running` event.

    `event_room` stands in for the tier's row while an event moves a room.
    """

    header: HeaderView
    arch: ArchView
    hero: HeroView
    spark: SparkView
    rows: tuple[LedgerRowView, ...]
    skyline: SkylineView
    room: TileView
    compare: TileView
    notice: Notice | None
    event_room: LedgerRowView | None = None
    card: EventCard | None = None
    running: Running | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """What "What changed?" froze."""

    cost_per_hour: Decimal | None
    demand_w: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish about an event that is on its way: over when anything about events changed, or after a while."""

    issuer_event_id: int
    was: tuple[object, ...]
    since: Moment

    def is_over(self, now: Moment) -> bool:
        """Was it waited for long enough?"""
        return now.seconds_since(self.since) >= _PATIENCE_S


class HomePresenter:
    """Snapshot to HomeView; remembers only what the person toggled on this page, and the scale of the Arch.

    `room_page` is where the tile of the room leads.
    """

    def __init__(self, *, is_narrow: bool = False, is_demo: bool = False) -> None:
        self.is_narrow = is_narrow
        self._is_demo = is_demo
        self._is_power_first = False
        self._reference: Reference | None = None
        self._checked: Moment | None = None
        self._widest_w = 0
        self._seen: tuple[Snapshot, Moment] | None = None
        self._notice: Notice | None = None
        self._card: EventCard | None = None
        self._running: Running | None = None
        self._dismissed: set[int] = set()
        self._asked: Asked | None = None
        self.room_page = Page.NETWORK

    def present(self, snapshot: Snapshot | None, now: Moment) -> HomeView:
        """The whole page at that moment; None before the engine spoke."""
        snapshot = snapshot or blank(now)
        self._seen = (snapshot, now)
        self._widest_w = max(self._widest_w, _scale(snapshot))
        self._present_events(snapshot, now)
        room = _room(snapshot, now)
        self.room_page = Page.COMFORT if room.icon == _ROOM_ICON else Page.NETWORK
        return HomeView(
            header=header(snapshot, now, self._title(snapshot, now), is_demo=self._is_demo),
            arch=self._arch(snapshot, now),
            hero=self._hero(snapshot, now),
            spark=_spark(snapshot, now),
            rows=tuple(row(snapshot, now) for row in (price_row, today_row, bill_row, tier_row)),
            skyline=skyline(snapshot, now),
            room=room,
            compare=TileView(words("home.stop_comparing" if self._reference else "home.what_changed"), "activity"),
            notice=self._notice,
            event_room=room_row(snapshot, now) if is_room_shown(snapshot) else None,
            card=self._card,
            running=self._running,
        )

    def _present_events(self, snapshot: Snapshot, now: Moment) -> None:
        """What the foot of Home shows: a running event, a leak, what is wrong, an event's card."""
        if self._asked is not None and (self._asked.was != _told(snapshot) or self._asked.is_over(now)):
            self._asked = None
        asked = None if self._asked is None else self._asked.issuer_event_id
        self._running = running(snapshot, now, asked)
        self._notice = self._card = None
        if self._running is not None or is_blank(snapshot):
            return
        self._notice = leak_notice(snapshot) or link_notice(snapshot, now, self._checked)
        if self._notice is None:
            self._card = event_card(snapshot, now, frozenset(self._dismissed), asked)
        if self._notice is None and self._card is None:
            self._notice = house_notice(snapshot)

    def press_event(self, index: int) -> Answer:
        """What the button of the running event, or of the event's card, asks for; pressed twice it asks once."""
        if self._seen is None or (self._running is None and self._card is None):
            return ()
        snapshot, now = self._seen
        shown = self._running or self._card
        assert shown is not None, "it was looked at above"
        answer, event_id = shown.answers[index], shown.event.issuer_event_id
        if DISMISS in answer:
            self._dismissed.add(event_id)
            return ()
        if any(not isinstance(each, str) for each in answer):
            self._asked = Asked(event_id, _told(snapshot), now)
        return answer

    def tap_hero(self) -> None:
        """Swap dollars an hour and kilowatts."""
        self._is_power_first = not self._is_power_first

    def tap_compare(self) -> None:
        """Freeze what is used now as a reference, or let it go."""
        if self._reference is not None or self._seen is None:
            self._reference = None
            return
        snapshot, now = self._seen
        if _is_shown(snapshot, now):
            self._reference = Reference(snapshot.power.cost_per_hour, snapshot.power.demand_w, now.utc)

    def press_notice(self, *, is_primary: bool) -> Command | str | None:
        """What the button of the notice asks for: a command, or a page's key."""
        if self._notice is None:
            return None
        asked = self._notice.primary if is_primary else self._notice.secondary
        if isinstance(asked, RunCheck) and self._seen is not None:
            self._checked = self._seen[1]
        return asked

    @property
    def _scale_w(self) -> int:
        """What the end of the Arch means: enough for what this home was seen to use, never less than before."""
        return self._widest_w or _USUAL_SCALE_W

    def _title(self, snapshot: Snapshot, now: Moment) -> str:
        if is_blank(snapshot):
            return ""
        today = i18n.local(now.utc, snapshot.preferences.zone).date()
        return i18n.short_date(today) if self.is_narrow else i18n.long_date(today)

    def _arch(self, snapshot: Snapshot, now: Moment) -> ArchView:
        power, level = snapshot.power, snapshot.prices.level
        is_lit = _is_shown(snapshot, now) and power.demand_w is not None
        usual = power.usual_w
        most = f"{i18n.whole(self._scale_w // 1000)} {words('unit.kw')}"
        return ArchView(
            value=min(1.0, abs(power.demand_w) / self._scale_w) if is_lit and power.demand_w is not None else None,
            level=None if level is None or _is_selling(snapshot) else shown_level(level),
            usual=(min(1.0, usual[0] / self._scale_w), min(1.0, usual[1] / self._scale_w))
            if usual and is_lit
            else None,
            usual_word=words("home.usual") if usual and is_lit and usual[1] >= self._scale_w * _WORD_FROM else "",
            scale_low="0",
            scale_high=most,
            sentence=words("home.gauge", most=most, power=i18n.power(_shown_w(snapshot)) if is_lit else UNKNOWN),
        )

    def _hero(self, snapshot: Snapshot, now: Moment) -> HeroView:
        if not _is_shown(snapshot, now):
            return _absent_hero(snapshot, now)
        power = snapshot.power
        rate, demand = i18n.cost_rate(power.cost_per_hour), i18n.power(_shown_w(snapshot))
        caption = _caption(snapshot)
        if power.cost_per_hour is None:
            sentence = words("home.uses_now", power=demand)
        elif _is_selling(snapshot):
            sentence = words("home.selling_rate", rate=rate)
        else:
            level = level_word(snapshot.prices.level) if snapshot.prices.level else UNKNOWN
            sentence = words("home.costs_now", rate=rate, power=demand, level=level)
        delta = self._delta(snapshot)
        if self._is_power_first:
            return HeroView(caption, demand.number, demand.unit, second=rate.number, second_unit=rate.unit, delta=delta,
                            sentence=sentence)  # fmt: skip
        number, is_long = i18n.hero_rate(power.cost_per_hour)
        return HeroView(caption, number, rate.unit, is_long, demand.number, demand.unit, delta=delta, sentence=sentence)

    def _delta(self, snapshot: Snapshot) -> str:
        reference, power = self._reference, snapshot.power
        if reference is None:
            return ""
        time = i18n.clock_time(reference.at, snapshot.preferences.zone)
        if not self._is_power_first and power.cost_per_hour is not None and reference.cost_per_hour is not None:
            change = power.cost_per_hour - reference.cost_per_hour
            amount, is_less = str(i18n.cost_rate(change)), i18n.is_selling(change)
        elif power.demand_w is not None and reference.demand_w is not None:
            more_w = power.demand_w - reference.demand_w
            amount, is_less = str(i18n.power(abs(more_w))), more_w < 0
        else:
            return ""
        return words("home.delta", sign=i18n.MINUS if is_less else "+", amount=amount, time=time)


def _told(snapshot: Snapshot) -> tuple[object, ...]:
    """What an answer to a wish about an event would change."""
    return (snapshot.events, snapshot.refusal)


def _is_shown(snapshot: Snapshot, now: Moment) -> bool:
    return freshness(snapshot.power.heard, now) in {Freshness.LIVE, Freshness.OLD}


def _is_selling(snapshot: Snapshot) -> bool:
    demand_w = snapshot.power.demand_w
    return i18n.is_selling(snapshot.power.cost_per_hour) or (demand_w is not None and demand_w < 0)


def _shown_w(snapshot: Snapshot) -> int | None:
    """What is sold is told as an amount: the word says the direction, never a minus."""
    demand_w = snapshot.power.demand_w
    return None if demand_w is None else abs(demand_w)


def _caption(snapshot: Snapshot) -> Line:
    if _is_selling(snapshot):
        return (Run(words("home.selling"), Tone.INK, is_strong=True),)
    level = snapshot.prices.level
    if level is None:
        is_stored = snapshot.tariff.tiers == () and snapshot.prices.stored is None
        return (Run(words("home.no_price" if is_stored else "price.expired"), Tone.ATTENTION, is_strong=True),)
    return (Run(words("home.level_price", level=level_word(level)), level=shown_level(level), is_strong=True),)


def _absent_hero(snapshot: Snapshot, now: Moment) -> HeroView:
    heard = snapshot.power.heard
    if heard is None or freshness(heard, now) is Freshness.NEVER:
        text = words("home.listening")
        return HeroView((Run(text),), UNKNOWN, sentence=text)
    rate, demand = i18n.cost_rate(snapshot.power.cost_per_hour), i18n.power(_shown_w(snapshot))
    if _is_selling(snapshot):
        last = words("home.last_rate", rate=words("home.selling_rate", rate=rate), power=demand)
    else:
        last = words("home.last_rate", rate=rate, power=demand)
    time = words("home.at_time", time=i18n.clock_time(heard.utc, snapshot.preferences.zone))
    text = words("home.no_reading")
    caption = (Run(text, Tone.ATTENTION, is_strong=True),)
    return HeroView(caption, UNKNOWN, notes=(last, time), sentence=f"{text}, {last} {time}")


def _spark(snapshot: Snapshot, now: Moment) -> SparkView:
    minutes = snapshot.power.minutes_w
    tallest = max((abs(w) for w in minutes if w is not None), default=0)
    bars = tuple(None if w is None else (abs(w) / tallest if tallest else 0.0) for w in minutes)
    unheard = _unheard(snapshot, now)
    caption = words("home.last_30")
    after = _spark_word(snapshot, now, has_gap=None in minutes[unheard:])
    if after:
        caption = words("frame.join", first=caption, second=after)
    return SparkView(bars, quiet(caption), sentence=caption, unheard=unheard)


def _unheard(snapshot: Snapshot, now: Moment) -> int:
    """How many of the minutes lie before the first reading: there is nothing to show, and nothing is missing."""
    power = snapshot.power
    unknown = next((index for index, w in enumerate(power.minutes_w) if w is not None), len(power.minutes_w))
    if power.heard is None:
        return unknown
    if power.heard_since is None:
        return 0
    minutes = int(now.utc.timestamp()) // 60 - int(power.heard_since.timestamp()) // 60
    return max(0, min(unknown, len(power.minutes_w) - 1 - minutes))


def _spark_word(snapshot: Snapshot, now: Moment, *, has_gap: bool) -> str:
    power = snapshot.power
    if power.gap_since is not None and power.heard is not None:
        return words("home.gap_since", time=i18n.clock_time(power.gap_since, snapshot.preferences.zone))
    if has_gap:
        return words("home.with_gap")
    if power.usual_w is None or power.demand_w is None or not _is_shown(snapshot, now):
        return ""
    low_w, high_w = power.usual_w
    if power.demand_w < low_w:
        return words("home.below_usual")
    return words("home.above_usual") if power.demand_w > high_w else words("home.usual_for_now")


def _scale(snapshot: Snapshot) -> int:
    power = snapshot.power
    seen = [abs(w) for w in (*power.minutes_w, power.demand_w) if w is not None]
    peak_w = max((*seen, power.usual_w[1] if power.usual_w else 0), default=0)
    return next((scale for scale in _SCALES_W if scale * _ROOM >= peak_w), _SCALES_W[-1]) if peak_w else 0


def _room(snapshot: Snapshot, now: Moment) -> TileView:
    """The first thermostat that said something, else how the home network stands."""
    for device in snapshot.devices:
        if device.kind is DeviceKind.THERMOSTAT and device.temperature_centi_c is not None:
            if freshness(device.heard, now) is Freshness.SILENT:
                continue
            inside = i18n.temperature(device.temperature_centi_c)
            room = i18n.room_name(device.name)
            set_to = device.set_point_centi_c
            second = "" if set_to is None else words("home.set_to", set_point=i18n.temperature(set_to))
            return TileView(f"{room} {inside}", _ROOM_ICON, second)
    return TileView(words("home.network_tile"), "radio", heard_sentence(snapshot, now, is_short=True))
