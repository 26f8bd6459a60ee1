"""Words that are typed on the screen's own keys: text, caret, selection, and which signs the keys bear."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from ui import i18n
from ui.i18n import words
from ui.views import SheetView
from ui.views.typing import TextFieldView, TextKeyboardView, TextKeyView, TypingView

ERASE, SHIFT, SYMBOLS, ACCEPT, CLOSE, LEFT, RIGHT, SPACE = (
    "erase",
    "shift",
    "symbols",
    "accept",
    "close",
    "left",
    "right",
    " ",
)
MOST = 32
_LETTERS = ("qwertyuiop", "asdfghjkl", "zxcvbnm-.")
_OWN = {"es": "ñ", "fr": "é", "en": "'"}
_SYMBOLS = ("1234567890", "-'&/.,:()%", "éñüçáíóú¿¡")
_MORE = {
    "a": "áàâäãå",
    "e": "éèêë",
    "i": "íìîï",
    "o": "óòôöõ",
    "u": "úùûü",
    "n": "ñ",
    "c": "ç",
    "y": "ýÿ",
    "s": "ß",
    "-": "\N{EN DASH}·",
    ".": "…¿?¡!",
    "'": "\N{RIGHT SINGLE QUOTATION MARK}",
}


class Shift(Enum):
    """Small letters, the next one large, or all large."""

    OFF, ONCE, LOCKED = range(3)


@dataclass(frozen=True, slots=True)
class Typing:
    """What is being typed; every press gives another one. `problem` says why a text cannot be accepted, or is empty."""

    title: str
    hint: str
    text: str = ""
    placeholder: str = ""
    problem: Callable[[str], str] = lambda _: ""
    caret: int = 0
    anchor: int = 0
    shift: Shift = Shift.OFF
    is_symbols: bool = False
    held: str = ""

    def begun(self) -> "Typing":
        """All that stood there is selected: the first sign takes its place."""
        is_large = Shift.ONCE if not self.text else Shift.OFF
        return replace(self, caret=len(self.text), anchor=0, shift=is_large)

    @property
    def can_accept(self) -> bool:
        """May it be kept as it is?"""
        return bool(self.accepted()) and not self.problem(self.accepted())

    def accepted(self) -> str:
        """The text without spaces around it or more than one within."""
        return " ".join(self.text.split())

    def pressed(self, code: str) -> "Typing":
        """A key was pressed: one of the codes above, or the sign itself."""
        match code:
            case "erase":
                return self.erased()
            case "shift":
                turn = {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}
                return replace(self, shift=turn[self.shift])
            case "symbols":
                return replace(self, is_symbols=not self.is_symbols, held="")
            case "left" | "right":
                return self.moved(-1 if code == LEFT else 1)
        return self.typed(code)

    def hold(self, code: str) -> "Typing":
        """A key was held: the upper row offers what else it can be."""
        return replace(self, held=code if code.lower() in _MORE else "")

    def typed(self, signs: str) -> "Typing":
        """Signs in place of what is selected; what cannot be seen is left out, and what would be too long."""
        start, end = self._selected()
        clean = "".join(sign for sign in unicodedata.normalize("NFC", signs) if sign.isprintable())
        clean = clean[: MOST - len(self.text) + end - start]
        text = self.text[:start] + clean + self.text[end:]
        at = start + len(clean)
        shift = self.shift if self.shift is Shift.LOCKED else Shift.ONCE if clean[-1:] == SPACE else Shift.OFF
        return replace(self, text=text, caret=at, anchor=at, shift=shift, held="")

    def erased(self, *, is_ahead: bool = False) -> "Typing":
        """What is selected goes, else the sign before the caret, or ahead of it."""
        start, end = self._selected()
        if start == end:
            start, end = (start, min(len(self.text), end + 1)) if is_ahead else (max(0, start - 1), end)
        text = self.text[:start] + self.text[end:]
        shift = Shift.ONCE if not text and self.shift is Shift.OFF else self.shift
        return replace(self, text=text, caret=start, anchor=start, shift=shift, held="")

    def moved(self, step: int, *, is_selecting: bool = False) -> "Typing":
        """The caret goes by that many signs; a selection is left at its end on that side."""
        start, end = self._selected()
        at = self.caret + step if is_selecting or start == end else start if step < 0 else end
        return self.put(at, is_selecting=is_selecting)

    def put(self, at: int, *, is_selecting: bool = False) -> "Typing":
        """The caret goes to that place."""
        caret = max(0, min(len(self.text), at))
        return replace(self, caret=caret, anchor=self.anchor if is_selecting else caret, held="")

    def all_selected(self) -> "Typing":
        """Everything is selected."""
        return replace(self, caret=len(self.text), anchor=0)

    def _selected(self) -> tuple[int, int]:
        return min(self.caret, self.anchor), max(self.caret, self.anchor)

    def view(self) -> TypingView:
        """The sheet as it stands; before anything is wrong, nothing is said."""
        error = self.problem(self.accepted()) if self.accepted() else ""
        sentence = ", ".join(part for part in (self.title, self.text or self.placeholder, error) if part)
        return TypingView(
            SheetView(self.title, self.hint),
            TextFieldView(self.text, self.caret, self.anchor, self.placeholder, error, sentence),
            TextKeyboardView(self._rows()),
        )

    def _rows(self) -> tuple[tuple[TextKeyView, ...], ...]:
        is_large = self.shift is not Shift.OFF
        first, second, third = _SYMBOLS if self.is_symbols else _LETTERS
        if not self.is_symbols:
            second += _OWN[i18n.style().tag[:2]]
        if self.held:
            offered = _MORE[self.held.lower()] + self.held.lower()
            first = offered
        name = words("typing.shift_on" if is_large else "typing.shift")
        shift = TextKeyView(SHIFT, icon="arrow-big-up", sentence=name, width=1.2, is_on=is_large)
        erase = TextKeyView(ERASE, icon="delete", sentence=words("kit.erase"), width=1.2)
        return (
            (*self._signs(first, is_large=is_large), erase),
            tuple(self._signs(second, is_large=is_large)),
            (shift, *self._signs(third, is_large=is_large)),
            self._foot(),
        )

    def _signs(self, signs: str, *, is_large: bool) -> list[TextKeyView]:
        faces = [sign.upper() if is_large and sign != "ß" else sign for sign in signs]
        return [TextKeyView(face, face, has_more=not self.held and face.lower() in _MORE) for face in faces]

    def _foot(self) -> tuple[TextKeyView, ...]:
        layer = words("typing.letters") if self.is_symbols else words("typing.symbols")
        return (
            TextKeyView(CLOSE, icon="x", sentence=words("kit.close"), width=1.2),
            TextKeyView(SYMBOLS, layer, sentence=words("typing.layer"), width=1.5, is_on=self.is_symbols),
            TextKeyView(LEFT, icon="chevron-left", sentence=words("typing.left")),
            TextKeyView(SPACE, words("typing.space"), sentence=words("typing.space"), width=3.4),
            TextKeyView(RIGHT, icon="chevron-right", sentence=words("typing.right")),
            TextKeyView(ACCEPT, words("typing.accept"), width=2.6, is_enabled=self.can_accept, is_primary=True),
        )
