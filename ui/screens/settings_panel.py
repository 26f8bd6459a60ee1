"""A panel of the settings: its parts from above to below, in a column that a finger moves."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from ui.screens.scroll import scroll_area
from ui.screens.settings_rows import PartRow, row_for
from ui.theme import Theme
from ui.views.settings import Part

_GAP = 6


class SettingsPanel(QWidget):
    """Shows parts; `chosen` carries the name of one and an index, a step (-1, +1), 1 or 0 for on or off, or a day."""

    chosen = Signal(str, int)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setObjectName(name)
        self._area, self._column = scroll_area(self)
        self._rows: dict[str, PartRow] = {}
        self._parts: tuple[Part, ...] = ()

    def show_parts(self, parts: Sequence[Part], *, is_from_top: bool = False) -> None:
        """Show these from now on; with `is_from_top` the column begins at its head."""
        if is_from_top:
            self._area.verticalScrollBar().setValue(0)
        if tuple(parts) == self._parts:
            return
        self._parts = tuple(parts)
        kept = {part.name: type(part) for part in parts}
        for name in [name for name, row in self._rows.items() if kept.get(name) is not row.kind]:
            gone = self._rows.pop(name)
            gone.hide()
            gone.deleteLater()
        for part in parts:
            if part.name not in self._rows:
                row = row_for(part, self.theme, self._column)
                row.chosen.connect(lambda value, name=part.name: self.chosen.emit(name, value))
                row.show_part(part)
                row.setVisible(True)
                self._rows[part.name] = row
            self._rows[part.name].show_part(part)
        self.place()

    def place(self) -> None:
        """Lay the parts one below the other."""
        self._area.setGeometry(self.rect())
        y, gap = 0, self.theme.layout.px(_GAP)
        for part in self._parts:
            row = self._rows[part.name]
            height = row.natural_height(self.width())
            row.setGeometry(QRect(0, y, self.width(), height))
            y += height + gap
        self._column.resize(self.width(), max(1, y))

    def resizeEvent(self, _event: object) -> None:
        """Take the new width."""
        self.place()
