"""The page names at the left edge."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Type
from ui.views import RailItemView, RailView
from ui.widgets.base import Painted, Pressable
from ui.widgets.fitting import in_step

_ICON, _BAR, _ROWS, _LOWER = 26, 5, 7, 0.6


class RailItem(Pressable[RailItemView]):
    """An icon over a word; the selected one on surface with a bar of ink, inverted in high contrast."""

    ring_radius, most_percent = Radius.BAR, 120

    def sentence(self) -> str:
        """The word, and how much waits there."""
        return f"{self.view.word}, {self.view.badge}" if self.view.badge else self.view.word

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, bar, icon, word and badge."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_inverted = theme.is_contrast and (view.is_selected or self.isDown())
        if is_inverted:
            painter.fillRect(box, theme.colour(Colour.INK))
        elif view.is_selected or self.isDown():
            painter.fillRect(box, theme.colour(Colour.PRESSED if self.isDown() else Colour.SURFACE))
        if view.is_selected and not is_inverted:
            bar = QRectF(box.left() - 4, box.top() + px(14), _BAR + 4, box.height() - px(28))
            boxes.draw(painter, bar, 3, theme.colour(Colour.INK))
        is_bright = view.is_selected or view.key == "next"
        role = Colour.ON_INK if is_inverted else Colour.TEXT if is_bright else Colour.TEXT3
        colour, size = theme.colour(role), theme.layout.icon(_ICON)
        top = box.top() + (box.height() - px(58)) / 2 + px(2)
        spot = QPointF(round(box.center().x() - size / 2), round(top))
        painter.drawPixmap(spot, theme.icon(view.icon, colour, size))
        step = text.fitted(theme, view.word, box.width() - 4, (Type.RAIL, Type.BADGE))
        y = top + px(48) + (theme.font(step).pixelSize() - theme.at(100).font(step).pixelSize()) * _LOWER
        text.draw_centred(painter, theme, view.word, QPointF(box.center().x(), y), step, colour)
        if view.badge:
            draw_badge(painter, theme, view.badge, QPointF(box.center().x() + px(15), top + px(3)))

    def words_box(self, box: QRectF) -> QRectF:
        """Clear of the bar."""
        return box.adjusted(_BAR + 1, 0, -_BAR - 1, 0)


class Rail(Painted[RailView]):
    """Items of equal height from the top, at most as high as drawn; the last one at the foot, below a line."""

    chosen = Signal(str)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._items: list[RailItem] = []

    def view_changed(self, before: RailView | None) -> None:  # noqa: ARG002 - all items are compared anyway
        """Show every item its part."""
        keys = [item.view.key for item in self._items]
        if keys != [each.key for each in self.view.items]:
            self._build()
        for item, each in zip(self._items, self.view.items, strict=True):
            item.show_view(each)

    def sentence(self) -> str:
        """What the items are."""
        return i18n.words("kit.pages")

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the edge, and the line above the last item."""
        line = self.theme.colour(Colour.LINE)
        painter.fillRect(QRectF(box.right() - 1, box.top(), 1, box.height()), line)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Spread the items over the height."""
        self._place()

    def _build(self) -> None:
        for item in self._items:
            item.deleteLater()
        self._items = []
        for each in self.view.items:
            kind = _LastItem if each is self.view.items[-1] else RailItem
            made = kind(f"{self.objectName()}.{each.key}", self.theme, self)
            made.show_view(each)
            made.clicked.connect(lambda _checked=False, key=each.key: self.chosen.emit(key))
            made.setVisible(True)
            self._items.append(made)
        in_step(self._items)
        self._place()

    def _place(self) -> None:
        count = max(1, len(self._items))
        height = min(self.theme.layout.rail_item, self.height() / count)
        for index, item in enumerate(self._items):
            top = self.height() - height if index == count - 1 else height * index
            item.setGeometry(0, round(top), self.width() - 1, round(top + height) - round(top))


class _LastItem(RailItem):
    """Next: apart from the pages by a line."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the item and the line above it."""
        super().draw(painter, box)
        painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), self.theme.colour(Colour.LINE))


def draw_badge(painter: QPainter, theme: Theme, count: str, middle: QPointF) -> None:
    """A small number on a disc of ink, with a gap of ground around it."""
    theme = theme.at(100)  # its disc does not grow
    width = max(20.0, theme.metrics(Type.BADGE).horizontalAdvance(count) + 10)
    disc = QRectF(middle.x() - width / 2, middle.y() - 10, width, 20)
    boxes.draw(painter, disc.adjusted(-2, -2, 2, 2), 12, theme.colour(Colour.BG))
    boxes.draw(painter, disc, 10, theme.colour(Colour.INK))
    at = QPointF(middle.x(), text.middle_baseline(theme, Type.BADGE, middle.y()))
    text.draw_centred(painter, theme, count, at, Type.BADGE, theme.colour(Colour.ON_INK))
