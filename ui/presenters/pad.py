"""Numbers that are typed on a pad: what is typed so far, and what it says."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ui import i18n
from ui.i18n import words
from ui.views import FieldView, NumberPadView, SheetView

_DIGITS = 8


@dataclass(frozen=True, slots=True)
class PadView:
    """The sheet with the number pad: its field and its keys."""

    sheet: SheetView
    field: FieldView
    pad: NumberPadView


@dataclass(frozen=True, slots=True)
class Typing:
    """A field that is being typed into: its key, the words of the sheet, what stands there now, and the keys so far."""

    key: str
    title: str
    hint: str
    now: str
    has_point: bool = True
    can_be_empty: bool = False
    text: str = ""

    def pressed(self, sign: str) -> "Typing":
        """With one sign more: a digit or the point; empty erases."""
        point, text = i18n.locale().decimal_point, self.text
        if not sign:
            text = text[:-1]
        elif len(text.replace(point, "")) < _DIGITS and not (sign == point and point in text):
            text += sign
        return Typing(self.key, self.title, self.hint, self.now, self.has_point, self.can_be_empty, text)

    def value(self) -> Decimal | None:
        """The number; None as long as there is none."""
        try:
            return Decimal(self.text.replace(i18n.locale().decimal_point, "."))
        except InvalidOperation:
            return None

    def view(self) -> PadView:
        """The sheet as it stands."""
        can_accept = self.value() is not None or (self.can_be_empty and not self.text)
        return PadView(
            SheetView(self.title, self.hint),
            FieldView(self.text, placeholder=self.now, is_active=True, sentence=self.title),
            NumberPadView(words("pad.accept"), self.has_point, can_accept, i18n.locale().decimal_point),
        )
