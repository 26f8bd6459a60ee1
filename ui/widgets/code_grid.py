"""A code in groups, as it is printed on a label."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Type
from ui.views import CodeGridView, CodeGroupView
from ui.widgets.base import Painted, Pressable

_GAP, _NUMBER_X, _UNDERLINE, _NUMBER_W = 10, 15, 4, 12
_MARK, _MARK_X, _MARK_GAP = 22, 15, 8
_DIGITS = "0000"


class CodeGroup(Pressable[CodeGroupView]):
    """Four signs in mono behind the group's number; the sign that does not fit stands underlined in amber."""

    ring_radius = Radius.FIELD

    def sentence(self) -> str:
        """Which group, and what is typed of it."""
        return self.view.sentence or f"{self.view.number} {self.view.text}"

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, number, signs and caret."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_wrong, is_marked = view.wrong is not None, view.is_active
        role = Colour.ATTENTION if is_wrong else Colour.INK if is_marked else Colour.OUTLINE
        ground = Colour.ATTENTION_TINT if is_wrong else Colour.PRESSED if self.isDown() else Colour.SURFACE
        width = Stroke.SELECTED if is_wrong or is_marked else Stroke.CONTROL
        is_reversed = self.isDown() and theme.is_contrast and not is_wrong
        boxes.draw(painter, box, Radius.FIELD, theme.colour(ground), theme.colour(role), width)
        middle = box.center().y()
        quiet = theme.colour(Colour.ON_INK if is_reversed else Colour.TEXT2)
        at = QPointF(box.left() + px(_NUMBER_X), text.middle_baseline(theme, Type.RAIL, middle))
        text.draw_text(painter, theme, view.number, at, Type.RAIL, quiet)
        metrics = theme.metrics(Type.CODE)
        advance = metrics.horizontalAdvance("0")
        wide = metrics.horizontalAdvance(_DIGITS)
        left = box.center().x() + px(8) - wide / 2
        if is_wrong:
            left = self._draw_mark(painter, box, left, wide)
        y = text.middle_baseline(theme, Type.CODE, middle)
        for index, sign in enumerate(view.text):
            is_off = index == view.wrong
            ink = Colour.ATTENTION if is_off else Colour.ON_INK if is_reversed else Colour.TEXT
            x = left + index * advance
            text.draw_text(painter, theme, sign, QPointF(x, y), Type.CODE, theme.colour(ink))
            if is_off:
                painter.fillRect(QRectF(x, y + px(8), advance, px(_UNDERLINE)), theme.colour(ink))
        if view.is_active and len(view.text) < len(_DIGITS):
            tall = theme.font(Type.CODE).pixelSize()
            x = left + len(view.text) * advance + (1 if view.text else 0)
            painter.fillRect(QRectF(round(x), round(middle - tall / 2), 2, tall), theme.colour(Colour.INK))

    def _draw_mark(self, painter: QPainter, box: QRectF, left: float, wide: float) -> float:
        """Paint the sign of a fault at the right where there is room for it; where the signs then begin."""
        px = self.theme.layout.px
        size = px(_MARK)
        x = box.right() - px(_MARK_X) - size
        moved = min(left, x - px(_MARK_GAP) - wide)
        if moved < box.left() + px(_NUMBER_X + _NUMBER_W):
            return left
        spot = QPointF(x, round(box.center().y() - size / 2))
        painter.drawPixmap(spot, self.theme.icon("triangle-alert", self.theme.colour(Colour.ATTENTION), size))
        return moved


class CodeGrid(Painted[CodeGridView]):
    """The groups in rows; pressing one asks to type there."""

    is_secret = True

    group_chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._groups: list[CodeGroup] = []

    def view_changed(self, before: CodeGridView | None) -> None:  # noqa: ARG002 - the groups compare for themselves
        """Show every group its signs; groups of a longer code wait hidden."""
        while len(self._groups) < len(self.view.groups):
            self._add_group()
        for group, view in zip(self._groups, self.view.groups, strict=False):
            group.show_view(view)
        for index, group in enumerate(self._groups):
            group.setVisible(index < len(self.view.groups))
        self._place()

    def theme_changed(self) -> None:
        """Other measures: other places."""
        super().theme_changed()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Share the room."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """The groups paint themselves."""

    def _add_group(self) -> None:
        index = len(self._groups)
        group = CodeGroup(f"{self.objectName()}.group{index + 1}", self.theme, self)
        group.clicked.connect(lambda: self.group_chosen.emit(index))
        self._groups.append(group)

    def _place(self) -> None:
        if not self._groups:
            return
        count, columns, gap = len(self.view.groups), self.view.columns, self.theme.layout.px(_GAP)
        rows = -(-count // columns)
        width, height = (self.width() - gap * (columns - 1)) / columns, (self.height() - gap * (rows - 1)) / rows
        for index, group in enumerate(self._groups[:count]):
            row, column = divmod(index, columns)
            x, y = column * (width + gap), row * (height + gap)
            group.setGeometry(round(x), round(y), round(width), round(height))
