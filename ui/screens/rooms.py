"""The column of rooms and devices at the left of a page."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch
from ui.views.comfort import RoomCardView
from ui.widgets.room_card import RoomCard

_GAP = 8


class RoomColumn(QWidget):
    """Cards one below the other, moved by a finger when they are many; `chosen` carries a place in the list."""

    chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget, row: int) -> None:
        super().__init__(parent)
        self.theme, self._name, self._row = theme, name, row
        self._list, self._column = scroll_area(self)
        self._cards: list[RoomCard] = []

    def show_views(self, views: Sequence[RoomCardView]) -> None:
        """Show these from now on."""
        is_changed = len(self._cards) != len(views)
        while len(self._cards) > len(views):
            self._cards.pop().deleteLater()
        while len(self._cards) < len(views):
            self._add()
        for card, view in zip(self._cards, views, strict=True):
            card.show_view(view)
        if is_changed:
            self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Take the whole column."""
        self._place()

    def _add(self) -> None:
        index = len(self._cards)
        card = RoomCard(f"{self._name}{index}", self.theme, self._column)
        card.clicked.connect(lambda: self.chosen.emit(index))
        card.setVisible(True)
        self._cards.append(card)

    def _place(self) -> None:
        """As high as drawn; when they would not fit, lower first, then under the finger."""
        self._list.setGeometry(self.rect())
        px, count = self.theme.layout.px, max(1, len(self._cards))
        gap = px(_GAP)
        room = (self.height() - gap * (count - 1)) // count
        height = min(px(self._row), max(room, Touch.MINIMUM, px(self._row * 0.72)))
        for index, card in enumerate(self._cards):
            card.setGeometry(0, index * (height + gap), self.width(), height)
        self._column.resize(self.width(), count * (height + gap) - gap)
