"""An event's card: what comes, what the home will do about it, and what a person may choose."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QPainterPath, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import Level, Line, PlanCardView, plain
from ui.widgets.base import Painted
from ui.widgets.button import Button

_EDGE, _MARK, _LEFT, _RIGHT, _GAP, _FOOT, _TOP = 64, 34, 84, 20, 10, 14, 12
_TITLES = (Type.CARD_TITLE, Type.PAGE_TITLE, Type.STRONG, Type.SMALL_STRONG)
_LINES = (Type.BODY, Type.SMALL, Type.AXIS, Type.RAIL)
_BUTTONS = 3
_SPACED, _TIGHT, _TIGHT_FROM, _TITLE_H, _SQUEEZED = 1.45, 1.28, 2, 1.3, 0.88


class PlanCard(Painted[PlanCardView]):
    """Outlined in its level's colour, with a striped edge; `chosen` carries the index of the button."""

    chosen = Signal(int)

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._buttons = [Button(f"{name}.{index}", theme, self) for index in range(_BUTTONS)]
        for index, button in enumerate(self._buttons):
            button.chosen.connect(lambda index=index: self.chosen.emit(index))

    def view_changed(self, before: PlanCardView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs."""
        for index, button in enumerate(self._buttons):
            is_shown = index < len(self.view.buttons)
            button.setVisible(is_shown)
            if is_shown:
                button.show_view(self.view.buttons[index])
        self._place()

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the buttons."""
        self._place()

    def sentence(self) -> str:
        """Title, what stands beside it, and the lines."""
        return ". ".join(part for part in (self.view.title.rstrip("."), *map(plain, self._words())) if part)

    def _words(self) -> tuple[Line, ...]:
        return (self.view.beside, *self.view.lines)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, edge, title and lines; what has no room in the height is left to the details."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        colour = theme.level(view.level)
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE))
        self._draw_edge(painter, box)
        boxes.draw(painter, box, Radius.CARD, None, colour, Stroke.CONTROL)
        left, right = box.left() + px(_LEFT), box.right() - px(_RIGHT)
        beside = text.line_width(theme, view.beside, Type.BODY)
        title = self._title_step(right - left, beside)
        lines = text.wrap(theme, view.title, right - left, title)
        is_beside = len(lines) == 1 and theme.metrics(title).horizontalAdvance(view.title) + beside <= right - left - 12
        rows = list(view.lines) if is_beside or not view.beside else [view.beside, *view.lines]
        room = self._text_foot() - box.top() - px(_TOP)
        title_h = theme.font(title).pixelSize() * _TITLE_H
        step = self._line_step(rows, right - left, room / _SQUEEZED - title_h * len(lines))
        row_h = self._row_height(step, len(rows))
        while len(rows) > 1 and title_h * len(lines) + row_h * len(rows) > room / _SQUEEZED:
            rows.pop()
        heights = [title_h] * len(lines) + [row_h] * len(rows)
        squeeze = min(1.0, room / sum(heights))
        y = box.top() + px(_TOP) + (room - sum(heights) * squeeze) / 3
        for index, line in enumerate(lines):
            middle = text.middle_baseline(theme, title, y + heights[index] * squeeze / 2)
            text.draw_text(painter, theme, line, QPointF(left, middle), title, theme.colour(Colour.TEXT))
            if is_beside and view.beside:
                at = QPointF(right - beside, middle)
                text.draw_line(painter, theme, view.beside, at, Type.BODY)
            y += heights[index] * squeeze
        for row in rows:
            at = QPointF(left, text.middle_baseline(theme, step, y + heights[-1] * squeeze / 2))
            text.draw_line(painter, theme, row, at, step)
            y += heights[-1] * squeeze

    def _title_step(self, room: float, beside: float) -> Type:
        """Rather smaller than on two lines; rather without what stands beside it than smaller still."""
        theme, title = self.theme, self.view.title
        wide = (each for each in _TITLES[:2] if theme.metrics(each).horizontalAdvance(title) <= room - beside - 12)
        return next(wide, text.fitted(theme, title, room, _TITLES))

    def _line_step(self, rows: list[Line], width: float, height: float) -> Type:
        """Rather smaller than fewer lines."""
        fits = (s for s in _LINES if all(text.line_width(self.theme, row, s) <= width for row in rows))
        fitting = list(fits) or [_LINES[-1]]
        return next((s for s in fitting if self._row_height(s, len(rows)) * len(rows) <= height), fitting[0])

    def _row_height(self, step: Type, rows: int) -> float:
        return self.theme.font(step).pixelSize() * (_SPACED if rows < _TIGHT_FROM else _TIGHT)

    def _draw_edge(self, painter: QPainter, box: QRectF) -> None:
        """Stripes (or an emergency's solid colour) with the shape on them."""
        theme, px, level = self.theme, self.theme.layout.px, self.view.level
        inside = QPainterPath()
        inside.addRoundedRect(box.adjusted(1, 1, -1, -1), Radius.CARD - 1, Radius.CARD - 1)
        edge = QRectF(box.left(), box.top(), px(_EDGE), box.height())
        is_emergency = level is Level.EMERGENCY
        ground = theme.colour(Colour.EMERGENCY) if is_emergency else theme.tint(level)
        ink = theme.colour(Colour.ON_EMERGENCY) if is_emergency else theme.level(level)
        painter.save()
        painter.setClipPath(inside)
        brush = ground if is_emergency else theme.stripes(ground, theme.colour(Colour.STRIPE), 7, 18)
        painter.fillRect(edge, brush)
        painter.restore()
        size = px(_MARK)
        spot = QPointF(edge.center().x() - size / 2, edge.center().y() - size / 2)
        shapes.draw(painter, level, spot, size, ink, ground)

    def _text_foot(self) -> float:
        has_buttons = bool(self.view.buttons)
        return self._buttons[0].y() - 6 if has_buttons else self.height() - self.theme.layout.px(_TOP)

    def _place(self) -> None:
        if not hasattr(self, "view") or not self.view.buttons:
            return
        px, count = self.theme.layout.px, len(self.view.buttons)
        height = min(max(Touch.MINIMUM, px(Touch.BUTTON)), Touch.BUTTON_EVENT, max(48, round(self.height() * 0.46)))
        left, right, gap = px(_LEFT), self.width() - px(_RIGHT), max(8, px(_GAP))
        width = (right - left - gap * (_BUTTONS - 1)) / _BUTTONS
        top = self.height() - max(8, px(_FOOT)) - height
        for index, button in enumerate(self._buttons[:count]):
            x = left + index * (width + gap)
            button.setGeometry(round(x), top, round(width), height)
