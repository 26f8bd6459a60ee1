"""One load switch: off, or on for a part of the time, while an event or a price says so; then as it was before.

A duty cycle runs in half hours from the event's start, off before on (SE DRLC: three minutes on for each ten per cent);
a part shorter than three minutes is left out. A switch that was off stays off: an event never switches anything on.

A car's charger is not cycled: each time it is cut off the car ends its charge, and may not begin again. Where an event
leaves it less than all of the time it rests until the end. It is switched on only where it was on before, by whoever
took it: it gets back what was taken, and nothing else. A smart plug takes part in nothing until its owner says so, for
nobody here knows what is plugged in.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from devices.demand_response import SwitchLoad
from devices.messages import DeviceKind
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort import knob, rules
from hemsapp.domain.comfort.decision import is_in_force
from hemsapp.domain.comfort.facts import ComfortFact, Governed, KeptPlan, Kind, Override, SwitchEntry, Why
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.house_use import GivingWay, HouseUse, gives_way
from hemsapp.domain.comfort.steering import Tries
from hemsapp.domain.comfort.steps import Confirmed, KnobTurned, Notes, OptedIn, Refused, Restored, Unreachable
from hemsapp.plans import DEFAULT_PLAN, Plan
from hemsapp.snapshot.home import PriceLevel

CYCLE = timedelta(minutes=30)
SHORTEST = timedelta(minutes=3)
SETTLED_S = 5.0
BY_HAND = "the switch"
BREAK_OVER = "the break's end"


def duty_percent(governance: Governance) -> int:
    """How much of the time the event lets a switch be on: its duty cycle, or the load that it leaves; 0: none."""
    if governance.duty_cycle_percent is not None:
        return min(max(governance.duty_cycle_percent, 0), 100)
    adjustment = governance.load_adjustment_percent
    return 0 if adjustment is None else min(max(100 + adjustment, 0), 100)


def cycle_at(governance: Governance, now: datetime, *, is_cycled: bool = True) -> tuple[bool, datetime | None]:
    """May the switch be on now, and when does that change within the event? What is not cycled rests throughout."""
    on = CYCLE * duty_percent(governance) / 100
    if on < SHORTEST:
        return False, None
    if CYCLE - on < SHORTEST:
        return True, None
    if not is_cycled:
        return False, None
    begun = governance.start + (now - governance.start) // CYCLE * CYCLE
    turn = begun + (CYCLE - on)
    return (False, turn) if now < turn else (True, begun + CYCLE)


class Load:
    """Everything of one load switch; `settle` is called after whatever happened."""

    def __init__(self, device: Eui64) -> None:
        self.device = device
        self.is_there = True
        self.is_recognised = False  # until then nobody knows who commands it
        self.is_event_client = False
        self.is_cycled = True
        self._was_on: bool | None = None
        self.plan: Plan = DEFAULT_PLAN
        self.is_on: bool | None = None
        self.heard: Moment | None = None
        self.entry: SwitchEntry | None = None
        self.governance: Governance | None = None
        self.overrides: dict[int, Override] = {}
        self.governed: dict[int, Governed] = {}
        self.tries = Tries(device)
        self._level: PriceLevel | None = None
        self._giving_way: GivingWay | None = None
        self._confirmed_s = 0.0
        self._told: tuple[object, ...] = ()

    def restore(self, fact: ComfortFact) -> None:
        """Take back one fact of this device."""
        match fact:
            case KeptPlan():
                self.plan = fact.plan
            case Override():
                self.overrides[fact.issuer_event_id] = fact
            case Governed():
                self.governed[fact.issuer_event_id] = fact
            case SwitchEntry():
                self.entry = fact

    def recognise(self, kind: DeviceKind) -> None:
        """It is set up, and says what it is."""
        self.is_cycled = kind is not DeviceKind.EV_CHARGER
        if kind is DeviceKind.SMART_PLUG and self.plan is DEFAULT_PLAN:
            self.plan = replace(DEFAULT_PLAN, takes_part=frozenset())

    @property
    def governs(self) -> Governance | None:
        """The event that governs the switch; None as well where the customer's plan leaves it out."""
        governance = self.governance
        return governance if governance is not None and rules.takes_part(self.plan, governance) else None

    def override(self, now: datetime) -> Override | None:
        """The customer's override of the governing event, while it holds."""
        governance = self.governs
        override = None if governance is None else self.overrides.get(governance.issuer_event_id)
        return override if governance is not None and is_in_force(override, governance, now) else None

    def is_locked(self, now: datetime) -> bool:
        """Does the policy keep the customer from changing it now?"""
        governance = self.governs
        return governance is not None and governance.is_locked and governance.is_running(now)

    def govern(self, governance: Governance | None, now: datetime, notes: Notes) -> None:
        """That event governs from now on, or none."""
        old = self.governance
        if governance == old or (governance is not None and governance.end <= now):
            return
        if old is not None and (governance is None or governance.issuer_event_id != old.issuer_event_id):
            self._leave(old, min(now, old.end), notes)
        self.governance = governance
        if governance is not None:
            issuer = governance.issuer_event_id
            fact = Governed(self.device, issuer, governance.start, governance.end, None, None, None, None)
            self.governed = {issuer: fact}
            notes.facts.append(fact)

    def _leave(self, governance: Governance, left: datetime, notes: Notes) -> None:
        known = self.governed.get(governance.issuer_event_id)
        if known is not None:
            self.governed[known.issuer_event_id] = replace(known, left=left)
            notes.facts.append(self.governed[known.issuer_event_id])

    def charge(self, level: PriceLevel | None) -> None:
        """What the price means from now on; the plan's table says at which the load rests: where an offset is."""
        self._level = level

    def weigh(self, use: HouseUse, now: datetime) -> bool:
        """Does the use of the house change whether the load rests?"""
        before, self._giving_way = self._giving_way, gives_way(self.plan, use, self._giving_way, now)
        return self._giving_way != before

    def keep_override(self, override: Override, notes: Notes) -> None:
        """The customer's word on that event is this from now on."""
        self.overrides[override.issuer_event_id] = override
        notes.facts.append(override)

    def hear(self, is_on: bool, at: Moment, notes: Notes) -> None:
        """The switch told its state: what was asked, or what a hand did."""
        entry = self.entry
        self.heard = at
        self.tries.heard(at.monotonic_s)
        was, self.is_on = self.is_on, is_on
        is_settled = not self.tries.is_under_way and at.monotonic_s >= self._confirmed_s + SETTLED_S
        if entry is None or entry.is_open or entry.was_on is None or is_on == entry.target or not is_settled:
            return
        issuer = knob.event_at(self.governed.values(), at.utc)
        if was == is_on or issuer is None or self.governs is None:
            return
        if self.is_locked(at.utc):
            notes.outcomes.append(Refused(self.device, issuer, rules.LOCKED))
            return
        self._keep(replace(entry, was_on=is_on), notes)
        override = Override(self.device, issuer, Kind.KNOB, 0, None, None, at.utc, None, BY_HAND)
        self.keep_override(override, notes)
        notes.outcomes.append(KnobTurned(self.device, issuer, at.utc, None, None))

    def order_client(self, now: datetime, notes: Notes) -> None:
        """Order what the customer wishes of a switch that carries events out by itself, once, as a hand would."""
        governance = self.governs
        if not self.is_event_client or not self._was_on or governance is None:
            return
        is_out = self.override(now) is not None
        entry = SwitchEntry(self.device, is_out, None, governance.issuer_event_id, Why.WISH, now, is_open=True)
        self._keep(entry, notes)

    def _keep(self, entry: SwitchEntry, notes: Notes) -> None:
        if entry != self.entry:
            self.entry = entry
            notes.facts.append(entry)

    # Settling

    def settle(self, at: Moment, notes: Notes) -> None:
        """Bring the switch where everything that is known now says."""
        if not self.is_there:
            return
        self._expire(at.utc, notes)
        if not self.is_recognised:
            return
        if self.is_event_client:
            self._watch(at.utc, notes)  # it has one commander: the meter
        else:
            self._ask(at.utc, notes)
        self._steer(at, notes)

    def _expire(self, now: datetime, notes: Notes) -> None:
        if self.governance is not None and self.governance.end <= now:
            self._leave(self.governance, self.governance.end, notes)
            self.governance = None
        governance = self.governs
        override = None if governance is None else self.overrides.get(governance.issuer_event_id)
        if override is not None and override.kind is Kind.BREAK and override.until is not None:
            if now < override.until:
                return
            self.keep_override(replace(override, kind=Kind.IN, since=override.until, by_whom=BREAK_OVER), notes)
            notes.outcomes.append(OptedIn(self.device, override.issuer_event_id, override.until, BREAK_OVER))

    def _watch(self, now: datetime, notes: Notes) -> None:
        """Follow a switch that carries events out by itself: into the event, and back from it."""
        governance, told = self.governs, self._told
        is_running = governance is not None and governance.is_running(now)
        self._was_on = self._was_on if is_running else self.is_on
        if governance is not None and is_running and self.is_on is False:
            self._told = (Why.EVENT, governance.issuer_event_id)
            if self._told != told:
                notes.outcomes.append(Confirmed(self.device, governance.issuer_event_id, now, is_on=False))
        elif not is_running and self.is_on and told and isinstance(told[1], int):
            self._told = ()
            notes.outcomes.append(Restored(self.device, told[1], now, is_on=True))

    def _ask(self, now: datetime, notes: Notes) -> None:
        entry = self.entry
        was_on = self.is_on if entry is None or entry.was_on is None else entry.was_on
        if was_on is None:
            return  # never heard: what it would have to be put back to is not known
        wanted, why, issuer = self._wanted(was_on, now)
        if why is Why.PROGRAMME and (entry is None or entry.was_on is None):
            return  # nothing has moved it
        if entry is not None and (entry.target, entry.why, entry.issuer_event_id) == (wanted, why, issuer):
            return
        self._keep(SwitchEntry(self.device, wanted, was_on, issuer, why, now, is_open=True), notes)

    def _wanted(self, was_on: bool, now: datetime) -> tuple[bool, Why, int | None]:
        governance = self.governs
        if governance is not None and governance.is_running(now):
            issuer = governance.issuer_event_id
            override = self.override(now)
            if override is not None:
                return was_on, Why.BREAK if override.kind is Kind.BREAK else Why.OPTED_OUT, issuer
            return was_on and cycle_at(governance, now, is_cycled=self.is_cycled)[0], Why.EVENT, issuer
        moved_by = None if self.entry is None else self.entry.issuer_event_id
        is_resting = rules.price_offset_centi_c(self.plan, self._level) > 0 or self._giving_way is not None
        if is_resting and moved_by is None:
            return False, Why.PRICE, None
        return was_on, Why.PROGRAMME, moved_by

    def _steer(self, at: Moment, notes: Notes) -> None:
        entry = self.entry
        if self.tries.give_up_the_lost(at.monotonic_s):
            self.fell_short(at, notes)
        if entry is None or self.tries.is_under_way or (entry.was_on is None and not entry.is_open):
            return
        if self.is_on == entry.target:
            if entry.is_open:
                self._close(entry, at, notes)
        elif self.tries.may_write(at.monotonic_s):
            self._keep(replace(entry, is_open=True), notes)
            steered = self.tries.send(SwitchLoad(self.device, entry.target), at.monotonic_s, is_write=True)
            if steered is not None:
                notes.orders.append(steered)

    def _close(self, entry: SwitchEntry, at: Moment, notes: Notes) -> None:
        self.tries.reached()
        self._confirmed_s = at.monotonic_s
        is_back = entry.why == Why.PROGRAMME
        issuer = entry.issuer_event_id
        told = (entry.why, issuer)
        if issuer is not None and told != self._told:
            kind = Restored if is_back or entry.why == Why.OPTED_OUT else Confirmed
            notes.outcomes.append(kind(self.device, issuer, at.utc, is_on=self.is_on))
        self._told = told
        closed = replace(entry, is_open=False)
        self._keep(replace(closed, was_on=None, issuer_event_id=None) if is_back else closed, notes)

    def delivered(self, at: Moment, notes: Notes) -> None:
        """The order did its work, if the switch now shows it; else it is tried again."""
        if self.entry is not None and self.is_on is not None and self.tries.is_known:
            self.tries.ended()
        else:
            self.fell_short(at, notes)

    def fell_short(self, at: Moment, notes: Notes) -> None:
        """The order came to nothing; the switch is tried for as long as it takes."""
        if self.tries.fell_short(at.monotonic_s):
            issuer = None if self.entry is None else self.entry.issuer_event_id
            notes.outcomes.append(Unreachable(self.device, issuer, at.utc))

    def due_s(self) -> float | None:
        """When `settle` has something to send, monotonic; None: nothing."""
        if self.tries.is_under_way or (self.entry is not None and self.entry.is_open):
            return self.tries.due_s(is_write=True)
        return None

    def next_change(self, now: datetime) -> datetime | None:
        """When something changes by itself."""
        governance = self.governance
        if governance is None:
            return None
        override = self.overrides.get(governance.issuer_event_id)
        turn = cycle_at(governance, now, is_cycled=self.is_cycled)[1] if governance.is_running(now) else None
        whens = (governance.start, governance.end, turn, None if override is None else override.until)
        return min((when for when in whens if when is not None and when > now), default=None)
