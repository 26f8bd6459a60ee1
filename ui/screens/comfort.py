"""Comfort: rooms at the left; the chosen one's gauge with its two keys, its rules, and what can be done."""

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.snapshot import Snapshot
from ui.presenters.comfort import ComfortPresenter, ComfortView
from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.dial import Dial
from ui.screens.label import Label
from ui.screens.mark import Mark
from ui.screens.rooms import RoomColumn
from ui.theme import Theme
from ui.tokens import Milliseconds, Touch, Type
from ui.views import HeaderView, Tone, WhySheetView
from ui.views.controls import ButtonView
from ui.widgets.button import Button
from ui.widgets.circle_button import CircleButton
from ui.widgets.rule_list import RuleList

_LIST_X, _LIST_W, _DETAIL_X, _DETAIL_W = 104, 272, 400, 608
_ROW, _GAP, _MARGIN = 100, 8, 16


class ComfortScreen(Screen):
    """Taps on the keys are collected for a second and a half, then asked for in one command."""

    page = Page.COMFORT
    back = Page.HOME

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = ComfortPresenter(is_demo=is_demo)
        self._rooms = RoomColumn("comfort.room", theme, self, _ROW)
        self._dial = Dial("comfort.dial", theme, self)
        self._less = CircleButton("comfort.less", theme, self)
        self._more = CircleButton("comfort.more", theme, self)
        self._rules = RuleList("comfort.rules", theme, self)
        names = ("why", "change", "hold", "programme", "part")
        self._buttons = {name: Button(f"comfort.{name}", theme, self) for name in names}
        self._mark = Mark("comfort.mark", theme, self)
        self._empty = Label("comfort.empty", theme, self, Type.BODY)
        self._add = Button("comfort.add", theme, self)
        self._taps = QTimer(self, interval=Milliseconds.COLLECT_TAPS, singleShot=True)
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Are taps on their way?"""
        return self._taps.isActive()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._rooms.show_views(view.rooms)
        self._dial.setVisible(view.dial is not None)
        if view.dial is not None:
            self._dial.show_view(view.dial)
        for key, shown in ((self._less, view.less), (self._more, view.more)):
            key.setVisible(shown is not None)
            if shown is not None:
                key.show_view(shown)
        self._rules.setVisible(bool(view.rules.rows))
        self._rules.show_view(view.rules)
        for name, button in self._buttons.items():
            _show(button, getattr(view, name))
        self._show_empty(view)
        self.place()
        return view.header

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - the page's contract
        """A long press on the gauge says why it stands there."""
        return self.presenter.why() if name.startswith("comfort.dial") else None

    def left(self) -> None:
        """Taps that were not sent yet are sent: the person saw the new number."""
        self._taps.stop()
        self._send()

    def place(self) -> None:
        """Rooms, gauge and keys above; the rules and the buttons from the foot upwards."""
        px, height = self.theme.layout.px, self.height()
        margin, gap, button = px(_MARGIN), px(_GAP), max(Touch.MINIMUM, px(60))
        left, right = self.x_at(_LIST_X), self.x_at(_LIST_X + _LIST_W)
        top = height
        for name in ("change", "why"):
            shown = self._buttons[name]
            if not shown.isHidden():
                top -= button + (margin if top == height else gap)
                shown.setGeometry(left, top, right - left, button)
        self._rooms.setGeometry(left, px(8), right - left, top - px(12) - px(8))
        self._place_detail(button)
        self._mark.setGeometry(self.at(524, 200, 64, 64))
        self._empty.setGeometry(self.at(254, 290, 604, 90))
        size = self._add.sizeHint()
        self._add.setGeometry(self.x_at(556) - size.width() // 2, self.y_at(390), size.width(), button)

    def _place_detail(self, button: int) -> None:
        px, height = self.theme.layout.px, self.height()
        left, right = self.x_at(_DETAIL_X), self.x_at(_DETAIL_X + _DETAIL_W)
        row = [self._buttons[n] for n in ("hold", "programme", "part") if not self._buttons[n].isHidden()]
        foot = height - px(_MARGIN)
        if row:
            foot -= button
            width = (right - left - px(12) * (len(row) - 1)) / len(row)
            for index, each in enumerate(row):
                x = round(left + index * (width + px(12)))
                each.setGeometry(x, foot, round(width), button)
            foot -= px(12)
        has_dial = not self._dial.isHidden()
        gauge = self._dial.natural_height(height) if has_dial else 0
        self._rules.setGeometry(left, px(8) + gauge, right - left, max(px(80), foot - gauge - px(8)))
        side = px(136)
        circle = QRect(0, 0, side, self._less.sizeHint().height())
        y = px(8) + round((gauge - circle.height()) * 0.56)
        middle = (left + right) // 2
        self._dial.setGeometry(middle - px(176), px(8), px(352), gauge - px(8))
        self._less.setGeometry(circle.translated(left + px(12), y))
        self._more.setGeometry(circle.translated(right - px(12) - side, y))

    def _show_empty(self, view: ComfortView) -> None:
        self._mark.show_view(("thermometer", Tone.QUIET))
        self._empty.show_view(view.empty)
        self._add.show_view(view.add)
        for part in (self._mark, self._empty, self._add):
            part.setVisible(bool(view.empty))

    def _connect(self) -> None:
        self._rooms.chosen.connect(self._choose)
        self._less.chosen.connect(lambda: self._step(-1))
        self._more.chosen.connect(lambda: self._step(1))
        for key in (self._less, self._more, self._buttons["part"]):
            key.explained.connect(lambda: self._explain(self.presenter.locked()))
        self._taps.timeout.connect(self._send)
        self._buttons["why"].chosen.connect(lambda: self._explain(self.presenter.why()))
        self._buttons["change"].chosen.connect(lambda: self.opened.emit(self.presenter.rules_key()))
        self._buttons["programme"].chosen.connect(lambda: self.opened.emit(self.presenter.programme_key()))
        self._buttons["hold"].chosen.connect(lambda: self._ask(self.presenter.hold()))
        self._buttons["part"].chosen.connect(lambda: self._ask(self.presenter.take_part()))
        self._add.chosen.connect(lambda: self.opened.emit(Page.CONNECT))

    def _choose(self, index: int) -> None:
        self._taps.stop()
        self._send()
        self.presenter.choose(index)
        self.changed.emit()

    def _step(self, degrees: int) -> None:
        self.presenter.step(degrees)
        self._taps.start()
        self.changed.emit()

    def _send(self) -> None:
        for command in self.presenter.collect():
            self.asked.emit(command)
        self.changed.emit()

    def _explain(self, view: WhySheetView | None) -> None:
        if view is not None:
            self.explained.emit(view)

    def _ask(self, command: Command | None) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()


def _show(button: Button, view: ButtonView | None) -> None:
    button.setVisible(view is not None)
    if view is not None:
        button.show_view(view)
