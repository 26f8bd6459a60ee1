"""A sheet that fixes an hour of history, and the pad on which its energy is typed."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.fix_hour import FixHourPresenter
from ui.presenters.history import HourToFix
from ui.screens.pad import PadSheet
from ui.theme import Theme
from ui.tokens import Touch
from ui.widgets.option_row import OptionRow
from ui.widgets.sheet import Sheet

_OPTIONS, _ROW_H, _GAP = 3, 82, 12


class FixHourSheet(QObject):
    """`asked` carries the command of what was decided."""

    asked = Signal(object)

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._presenter: FixHourPresenter | None = None
        self._sheet = Sheet(name, theme, window)
        self._options = [OptionRow(f"{name}.option{index}", theme, self._sheet.body) for index in range(_OPTIONS)]
        for index, row in enumerate(self._options):
            row.clicked.connect(lambda _checked=False, index=index: self._choose(index))
        self._pad = PadSheet(f"{name}.pad", theme, window)
        self._pad.typed.connect(self._type)
        self._pad.accepted.connect(self._accept_typed)
        self._sheet.least_body = _OPTIONS * Touch.MINIMUM + (_OPTIONS - 1) * Touch.GAP
        self._sheet.placed.connect(self._place)
        self._sheet.primary_chosen.connect(self._apply)
        self._sheet.secondary_chosen.connect(self.close_sheet)
        self._sheet.dismissed.connect(self.close_sheet)

    @property
    def is_open(self) -> bool:
        """Is a person deciding?"""
        return self._sheet.isVisible() or self._pad.is_open

    def open(self, hour: HourToFix, zone: str) -> None:
        """Slide in for that hour."""
        self._presenter = FixHourPresenter(hour, zone)
        self._show()
        self._sheet.open()

    def close_sheet(self) -> None:
        """Leave the hour as it is."""
        if self.is_open:
            self._pad.close_pad()
            self._sheet.window().setFocus()
            self._sheet.close_sheet()

    def _show(self) -> None:
        assert self._presenter is not None, "it was opened"
        view = self._presenter.view()
        self._sheet.show_view(view.sheet)
        for row, shown in zip(self._options, view.options, strict=True):
            if shown is not None:
                row.show_view(shown)
            row.setVisible(shown is not None)

    def _place(self) -> None:
        px, body = self._theme.layout.px, self._sheet.body
        gap = max(Touch.GAP, px(_GAP))
        height = min(max(Touch.MINIMUM, px(_ROW_H)), (body.height() - gap * (_OPTIONS - 1)) // _OPTIONS)
        for index, row in enumerate(self._options):
            row.setGeometry(0, index * (height + gap), body.width(), height)

    def _choose(self, index: int) -> None:
        assert self._presenter is not None, "it was opened"
        if self._presenter.choose(index):
            self._pad.show_view(self._presenter.pad())
            self._pad.open()
        self._show()

    def _type(self, sign: str) -> None:
        assert self._presenter is not None, "it was opened"
        self._pad.show_view(self._presenter.key(sign))

    def _accept_typed(self) -> None:
        assert self._presenter is not None, "it was opened"
        self._presenter.accept_typed()
        self._show()

    def _apply(self) -> None:
        assert self._presenter is not None, "it was opened"
        command = self._presenter.command()
        if command is not None:
            self.close_sheet()
            self.asked.emit(command)
