"""The sheet with every step of an event's receipt chain."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.views import ListRowView, SheetView
from ui.widgets.sheet import Sheet

_TOP = 72


class ChainSheet(QObject):
    """A row for each link, in a column that a finger moves."""

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._sheet = Sheet(name, theme, window)
        self._sheet.top = _TOP
        self._rows = RowList(f"{name}.link", theme, self._sheet.body)
        self._sheet.placed.connect(self._place)
        for signal in (self._sheet.primary_chosen, self._sheet.dismissed):
            signal.connect(self.close_sheet)

    @property
    def is_open(self) -> bool:
        """Does a person read it?"""
        return self._sheet.isVisible()

    def show_view(self, head: SheetView, rows: Sequence[ListRowView]) -> None:
        """Show that, open or not."""
        self._sheet.show_view(head)
        self._rows.show_rows(rows)

    def open(self) -> None:
        """Slide in."""
        self._sheet.open()

    def close_sheet(self) -> None:
        """Back to the page."""
        if self.is_open:
            self._sheet.window().setFocus()
            self._sheet.close_sheet()

    def _place(self) -> None:
        self._rows.setGeometry(self._sheet.body.rect())
        self._rows.place()
