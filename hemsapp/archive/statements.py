"""StatementWanted, BillsWanted, PreviewWanted: bills from what is kept, by the rates that held, or by others."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from devices.messages import IntervalChannel
from hemsapp.archive.kept import Archive
from hemsapp.archive.uses import kept_uses, peaks
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import ClosedBill, Gap
from hemsapp.questions import BillsShown, BillsWanted, PreviewShown, PreviewWanted, StatementWanted, Unanswered
from hemsapp.rates import NO_MONEY, TariffVersion
from hemsapp.saying import say
from hemsapp.statement import Statement
from hemsapp.units import QUARTER_S

MOST_DAYS = 400
_DAY = timedelta(days=1)


def statement_wanted(archive: Archive, wanted: StatementWanted) -> Statement | Unanswered:
    """The bill of any dates: of a running one the days so far; Unanswered for dates that are no bill."""
    days = (wanted.end - wanted.start).days
    if days < 1:
        return Unanswered(say("A bill ends after the day on which it begins."))
    if days > MOST_DAYS:
        return Unanswered(say("A bill has at most {count} days.", count=MOST_DAYS))
    return bill_between(archive, wanted.start, wanted.end, None if wanted.rates is None else (wanted.rates,))


def bill_between(
    archive: Archive, start: date, end: date, versions: Iterable[TariffVersion] | None = None
) -> Statement:
    """The bill of the local dates [`start`, `end`), by `versions`; None: by those that held."""
    not_itemised_wh = sum(
        gap.left_wh
        for gap in gaps_between(archive, start, end)
        if gap.channel is IntervalChannel.DELIVERED and archive.midnight(start) <= gap.start < archive.midnight(end)
    )
    return statement(
        archive.zone,
        archive.tariffs.versions if versions is None else versions,
        start,
        end,
        uses_between(archive, start, end),
        through=archive.today if archive.today < end else None,
        not_itemised_wh=not_itemised_wh,
        first_unknown=first_unknown(archive, start, end),
    )


def uses_between(archive: Archive, start: date, end: date) -> Iterator[Use]:
    """What was used in the local dates [`start`, `end`), in the order of time."""
    zone = archive.zone
    for kept in kept_uses(archive, zone.midnight(start), zone.midnight(end), peaks(archive)):
        yield from kept.uses


def gaps_between(archive: Archive, start: date, end: date) -> tuple[Gap, ...]:
    """Silences that reach into the local dates [`start`, `end`) and whose energy is known."""
    ends = (archive.zone.midnight(end) * 1000, archive.zone.midnight(start) * 1000)
    return archive.select(
        Gap, "WHERE total_wh IS NOT NULL AND start < ? AND start + length_s * 1000 > ? ORDER BY start", *ends
    )


def first_unknown(archive: Archive, start: date, end: date) -> date | None:
    """The first local date, until now, of which more than a quarter-hour was neither counted nor lies in a silence."""
    silent = [
        (seconds(gap.start), seconds(gap.start) + gap.length_s)
        for gap in gaps_between(archive, start, end)
        if gap.channel is IntervalChannel.DELIVERED
    ]
    for each in range((min(end, archive.today + _DAY) - start).days):
        day = start + each * _DAY
        from_s, until_s = archive.zone.midnight(day), min(archive.zone.midnight(day + _DAY), seconds(archive.now))
        heard_s = archive.counted_s(from_s, until_s)
        heard_s += sum(max(0, min(to_s, until_s) - max(at_s, from_s)) for at_s, to_s in silent)
        if until_s - from_s - heard_s > QUARTER_S:
            return day
    return None


def bills(archive: Archive, _: BillsWanted) -> BillsShown:
    """Bills that ended, as they are kept; one that was never closed on its present dates, or had no lines, is made now.

    What was closed on dates that were corrected since is kept, and not shown: its days are in other bills.
    """
    ((first_ms,),) = archive.rows("SELECT min(start) FROM intervals")
    if first_ms is None:
        return BillsShown(())
    starts = archive.bill_starts(archive.zone.date_of(int(first_ms) // 1000), archive.today)
    closed = {(each.start, each.end): each for each in archive.select(ClosedBill)}
    ended = [dates for dates in pairwise(starts) if dates[1] <= archive.today]
    return BillsShown(
        tuple(
            _as_kept(archive, closed[dates]) if dates in closed else bill_between(archive, *dates)
            for dates in reversed(ended)
        )
    )


def _as_kept(archive: Archive, bill: ClosedBill) -> Statement:
    if not bill.lines:
        return bill_between(archive, bill.start, bill.end)
    return Statement(
        start=bill.start,
        end=bill.end,
        lines=bill.lines,
        total=sum((line.amount for line in bill.lines), NO_MONEY),
        delivered_wh=bill.delivered_wh,
        received_wh=bill.received_wh,
        not_itemised_wh=bill.not_itemised_wh,
        baseline_wh=bill.baseline_wh,
        first_unknown=first_unknown(archive, bill.start, bill.end),
    )


def preview(archive: Archive, wanted: PreviewWanted) -> PreviewShown:
    """The last bill that ended and of which all is known, else the running one; None before anything was used."""
    start, end = archive.bill_of(archive.today)
    last_start, last_end = archive.bill_of(start - _DAY)
    if first_unknown(archive, last_start, last_end) is None:
        start, end = last_start, last_end
    before = bill_between(archive, start, end)
    if not before.delivered_wh and not before.received_wh:
        return PreviewShown(None, None)
    return PreviewShown(before, bill_between(archive, start, end, (wanted.rates,)))
