"""Words that are typed: the field, and the keys below it."""

from dataclasses import dataclass

from ui.views.cards import SheetView


@dataclass(frozen=True, slots=True)
class TextFieldView:
    """`caret` and `anchor` are places between signs; what lies between them is selected. `error` stands below."""

    text: str
    caret: int
    anchor: int
    placeholder: str = ""
    error: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class TextKeyView:
    """A key: `code` is what is told when it is pressed, `width` counts letters' widths, `has_more` can be held."""

    code: str
    text: str = ""
    icon: str = ""
    sentence: str = ""
    width: float = 1.0
    is_on: bool = False
    is_enabled: bool = True
    is_primary: bool = False
    has_more: bool = False


@dataclass(frozen=True, slots=True)
class TextKeyboardView:
    """Four rows of keys."""

    rows: tuple[tuple[TextKeyView, ...], ...]


@dataclass(frozen=True, slots=True)
class TypingView:
    """The sheet on which words are typed."""

    sheet: SheetView
    field: TextFieldView
    keys: TextKeyboardView
