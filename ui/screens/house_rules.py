"""The rules that are seldom changed: programs one by one, limits, and what holds for the whole house."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.presenters.house_rules import HouseRulesView
from ui.screens.rule_rows import Row
from ui.screens.scroll import scroll_area
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import StepperView, ToggleView
from ui.views.comfort import SettingView
from ui.widgets.segmented import Segmented
from ui.widgets.setting import Setting
from ui.widgets.stepper import Stepper
from ui.widgets.toggle import Toggle

_PROGRAMS = ("critical_peak", "demand_bidding", "emergency", "custom")
_LIMITS = ("highest", "lowest", "ahead", "ahead_minutes", "load", "day", "easing")
_OF_SWITCHES = ("load", "day")
_GRID, _POLICY, _CLOCK, _GAP, _SEGMENT_W = 64, 92, 76, 24, 330
_POLICY_LEAST = 100
_HALF_LEAST, _STEPPER_W, _VALUE_LEAST = 300, 196, 84


class MoreRules(QWidget):
    """Two columns of programs, two of limits, and the house's own rules; a finger moves it where it is low."""

    program_toggled = Signal(int)
    limit_stepped = Signal(int, int)
    policy_chosen = Signal(int)
    clock_toggled = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._list, self._column = scroll_area(self)
        inner = self._column
        self._programs = [
            Row(f"{name}.program.{each}", theme, inner, Toggle(f"{name}.program.{each}.on", theme, inner))
            for each in _PROGRAMS
        ]
        self._limits = [
            Row(f"{name}.{each}", theme, inner, Stepper(f"{name}.{each}.value", theme, inner)) for each in _LIMITS
        ]
        self._policy_row = Setting(f"{name}.policy", theme, inner)
        self._policy = Segmented(f"{name}.policy.choice", theme, inner)
        self._clock = Row(f"{name}.clock", theme, inner, Toggle(f"{name}.clock.on", theme, inner))
        self._shown: tuple[str, ...] = ()
        self._connect()

    def _step(self, name: str, steps: int) -> None:
        self.limit_stepped.emit(self._shown.index(name), steps)

    def show_views(
        self,
        programs: tuple[tuple[SettingView, ToggleView], ...],
        limits: tuple[tuple[SettingView, StepperView], ...],
        house: HouseRulesView,
    ) -> None:
        """Show these; a load switch has but the limits of the house."""
        for index, row in enumerate(self._programs):
            row.show_views(programs[index] if programs else None)
        self._shown = _LIMITS if len(limits) == len(_LIMITS) else _OF_SWITCHES if limits else ()
        for name, limit in zip(_LIMITS, self._limits, strict=True):
            limit.show_views(limits[self._shown.index(name)] if name in self._shown else None)
        self._policy_row.show_view(house.policy_row)
        self._policy.show_view(house.policy)
        self._clock.show_views((house.clock_row, house.clock))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Take the whole column."""
        self._place()

    def _place(self) -> None:
        px, width = self.theme.layout.px, self.width()
        self._list.setGeometry(self.rect())
        gap, height, y = px(_GAP), max(Touch.MINIMUM + 4, px(_GRID)), 0
        half = (width - gap) // 2
        for index, program in enumerate(each for each in self._programs if not each.setting.isHidden()):
            line, column = divmod(index, 2)
            program.place(column * (half + gap), line * height, half, height)
            y = (line + 1) * height
        columns = 2 if half >= _HALF_LEAST else 1
        wide = half if columns == 2 else width
        stepper = max(px(_STEPPER_W), 2 * Touch.STEP + _VALUE_LEAST)
        limits = [each for each in self._limits if not each.setting.isHidden()]
        for index, limit in enumerate(limits):
            line, column = divmod(index, columns)
            limit.place(column * (half + gap), y + line * height, wide, height, stepper)
        y += -(-len(limits) // columns) * height
        segment = max(Touch.MINIMUM, px(60))
        wide = min(
            px(_SEGMENT_W), max(self._policy.sizeHint().width() if hasattr(self._policy, "view") else 0, px(300))
        )
        tall = max(segment + 8, px(_POLICY), _POLICY_LEAST)
        self._policy_row.setGeometry(0, y, width, tall)
        self._policy_row.control_width = wide + px(12)
        self._policy.setGeometry(width - wide, y + (tall - segment) // 2, wide, segment)
        y += tall
        clock = max(Touch.MINIMUM + 8, px(_CLOCK))
        self._clock.place(0, y, width, clock)
        self._column.resize(width, y + clock)

    def _connect(self) -> None:
        for index, program in enumerate(self._programs):
            program.control.clicked.connect(lambda _checked=False, index=index: self.program_toggled.emit(index))
        for name, limit in zip(_LIMITS, self._limits, strict=True):
            limit.control.decreased.connect(lambda name=name: self._step(name, -1))
            limit.control.increased.connect(lambda name=name: self._step(name, 1))
        self._policy.chosen.connect(self.policy_chosen)
        self._clock.control.clicked.connect(lambda _checked=False: self.clock_toggled.emit())
