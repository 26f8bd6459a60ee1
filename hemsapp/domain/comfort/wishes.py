"""A person's wishes for one room: out of an event by degrees or by time, back in, another temperature, other rules."""

from dataclasses import replace
from datetime import datetime, timedelta

from devices.demand_response import ThermostatMode
from hemsapp import commands
from hemsapp.domain.comfort import programme, rules
from hemsapp.domain.comfort.decision import Decision, Side
from hemsapp.domain.comfort.facts import Choice, KeptPlan, KeptProgramme, Kind, Override
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.load import Load
from hemsapp.domain.comfort.room import Room
from hemsapp.domain.comfort.steps import Eased, Notes, OnBreak, OptedIn, OptedOut
from hemsapp.domain.days import instant, seconds
from hemsapp.saying import say, sentence

Place = Room | Load
HERE = "this display"
_NOT_RUNNING = say("This event is not running in this room.")
_NOT_HEARD = say("This thermostat was not heard yet.")
_OFF = say("This thermostat is switched off.")
_LONGEST_BREAK_MINUTES = 24 * 60


class Declined(Exception):
    """The wish is not done; the sentence says why."""


def ease(room: Room, wish: commands.Ease | commands.SaveMore, now: datetime, notes: Notes) -> None:
    """By degrees nearer to comfort (or, `SaveMore`, further from it) for the rest of the event."""
    governance = _in_event(room, wish.issuer_event_id, now)
    decision = _decision(room, now)
    by = wish.by_centi_c if isinstance(wish, commands.Ease) else -wish.by_centi_c
    whom = wish.by_whom or HERE
    old = room.override(now)
    if old is not None and old.kind in {Kind.OUT, Kind.RELEASED}:
        raise Declined(say("This room has left the event."))
    issuer = governance.issuer_event_id
    if old is not None and old.kind in {Kind.SET, Kind.KNOB}:
        points = {side: _nearer(side, each, by) for side, each in room.decisions(now).items()}
        cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
        new = Override(room.device, issuer, Kind.SET, 0, cooling, heating, now, None, whom)
        is_same = (old.cooling_centi_c or cooling, old.heating_centi_c or heating) == (cooling, heating)
    else:
        before = old.by_centi_c if old is not None and old.kind is Kind.EASED else 0
        total = _bounded(room.shown.side, decision, before + by)
        new = Override(room.device, issuer, Kind.EASED, total, None, None, now, None, whom)
        is_same = total == before and (old is None or old.kind is Kind.EASED)
    if is_same:
        raise Declined(
            say("This room is back at its normal already.") if by > 0 else say("This room is at its limit already.")
        )
    room.keep_override(new, notes)
    _eased(room, issuer, whom, now, notes)


def _nearer(side: Side, decision: Decision, by_centi_c: int) -> int:
    """That much nearer to comfort, though not beyond the customer's normal; or further, within the limit."""
    point, normal = decision.set_point_centi_c, decision.normal_centi_c
    moved = point - side.value * by_centi_c
    if by_centi_c > 0:
        return side.further(moved, side.nearer(normal, point))
    return side.nearer(moved, side.further(decision.limit_centi_c, point))


def _bounded(side: Side, decision: Decision, by_centi_c: int) -> int:
    planned = decision.planned_centi_c if decision.planned_centi_c is not None else decision.normal_centi_c
    most = (planned - decision.normal_centi_c) * side.value
    least = (planned - decision.limit_centi_c) * side.value
    return max(min(by_centi_c, most), least)


def take_break(room: Place, wish: commands.TakeBreak, now: datetime, notes: Notes) -> None:
    """The programme for some minutes, then the event again."""
    governance = _in_event(room, wish.issuer_event_id, now)
    if not 0 < wish.minutes <= _LONGEST_BREAK_MINUTES:
        raise Declined(say("A break lasts some minutes."))
    if isinstance(room, Room):
        _decision(room, now)
    old = room.override(now)
    if old is not None and old.kind in {Kind.OUT, Kind.RELEASED}:
        raise Declined(say("This room has left the event."))
    until = min(now + timedelta(minutes=wish.minutes), governance.end)
    whom = wish.by_whom or HERE
    issuer = governance.issuer_event_id
    room.keep_override(Override(room.device, issuer, Kind.BREAK, 0, None, None, now, until, whom), notes)
    room.order_client(now, notes)
    notes.outcomes.append(OnBreak(room.device, issuer, now, until, whom))


def opt_out(room: Place, wish: commands.OptOut, now: datetime, notes: Notes) -> None:
    """Leave the event, running or still to come."""
    if room.is_locked(now) and _is_current(room, wish.issuer_event_id):
        raise Declined(rules.LOCKED)
    old = room.overrides.get(wish.issuer_event_id)
    if old is not None and old.kind in {Kind.OUT, Kind.RELEASED}:
        raise Declined(say("This room has left the event already."))
    whom = wish.by_whom or HERE
    room.keep_override(Override(room.device, wish.issuer_event_id, Kind.OUT, 0, None, None, now, None, whom), notes)
    if _is_current(room, wish.issuer_event_id):
        room.order_client(now, notes)
    notes.outcomes.append(OptedOut(room.device, wish.issuer_event_id, now, whom))


def opt_in(room: Place, wish: commands.OptIn, now: datetime, notes: Notes) -> None:
    """Come back into the event."""
    old = room.overrides.get(wish.issuer_event_id)
    if old is None or old.kind is Kind.IN:
        raise Declined(say("This room is in the event."))
    if isinstance(room, Room) and any(room.is_unsafe(side) for side in Side):
        raise Declined(say("This room is beyond the safety limit."))
    come_back(room, wish.issuer_event_id, wish.by_whom or HERE, now, notes)


def come_back(room: Place, issuer_event_id: int, by_whom: str, now: datetime, notes: Notes) -> None:
    """Nothing of an override holds any more."""
    room.keep_override(Override(room.device, issuer_event_id, Kind.IN, 0, None, None, now, None, by_whom), notes)
    if _is_current(room, issuer_event_id):
        room.order_client(now, notes)
    notes.outcomes.append(OptedIn(room.device, issuer_event_id, now, by_whom))


def set_temperature(room: Room, wish: commands.SetRoomTemperature, now: datetime, notes: Notes) -> None:
    """That set point until the programme's next period; during an event, until it ends."""
    side, point, whom = room.shown.side, wish.set_point_centi_c, wish.by_whom or HERE
    lowest, highest = room.shown.limits(side) or (programme.LOWEST_CENTI_C, programme.HIGHEST_CENTI_C)
    if room.journal.entry is None:
        raise Declined(_NOT_HEARD)
    if room.shown.is_off:
        raise Declined(_OFF)
    if not lowest <= point <= highest:
        raise Declined(say("This thermostat does not go that far."))
    other = room.shown.points.get(Side.HEATING if side is Side.COOLING else Side.COOLING)
    is_automatic = room.shown.mode is ThermostatMode.AUTO
    if is_automatic and other is not None and (point - other) * side.value < programme.LEAST_APART_CENTI_C:
        raise Declined(say("Cooling and heating would fight each other there."))
    governance, old = room.governs, room.override(now)
    is_out = old is not None and old.kind in {Kind.OUT, Kind.RELEASED}
    cooling, heating = (point, None) if side is Side.COOLING else (None, point)
    if governance is not None and governance.is_running(now) and not is_out:
        if room.is_locked(now):
            raise Declined(rules.LOCKED)
        issuer = governance.issuer_event_id
        room.keep_override(Override(room.device, issuer, Kind.SET, 0, cooling, heating, now, None, whom), notes)
        _eased(room, issuer, whom, now, notes)
    elif room.is_event_client:
        room.order(cooling, heating, now, notes)
    else:
        _choose(room, side, point, whom, now, notes)


def _choose(room: Room, side: Side, point: int, whom: str, now: datetime, notes: Notes) -> None:
    old = room.choice
    is_held = old is not None and old.is_held and old.until is None
    points: dict[Side, int | None] = {Side.COOLING: None, Side.HEATING: None}
    if old is not None and (old.until is None or now < old.until):
        points = {Side.COOLING: old.cooling_centi_c, Side.HEATING: old.heating_centi_c}
    points[side] = point
    until = None
    if room.periods and not is_held:
        until = instant(programme.running(room.periods, room.zone, seconds(now)).until_s)
    choice = Choice(room.device, points[Side.COOLING], points[Side.HEATING], is_held, now, until, whom)
    room.keep_choice(choice, now, notes)


def hold(room: Room, wish: commands.HoldTemperature, now: datetime, notes: Notes) -> None:
    """Suspend the programme at what it says now, or let it go on; an event suspends the Hold, which resumes."""
    if room.is_event_client:
        raise Declined(say("This thermostat keeps its own programme: hold it there."))
    if room.is_locked(now):
        raise Declined(rules.LOCKED)
    points = {side: reason.set_point_centi_c for side, reason in room.normal(now).points.items()}
    if not points:
        raise Declined(_NOT_HEARD)
    until = None if wish.is_held or not room.periods else now
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    room.keep_choice(Choice(room.device, cooling, heating, wish.is_held, now, until, wish.by_whom or HERE), now, notes)


def save_plan(room: Room, wish: commands.SavePlan, now: datetime, notes: Notes) -> None:
    """Other rules for events and prices; they hold at once."""
    if room.is_locked(now):
        raise Declined(say("The rules can be changed when the emergency is over."))
    if why := rules.why_invalid(wish.plan):
        raise Declined(sentence(why))
    room.plan = rules.settled(wish.plan)
    notes.facts.append(KeptPlan(room.device, room.plan))


def save_programme(room: Room, wish: commands.SaveProgramme, now: datetime, notes: Notes) -> None:
    """Another programme; it holds at once, and after a running event. A Hold goes on."""
    if room.is_event_client:
        raise Declined(say("This thermostat keeps its own programme: set it there."))
    if why := programme.why_invalid(wish.periods):
        raise Declined(sentence(why))
    room.periods = wish.periods
    notes.facts.append(KeptProgramme(room.device, wish.periods))
    if room.choice is not None and not room.choice.is_held and (room.choice.until is None or now < room.choice.until):
        room.keep_choice(replace(room.choice, until=now), now, notes)


# What they share


def _in_event(room: Place, issuer_event_id: int, now: datetime) -> Governance:
    governance = room.governs
    if governance is None or governance.issuer_event_id != issuer_event_id or not governance.is_running(now):
        raise Declined(_NOT_RUNNING)
    if room.is_locked(now):
        raise Declined(rules.LOCKED)
    return governance


def _is_current(room: Place, issuer_event_id: int) -> bool:
    return room.governs is not None and room.governs.issuer_event_id == issuer_event_id


def _decision(room: Room, now: datetime) -> Decision:
    """What holds for the side that a person means now."""
    if room.shown.is_off:
        raise Declined(_OFF)
    decision = room.decisions(now).get(room.shown.side)
    if decision is None:
        raise Declined(_NOT_HEARD)
    return decision


def _eased(room: Room, issuer_event_id: int, whom: str, now: datetime, notes: Notes) -> None:
    room.order_client(now, notes)
    points = {side: each.set_point_centi_c for side, each in room.decisions(now).items()}
    cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
    notes.outcomes.append(Eased(room.device, issuer_event_id, now, cooling, heating, whom))


def put_back(
    room: Place, issuer_event_id: int, old: Override | None, by_whom: str, now: datetime, notes: Notes
) -> None:
    """The override that held before the last one holds again, and the utility is told so."""
    whom = by_whom or HERE
    if old is None or old.kind is Kind.IN:
        come_back(room, issuer_event_id, whom, now, notes)
        return
    room.keep_override(replace(old, since=now, by_whom=whom), notes)
    room.order_client(now, notes)
    if old.kind is Kind.OUT:
        notes.outcomes.append(OptedOut(room.device, issuer_event_id, now, whom))
    elif old.kind is Kind.BREAK and old.until is not None:
        notes.outcomes.append(OnBreak(room.device, issuer_event_id, now, old.until, whom))
    elif isinstance(room, Room):
        _eased(room, issuer_event_id, whom, now, notes)
