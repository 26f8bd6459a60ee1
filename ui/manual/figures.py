"""The figures of the manual: real widgets in sample states, with numbered call-outs; painted at any scale."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.manual.layout import circle_size
from ui.paint import text
from ui.theme import Theme, round_pen
from ui.tokens import Colour, Stroke, Type
from ui.widgets.base import Painted, Pressable

_LEAD, _REACH = 0.55, 0.5


class Side(Enum):
    """Where the circle of a call-out stands."""

    BELOW = "below"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class CallOut:
    """A number for the place at (`x`, `y`), fractions of the figure."""

    x: float
    y: float = 1.0
    side: Side = Side.BELOW


@dataclass(frozen=True, slots=True)
class Part:
    """A widget of a figure, shown its view, in a box of the 1024x600 drawing."""

    make: Callable[..., Painted | Pressable]  # type: ignore[type-arg]  # of any view
    view: object
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """Parts in a frame of the drawing; `scale` of their size on the screen."""

    width: float
    height: float
    parts: tuple[Part, ...]
    call_outs: tuple[CallOut, ...] = ()
    scale: float = 1.0


@dataclass
class Easel:
    """Measures and paints figures; their widgets live below `holder` in the theme `drawn`, and are never shown.

    `theme` is the text's around them: a figure stays as it was drawn where text is larger.
    """

    theme: Theme
    drawn: Theme
    holder: QWidget
    figures: dict[str, Callable[[], Figure]]
    _built: dict[str, tuple[Figure, QWidget]] = field(default_factory=dict)

    def height(self, name: str) -> float:
        """How high the figure is with its call-outs, pixels."""
        figure, _ = self._made(name)
        below = any(each.side is Side.BELOW for each in figure.call_outs)
        circle = circle_size(self.theme)
        return self._size(figure)[1] + (circle * (1 + _LEAD) if below else 0)

    def draw(self, painter: QPainter, name: str, at: QPointF) -> None:
        """Paint the figure with its left upper corner there."""
        figure, root = self._made(name)
        painter.save()
        painter.translate(at)
        painter.save()
        painter.scale(figure.scale, figure.scale)
        _paint(painter, root, root)
        painter.restore()
        self._draw_call_outs(painter, figure)
        painter.restore()

    def forget(self) -> None:
        """Another language: the widgets are made anew."""
        for _, root in self._built.values():
            root.deleteLater()
        self._built.clear()

    def _size(self, figure: Figure) -> tuple[float, float]:
        px = self.drawn.layout.px
        return px(figure.width) * figure.scale, px(figure.height) * figure.scale

    def _made(self, name: str) -> tuple[Figure, QWidget]:
        if name not in self._built:
            figure, px = self.figures[name](), self.drawn.layout.px
            root = QWidget(self.holder)
            root.hide()
            root.setObjectName(f"figure.{name}")
            root.resize(px(figure.width), px(figure.height))
            for index, part in enumerate(figure.parts):
                widget = part.make(f"figure.{name}.{index}", self.drawn, root)
                x, y, width, height = part.box
                widget.setGeometry(px(x), px(y), px(x + width) - px(x), px(y + height) - px(y))
                widget.show_view(part.view)
            _resize(root)
            self._built[name] = figure, root
        return self._built[name]

    def _draw_call_outs(self, painter: QPainter, figure: Figure) -> None:
        width, height = self._size(figure)
        circle, theme = circle_size(self.theme), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, each in enumerate(figure.call_outs, 1):
            start = QPointF(each.x * width, each.y * height)
            if each.side is Side.BELOW:
                middle = QPointF(start.x(), height + circle * (_LEAD + 0.5))
            else:
                middle = QPointF(width + circle * (_REACH + 0.5), start.y())
            painter.setPen(round_pen(theme.colour(Colour.INK), Stroke.CONTROL))
            painter.drawLine(start, middle)
            draw_number(painter, theme, str(number), middle)


def draw_number(painter: QPainter, theme: Theme, number: str, middle: QPointF) -> None:
    """A call-out's number in its circle."""
    radius = circle_size(theme) / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(Colour.INK))
    painter.drawEllipse(middle, radius, radius)
    y = text.middle_baseline(theme, Type.SMALL_STRONG, middle.y())
    text.draw_centred(painter, theme, number, QPointF(middle.x(), y), Type.SMALL_STRONG, theme.colour(Colour.ON_INK))


def _resize(widget: QWidget) -> None:
    """Tell the widget its size, then those within it: Qt tells only what is shown, and a grab would wake the window."""
    QCoreApplication.sendEvent(widget, QResizeEvent(widget.size(), QSize()))
    for child in widget.children():
        if isinstance(child, QWidget):
            _resize(child)


def _paint(painter: QPainter, widget: QWidget, root: QWidget) -> None:
    """The widget and those within it, straight into the painter: sharp on paper too."""
    if isinstance(widget, Painted | Pressable) and hasattr(widget, "view"):
        painter.save()
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        widget.draw(painter, QRectF(widget.rect()))
        painter.restore()
    for child in widget.children():
        if isinstance(child, QWidget) and child.isVisibleTo(root):
            painter.save()
            painter.translate(child.pos())
            _paint(painter, child, root)
            painter.restore()
