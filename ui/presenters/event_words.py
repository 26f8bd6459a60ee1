"""What events are called, when they are, and what a room's share in one is: words that several pages use."""

from datetime import datetime, timedelta

from devices.moment import Moment
from hemsapp.snapshot import Event, EventPhase, Freshness, Part, Participation, Program, Snapshot, freshness
from ui import i18n
from ui.i18n import words
from ui.views import ChipView, Level, Line, Run, Tone

SOON = timedelta(minutes=30)
RUNNING = (EventPhase.ACTIVE,)
COMING = (EventPhase.SCHEDULED, EventPhase.PRE_COOLING)
IN_IT = (Part.PLANNED, Part.STARTING, Part.SAVING, Part.EASED)
_MINUTE_S = 60
_HERE = ("", "this display")
_WEEK = 7


def program(event: Event) -> str:
    """`Critical price`; a practice says so first."""
    name = words(f"program.{event.program.name.lower()}")
    return words("program.practice", name=name) if event.is_test else name


def level(event: Event) -> Level:
    """The shape and colour of an event."""
    return Level.EMERGENCY if event.program is Program.EMERGENCY else Level.CRITICAL


def is_running(event: Event | None) -> bool:
    """Does it govern the home now?"""
    return event is not None and event.phase in RUNNING


def room(name: str) -> str:
    """`Living room thermostat` is the Living room."""
    return i18n.room_name(name)


def first_room(event: Event) -> Participation | None:
    """The thermostat that stands for all on Home: the first that takes part or should, else the first there is."""
    rooms = [each for each in event.participations if each.normal_centi_c is not None]
    meant = (*IN_IT, Part.UNREACHABLE)
    return next((each for each in rooms if each.part in meant), rooms[0] if rooms else None)


def confirmed(each: Participation, snapshot: Snapshot, now: Moment) -> int | None:
    """Where the room stands by its thermostat's own word, for the event or from its last report; None: not known."""
    if each.confirmed_centi_c is not None or each.part is Part.UNREACHABLE:
        return each.confirmed_centi_c
    known = next((room for room in snapshot.comfort.thermostats if room.device == each.device), None)
    if known is None or known.problem or freshness(known.heard, now) is Freshness.NEVER:
        return None
    return known.set_point_centi_c


def is_cooling(event: Event) -> bool:
    """Is it the season in which an event makes rooms warmer?"""
    known = first_room(event)
    return known is None or known.is_cooling


def day(at: datetime, now: Moment, zone: str) -> str:
    """`today`, `tomorrow`, `Thu 16 Jul`."""
    ahead = (i18n.local(at, zone).date() - i18n.local(now.utc, zone).date()).days
    if ahead == 0:
        return words("events.today")
    return words("events.tomorrow") if ahead == 1 else i18n.short_date(i18n.local(at, zone).date())


def hours(event: Event, zone: str) -> str:
    """`2` to `6 PM`."""
    return i18n.time_range(event.start, event.end, zone)


def minutes_until(at: datetime, now: Moment) -> int:
    """Whole minutes, the begun one counted; never less than 0."""
    return max(0, -int(-(at - now.utc).total_seconds() // _MINUTE_S))


def is_soon(event: Event, now: Moment) -> bool:
    """Is it one of the last thirty minutes before the start?"""
    return event.start - now.utc <= SOON


def chip(snapshot: Snapshot, now: Moment) -> ChipView | None:
    """The announcement in the header, from the notice to the start; then whether the meter has yet to confirm it."""
    now_on = snapshot.events.current
    if now_on is not None and is_running(now_on) and now_on.is_confirmation_missing:
        opens = f"event/{now_on.issuer_event_id}"
        return ChipView(words("events.chip_unconfirmed"), Tone.ATTENTION, icon="clock-alert", opens=opens)
    event = snapshot.events.coming
    if event is None or event.phase not in COMING or is_running(snapshot.events.current):
        return None
    opens = f"event/{event.issuer_event_id}"
    span = hours(event, snapshot.preferences.zone)
    if event.is_skipped:
        return ChipView(words("events.chip_skipped", hours=span), Tone.QUIET, opens=opens)
    if is_soon(event, now):
        key = "events.chip_practice_soon" if event.is_test else "events.chip_soon"
        return ChipView(words(key, minutes=minutes_until(event.start, now)), Tone.ATTENTION, icon="clock", opens=opens)
    text = words("events.chip_day", day=_chip_day(event, now, snapshot.preferences.zone), hours=span)
    if event.is_test:
        text = words("events.chip_practice", hours=span)
    return ChipView(text, level=level(event), opens=opens)


def _chip_day(event: Event, now: Moment, zone: str) -> str:
    at = i18n.local(event.start, zone).date()
    ahead = (at - i18n.local(now.utc, zone).date()).days
    if ahead <= 1:
        text = day(event.start, now, zone)
        return text[:1].upper() + text[1:]
    return words(f"weekday_short.{at.isoweekday()}") if ahead < _WEEK else i18n.day_month(at)


def part_line(event: Event, each: Participation, now: Moment, zone: str) -> Line:
    """Why this room stands where it does, as one short line with its mark."""
    if each.part is Part.SAVING:
        return _saving(event, each, now, zone)
    text, tone, icon = _part(each, zone)
    return (Run(text, tone, icon=icon),)


def _part(each: Participation, zone: str) -> tuple[str, Tone, str]:
    """Words, tone and icon of every part but saving."""
    known = {
        Part.STARTING: (_waiting(each, "events.going_to"), Tone.QUIET, "loader-circle"),
        Part.RESTORING: (_waiting(each, "events.returning_to"), Tone.QUIET, "undo-2"),
        Part.EASED: (_eased(each, zone), Tone.INK, "hand"),
        Part.OPTED_OUT: (_changed("events.left", each, zone), Tone.INK, "hand"),
        Part.UNREACHABLE: (words("events.unreachable"), Tone.ATTENTION, "clock-alert"),
        Part.EXEMPT: (words("events.exempt"), Tone.INK, "heart-pulse"),
    }
    return known.get(each.part) or (words(f"events.part_{each.part.name.lower()}"), Tone.QUIET, "")


def _saving(event: Event, each: Participation, now: Moment, zone: str) -> Line:
    if each.target_centi_c is None or each.normal_centi_c is None:
        return (Run(words("events.switched_off"), level=level(event)),) if now.utc < event.end else ()
    if each.changed_at is not None and each.changed_by:
        return (Run(_changed("events.changed", each, zone), Tone.INK, icon="hand"),)
    key = "events.warmer" if each.is_cooling else "events.cooler"
    return (Run("", level=level(event)), Run(words(key)))


def _eased(each: Participation, zone: str) -> str:
    if each.break_until is not None:
        until = i18n.clock_time(each.break_until, zone)
        if each.planned_centi_c is None:
            return words("events.break", time=until)
        return words("events.break_then", time=until, then=i18n.temperature(each.planned_centi_c))
    return _changed("events.changed", each, zone)


def _changed(key: str, each: Participation, zone: str) -> str:
    """Who did it and when: you here, somebody at the thermostat, or on another display."""
    if each.changed_at is None:
        return words(f"{key}_once")
    time = i18n.clock_time(each.changed_at, zone)
    if each.changed_by in _HERE:
        return words(f"{key}_here", time=time)
    return words(f"{key}_by", who=i18n.name_of(each.changed_by), time=time)


def _waiting(each: Participation, key: str) -> str:
    if each.target_centi_c is None:
        return words("events.waiting_device")
    return words(key, set_point=i18n.temperature(each.target_centi_c))
