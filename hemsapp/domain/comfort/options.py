"""The ways out of an event, smallest first, each with its price; and what the event is likely to save."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp import commands
from hemsapp.domain.comfort.decision import Decision, Side
from hemsapp.domain.comfort.facts import Kind
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.override_prices import AIR_H, WALLS_H, Course, Rates, Stay, extra, hours
from hemsapp.domain.comfort.room import Room
from hemsapp.domain.comfort.seen import foreseen
from hemsapp.snapshot.events import EaseOption

DEGREE_CENTI_C = 56
BREAK_MINUTES = 30
_NO_MONEY = Decimal(0)


def options(rooms: Sequence[Room], governance: Governance, rates: Rates | None, at: Moment) -> tuple[EaseOption, ...]:
    """For each room that is in the event, and for all of them together; none out of a lock."""
    there = [room for room in rooms if _may_leave(room, governance, at)]
    found = [_of_room(room, governance, rates, at) for room in there]
    together = [_together(kind, found) for kind in ("degrees", "break", "out")]
    return tuple(option for option in (*(each for own in found for each in own), *together) if option is not None)


def _may_leave(room: Room, governance: Governance, at: Moment) -> bool:
    current = room.governs
    if current is None or current.issuer_event_id != governance.issuer_event_id or not current.is_running(at.utc):
        return False
    override = room.override(at.utc)
    is_out = override is not None and override.kind in {Kind.OUT, Kind.RELEASED}
    return room.is_there and not room.shown.is_off and not room.is_locked(at.utc) and not is_out


def _of_room(room: Room, governance: Governance, rates: Rates | None, at: Moment) -> list[EaseOption]:
    decision = room.decisions(at.utc).get(room.shown.side)
    if decision is None:
        return []
    left_h, away = hours(at.utc, governance.end), _away(room.shown.side, decision)
    nearer = max(away - DEGREE_CENTI_C, 0)
    found = []
    if away > 0:
        point = decision.normal_centi_c + room.shown.side.value * nearer
        cost = _extra(room, decision, rates, away, (Stay(left_h, nearer),))
        found.append(EaseOption("degrees", room.device, point, away - nearer, 0, governance.end, cost))
    until = at.utc + timedelta(minutes=BREAK_MINUTES)
    if away > 0 and until < governance.end:
        break_h = BREAK_MINUTES / 60
        cost = _extra(room, decision, rates, away, (Stay(break_h, 0), Stay(left_h - break_h, away)), AIR_H)
        cost = None if cost is None else max(cost, _NO_MONEY)
        found.append(EaseOption("break", room.device, decision.normal_centi_c, 0, BREAK_MINUTES, until, cost))
    cost = _extra(room, decision, rates, away, (Stay(left_h, 0),))
    found.append(EaseOption("out", room.device, decision.normal_centi_c, 0, 0, governance.end, cost))
    return found


def _away(side: Side, decision: Decision) -> int:
    """How much further from comfort than the customer's normal it stands."""
    return (decision.set_point_centi_c - decision.normal_centi_c) * side.value


def _extra(
    room: Room, decision: Decision, rates: Rates | None, away: int, then: Course, time_constant_h: float = WALLS_H
) -> Decimal | None:
    """The other course beside the one that is followed; None: this house has not told enough yet."""
    learned, indoor, side = room.learned, room.shown.indoor_centi_c, room.shown.side
    if rates is None or learned is None or indoor is None or learned.is_cooling is not (side is Side.COOLING):
        return None
    whole_h = sum(stay.hours for stay in then)
    indoor_away = (indoor - decision.normal_centi_c) * side.value
    return extra(learned, indoor_away, (Stay(whole_h, away),), then, rates, time_constant_h)


def _together(kind: str, found: Sequence[Sequence[EaseOption]]) -> EaseOption | None:
    """The same for all rooms: the cost is known if every room's is."""
    alike = [option for own in found for option in own if option.kind == kind]
    if not alike:
        return None
    costs = [option.cost for option in alike]
    known = [cost for cost in costs if cost is not None]
    return replace(alike[0], device=None, cost=sum(known, _NO_MONEY) if len(known) == len(costs) else None)


def by_degree(room: Room, rates: Rates | None, at: Moment) -> tuple[Decimal, Decimal] | None:
    """The extra dollars of a degree more comfort, and what a degree less saves, until the event ends."""
    governance, side = room.governs, room.shown.side
    decision = room.decisions(at.utc).get(side)
    if governance is None or decision is None or not _may_leave(room, governance, at):
        return None
    left_h, away = hours(at.utc, governance.end), _away(side, decision)
    nearer = _extra(room, decision, rates, away, (Stay(left_h, away - DEGREE_CENTI_C),))
    further = _extra(room, decision, rates, away, (Stay(left_h, away + DEGREE_CENTI_C),))
    return None if nearer is None or further is None else (nearer, -further)


def likely_saving(rooms: Sequence[Room], governance: Governance, rates: Rates | None, at: Moment) -> Decimal | None:
    """What the event's set points cost less than the customer's own, over its whole length; None: not known."""
    saved = []
    for room in rooms:
        decision = foreseen(room, governance, at)
        if decision is None or decision.planned_centi_c is None or rates is None or room.learned is None:
            return None
        side = room.shown.side
        if room.learned.is_cooling is not (side is Side.COOLING):
            return None
        away = (decision.planned_centi_c - decision.normal_centi_c) * side.value
        whole_h = hours(governance.start, governance.end)
        saved.append(-extra(room.learned, 0, (Stay(whole_h, 0),), (Stay(whole_h, away),), rates))
    return sum(saved, _NO_MONEY) if saved else None


def cost_of(wish: object, offered: Sequence[EaseOption]) -> Decimal | None:
    """What was shown beside the wish when it was made; None: its cost was not known, or it was not offered."""
    match wish:
        case commands.Ease():
            alike = [each for each in offered if each.kind == "degrees" and each.by_centi_c == wish.by_centi_c]
        case commands.TakeBreak():
            alike = [each for each in offered if each.kind == "break" and each.minutes == wish.minutes]
        case commands.OptOut():
            alike = [each for each in offered if each.kind == "out"]
        case _:
            return None
    return next((each.cost for each in alike if each.device == wish.device), None)
