"""Bills, rates and what they are made of in the sample house: what the store would answer to its pages."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hemsapp.questions import (
    Answer,
    BillsShown,
    BillsWanted,
    Correction,
    LibraryShown,
    LibraryWanted,
    MatchShown,
    MatchWanted,
    PreviewShown,
    PreviewWanted,
    TraceRow,
    TraceShown,
    TraceWanted,
)
from hemsapp.rates import Baseline, CriticalPeak, DayType, Season, TariffTier, TariffVersion, Tax, TimeOfUse
from hemsapp.statement import BillLine, LineKind, Statement

ZONE = ZoneInfo("America/Los_Angeles")
_CENT = Decimal("0.01")
_SHAPE = (3, 2, 2, 2, 2, 3, 5, 7, 6, 5, 5, 5, 5, 5, 6, 7, 9, 11, 12, 11, 9, 8, 6, 4)
"""How a day's energy lies in its hours, in parts."""


def _time(start: int, cents: str, name: str, season: str, days: DayType) -> TimeOfUse:
    return TimeOfUse(start * 60, Decimal(cents) / 100, name, season, days)


def _times() -> Iterator[TimeOfUse]:
    for season, peak in (("Summer", "9.4"), ("Winter", "6.2")):
        working, weekend = DayType.WORKING_DAY, DayType.WEEKEND
        yield _time(0, "-9.0", "Night", season, working)
        yield _time(8, "0", "Day", season, working)
        yield _time(14, peak, "Peak", season, working)
        yield _time(20, "0", "Day", season, working)
        yield _time(22, "-9.0", "Night", season, working)
        yield _time(0, "-9.0", "Night", season, weekend)
        yield _time(8, "0", "Day", season, weekend)
        yield _time(22, "-9.0", "Night", season, weekend)


RATES = TariffVersion(
    version=3,
    starts=date(2026, 6, 1),
    name="Residential, tiers and times",
    source="made for this product",
    is_sample=True,
    tiers=(
        TariffTier(300_000, Decimal("0.17000")),
        TariffTier(600_000, Decimal("0.24600")),
        TariffTier(None, Decimal("0.33000")),
    ),
    times_of_use=tuple(_times()),
    fixed_per_day=Decimal("0.49"),
    sold_price=Decimal("0.06500"),
    seasons=(Season("Summer", 6), Season("Winter", 10)),
    holidays=("Independence Day", "Labor Day"),
    critical_peak=CriticalPeak(Decimal("0.28000")),
    source_date=date(2026, 7, 1),
    utility="Sample Power & Light",
)
"""The plan of the sample house, in force since the first of June."""

OLDER = replace(
    RATES,
    version=2,
    starts=date(2026, 1, 1),
    tiers=(RATES.tiers[0], replace(RATES.tiers[1], price=Decimal("0.23900")), RATES.tiers[2]),
)

BASELINE = replace(
    RATES,
    name="Tiers by baseline and times of use",
    utility="Example Gas & Electric",
    source="example.com/rates/e-tou.pdf",
    source_date=date(2026, 3, 1),
    tiers=(
        TariffTier(None, Decimal("0.38000"), 100),
        TariffTier(None, Decimal("0.47000")),
    ),
    baseline=Baseline("Coast", (9_800, 11_400)),
    baseline_credit=Decimal("0.08000"),
    minimum_per_day=Decimal("0.39167"),
    taxes=(Tax("Energy commission tax", Decimal("0.00030")), Tax("City tax", percent=Decimal("7.5"))),
    version=0,
)
LIBRARY = (
    replace(RATES, version=0),
    BASELINE,
    replace(BASELINE, baseline=Baseline("Inland", (14_700, 10_900))),
    replace(
        RATES,
        version=0,
        name="One price, three times of use",
        source="example.com/rates/tou.pdf",
        tiers=(TariffTier(None, Decimal("0.28000")),),
        seasons=(),
        times_of_use=(
            TimeOfUse(0, Decimal("-0.10000"), "Off-peak"),
            TimeOfUse(960, Decimal("0.14000"), "Peak"),
            TimeOfUse(1260, Decimal(0), "Mid-peak"),
        ),
    ),
)


def _line(kind: LineKind, amount: str, wh: int | None = None, price: str | None = None, **more: Any) -> BillLine:
    return BillLine(kind, Decimal(amount), 3, wh, None if price is None else Decimal(price), **more)


LINES = (
    _line(LineKind.ENERGY, "51.00", 300_000, "0.17000", tier=1),
    _line(LineKind.ENERGY, "27.65", 112_380, "0.24600", tier=2),
    _line(LineKind.TIME_OF_USE, "5.90", 62_770, "0.09400", period="Peak", season="Summer"),
    _line(LineKind.TIME_OF_USE, "-12.65", 140_600, "-0.09000", period="Night", season="Summer"),
    _line(LineKind.FIXED, "9.80", price="0.49", days=20),
    _line(LineKind.EVENT, "5.46", 19_500, "0.28000"),
)
"""The lines of the running bill: 87.16 dollars."""

_EARLIER = (
    _line(LineKind.ENERGY, "51.00", 300_000, "0.17000", tier=1),
    _line(LineKind.ENERGY, "71.70", 300_000, "0.23900", tier=2),
    _line(LineKind.ENERGY, "8.97", 27_180, "0.33000", tier=3),
    _line(LineKind.TIME_OF_USE, "-22.95", 255_000, "-0.09000", period="Night", season="Summer"),
    _line(LineKind.FIXED, "15.19", price="0.49", days=31),
    _line(LineKind.TAX, "4.21", name="City tax"),
)


def _statement(start: date, end: date, lines: tuple[BillLine, ...]) -> Statement:
    energy = sum(line.energy_wh or 0 for line in lines if line.kind is LineKind.ENERGY)
    return Statement(start, end, lines, sum((line.amount for line in lines), Decimal(0)), energy, 0)


BILLS = (
    _statement(date(2026, 5, 24), date(2026, 6, 24), _EARLIER),
    _statement(date(2026, 4, 24), date(2026, 5, 24), _EARLIER[:2]),
    _statement(date(2026, 3, 24), date(2026, 4, 24), (*_EARLIER[:2], _EARLIER[4])),
)


def bills(_question: BillsWanted) -> BillsShown:
    """Three bills ended."""
    return BillsShown(BILLS)


def trace(question: TraceWanted) -> TraceShown:
    """The days of a line, its energy and its dollars spread over them; a day in quarter-hours."""
    line, days = question.line, line_days(question)
    rows = tuple(_row(line, *share) for share in _shares(question, days))
    return TraceShown(line, rows, sum((row.cost for row in rows), Decimal(0)))


def line_days(question: TraceWanted) -> int:
    """How many days of the bill the line covers: up to the sample's day."""
    return min((question.end - question.start).days, (date(2026, 7, 14) - question.start).days)


def _shares(question: TraceWanted, days: int) -> Iterator[tuple[datetime, datetime, int]]:
    """Stretches and their energy, which sum to the line's exactly."""
    whole = question.line.energy_wh or 0
    if question.day is None:
        for index in range(days):
            at = datetime.combine(question.start + timedelta(days=index), datetime.min.time(), ZONE)
            energy = whole * (index + 1) // days - whole * index // days
            yield at.astimezone(UTC), (at + timedelta(days=1)).astimezone(UTC), energy
        return
    index = (question.day - question.start).days
    share = whole * (index + 1) // days - whole * index // days
    midnight = datetime.combine(question.day, datetime.min.time(), ZONE)
    parts, done = sum(_SHAPE) * 4, 0
    for quarter in range(96):
        before, done = done, done + _SHAPE[quarter // 4]
        at = (midnight + timedelta(minutes=15 * quarter)).astimezone(UTC)
        yield at, at + timedelta(minutes=15), share * done // parts - share * before // parts


def _row(line: BillLine, start: datetime, end: datetime, energy_wh: int) -> TraceRow:
    price = line.price or Decimal(0)
    cost = price if line.days else price * energy_wh / 1000
    return TraceRow(start, end, energy_wh, line.price, cost, line.version)


def preview(question: PreviewWanted) -> PreviewShown:
    """The last whole bill by the plan that is tried: every tier, and the day's charge, as far as they differ."""
    before = BILLS[0]
    lines = []
    for line in before.lines:
        tier = question.rates.tiers[min(line.tier or 1, len(question.rates.tiers)) - 1]
        if line.kind is LineKind.ENERGY and line.energy_wh is not None:
            amount = (tier.price * line.energy_wh / 1000).quantize(_CENT)
            line = replace(line, amount=amount, price=tier.price)  # noqa: PLW2901 - the same line by the other plan
        elif line.kind is LineKind.FIXED:
            line = replace(line, amount=question.rates.fixed_per_day * 31)  # noqa: PLW2901 - likewise
        lines.append(line)
    after = tuple(lines)
    return PreviewShown(before, replace(before, lines=after, total=sum((each.amount for each in after), Decimal(0))))


def match(question: MatchWanted) -> MatchShown:
    """The running or the last bill beside the printed one: the second tier's price explains what is left."""
    ours = next((bill for bill in BILLS if bill.start == question.start), BILLS[0])
    difference = ours.total - question.total
    wh = None if question.delivered_wh is None else ours.delivered_wh - question.delivered_wh
    price = OLDER.tiers[1].price - (difference / 300).quantize(Decimal("0.00001"))
    corrected = replace(OLDER, tiers=(OLDER.tiers[0], replace(OLDER.tiers[1], price=price), OLDER.tiers[2]))
    by_price = Correction(LineKind.ENERGY, corrected, ours.start, ours.end, Decimal(0), "Tier 2 costs more")
    later = Correction(None, None, ours.start + timedelta(days=1), ours.end, Decimal("0.12"))
    return MatchShown(ours, difference, wh, (by_price, later) if difference else ())


def library(_question: LibraryWanted) -> LibraryShown:
    """Three plans, one of them for two regions."""
    return LibraryShown(LIBRARY, (0, 16_500, 16_500, 0))


TABLE: dict[type[Any], Callable[[Any], Answer]] = {
    BillsWanted: bills,
    TraceWanted: trace,
    PreviewWanted: preview,
    MatchWanted: match,
    LibraryWanted: library,
}
