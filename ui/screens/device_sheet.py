"""The sheet of one device."""

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.i18n import words
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.views import ButtonKind, ButtonView, ListRowView, SheetView
from ui.views.controls import DeviceFactsView
from ui.widgets.button import Button
from ui.widgets.device_facts import DeviceFacts
from ui.widgets.sheet import Sheet


class DeviceSheet(QObject):
    """Opens over the window; `named` asks for a name, `more` for what can be done, `chosen` carries a row of that.

    `accepted` and `closed` are its two keys at the foot; `dismissed`: a person put it away.
    """

    accepted = Signal()
    named = Signal()
    more = Signal()
    chosen = Signal(int)
    closed = Signal()
    dismissed = Signal()

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._sheet = Sheet(name, theme, window)
        self._body = DeviceFacts(f"{name}.body", theme, self._sheet.body)
        self._name = Button(f"{name}.rename", theme, self._sheet)
        self._name.show_view(ButtonView(words("typing.name"), ButtonKind.OUTLINE))
        self._name.chosen.connect(self.named)
        self._more = Button(f"{name}.more", theme, self._sheet)
        self._more.show_view(ButtonView(words("network.more"), ButtonKind.OUTLINE))
        self._more.chosen.connect(self.more)
        self._rows = RowList(f"{name}.care", theme, self._sheet.body)
        self._rows.chosen.connect(self.chosen)
        self._theme = theme
        self._sheet.primary_chosen.connect(self.accepted)
        self._sheet.secondary_chosen.connect(self.closed)
        self._sheet.dismissed.connect(self._put_away)
        self._sheet.body.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Does it cover the page?"""
        return self._sheet.isVisible()

    def show_view(
        self, view: tuple[SheetView, DeviceFactsView] | None, rows: tuple[ListRowView, ...] = (), *, can_care: bool
    ) -> None:
        """Show this, opened if it was not; None: close. `rows` in place of the facts; `can_care`: there is more."""
        if view is None:
            self.close_sheet()
            return
        self._sheet.show_view(view[0])
        self._body.show_view(view[1])
        self._body.setVisible(not rows)
        self._rows.setVisible(bool(rows))
        self._rows.show_rows(rows)
        for key in (self._name, self._more):
            key.setVisible(can_care)
        self._sheet.give_words(0.62 if can_care else 1.0)
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
        self.dismissed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lie as the sheet's body lies."""
        if watched is self._sheet.body and event.type() == QEvent.Type.Resize:
            self._lie()
        return False

    def _lie(self) -> None:
        self._body.setGeometry(self._sheet.body.rect())
        self._rows.setGeometry(self._sheet.body.rect())
        area, px = self._sheet.surface().toRect(), self._theme.layout.px
        right = area.right() - px(32)
        for key in (self._more, self._name):
            size = key.sizeHint()
            key.setGeometry(right - size.width(), area.top() + px(16), size.width(), size.height())
            right -= size.width() + px(12)
