"""The wizard for a changed meter: two reads on a pad, then both once more."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.meter_change import MeterChangePresenter
from ui.screens.pad import PadSheet
from ui.theme import Theme
from ui.widgets.sheet import Sheet
from ui.widgets.why_sheet import WhyBody


class MeterChangeSheets(QObject):
    """`asked` carries the command once both reads were confirmed."""

    asked = Signal(object)

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._presenter = MeterChangePresenter()
        self._pad = PadSheet(f"{name}.pad", theme, window)
        self._sheet = Sheet(name, theme, window)
        self._body = WhyBody(f"{name}.body", theme, self._sheet.body)
        self._pad.typed.connect(lambda sign: self._pad.show_view(self._presenter.key(sign)))
        self._pad.accepted.connect(self._accept)
        self._sheet.placed.connect(lambda: self._body.setGeometry(self._sheet.body.rect()))
        self._sheet.primary_chosen.connect(self._join)
        self._sheet.secondary_chosen.connect(self.close_sheet)
        self._sheet.dismissed.connect(self.close_sheet)

    @property
    def is_open(self) -> bool:
        """Is a read typed or confirmed?"""
        return self._pad.is_open or self._sheet.isVisible()

    def open(self) -> None:
        """Begin with the old meter's last read."""
        self._presenter = MeterChangePresenter()
        self._pad.show_view(self._presenter.pad())
        self._pad.open()

    def close_sheet(self) -> None:
        """Nothing was changed."""
        if self.is_open:
            self._pad.close_pad()
            self._sheet.window().setFocus()
            self._sheet.close_sheet()

    def _accept(self) -> None:
        if self._presenter.accept_typed():
            self._pad.show_view(self._presenter.pad())
            self._pad.open()
            return
        view = self._presenter.confirm()
        self._sheet.show_view(view.sheet)
        self._body.show_view(view.rows)
        self._sheet.open()

    def _join(self) -> None:
        self.close_sheet()
        self.asked.emit(self._presenter.command())
