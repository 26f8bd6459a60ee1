"""What wakes the screen and what rings: each change once, nothing at night but an emergency."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum

from devices.moment import Moment
from hemsapp.manners import Manners
from hemsapp.snapshot import Event, EventPhase, Program, Snapshot
from ui import i18n
from ui.presenters import event_words as told

_REMEMBERED = 500
_OVER = (EventPhase.RECOVERING, EventPhase.ENDED)


class Chime(Enum):
    """What a sound says; the later ones are the more urgent."""

    REFUSED = "refused"
    ENDED = "ended"
    ANNOUNCED = "announced"
    STARTED = "started"
    SOON = "soon"
    EMERGENCY = "emergency"


_URGENCY = tuple(Chime)


@dataclass(frozen=True, slots=True)
class Alert:
    """Does the screen wake, and what rings (None: nothing)."""

    wakes: bool
    chime: Chime | None


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of one event: equal for the same change, however often it is told."""

    name: str
    of: int
    since: datetime | None
    chime: Chime
    wakes: bool
    is_emergency: bool = False
    waits: bool = False  # through the quiet hours, until somebody may be told


class Alerts:
    """Hears each snapshot and gives what is new in it; what was there at the start is no news."""

    def __init__(self) -> None:
        self._told: set[_Change] | None = None
        self._refused: Moment | None = None

    def hear(self, snapshot: Snapshot, now: Moment) -> Alert | None:
        """The one alert of everything that is new, the most urgent sound first; None: nothing is."""
        if not snapshot.preferences.zone:
            return None
        changes = set(_changes(snapshot, now))
        refused, self._refused = self._refused, None if snapshot.refusal is None else snapshot.refusal.at
        if self._told is None:
            self._told = changes
            return None
        is_quiet_now = is_quiet(snapshot.preferences.manners, i18n.local(now.utc, snapshot.preferences.zone).time())
        new = changes - self._told
        held = {each for each in new if is_quiet_now and each.waits and not each.is_emergency}
        self._told |= new - held
        if len(self._told) > _REMEMBERED:
            self._told &= changes
        heard = [each for each in new if each.is_emergency or not is_quiet_now]
        chimes = [Chime.EMERGENCY if each.is_emergency else each.chime for each in heard]
        if self._refused is not None and self._refused != refused and not is_quiet_now:
            chimes.append(Chime.REFUSED)
        if not chimes:
            return None
        is_on = snapshot.preferences.manners.are_sounds_on
        return Alert(any(each.wakes for each in heard), max(chimes, key=_URGENCY.index) if is_on else None)


def is_quiet(manners: Manners, at: time) -> bool:
    """Is it an hour of rest on the home's wall? Equal ends are none."""
    start, end = manners.quiet_from, manners.quiet_until
    return start <= at < end if start <= end else at >= start or at < end


def emergency(snapshot: Snapshot) -> Event | None:
    """The grid emergency that governs now; a practice is none."""
    event = snapshot.events.current
    return event if event is not None and told.is_running(event) and _is_emergency(event) else None


def _is_emergency(event: Event) -> bool:
    return event.program is Program.EMERGENCY and not event.is_test


def _changes(snapshot: Snapshot, now: Moment) -> Iterator[_Change]:
    for event in snapshot.events.all:
        yield from _of_event(event, now)


def _of_event(event: Event, now: Moment) -> Iterator[_Change]:
    """What is to be told of one event at this moment."""
    of, is_emergency = event.issuer_event_id, _is_emergency(event)
    if event.phase is EventPhase.CANCELLED and event.notice_id is not None:
        yield _Change("cancelled", of, event.cancelled_at, Chime.ANNOUNCED, True, is_emergency, True)
    if event.is_confirmation_missing and event.phase not in _OVER:
        yield _Change("unconfirmed", of, event.start, Chime.ANNOUNCED, True, is_emergency, True)
    if event.phase in told.COMING:
        if not event.is_answered:
            yield _Change("announced", of, None, Chime.ANNOUNCED, True, is_emergency, True)
        if event.changed_at is not None and event.notice_id is not None:
            yield _Change("changed", of, event.changed_at, Chime.ANNOUNCED, True, is_emergency, True)
        if told.is_soon(event, now) and not event.is_skipped:
            yield _Change("soon", of, event.start, Chime.SOON, True, is_emergency)
    elif event.phase is EventPhase.ACTIVE and not event.is_skipped:
        yield _Change("started", of, event.start, Chime.STARTED, True, is_emergency)
    elif event.phase in _OVER and not event.is_skipped:
        yield _Change("ended", of, event.start, Chime.ENDED, False)
