"""Reading the meters' intervals as they end, again where one did not answer, and of old what is asked for."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import numpy as np

from devices.neighbourhood import Neighbourhood
from devices.utility.field.archive import Archive
from devices.utility.field.directory import Directory
from devices.utility.field.settings import Settings
from devices.utility.stored import milliseconds, moment
from devices.wan.bits import MISSING, MISSING_WH, Numbers, none_of, pack, pack_marks, pack_wh, unpack
from devices.wan.field_words import BatchReadings, GroupRead

_CELLS_AT_MOST = 12_000
"""In a message: they take five octets at worst, of the 65,536 that one may have."""


class Collecting:
    """Every call is within the caller's transaction."""

    def __init__(
        self, archive: Archive, directory: Directory, neighbourhood: Neighbourhood, settings: Settings
    ) -> None:
        self._archive = archive
        self._directory = directory
        self._neighbourhood = neighbourhood
        self._settings = settings
        self._step = timedelta(minutes=settings.interval_minutes)
        self._ended: datetime | None = None
        self._polls = 0
        self.next_due: datetime | None = None

    def start(self, at: datetime) -> None:
        """Begin with the interval that runs now."""
        self._await(self._beginning(at) + self._step)

    def poll(self, at: datetime) -> Iterator[BatchReadings]:
        """Read the interval that ended, of those that have not answered yet; what came of it."""
        if self.next_due is None or self.next_due > at:
            return
        assert self._ended is not None
        last = self._beginning(at) - self._step
        start = max(self._ended - self._step, last)
        is_complete = True
        for channel in self._settings.channels:
            places = self._unread(channel, start)
            wh = self._neighbourhood.read(places, channel, start, 1, at)
            came = wh[:, 0] != MISSING_WH
            is_complete &= bool(came.all())
            self._archive.keep(channel, start, places[came], wh[came])
            if self._settings.is_passing_on_each_interval:
                yield from self.pages(channel, start, 1, places[came])
        self._polls += 1
        if is_complete or self._polls >= self._settings.polls:
            self._archive.forget(at, self._settings.keep_days)
            self._await(max(self._ended, start + self._step) + self._step)
        else:
            self.next_due = at + timedelta(seconds=self._settings.poll_every_s)

    def answer(self, asked: GroupRead, at: datetime) -> Iterator[BatchReadings]:
        """What is kept, and what the meters still have of the rest. Raises ValueError for what cannot be asked."""
        step_ms, first_ms = self._archive.step_ms, milliseconds(asked.start)
        count, rest = divmod(milliseconds(asked.end) - first_ms, step_ms)
        if rest or first_ms % step_ms or not 0 < count <= 2 * 86_400_000 // step_ms:
            raise ValueError("an interval is asked for whole, and two days at most")
        places = np.flatnonzero(unpack(asked.places, self._directory.count))
        _, marks = self._archive.read(asked.channel, asked.start, count, places)
        lacking = places[(marks == MISSING).any(axis=1)]
        if lacking.size:
            wh = self._neighbourhood.read(lacking, asked.channel, asked.start, count, at)
            self._archive.keep(asked.channel, asked.start, lacking, wh)
        yield from self.pages(asked.channel, asked.start, count, places)

    def pages(self, channel: int, start: datetime, count: int, places: Numbers) -> Iterator[BatchReadings]:
        """What is kept of those meters, in messages of a size that travels; nothing of a meter without any."""
        size = max(_CELLS_AT_MOST // count, 1)
        for first in range(0, len(places), size):
            some = places[first : first + size]
            wh, marks = self._archive.read(channel, start, count, some)
            came = (marks != MISSING).any(axis=1)
            if came.any():
                bits = none_of(self._directory.count)
                bits[some[came]] = True
                packed = pack_wh(wh[came]), pack_marks(marks[came])
                yield BatchReadings(channel, start, self._settings.interval_minutes, count, pack(bits), *packed)

    def _unread(self, channel: int, start: datetime) -> Numbers:
        places = np.flatnonzero(self._directory.served)
        _, marks = self._archive.read(channel, start, 1, places)
        unread: Numbers = places[marks[:, 0] == MISSING]
        return unread

    def _await(self, end: datetime) -> None:
        self._ended, self._polls = end, 0
        self.next_due = end + timedelta(seconds=self._settings.poll_lag_s)

    def _beginning(self, at: datetime) -> datetime:
        return moment(milliseconds(at) // self._archive.step_ms * self._archive.step_ms)
