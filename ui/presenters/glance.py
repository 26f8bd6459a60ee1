"""The resting screen: what power costs now and until when, in one number, one caption and one line (users.md 3.4)."""

from datetime import timedelta

from devices.messages import DeviceKind, RadioState
from devices.moment import Moment
from hemsapp.snapshot import Event, Freshness, Snapshot, freshness
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.alerts import emergency
from ui.presenters.blank import is_blank
from ui.presenters.frame import level_word, shown_level
from ui.tokens import Milliseconds
from ui.views import GlanceView, Line, Run, Tone

_EXERCISE_HOUR = 3
_DOT = "\N{MIDDLE DOT}"
_AHEAD = timedelta(hours=6)
"""An event is worth the line when it is this near; until then the price is."""


def glance(snapshot: Snapshot, now: Moment) -> GlanceView:
    """The resting screen at that moment; a silent meter leaves no number that looks live."""
    caption, number, unit = _hero(snapshot, now)
    line = _line(snapshot, now)
    zone = snapshot.preferences.zone
    clock, indoors = i18n.clock_time(now.utc, zone) if zone else "", _indoors(snapshot, now)
    told_caption = ", ".join(run.text for run in caption if run.text != _DOT)
    said = (told_caption, "" if number == UNKNOWN else f"{number}{unit}", line, clock, indoors)
    return GlanceView(
        caption,
        number,
        unit,
        line,
        clock,
        indoors,
        is_emergency=emergency(snapshot) is not None,
        step=int(now.monotonic_s * 1000 // Milliseconds.GLANCE_DRIFT),
        exercise=_exercise(snapshot, now),
        sentence=". ".join(each for each in said if each),
    )


def _hero(snapshot: Snapshot, now: Moment) -> tuple[Line, str, str]:
    """Caption, number and unit: dollars an hour, or kilowatts where no price is known."""
    event, is_shown = _running(snapshot), _is_shown(snapshot, now)
    caption = _price_caption(snapshot) if event is None else _event_caption(event, now)
    if not is_shown:
        return (_silent_caption(snapshot) if event is None else caption), UNKNOWN, ""
    power = snapshot.power
    if power.cost_per_hour is None:
        demand = i18n.power(None if power.demand_w is None else abs(power.demand_w))
        return caption, demand.number, "" if demand.number == UNKNOWN else f" {demand.unit}"
    return caption, i18n.hero_rate(power.cost_per_hour).number, i18n.cost_rate(power.cost_per_hour).unit


def _running(snapshot: Snapshot) -> Event | None:
    event = snapshot.events.current
    return event if event is not None and told.is_running(event) and not event.is_skipped else None


def _is_shown(snapshot: Snapshot, now: Moment) -> bool:
    is_down = snapshot.link.fault is not None and snapshot.link.radio is not RadioState.READY
    return not is_down and freshness(snapshot.power.heard, now) in {Freshness.LIVE, Freshness.OLD}


def _event_caption(event: Event, now: Moment) -> Line:
    """`Critical price · 2 h 14 m left`."""
    left = i18n.time_left((event.end - now.utc).total_seconds())
    return (Run(told.program(event), level=told.level(event)), Run(_DOT), Run(left))


def _price_caption(snapshot: Snapshot) -> Line:
    power, level = snapshot.power, snapshot.prices.level
    if i18n.is_selling(power.cost_per_hour) or (power.demand_w is not None and power.demand_w < 0):
        return (Run(words("home.selling")),)
    if level is None:
        is_unknown = not snapshot.tariff.tiers and snapshot.prices.stored is None
        return (Run(words("home.no_price" if is_unknown else "price.expired"), Tone.ATTENTION),)
    return (Run(words("home.level_price", level=level_word(level)), level=shown_level(level)),)


def _silent_caption(snapshot: Snapshot) -> Line:
    if is_blank(snapshot) or snapshot.power.heard is None:
        return (Run(words("home.listening"), Tone.QUIET),)
    return (Run(words("glance.no_signal"), Tone.ATTENTION, icon="clock-alert", is_strong=True),)


def _line(snapshot: Snapshot, now: Moment) -> str:
    """The end of what holds now: of the event, of the price; else the next event, or when the meter was last heard."""
    if is_blank(snapshot):
        return ""
    zone, event, heard = snapshot.preferences.zone, _running(snapshot), snapshot.power.heard
    if event is not None:
        until = words("ledger.until", time=i18n.hour_time(event.end, zone))
        return until if _is_shown(snapshot, now) else words("frame.join", first=until, second=words("glance.no_signal"))
    if not _is_shown(snapshot, now):
        return "" if heard is None else words("glance.last_heard", time=i18n.clock_time(heard.utc, zone))
    coming = snapshot.events.coming
    if coming is not None and coming.phase in told.COMING and not coming.is_skipped:
        wait = coming.start - now.utc
        if wait <= _AHEAD:
            left, key = (
                i18n.wait(wait.total_seconds()),
                "glance.practice_in" if coming.is_test else "glance.event_in",
            )
            return words(key, time=left, hours=told.hours(coming, zone))
    return _price_outlook(snapshot)


def _price_outlook(snapshot: Snapshot) -> str:
    """`until 2 PM, then High`."""
    prices, zone = snapshot.prices, snapshot.preferences.zone
    if prices.level is None or prices.until is None:
        return ""
    time = i18n.hour_time(prices.until, zone)
    then = next((block for block in prices.blocks if block.start >= prices.until), None)
    if then is None or then.level is prices.level:
        return words("ledger.until", time=time)
    return words("glance.until_then", time=time, level=level_word(then.level))


def _indoors(snapshot: Snapshot, now: Moment) -> str:
    """The first thermostat that was heard lately."""
    rooms = (each for each in snapshot.devices if each.kind is DeviceKind.THERMOSTAT)
    heard = (room for room in rooms if freshness(room.heard, now) is not Freshness.SILENT)
    inside = next((room.temperature_centi_c for room in heard if room.temperature_centi_c is not None), None)
    return "" if inside is None else words("glance.indoors", temperature=i18n.temperature(inside))


def _exercise(snapshot: Snapshot, now: Moment) -> int | None:
    """From 3:00 to 3:01 at night each pixel works, second by second; an event is more important."""
    if is_blank(snapshot) or snapshot.events.current is not None:
        return None
    at = i18n.local(now.utc, snapshot.preferences.zone)
    return at.second if (at.hour, at.minute) == (_EXERCISE_HOUR, 0) else None
