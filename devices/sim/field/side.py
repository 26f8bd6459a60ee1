"""What one concentrator reaches of a simulated field (`devices.neighbourhood.Neighbourhood`)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np

from devices.neighbourhood import Heard
from devices.sim.field.field import OVER, RUNNING, TAKEN, Field
from devices.wan.bits import MISSING_WH, Bits, Marks, Numbers, Wh
from devices.wan.field_words import Told
from devices.wan.meter_words import MeterTest
from devices.wan.words import Body, EventCancel, EventControl

_SPREAD_MS = 3_000
"""Over which homes begin and end."""


class FieldSide:
    """Meters by place: in the order of their numbers, then as they appear."""

    def __init__(self, field: Field, concentrator: str) -> None:
        self._field = field
        self._own = field.concentrators.index(concentrator)
        self._meters: Numbers = np.zeros(0, np.int64)
        self._looked_at = 0
        self._coming: list[tuple[Heard, int]] = []  # with the time at which the last one of it is here
        self._moments: set[tuple[int, int, Told]] = set()

    def names(self, first: int) -> Sequence[str]:
        """The ids of the meters from place `first` on."""
        present = self._field.present
        if present > self._looked_at:
            new = np.arange(self._looked_at, present)
            nearest, next_nearest = self._field.hears[self._looked_at : present].T
            reached = (nearest == self._own) | (next_nearest == self._own)
            self._meters = np.append(self._meters, new[reached])
            self._looked_at = present
        return [self._field.ids[meter] for meter in self._meters[first:]]

    def served(self, at: datetime) -> Bits:
        """Which of them have chosen this concentrator."""
        self._field.choose(at)
        served: Bits = self._field.chosen[self._meters] == self._own
        return served

    @property
    def next_news(self) -> datetime | None:
        """When answers are here, an event begins or ends, or meters choose anew."""
        dues = [last_ms for _, last_ms in self._coming] + [moment_ms for moment_ms, _, _ in self._moments]
        change_ms = self._field.next_change_ms
        if change_ms is not None:
            dues.append(change_ms)
        return datetime.fromtimestamp(min(dues) / 1000, UTC) if dues else None

    def tell(self, number: int, targets: Bits, body: Body, at: datetime) -> None:
        """Send an order to those meters."""
        places = np.flatnonzero(targets)
        places = places[self._field.answering(self._own, self._meters[places])]
        meters = self._meters[places]
        event = body.issuer_event_id if isinstance(body, EventControl | EventCancel) else None
        if isinstance(body, EventControl):
            self._field.take(body, meters)
            start_ms = _ms(body.start)
            self._moments.add((max(start_ms, _ms(at)), body.issuer_event_id, Told.STARTED))
            end_ms = start_ms + body.duration_minutes * 60_000
            self._moments.add((end_ms, body.issuer_event_id, Told.COMPLETED))
        elif isinstance(body, EventCancel):
            self._field.cancel(event, meters, at)
        if isinstance(body, MeterTest):
            failed = self._field.tested(meters, body.checks)
            self._come(number, Told.TESTED, None, places, _ms(at), body.device_s * 1000, failed)
            return
        self._come(number, Told.TAKEN, event, places, _ms(at), self._field.settings.most_ms)

    def heard(self, at: datetime) -> list[Heard]:
        """What came since it was last asked."""
        now_ms = _ms(at)
        for moment in sorted(one for one in self._moments if one[0] <= now_ms):
            self._moments.remove(moment)
            self._happen(*moment)
        found: list[Heard] = []
        rest: list[tuple[Heard, int]] = []
        for one, last_ms in self._coming:
            here = one.times_ms <= now_ms
            if here.any():
                found.append(_part(one, here))
            if not here.all():
                rest.append((_part(one, ~here), last_ms))
        self._coming = rest
        return found

    def read(self, places: Numbers, channel: int, start: datetime, count: int, at: datetime) -> Wh:
        """What those meters recorded; of channel 1, which counts what is fed in, these homes have nothing but zeros."""
        meters = self._meters[places]
        wh = self._field.recorded(meters, start, count, at)
        if channel:
            wh[wh != MISSING_WH] = 0
        wh[~self._field.answering(self._own, meters)] = MISSING_WH
        return wh

    def _happen(self, moment_ms: int, event: int, told: Told) -> None:
        """An event begins or ends for the meters that have it and have chosen this concentrator."""
        field, meters = self._field, self._meters
        before, after = (TAKEN, RUNNING) if told is Told.STARTED else (RUNNING, OVER)
        when_ms = field.start_ms if told is Told.STARTED else field.end_ms
        has_it = (field.event[meters] == event) & (field.phase[meters] == before) & (when_ms[meters] <= moment_ms)
        places = np.flatnonzero(has_it & (field.chosen[meters] == self._own))
        field.phase[meters[places]] = after
        is_out = field.opts_out[meters[places]]
        self._come(0, told, event, places[~is_out] if told is Told.COMPLETED else places, moment_ms, _SPREAD_MS)
        if told is Told.STARTED:
            self._come(0, Told.OPTED_OUT, event, places[is_out], moment_ms + 60_000, 240_000)

    def _come(
        self,
        number: int,
        told: Told,
        event: int | None,
        places: Numbers,
        from_ms: int,
        within_ms: int,
        failed: Marks | None = None,
    ) -> None:
        """An answer of each, later."""
        if not places.size:
            return
        least = self._field.settings.least_ms
        times_ms = from_ms + self._field.chance.integers(least, max(within_ms, least + 1), places.size)
        self._coming.append((Heard(number, told, event, places, times_ms, failed), int(times_ms.max())))


def sides(field: Field) -> dict[str, FieldSide]:
    """What each concentrator of the field reaches."""
    return {name: FieldSide(field, name) for name in field.concentrators}


def _part(heard: Heard, which: Bits) -> Heard:
    failed = None if heard.failed is None else heard.failed[which]
    return replace(heard, places=heard.places[which], times_ms=heard.times_ms[which], failed=failed)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
