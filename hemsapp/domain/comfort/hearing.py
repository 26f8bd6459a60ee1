"""What a thermostat's report means: found for the first time, moved by a hand, by its own schedule, or as was asked."""

from dataclasses import replace
from datetime import datetime

from devices.demand_response import ChangeSource
from devices.messages import TemperatureRead
from devices.moment import Moment
from hemsapp.domain.comfort import knob, programme, rules
from hemsapp.domain.comfort.contest import OWN_SCHEDULE
from hemsapp.domain.comfort.decision import Side
from hemsapp.domain.comfort.facts import Choice, Kind, Override, SetPointEntry, Why
from hemsapp.domain.comfort.room import Room
from hemsapp.domain.comfort.room_state import AS_FOUND, AT_THE_WALL
from hemsapp.domain.comfort.steps import Confirmed, KnobTurned, Notes, Refused, Restored
from hemsapp.domain.days import instant, seconds

ELSEWHERE = "another display"


def hear(room: Room, message: TemperatureRead, at: Moment, notes: Notes) -> None:
    """Take a report of the room's thermostat; settling comes after."""
    room.take(message, at)
    if message.local_centi_c is not None and room.shown.works(room.shown.side):
        learned = room.learning.felt(message.local_centi_c, room.shown.side, at.utc)
        notes.facts += [] if learned is None else [learned]
    if not room.shown.points:
        return
    entry = room.journal.entry
    if entry is None:
        _found(room, message, at.utc, notes)
    else:
        _weigh(room, entry, message, at.utc, notes)
    entry = room.journal.entry
    if entry is not None and entry.mode is not room.shown.mode:
        room.journal.keep(replace(entry, mode=room.shown.mode), notes)
    if room.is_event_client:
        _watch(room, at.utc, notes)


def _found(room: Room, message: TemperatureRead, now: datetime, notes: Notes) -> None:
    seen = message.changed if message.source is ChangeSource.MANUAL else None
    room.journal.found(seen, now, notes, is_event_client=room.is_event_client)
    if not room.is_event_client and not room.periods and room.choice is None:
        _adopt(room, now, notes)


def _adopt(room: Room, now: datetime, notes: Notes) -> None:
    """Where it stands is the customer's own, until somebody says otherwise or writes a programme."""
    points = room.shown.points
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    room.keep_choice(
        Choice(room.device, cooling, heating, is_held=False, since=now, until=None, by_whom=AS_FOUND), now, notes
    )


def _weigh(room: Room, entry: SetPointEntry, message: TemperatureRead, now: datetime, notes: Notes) -> None:
    """Was it a hand, its own schedule, or somebody else?"""
    stamp = knob.changed_by_hand(message, entry.knob_seen, now)
    if stamp is not None:
        room.journal.keep(replace(entry, knob_seen=message.changed), notes)
        _turned(room, stamp, AT_THE_WALL, now, notes)
    elif message.source is ChangeSource.SCHEDULE:
        if not room.is_event_client and _is_moved(room, entry):
            _overwritten(room, now, notes)
    elif room.has_silent_schedule and knob.cannot_tell(message) and _is_moved(room, entry):
        _overwritten(room, now, notes)
    elif knob.cannot_tell(message) and _is_elsewhere(room, entry):
        _turned(room, now, AT_THE_WALL, now, notes)
    elif message.source is ChangeSource.EXTERNAL and not room.is_event_client and _is_elsewhere(room, entry):
        _turned(room, now, ELSEWHERE, now, notes)


def _overwritten(room: Room, now: datetime, notes: Notes) -> None:
    """Its own schedule moved what we had set: set back a few times (settling does that), then it holds."""
    issuer = room.contested_for(now)
    is_contested = issuer is not None or bool(room.periods)
    if is_contested and not room.contest.moved(issuer, now):
        _turned(room, now, OWN_SCHEDULE, now, notes)
    elif not room.periods:
        _adopt(room, now, notes)  # nobody wrote a programme here: its schedule is the customer's own


def _is_moved(room: Room, entry: SetPointEntry) -> bool:
    """Did it leave where it was asked to be, though nothing is on its way? A schedule likes to put back what was."""
    if entry.is_open or room.journal.tries.is_under_way:
        return False
    return not room.journal.is_shown()


def _is_elsewhere(room: Room, entry: SetPointEntry) -> bool:
    """Does it stand where we neither asked it to be nor may have asked late, though nothing is on its way?"""
    if entry.is_open or room.journal.tries.is_under_way:
        return False
    moved = [side for side in room.shown.points if not room.shown.stands_at(side, room.journal.target(side))]
    return any(not room.journal.is_ours(side, room.shown.points[side]) for side in moved)


def _turned(room: Room, stamp: datetime, by_whom: str, now: datetime, notes: Notes) -> None:
    """Somebody moved it at `stamp`: an override of the event that was in force then, else a choice (DR7)."""
    points = _moved_points(room)
    issuer = knob.event_at(room.governed.values(), stamp)
    governance = room.governance
    if governance is not None and governance.issuer_event_id == issuer and room.governs is None:
        issuer = None  # the event has nothing to do with this room
    known = None if issuer is None else room.overrides.get(issuer)
    if governance is not None and governance.issuer_event_id == issuer and room.is_locked(now):
        notes.outcomes.append(Refused(room.device, issuer, rules.LOCKED))
        return
    if known is not None and not knob.is_at_or_after(stamp, known.since):
        return  # a later wish at a display holds
    if issuer is None or (known is not None and known.kind in {Kind.OUT, Kind.RELEASED}):
        _chosen(room, stamp, by_whom, now, notes)
        return
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    room.keep_override(Override(room.device, issuer, Kind.KNOB, 0, cooling, heating, stamp, None, by_whom), notes)
    notes.outcomes.append(KnobTurned(room.device, issuer, stamp, cooling, heating))


def _moved_points(room: Room) -> dict[Side, int]:
    """What was moved; where it was set to the very value that stood there, the one that a person means now."""
    points = room.shown.points
    moved = {side: point for side, point in points.items() if not room.shown.stands_at(side, room.journal.target(side))}
    return moved or {side: point for side, point in points.items() if side is room.shown.side}


def _chosen(room: Room, stamp: datetime, by_whom: str, now: datetime, notes: Notes) -> None:
    """Outside events it is the customer's set point until the programme's next period; a Hold goes on."""
    points = _moved_points(room)
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    notes.outcomes.append(KnobTurned(room.device, None, stamp, cooling, heating))
    old = room.choice
    if room.is_event_client or (old is not None and not knob.is_at_or_after(stamp, old.since)):
        return
    until = instant(programme.running(room.periods, room.zone, seconds(stamp)).until_s) if room.periods else None
    is_held = old is not None and old.is_held and old.until is None
    if until is not None and until <= now and not is_held:
        return
    if old is not None and (old.until is None or stamp < old.until):
        cooling = old.cooling_centi_c if cooling is None else cooling
        heating = old.heating_centi_c if heating is None else heating
    room.keep_choice(
        Choice(room.device, cooling, heating, is_held, stamp, None if is_held else until, by_whom), now, notes
    )


def _watch(room: Room, now: datetime, notes: Notes) -> None:
    """Follow a thermostat that carries events out by itself: into the event, and back from it."""
    entry, governance, points = room.journal.entry, room.governs, room.shown.points
    if entry is None or entry.is_open:
        return
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    here = replace(entry, target_cooling_centi_c=cooling, target_heating_centi_c=heating)
    if governance is not None and governance.is_running(now):
        is_set_back = any(
            (normal := room.journal.baseline(side)) is not None and (point - normal) * side.value > 0
            for side, point in points.items()
        )
        issuer = governance.issuer_event_id
        if is_set_back and room.override(now) is None and entry != replace(here, why=Why.EVENT, issuer_event_id=issuer):
            room.journal.keep(replace(here, why=Why.EVENT, issuer_event_id=issuer, since=now), notes)
            notes.outcomes.append(Confirmed(room.device, issuer, now, cooling, heating))
        return
    if entry.issuer_event_id is not None:
        is_back = all(room.shown.stands_at(side, room.journal.baseline(side)) for side in points)
        if here == entry and not is_back:
            return  # its own clock has not ended the event yet
        notes.outcomes.append(Restored(room.device, entry.issuer_event_id, now, cooling, heating))
    found = replace(
        here, baseline_cooling_centi_c=cooling, baseline_heating_centi_c=heating, why=Why.AS_FOUND, issuer_event_id=None
    )
    if found != entry:
        room.journal.keep(replace(found, since=now), notes)
