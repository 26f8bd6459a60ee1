"""A bill reckoned the straightforward way: interval after interval, in `Decimal`, with a calendar of its own.

Nothing of `hemsapp.domain` is used here but the words for what goes in; slow, and meant to be read beside the rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hemsapp.domain.billing.charges import Use
from hemsapp.rates import DayType, TariffVersion, TimeOfUse
from hemsapp.statement import LineKind

ZERO = Decimal(0)
DAY = timedelta(days=1)


class Line(NamedTuple):
    """What can be compared of a line."""

    kind: LineKind
    version: int
    tier: int | None
    season: str
    period: str
    energy_wh: int | None
    amount: Decimal
    name: str = ""


def rounded(amount: Decimal) -> Decimal:
    """To the cent, a half away from zero."""
    in_cents = int(abs(amount) * 100 + Decimal("0.5"))
    return Decimal(in_cents if amount >= 0 else -in_cents) / 100


@cache
def holidays_of(year: int) -> dict[str, date]:
    """Each holiday as it is observed, found by walking through the year."""
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    days = [day for day in days if day.year == year]

    def all_of(month: int, weekday: str) -> list[date]:
        return [day for day in days if day.month == month and day.strftime("%a") == weekday]

    found = {
        "New Year's Day": date(year, 1, 1),
        "Presidents' Day": all_of(2, "Mon")[2],
        "Memorial Day": all_of(5, "Mon")[-1],
        "Independence Day": date(year, 7, 4),
        "Labor Day": all_of(9, "Mon")[0],
        "Veterans Day": date(year, 11, 11),
        "Thanksgiving": all_of(11, "Thu")[3],
        "Christmas": date(year, 12, 25),
    }
    return {name: day + DAY if day.strftime("%a") == "Sun" else day for name, day in found.items()}


class Straightforward:
    """One bill of the local dates [`start`, `end`)."""

    def __init__(self, zone: str, versions: Sequence[TariffVersion], start: date, end: date) -> None:
        self.zone = ZoneInfo(zone)
        self.versions = versions
        self.start, self.end = start, end
        self.days = [start + n * DAY for n in range((end - start).days)]
        self.seasons: dict[tuple[int, date], int] = {}
        self.limits: dict[int, list[int | None]] = {}
        self.baselines: dict[int, int] = {}
        self.times: dict[tuple[int, date], list[TimeOfUse]] = {}
        self.position_wh = 0
        self.exact: dict[tuple[LineKind, int, int | None, str, str, Decimal | None], Decimal] = defaultdict(Decimal)
        self.wh: dict[tuple[LineKind, int, int | None, str, str, Decimal | None], int] = defaultdict(int)
        self.delivered: dict[int, int] = defaultdict(int)
        self.held: dict[date, TariffVersion] = {}
        self.with_event_lines: set[int] = set()

    def version_on(self, day: date) -> TariffVersion:
        """The latest that has begun, the newer of two; before all of them, the one that begins first."""
        if day not in self.held:
            begun = [each for each in self.versions if each.starts <= day]
            in_order = sorted(self.versions, key=lambda each: (each.starts, each.version))
            self.held[day] = [each for each in in_order if each in begun][-1] if begun else in_order[0]
        return self.held[day]

    def season_on(self, version: TariffVersion, day: date) -> int:
        """Walk back from a day to the first day on which some season starts."""
        key = (version.version, day)
        if key not in self.seasons:
            walked = day
            starts = {(each.start_month, each.start_day): n for n, each in enumerate(version.seasons)}
            while version.seasons and (walked.month, walked.day) not in starts:
                walked -= DAY
            self.seasons[key] = starts.get((walked.month, walked.day), 0)
        return self.seasons[key]

    def season_name(self, version: TariffVersion, day: date) -> str:
        return version.seasons[self.season_on(version, day)].name if version.seasons else ""

    def time_at(self, version: TariffVersion, day: date, minute: int) -> TimeOfUse | None:
        key = (version.version, day)
        if key not in self.times:
            off = [holidays_of(day.year)[name] for name in version.holidays]
            kind = DayType.WEEKEND if day.strftime("%a") in {"Sat", "Sun"} or day in off else DayType.WORKING_DAY
            self.times[key] = [
                each
                for each in version.times_of_use
                if each.days in {kind, DayType.EVERY_DAY}
                and (not each.season or each.season == self.season_name(version, day))
            ]
        of_day = self.times[key]
        begun = [each for each in of_day if each.start_minute <= minute]
        return max(begun or of_day, key=lambda each: each.start_minute) if of_day else None

    def baseline_wh(self, version: TariffVersion) -> int | None:
        if version.baseline is None:
            return None
        total = 0
        for day in self.days:
            by_season = version.baseline.wh_per_day
            total += by_season[self.season_on(version, day) if len(by_season) > 1 else 0]
            total += version.baseline.medical_wh_per_day
        return total

    def limits_of(self, version: TariffVersion) -> list[int | None]:
        if version.version not in self.limits:
            baseline = self.baseline_wh(version) or 0
            self.limits[version.version] = [
                int(Decimal(baseline) * tier.up_to_percent / 100) if tier.up_to_percent is not None else tier.up_to_wh
                for tier in version.tiers
            ]
        return self.limits[version.version]

    def quarters(self, use: Use) -> Iterator[tuple[datetime, int, int]]:
        """(UTC, delivered, received) of each clock quarter-hour of a use, even over its length."""
        begin = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=use.start_s)
        passed_s, seen, seen_back = 0, 0, 0
        while True:
            ahead_s = 900 - (use.start_s + passed_s) % 900
            at = begin + timedelta(seconds=passed_s)
            passed_s = min(passed_s + ahead_s, use.length_s)
            is_last = passed_s >= use.length_s
            until = use.delivered_wh if is_last else use.delivered_wh * passed_s // use.length_s
            until_back = use.received_wh if is_last else use.received_wh * passed_s // use.length_s
            yield at, until - seen, until_back - seen_back
            seen, seen_back = until, until_back
            if is_last:
                return

    def take(self, use: Use) -> None:
        for at, delivered, received in self.quarters(use):
            local = at.astimezone(self.zone)
            version = self.version_on(local.date())
            self.delivered[version.version] += delivered
            if received and version.sold_price:
                self._book(LineKind.SOLD, version, received, -version.sold_price)
            if use.published_price is not None:
                self._book_published(use, delivered)
            else:
                self._take_quarter(use, version, local, delivered)
            self.position_wh += delivered

    def _book_published(self, use: Use, energy_wh: int) -> None:
        first = self.version_on(datetime.fromtimestamp(use.start_s, self.zone).date())
        price = use.event_price if use.event_price is not None else use.published_price
        assert price is not None
        self._book(LineKind.PUBLISHED, first, energy_wh, price, key_price=False)

    def _take_quarter(self, use: Use, version: TariffVersion, local: datetime, energy_wh: int) -> None:
        day = local.date()
        # A quarter that begins within the clock's quarter has the time of use of that clock quarter.
        minute = local.hour * 60 + local.minute
        time = self.time_at(version, day, minute)
        season, season_index = self.season_name(version, day), self.season_on(version, day)
        position, left = self.position_wh, energy_wh
        for index, (tier, limit) in enumerate(zip(version.tiers, self.limits_of(version), strict=True)):
            room = left if limit is None else min(left, max(limit - position, 0))
            if not room:
                continue
            number = index + 1 if len(version.tiers) > 1 else None
            base = tier.season_prices[season_index] if tier.season_prices else tier.price
            if time is not None and time.prices:
                usual = time.prices[index]
                self._book(LineKind.ENERGY, version, room, usual, number, self._of(version, time, season), time.name)
            else:
                usual = base
                seasonal = season if any(each.season_prices for each in version.tiers) else ""
                self._book(LineKind.ENERGY, version, room, base, number, seasonal)
                if time is not None and time.adder:
                    usual += time.adder
                    self._book(LineKind.TIME_OF_USE, version, room, time.adder, None, time.season, time.name)
            self._take_event(use, version, season, room, usual)
            position, left = position + room, left - room
        if version.version not in self.baselines:
            self.baselines[version.version] = self.baseline_wh(version) or 0
        within = min(max(self.baselines[version.version] - self.position_wh, 0), energy_wh)
        if within and version.baseline_credit:
            self._book(LineKind.BASELINE_CREDIT, version, within, -version.baseline_credit)

    def _of(self, version: TariffVersion, time: TimeOfUse, season: str) -> str:
        """A price that depends on the season names it."""
        return season if time.season or any(each.season_prices for each in version.tiers) else ""

    def _take_event(self, use: Use, version: TariffVersion, season: str, energy_wh: int, usual: Decimal) -> None:
        peak = version.critical_peak
        if use.event_price is not None:
            self._book(LineKind.EVENT, version, energy_wh, use.event_price - usual, key_price=False)
        elif use.is_event and peak is not None:
            self._book(LineKind.EVENT, version, energy_wh, peak.adder, key_price=False)
        elif not use.is_event and peak is not None and peak.credit and peak.credit_season in {"", season}:
            self._book(LineKind.EVENT_CREDIT, version, energy_wh, -peak.credit, None, peak.credit_season)

    def _book(
        self,
        kind: LineKind,
        version: TariffVersion,
        energy_wh: int,
        price: Decimal,
        tier: int | None = None,
        season: str = "",
        period: str = "",
        *,
        key_price: bool = True,
    ) -> None:
        key = (kind, version.version, tier, season, period, price if key_price else None)
        if kind is LineKind.EVENT and price:
            self.with_event_lines.add(version.version)
        self.exact[key] += price * Decimal(energy_wh) / 1000
        self.wh[key] += energy_wh

    def lines(self) -> list[Line]:
        found = [
            Line(kind, version, tier, season, period, self.wh[key], rounded(amount))
            for key, amount in self.exact.items()
            for kind, version, tier, season, period, _ in [key]
            if (self.wh[key] or amount) and (kind is not LineKind.EVENT or version in self.with_event_lines)
        ]
        energy = {LineKind.ENERGY, LineKind.TIME_OF_USE, LineKind.PUBLISHED, LineKind.BASELINE_CREDIT}
        energy_dollars = sum((each.amount for each in found if each.kind in energy), ZERO)
        first = self.version_on(self.start)
        for version in self.versions:
            count = sum(self.version_on(day) is version for day in self.days)
            if count and version.fixed_per_day:
                amount = rounded(version.fixed_per_day * count)
                found.append(Line(LineKind.FIXED, version.version, None, "", "", None, amount))
        if first.fixed_per_month:
            amount = rounded(first.fixed_per_month)
            found.append(Line(LineKind.FIXED, first.version, None, "", "", None, amount))
        least = rounded(sum((self.version_on(day).minimum_per_day for day in self.days), ZERO))
        if least > energy_dollars and least:
            amount = least - energy_dollars
            found.append(Line(LineKind.MINIMUM, first.version, None, "", "", None, amount))
        return found + [tax for version in self.versions for tax in self._taxes(version, found)]

    def _taxes(self, version: TariffVersion, lines: Iterable[Line]) -> Iterator[Line]:
        before = sum((each.amount for each in lines if each.version == version.version), ZERO)
        energy_wh = self.delivered[version.version]
        for tax in version.taxes:
            amount = rounded(tax.price * energy_wh / 1000 + tax.percent * max(before, ZERO) / 100)
            if amount:
                counted = energy_wh if tax.price else None
                yield Line(LineKind.TAX, version.version, None, "", "", counted, amount, tax.name)
