"""What all pages share: they present a snapshot, ask for commands, ask the store, open other pages, lie on one grid."""

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.panel import Panel
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.theme import Theme
from ui.tokens import Milliseconds
from ui.views import HeaderView, WhySheetView

_WIDTH, _LEFT, _HEADER, _HEIGHT = 904, 104, 56, 544


class Screen(QWidget):
    """A page to the right of the rail and below the header; `asked` carries a Command, `opened` a page's key.

    `wanted` carries a Question to the store; its answer comes to `answered`, later, on the Qt thread.
    """

    asked = Signal(object)
    wanted = Signal(object)
    opened = Signal(str)
    explained = Signal(object)
    changed = Signal()

    page: Page
    back: Page = Page.MORE
    home_after_ms: int = Milliseconds.TO_HOME

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName(self.page)

    @property
    def is_editing(self) -> bool:
        """Does a person fill something in here, so that time must not take the page away?"""
        return False

    @property
    def kept_ms(self) -> int:
        """How long nobody need touch it until it dims: as long as it is read, and longer while it is filled in."""
        return Milliseconds.TO_GLANCE if self.is_editing else self.home_after_ms

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment; the window shows the header."""
        raise NotImplementedError

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - subclasses use it
        """What a long press on the widget of that name explains; None when there is nothing true to say."""
        return None

    def held(self, name: str) -> bool:  # noqa: ARG002 - subclasses use it
        """A finger rests on the widget of that name: True if the page does something of its own about it."""
        return False

    def place(self) -> None:
        """Give every widget its rectangle."""
        raise NotImplementedError

    def entered(self) -> None:
        """The page was opened: ask the store for what it shows."""

    def lit_by(self, panel: Panel) -> None:
        """What gives the screen its light, for a page that tells of it."""

    def came_from(self, page: Page) -> None:
        """It is opened from that page."""

    def answered(self, question: Question, answer: Answer) -> None:
        """The store answered what `wanted` asked; the page is presented anew after it."""

    def about(self, of: str) -> None:
        """The page was opened for one thing among several: its key says `page/of`."""

    def holds(self, key: str) -> bool:  # noqa: ARG002 - subclasses use it
        """Must a person answer first, before the page of that key opens? Then this page opens it itself, later."""
        return False

    def up(self) -> bool:
        """The back key was pressed: go one level up within the page; False when it is to be left."""
        return False

    def swiped(self, step: int) -> bool:  # noqa: ARG002 - subclasses use it
        """A finger swept across (1: to what follows): True if the page turned within itself, else another one opens."""
        return False

    def dropped(self) -> None:
        """A finger went down over the page: what lies over it and asks for nothing but an answer is put away."""

    def left(self) -> None:
        """The page was left: what was begun and not accepted is forgotten."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Lay out for the new size."""
        self.place()

    def at(self, x: float, y: float, width: float, height: float) -> QRect:
        """A rectangle of the 1024x600 drawing on this page: across and down in proportion, itself as high as its type.

        Heights follow the type's scale, so that on a taller screen the extra height becomes distance.
        """
        return QRect(self.x_at(x), self.y_at(y), self.x_at(x + width) - self.x_at(x), self.theme.layout.px(height))

    def between(self, x: float, y: float, width: float, height: float) -> QRect:
        """The same, but its foot follows the screen's height: for charts and lists."""
        return QRect(
            self.x_at(x),
            self.y_at(y),
            self.x_at(x + width) - self.x_at(x),
            self.y_at(y + height) - self.y_at(y),
        )

    def x_at(self, x: float) -> int:
        """A column of the drawing."""
        layout = self.theme.layout
        return round(layout.content_x - layout.rail + (x - _LEFT) * layout.content_w / _WIDTH)

    def y_at(self, y: float) -> int:
        """A line of the drawing."""
        return round((y - _HEADER) * self.height() / _HEIGHT)
