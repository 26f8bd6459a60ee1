"""A running event on every page and on Home: the band, the bar, the buttons and what each asks."""

from dataclasses import dataclass
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import Command, OptIn, SaveMore
from hemsapp.snapshot import Event, EventPhase, Part, Participation, Program, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters import event_words as told
from ui.views import BandKind, ButtonKind, ButtonState, ButtonView, EventBandView, EventBarView

OVERRIDE = "override"
"""What a button asks of the page instead of a command: open the sheet."""

Answer = tuple[Command | str, ...]
"""What a button asks: commands for the engine, a page's key, or a word of the page's own."""


@dataclass(frozen=True, slots=True)
class Running:
    """The foot of Home while an event runs: the bar, and three buttons (None: not now) with what each asks.

    They are always: step out of it (or come back), do more, details.
    """

    event: Event
    bar: EventBarView
    buttons: tuple[ButtonView | None, ...]
    answers: tuple[Answer, ...]


def band(snapshot: Snapshot, now: Moment, *, is_narrow: bool = False) -> EventBandView | None:
    """What stands below the header of every page while an event runs, or while the home returns from it."""
    event = snapshot.events.current
    if event is None or not snapshot.preferences.zone:
        return None
    if event.phase is EventPhase.RECOVERING:
        title = _recovery(event, now)
        return EventBandView(BandKind.RECOVERY, title, "", words("events.return_now"), title)
    if not told.is_running(event):
        return None
    is_emergency = event.program is Program.EMERGENCY
    end = i18n.clock_time(event.end, snapshot.preferences.zone)
    name = words("program.critical_short") if is_narrow and event.program is Program.CRITICAL_PEAK else ""
    name = told.program(event) if event.is_test or not name else name
    title = words("events.band_until" if is_emergency else "events.band_ends", program=name, time=end)
    left = i18n.countdown((event.end - now.utc).total_seconds())
    kind = BandKind.EMERGENCY if is_emergency else BandKind.CRITICAL
    return EventBandView(kind, title, left, sentence=words("frame.join", first=title, second=left))


def _recovery(event: Event, now: Moment) -> str:
    over = words("events.over_cancelled" if event.cancelled_at else "events.over")
    if event.is_test:
        over = words("events.over_practice")
    room = told.first_room(event)
    minutes = None if event.recovery_ends is None else told.minutes_until(event.recovery_ends, now)
    if room is None or room.normal_centi_c is None:
        back = words("events.back")
    elif minutes:
        back = words("events.back_over", normal=i18n.temperature(room.normal_centi_c), minutes=minutes)
    else:
        back = words("events.back_to", normal=i18n.temperature(room.normal_centi_c))
    return words("events.sentences", first=over, second=back)


def running(snapshot: Snapshot, now: Moment, asked: int | None = None) -> Running | None:
    """Bar and buttons of the event that governs now; None when none does."""
    event = snapshot.events.current
    if event is None or not told.is_running(event):
        return None
    zone, length = snapshot.preferences.zone, (event.end - event.start).total_seconds()
    elapsed = (now.utc - event.start).total_seconds() / length if length > 0 else 1.0
    bar = EventBarView(
        i18n.hour_time(event.start, zone),
        i18n.hour_time(event.end, zone),
        min(1.0, max(0.0, elapsed)),
        told.level(event),
        words("events.bar", hours=told.hours(event, zone)),
    )
    out, out_answer = step_out(event)
    more, more_answer = _more(event, asked)
    details = ButtonView(words("events.details"), icon="info")
    return Running(event, bar, (out, more, details), (out_answer, more_answer, (details_key(event),)))


def step_out(event: Event) -> tuple[ButtonView | None, Answer]:
    """Too warm, or back in when everybody left; nothing when nobody takes part, or nothing can be offered."""
    parts = [each.part for each in event.participations]
    if any(part in told.IN_IT for part in parts) and (event.options or event.is_locked):
        is_cooling = told.is_cooling(event)
        icon = "thermometer-snowflake" if is_cooling else "thermometer"
        state = ButtonState.LOCKED if event.is_locked else ButtonState.IDLE
        text = words("events.too_warm" if is_cooling else "events.too_cold")
        return ButtonView(text, ButtonKind.PRIMARY, state, icon), (OVERRIDE,)
    if Part.OPTED_OUT in parts and not event.is_locked:
        back = ButtonView(words("events.opt_in"), ButtonKind.PRIMARY, icon="undo-2")
        return back, (OptIn(event.issuer_event_id, None),)
    return None, ()


def _more(event: Event, asked: int | None) -> tuple[ButtonView | None, Answer]:
    """One degree further, while a room has one left before its limit."""
    rooms = [each for each in event.participations if each.part in told.IN_IT and each.target_centi_c is not None]
    if not rooms:
        return None, ()
    step = i18n.centi_kelvin(1)
    has_room = any(_can_go(each, step) for each in rooms)
    state = ButtonState.BUSY if asked == event.issuer_event_id else ButtonState.IDLE
    text = words("events.sending" if state is ButtonState.BUSY else "events.do_more")
    if not has_room:
        return ButtonView(words("events.at_limit"), state=ButtonState.DISABLED), ()
    return ButtonView(text, state=state, icon="plus"), (SaveMore(event.issuer_event_id, step),)


def _can_go(each: Participation, step: int) -> bool:
    if each.limit_centi_c is None or each.target_centi_c is None:
        return True
    room = each.limit_centi_c - each.target_centi_c if each.is_cooling else each.target_centi_c - each.limit_centi_c
    return room >= step // 2


def saved_so_far(snapshot: Snapshot) -> Decimal | None:
    """What the running event saved until now, if that is known and anything."""
    event = snapshot.events.current
    if event is None or not told.is_running(event):
        return None
    return event.saved_so_far if event.saved_so_far is not None and event.saved_so_far > 0 else None


def details_key(event: Event) -> str:
    """The key of the page about this event."""
    return f"event/{event.issuer_event_id}"
