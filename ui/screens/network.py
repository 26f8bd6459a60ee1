"""The home network: a verdict, a check, a row for each device, and each device in a sheet."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.snapshot import Snapshot
from ui.paint import text
from ui.presenters.frame import Page
from ui.presenters.network import NetworkPresenter
from ui.screens.base import Screen
from ui.screens.device_sheet import DeviceSheet
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.scroll import scroll_area
from ui.screens.text_sheet import TextSheet
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.tokens import Screen as Size
from ui.views import HeaderView, Tone
from ui.views.controls import DeviceRowView
from ui.widgets.button import Button
from ui.widgets.device_row import DeviceRow

_ROW_H, _LARGER_ROW_H, _LIST_Y, _FOOT, _MOST, _CHECK_W = 82, 104, 158, 590, 0.5, 190


class NetworkScreen(Screen):
    """How the dongle stands, which devices there are, how well each answers, and one of them in a sheet."""

    page = Page.NETWORK

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = NetworkPresenter(is_demo=is_demo)
        self._mark = Mark("network.mark", theme, self)
        self._verdict = Label("network.verdict", theme, self, Type.TITLE, Tone.INK)
        self._body = Label("network.body", theme, self, Type.SMALL)
        self._contact = Label("network.contact", theme, self, Type.SMALL)
        self._check = Button("network.check", theme, self)
        self._add = Button("network.add", theme, self)
        self._list, self._column = scroll_area(self)
        self._rows: list[DeviceRow] = []
        self._sheet = DeviceSheet("network.sheet", theme, parent)
        self._sheet.accepted.connect(lambda: self._ask(self.presenter.press_primary()))
        self._sheet.dismissed.connect(self._look_away)
        self._sheet.closed.connect(self._go_back)
        self._sheet.more.connect(self._show_more)
        self._sheet.chosen.connect(lambda row: self._ask(*self.presenter.care(row)))
        self._text = TextSheet("network.name", theme, parent)
        self._sheet.named.connect(lambda: self._text.open(self.presenter.naming()))
        self._text.accepted.connect(lambda name: self.asked.emit(self.presenter.name_device(name)))
        self._check.chosen.connect(self._run_check)
        self._add.chosen.connect(lambda: self.opened.emit(Page.CONNECT))

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        look = self.theme.look
        self.presenter.is_narrow = look.screen is Size.SMALL or look.text_percent > 100
        view = self.presenter.present(snapshot, now)
        self._mark.show_view((view.icon, view.tone))
        self._verdict.show_view(view.verdict)
        self._body.show_view(view.body)
        self._check.show_view(view.check)
        self._add.setVisible(view.add is not None)
        if view.add is not None:
            self._add.show_view(view.add)
        self._contact.show_view(view.contact)
        self._show_rows(view.rows)
        self._sheet.show_view(view.sheet, view.cares, can_care=view.can_care)
        self._place_check()
        return view.header

    @property
    def is_editing(self) -> bool:
        """Does somebody read about one device?"""
        return self._sheet.is_open or self._text.is_open

    def left(self) -> None:
        """The device is put away."""
        self.presenter.look_away()
        self._text.close_sheet()
        self._sheet.close_sheet()

    def place(self) -> None:
        """The verdict above the list."""
        self._mark.setGeometry(self.at(104, 75, 56, 56))
        self._contact.setGeometry(self.at(104, 556, 904, 36))
        self._place_check()

    def _place_check(self) -> None:
        px, right = self.theme.layout.px, self.x_at(1008)
        for button in (self._add, self._check):
            if button.isHidden():
                continue
            width = button.sizeHint().width()
            if button is self._check:  # it says that it is at work in no narrower a word
                width = max(width, px(_CHECK_W) * self.theme.look.text_percent // 100)
            button.setGeometry(right - width, self.y_at(73), width, max(Touch.MINIMUM, px(60)))
            right -= width + px(18)
        self._place_verdict(self.x_at(178), right - px(8))

    def _place_verdict(self, left: int, right: int) -> None:
        """Verdict and sentence around the middle of the mark; a long sentence over all of the width; the list below."""
        px, room = self.theme.layout.px, right - left
        title, body = self._high(self._verdict, room), self._high(self._body, room)
        middle = self._mark.geometry().center().y()
        top = max(px(4), middle - (title + body) // 2)
        foot = self.y_at(_LIST_Y)
        if top + title + body <= foot:
            self._verdict.setGeometry(left, top, room, title)
            self._body.setGeometry(left, top + title, room, body)
        else:
            top = max(px(4), middle - title // 2)
            below = max(top + title, self._check.geometry().bottom()) + px(6)
            start, wide = self.x_at(104), self.x_at(1008) - self.x_at(104)
            foot = min(below + self._high(self._body, wide) + px(6), round(self.height() * _MOST))
            self._verdict.setGeometry(left, top, room, title)
            self._body.setGeometry(start, below, wide, foot - below)
        self._place_list(foot)

    def _high(self, label: Label, room: int) -> int:
        """How high a label is in that width."""
        words, theme = getattr(label, "view", ""), self.theme
        lines = len(text.wrap(theme, words, room, label.step)) if words else 0
        return round(lines * theme.font(label.step).pixelSize() * LINE_HEIGHT) + 2

    def _place_list(self, foot: int) -> None:
        end = (
            self.y_at(_FOOT) if not getattr(self._contact, "view", "") else self._contact.y() - self.theme.layout.px(4)
        )
        box = QRect(self.x_at(104), foot, self.x_at(1008) - self.x_at(104), end - foot)
        if self._list.geometry() != box:
            self._list.setGeometry(box)
            self._place_rows()

    def _show_rows(self, rows: tuple[DeviceRowView, ...]) -> None:
        while len(self._rows) > len(rows):
            gone = self._rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._rows) < len(rows):
            self._add_row()
        for row, view in zip(self._rows, rows, strict=True):
            row.show_view(view)
            row.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not view.has_chevron)
            row.setFocusPolicy(Qt.FocusPolicy.TabFocus if view.has_chevron else Qt.FocusPolicy.NoFocus)
        self._place_rows()

    def _add_row(self) -> None:
        index = len(self._rows)
        row = DeviceRow(f"network.device{index}", self.theme, self._column)
        row.clicked.connect(lambda: self._look_at(index))
        row.setVisible(True)
        self._rows.append(row)

    def _place_rows(self) -> None:
        is_close = not all(row.is_wide(self._list.width()) for row in self._rows if hasattr(row, "view"))
        is_larger = self.theme.look.text_percent > 100
        height, width = self.theme.layout.px(_LARGER_ROW_H if is_larger else _ROW_H), self._list.width()
        self._column.resize(width, height * max(1, len(self._rows)))
        for index, row in enumerate(self._rows):
            row.setGeometry(0, index * height, width, height)
            row.set_close(is_close=is_close)

    def _look_at(self, index: int) -> None:
        if index == len(self._rows) - 1:  # our own radio, the root of the network
            self.opened.emit(Page.MAP)
            return
        self.presenter.look_at(index)
        self.changed.emit()

    def _look_away(self) -> None:
        self.presenter.look_away()
        self.changed.emit()

    def _go_back(self) -> None:
        if self.presenter.press_secondary():
            self._look_away()
        self.changed.emit()

    def _show_more(self) -> None:
        self.presenter.show_more()
        self.changed.emit()

    def _ask(self, command: Command | None, page: str | None = None) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()
        if page is not None:
            self.opened.emit(page)

    def _run_check(self) -> None:
        self.asked.emit(self.presenter.check())
        self.changed.emit()
