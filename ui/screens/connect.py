"""Connect: the label's address and install code on a pad, then stages left and advice right; it covers the window."""

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Command
from hemsapp.snapshot import Snapshot
from ui.presenters.connect import CODE_GROUPS, ConnectPresenter, FormView
from ui.presenters.frame import Page
from ui.presenters.join_progress import ProgressView
from ui.screens.base import Screen
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import CodeGridView, CodeGroupView, HeaderView
from ui.widgets.advice_card import AdviceCard
from ui.widgets.button import Button
from ui.widgets.code_grid import CodeGrid
from ui.widgets.hex_pad import HexPad
from ui.widgets.notice_card import NoticeCard
from ui.widgets.stage_list import StageList
from ui.widgets.wizard_bar import WizardBar

_BLANK = CodeGridView(tuple(CodeGroupView(str(index + 1), "") for index in range(CODE_GROUPS)))
_BAR, _GROUP_H, _GAP = 72, 78, 10


class ConnectScreen(Screen):
    """Covers rail and header until the device is in, or a person leaves."""

    page = Page.CONNECT

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:  # noqa: ARG002 - no chip here
        super().__init__(theme, parent)
        self.presenter = ConnectPresenter()
        self._bar = WizardBar("connect.bar", theme, self)
        self._grid = CodeGrid("connect.code", theme, self)
        self._hint = NoticeCard("connect.hint", theme, self)
        self._where = Button("connect.where", theme, self)
        self._pad = HexPad("connect.keys", theme, self)
        self._stages = StageList("connect.stages", theme, self)
        self._card = AdviceCard("connect.card", theme, self)
        self._form: tuple[QWidget, ...] = (self._grid, self._hint, self._where, self._pad)
        self._progress: tuple[QWidget, ...] = (self._stages, self._card)
        self._rows = 1
        self._connect()

    @property
    def is_editing(self) -> bool:
        """A label that is being typed, or a device that is waited for, keeps the page."""
        return self.presenter.is_editing

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._bar.show_view(view.bar)
        if view.form is not None:
            self._show_form(view.form)
        if view.progress is not None:
            self._show_progress(view.progress)
        for part in self._form:
            part.setVisible(view.form is not None)
        for part in self._progress:
            part.setVisible(view.progress is not None)
        return view.header

    def left(self) -> None:
        """The label is forgotten, by the widgets too."""
        self.presenter.left()
        self._grid.show_view(_BLANK)

    def place(self) -> None:
        """The drawing covers the whole window, so its proportions do too."""
        px, foot = self.theme.layout.px, self._y(578)
        self._bar.setGeometry(0, 0, self.width(), px(_BAR))
        self._pad.setGeometry(self._box(620, 92, 1000, 578))
        height = max(Touch.MINIMUM, px(64))
        where = self._where.sizeHint().width()
        self._where.setGeometry(self._x(24), foot - height, where, height)
        top, gap = self._y(92), px(_GAP)
        room = foot - height - gap - top
        hint = px(104)
        rows = min(self._rows * px(_GROUP_H) + (self._rows - 1) * gap, room - hint - gap)
        left, width = self._x(24), self._x(592) - self._x(24)
        self._grid.setGeometry(left, top, width, rows)
        self._hint.setGeometry(left, top + rows + px(16), width, min(hint, room - rows - px(16)))
        self._stages.setGeometry(self._box(36, 96, 372, 560))
        self._card.setGeometry(self._box(384, 92, 992, 580))

    def _show_form(self, form: FormView) -> None:
        rows = len(form.grid.groups) // form.grid.columns
        self._grid.show_view(form.grid)
        self._hint.show_view(form.hint)
        self._where.show_view(form.where)
        self._pad.show_view(form.pad)
        if rows != self._rows:
            self._rows = rows
            self.place()

    def _show_progress(self, progress: ProgressView) -> None:
        self._grid.show_view(_BLANK)
        self._stages.show_view(progress.stages)
        self._card.show_view(progress.card)

    def _x(self, x: float) -> int:
        return round(x * self.width() / 1024)

    def _y(self, y: float) -> int:
        """A line of the drawing; the bar keeps its own height."""
        bar = self.theme.layout.px(_BAR)
        return round(bar + (y - _BAR) * (self.height() - bar) / (600 - _BAR))

    def _box(self, left: float, top: float, right: float, bottom: float) -> QRect:
        x, y = self._x(left), self._y(top)
        return QRect(x, y, self._x(right) - x, self._y(bottom) - y)

    def _connect(self) -> None:
        presenter = self.presenter
        self._grid.group_chosen.connect(lambda group: self._did(presenter.choose, group))
        self._hint.primary_chosen.connect(lambda: self._did(presenter.press_hint))
        self._where.chosen.connect(lambda: self._did(presenter.press_where))
        self._pad.typed.connect(lambda sign: self._did(presenter.key, sign))
        self._pad.erased.connect(lambda: self._did(presenter.key, ""))
        self._pad.went_back.connect(lambda: self._did(presenter.go_back))
        self._pad.accepted.connect(lambda: self._ask(presenter.accept()))
        self._bar.closed.connect(lambda: self._ask(*presenter.close()))
        self._card.primary_chosen.connect(lambda: self._ask(*presenter.press_primary()))
        self._card.secondary_chosen.connect(lambda: self._ask(*presenter.press_secondary()))

    def _did(self, gesture: Callable[..., None], *arguments: object) -> None:
        gesture(*arguments)
        self.changed.emit()

    def _ask(self, command: Command | None, page: Page | None = None) -> None:
        if command is not None:
            self.asked.emit(command)
        self.changed.emit()
        if page is not None:
            self.opened.emit(page)
