"""The intervals of a neighbourhood for sixty days: a row for each moment, a cell for each meter (X-LONG-TERM).

What came is kept as it was told; what is beyond belief is marked. Nothing is ever filled in.
"""

from datetime import datetime, timedelta

import numpy as np
from sqlite_utils import Database

from devices.utility.stored import milliseconds
from devices.wan.bits import DOUBTFUL, MISSING, MISSING_WH, VALID, Marks, Numbers, Wh

_WH = np.dtype("<i4")


class Archive:
    """Every call is within the caller's transaction."""

    def __init__(self, db: Database, interval_minutes: int, wh_at_most: int) -> None:
        self._db = db
        self.step_ms = interval_minutes * 60_000
        self._most = wh_at_most

    def keep(self, channel: int, start: datetime, places: Numbers, wh: Wh) -> Marks:
        """Take what meters told (rows by place, columns by interval); the mark of each value."""
        marks: Marks = np.where(wh == MISSING_WH, MISSING, VALID).astype(np.uint8)
        marks[(marks == VALID) & ((wh < 0) | (wh > self._most))] = DOUBTFUL
        for column in range(wh.shape[1]):
            came = marks[:, column] != MISSING
            if came.any():
                at_ms = milliseconds(start) + column * self.step_ms
                self._keep(channel, at_ms, places[came], wh[came, column], marks[came, column])
        return marks

    def _keep(self, channel: int, start_ms: int, places: Numbers, wh: Wh, marks: Marks) -> None:
        row = self._db.execute(
            "SELECT wh, marks FROM intervals WHERE channel = ? AND start = ?", (channel, start_ms)
        ).fetchone()
        all_wh, all_marks = _widened(row, int(places.max()) + 1)
        all_wh[places], all_marks[places] = wh, marks
        self._db.execute(
            "INSERT OR REPLACE INTO intervals VALUES (?, ?, ?, ?)",
            (channel, start_ms, all_wh.tobytes(), all_marks.tobytes()),
        )

    def read(self, channel: int, start: datetime, count: int, places: Numbers) -> tuple[Wh, Marks]:
        """What is kept of those meters: rows by place, columns by interval."""
        wh = np.full((len(places), count), MISSING_WH, np.int32)
        marks = np.zeros((len(places), count), np.uint8)
        first_ms, least = milliseconds(start), int(places.max(initial=-1)) + 1
        found = self._db.execute(
            "SELECT start, wh, marks FROM intervals WHERE channel = ? AND start >= ? AND start < ?",
            (channel, first_ms, first_ms + count * self.step_ms),
        )
        for start_ms, *cells in found.fetchall():
            column = (start_ms - first_ms) // self.step_ms
            all_wh, all_marks = _widened(cells, least)
            wh[:, column], marks[:, column] = all_wh[places], all_marks[places]
        return wh, marks

    def forget(self, at: datetime, keep_days: int) -> None:
        """Drop what is older than that."""
        self._db.execute("DELETE FROM intervals WHERE start < ?", (milliseconds(at - timedelta(days=keep_days)),))


def _widened(row: tuple[bytes, bytes] | list[bytes] | None, count: int) -> tuple[Wh, Marks]:
    """The cells of a row, for at least that many meters."""
    wh, marks = row or (b"", b"")
    size = max(count, len(marks))
    all_wh, all_marks = np.full(size, MISSING_WH, np.int32), np.zeros(size, np.uint8)
    all_wh[: len(marks)], all_marks[: len(marks)] = np.frombuffer(wh, _WH), np.frombuffer(marks, np.uint8)
    return all_wh, all_marks
