"""Energy as the meter itself recorded it, where that was asked for: a response is measured by it, as the utility does.

Live readings come some seconds beside a quarter-hour's edge, and what was used between two of them is shared by time.
The sums of a day do not suffer, a single hour differs by some Wh from what the meter recorded. So the hours by which an
event is measured are asked of the meter once the event is over.
"""

from collections.abc import Iterable
from datetime import datetime

from hemsapp.domain.comparison import used_wh
from hemsapp.domain.days import seconds
from hemsapp.domain.entries import DELIVERED, Row
from hemsapp.domain.ledger import Ledger
from hemsapp.units import QUARTER_S


def quarter_wh(counted_wh: int, recorded_wh: int | None, *, is_amended: bool) -> int:
    """What a quarter-hour counts where a response is measured: as amended, as the meter has it, else as heard."""
    return counted_wh if recorded_wh is None or is_amended else recorded_wh


class Metered:
    """The meter's own quarter-hours of the hours that events are measured by; `news` counts those that came."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._sought: set[int] = set()
        self.news = 0

    @property
    def is_sought(self) -> bool:
        """Is the meter to be asked?"""
        return bool(self._sought)

    def seeking(self, start: datetime, end: datetime) -> int | None:
        """As `used_wh`; what the meter has not told of it is wanted from now on."""
        found = self.used_wh(start, end)
        if found is not None:
            self._sought |= self._untold(seconds(start), seconds(end))
        return found

    def forget(self) -> None:
        """Nothing is wanted any more."""
        self._sought.clear()

    def unknown(self, since_s: int, until_s: int) -> set[int]:
        """What is wanted of a span; starts of quarter-hours."""
        return {slot for slot in self._sought if since_s <= slot and slot + QUARTER_S <= until_s}

    def learn(self, values: Iterable[tuple[int, int | None]]) -> None:
        """Take what the meter told of delivered energy, (start of the quarter-hour, Wh; None: it does not know)."""
        for slot, value_wh in values:
            if slot not in self._sought:
                continue
            self._sought.discard(slot)
            pieces = self._pieces(slot)
            if value_wh is not None and pieces and pieces[0].profile[DELIVERED] is None:
                pieces[0].profile[DELIVERED] = value_wh
                self._ledger.touch(pieces[0])
                self.news += 1

    def used_wh(self, start: datetime, end: datetime) -> int | None:
        """Wh of whole quarter-hours; None where too much of it is unknown."""
        from_s, until_s = seconds(start), seconds(end)
        if used_wh(self._ledger, from_s, until_s) is None:
            return None
        return sum(self._quarter(slot) for slot in range(from_s, until_s, QUARTER_S))

    def _quarter(self, slot: int) -> int:
        pieces = self._pieces(slot)
        recorded = pieces[0].profile[DELIVERED] if pieces else None
        counted = sum(row.delivered_wh for row in pieces)
        return quarter_wh(counted, recorded, is_amended=any(row.amended is not None for row in pieces))

    def _untold(self, from_s: int, until_s: int) -> set[int]:
        return {
            slot
            for slot in range(from_s, until_s, QUARTER_S)
            if (pieces := self._pieces(slot)) and pieces[0].profile[DELIVERED] is None
            if all(row.imported is None and row.amended is None for row in pieces)
        }

    def _pieces(self, slot: int) -> list[Row]:
        return list(self._ledger.rows(slot, slot + QUARTER_S))
