"""The top line of a page."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.paint import heading, text
from ui.theme import PERCENTS, Theme
from ui.tokens import Colour, Touch, Type
from ui.views import ButtonView, ChipView, HeaderView
from ui.widgets.back import Back, HelpKey
from ui.widgets.base import Painted
from ui.widgets.chip import Chip
from ui.widgets.link_status import LinkStatus
from ui.widgets.mail_badge import MailBadge

_CHIP_GAP = 10


class Header(Painted[HeaderView]):
    """Title left (after a way back on sub-pages); chips, link, mail, help and clock right."""

    back_pressed = Signal()
    link_opened = Signal()
    mail_opened = Signal()
    help_opened = Signal()
    read_pressed = Signal()
    chip_opened = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._back = Back(f"{name}.back", theme, self)
        self._back.clicked.connect(self.back_pressed)
        self._link = LinkStatus(f"{name}.link", theme, self)
        self._mail = MailBadge(f"{name}.mail", theme, self)
        self._help, self._read = (HelpKey(f"{name}.{key}", theme, self) for key in ("help", "read"))
        parts: tuple[QAbstractButton, ...] = (self._link, self._mail, self._help, self._read)
        signals = (self.link_opened, self.mail_opened, self.help_opened, self.read_pressed)
        for part, signal in zip(parts, signals, strict=True):
            part.clicked.connect(signal)
        self._chips: list[Chip] = []
        self._sized = theme

    def sentence(self) -> str:
        """Title and second title."""
        return " ".join(part for part in (self.view.title, self.view.subtitle) if part)

    def view_changed(self, before: HeaderView | None) -> None:
        """Show the parts theirs, and make room."""
        self._link.show_view(self.view.link)
        self._mail.show_view(self.view.mail)
        self._help.show_view(ButtonView("", icon="circle-help", sentence=self.view.help))
        self._read.show_view(ButtonView("", icon="volume-2", sentence=self.view.read))
        if before is None or before.chips != self.view.chips:
            self._show_chips(self.view.chips)
        self._place()

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the parts from the right."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint titles and clock."""
        theme, view = self._sized, self.view
        y = text.middle_baseline(theme, Type.PAGE_TITLE, box.center().y())
        x = float(theme.layout.px(40) if view.has_back else 0)
        if x + theme.metrics(Type.PAGE_TITLE).horizontalAdvance(view.title) > self._left:
            heading.draw_small(painter, theme, view.title, QRectF(x, box.top(), self._left - x, box.height()))
        else:
            text.draw_text(painter, theme, view.title, QPointF(x, y), Type.PAGE_TITLE, theme.colour(Colour.TEXT))
        if view.subtitle:
            x += theme.metrics(Type.PAGE_TITLE).horizontalAdvance(view.title) + theme.layout.px(12)
            if x + theme.metrics(Type.SMALL).horizontalAdvance(view.subtitle) < self._left:
                text.draw_text(painter, theme, view.subtitle, QPointF(x, y), Type.SMALL, theme.colour(Colour.TEXT2))
        text.draw_right(painter, theme, view.clock, QPointF(box.right(), y), Type.PAGE_TITLE, theme.colour(Colour.TEXT))

    def _largest(self, box: QRectF) -> int:  # noqa: ARG002 - its parts say what they need
        """What was found when the parts were placed."""
        return self._sized.look.text_percent

    def _show_chips(self, chips: tuple[ChipView, ...]) -> None:
        for over in self._chips[len(chips) :]:
            over.hide()
            over.deleteLater()
        del self._chips[len(chips) :]
        while len(self._chips) < len(chips):
            index = len(self._chips)
            chip = Chip(f"{self.objectName()}.chip{index}", self.theme, self)
            chip.clicked.connect(lambda _checked=False, index=index: self.chip_opened.emit(index))
            self._chips.append(chip)
        for chip, view in zip(self._chips, chips, strict=True):
            chip.show_view(view)
            chip.setVisible(True)

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        self._size()
        height, px = self.height(), self.theme.layout.px
        clock = self._sized.metrics(Type.PAGE_TITLE).horizontalAdvance(self.view.clock)
        self._back.setVisible(self.view.has_back)
        self._back.setGeometry(-px(16), 0, max(Touch.MINIMUM, height), height)
        mail = max(Touch.MINIMUM, height)
        right = self.width() - clock - px(3)
        self._help.setVisible(bool(self.view.help))
        self._read.setVisible(bool(self.view.read))
        for key in (each for each in (self._help, self._read, self._mail) if not each.isHidden()):
            key.setGeometry(round(right - mail), 0, mail, height)
            right -= mail
        right += px(2)
        for part in self._parts():
            size = part.sizeHint()
            right -= size.width() + (0 if part is self._link else px(_CHIP_GAP))
            part.setGeometry(round(right), 0, size.width(), height)
        self._left = right

    def _size(self) -> None:
        """Take the largest type in which title, chips, link, mail and clock have room; the calm link falls silent."""
        liked = self.theme.look.text_percent
        sizes = [(least, brief, each) for least in (120, 80) for brief in (False, True) for each in PERCENTS]
        for is_brief, percent in ((brief, each) for least, brief, each in sizes if least <= each <= liked):
            self._sized = self.theme.at(percent)
            for part in self._parts():
                part.theme = self._sized
            self._link.is_brief = is_brief
            if self._needed() <= self.width():
                break

    def _parts(self) -> list[LinkStatus | Chip]:
        """From the right."""
        return [self._link, *reversed(self._chips)]

    def _needed(self) -> float:
        px, metrics = self.theme.layout.px, self._sized.metrics(Type.PAGE_TITLE)
        words = metrics.horizontalAdvance(self.view.title) + metrics.horizontalAdvance(self.view.clock)
        parts = sum(part.sizeHint().width() for part in self._parts())
        gaps = px(40 if self.view.has_back else 0) + px(_CHIP_GAP) * (len(self._chips) + 1) + px(6)
        keys = 1 + bool(self.view.help) + bool(self.view.read)
        return words + parts + gaps + keys * max(Touch.MINIMUM, self.height())
