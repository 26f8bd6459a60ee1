"""Event rules: devices left, the chosen one's plan right, what it means in words at the foot."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.rules import RulesPresenter, RulesView, rules_back
from ui.screens.base import Screen
from ui.screens.house_rules import MoreRules
from ui.screens.label import Label
from ui.screens.rooms import RoomColumn
from ui.screens.rule_rows import Row
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.fitting import in_step
from ui.widgets.level_cell import LevelCell
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Sentence
from ui.widgets.sheet import Sheet
from ui.widgets.stepper import Stepper
from ui.widgets.toggle import Toggle

_LIST_X, _LIST_W, _RIGHT_X, _RIGHT_W = 104, 220, 344, 664
_ROW, _HEADING, _TABLE = 76, 34, 106
_LEAST_ROW, _LEAST_TABLE, _CARD = 58, 70, 84
LOW_SHEET = 390


class RulesScreen(Screen):
    """What is changed is kept until it is saved; leaving with changes asks first."""

    page = Page.RULES

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = RulesPresenter(is_demo=is_demo)
        self._devices = RoomColumn("rules.device", theme, self, _CARD)
        self._part = Row("rules.part", theme, self, Toggle("rules.part.on", theme, self))
        self._critical = Row("rules.critical", theme, self, Stepper("rules.critical.offset", theme, self))
        self._emergency = Row("rules.emergency", theme, self, Stepper("rules.emergency.offset", theme, self))
        self._label = Label("rules.response_label", theme, self, Type.SMALL_STRONG, Tone.INK)
        self._label.is_centred = True
        self._response = Segmented("rules.response", theme, self)
        self._cells = [LevelCell(f"rules.{name}", theme, self) for name in ("low", "normal", "high", "critical_price")]
        self._more_rules = MoreRules("rules", theme, self)
        self._words = Sentence("rules.words", theme, self, Type.SMALL)
        self._more = Button("rules.more", theme, self)
        self._rehearse = Button("rules.rehearse", theme, self)
        self._save = Button("rules.save", theme, self)
        in_step((self._part.setting, self._critical.setting, self._emergency.setting))
        self._leave = Sheet("rules.leave", theme, parent)
        self._leave.top = LOW_SHEET
        self._level = Sheet("rules.level", theme, parent)
        self._level.top = LOW_SHEET - 100
        self._level_step = Stepper("rules.level.offset", theme, self._level.body)
        self._next_key = ""
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is something changed that is not saved?"""
        return self.presenter.is_editing or self._leave.isVisible() or self._level.isVisible()

    def about(self, of: str) -> None:
        """The rules of that device; back leads to its room."""
        self.presenter.choose_device(of)
        self.back = rules_back(of)

    def holds(self, key: str) -> bool:
        """With changes, ask whether they are to be saved."""
        if not self.presenter.is_editing:
            return False
        self._next_key = key
        self._leave.show_view(self.presenter.leave_sheet())
        self._leave.open()
        return True

    def left(self) -> None:
        """Close what lay over the page; back leads to More again."""
        self._leave.close_sheet()
        self._level.close_sheet()
        self.presenter.discard()
        self.back = Page.MORE

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._devices.show_views(view.devices)
        self._show_plan(view)
        self._more_rules.show_views(view.programs, view.limits, view.house)
        self._more_rules.setVisible(view.is_more or not view.cells)
        self._words.show_view(view.words)
        self._more.show_view(view.more)
        self._more.setVisible(bool(view.cells))
        self._rehearse.show_view(view.rehearse)
        self._save.show_view(view.save)
        if self._level.isVisible():
            self._show_level()
        self.place()
        return view.header

    def place(self) -> None:
        """The drawing's columns; on a low page the rows come closer, and the heading gives way."""
        px = self.theme.layout.px
        button, margin = max(Touch.MINIMUM, px(60)), px(14)
        foot = self.height() - margin - button
        self._place_foot(foot, button)
        left, right = self.x_at(_LIST_X), self.x_at(_LIST_X + _LIST_W)
        top, bottom = px(8), foot - px(10)
        self._more.setGeometry(left, bottom - button, right - left, button)
        self._devices.setGeometry(left, top, right - left, bottom - button - px(10) - top)
        x, width = self.x_at(_RIGHT_X), self.x_at(_RIGHT_X + _RIGHT_W) - self.x_at(_RIGHT_X)
        self._place_plan(x, width, bottom)
        below = top if self._part.setting.isHidden() else self._part.setting.geometry().bottom() + px(8)
        self._more_rules.setGeometry(x, below, width, bottom - below)

    def _place_foot(self, foot: int, button: int) -> None:
        px, right = self.theme.layout.px, self.x_at(1008)
        for each in (self._save, self._rehearse):
            width = max(px(120), each.sizeHint().width())
            right -= width
            each.setGeometry(right, foot, width, button)
            right -= px(12)
        self._words.setGeometry(self.x_at(_LIST_X), foot, right - self.x_at(_LIST_X), button)

    def _place_plan(self, x: int, width: int, bottom: int) -> None:
        px = self.theme.layout.px
        top = px(4)
        segment = max(Touch.MINIMUM, px(60))
        gap = px(8)
        room = bottom - top
        least = 3 * max(Touch.MINIMUM, px(_LEAST_ROW)) + segment + max(64, px(_LEAST_TABLE)) + 2 * gap
        heading = px(_HEADING) if room - least >= px(24) else 0
        spare = max(0, room - least - heading)
        row = min(px(_ROW), max(Touch.MINIMUM, px(_LEAST_ROW)) + round(spare * 0.18))
        y = top
        for each in (self._part, self._critical, self._emergency):
            each.place(x, y, width, row)
            y += row
        self._label.setVisible(heading > 0 and not self._response.isHidden())
        self._label.setGeometry(x, y, width, heading)
        y += heading + (0 if heading else gap // 2)
        self._response.setGeometry(x, y, width, segment)
        y += segment + gap
        table = min(px(_TABLE) + px(20), bottom - y)
        for index, cell in enumerate(self._cells):
            left = x + round(index * width / 4)
            cell.setGeometry(left, y, x + round((index + 1) * width / 4) - left, table)

    def _show_plan(self, view: RulesView) -> None:
        is_plan = not view.is_more
        self._part.show_views(view.part if is_plan else None)
        for row, shown in ((self._critical, view.critical), (self._emergency, view.emergency)):
            row.show_views(shown if is_plan else None)
        self._label.show_view(view.response_label)
        self._label.setVisible(is_plan and view.response is not None)
        if view.response is not None:
            self._response.show_view(view.response)
        self._response.setVisible(is_plan and view.response is not None)
        for index, cell in enumerate(self._cells):
            if view.cells:
                cell.show_view(view.cells[index])
            cell.setVisible(is_plan and bool(view.cells))

    def _show_level(self) -> None:
        sheet, stepper = self.presenter.level_sheet()
        self._level.show_view(sheet)
        self._level_step.show_view(stepper)
        px, body = self.theme.layout.px, self._level.body.rect()
        width, height = px(360), max(Touch.MINIMUM, px(72))
        self._level_step.setGeometry((body.width() - width) // 2, px(24), width, height)

    def _connect(self) -> None:
        presenter = self.presenter
        self._devices.chosen.connect(lambda index: self._do(lambda: presenter.choose(index)))
        self._part.control.clicked.connect(lambda: self._do(presenter.toggle_part))
        for row, step in ((self._critical, presenter.step_critical), (self._emergency, presenter.step_emergency)):
            self._connect_stepper(row.control, step)
        self._response.chosen.connect(lambda index: self._do(lambda: presenter.respond(index)))
        for index, cell in enumerate(self._cells):
            cell.clicked.connect(lambda _checked=False, index=index: self._open_level(index))
        self._connect_stepper(self._level_step, presenter.step_level)
        for signal in (self._level.primary_chosen, self._level.dismissed):
            signal.connect(self._level.close_sheet)
        more = self._more_rules
        more.program_toggled.connect(lambda index: self._do(lambda: presenter.toggle_program(index)))
        more.limit_stepped.connect(lambda index, steps: self._do(lambda: presenter.step_limit(index, steps)))
        more.policy_chosen.connect(lambda index: self.asked.emit(presenter.choose_policy(index)))
        more.clock_toggled.connect(lambda: self.asked.emit(presenter.toggle_own_clock()))
        self._more.chosen.connect(lambda: self._do(presenter.toggle_more))
        self._rehearse.chosen.connect(lambda: self._do(lambda: self.asked.emit(presenter.practise())))
        self._save.chosen.connect(self._save_plans)
        self._leave.primary_chosen.connect(lambda: self._go_on(is_saved=True))
        self._leave.secondary_chosen.connect(lambda: self._go_on(is_saved=False))
        self._leave.dismissed.connect(self._leave.close_sheet)

    def _connect_stepper(self, stepper: Stepper, step: Callable[[int], None]) -> None:
        stepper.decreased.connect(lambda: self._do(lambda: step(-1)))
        stepper.increased.connect(lambda: self._do(lambda: step(1)))

    def _do(self, gesture: Callable[[], None]) -> None:
        gesture()
        self.changed.emit()

    def _open_level(self, index: int) -> None:
        self.presenter.open_level(index)
        self._show_level()
        self._level.open()
        self.changed.emit()

    def _save_plans(self) -> None:
        for command in self.presenter.save():
            self.asked.emit(command)
        self.changed.emit()

    def _go_on(self, *, is_saved: bool) -> None:
        self._leave.close_sheet()
        if is_saved:
            self._save_plans()
        self.presenter.discard()
        self.opened.emit(self._next_key)
