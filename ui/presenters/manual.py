"""The users' manual: which chapter is open, what its keys do; the leaves themselves are laid out by the page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from devices.moment import Moment
from hemsapp.commands import Command, Practise, SetManners
from hemsapp.manners import Manners
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import words
from ui.manual.source import Manual, Section, manual
from ui.place import Place
from ui.presenters.frame import Page, header
from ui.views import ButtonKind, ButtonState, ButtonView, HeaderView
from ui.views.manual import ChapterRowView, TextSizeView

PERCENTS = (100, 120, 150)
REHEARSAL, REHEARSAL_MINUTES = "rehearsal", 10
_ASKED_S = 30
SHOWN: dict[str, str] = {
    Page.HOME: "page.home",
    Page.BILL: "page.bill",
    Page.PRICES: "page.prices",
    Page.HISTORY: "page.history",
    Page.COMFORT: "page.comfort",
    Page.MORE: "page.more",
    Page.NETWORK: "more.network",
    Page.MESSAGES: "more.messages",
    Page.RATES: "more.rates",
    Page.DATA: "more.data",
    Page.SETTINGS: "more.settings",
    "settings/time": "settings.time",
    "settings/bill_date": "settings.bill_date",
    "settings/screen": "settings.screen",
    "settings/language": "settings.language",
    "settings/sounds": "settings.sounds",
    Page.RULES: "more.rules",
    Page.EVENTS: "more.events",
    Page.DUTIES: "duties.title",
    Page.HANDOVER: "handover.title",
    Page.CONNECT: "network.add",
    Page.STATEMENT: "account.title",
    Page.MATCH: "bill.match",
}
"""What the pages that a section can show are called on the screen."""


@dataclass(frozen=True, slots=True)
class At:
    """Where the manual is open: a chapter's index, a section, and the leaf's number of all."""

    chapter: int
    section: Section
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class ManualView:
    """Chapters left; the section's title, the sizes of text, and what its keys say."""

    header: HeaderView
    chapters: tuple[ChapterRowView, ...]
    title: str
    smaller: TextSizeView
    larger: TextSizeView
    show: ButtonView | None
    following: ButtonView


class ManualPresenter:
    """The source in the language in force, and the page around a leaf of it."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self.place = Place()
        self._manners = Manners()
        self._read: tuple[object, Manual] | None = None
        self._asked: Moment | None = None

    def manual(self) -> Manual:
        """The manual as this home reads it."""
        key = (i18n.style().tag, self.place)
        if self._read is None or self._read[0] != key:
            self._read = key, manual(i18n.style().tag, facts(self.place))
        return self._read[1]

    def present(self, snapshot: Snapshot, now: Moment, at: At) -> ManualView:
        """The page at that moment."""
        self._manners = snapshot.preferences.manners
        book = self.manual()
        subtitle = words("manual.page_of", number=i18n.whole(at.number), all=i18n.whole(at.count))
        if book.language != i18n.style().tag:
            subtitle = words("manual.other_language", page=subtitle)
        percent = self._manners.text_percent
        is_last = at.number == at.count
        return ManualView(
            header(snapshot, now, words("manual.title"), subtitle=subtitle, has_back=True, is_demo=self._is_demo),
            tuple(
                ChapterRowView(str(index + 1), chapter.title, index == at.chapter)
                for index, chapter in enumerate(book.chapters)
            ),
            at.section.title,
            TextSizeView(words("manual.letter"), False, percent > PERCENTS[0], words("manual.smaller")),
            TextSizeView(words("manual.letter"), True, percent < PERCENTS[-1], words("manual.larger")),
            self._show(snapshot, now, at.section.show),
            ButtonView(words("manual.first" if is_last else "manual.next"), ButtonKind.PRIMARY),
        )

    def resize(self, step: int) -> SetManners:
        """Text one size larger, or with -1 smaller, on the whole display."""
        sizes = sorted({*PERCENTS, self._manners.text_percent})
        at = sizes.index(self._manners.text_percent) + step
        return SetManners(replace(self._manners, text_percent=sizes[max(0, min(at, len(sizes) - 1))]))

    def show(self, section: Section, now: Moment) -> tuple[Command | None, str | None]:
        """What the section's key does: ask for a rehearsal, or open the page that it is about."""
        if section.show == REHEARSAL:
            self._asked = now
            return Practise(REHEARSAL_MINUTES), None
        return None, section.show

    def _show(self, snapshot: Snapshot, now: Moment, what: str) -> ButtonView | None:
        if not what:
            return None
        if what != REHEARSAL:
            return ButtonView(words("manual.show_page", page=words(SHOWN[what])), icon="arrow-right")
        is_asked = self._asked is not None and now.seconds_since(self._asked) < _ASKED_S
        if is_asked and not any(event.is_test for event in snapshot.events.all):
            return ButtonView(words("event_list.practise_asked"), state=ButtonState.BUSY)
        return ButtonView(words("manual.rehearse"), icon="play")


def facts(place: Place) -> Mapping[str, str]:
    """What the installer wrote down, or a sentence in its place."""
    return {
        "phone": place.phone or words("manual.no_phone"),
        "utility": place.utility or words("manual.no_utility"),
        "warranty": place.warranty or words("manual.no_warranty"),
        "version": place.version or words("manual.no_version"),
    }
