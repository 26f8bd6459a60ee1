"""A display without a home: the main display's address, a name for this one, the code; then it is connected."""

from dataclasses import dataclass, field

from hemsapp.displaying import JoinHome
from hemsapp.snapshot import MainDisplay, Reach, Snapshot
from ui.i18n import said, words
from ui.presenters.displays import grouped
from ui.presenters.frame import Page
from ui.presenters.pad import PadView
from ui.presenters.typing import Typing
from ui.views import ButtonKind, ButtonView, FieldView, ListRowView, NumberPadView, SheetView
from ui.views.settings import ButtonPart, Part, RowPart, Say, WordsPart

CODE_DIGITS = 12
ADDRESS, NAME, CODE = "companion.address", "companion.name", "companion.code"


def led(snapshot: Snapshot, page: Page) -> Page | None:
    """Where a companion display is led by how it stands to its main one; None: it stays where it is."""
    main = snapshot.displays.main
    if main is None:
        return None
    if main.reach in (Reach.NOBODY, Reach.REMOVED):
        return None if page is Page.COMPANION else Page.COMPANION
    is_in = main.reach in (Reach.CONNECTED, Reach.LOST)
    return Page.HOME if is_in and page is Page.COMPANION else None


@dataclass(frozen=True, slots=True)
class CompanionView:
    """Headline and words left, what is to be filled in right."""

    headline: str
    body: str
    parts: tuple[Part, ...]


@dataclass(slots=True)
class CompanionPresenter:
    """Keeps what was typed until the display has a home."""

    _typed: dict[str, str] = field(default_factory=dict)
    _main: MainDisplay | None = None

    def present(self, snapshot: Snapshot) -> CompanionView:
        """The page; it has no numbers and therefore no age."""
        main = self._main = snapshot.displays.main
        is_calling = main is not None and main.reach is Reach.CALLING
        problem = said(main.problem) if main is not None and main.problem and not is_calling else ""
        ready = all(self._value(key) for key in (ADDRESS, NAME)) and len(self._code) == CODE_DIGITS
        label = words("companion.calling") if is_calling else words("companion.connect")
        kind = ButtonKind.PRIMARY if ready and not is_calling else ButtonKind.OUTLINE
        return CompanionView(
            words("companion.headline"),
            words("companion.body"),
            (
                _row(ADDRESS, self._value(ADDRESS)),
                _row(NAME, self._value(NAME)),
                _row(CODE, grouped(self._code)),
                *((WordsPart("companion.problem", problem, Say.TEXT),) if problem else ()),
                ButtonPart("companion.connect", ButtonView(label, kind)),
                WordsPart("companion.note", words("companion.note")),
            ),
        )

    def connect(self) -> JoinHome | None:
        """What to ask for; None: something is missing. A code is used once."""
        address, name, code = self._value(ADDRESS), self._value(NAME), self._code
        if not address or not name or len(code) != CODE_DIGITS:
            return None
        self._typed.pop(CODE)
        return JoinHome(address, name, code)

    def next_missing(self) -> str | None:
        """What is to be typed next."""
        full = {ADDRESS: self._value(ADDRESS), NAME: self._value(NAME), CODE: len(self._code) == CODE_DIGITS}
        return next((key for key, is_there in full.items() if not is_there), None)

    def typing(self, key: str) -> Typing:
        """The sheet for that line, with what stands there."""
        return Typing(words(key), words(f"{key}_hint"), self._value(key), is_symbols=key == ADDRESS)

    def typed(self, key: str, text: str) -> None:
        """It was typed."""
        self._typed[key] = text

    def press(self, sign: str) -> None:
        """A digit of the code more; empty erases."""
        code = self._code
        self._typed[CODE] = code[:-1] if not sign else (code + sign)[:CODE_DIGITS]

    def pad(self) -> PadView:
        """The sheet with the code's digits."""
        code = self._code
        return PadView(
            SheetView(words("companion.code"), words("companion.code_hint")),
            FieldView(grouped(code), is_active=True, sentence=words("companion.code")),
            NumberPadView(words("pad.accept"), has_point=False, can_accept=len(code) == CODE_DIGITS),
        )

    @property
    def _code(self) -> str:
        return self._typed.get(CODE, "")

    def _value(self, key: str) -> str:
        main = self._main
        known = {} if main is None else {ADDRESS: main.address, NAME: main.own_name}
        return self._typed.get(key, known.get(key, ""))


def _row(key: str, value: str) -> RowPart:
    shown = value or words("companion.missing")
    return RowPart(key, ListRowView(words(key), value=shown, has_chevron=True, has_rule=True))
