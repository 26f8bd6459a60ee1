"""What lies on a page or over it."""

from dataclasses import dataclass

from ui.views.controls import ButtonView
from ui.views.meaning import Tone


@dataclass(frozen=True, slots=True)
class NoticeCardView:
    """What happened, what to do, and up to two buttons; the tone colours outline and icon."""

    title: str
    body: str
    icon: str
    tone: Tone = Tone.ATTENTION
    primary: ButtonView | None = None
    secondary: ButtonView | None = None
    support_code: str = ""


@dataclass(frozen=True, slots=True)
class MessageCardView:
    """Who writes, when, what; `accept` is the button of one that nobody read yet."""

    title: str
    when: str
    text: str
    tone: Tone = Tone.QUIET
    accept: ButtonView | None = None

    @property
    def is_read(self) -> bool:
        """Did a person read it?"""
        return self.accept is None


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A factor of a number."""

    label: str
    value: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class WhySheetView:
    """Where a number comes from: a sentence and its factors."""

    title: str
    sentence: str
    rows: tuple[WhyRow, ...] = ()
    close: str = ""


@dataclass(frozen=True, slots=True)
class SheetView:
    """The frame of a sheet: title, second line, and its buttons at the foot."""

    title: str
    subtitle: str = ""
    primary: ButtonView | None = None
    secondary: ButtonView | None = None
    footnote: str = ""


@dataclass(frozen=True, slots=True)
class ToastView:
    """What was done, more about it, and the way back while it lasts."""

    text: str
    action: str = ""
    icon: str = "check"
    detail: str = ""
    action_icon: str = ""
