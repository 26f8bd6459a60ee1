"""Intervals told unasked, as often as the utility set (X-FR-REPORT-SET, X-FR-REPORT-APPLY): owed until answered."""

from bisect import bisect_right
from datetime import datetime
from typing import Final

from devices.sim.meter.collection import readings
from devices.sim.meter.ledger import from_us
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted

SECOND_US: Final = 1_000_000
DAY_S: Final = 86_400
SETTLED_S: Final = 5
"""So long after an interval's end it is sent: it is finished by then."""


class IntervalReports:
    """`report_minutes` 0 is none; a period ends with the local day, or with a part of it that divides it."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log

    @property
    def minutes(self) -> int:
        """How often; 0 is not at all."""
        return int(self._log.ledger.setting("report_minutes", 0))

    @property
    def next_due(self) -> datetime | None:
        """When the next report goes out, by the meter's clock."""
        if not self.minutes:
            return None
        return from_us((self._period_end_s(self._sent_s) + SETTLED_S) * SECOND_US)

    def owe_due(self) -> None:
        """Owe the intervals that ended since the last report, if its period is over."""
        due = self.next_due
        if due is None or self._log.now < due:
            return
        recorder, since_s = self._log.meter.recorder, self._sent_s
        first = bisect_right(recorder.intervals, since_s, key=lambda one: one.end_s)
        found = recorder.intervals[first:]
        self._log.ledger.set("reported_until_s", max([self._log.meter.now_s, *(one.end_s for one in found)]))
        self._log.note(Noted.INTERVALS_REPORTED, detail=f"{len(found)} intervals, each {self.minutes} min")
        for one in readings(self._log.name, found, recorder.channels):
            self._log.owe(one)

    @property
    def _sent_s(self) -> int:
        """Until when intervals were sent; when it was switched on, nothing was."""
        saved = self._log.ledger.setting("reported_until_s")
        if saved is None or saved > self._log.meter.now_s:
            saved = self._log.meter.now_s
            self._log.ledger.set("reported_until_s", saved)
        return int(saved)

    def _period_end_s(self, after_s: int) -> int:
        zone, length_s = self._log.meter.house.zone, self.minutes * 60
        offset = datetime.fromtimestamp(after_s, zone).utcoffset()
        assert offset is not None
        offset_s = int(offset.total_seconds())
        return (after_s - SETTLED_S + offset_s) // length_s * length_s + length_s - offset_s
