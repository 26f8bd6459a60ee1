"""Fix this hour: leave it out, say what it was, or bring back what was counted; nothing that was counted is lost."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hemsapp.commands import AmendHistory, Command, UndoAmendment
from ui import i18n
from ui.i18n import words
from ui.presenters.history import HourToFix
from ui.presenters.pad import PadView
from ui.views import (
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    NumberPadView,
    OptionRowView,
    SheetView,
)

LEAVE_OUT, REPLACE, UNDO = range(3)
MOST_KWH = Decimal(100)
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class FixView:
    """The sheet, and its choices: leaving out, replacing, undoing (None: there is nothing to undo)."""

    sheet: SheetView
    options: tuple[OptionRowView | None, ...]


class FixHourPresenter:
    """One hour that a person fixes (users.md 12)."""

    def __init__(self, hour: HourToFix, zone: str) -> None:
        self._hour, self._zone = hour, zone
        self._chosen = UNDO if hour.is_corrected else LEAVE_OUT
        self._typed = ""
        self._kwh: Decimal | None = None

    def view(self) -> FixView:
        """The sheet as it stands."""
        hour = self._hour
        when = i18n.time_range(hour.start, hour.end, self._zone)
        day = i18n.short_date(i18n.local(hour.start, self._zone).date())
        primary = ButtonView(words("fix.apply"), ButtonKind.PRIMARY, self._state())
        sheet = SheetView(
            words("fix.title", when=when, day=day),
            self._counted(),
            primary,
            ButtonView(words("fix.cancel"), ButtonKind.OUTLINE),
            words("fix.kept"),
        )
        return FixView(sheet, tuple(self._option(index) for index in (LEAVE_OUT, REPLACE, UNDO)))

    def choose(self, index: int) -> bool:
        """Select that choice; True: a number must be typed."""
        self._chosen = index
        return index == REPLACE

    def key(self, sign: str) -> PadView:
        """A sign was typed on the pad, or with an empty one the last one taken back."""
        point = i18n.locale().decimal_point
        if not sign:
            self._typed = self._typed[:-1]
        elif len(self._typed) < _DIGITS and not (sign == point and point in self._typed):
            self._typed += sign
        return self.pad()

    def pad(self) -> PadView:
        """The pad with what was typed so far."""
        title, counted = words("fix.pad_title"), i18n.bill_energy(self._hour.delivered_wh).number
        sheet = SheetView(title, words("fix.pad_hint", most=i18n.whole(int(MOST_KWH))))
        field = FieldView(self._typed, placeholder=counted, is_active=True, sentence=title)
        can_accept = self._parsed() is not None
        return PadView(
            sheet, field, NumberPadView(words("fix.pad_accept"), True, can_accept, i18n.locale().decimal_point)
        )

    def accept_typed(self) -> None:
        """Take the number that was typed."""
        self._kwh = self._parsed()

    def command(self) -> Command | None:
        """What was decided; None: a number is missing."""
        hour = self._hour
        if self._chosen == UNDO:
            return UndoAmendment(hour.start)
        if self._chosen == LEAVE_OUT:
            return AmendHistory(hour.start, hour.end, None)
        return None if self._kwh is None else AmendHistory(hour.start, hour.end, int(self._kwh * 1000))

    def _state(self) -> ButtonState:
        return ButtonState.DISABLED if self.command() is None else ButtonState.IDLE

    def _counted(self) -> str:
        hour = self._hour
        if hour.is_corrected:
            counted = words("fix.unknown") if hour.counted_wh is None else str(i18n.bill_energy(hour.counted_wh))
            now = words("fix.left_out") if hour.delivered_wh is None else str(i18n.bill_energy(hour.delivered_wh))
            return words("fix.counted_and_fixed", counted=counted, now=now)
        if hour.delivered_wh is None:
            return words("fix.not_counted")
        return words("fix.counted", energy=i18n.bill_energy(hour.delivered_wh))

    def _option(self, index: int) -> OptionRowView | None:
        if index == UNDO and not self._hour.is_corrected:
            return None
        name = ("leave_out", "replace", "undo")[index]
        wh = None
        if index == REPLACE and self._kwh is not None:
            wh = int(self._kwh * 1000)
        if index == UNDO:
            wh = self._hour.counted_wh
        value = "" if wh is None else str(i18n.bill_energy(wh))
        is_chosen = index == self._chosen
        return OptionRowView(words(f"fix.{name}"), words(f"fix.{name}_line"), "", value, is_selected=is_chosen)

    def _parsed(self) -> Decimal | None:
        try:
            kwh = Decimal(self._typed.replace(i18n.locale().decimal_point, "."))
        except InvalidOperation:
            return None
        return kwh if 0 <= kwh <= MOST_KWH else None
