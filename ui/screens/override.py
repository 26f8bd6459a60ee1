"""The sheet by which a person steps out of an event."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.override import OverridePresenter, OverrideView
from ui.theme import Theme
from ui.tokens import Colour, Touch, Type
from ui.widgets.option_row import OptionRow
from ui.widgets.segmented import Segmented
from ui.widgets.sheet import Sheet

_OPTIONS, _ROW_H, _GAP, _PAD, _ROOMS_TOP, _CLEAR, _ROOMS = 3, 82, 8, 32, 16, 20, 0.38


class OverrideSheet(QObject):
    """Lies over its window; `asked` carries the command of what was applied."""

    asked = Signal(object)

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.presenter = OverridePresenter()
        self._theme = theme
        self._sheet = Sheet(name, theme, parent)
        self._rooms = Segmented(f"{name}.rooms", theme, self._sheet)
        self._options = [OptionRow(f"{name}.option{index}", theme, self._sheet.body) for index in range(_OPTIONS)]
        self._rooms.ground = Colour.BG
        self._rooms.chosen.connect(self._choose_room)
        for index, row in enumerate(self._options):
            row.clicked.connect(lambda _checked=False, index=index: self._choose(index))
        self._sheet.least_body = _OPTIONS * Touch.MINIMUM + (_OPTIONS - 1) * Touch.GAP
        self._sheet.placed.connect(self.place)
        self._sheet.primary_chosen.connect(self._apply)
        self._sheet.secondary_chosen.connect(self.close_sheet)
        self._sheet.dismissed.connect(self.close_sheet)
        self._now: tuple[Snapshot, Moment] | None = None

    @property
    def is_open(self) -> bool:
        """Is a person choosing?"""
        return self._sheet.isVisible()

    def open(self) -> None:
        """Slide in with the smallest step chosen, if there is a way out at all."""
        if self._now is None:
            return
        snapshot, now = self._now
        self.presenter.open(now)
        view = self.presenter.present(snapshot, now)
        if view is not None:
            self._show(view)
            self._sheet.open()

    def present(self, snapshot: Snapshot, now: Moment) -> None:
        """Show that moment, if it is open; close it when it is answered or over."""
        self._now = (snapshot, now)
        if not self.is_open:
            return
        view = self.presenter.present(snapshot, now)
        if view is None:
            self.close_sheet()
        else:
            self._show(view)

    def place(self) -> None:
        """Rooms at the right of the title, options below one another."""
        px, body = self._theme.layout.px, self._sheet.body
        gap = max(6, px(_GAP))
        height = min(px(_ROW_H), (body.height() - gap * (_OPTIONS - 1)) // _OPTIONS)
        for index, row in enumerate(self._options):
            row.setGeometry(0, index * (height + gap), body.width(), height)
        if not self._rooms.isHidden() and hasattr(self._rooms, "view"):
            self._place_rooms()

    def _place_rooms(self) -> None:
        px = self._theme.layout.px
        subtitle = self._theme.at(100).metrics(Type.SMALL).horizontalAdvance(self._sheet.view.subtitle)
        room = self._sheet.width() - px(2 * _PAD) - px(_CLEAR) - round(subtitle)
        width = min(self._rooms.sizeHint().width(), max(room, round(self._sheet.width() * _ROOMS)))
        self._sheet.give_words(1 - (width + px(_CLEAR)) / max(1, self._sheet.width()))
        top = round(self._sheet.surface().top()) + px(_ROOMS_TOP)
        self._rooms.setGeometry(self._sheet.width() - px(_PAD) - width, top, width, Touch.MINIMUM + 4)

    def close_sheet(self) -> None:
        """Keep saving."""
        if self.is_open:
            self._sheet.window().setFocus()
            self._sheet.close_sheet()

    def _show(self, view: OverrideView) -> None:
        self._sheet.show_view(view.sheet)
        if view.rooms is not None:
            self._rooms.show_view(view.rooms)
        self._rooms.setVisible(view.rooms is not None)
        if view.rooms is not None:
            self._place_rooms()
        for index, row in enumerate(self._options):
            if index < len(view.options):
                row.show_view(view.options[index])
            row.setVisible(index < len(view.options))

    def _again(self) -> None:
        if self._now is not None:
            self.present(*self._now)

    def _choose_room(self, index: int) -> None:
        self.presenter.choose_room(index)
        self._again()

    def _choose(self, index: int) -> None:
        self.presenter.choose(index)
        self._again()

    def _apply(self) -> None:
        command = self.presenter.apply()
        self._again()
        if command is not None:
            self.asked.emit(command)
