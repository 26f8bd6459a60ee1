"""What a person said of a stretch of history: it was so much, or is to be left out; what was counted is never lost.

A correction holds for whole quarter-hours. Its energy is shared by time over the rows of the stretch, and stays so when
more is counted in them, or when a price cuts them. A new correction takes the place of those that it touches. What of a
silence is not itemised is in no quarter-hour, so it cannot be corrected before the meter's intervals tell.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hemsapp.domain.days import seconds
from hemsapp.domain.facts import REMEMBERED_DAYS, Amendment
from hemsapp.domain.ledger import Ledger
from hemsapp.domain.register import most_wh
from hemsapp.saying import say
from hemsapp.units import DAY_S, QUARTER_S, quarter_of


class AmendmentRefused(ValueError):
    """The correction cannot be made; the sentence says why."""


class Amendments:
    """Every correction that was ever made, and the rows of the ledger in step with those that hold."""

    def __init__(self, ledger: Ledger, restored: Iterable[Amendment]) -> None:
        self._ledger = ledger
        self._all = {amendment.start: amendment for amendment in restored}
        self._note()

    def amend(self, start: datetime, end: datetime, delivered_wh: int | None, now: datetime) -> list[Amendment]:
        """Correct a stretch; all that changed. Raises AmendmentRefused."""
        start_s, end_s = seconds(start), seconds(end)
        self._check(start_s, end_s, delivered_wh, now)
        changed = [
            self._undone(each, now)
            for each in self._holding()
            if each.start < end and start < each.start + timedelta(seconds=each.length_s)
        ]
        new = Amendment(start, end_s - start_s, delivered_wh, now)
        self._all[start] = new
        self._note()
        if self._is_remembered(start_s, now):
            self._ledger.amend(start_s, end_s, delivered_wh)
        return [*(each for each in changed if each.start != start), new]

    def undo(self, start: datetime, now: datetime) -> Amendment:
        """The corrected stretch in which that instant lies is as it was counted. Raises AmendmentRefused."""
        for amendment in self._holding():
            if amendment.start <= start < amendment.start + timedelta(seconds=amendment.length_s):
                undone = self._undone(amendment, now)
                self._note()
                return undone
        raise AmendmentRefused(say("nothing was corrected there"))

    def _undone(self, amendment: Amendment, now: datetime) -> Amendment:
        undone = Amendment(amendment.start, amendment.length_s, amendment.delivered_wh, now, is_undone=True)
        self._all[amendment.start] = undone
        start_s = seconds(amendment.start)
        self._ledger.un_amend(start_s, start_s + amendment.length_s)
        return undone

    def _holding(self) -> list[Amendment]:
        return [each for each in self._all.values() if not each.is_undone]

    @staticmethod
    def _is_remembered(start_s: int, now: datetime) -> bool:
        """Does the ledger hold that time? What is older lies in the store alone, which corrects it there."""
        return start_s >= seconds(now) - REMEMBERED_DAYS * DAY_S

    def _note(self) -> None:
        starts = ((seconds(each.start), each) for each in self._holding())
        self._ledger.amended = [(at_s, at_s + each.length_s, each.delivered_wh) for at_s, each in starts]

    def _check(self, start_s: int, end_s: int, delivered_wh: int | None, now: datetime) -> None:
        if start_s % QUARTER_S or end_s % QUARTER_S or not 0 < end_s - start_s <= DAY_S:
            raise AmendmentRefused(say("a correction is for whole quarter-hours, a day at most"))
        if end_s > quarter_of(seconds(now)):
            raise AmendmentRefused(say("only what is past can be corrected"))
        if delivered_wh is not None and not 0 <= delivered_wh <= most_wh(end_s - start_s):
            raise AmendmentRefused(say("{wh} Wh in that time is more than a home can use", wh=delivered_wh))
        if self._ledger.has_gap(start_s, end_s):
            raise AmendmentRefused(
                say("the energy of that time is not itemised yet: run a check, and the meter will tell")
            )
        if self._is_remembered(start_s, now) and not self._ledger.is_counted(start_s, end_s):
            raise AmendmentRefused(say("not all of that time was counted, so there is nothing to correct"))
