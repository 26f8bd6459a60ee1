"""MatchWanted: the utility's printed bill beside ours, with the corrections that would explain the difference."""

from datetime import timedelta

from hemsapp.archive.kept import Archive
from hemsapp.archive.statements import MOST_DAYS, bill_between, uses_between
from hemsapp.domain.bill_match.bills import Bills
from hemsapp.domain.bill_match.match import SHIFT_DAYS, match
from hemsapp.domain.tariff import parse_plan
from hemsapp.exchange.rate_files import imported, of_plan
from hemsapp.questions import MatchShown, MatchWanted, Unanswered
from hemsapp.saying import say
from resources import tariffs

_SHIFT = timedelta(days=SHIFT_DAYS)


def match_wanted(archive: Archive, wanted: MatchWanted) -> MatchShown | Unanswered:
    """Our bill of the same dates, the difference, and what explains it.

    Where energy of it is missing here, and none was printed, nothing does: it would be explained by the wrong rates.
    """
    if wanted.end <= wanted.start:
        return Unanswered(say("A bill ends after the day on which it begins."))
    if (wanted.end - wanted.start).days > MOST_DAYS:
        return Unanswered(say("A bill has at most {count} days.", count=MOST_DAYS))
    if wanted.end > archive.today:
        return Unanswered(say("That bill has not ended yet: compare it when its last day is over."))
    uses = uses_between(archive, wanted.start - _SHIFT, min(wanted.end + _SHIFT, archive.today))
    bills = Bills(archive.zone, archive.tariffs.versions, uses)
    known = [plan for name in tariffs.names() for plan in of_plan(parse_plan(tariffs.read(name)), is_medical=True)]
    found = match(bills, wanted, [*imported(archive.source.path), *known], archive.today)
    ours = bill_between(archive, wanted.start, wanted.end)
    is_guess = ours.first_unknown is not None and wanted.delivered_wh is None
    return MatchShown(ours, found.difference, found.difference_wh, () if is_guess else found.corrections)
