"""The sheet that says why a number is what it is, over whichever page is open."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.views import WhySheetView
from ui.widgets.sheet import Sheet
from ui.widgets.why_sheet import WhySheet


class Explaining(QObject):
    """Opens and closes it, and knows whether somebody reads it."""

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.is_open = False
        self._why = WhySheet(name, theme, window)
        self._sheet = window.findChild(Sheet, name)
        self._why.closed.connect(self._closed)

    def show(self, view: WhySheetView) -> None:
        """Explain that."""
        self._why.show_view(view)
        self._why.open()
        self.is_open = True

    def stop(self) -> None:
        """Put it away."""
        if self.is_open and self._sheet is not None:
            self._sheet.close_sheet()
        self.is_open = False

    def _closed(self) -> None:
        self.is_open = False
