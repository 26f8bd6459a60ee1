"""What a person wishes of history: correct an hour or undo it, go on over a changed meter, say how long it is kept."""

from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp.commands import AmendHistory, ChangeMeter, SetRetention, UndoAmendment
from hemsapp.domain import preferences
from hemsapp.domain.amendments import AmendmentRefused
from hemsapp.domain.facts import Fact, Happened, Happening, Preference
from hemsapp.domain.home import AWAITED_METER, Home
from hemsapp.domain.orders import Orders
from hemsapp.domain.usage import ChangeRefused
from hemsapp.saying import say

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

FEWEST_DAYS, MOST_DAYS = 7, 400


class HistoryWishes:
    """Takes the wishes for history."""

    def __init__(self, home: Home, orders: Orders) -> None:
        self._home = home
        self._orders = orders
        self.takers: dict[type, Taker] = {
            AmendHistory: self._amend,
            UndoAmendment: self._undo,
            ChangeMeter: self._change_meter,
            SetRetention: self._set_retention,
        }

    def _amend(self, command: AmendHistory, at: Moment) -> list[Fact]:
        try:
            changed = self._home.amendments.amend(command.start, command.end, command.delivered_wh, at.utc)
        except AmendmentRefused as why:
            return self._refuse(at, str(why))
        what = "left out" if command.delivered_wh is None else f"{command.delivered_wh} Wh, says the person"
        detail = f"{command.start:%Y-%m-%d %H:%M} to {command.end:%H:%M} UTC: {what}"
        return [*changed, Happening(at.utc, Happened.HISTORY_AMENDED, detail)]

    def _undo(self, command: UndoAmendment, at: Moment) -> list[Fact]:
        try:
            undone = self._home.amendments.undo(command.start, at.utc)
        except AmendmentRefused as why:
            return self._refuse(at, str(why))
        detail = f"from {undone.start:%Y-%m-%d %H:%M} UTC on it is as it was counted"
        return [undone, Happening(at.utc, Happened.HISTORY_AMENDED, detail)]

    def _change_meter(self, command: ChangeMeter, at: Moment) -> list[Fact]:
        usage, old = self._home.usage, self._home.usage.meter
        try:
            facts: list[Fact] = [*usage.change_meter(command.closing_wh, command.opening_wh, at)]
        except ChangeRefused as why:
            return self._refuse(at, str(why))
        facts.append(Preference(AWAITED_METER, "yes" if usage.is_change_awaited else "no"))
        if old is not None and old != usage.meter:
            facts += self._home.household.left(old)
        self._orders.begin(at.monotonic_s)
        self._orders.is_profile_wanted = True
        return facts

    def _set_retention(self, command: SetRetention, at: Moment) -> list[Fact]:
        days = command.raw_days
        if not FEWEST_DAYS <= days <= MOST_DAYS:
            return self._refuse(
                at,
                say(
                    "raw readings are kept for {least} to {most} days, not {days}",
                    least=FEWEST_DAYS,
                    most=MOST_DAYS,
                    days=days,
                ),
            )
        self._home.preferences, fact = preferences.changed(self._home.preferences, "raw_days", str(days))
        return [fact, Happening(at.utc, Happened.PREFERENCE_CHANGED, f"raw_days: {days}")]

    def _refuse(self, at: Moment, why: str) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]
