"""How warm a room is expected to be: it follows what its plan will ask for, as fast as a usual room can."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from devices.demand_response import ThermostatMode
from hemsapp.snapshot import Event, EventPhase, Snapshot, Thermostat
from ui import i18n
from ui.presenters.event_words import IN_IT

STEP = timedelta(minutes=15)
_HOUR = timedelta(hours=1)
_DRIVEN_CENTI_C_H, _DRIFTING_CENTI_C_H = 150, 100
_MOVES = (EventPhase.SCHEDULED, EventPhase.PRE_COOLING, EventPhase.ACTIVE)

Point = tuple[datetime, int]


def room_of(snapshot: Snapshot) -> Thermostat | None:
    """The room whose temperature is shown: the first that is known and either heats or cools."""
    sides = (ThermostatMode.COOL, ThermostatMode.HEAT)
    return next(
        (each for each in snapshot.comfort.thermostats if each.indoor_centi_c is not None and each.mode in sides), None
    )


def expected(snapshot: Snapshot, room: Thermostat, start: datetime, end: datetime) -> tuple[Point, ...]:
    """Where the room stands at `start` and each quarter of an hour after it, in hundredths of a degree Celsius."""
    assert room.indoor_centi_c is not None, "the room is known"
    is_cooling = room.mode is ThermostatMode.COOL
    found, centi_c, at = [(start, room.indoor_centi_c)], float(room.indoor_centi_c), start
    while at < end:
        ahead = min(end, at + STEP)
        point = set_point(snapshot, room, at)
        if point is not None:
            is_driven = centi_c > point if is_cooling else centi_c < point
            step = (_DRIVEN_CENTI_C_H if is_driven else _DRIFTING_CENTI_C_H) * ((ahead - at) / _HOUR)
            centi_c = max(point, centi_c - step) if centi_c > point else min(point, centi_c + step)
        at = ahead
        found.append((at, round(centi_c)))
    return tuple(found)


def set_point(snapshot: Snapshot, room: Thermostat, at: datetime) -> int | None:
    """What the room will be asked for then: an event's plan, before it the preparation, else the programme."""
    for event, planned, normal in _shares(snapshot, room):
        if event.start <= at < event.end:
            return planned
        ahead, prepared = preparation(room, event, normal)
        if ahead <= at < event.start:
            return prepared
    if room.is_held or room.next_change is None or at < room.next_change:
        usual = room.programme_centi_c if _is_in_event(snapshot, room) else room.set_point_centi_c
        return usual if usual is not None else room.programme_centi_c
    return _programmed(room, at, snapshot.preferences.zone)


def preparation(room: Thermostat, event: Event, normal_centi_c: int | None) -> tuple[datetime, int | None]:
    """From when the room is prepared for the event, and at which set point; from its start: not at all."""
    plan = room.plan
    if normal_centi_c is None or not plan.pre_cool_centi_c or not plan.pre_cool_minutes:
        return event.start, None
    is_cooling = room.mode is ThermostatMode.COOL
    prepared = normal_centi_c + (-plan.pre_cool_centi_c if is_cooling else plan.pre_cool_centi_c)
    return event.start - timedelta(minutes=plan.pre_cool_minutes), prepared


def prepared_for(snapshot: Snapshot, room: Thermostat) -> tuple[datetime, datetime] | None:
    """From when to when the room is prepared for the next event in which it takes part; None: it is not."""
    for event, _, normal in _shares(snapshot, room):
        ahead, _ = preparation(room, event, normal)
        if ahead < event.start:
            return ahead, event.start
    return None


def _shares(snapshot: Snapshot, room: Thermostat) -> Iterator[tuple[Event, int | None, int | None]]:
    """The events that move the room: what it is planned to stand at, and what would be normal."""
    for event in snapshot.events.all:
        if event.is_skipped or event.phase not in _MOVES:
            continue
        for each in event.participations:
            if each.device == room.device and each.part in IN_IT:
                yield event, each.planned_centi_c, each.normal_centi_c


def _is_in_event(snapshot: Snapshot, room: Thermostat) -> bool:
    event = snapshot.events.current
    return event is not None and any(each.device == room.device for each in event.participations)


def _programmed(room: Thermostat, at: datetime, zone: str) -> int | None:
    """The set point of the period of the programme in which that moment lies."""
    here = i18n.local(at, zone)
    for back in range(8):
        day = here.date() - timedelta(days=back)
        begun = [
            each
            for each in room.periods
            if day.weekday() in each.days and (back or each.start <= here.time().replace(tzinfo=None))
        ]
        if begun:
            last = max(begun, key=lambda each: each.start)
            return last.cooling_centi_c if room.mode is ThermostatMode.COOL else last.heating_centi_c
    return room.programme_centi_c
