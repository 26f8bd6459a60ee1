"""The keyboard in place of a finger: Tab in reading order, arrows towards what lies there, Escape back."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QWidget
from shiboken6 import isValid

from ui.widgets.base import ARROWS, Shown
from ui.widgets.sheet import Sheet
from ui.widgets.toast import Toast

_OVERLAP, _ASIDE, _SLANT = 6, 3, 0.2
_WHY = (Qt.Key.Key_Question, Qt.Key.Key_F1, Qt.Key.Key_Menu)


class Keyboard(QObject):
    """Moves the focus of one window, within the sheet that lies on top; a touch puts the focus away.

    `went_back` says Escape where no sheet lies, `asked_why` carries the widget of which `?` asks the reason,
    `took_back` says Ctrl+Z while there is something to take back, `asked_aloud` says R. `pressed` says any key:
    somebody is there.
    """

    went_back = Signal()
    asked_why = Signal(object)
    took_back = Signal()
    asked_aloud = Signal()
    pressed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._left: dict[str, QWidget] = {}
        self._is_in_page = False

    def step(self, *, is_next: bool) -> bool:
        """Focus what follows in reading order, or what comes before; False: there is nothing to focus."""
        self.pressed.emit()
        focused = self._focused()
        order = reading_order(self.scope(), focused)
        if not order:
            return False
        if focused in order:
            at = order.index(focused) + (1 if is_next else -1)
            order = [order[at % len(order)]]
        return self._focus(order[0 if is_next else -1])

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key means that no widget wanted; False: nothing."""
        self.pressed.emit()
        key, scope = event.key(), self.scope()
        focused = self._focused()
        if key in ARROWS:
            return self._towards(Qt.Key(key))
        if key == Qt.Key.Key_Escape:
            if isinstance(scope, Sheet):
                scope.dismissed.emit()
            else:
                self.went_back.emit()
        elif key in _WHY and focused is not None:
            self.asked_why.emit(focused)
        elif key == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            toast = self._window.findChild(Toast)
            if toast is not None and toast.isVisible() and toast.view.action:
                self.took_back.emit()
        elif key == Qt.Key.Key_R:
            self.asked_aloud.emit()
        else:
            return False
        return True

    def put_away(self) -> None:
        """A finger is used: no ring is shown where it is not."""
        if self._focused() is not None:
            self.scope().setFocus()

    def leave(self, page: QWidget) -> None:
        """The page is about to be hidden: remember what had the focus in it."""
        focused = self._focused()
        self._is_in_page = focused is not None and page.isAncestorOf(focused)
        if focused is not None and self._is_in_page:
            self._left[page.objectName()] = focused
            self._window.setFocus()

    def enter(self, page: QWidget) -> None:
        """The page is shown: whoever used the keyboard in the one before goes on in this one, where it was left."""
        is_going_on, self._is_in_page = self._is_in_page, False
        if is_going_on:
            last = self._left.get(page.objectName())
            order = reading_order(page)
            if last is not None and isValid(last) and last in order:
                self._focus(last)
                return
            if order:
                self._focus(order[0])
                return
        focused = self._focused()
        if focused is None or not focused.isVisible():
            self._window.setFocus()

    def _focused(self) -> QWidget | None:
        focused = self._window.focusWidget()
        return focused if focused is not None and _is_reachable(focused) else None

    def scope(self) -> QWidget:
        """The sheet that lies on top, else the window."""
        sheets = [sheet for sheet in self._window.findChildren(Sheet) if sheet.isVisible()]
        return sheets[-1] if sheets else self._window

    def _focus(self, widget: QWidget) -> bool:
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _towards(self, key: Qt.Key) -> bool:
        """Focus the nearest that lies there; what begins beside it counts less than what lies straight ahead."""
        focused = self._focused()
        if focused is None:
            return self.step(is_next=key in {Qt.Key.Key_Right, Qt.Key.Key_Down})
        start = _turned(_rect(focused, self._window), key)
        found = [
            (_cost(start, _turned(_rect(each, self._window), key)), index, each)
            for index, each in enumerate(reading_order(self.scope()))
            if each is not focused
        ]
        costs = [(cost, index, each) for cost, index, each in found if cost is not None]
        return bool(costs) and self._focus(min(costs, key=lambda each: each[:2])[2])


def reading_order(root: QWidget, also: QWidget | None = None) -> list[QWidget]:
    """What can have the focus below `root` (and `also`, though it may be closed), as a page is read.

    Rows that a level line parts come one after the other; where none does, columns that an upright one parts. What
    lies in one box is read before the next box is.
    """
    found = []
    boxes = [each for each in root.children() if isinstance(each, QWidget) and (each.isVisible() or each is also)]
    for child in _read([(_rect(each, root), each) for each in boxes]):
        if child is also or (_is_reachable(child) and _is_open(child)):
            found.append(child)
        found += reading_order(child, also)
    return found


def as_read(root: QWidget) -> list[QWidget]:
    """Every visible widget below `root`, in reading order, a box before what lies in it."""
    shown = [each for each in root.children() if isinstance(each, QWidget) and each.isVisible()]
    return [each for child in _read([(_rect(each, root), each) for each in shown]) for each in (child, *as_read(child))]


def _is_reachable(widget: QWidget) -> bool:
    return not isinstance(widget, Sheet) and isinstance(widget, Shown) and bool(_policy(widget))


def _policy(widget: QWidget) -> int:
    return widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value


def _is_open(widget: QWidget) -> bool:
    return widget.isVisible() and widget.isEnabled() and not widget.size().isEmpty()


def _rect(widget: QWidget, root: QWidget) -> QRect:
    """Where it lies, without the rim by which touches may overlap."""
    rect = QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())
    rim = min(_OVERLAP, rect.width() // 4, rect.height() // 4)
    return rect.adjusted(rim, rim, -rim, -rim)


_Placed = tuple[QRect, QWidget]


def _read(placed: Sequence[_Placed]) -> list[QWidget]:
    if len(placed) <= 1:
        return [widget for _, widget in placed]
    for is_row in (True, False):
        parts = _parted(placed, is_row=is_row)
        if len(parts) > 1:
            return [widget for part in parts for widget in _read(part)]
    return [widget for _, widget in sorted(placed, key=lambda each: (each[0].top(), each[0].left()))]


def _parted(placed: Sequence[_Placed], *, is_row: bool) -> list[list[_Placed]]:
    """The parts between which a line runs through nothing."""

    def span(each: _Placed) -> tuple[int, int]:
        rect = each[0]
        return (rect.top(), rect.bottom()) if is_row else (rect.left(), rect.right())

    parts: list[list[_Placed]] = []
    end = 0
    for each in sorted(placed, key=span):
        start, stop = span(each)
        if not parts or start > end:
            parts.append([])
            end = stop
        parts[-1].append(each)
        end = max(end, stop)
    return parts


def _turned(rect: QRect, key: Qt.Key) -> tuple[float, float, float, float]:
    """Near, far, and both sides, as seen when going to where the key points."""
    left, right, top, bottom = rect.left(), rect.right(), rect.top(), rect.bottom()
    match key:
        case Qt.Key.Key_Right:
            return left, right, top, bottom
        case Qt.Key.Key_Left:
            return -right, -left, top, bottom
        case Qt.Key.Key_Down:
            return top, bottom, left, right
    return -bottom, -top, left, right


def _cost(start: tuple[float, float, float, float], to: tuple[float, float, float, float]) -> float | None:
    """How far it is; None: it does not lie there."""
    ahead = to[0] - start[1]
    if ahead < 0:
        return None
    aside = max(0.0, to[2] - start[3], start[2] - to[3])
    slant = abs((to[2] + to[3]) - (start[2] + start[3])) / 2
    return ahead + _ASIDE * aside + _SLANT * slant
