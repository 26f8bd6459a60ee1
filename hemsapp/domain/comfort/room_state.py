"""What is known of one room: its thermostat, the customer's programme and choices, the event that governs it."""

from dataclasses import dataclass, replace
from datetime import datetime

from devices.demand_response import ThermostatMode
from devices.names import Eui64
from hemsapp.domain.comfort import programme, rules
from hemsapp.domain.comfort.contest import OWN_SCHEDULE, Contest
from hemsapp.domain.comfort.dead_band import kept_apart
from hemsapp.domain.comfort.decision import Case, Decision, Recovery, Side, decide, is_in_force
from hemsapp.domain.comfort.facts import (
    Choice,
    ComfortFact,
    Governed,
    KeptPlan,
    KeptProgramme,
    LearnedRoom,
    Override,
    SetPointEntry,
)
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.house_use import GivingWay, HouseUse, gives_way
from hemsapp.domain.comfort.journal import Journal
from hemsapp.domain.comfort.learning import Learning
from hemsapp.domain.comfort.shown import Shown
from hemsapp.domain.comfort.steering import Tries
from hemsapp.domain.days import HomeZone, instant, seconds
from hemsapp.plans import DEFAULT_PLAN, Plan, ProgrammePeriod
from hemsapp.snapshot.comfort import Because, Reason
from hemsapp.snapshot.home import PriceLevel

AT_THE_WALL = "the thermostat"
AS_FOUND = "as found"


@dataclass(frozen=True, slots=True)
class Normal:
    """What the customer's programme, or choice, says now; `is_chosen` aside from the programme."""

    points: dict[Side, Reason]
    is_chosen: bool
    name: str
    next_change: datetime | None


class RoomState:
    """What is known of one room, and what follows from it for a given time; steering changes it."""

    def __init__(self, device: Eui64, zone: HomeZone) -> None:
        self.device = device
        self.zone = zone
        self.is_there = True
        self.is_recognised = False  # until then nobody knows who commands it
        self.is_event_client = False
        self.plan: Plan = DEFAULT_PLAN
        self.periods: tuple[ProgrammePeriod, ...] = ()
        self._running: tuple[tuple[ProgrammePeriod, ...], programme.Running] | None = None
        self.choice: Choice | None = None
        self.overrides: dict[int, Override] = {}
        self.governed: dict[int, Governed] = {}
        self.governance: Governance | None = None
        self.level: PriceLevel | None = None
        self.level_since: datetime | None = None
        self.giving_way: GivingWay | None = None
        self.shown = Shown()
        self.journal = Journal(device, self.shown)
        self.learning = Learning(device)
        self.contest = Contest()
        self.has_silent_schedule = False

    @property
    def tries(self) -> Tries:
        """The orders of its thermostat."""
        return self.journal.tries

    @property
    def learned(self) -> LearnedRoom | None:
        """What this house's own data say of the room; None: not enough yet."""
        return self.learning.learned

    def restore(self, fact: ComfortFact) -> None:
        """Take back one fact of this device."""
        match fact:
            case KeptPlan():
                self.plan = fact.plan
            case KeptProgramme():
                self.periods = fact.periods
            case Choice():
                self.choice = fact
            case Override():
                self.overrides[fact.issuer_event_id] = fact
            case Governed():
                self.governed[fact.issuer_event_id] = fact
            case LearnedRoom():
                self.learning.learned = fact
            case SetPointEntry():
                self.journal.entry = fact
                self.shown.mode = fact.mode
                self.is_event_client = fact.is_event_client

    def charge(self, level: PriceLevel | None, now: datetime) -> None:
        """What the price means from now on."""
        if level is not self.level:
            self.level, self.level_since = level, now

    def weigh(self, use: HouseUse, now: datetime) -> bool:
        """Does the use of the house change whether the room gives way?"""
        before, self.giving_way = self.giving_way, gives_way(self.plan, use, self.giving_way, now)
        return self.giving_way != before

    # What holds

    def normal(self, now: datetime) -> Normal:
        """The customer's set points for now, by the programme of the home's zone, or by what was chosen instead."""
        if self.is_event_client:
            return self._clients_normal()
        choice = self.choice if self.choice is not None and _lasts(self.choice, now) else None
        points: dict[Side, Reason] = {}
        name, next_change = "", None
        if self.periods:
            run = self._run(seconds(now))
            name, next_change = run.period.name, instant(run.until_s)
            since = instant(run.since_s)
            for side, point in _pair(run.period.cooling_centi_c, run.period.heating_centi_c):
                points[side] = Reason(Because.PROGRAMME, point, since, next_change, name)
        if choice is not None:
            because = Because.HELD if choice.is_held or choice.by_whom != AT_THE_WALL else Because.KNOB
            because = Because.OWN_SCHEDULE if choice.by_whom == OWN_SCHEDULE else because
            because = Because.PROGRAMME if choice.by_whom == AS_FOUND and not choice.is_held else because
            for side, point in _pair(choice.cooling_centi_c, choice.heating_centi_c):
                points[side] = Reason(because, point, choice.since, choice.until, choice.by_whom)
        is_chosen = choice is not None and (choice.is_held or bool(self.periods))
        if choice is not None and choice.is_held:
            next_change = None
        return Normal(points, is_chosen, name, next_change)

    def _run(self, now_s: int) -> programme.Running:
        """The running period; looked up anew when it is over, or the programme is another."""
        known = self._running
        if known is None or known[0] is not self.periods or not known[1].since_s <= now_s < known[1].until_s:
            known = self._running = self.periods, programme.running(self.periods, self.zone, now_s)
        return known[1]

    def _clients_normal(self) -> Normal:
        """A thermostat that carries events out by itself keeps its own programme: where it stood outside events."""
        points = {
            side: Reason(Because.PROGRAMME, point)
            for side in Side
            if (point := self.journal.baseline(side)) is not None
        }
        return Normal(points, is_chosen=True, name="", next_change=None)

    @property
    def governs(self) -> Governance | None:
        """The event that governs the room; None as well where the customer's plan leaves the device out."""
        governance = self.governance
        return governance if governance is not None and rules.takes_part(self.plan, governance) else None

    def override(self, now: datetime) -> Override | None:
        """The customer's override of the governing event, while it holds."""
        governance = self.governs
        if governance is None:
            return None
        override = self.overrides.get(governance.issuer_event_id)
        return override if is_in_force(override, governance, now) else None

    def is_locked(self, now: datetime) -> bool:
        """Does the policy keep the customer from changing it now (C1FR40)? Never beyond the safety limit."""
        governance = self.governs
        is_locked = governance is not None and governance.is_locked and governance.is_running(now)
        return is_locked and self.override(now) is None

    def recovery(self, now: datetime) -> Governed | None:
        """The event on whose way back the room is."""
        if self.governs is not None and self.governs.is_running(now):
            return None
        late = [
            each for each in self.governed.values() if each.recovers_until is not None and now < each.recovers_until
        ]
        return max(late, key=lambda each: each.end, default=None)

    def case(self, side: Side, now: datetime, governance: Governance | None, normal: Normal) -> Case | None:
        """All that decides that side's set point, None where nothing is known of it."""
        base = normal.points.get(side)
        if base is None or base.set_point_centi_c is None:
            return None
        recovery = self.recovery(now)
        start = None if recovery is None else _of(side, recovery.from_cooling_centi_c, recovery.from_heating_centi_c)
        return Case(
            side=side,
            base=base,
            is_chosen=normal.is_chosen,
            is_off=not self.shown.works(side),
            plan=self.plan,
            now=now,
            level=self.level,
            level_since=self.level_since,
            giving_way=self.giving_way,
            governance=governance,
            override=None if governance is None else self.overrides.get(governance.issuer_event_id),
            recovery=None
            if recovery is None or start is None or recovery.left is None or recovery.recovers_until is None
            else Recovery(start, recovery.left, recovery.recovers_until),
            limits_centi_c=self.shown.limits(side),
            nearest_centi_c=self._nearest(side, base.set_point_centi_c, normal),
        )

    def _nearest(self, side: Side, own: int, normal: Normal) -> int | None:
        """How near to comfort a cause may move that side: the other side of an automatic thermostat is in the way."""
        other = normal.points.get(Side.HEATING if side is Side.COOLING else Side.COOLING)
        if self.shown.mode is not ThermostatMode.AUTO or other is None or other.set_point_centi_c is None:
            return None
        is_meant = side is self.shown.side  # the other one is not prepared for anything
        return other.set_point_centi_c + side.value * programme.LEAST_APART_CENTI_C if is_meant else own

    def decisions(self, now: datetime) -> dict[Side, Decision]:
        """What holds for cooling and for heating, as far as the thermostat has them."""
        normal = self.normal(now)
        found = {side: self.case(side, now, self.governs, normal) for side in Side if self._has(side)}
        decisions = {side: decide(case) for side, case in found.items() if case is not None}
        apart = kept_apart(decisions, self.shown.side, self.shown.dead_band_centi_c, self.shown.limits)
        return {side: self._contested(decision, now) for side, decision in apart.items()}

    def _contested(self, decision: Decision, now: datetime) -> Decision:
        """With the word that its own schedule moved it, and it was set back."""
        if not self.contest.times(self.contested_for(now), now):
            return decision
        reason = Reason(Because.CONTESTED, decision.set_point_centi_c)
        return replace(decision, reasons=(*decision.reasons[:-1], reason, decision.reasons[-1]))

    def contested_for(self, now: datetime) -> int | None:
        """The event within which a schedule's move is weighed; None: it is outside events."""
        governance = self.governs
        return governance.issuer_event_id if governance is not None and governance.is_running(now) else None

    def _has(self, side: Side) -> bool:
        return side in self.shown.points or self.journal.target(side) is not None


def _pair(cooling: int | None, heating: int | None) -> list[tuple[Side, int]]:
    both = ((Side.COOLING, cooling), (Side.HEATING, heating))
    return [(side, point) for side, point in both if point is not None]


def _of(side: Side, cooling: int | None, heating: int | None) -> int | None:
    return cooling if side is Side.COOLING else heating


def _lasts(choice: Choice, now: datetime) -> bool:
    return choice.until is None or now < choice.until
