"""The sheet of one device."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.i18n import words
from ui.theme import Theme
from ui.views import ButtonKind, ButtonView, SheetView
from ui.views.controls import DeviceFactsView
from ui.widgets.button import Button
from ui.widgets.device_facts import DeviceFacts
from ui.widgets.sheet import Sheet


class DeviceSheet(QObject):
    """Opens over the window; `checked` asks for a check, `named` for a name, `closed`: a person put it away."""

    checked = Signal()
    named = Signal()
    closed = Signal()

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._sheet = Sheet(name, theme, window)
        self._body = DeviceFacts(f"{name}.body", theme, self._sheet.body)
        self._name = Button(f"{name}.rename", theme, self._sheet)
        self._name.show_view(ButtonView(words("typing.name"), ButtonKind.OUTLINE))
        self._name.chosen.connect(self.named)
        self._theme = theme
        self._sheet.primary_chosen.connect(self.checked)
        for signal in (self._sheet.secondary_chosen, self._sheet.dismissed):
            signal.connect(self._put_away)
        self._sheet.body.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._sheet.isVisible()

    def show_view(self, view: tuple[SheetView, DeviceFactsView] | None) -> None:
        """Show this, opened if it was not; None: close."""
        if view is None:
            self.close_sheet()
            return
        self._sheet.show_view(view[0])
        self._body.show_view(view[1])
        if not self.is_open:
            self._sheet.open()
        self._lie()

    def close_sheet(self) -> None:
        """Leave at once."""
        if self.is_open:
            self._sheet.window().setFocus()
        self._sheet.close_sheet()

    def _put_away(self) -> None:
        self.close_sheet()
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie as the sheet's body lies."""
        if watched is self._sheet.body and event.type() == QEvent.Type.Resize:
            self._lie()
        return False

    def _lie(self) -> None:
        self._body.setGeometry(self._sheet.body.rect())
        area, size, px = self._sheet.surface().toRect(), self._name.sizeHint(), self._theme.layout.px
        self._name.setGeometry(area.right() - px(32) - size.width(), area.top() + px(16), size.width(), size.height())
