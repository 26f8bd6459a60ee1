"""How a bill may end (X-PROJECTED): an estimate, from complete days alone, by the rates of the days to come.

Documented rules. After five complete days of the bill each day left is taken to use their mean, at the times of day at
which they used it; low and high leave out one in ten at either end, by how much those days differed. What is left is
charged as the bill will be: by its tiers, seasons and times of use, with its fixed charges, credits and taxes; events
to come are not in it. Where the meter's prices hold, a kWh costs what it did until now.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from math import isqrt
from typing import TYPE_CHECKING

from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import bill_of
from hemsapp.domain.days import HomeZone
from hemsapp.domain.rating import Rating
from hemsapp.snapshot import Projection
from hemsapp.units import QUARTER_S, quarter_of

if TYPE_CHECKING:
    from hemsapp.domain.sums import Sums

COMPLETE_DAYS = 5
_SPREAD_PERCENT = 128
_QUARTERS = 96

Stretch = tuple[int, int]  # where it begins, and its weight


class Projecting:
    """Makes the projection of the running bill, anew with each quarter-hour, and when its cost or its days changed."""

    def __init__(self, rating: Rating, zone: HomeZone) -> None:
        self._rating = rating
        self._zone = zone
        self._made: tuple[object, Projection | None] | None = None
        self._days: tuple[tuple[date, date, int], Sums, list[int]] | None = None
        self._shaped: tuple[tuple[date, date], Sums, list[int]] | None = None

    def complete_days(self, start: date, today: date, first_s: int) -> list[int]:
        """What each day of the bill before `today` used, of those whose energy is known from their midnight on."""
        key, known = (start, today, first_s), self._rating.sums_at(self._zone.midnight(today))
        if self._days is None or self._days[0] != key or self._days[1] is not known:
            self._days = key, known, self._complete_days(start, today, first_s)
        return self._days[2]

    def _complete_days(self, start: date, today: date, first_s: int) -> list[int]:
        midnights = [self._zone.midnight(start + timedelta(days=each)) for each in range((today - start).days + 1)]
        used = [self._rating.sums_at(midnight).delivered_wh for midnight in midnights]
        return [used[index + 1] - used[index] for index in range(len(used) - 1) if midnights[index] >= first_s]

    def at(self, start: date, end: date, now_s: int, days: Sequence[int], price: Decimal | None) -> Projection | None:
        """How the bill of [`start`, `end`) may end; `days` as `complete_days` says, `price` of a kWh if published."""
        if len(days) < COMPLETE_DAYS:
            return None
        dollars = int(self._rating.sums_at(self._zone.midnight(end) - 1).energy_cost)
        key = (quarter_of(now_s), dollars, start, end, tuple(days), price, self._rating.calendar)
        if self._made is None or self._made[0] != key:
            self._made = key, self._projected(start, end, now_s, days, price)
        return self._made[1]

    def _projected(self, start: date, end: date, now_s: int, days: Sequence[int], price: Decimal | None) -> Projection:
        today = self._zone.date_of(now_s)
        left_days = (end - today).days
        used_wh = self._rating.sums_at(self._zone.midnight(end) - 1).delivered_wh
        by_midnight_wh = self._rating.sums_at(self._zone.midnight(today)).delivered_wh
        mean_wh = sum(days) // len(days)
        variance = sum((each - mean_wh) ** 2 for each in days) // (len(days) - 1)
        spread_wh = isqrt(variance * left_days) * _SPREAD_PERCENT // 100
        likely_wh = max(by_midnight_wh + mean_wh * left_days, used_wh)
        rest = list(self._rest(start, end, now_s))
        low, likely, high = (
            self._total(start, max(end_wh - used_wh, 0), rest, price)
            for end_wh in (likely_wh - spread_wh, likely_wh, likely_wh + spread_wh)
        )
        return Projection(
            low=min(low, likely, high),
            likely=likely,
            high=max(low, likely, high),
            likely_wh=likely_wh,
            complete_days=len(days),
            mean_day_wh=mean_wh,
            left_days=left_days,
        )

    def _total(self, start: date, more_wh: int, rest: Sequence[Stretch], price: Decimal | None) -> Decimal:
        tally = self._rating.tally_at(self._zone.midnight(start))
        whole = sum(weight for _, weight in rest)
        passed = given_wh = 0
        for start_s, weight in rest:
            passed += weight
            due_wh = more_wh * passed // whole
            tally.add(Use(start_s, QUARTER_S, due_wh - given_wh, published_price=price))
            given_wh = due_wh
        return bill_of(tally).total

    def _rest(self, start: date, end: date, now_s: int) -> Iterator[Stretch]:
        """From now to the end of the bill, in the order of time: where each rate of a day begins, and its weight."""
        today = self._zone.date_of(now_s)
        shape = self._shape(start, today)
        for ahead in range((end - today).days):
            day = self._rating.calendar.day(today + timedelta(days=ahead))
            first = (now_s - day.start_s) // QUARTER_S if not ahead else 0
            for index in range(first + 1, len(day.rates) + 1):
                if index == len(day.rates) or day.rates[index] is not day.rates[first]:
                    weight = sum(shape[each % len(shape)] for each in range(first, index))
                    yield day.start_s + first * QUARTER_S, weight
                    first = index

    def _shape(self, start: date, today: date) -> list[int]:
        """The Wh that this bill's days used in each quarter-hour of the day, one more so that none has no weight."""
        key, known = (start, today), self._rating.sums_at(self._zone.midnight(today))
        if self._shaped is None or self._shaped[0] != key or self._shaped[1] is not known:
            self._shaped = key, known, self._summed(start, today)
        return self._shaped[2]

    def _summed(self, start: date, today: date) -> list[int]:
        shape = [1] * _QUARTERS
        for row in self._rating.rows(self._zone.midnight(start), self._zone.midnight(today)):
            midnight_s = self._zone.midnight(self._zone.date_of(row.start_s))
            shape[(row.start_s - midnight_s) // QUARTER_S % _QUARTERS] += row.delivered_wh
        return shape
