"""One room, acting: governed, left, overridden, and settled where everything that is known says."""

from dataclasses import replace
from datetime import datetime, timedelta

from devices.messages import TemperatureRead
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort import rules
from hemsapp.domain.comfort.decision import Decision, Recovery, Side, is_in_force, next_step
from hemsapp.domain.comfort.facts import (
    Choice,
    Governed,
    Kind,
    Override,
    SetPointEntry,
    Why,
)
from hemsapp.domain.comfort.governance import Governance
from hemsapp.domain.comfort.journal import Target
from hemsapp.domain.comfort.room_state import RoomState
from hemsapp.domain.comfort.steps import Notes, OptedIn, OptedOut
from hemsapp.domain.days import HomeZone

RECOVERY_MINUTES = 40
_SHORTEST_RECOVERY = timedelta(minutes=10)
_RECOVERY_SHARE = 4
_REMEMBERED = 16
SAFETY = "safety limit"
BREAK_OVER = "the break's end"
_MOVED = frozenset({Why.EVENT, Why.PRE_COOLING, Why.PRICE, Why.RECOVERING, Why.BREAK, Why.OPTED_OUT})


class Room(RoomState):
    """Everything of one thermostat. `settle` is called after whatever happened: it asks, writes, closes."""

    def __init__(self, device: Eui64, zone: HomeZone, recovery_minutes: int = RECOVERY_MINUTES) -> None:
        super().__init__(device, zone)
        self._recovery = timedelta(minutes=recovery_minutes)

    # What happens

    def govern(self, governance: Governance | None, now: datetime, notes: Notes) -> None:
        """That event governs from now on, or none."""
        old = self.governance
        if governance == old or (governance is not None and governance.end <= now):
            return
        is_same = old is not None and governance is not None and old.issuer_event_id == governance.issuer_event_id
        if old is not None and not is_same:
            self.leave(now, notes, is_superseded=governance is not None and governance.start <= now)
        self.governance = governance
        if governance is not None:
            issuer = governance.issuer_event_id
            fact = Governed(self.device, issuer, governance.start, governance.end, None, None, None, None)
            self._keep_governed(fact, notes)

    def leave(self, now: datetime, notes: Notes, *, is_superseded: bool = False) -> None:
        """The event governs no more: the programme holds, reached gradually after a long set-back."""
        governance, self.governance = self.governance, None
        if governance is None:
            return
        known = self.governed[governance.issuer_event_id]
        left = min(now, governance.end)
        share = (left - governance.start) / _RECOVERY_SHARE
        recovery = min(self._recovery, share)
        is_moved = self.journal.entry is not None and self.journal.entry.why == Why.EVENT
        override = self.overrides.get(governance.issuer_event_id)
        is_gradual = is_moved and recovery >= _SHORTEST_RECOVERY and not is_superseded
        if not is_gradual or is_in_force(override, governance, left) or self.is_event_client:
            self._keep_governed(replace(known, left=left), notes)
            return
        start = self.journal.target(Side.COOLING), self.journal.target(Side.HEATING)
        self._keep_governed(
            replace(
                known,
                left=left,
                recovers_until=left + recovery,
                from_cooling_centi_c=start[0],
                from_heating_centi_c=start[1],
            ),
            notes,
        )

    def return_now(self, issuer_event_id: int, now: datetime, notes: Notes) -> bool:
        """End the way back at once; was the room on it?"""
        recovery = self.recovery(now)
        if recovery is None or recovery.issuer_event_id != issuer_event_id:
            return False
        self._keep_governed(replace(recovery, recovers_until=now), notes)
        return True

    def keep_override(self, override: Override, notes: Notes) -> None:
        """The customer's word on that event is this from now on."""
        self.overrides[override.issuer_event_id] = override
        _forget_oldest(self.overrides)
        notes.facts.append(override)

    def keep_choice(self, choice: Choice, now: datetime, notes: Notes) -> None:
        """The customer's choice aside from the programme; it ends a way back."""
        self.choice = choice
        notes.facts.append(choice)
        if (recovery := self.recovery(now)) is not None:
            self._keep_governed(replace(recovery, recovers_until=now), notes)

    def _keep_governed(self, fact: Governed, notes: Notes) -> None:
        self.governed[fact.issuer_event_id] = fact
        _forget_oldest(self.governed)
        notes.facts.append(fact)

    # Settling

    def settle(self, at: Moment, notes: Notes) -> None:
        """Bring the thermostat where everything that is known now says."""
        if not self.is_there:
            return
        now = at.utc
        self._expire(now, notes)
        self._release(now, notes)
        if self.is_recognised and not self.is_event_client and (target := self._target(now)) is not None:
            self.journal.ask(target, now, notes)
        self.journal.steer(at, notes, is_held_there=self._is_held_there)

    @property
    def _is_held_there(self) -> bool:
        entry = self.journal.entry
        is_asked = entry is not None and entry.why != Why.AS_FOUND
        return is_asked and not self.is_event_client and not self.shown.is_off

    def _expire(self, now: datetime, notes: Notes) -> None:
        governance = self.governance
        if governance is not None and governance.end <= now:
            self.leave(governance.end, notes)
        for known in list(self.governed.values()):
            is_current = self.governance is not None and self.governance.issuer_event_id == known.issuer_event_id
            if known.left is None and not is_current:
                self._keep_governed(replace(known, left=min(now, known.end)), notes)
        governance = self.governs
        override = None if governance is None else self.overrides.get(governance.issuer_event_id)
        if governance is None or override is None or override.kind is not Kind.BREAK or override.until is None:
            return
        if override.until <= now:
            self.keep_override(replace(override, kind=Kind.IN, since=override.until, by_whom=BREAK_OVER), notes)
            notes.outcomes.append(OptedIn(self.device, governance.issuer_event_id, override.until, BREAK_OVER))
            self.order_client(now, notes)

    def _release(self, now: datetime, notes: Notes) -> None:
        """The safety valve: a room beyond the safety limit leaves the event, locked or not, for the rest of it."""
        governance = self.governs
        if governance is None or not governance.is_running(now):
            return
        override = self.override(now)
        if self.is_event_client or (override is not None and override.kind in {Kind.OUT, Kind.RELEASED}):
            return
        if any(self.is_unsafe(side) for side in Side):
            issuer = governance.issuer_event_id
            self.keep_override(
                Override(self.device, issuer, Kind.RELEASED, 0, None, None, now, None, SAFETY),
                notes,
            )
            notes.outcomes.append(OptedOut(self.device, issuer, now, SAFETY))

    def is_unsafe(self, side: Side) -> bool:
        """Is the room beyond the safety limit that its equipment could help against?"""
        limit = rules.SAFETY_CENTI_C[1 if side is Side.COOLING else 0]
        return self._has(side) and self.shown.works(side) and self.shown.is_beyond(side, limit)

    def _target(self, now: datetime) -> Target | None:
        """Where a thermostat that we command is wanted; None: where it stands is nobody's business of ours."""
        entry = self.journal.entry
        decisions = self.decisions(now)
        if entry is None or not decisions:
            return None
        if self.shown.is_off and not entry.is_open and entry.why not in _MOVED:
            return None
        why, issuer = self._sake(entry, decisions, now)
        points = {side: each.set_point_centi_c for side, each in decisions.items()}
        normal = {side: each.normal_centi_c for side, each in decisions.items()}
        return Target(
            points.get(Side.COOLING),
            points.get(Side.HEATING),
            normal.get(Side.COOLING),
            normal.get(Side.HEATING),
            why,
            issuer,
        )

    def _sake(self, entry: SetPointEntry, decisions: dict[Side, Decision], now: datetime) -> tuple[Why, int | None]:
        """For what sake the set points are what they are, and which event's."""
        governance, override = self.governs, self.override(now)
        is_moved = any(each.set_point_centi_c != each.normal_centi_c for each in decisions.values())
        recovery = self.recovery(now)
        back = Why.PROGRAMME, entry.issuer_event_id if entry.is_open or entry.why in _MOVED else None
        if self.shown.is_off:
            return back
        if governance is not None and governance.is_running(now):
            kind = Kind.IN if override is None else override.kind
            whys = {Kind.BREAK: Why.BREAK, Kind.OUT: Why.OPTED_OUT, Kind.RELEASED: Why.OPTED_OUT}
            return whys.get(kind, Why.EVENT), governance.issuer_event_id
        if governance is not None and governance.is_pre_cooling(now) and is_moved:
            return Why.PRE_COOLING, governance.issuer_event_id
        if recovery is not None and is_moved:
            return Why.RECOVERING, recovery.issuer_event_id
        if is_moved:
            return Why.PRICE, entry.issuer_event_id if entry.is_open else None
        return back

    def order_client(self, now: datetime, notes: Notes) -> None:
        """Order what the customer wishes of a thermostat that carries events out by itself, once, as a knob would."""
        points = {side: each.set_point_centi_c for side, each in self.decisions(now).items()}
        if self.is_event_client and points:
            self.order(points.get(Side.COOLING), points.get(Side.HEATING), now, notes)

    def order(self, cooling_centi_c: int | None, heating_centi_c: int | None, now: datetime, notes: Notes) -> None:
        """A customer's order: it is carried out however long the thermostat is away (DR8)."""
        entry, governance = self.journal.entry, self.governs
        if entry is None:
            return
        issuer = governance.issuer_event_id if governance is not None and governance.is_running(now) else None
        self.journal.keep(
            replace(
                entry,
                target_cooling_centi_c=cooling_centi_c,
                target_heating_centi_c=heating_centi_c,
                issuer_event_id=issuer,
                why=Why.WISH,
                since=now,
                is_open=True,
            ),
            notes,
        )

    def delivered(self, at: Moment, notes: Notes) -> None:
        """An order of ours was accepted and read back."""
        self.journal.delivered(at, notes)

    def fell_short(self, at: Moment, notes: Notes) -> None:
        """An order of ours came to nothing."""
        self.journal.fell_short(at, notes)

    def due_s(self) -> float | None:
        """When `settle` has something to send, monotonic; None: nothing."""
        return self.journal.due_s(is_held_there=self._is_held_there) if self.is_there else None

    def next_change(self, now: datetime) -> datetime | None:
        """When something changes by itself."""
        governance = self.governance
        whens = [self.normal(now).next_change, None if self.choice is None else self.choice.until]
        if governance is not None:
            override = self.overrides.get(governance.issuer_event_id)
            whens += [governance.pre_cool_from, governance.start, governance.end]
            whens.append(None if override is None else override.until)
        recovery = self.recovery(now)
        if recovery is not None and recovery.left is not None and recovery.recovers_until is not None:
            whens.append(next_step(Recovery(0, recovery.left, recovery.recovers_until), now))
        return min((when for when in whens if when is not None and when > now), default=None)

    def take(self, message: TemperatureRead, at: Moment) -> None:
        """The thermostat told where it stands."""
        self.shown.take(message, at)
        if self.shown.points:
            points = message.cooling_set_point_centi_c, message.heating_set_point_centi_c
            self.journal.tries.heard(at.monotonic_s, is_told=points != (None, None))


def _forget_oldest(kept: dict[int, Override] | dict[int, Governed]) -> None:
    while len(kept) > _REMEMBERED:
        kept.pop(next(iter(kept)))
