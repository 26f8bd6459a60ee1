"""Orders under way to many meters: told again to those that do not answer, answered in batches."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from devices.neighbourhood import Heard, Neighbourhood
from devices.utility.field.directory import Directory
from devices.utility.field.settings import Settings
from devices.utility.stored import moment
from devices.wan.bits import Bits, Marks, Numbers, none_of, pack, pack_times, unpack
from devices.wan.field_words import BatchReceipt, BatchTestResult, Told
from devices.wan.meter_words import MeterTest, octet_of
from devices.wan.words import Body, EventCancel, EventControl, GroupControl

_CANCELLED = 1 << 30
"""Stands as the revision of an event that was cancelled: no earlier order of it acts after that."""


@dataclass(slots=True)
class _Batch:
    places: list[Numbers] = field(default_factory=list)
    times_ms: list[Numbers] = field(default_factory=list)
    failed: list[Marks] = field(default_factory=list)
    test: MeterTest | None = None

    def add(self, places: Numbers, times_ms: Numbers, failed: Marks | None, test: MeterTest | None) -> None:
        self.places.append(places)
        self.times_ms.append(times_ms)
        self.failed.append(np.zeros(len(places), np.uint8) if failed is None else failed)
        self.test = test

    def receipt(self, told: Told, answers: str, event: int | None, count: int) -> BatchReceipt | BatchTestResult:
        places, times_ms = np.concatenate(self.places), np.concatenate(self.times_ms)
        bits = none_of(count)
        bits[places] = True
        order = np.argsort(places, kind="stable")
        _, firsts = np.unique(places[order], return_index=True)
        times_ms = times_ms[order][firsts]
        since_ms = int(times_ms.min())
        packed = pack(bits), moment(since_ms), pack_times(times_ms, since_ms)
        if told is Told.TESTED and self.test is not None:
            failed = np.concatenate(self.failed)[order][firsts].tobytes()
            return BatchTestResult(answers, self.test.number, octet_of(self.test.checks), *packed, failed)
        return BatchReceipt(told, answers, event, *packed)


@dataclass(slots=True)
class _Round:
    message_id: str
    body: Body
    waiting: Bits
    again_at: datetime
    repeats: int


class Rounds:
    """What is under way is in memory alone: the head end asks again for whatever a crash loses."""

    def __init__(self, directory: Directory, neighbourhood: Neighbourhood, settings: Settings) -> None:
        self._directory = directory
        self._neighbourhood = neighbourhood
        self._settings = settings
        self._rounds: dict[int, _Round] = {}
        self._batches: dict[tuple[str, Told, int | None], _Batch] = defaultdict(_Batch)
        self._batch_at: datetime | None = None
        self._last = 0

    @property
    def next_due(self) -> datetime | None:
        """When a batch goes, or meters are told again."""
        dues = [one.again_at for one in self._rounds.values()]
        return min([*dues, *([self._batch_at] if self._batch_at else [])], default=None)

    def open(self, message_id: str, group: GroupControl, at: datetime) -> None:
        """Tell the meters. Those that took it before are not told again: their receipt is. Raises ValueError."""
        if any(one.message_id == message_id for one in self._rounds.values()):
            return
        targets = unpack(group.places, self._directory.count)
        event, revision = _identity(group.body)
        if event is not None:
            taken = self._directory.has_taken(event, revision, targets)
            if taken.any():
                places = np.flatnonzero(taken)
                self._batches[message_id, Told.TAKEN, event].add(places, self._directory.taken_ms(places), None, None)
                self._batch_at = self._batch_at or at + timedelta(seconds=self._settings.batch_s)
                targets = targets & ~taken
        if not targets.any():
            return
        self._last += 1
        again_at = at + self._wait(group.body)
        self._rounds[self._last] = _Round(message_id, group.body, targets, again_at, self._settings.repeats)
        self._neighbourhood.tell(self._last, targets, group.body, at)

    def take(self, heard: Heard, at: datetime) -> None:
        """Meters said something."""
        self._directory.note_heard(heard.places, heard.times_ms, at)
        places, times_ms, answers, event = heard.places, heard.times_ms, "", heard.issuer_event_id
        failed, test = heard.failed, None
        if heard.number:
            found = self._rounds.get(heard.number)
            if found is None:
                return  # it came after the last repeat; the head end asks again
            is_new = found.waiting[places]
            places, times_ms, answers = places[is_new], times_ms[is_new], found.message_id
            failed = None if failed is None else failed[is_new]
            test = found.body if isinstance(found.body, MeterTest) else None
            found.waiting[places] = False
            event, revision = _identity(found.body)
            if event is not None and heard.told is Told.TAKEN:
                self._directory.note_taken(event, revision, places, times_ms)
            if not found.waiting.any():
                del self._rounds[heard.number]
        if places.size:
            self._batches[answers, heard.told, event].add(places, times_ms, failed, test)
            self._batch_at = self._batch_at or at + timedelta(seconds=self._settings.batch_s)

    def due(self, at: datetime) -> Iterator[BatchReceipt | BatchTestResult]:
        """Tell meters again; the receipts that go now: at once if nobody is waited for."""
        for number, one in list(self._rounds.items()):
            if one.again_at <= at:
                self._again(number, one, at)
        if self._batch_at and (self._batch_at <= at or not self._rounds):
            for (answers, told, event), batch in self._batches.items():
                yield batch.receipt(told, answers, event, self._directory.count)
            self._batches.clear()
            self._batch_at = None

    def _again(self, number: int, one: _Round, at: datetime) -> None:
        if not one.repeats:
            del self._rounds[number]
            return
        one.repeats -= 1
        one.again_at = at + self._wait(one.body)
        self._neighbourhood.tell(number, one.waiting.copy(), one.body, at)

    def _wait(self, body: Body) -> timedelta:
        """How long an answer may take: a test asks the devices of the home first."""
        device_s = body.device_s if isinstance(body, MeterTest) else 0
        return timedelta(seconds=self._settings.repeat_s + device_s)


def _identity(body: Body) -> tuple[int | None, int]:
    """The event that an order is about, and which revision of it."""
    if isinstance(body, EventControl):
        return body.issuer_event_id, body.revision
    return (body.issuer_event_id, _CANCELLED) if isinstance(body, EventCancel) else (None, 0)
