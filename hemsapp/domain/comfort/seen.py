"""The rooms as they may be seen: thermostats with their reasons, switches, and who does what in an event."""

from dataclasses import replace
from decimal import Decimal

from devices.moment import Moment
from hemsapp.domain.comfort import programme, rules
from hemsapp.domain.comfort.decision import Decision, Side, decide
from hemsapp.domain.comfort.facts import Kind, Override, Why
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.load import Load
from hemsapp.domain.comfort.room import Room
from hemsapp.saying import say
from hemsapp.snapshot.comfort import Because, LoadSwitch, Reason, Thermostat
from hemsapp.snapshot.events import Part, Participation

UNREACHABLE = say("does not answer")


def thermostat(room: Room, name: str, by_degree: tuple[Decimal, Decimal] | None, at: Moment) -> Thermostat:
    """What may be seen of one thermostat; `by_degree` as in its snapshot."""
    now, shown, side = at.utc, room.shown, room.shown.side
    decision = room.decisions(now).get(side)
    normal = room.normal(now)
    choice = room.choice
    reasons = () if decision is None else decision.reasons
    if room.is_event_client:
        reasons = _clients_reasons(room, decision, at)
    points = [normal.points[each].set_point_centi_c if each in normal.points else None for each in Side]
    return Thermostat(
        device=room.device,
        name=name,
        mode=shown.mode,
        is_cooling=side is Side.COOLING,
        heard=shown.heard,
        indoor_centi_c=shown.indoor_centi_c,
        set_point_centi_c=shown.points.get(side),
        wanted_centi_c=room.journal.target(side),
        programme_centi_c=None if decision is None else decision.normal_centi_c,
        programme_name=normal.name,
        next_change=normal.next_change,
        is_held=choice is not None and choice.is_held and choice.until is None,
        is_event_client=room.is_event_client,
        is_locked=room.is_locked(now),
        limits_centi_c=shown.limits(side),
        reasons=reasons,
        plan=room.plan,
        periods=room.periods or programme.flat(points[0], points[1]),
        by_degree=by_degree,
        problem=UNREACHABLE if room.journal.tries.is_unreachable else "",
    )


def _clients_reasons(room: Room, decision: Decision | None, at: Moment) -> tuple[Reason, ...]:
    """A thermostat that carries events out by itself: what it shows is what holds."""
    if decision is None:
        return ()
    point, governance = room.shown.points.get(room.shown.side), room.governs
    first = decision.reasons[0]
    if governance is None or not governance.is_running(at.utc) or point == first.set_point_centi_c:
        return (first,)
    if room.override(at.utc) is not None:
        return (first, replace(decision.reasons[-1], set_point_centi_c=point))
    because = Because.EMERGENCY if governance.is_emergency else Because.EVENT
    return (first, Reason(because, point, governance.start, governance.end, governance.program.value))


def switch(load: Load, name: str) -> LoadSwitch:
    """What may be seen of one load switch."""
    return LoadSwitch(
        device=load.device,
        name=name,
        heard=load.heard,
        is_on=load.is_on,
        wanted=None if load.entry is None or (load.entry.was_on is None) else load.entry.target,
        plan=load.plan,
    )


def rooms_part(room: Room, governance: Governance, name: str, at: Moment) -> Participation:
    """What a thermostat does in that event, or will do when it starts."""
    now = at.utc
    shown, side = room.shown, room.shown.side
    override = room.overrides.get(governance.issuer_event_id)
    is_over = not governance.is_running(now) and now >= governance.start
    decision = foreseen(room, governance, at)
    entry = room.journal.entry
    is_asked = entry is not None and entry.issuer_event_id == governance.issuer_event_id
    is_current = room.governs is not None and room.governs.issuer_event_id == governance.issuer_event_id
    running = room.decisions(now).get(side) if is_current and not is_over else decision
    return Participation(
        device=room.device,
        name=name,
        part=_part(room, governance, override, at),
        is_cooling=side is Side.COOLING,
        normal_centi_c=None if decision is None else decision.normal_centi_c,
        planned_centi_c=None if decision is None else decision.planned_centi_c,
        target_centi_c=None if running is None else running.set_point_centi_c,
        confirmed_centi_c=shown.points.get(side) if is_asked and entry is not None and not entry.is_open else None,
        limit_centi_c=None if decision is None else decision.limit_centi_c,
        indoor_centi_c=shown.indoor_centi_c,
        changed_at=None if override is None else override.since,
        changed_by="" if override is None else override.by_whom,
        break_until=override.until if override is not None and override.kind is Kind.BREAK else None,
        is_locked=room.is_locked(now) and is_current,
    )


def foreseen(room: Room, governance: Governance, at: Moment) -> Decision | None:
    """What the event makes of the programme while it runs; ahead of it, of the programme at its start."""
    when = min(max(at.utc, governance.start), max(governance.end - (governance.end - governance.start) / 1000, at.utc))
    case = room.case(room.shown.side, when, governance, room.normal(when))
    return None if case is None else decide(replace(case, recovery=None))


def _part(room: Room, governance: Governance, override: Override | None, at: Moment) -> Part:
    """Where it stands in the event."""
    now, entry = at.utc, room.journal.entry
    issuer = governance.issuer_event_id
    is_asked = entry is not None and entry.issuer_event_id == issuer
    known = room.governed.get(issuer)
    is_over = now >= governance.end or (known is not None and known.left is not None)
    is_open = is_asked and entry is not None and entry.is_open
    kind = Kind.IN if override is None else override.kind
    is_eased = kind is not Kind.IN and room.override(now) is not None
    is_saving = is_asked and not is_open and entry is not None and entry.why == Why.EVENT
    which = (
        (not rules.takes_part(room.plan, governance), Part.NOT_ENROLLED),
        (room.shown.is_off, Part.OFF),
        (room.journal.tries.is_unreachable, Part.UNREACHABLE),
        (is_over and is_asked, Part.RESTORING),
        (is_over, Part.DONE),
        (kind in {Kind.OUT, Kind.RELEASED} and is_open, Part.RESTORING),
        (kind in {Kind.OUT, Kind.RELEASED}, Part.OPTED_OUT),
        (now < governance.start, Part.PLANNED),
        (is_eased, Part.EASED),
        (is_saving, Part.SAVING),
    )
    return next((part for is_so, part in which if is_so), Part.STARTING)


def loads_part(load: Load, governance: Governance, name: str, at: Moment) -> Participation:
    """What a load switch does in that event."""
    override = load.overrides.get(governance.issuer_event_id)
    return Participation(
        device=load.device,
        name=name,
        part=_loads_part(load, governance, override, at),
        is_cooling=False,
        normal_centi_c=None,
        planned_centi_c=None,
        target_centi_c=None,
        confirmed_centi_c=None,
        limit_centi_c=None,
        indoor_centi_c=None,
        changed_at=None if override is None else override.since,
        changed_by="" if override is None else override.by_whom,
        break_until=override.until if override is not None and override.kind is Kind.BREAK else None,
        is_locked=load.is_locked(at.utc),
    )


def _loads_part(load: Load, governance: Governance, override: Override | None, at: Moment) -> Part:
    now, entry = at.utc, load.entry
    is_asked = entry is not None and entry.issuer_event_id == governance.issuer_event_id
    is_over = now >= governance.end or (load.governance is None and now >= governance.start)
    is_open = entry is None or entry.is_open
    kind = Kind.IN if override is None else override.kind
    which = (
        (not rules.takes_part(load.plan, governance), Part.NOT_ENROLLED),
        (load.tries.is_unreachable, Part.UNREACHABLE),
        (is_over and is_asked, Part.RESTORING),
        (is_over, Part.DONE),
        (kind is Kind.BREAK, Part.EASED),
        (kind is not Kind.IN, Part.OPTED_OUT),
        (now < governance.start, Part.PLANNED),
        (is_asked and not is_open, Part.SAVING),
    )
    return next((part for is_so, part in which if is_so), Part.STARTING)
