"""Rows of a list, one below the other, that a finger moves."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import ListRowView
from ui.widgets.list_row import ListRow

_ROW_H, _HALF = 68, 0.5


class RowList(QWidget):
    """Rows as wide as the list; `chosen` carries the index of the one that was tapped, if it opens anything."""

    chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self._name = theme, name
        self.setObjectName(name)
        self._area, self._column = scroll_area(self)
        self._rows: list[ListRow] = []
        self._views: tuple[ListRowView, ...] = ()

    def show_rows(self, views: Sequence[ListRowView]) -> None:
        """Show these from now on; another number of rows begins at the top."""
        if tuple(views) == self._views:
            return
        if len(views) != len(self._views):
            self._area.verticalScrollBar().setValue(0)
        self._views = tuple(views)
        while len(self._rows) > len(views):
            gone = self._rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._rows) < len(views):
            self._add()
        for row, view in zip(self._rows, views, strict=True):
            row.show_view(view)
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not view.has_chevron)
            row.setFocusPolicy(Qt.FocusPolicy.TabFocus if view.has_chevron else Qt.FocusPolicy.NoFocus)
        self.place()

    def place(self) -> None:
        """Give the rows their places in the list's width."""
        height = self.row_height()
        self._area.setGeometry(self.rect())
        for index, row in enumerate(self._rows):
            row.setGeometry(QRect(0, index * height, self.width(), height))
        self._column.resize(self.width(), len(self._rows) * height)

    def row_height(self) -> int:
        """68 at 1024x600, a finger's height at least; where there are more, the last one seen is half seen."""
        least = max(Touch.MINIMUM, self.theme.row(_ROW_H))
        whole = int(self.height() / least - _HALF)
        if len(self._rows) * least <= self.height() or whole < 1:
            return least
        return max(least, int(self.height() / (whole + _HALF)))

    def resizeEvent(self, _event: object) -> None:
        """Take the new width."""
        self.place()

    def _add(self) -> None:
        index = len(self._rows)
        row = ListRow(f"{self._name}{index}", self.theme, self._column)
        row.clicked.connect(lambda: self.chosen.emit(index))
        row.setVisible(True)
        self._rows.append(row)
