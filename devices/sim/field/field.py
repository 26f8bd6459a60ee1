"""Meters in arrays, each within reach of two concentrators: they choose one, and the other when that one is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from devices.sim.field.usage import usage_wh
from devices.wan.bits import MISSING_WH, Bits, Marks, Numbers, Wh, none_of
from devices.wan.meter_words import MeterCheck, octet_of
from devices.wan.words import EventControl

_NEVER_MS: Final = 1 << 62
_KEPT_MS: Final = 45 * 86_400_000  # X-LONG-TERM
_SAVED: Final = 0.7  # what a home that takes part still uses
NONE, TAKEN, RUNNING, OVER = range(4)
"""How a meter stands with its event."""


@dataclass(frozen=True, slots=True)
class FieldSettings:
    """How the simulated radio and homes behave; shares are of 1."""

    interval_minutes: int = 15
    least_ms: int = 20  # what an answer takes by radio
    most_ms: int = 900
    loss: float = 0.005
    switch_over_s: float = 30.0  # so long a meter waits for a concentrator that has gone, or come back
    opting_out: float = 0.04
    home_silent: float = 0.01  # homes of which no device answers its meter
    offset_hours: int = -7


class Field:
    """`meters` meters, the first `present` of which are there at the start; the same seed, the same field."""

    def __init__(
        self,
        meters: int,
        concentrators: Sequence[str],
        seed: int = 1,
        settings: FieldSettings | None = None,
        present: int | None = None,
    ) -> None:
        self.settings = settings or FieldSettings()
        self.seed = seed
        self.chance = np.random.default_rng(seed)
        self.concentrators = tuple(concentrators)
        self.ids = [f"N{number:06}" for number in range(1, meters + 1)]
        count, own = len(concentrators), np.arange(meters)
        first = own * count // max(meters, 1)
        self.hears = np.stack([first, (first + np.where(own % 2, 1, -1)) % count], axis=1)
        self.chosen = first.copy()
        self.present = meters if present is None else present
        self.dead_since_ms = np.full(meters, _NEVER_MS, np.int64)
        self.event = np.zeros(meters, np.int64)
        self.phase = np.zeros(meters, np.uint8)
        self.start_ms, self.end_ms = np.zeros(meters, np.int64), np.zeros(meters, np.int64)
        self.opts_out: Bits = self.chance.random(meters) < self.settings.opting_out
        self.is_home_silent: Bits = self.chance.random(meters) < self.settings.home_silent
        self._gone: set[int] = set()
        self._changes: list[tuple[int, int]] = []  # when meters notice, and of which concentrator

    # What happens to it

    def appear(self, count: int) -> None:
        """So many more meters are switched on for the first time."""
        self.present = min(self.present + count, len(self.ids))

    def lose(self, concentrator: str, at: datetime) -> None:
        """That one is dead; its meters notice after a while."""
        self._gone.add(self._number(concentrator))
        self._changes.append((self._noticed_ms(at), self._number(concentrator)))

    def bring_back(self, concentrator: str, at: datetime) -> None:
        """It is there again; the meters that are nearest to it come back, so that the load is even again."""
        self._gone.discard(self._number(concentrator))
        self._changes.append((self._noticed_ms(at), self._number(concentrator)))

    def cut(self, meters: Numbers, at: datetime) -> None:
        """These meters (by number) are dead from now on."""
        self.dead_since_ms[meters] = _ms(at)

    # What its concentrators see of it

    def is_gone(self, concentrator: int) -> bool:
        """Is it dead?"""
        return concentrator in self._gone

    @property
    def next_change_ms(self) -> int | None:
        """When meters choose anew."""
        return min((at for at, _ in self._changes), default=None)

    def choose(self, at: datetime) -> None:
        """Let the meters that have noticed choose anew: the nearest one that is there."""
        due = [one for one in self._changes if one[0] <= _ms(at)]
        self._changes = [one for one in self._changes if one[0] > _ms(at)]
        for _, concentrator in due:
            near = self.hears[:, 0] == concentrator
            if concentrator not in self._gone:
                self.chosen[near] = concentrator
                continue
            for own, other in ((0, 1), (1, 0)):
                there = ~np.isin(self.hears[:, other], list(self._gone))
                moving = (self.chosen == concentrator) & (self.hears[:, own] == concentrator) & there
                self.chosen[moving] = self.hears[moving, other]

    def take(self, control: EventControl, meters: Numbers) -> None:
        """These meters have an event, once."""
        start_ms = _ms(control.start)
        is_new = (self.event[meters] != control.issuer_event_id) | (self.phase[meters] == TAKEN)
        meters = meters[is_new]
        self.event[meters], self.phase[meters] = control.issuer_event_id, TAKEN
        self.start_ms[meters], self.end_ms[meters] = start_ms, start_ms + control.duration_minutes * 60_000

    def cancel(self, event: int | None, meters: Numbers, at: datetime) -> None:
        """These meters drop that event, or any."""
        has_it = self.phase[meters] < OVER if event is None else self.event[meters] == event
        meters = meters[has_it & (self.phase[meters] != NONE)]
        self.phase[meters] = OVER
        self.end_ms[meters] = np.minimum(self.end_ms[meters], _ms(at))

    def tested(self, meters: Numbers, checks: Sequence[MeterCheck]) -> Marks:
        """What these meters find of themselves: bit i is set where the i-th check, being asked for, is not good."""
        failed = np.zeros(len(meters), np.uint8)
        is_asked = MeterCheck.HOME_DEVICES in checks
        failed[self.is_home_silent[meters] & is_asked] = octet_of((MeterCheck.HOME_DEVICES,))
        return failed

    def recorded(self, meters: Numbers, start: datetime, count: int, at: datetime) -> Wh:
        """What these meters hold: a row each, MISSING_WH where nothing was recorded or is kept no more."""
        step_ms = self.settings.interval_minutes * 60_000
        starts_ms = _ms(start) + np.arange(count, dtype=np.int64) * step_ms
        wh = usage_wh(meters, starts_ms, step_ms, self.seed, self.settings.offset_hours)
        took_part = ~self.opts_out[meters] & (self.phase[meters] >= RUNNING)
        if took_part.any():
            within = (starts_ms >= self.start_ms[meters, None]) & (starts_ms < self.end_ms[meters, None])
            wh = np.where(within & took_part[:, None], (wh * _SAVED).astype(np.int32), wh)
        ends_ms = starts_ms + step_ms
        is_there = (ends_ms <= _ms(at)) & (starts_ms >= _ms(at) - _KEPT_MS)
        wh[~(is_there & (ends_ms <= self.dead_since_ms[meters, None]))] = MISSING_WH
        return wh

    def answering(self, concentrator: int, meters: Numbers) -> Bits:
        """Which of these answer that concentrator this time."""
        if self.is_gone(concentrator):
            return none_of(len(meters))
        is_alive = self.dead_since_ms[meters] == _NEVER_MS
        answering: Bits = is_alive & (self.chance.random(len(meters)) >= self.settings.loss)
        return answering

    def _number(self, concentrator: str) -> int:
        return self.concentrators.index(concentrator)

    def _noticed_ms(self, at: datetime) -> int:
        return _ms(at) + round(self.settings.switch_over_s * 1000)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
