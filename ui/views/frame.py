"""The frame of every page."""

from dataclasses import dataclass
from enum import Enum

from ui.views.meaning import Level, Line, Tone


@dataclass(frozen=True, slots=True)
class RailItemView:
    """One of the page names at the left; `key` comes back in `Rail.chosen`."""

    key: str
    word: str
    icon: str
    is_selected: bool = False
    badge: str = ""


@dataclass(frozen=True, slots=True)
class RailView:
    """The rail: pages from the top, the last item (Next) apart at the foot."""

    items: tuple[RailItemView, ...]


class LinkState(Enum):
    """How the source of the numbers stands."""

    LISTENING = "listening"
    LIVE = "live"
    OLD = "old"
    SILENT = "silent"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class LinkStatusView:
    """The source's age in words; its icon and colour follow from the state."""

    text: str
    state: LinkState


@dataclass(frozen=True, slots=True)
class MailBadgeView:
    """Unread messages; an empty count shows no badge."""

    count: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChipView:
    """A small outlined announcement in the header; pressed, it opens the page of the key `opens`."""

    text: str
    tone: Tone = Tone.QUIET
    level: Level | None = None
    icon: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True)
class HeaderView:
    """The top line of a page; `help` and `read` name the keys to the manual and to a voice, empty: there is none."""

    title: str
    clock: str
    link: LinkStatusView
    mail: MailBadgeView
    subtitle: str = ""
    has_back: bool = False
    help: str = ""
    read: str = ""
    chips: tuple[ChipView, ...] = ()


@dataclass(frozen=True, slots=True)
class GlanceView:
    """The resting screen: one number with its caption and its end, time and room in the corners.

    `step` says where it stands on its drift, `exercise` how far the exercise of the pixels is (None: there is none).
    """

    caption: Line
    number: str
    unit: str = ""
    line: str = ""
    clock: str = ""
    indoors: str = ""
    is_emergency: bool = False
    step: int = 0
    exercise: int | None = None
    sentence: str = ""
