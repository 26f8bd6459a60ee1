"""Which set point holds, and why: one pure function of the rules, for cooling or for heating.

In order: the programme (or what the customer chose instead), then one of event, preparation for it, way back from it,
everyday price or use of the house; then the customer's override of the event; then limits. Whatever moves a set point
moves it from the programme's value for now: two causes never add up. "Further" is further from comfort: warmer when
cooling, cooler when heating.

What a signal asks: its offset on the programme's value or its absolute set point, and of both the one that is further;
never nearer to comfort than the programme. In an emergency that holds, and the plan's emergency offset where the signal
carries none. In every other event the customer's own offset holds where the customer chose one; where it is as shipped,
the signal's, but never further than the shipped one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hemsapp.domain.comfort import rules
from hemsapp.domain.comfort.contest import OWN_SCHEDULE
from hemsapp.domain.comfort.facts import Kind, Override
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.house_use import GivingWay
from hemsapp.plans import Plan
from hemsapp.snapshot.comfort import Because, Reason
from hemsapp.snapshot.home import PriceLevel

_RECOVERY_STEP = timedelta(minutes=10)


class Side(Enum):
    """Cooling or heating; `value` times a difference is how much further from comfort it is."""

    COOLING = 1
    HEATING = -1

    def further(self, one: int, other: int) -> int:
        """The set point that is further from comfort."""
        return max(one, other) if self is Side.COOLING else min(one, other)

    def nearer(self, one: int, other: int) -> int:
        """The set point that is nearer to comfort."""
        return min(one, other) if self is Side.COOLING else max(one, other)


@dataclass(frozen=True, slots=True)
class Recovery:
    """The gradual way back from `from_centi_c`."""

    from_centi_c: int
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """All that decides one set point; `base` is what the customer's programme or choice says now.

    `is_chosen`: the customer held or chose it, and prices do not move it. `level` holds since `level_since`.
    `limits_centi_c` are the thermostat's own; `nearest_centi_c` keeps apart what cools and what heats by themselves.
    """

    side: Side
    base: Reason
    is_chosen: bool
    is_off: bool
    plan: Plan
    now: datetime
    level: PriceLevel | None = None
    level_since: datetime | None = None
    giving_way: GivingWay | None = None
    governance: Governance | None = None
    override: Override | None = None
    recovery: Recovery | None = None
    limits_centi_c: tuple[int, int] | None = None
    nearest_centi_c: int | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """The set point that holds; `planned` is what the event asks without the override, None outside events.

    `limit` is the furthest that any event or price may move it. `reasons`: the last is the one that holds.
    """

    set_point_centi_c: int
    normal_centi_c: int
    planned_centi_c: int | None
    limit_centi_c: int
    reasons: tuple[Reason, ...]


def decide(case: Case) -> Decision:
    """The set point for now, and every step that led to it."""
    normal = _base(case)
    limit = _limit(case, normal)
    reasons = [case.base]
    if case.is_off:
        reasons.append(Reason(Because.OFF, normal))
        return Decision(_fit(case, normal), normal, None, limit, tuple(reasons))
    governance = case.governance
    planned = None
    if governance is not None and governance.is_running(case.now):
        planned, said = _event(case, governance, normal)
        reasons += said
        point = _overridden(case, governance, normal, planned, reasons)
    elif governance is not None and governance.is_pre_cooling(case.now):
        point = _prepared(case, governance, normal, reasons)
    elif case.recovery is not None:
        point = _recovered(case, case.recovery, normal, reasons)
    else:
        point = _priced(case, normal, reasons)
    fit = _fit(case, point)
    if fit != point:
        reasons.append(Reason(Because.DEVICE_LIMIT, fit))
    return Decision(fit, normal, None if planned is None else _fit(case, planned), limit, tuple(reasons))


def _base(case: Case) -> int:
    if case.base.set_point_centi_c is None:
        raise ValueError("a decision begins with the customer's own set point")
    return case.base.set_point_centi_c


def _limit(case: Case, normal: int) -> int:
    """The customer's comfort limit, within the safety limit; the customer's own programme may lie beyond it."""
    is_cooling = case.side is Side.COOLING
    comfort = case.plan.highest_centi_c if is_cooling else case.plan.lowest_centi_c
    return case.side.further(case.side.nearer(comfort, _safety(case)), normal)


def _safety(case: Case) -> int:
    return rules.SAFETY_CENTI_C[1 if case.side is Side.COOLING else 0]


def _fit(case: Case, point: int) -> int:
    if case.limits_centi_c is None:
        return point
    lowest, highest = case.limits_centi_c
    return min(max(point, lowest), highest)


def _event(case: Case, governance: Governance, normal: int) -> tuple[int, list[Reason]]:
    """What the event makes of the programme's value, within the limits."""
    asked = asked_centi_c(case.side, governance, case.plan, normal)
    because = Because.EMERGENCY if governance.is_emergency else Because.EVENT
    said = [Reason(because, asked, governance.start, governance.end, governance.program.value)]
    return _limited(case, normal, asked, said), said


def _limited(case: Case, normal: int, asked: int, said: list[Reason]) -> int:
    limited = case.side.nearer(asked, _limit(case, normal))
    if limited != asked:
        is_comfort = case.side.nearer(limited, _safety(case)) != _safety(case) or limited == normal
        said.append(Reason(Because.COMFORT_LIMIT if is_comfort else Because.SAFETY_LIMIT, limited))
    return limited


def asked_centi_c(side: Side, governance: Governance, plan: Plan, normal: int) -> int:
    """What the event asks of a room that stands at `normal`, before limits: the rule is at the top."""
    own = normal + side.value * rules.customers_offset_centi_c(plan, is_emergency=governance.is_emergency)
    if side is Side.COOLING:
        offset, absolute = governance.cooling_offset_centi_c, governance.cooling_set_point_centi_c
    else:
        offset, absolute = governance.heating_offset_centi_c, governance.heating_set_point_centi_c
    signalled = None if offset is None else side.further(normal, normal + side.value * offset)
    if absolute is not None:
        signalled = side.further(normal if signalled is None else signalled, absolute)
    if signalled is None:
        return own
    if governance.is_emergency:
        return signalled
    return own if rules.is_offset_chosen(plan) else side.nearer(own, signalled)


def is_in_force(override: Override | None, governance: Governance, now: datetime) -> bool:
    """Does the override hold: it is of this event, not over, and not locked out (a safety release always holds)."""
    if override is None or override.issuer_event_id != governance.issuer_event_id or override.kind is Kind.IN:
        return False
    if governance.is_locked and override.kind is not Kind.RELEASED:
        return False
    return override.kind is not Kind.BREAK or override.until is None or now < override.until


_BECAUSE = {
    Kind.EASED: Because.EASED,
    Kind.SET: Because.EASED,
    Kind.KNOB: Because.KNOB,
    Kind.BREAK: Because.BREAK,
    Kind.OUT: Because.OPTED_OUT,
    Kind.RELEASED: Because.SAFETY_LIMIT,
}


def _overridden(case: Case, governance: Governance, normal: int, planned: int, reasons: list[Reason]) -> int:
    """The customer's word on the event, if there is one that holds."""
    override = case.override
    if override is None or not is_in_force(override, governance, case.now):
        return planned
    point = _stepped_aside(case, override, normal, planned)
    until = override.until or governance.end
    because = Because.OWN_SCHEDULE if override.by_whom == OWN_SCHEDULE else _BECAUSE[override.kind]
    reasons.append(Reason(because, point, override.since, until, override.by_whom))
    return point


def _stepped_aside(case: Case, override: Override, normal: int, planned: int) -> int:
    side = case.side
    if override.kind in {Kind.SET, Kind.KNOB}:
        chosen = override.cooling_centi_c if side is Side.COOLING else override.heating_centi_c
        return planned if chosen is None else chosen
    if override.kind is not Kind.EASED:
        return normal
    eased = planned - side.value * override.by_centi_c
    return side.nearer(side.further(eased, normal), _limit(case, normal))


def _prepared(case: Case, governance: Governance, normal: int, reasons: list[Reason]) -> int:
    """Nearer to comfort before the start, so that the room lasts longer; not for one who leaves the event."""
    is_left = is_in_force(case.override, governance, case.now)
    if case.plan.pre_cool_centi_c == 0 or is_left or _is_fresh(case, governance.pre_cool_from):
        return normal
    point = _apart(case, normal, normal - case.side.value * case.plan.pre_cool_centi_c)
    reasons.append(Reason(Because.PRE_COOLING, point, governance.pre_cool_from, governance.start))
    return point


def _apart(case: Case, normal: int, point: int) -> int:
    """Nearer to comfort than normal only as far as the other side of an automatic thermostat lets it."""
    if case.nearest_centi_c is None:
        return point
    return case.side.further(point, case.side.nearer(normal, case.nearest_centi_c))


def _is_fresh(case: Case, since: datetime | None) -> bool:
    """Was the set point chosen by a person after that began which would move it? Then it stays as it is."""
    is_choice = case.base.because is not Because.PROGRAMME
    return is_choice and since is not None and case.base.since is not None and case.base.since >= since


def _recovered(case: Case, recovery: Recovery, normal: int, reasons: list[Reason]) -> int:
    """Back in equal steps, the first at once; a room that is at its normal already stays there."""
    point = normal + round((recovery.from_centi_c - normal) * (1 - recovered_part(recovery, case.now)))
    point = case.side.further(point, normal)
    if point != normal:
        reasons.append(Reason(Because.RECOVERING, point, recovery.since, recovery.until))
    return point


def _step(recovery: Recovery) -> tuple[int, timedelta]:
    whole = recovery.until - recovery.since
    steps = max(round(whole / _RECOVERY_STEP), 1)
    return steps, whole / steps


def recovered_part(recovery: Recovery, now: datetime) -> float:
    """How much of the way back is gone: a step at once, one each ten minutes or so, the last at the end."""
    steps, length = _step(recovery)
    gone = steps if now >= recovery.until else max((now - recovery.since) // length, 0)
    return (gone + 1) / (steps + 1)


def next_step(recovery: Recovery, now: datetime) -> datetime:
    """When the next step of the way back is due."""
    _, length = _step(recovery)
    gone = max((now - recovery.since) // length, 0)
    return min(recovery.since + length * (gone + 1), recovery.until)


def _priced(case: Case, normal: int, reasons: list[Reason]) -> int:
    """What everyday price, load and consumption make of it; what the customer chose stays (X-PRICE-RESPONSE).

    Of several the one that moves it furthest holds: they never add up.
    """
    asked = [each for each in (_by_price(case, normal), _by_use(case, normal)) if each is not None]
    if case.is_chosen or not asked:
        return normal
    said = [max(asked, key=lambda reason: _moved(case, normal, reason))]
    point = _limited(case, normal, _apart(case, normal, normal + case.side.value * _moved(case, normal, said[0])), said)
    reasons += said
    return point


def _moved(case: Case, normal: int, reason: Reason) -> int:
    return 0 if reason.set_point_centi_c is None else (reason.set_point_centi_c - normal) * case.side.value


def _by_price(case: Case, normal: int) -> Reason | None:
    offset = rules.price_offset_centi_c(case.plan, case.level)
    if offset == 0 or case.level is None or _is_fresh(case, case.level_since):
        return None
    return Reason(Because.PRICE, normal + case.side.value * offset, detail=case.level.value)


def _by_use(case: Case, normal: int) -> Reason | None:
    giving_way, offset = case.giving_way, case.plan.limit_offset_centi_c
    if giving_way is None or offset == 0 or _is_fresh(case, giving_way.since):
        return None
    return Reason(giving_way.because, normal + case.side.value * offset, since=giving_way.since)
