"""What assistive technology is told of painted widgets: role, state and actions; the name is the sentence."""

from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import isValid

from ui.widgets.arch import Arch
from ui.widgets.base import Painted, Pressable, Shown
from ui.widgets.code_grid import CodeGrid
from ui.widgets.day_cells import DayCells
from ui.widgets.event_band import EventBand
from ui.widgets.event_bar import EventBar
from ui.widgets.event_card import EventCard
from ui.widgets.header import Header
from ui.widgets.hex_pad import HexPad
from ui.widgets.history_chart import HistoryChart
from ui.widgets.ladder import Ladder
from ui.widgets.level_columns import LevelColumns
from ui.widgets.loop_diagram import LoopDiagram
from ui.widgets.mesh_map import MeshMap
from ui.widgets.notice_card import NoticeCard
from ui.widgets.number_pad import NumberPad
from ui.widgets.option_row import OptionRow
from ui.widgets.plan_card import PlanCard
from ui.widgets.price_ribbon import PriceRibbon
from ui.widgets.rail import Rail, RailItem
from ui.widgets.range_bar import RangeBar
from ui.widgets.room_card import RoomCard
from ui.widgets.segmented import Segment, Segmented
from ui.widgets.sheet import Sheet
from ui.widgets.spark import Spark
from ui.widgets.stepper import Stepper
from ui.widgets.theme_card import ThemeCard
from ui.widgets.tier_bar import TierBar
from ui.widgets.time_strip import TimeStrip
from ui.widgets.toast import Toast

Role = QAccessible.Role
ROLES: dict[type[QWidget], Role] = {
    **dict.fromkeys(
        (Arch, DayCells, EventBar, Ladder, LevelColumns, LoopDiagram, MeshMap, RangeBar, Spark), Role.Graphic
    ),
    TierBar: Role.Graphic,
    **dict.fromkeys((HistoryChart, PriceRibbon), Role.Chart),
    **dict.fromkeys((EventBand, EventCard, NoticeCard, PlanCard, Toast), Role.AlertMessage),
    **dict.fromkeys((CodeGrid, Header, HexPad, NumberPad, Segmented, TimeStrip), Role.Grouping),
    Rail: Role.PageTabList,
    RailItem: Role.PageTab,
    **dict.fromkeys((OptionRow, RoomCard, Segment, ThemeCard), Role.RadioButton),
    Sheet: Role.Dialog,
    Stepper: Role.SpinBox,
    Painted: Role.StaticText,
}
"""A role for each kind of widget, the nearest class counts; what can be pressed and is not here is a button."""

_PRESS, _LESS, _MORE = "Press", "Decrease", "Increase"
_kept: list[QAccessibleWidget] = []
_installed: list[object] = []
_SWEPT_AT = 256


def install() -> None:
    """Answer for the painted widgets of this process; once is enough, more does no harm."""
    if not _installed:
        _installed.append(_interface)
        QAccessible.installFactory(_interface)


def role_of(widget: QObject) -> Role | None:
    """What it is; None: Qt knows best (a button, a check box)."""
    kinds = type(widget).__mro__
    return next((ROLES[kind] for kind in kinds if kind in ROLES), None) if isinstance(widget, Shown) else None


class _Told(QAccessibleWidget):
    """One widget's role, state and actions; Qt does the rest from its name, place and children."""

    def __init__(self, widget: QWidget, role: Role) -> None:
        super().__init__(widget, role, "")

    def state(self) -> QAccessible.State:
        """Chosen or not, for what is one of several."""
        state: Any = super().state()
        view = getattr(self.object(), "view", None)
        chosen = getattr(view, "is_selected", getattr(view, "is_on", None))
        if isinstance(self.object(), Pressable) and chosen is not None:
            is_tab = self.role() == Role.PageTab
            state.checkable, state.checked = not is_tab, bool(chosen) and not is_tab
            state.selectable, state.selected = is_tab, bool(chosen) and is_tab
        if self.role() == Role.Dialog:
            state.modal = True
        return state  # type: ignore[no-any-return] # the stubs say Any

    def actionNames(self) -> list[str]:
        """What can be done with it."""
        widget = self.object()
        if not isinstance(widget, QWidget) or not widget.isEnabled():
            return []
        names = [_PRESS] if isinstance(widget, Pressable) else []
        if hasattr(widget, "stepped") or isinstance(widget, Stepper):
            names += [_MORE, _LESS]
        return [*names, "SetFocus"] if isinstance(widget, Shown) and widget.focusPolicy().value else names

    def doAction(self, name: str) -> None:
        """Do it, once whoever asks has got its answer: what is pressed may take this widget away."""
        widget = self.object()
        if name == _PRESS and isinstance(widget, Pressable):
            QTimer.singleShot(0, widget, widget.click)
        elif name in {_LESS, _MORE} and isinstance(widget, Stepper):
            signal = widget.increased if name == _MORE else widget.decreased
            QTimer.singleShot(0, widget, signal.emit)
        elif name in {_LESS, _MORE} and isinstance(widget, HistoryChart | PriceRibbon):
            step = 1 if name == _MORE else -1
            QTimer.singleShot(0, widget, lambda: widget.stepped.emit(step))
        else:
            super().doAction(name)


def _interface(_class: str, widget: QObject) -> QAccessibleWidget | None:
    """Qt owns what it is given, until the widget goes: it is kept here so that Python does not take it before.

    What is asked for while it says nothing is an ornament.
    """
    role = role_of(widget)
    if role is None or not isinstance(widget, QWidget):
        return None
    if isinstance(widget, Painted) and role in {Role.StaticText, Role.Graphic} and not widget.accessibleName():
        role = Role.Whitespace
    made = _Told(widget, role)
    if len(_kept) >= _SWEPT_AT:
        _kept[:] = [each for each in _kept if isValid(each)]
    _kept.append(made)
    return made
