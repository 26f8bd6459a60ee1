"""The set-point journal of one thermostat: intent before each write, closed when the thermostat shows the target."""

from dataclasses import dataclass, replace
from datetime import datetime

from devices.demand_response import ReadTemperature, SetTemperature
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.domain.comfort.decision import Side
from hemsapp.domain.comfort.facts import SetPointEntry, Why
from hemsapp.domain.comfort.shown import Shown
from hemsapp.domain.comfort.steering import Tries
from hemsapp.domain.comfort.steps import Confirmed, Notes, Outcome, Restored, Unreachable

_RECENT = 16


@dataclass(frozen=True, slots=True)
class Target:
    """Where a thermostat is wanted, for what sake, and what the customer's programme says meanwhile."""

    cooling_centi_c: int | None
    heating_centi_c: int | None
    normal_cooling_centi_c: int | None
    normal_heating_centi_c: int | None
    why: Why
    issuer_event_id: int | None


class Journal:
    """The entry of one thermostat and the orders that carry it out."""

    def __init__(self, device: Eui64, shown: Shown) -> None:
        self.entry: SetPointEntry | None = None
        self.tries = Tries(device)
        self._device = device
        self._shown = shown
        self._told: tuple[object, ...] = ()
        self._recent: list[tuple[Side, int]] = []
        self._ordered: dict[Side, int] = {}

    def found(self, knob_seen: datetime | None, now: datetime, notes: Notes, *, is_event_client: bool) -> None:
        """The thermostat was heard for the first time: what it shows is the customer's."""
        points = self._shown.points
        cooling, heating = points.get(Side.COOLING), points.get(Side.HEATING)
        self.keep(
            SetPointEntry(
                device=self._device,
                target_cooling_centi_c=cooling,
                target_heating_centi_c=heating,
                baseline_cooling_centi_c=cooling,
                baseline_heating_centi_c=heating,
                issuer_event_id=None,
                why=Why.AS_FOUND,
                since=now,
                is_open=False,
                knob_seen=knob_seen,
                mode=self._shown.mode,
                is_event_client=is_event_client,
            ),
            notes,
        )

    def keep(self, entry: SetPointEntry, notes: Notes) -> None:
        """The entry is this from now on; it is on disk before any order that follows."""
        if entry != self.entry:
            self.entry = entry
            notes.facts.append(entry)

    def target(self, side: Side) -> int | None:
        """What is asked of that side."""
        if self.entry is None:
            return None
        return self.entry.target_cooling_centi_c if side is Side.COOLING else self.entry.target_heating_centi_c

    def baseline(self, side: Side) -> int | None:
        """What the customer's programme said of that side when the entry was made."""
        if self.entry is None:
            return None
        return self.entry.baseline_cooling_centi_c if side is Side.COOLING else self.entry.baseline_heating_centi_c

    def ask(self, target: Target, now: datetime, notes: Notes) -> None:
        """Want the thermostat there: a new entry, unless the old one says so already."""
        old = self.entry
        if old is None:
            return
        new = replace(
            old,
            target_cooling_centi_c=target.cooling_centi_c,
            target_heating_centi_c=target.heating_centi_c,
            issuer_event_id=target.issuer_event_id,
            why=target.why,
        )
        normal = (target.normal_cooling_centi_c, target.normal_heating_centi_c)
        if new != old:
            new = replace(
                new,
                baseline_cooling_centi_c=normal[0],
                baseline_heating_centi_c=normal[1],
                since=now,
                is_open=True,
            )
            self.keep(new, notes)

    def is_shown(self) -> bool:
        """Does the thermostat stand where it is wanted?"""
        return all(self._shown.stands_at(side, self.target(side)) for side in Side)

    def is_ours(self, side: Side, point: int) -> bool:
        """May that set point be one of ours that arrived late?"""
        ours = [self.target(side), self.baseline(side), *(own for own_side, own in self._recent if own_side is side)]
        return any(own is not None and abs(own - point) <= 1 for own in ours)

    def steer(self, at: Moment, notes: Notes, *, is_held_there: bool) -> None:
        """Look, write or close, as it is due; `is_held_there`: a closed entry still holds the thermostat there."""
        entry, tries = self.entry, self.tries
        if tries.give_up_the_lost(at.monotonic_s):
            self.fell_short(at, notes)
        if entry is None or not self._is_known():
            self._send(ReadTemperature(self._device), at, notes)
        elif self.is_shown():
            if entry.is_open and not tries.is_under_way:
                self._close(entry, at.utc, notes)
        elif (entry.is_open or is_held_there) and tries.may_write(at.monotonic_s):
            self.keep(replace(entry, is_open=True), notes)
            if tries.has_told(at.monotonic_s):
                self._write(at, notes)
            else:
                self._send(ReadTemperature(self._device), at, notes)

    def _is_known(self) -> bool:
        sides = [side for side in Side if self.target(side) is not None]
        return self.tries.is_known and all(side in self._shown.points for side in sides)

    def _write(self, at: Moment, notes: Notes) -> None:
        """The sides that differ; what they are is remembered, for an answer may be lost and the order not."""
        wanted = ((side, self.target(side)) for side in Side)
        differ = {side: point for side, point in wanted if point is not None and not self._shown.stands_at(side, point)}
        self._recent = [*self._recent, *differ.items()][-_RECENT:]
        self._ordered = differ
        order = SetTemperature(self._device, differ.get(Side.COOLING), differ.get(Side.HEATING))
        steered = self.tries.send(order, at.monotonic_s, is_write=True)
        if steered is not None:
            notes.orders.append(steered)

    def _send(self, order: ReadTemperature, at: Moment, notes: Notes) -> None:
        steered = self.tries.send(order, at.monotonic_s, is_write=False)
        if steered is not None:
            notes.orders.append(steered)

    def delivered(self, at: Moment, notes: Notes) -> None:
        """The order did its work, if the thermostat now shows what was ordered; else it is tried again."""
        is_done = not self.tries.is_write or all(self._shown.stands_at(*each) for each in self._ordered.items())
        if self._is_known() and is_done and self.tries.has_told(at.monotonic_s):
            self.tries.ended()
        else:
            self.fell_short(at, notes)

    def fell_short(self, at: Moment, notes: Notes) -> None:
        """The order came to nothing; the thermostat is tried for as long as it takes."""
        if self.tries.fell_short(at.monotonic_s):
            issuer = None if self.entry is None else self.entry.issuer_event_id
            notes.outcomes.append(Unreachable(self._device, issuer, at.utc))

    def _close(self, entry: SetPointEntry, now: datetime, notes: Notes) -> None:
        """The thermostat shows it: say so once, and close."""
        self.tries.reached()
        issuer = entry.issuer_event_id
        told = (entry.target_cooling_centi_c, entry.target_heating_centi_c, entry.why, issuer)
        if issuer is not None and told != self._told and (outcome := self._outcome(entry, issuer, now)) is not None:
            notes.outcomes.append(outcome)
        self._told = told
        is_back = entry.why == Why.PROGRAMME
        self.keep(replace(entry, is_open=False, issuer_event_id=None if is_back else issuer), notes)

    def _outcome(self, entry: SetPointEntry, issuer: int, now: datetime) -> Outcome | None:
        points = self._shown.points.get(Side.COOLING), self._shown.points.get(Side.HEATING)
        if entry.why in {Why.EVENT, Why.BREAK, Why.WISH}:
            return Confirmed(self._device, issuer, now, *points)
        if entry.why in {Why.PROGRAMME, Why.OPTED_OUT}:
            return Restored(self._device, issuer, now, *points)
        return None

    def due_s(self, *, is_held_there: bool) -> float | None:
        """When `steer` has something to do, monotonic; None: nothing."""
        if self.tries.is_under_way or self.entry is None or not self._is_known():
            return self.tries.due_s(is_write=False)
        if not self.is_shown() and (self.entry.is_open or is_held_there):
            return self.tries.due_s(is_write=True)
        return None
