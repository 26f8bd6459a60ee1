"""Your data: places at the left, what can be written and read there at the right, long work at the foot."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.presenters.data import ActionRow, DataPresenter, DataView
from ui.presenters.frame import Page
from ui.presenters.work import put_away
from ui.screens.base import Screen
from ui.screens.label import Label, heights_within
from ui.screens.meter_change import MeterChangeSheets
from ui.screens.scroll import scroll_area
from ui.screens.text_sheet import TextSheet
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, OptionRowView, Tone
from ui.widgets.button import Button
from ui.widgets.fitting import in_step
from ui.widgets.option_row import OptionRow
from ui.widgets.setting import Setting
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper
from ui.widgets.work_card import WorkCard

_MOST_PLACES, _PLACE_H, _ROW_H, _LEFT_END, _RIGHT = 4, 72, 76, 424, 464


class DataScreen(Screen):
    """Export, import, backup, restore, retention, a changed meter (X-STANDARD-DATA, users.md 14, 25)."""

    page = Page.DATA

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = DataPresenter(is_demo=is_demo)
        self._where = Label("data.where", theme, self, Type.SMALL)
        self._place_list, self._place_column = scroll_area(self)
        self._places = [OptionRow(f"data.place{index}", theme, self._place_column) for index in range(_MOST_PLACES)]
        self._none = Label("data.no_places", theme, self, Type.SMALL, Tone.INK)
        self._list, self._column = scroll_area(self)
        self._rows: list[tuple[Setting, Button]] = []
        self._kept_label = Label("data.kept_label", theme, self, Type.SMALL)
        self._kept = Stepper("data.kept", theme, self)
        self._kept_note = Label("data.kept_note", theme, self, Type.SMALL)
        self._meter = Button("data.meter", theme, self)
        self._work = WorkCard("data.work", theme, self)
        self._work.hide()
        self._sheet = Sheet("data.confirm", theme, parent)
        self._sheet.top = 360
        self._words = TextSheet("data.words", theme, parent)
        self._change = MeterChangeSheets("data.meter_change", theme, parent)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is something to be confirmed, or a read typed?"""
        return self._sheet.isVisible() or self._change.is_open or self._words.is_open

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment, and look where files can go."""
        view = self.presenter.present(snapshot, now)
        self._where.show_view(view.places_label)
        self._show_places(view.places, view.no_places)
        self._show_rows(view.rows)
        self._kept_label.show_view(view.kept_label)
        self._kept.show_view(view.kept)
        self._kept_note.show_view(view.kept_note)
        self._meter.show_view(view.meter)
        if view.work is not None:
            self._work.show_view(view.work)
        self._work.setVisible(view.work is not None)
        self._show_confirm(view)
        self.place()
        for question in self.presenter.wants(now):
            self.wanted.emit(question)
        return view.header

    def answered(self, question: Question, answer: Answer) -> None:  # noqa: ARG002 - there is one question
        """The places came."""
        self.presenter.answered(answer)

    def dropped(self) -> None:
        """A finger drew what lies over the page down."""
        self._words.close_sheet()
        self._cancel()
        self._change.close_sheet()

    def left(self) -> None:
        """A sheet does not outlive its page."""
        self.dropped()

    def place(self) -> None:
        """Two columns over the foot, where work shows how far it is."""
        px = self.theme.layout.px
        left, end, right = self.x_at(104), self.x_at(_LEFT_END), self.x_at(1008)
        foot = self.height() - px(12)
        if not self._work.isHidden():
            height = self._work.sizeHint().height()
            self._work.setGeometry(left, foot - height, right - left, height)
            foot -= height + px(12)
        high = max(px(28), *heights_within((self._where,), end - left, px(60)))
        self._where.setGeometry(left, px(4), end - left, high)
        top = px(6) + high
        self._none.setGeometry(left, top, end - left, px(144))
        self._place_foot(QRect(left, 0, end - left, foot))
        self._place_places(QRect(left, top, end - left, self._kept_label.y() - px(8) - top))
        x = self.x_at(_RIGHT)
        self._list.setGeometry(x, px(6), right - x, foot - px(6))
        self._place_rows()

    def _place_places(self, area: QRect) -> None:
        """Places below one another; more than have room are moved by a finger."""
        self._place_list.setGeometry(area)
        high = max(Touch.MINIMUM, self.theme.row(_PLACE_H))
        shown = [row for row in self._places if not row.isHidden()]
        for index, row in enumerate(shown):
            row.setGeometry(0, index * (high + Touch.GAP), area.width(), high)
        self._place_column.resize(area.width(), max(1, len(shown) * (high + Touch.GAP)))

    def _place_foot(self, area: QRect) -> None:
        """How long readings are kept, and the changed meter, from the foot up."""
        px, key = self.theme.layout.px, max(Touch.MINIMUM, self.theme.layout.px(56))
        y = area.bottom() + 1 - key
        self._meter.setGeometry(area.left(), y, area.width(), key)
        label, note = heights_within((self._kept_label, self._kept_note), area.width(), px(132))
        for part, height in (
            (self._kept_note, max(note, px(48))),
            (self._kept, key),
            (self._kept_label, max(label, px(28))),
        ):
            y -= height + (px(16) if part is self._kept_note else px(2))
            part.setGeometry(area.left(), y, area.width(), height)

    def _place_rows(self) -> None:
        height, width = max(Touch.MINIMUM + 4, self.theme.row(_ROW_H)), self._list.width()
        gap = self.theme.layout.px(12)
        for index, (setting, button) in enumerate(self._rows):
            wide = max(self.theme.layout.px(132), button.sizeHint().width())
            setting.control_width = wide + gap
            setting.setGeometry(0, index * height, width, height)
            button.setGeometry(width - wide, index * height + (height - Touch.BUTTON) // 2, wide, Touch.BUTTON)
        self._column.resize(width, len(self._rows) * height)

    def _show_places(self, places: tuple[OptionRowView, ...], none: str) -> None:
        for index, row in enumerate(self._places):
            if index < len(places):
                row.show_view(places[index])
            row.setVisible(index < len(places))
        self._none.show_view(none)
        self._none.setVisible(bool(none))

    def _show_rows(self, rows: tuple[ActionRow, ...]) -> None:
        while len(self._rows) > len(rows):
            for part in self._rows.pop():
                part.hide()
                part.deleteLater()
        while len(self._rows) < len(rows):
            index = len(self._rows)
            setting = Setting(f"data.row{index}", self.theme, self._column)
            button = Button(f"data.row{index}.button", self.theme, self._column)
            button.chosen.connect(lambda index=index: self._press(index))
            for part in (setting, button):
                part.setVisible(True)
            self._rows.append((setting, button))
        in_step([setting for setting, _ in self._rows])
        in_step([button for _, button in self._rows])
        for (setting, button), row in zip(self._rows, rows, strict=True):
            setting.show_view(row.setting)
            button.show_view(row.button)

    def _show_confirm(self, view: DataView) -> None:
        if view.confirm is not None:
            self._sheet.show_view(view.confirm)
            if not self._sheet.isVisible():
                self._sheet.open()
        elif self._sheet.isVisible():
            self._sheet.close_sheet()

    def _connect(self) -> None:
        for index, row in enumerate(self._places):
            row.clicked.connect(lambda _checked=False, index=index: self._choose_place(index))
        self._kept.decreased.connect(lambda: self.asked.emit(self.presenter.step(-1)))
        self._kept.increased.connect(lambda: self.asked.emit(self.presenter.step(1)))
        self._meter.chosen.connect(self._change.open)
        self._change.asked.connect(self.asked)
        self._work.pressed.connect(lambda: self.asked.emit(put_away()))
        self._words.accepted.connect(self._typed)
        self._words.cancelled.connect(self._not_typed)
        self._sheet.primary_chosen.connect(self._confirm)
        self._sheet.secondary_chosen.connect(self._cancel)
        self._sheet.dismissed.connect(self._cancel)

    def _choose_place(self, index: int) -> None:
        self.presenter.choose_place(index)
        self.changed.emit()

    def _press(self, index: int) -> None:
        command = self.presenter.press(index)
        if command is not None:
            self.asked.emit(command)
        typing = self.presenter.typing
        if typing is not None:
            self._words.open(typing)
        self.changed.emit()

    def _typed(self, passphrase: str) -> None:
        command = self.presenter.typed(passphrase)
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _not_typed(self) -> None:
        self.presenter.cancel()
        self.changed.emit()

    def _confirm(self) -> None:
        command = self.presenter.confirm()
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()

    def _cancel(self) -> None:
        if self.presenter.is_confirming:
            self.presenter.cancel()
            self._sheet.window().setFocus()
            self.changed.emit()
