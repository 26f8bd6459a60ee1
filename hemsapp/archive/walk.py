"""What is kept in the order of time, each piece at its place in the bill: by which rate and in which tier it lies."""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

from devices.messages import IntervalChannel
from hemsapp.archive.kept import Archive
from hemsapp.domain.billing.calendar import Calendar, Day, Rate
from hemsapp.domain.billing.charges import Charges
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Amendment, Gap
from hemsapp.units import QUARTER_S

_ROWS = """
SELECT start, length_s, delivered_wh, received_wh, rate_version, price, counted_delivered_wh
FROM intervals WHERE start >= :from AND start < :until ORDER BY start
"""
# An hour of nothing but the stored plan is one row of the roll-up; others are summed by the price that held.
_HOURS = """
WITH special AS MATERIALIZED (
    SELECT start, length_s, delivered_wh, received_wh, rate_version, price, counted_delivered_wh,
        start / 3600000 * 3600000 AS hour
    FROM intervals WHERE start >= :from AND start < :until
        AND (rate_version IS NULL OR price IS NOT NULL OR counted_delivered_wh IS NOT NULL)
), others AS MATERIALIZED (SELECT DISTINCT hour FROM special)
SELECT start, min(intervals, 4) * 900, delivered_wh, received_wh, 0, NULL, NULL
FROM hours WHERE start >= :from AND start < :until AND start NOT IN others
UNION ALL
SELECT min(start), sum(length_s), sum(delivered_wh), sum(received_wh), max(rate_version), price,
    sum(counted_delivered_wh)
FROM special GROUP BY hour, price, rate_version IS NULL, counted_delivered_wh IS NULL
UNION ALL
SELECT start, length_s, delivered_wh, received_wh, rate_version, NULL, NULL
FROM intervals WHERE start / 3600000 * 3600000 IN others AND start >= :from AND start < :until
    AND rate_version IS NOT NULL AND price IS NULL AND counted_delivered_wh IS NULL
ORDER BY 1
"""


class Piece(NamedTuple):
    """A row of the ledger from Unix second `start_s` on.

    `rate` and `tier` (from 0) are those of its first watt-hour; `price` is the event's or the published one that held
    instead; `counted_wh` is what was counted where a person said otherwise.
    """

    start_s: int
    length_s: int
    delivered_wh: int
    received_wh: int
    is_published: bool
    price: Decimal | None
    counted_wh: int | None
    rate: Rate
    tier: int

    @property
    def end_s(self) -> int:
        """Where it ends."""
        return self.start_s + self.length_s


class Walk:
    """Walks through what is kept; bills, their limits and the calendar are made once."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self.calendar = Calendar(archive.zone, archive.tariffs.versions)

    def pieces(self, from_s: int, until_s: int, *, is_coarse: bool = False) -> Iterator[Piece]:
        """The rows that start in a span, in order; coarse: those of an hour together where one price held."""
        zone = self.archive.zone
        bills = self.archive.bill_starts(zone.date_of(from_s), zone.date_of(max(until_s - 1, from_s)))
        for start, end in pairwise(bills):
            charges = Charges(self.calendar, start, end)
            yield from self._of_bill(
                charges, zone.midnight(start), min(zone.midnight(end), until_s), from_s, is_coarse=is_coarse
            )

    def _of_bill(self, charges: Charges, begin_s: int, end_s: int, from_s: int, *, is_coarse: bool) -> Iterator[Piece]:
        position_wh = 0
        day: Day | None = None
        tiers_wh: tuple[int, ...] = ()
        gaps = [(seconds(gap.start), gap.left_wh) for gap in self.gaps if gap.channel is IntervalChannel.DELIVERED]
        before = deque((start_s, left_wh) for start_s, left_wh in gaps if begin_s <= start_s < end_s)
        for start_ms, length_s, delivered_wh, received_wh, version, price, counted_wh in self._rows(
            begin_s, end_s, is_coarse=is_coarse
        ):
            start_s = start_ms // 1000
            while before and before[0][0] <= start_s:
                position_wh += before.popleft()[1]
            if day is None or start_s >= day.end_s:
                day = self.calendar.day_of(start_s)
                tiers_wh = charges.limits(day.plan).tiers_wh
            if start_s >= from_s:
                yield Piece(
                    start_s, length_s, delivered_wh, received_wh, version is None,
                    None if price is None else Decimal(price), counted_wh,
                    day.rates[(start_s - day.start_s) // QUARTER_S], bisect_right(tiers_wh, position_wh),
                )  # fmt: skip
            position_wh += delivered_wh

    def _rows(self, from_s: int, until_s: int, *, is_coarse: bool) -> Iterator[Any]:
        sql = _HOURS if is_coarse and self._is_hourly else _ROWS
        return self.archive.db.execute(sql, {"from": from_s * 1000, "until": until_s * 1000})

    @cached_property
    def _is_hourly(self) -> bool:
        """Do all stored prices change on whole hours, of the local clock and of UTC alike?"""
        zone = self.archive.zone
        minutes = {time.start_minute for version in self.calendar.versions for time in version.times_of_use}
        return all(
            minute % 60 == 0
            for minute in (*minutes, zone.minute_of(0), zone.minute_of(seconds(self.archive.now)) // 60 * 60)
        )

    @cached_property
    def gaps(self) -> list[Gap]:
        """Every silence of which energy is not itemised, the oldest first."""
        return list(self.archive.select(Gap, "WHERE left_wh > 0 ORDER BY start, channel"))

    @cached_property
    def left_out(self) -> list[tuple[int, int]]:
        """Stretches that a person left out, as Unix seconds."""
        return [
            (seconds(each.start), seconds(each.start) + each.length_s)
            for each in self.archive.select(Amendment, "WHERE is_undone = 0 AND delivered_wh IS NULL ORDER BY start")
        ]

    def is_left_out(self, at_s: int) -> bool:
        """Did a person leave that instant out?"""
        return any(from_s <= at_s < until_s for from_s, until_s in self.left_out)
