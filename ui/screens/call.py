"""A sheet with a number to dial: there is no telephone in a kiosk."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.views import SheetView
from ui.views.comfort import CallView
from ui.widgets.call_body import CallBody
from ui.widgets.sheet import Sheet


class CallSheet(QObject):
    """Opens over the window with the number and the facts; its button closes it."""

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._sheet = Sheet(name, theme, window)
        self._body = CallBody(f"{name}.body", theme, self._sheet.body)
        self._sheet.placed.connect(lambda: self._body.setGeometry(self._sheet.body.rect()))
        for signal in (self._sheet.primary_chosen, self._sheet.dismissed):
            signal.connect(self.close_sheet)
        self._sheet.body.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._sheet.isVisible()

    def open(self, sheet: SheetView, call: CallView) -> None:
        """Slide in with this."""
        self._sheet.show_view(sheet)
        self._body.show_view(call)
        self._sheet.open()

    def close_sheet(self) -> None:
        """Leave at once."""
        if self.is_open:
            self._sheet.window().setFocus()
        self._sheet.close_sheet()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie as the sheet's body lies."""
        if watched is self._sheet.body and event.type() == QEvent.Type.Resize:
            self._body.setGeometry(self._sheet.body.rect())
        return False
