"""Long work, how far it is, and how it ended."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Touch, Type
from ui.views import ButtonKind, ButtonView, Tone, WorkCardView
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _BAR, _HEIGHT, _SIGN = 22, 12, 88, 26


class WorkCard(Painted[WorkCardView]):
    """What is done and a bar while it runs; its result when it is over. `pressed` stops it, or puts it away."""

    pressed = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._button = Button(f"{name}.button", theme, self)
        self._button.chosen.connect(self.pressed)

    def view_changed(self, before: WorkCardView | None) -> None:
        """Show the button its word."""
        self._button.show_view(ButtonView(self.view.button, ButtonKind.OUTLINE))
        if before is None or before.button != self.view.button:
            self._place()

    def sentence(self) -> str:
        """What runs and how far it is."""
        return f"{self.view.title}, {self.view.detail}"

    def sizeHint(self) -> QSize:
        """88 high."""
        return QSize(Touch.MINIMUM * 6, max(Touch.BUTTON_EVENT, self.theme.layout.px(_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Keep the button at the right."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, words and bar."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), edge)
        left, right = box.left() + px(_PAD), self._button.geometry().left() - px(16)
        middle = box.center().y() - (0 if view.is_over else px(9))
        ink = theme.tone(view.tone)
        steps = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
        if not view.detail:
            if view.is_over:
                left, ink = self._draw_sign(painter, box, left), theme.colour(Colour.TEXT)
            step, lines = text.fitted_lines(theme, view.title, right - left, box.height() - px(8), steps)
            height = theme.font(step).pixelSize() * 1.2
            for index, line in enumerate(lines):
                y = text.middle_baseline(theme, step, box.center().y() + (index - (len(lines) - 1) / 2) * height)
                text.draw_text(painter, theme, line, QPointF(left, y), step, ink)
            return
        wide = theme.metrics(Type.SMALL).horizontalAdvance(view.detail)
        step = text.fitted(theme, view.title, right - left - wide - px(12), steps)
        y = text.middle_baseline(theme, step, middle)
        text.draw_text(painter, theme, view.title, QPointF(left, y), step, ink)
        at = QPointF(right, text.middle_baseline(theme, Type.SMALL, middle))
        text.draw_right(painter, theme, view.detail, at, Type.SMALL, theme.colour(Colour.TEXT2))
        if not view.is_over:
            self._draw_bar(painter, QRectF(left, middle + px(18), right - left, px(_BAR)))

    def _draw_sign(self, painter: QPainter, box: QRectF, left: float) -> float:
        """Done or not done, as a sign in its tone; gives where words begin after it."""
        size, theme = self.theme.layout.px(_SIGN), self.theme
        name = "triangle-alert" if self.view.tone is Tone.ATTENTION else "check"
        spot = QPointF(round(left), round(box.center().y() - size / 2))
        painter.drawPixmap(spot, theme.icon(name, theme.tone(self.view.tone), size))
        return left + size + theme.layout.px(12)

    def _draw_bar(self, painter: QPainter, bar: QRectF) -> None:
        theme, radius = self.theme, bar.height() / 2
        boxes.draw(painter, bar, radius, theme.colour(Colour.TRACK))
        wide = bar.width() * min(1.0, max(0.0, self.view.done))
        if wide:
            filled = QRectF(bar.left(), bar.top(), max(bar.height(), wide), bar.height())
            boxes.draw(painter, filled, radius, theme.colour(Colour.INK))

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        px, height = self.theme.layout.px, Touch.MINIMUM
        width = self._button.sizeHint().width()
        top = (self.height() - height) // 2
        self._button.setGeometry(self.width() - px(16) - width, top, width, height)
