"""What the utility's website says of the day that History shows, beside what this home measured."""

from dataclasses import replace
from datetime import date

from devices.moment import Moment
from hemsapp.questions import HistoryShown, Scale, UtilityDayShown, UtilityDayWanted
from ui import i18n
from ui.i18n import words
from ui.views import WhyRow, WhySheetView

_AGAIN_S = 300.0
_ALIKE_WH = 10
"""A difference that no person need look into: what both round to."""


class SiteBeside:
    """Asks once for each day that is over; adds what was answered to the sheet that opens from the day's numbers."""

    def __init__(self) -> None:
        self._told: dict[date, UtilityDayShown] = {}
        self._asked: dict[date, Moment] = {}

    def wants(self, shown: HistoryShown | None, today: date, now: Moment) -> tuple[UtilityDayWanted, ...]:
        """The question for the day that is shown, unless it was asked some minutes ago."""
        if shown is None or shown.scale is not Scale.DAY or shown.start >= today:
            return ()
        asked, told = self._asked.get(shown.start), self._told.get(shown.start)
        is_known = told is not None and told.is_reached and told.known == told.intervals
        if asked is not None and (is_known or now.seconds_since(asked) < _AGAIN_S):
            return ()
        self._asked[shown.start] = now
        return (UtilityDayWanted(shown.start),)

    def answered(self, answer: UtilityDayShown) -> None:
        """Keep it."""
        self._told[answer.day] = answer

    def beside(self, sheet: WhySheetView | None, shown: HistoryShown, zone: str) -> WhySheetView | None:
        """The sheet with a row for the utility's number and a sentence on the difference."""
        told = self._told.get(shown.start)
        if sheet is None or told is None or shown.scale is not Scale.DAY:
            return sheet
        at = words("history.site_asked", time=i18n.clock_time(told.at, zone))
        sentence = f"{sheet.sentence} {_compared(told, shown.delivered_wh)} {at}"
        row = WhyRow(words("history.site"), i18n.UNKNOWN if told.used_wh is None else str(i18n.energy(told.used_wh)))
        return replace(sheet, sentence=sentence, rows=(*sheet.rows, row))


def _compared(told: UtilityDayShown, measured_wh: int | None) -> str:
    if not told.is_reached:
        return words("history.site_revoked" if told.is_revoked else "history.site_away")
    if told.used_wh is None:
        return words("history.site_nothing")
    if told.known < told.intervals:
        return words("history.site_partly", known=told.known, intervals=told.intervals)
    if measured_wh is None:
        return words("history.site_alone")
    difference = told.used_wh - measured_wh
    if abs(difference) < _ALIKE_WH:
        return words("history.site_same")
    key = "history.site_more" if difference > 0 else "history.site_less"
    return words(key, energy=i18n.exact_energy(abs(difference)))
