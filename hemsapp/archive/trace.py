"""TraceWanted: the days, then the intervals of a day, that a line of a bill is made of, each with its exact cost."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from hemsapp.archive.kept import Archive
from hemsapp.archive.shares import SHARES, share_of
from hemsapp.archive.statements import bill_between, uses_between
from hemsapp.domain.billing.calendar import Calendar
from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.questions import TraceRow, TraceShown, TraceWanted, Unanswered
from hemsapp.rates import NO_MONEY
from hemsapp.saying import say
from hemsapp.statement import BillLine, LineKind

_DAY = timedelta(days=1)


class _Part(NamedTuple):
    """What a use has to do with the line."""

    use: Use
    energy_wh: int
    cost: Decimal


def trace(archive: Archive, wanted: TraceWanted) -> TraceShown | Unanswered:
    """Rows in the order of time; what is a charge of the bill itself is one row over all of it."""
    line = wanted.line
    rows = list(_days(archive, wanted) if wanted.day is None else _intervals(archive, wanted, wanted.day))
    if wanted.day is None:
        rows += _of_the_bill(archive, wanted)
    if not rows:
        return Unanswered(say("Nothing is kept of what this line is made of."))
    return TraceShown(line, tuple(rows), sum((row.cost for row in rows), NO_MONEY))


def _days(archive: Archive, wanted: TraceWanted) -> Iterator[TraceRow]:
    line = wanted.line
    sums: dict[date, tuple[int, Decimal]] = {}
    if line.kind in SHARES:
        for part in _parts(archive, wanted):
            day = archive.zone.date_of(part.use.start_s)
            energy_wh, cost = sums.get(day, (0, NO_MONEY))
            sums[day] = energy_wh + part.energy_wh, cost + part.cost
    elif line.kind is LineKind.FIXED and line.days is not None and line.price is not None:
        sums = dict.fromkeys(_days_of(archive, wanted), (0, line.price))
    for day, (energy_wh, cost) in sums.items():
        yield TraceRow(archive.midnight(day), archive.midnight(day + _DAY), energy_wh, line.price, cost, line.version)


def _intervals(archive: Archive, wanted: TraceWanted, day: date) -> Iterator[TraceRow]:
    if wanted.line.kind not in SHARES:
        return
    start_s, end_s = archive.zone.midnight(day), archive.zone.midnight(day + _DAY)
    for part in _parts(archive, wanted):
        if start_s <= part.use.start_s < end_s:
            start = datetime.fromtimestamp(part.use.start_s, UTC)
            yield TraceRow(
                start, start + timedelta(seconds=part.use.length_s), part.energy_wh, wanted.line.price, part.cost,
                wanted.line.version,
            )  # fmt: skip


def _days_of(archive: Archive, wanted: TraceWanted) -> Iterator[date]:
    """The days that are charged by the version of the line, until today."""
    calendar = Calendar(archive.zone, archive.tariffs.versions)
    end = min(wanted.end, archive.today + _DAY)
    for each in range((end - wanted.start).days):
        day = wanted.start + each * _DAY
        if calendar.version_on(day).version == wanted.line.version:
            yield day


def _of_the_bill(archive: Archive, wanted: TraceWanted) -> Iterator[TraceRow]:
    """What no day has a share in: the charge for the month, the minimum, a tax in percent of the lines before it."""
    line = wanted.line
    whole: Decimal | None = None
    if line.kind is LineKind.MINIMUM or (line.kind is LineKind.FIXED and line.days is None):
        whole = line.amount if line.price is None or line.kind is LineKind.MINIMUM else line.price
        version = next((each for each in archive.tariffs.versions if each.version == line.version), None)
        if line.kind is LineKind.FIXED and version is not None:
            whole = version.fixed_per_month
    if line.kind is LineKind.TAX and (percent := _percent(archive, line)):
        made = bill_between(archive, wanted.start, wanted.end)
        taxed = [each.amount for each in made.lines if each.kind is not LineKind.TAX and each.version == line.version]
        whole = (percent * max(sum(taxed, NO_MONEY), NO_MONEY)).scaleb(-2)
    if whole is not None:
        ends = (archive.midnight(wanted.start), archive.midnight(wanted.end))
        yield TraceRow(*ends, energy_wh=0, price=None, cost=whole, version=line.version)


def _percent(archive: Archive, line: BillLine) -> Decimal:
    taxes = (tax for each in archive.tariffs.versions if each.version == line.version for tax in each.taxes)
    return next((tax.percent for tax in taxes if tax.name == line.name), NO_MONEY)


def _parts(archive: Archive, wanted: TraceWanted) -> Iterator[_Part]:
    calendar = Calendar(archive.zone, archive.tariffs.versions)
    charges = Charges(calendar, wanted.start, wanted.end)
    position_wh = 0
    for use in uses_between(archive, wanted.start, wanted.end):
        energy_wh, cost = share_of(charges, wanted.line, use, position_wh)
        if energy_wh or cost:
            yield _Part(use, energy_wh, cost)
        position_wh += use.delivered_wh
