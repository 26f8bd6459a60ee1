"""The tick gauge: arithmetic in plain numbers, then ink."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from ui.paint import text
from ui.theme import Theme, round_pen
from ui.tokens import ArchShape, Colour, Stroke, Type
from ui.views import ArchView

BOX_W, BOX_H = 420, 344
_CENTRE_X, _CENTRE_Y = 212, 206
_LABEL_X, _LABEL_Y = 173, 91
_WORD_TURN_DEG, _WORD_LIMIT_DEG, _WORD_GAP = 10, 60, 8
_NEEDLE_OUT, _NEEDLE_IN, _NEEDLE_CLEAR = 4.5, 36, 8
_LIGHTEST, _LIGHT_RADIUS, _DOT_IN = 0.78, 60, 24
_GHOST_IN, _GHOST_BELOW_DOT, _DOT_BESIDE, _LIMIT_IN = 62, 90, 0.07, 50
_TICKS = ((190, 73), (140, 61), (60, 43), (0, 13))


class Point(NamedTuple):
    """A place in the widget."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick's place on the scale and its direction, degrees clockwise from the top."""

    fraction: float
    angle_deg: float


@dataclass(frozen=True, slots=True)
class Gauge:
    """Where everything of the gauge goes in a box of a given size."""

    centre: Point
    radius: float
    scale: float
    weight: float
    ticks: tuple[Tick, ...]

    def angle_deg(self, fraction: float) -> float:
        """The direction of a place on the scale, kept within it."""
        return ArchShape.SWEEP_DEG * (min(1.0, max(0.0, fraction)) - 0.5)

    def at(self, angle_deg: float, radius: float) -> Point:
        """The point in that direction, that far from the centre."""
        turn = math.radians(angle_deg)
        return Point(self.centre.x + radius * math.sin(turn), self.centre.y - radius * math.cos(turn))


def layout(width: float, height: float) -> Gauge:
    """The gauge that fits into the box; small gauges carry fewer ticks."""
    scale = min(width / BOX_W, height / BOX_H)
    radius = ArchShape.RADIUS_REFERENCE * scale
    count = next(ticks for least, ticks in _TICKS if radius >= least)
    fractions = [each / (count - 1) for each in range(count)]
    top = (height - BOX_H * scale) / 2
    return Gauge(
        Point(width / 2 + (_CENTRE_X - BOX_W / 2) * scale, top + _CENTRE_Y * scale),
        radius,
        scale,
        max(scale, min(_LIGHTEST, scale * radius / _LIGHT_RADIUS)),
        tuple(Tick(each, ArchShape.SWEEP_DEG * (each - 0.5)) for each in fractions),
    )


def lit(gauge: Gauge, start: float, value: float) -> tuple[Tick, ...]:
    """The ticks from `start` up to the value."""
    low, high = min(start, value), max(start, value)
    return tuple(tick for tick in gauge.ticks if low <= tick.fraction <= high)


def is_at_needle(gauge: Gauge, tick: Tick, value: float) -> bool:
    """Would the needle and the gap around it cut this tick?"""
    turn = math.radians(abs(tick.angle_deg - gauge.angle_deg(value)))
    return turn * gauge.radius < _NEEDLE_CLEAR * gauge.weight


def word_place(gauge: Gauge, usual_end: float, width: float, height: float) -> Point:
    """The middle of a word of that size beside the end of the usual range, clear of the ticks and of the hero."""
    angle = gauge.angle_deg(usual_end) + _WORD_TURN_DEG
    angle = min(_WORD_LIMIT_DEG, max(-_WORD_LIMIT_DEG, angle))
    turn = math.radians(angle)
    reach = abs(math.sin(turn)) * width / 2 + abs(math.cos(turn)) * height / 2
    return gauge.at(angle, gauge.radius - (ArchShape.LENGTH_ON + _WORD_GAP) * gauge.weight - reach)


def unlit(gauge: Gauge, theme: Theme, width: int, height: int, ratio: float) -> QPixmap:
    """The grey ticks, painted once for a size and a look."""
    pixmap = QPixmap(round(width * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(round_pen(theme.colour(Colour.TICK_OFF), _stroke(gauge, Stroke.TICK_OFF)))
    for tick in gauge.ticks:
        _draw_tick(painter, gauge, tick.angle_deg, ArchShape.LENGTH_OFF * gauge.weight)
    painter.end()
    return pixmap


def draw(painter: QPainter, gauge: Gauge, view: ArchView, theme: Theme, value: float | None, colour: QColor) -> None:
    """Everything above the grey ticks, with the needle at `value` and lit ticks in `colour`."""
    if view.usual is not None:
        painter.setPen(round_pen(theme.colour(Colour.TEXT3), _stroke(gauge, Stroke.TICK_OFF)))
        for tick in lit(gauge, *view.usual):
            _draw_tick(painter, gauge, tick.angle_deg, ArchShape.LENGTH_USUAL * gauge.weight)
    if value is not None:
        painter.setPen(round_pen(colour, _stroke(gauge, Stroke.TICK_ON)))
        for tick in lit(gauge, view.lit_from, value):
            if view.ghost is None or not is_at_needle(gauge, tick, view.ghost):
                _draw_tick(painter, gauge, tick.angle_deg, ArchShape.LENGTH_ON * gauge.weight)
    _draw_marks(painter, gauge, view, theme)
    if value is not None:
        _draw_needle(painter, gauge, value, theme)
    _draw_words(painter, gauge, view, theme)
    _draw_marked(painter, gauge, view, theme)


def _draw_tick(painter: QPainter, gauge: Gauge, angle_deg: float, length: float) -> None:
    outer = gauge.at(angle_deg, gauge.radius)
    inner = gauge.at(angle_deg, gauge.radius - length)
    painter.drawLine(QPointF(*outer), QPointF(*inner))


def _draw_needle(painter: QPainter, gauge: Gauge, value: float, theme: Theme) -> None:
    painter.setPen(round_pen(theme.colour(Colour.BG), _stroke(gauge, Stroke.TICK_ON + 1)))
    for tick in gauge.ticks:
        if is_at_needle(gauge, tick, value):
            _draw_tick(painter, gauge, tick.angle_deg, ArchShape.LENGTH_ON * gauge.weight)
    angle = gauge.angle_deg(value)
    outer = gauge.at(angle, gauge.radius + _NEEDLE_OUT * gauge.weight)
    inner = gauge.at(angle, gauge.radius - _NEEDLE_IN * gauge.weight)
    for role, width in ((Colour.BG, Stroke.NEEDLE_GAP), (Colour.INK, Stroke.NEEDLE)):
        painter.setPen(round_pen(theme.colour(role), _stroke(gauge, width)))
        painter.drawLine(QPointF(*outer), QPointF(*inner))


def _draw_marks(painter: QPainter, gauge: Gauge, view: ArchView, theme: Theme) -> None:
    ink = theme.colour(Colour.INK)
    if view.ghost is not None:
        pen = QPen(ink, _stroke(gauge, Stroke.TICK_OFF))
        pen.setDashPattern([1.2, 1.4])
        painter.setPen(pen)
        angle = gauge.angle_deg(view.ghost)
        painter.drawLine(
            QPointF(*gauge.at(angle, gauge.radius)), QPointF(*gauge.at(angle, gauge.radius - 38 * gauge.scale))
        )
    if view.limit is not None:
        painter.setPen(QPen(ink, _stroke(gauge, Stroke.NEEDLE)))
        angle = gauge.angle_deg(view.limit)
        painter.drawLine(
            QPointF(*gauge.at(angle, gauge.radius)), QPointF(*gauge.at(angle, gauge.radius - 22 * gauge.scale))
        )
    if view.dot is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        spot = gauge.at(
            gauge.angle_deg(view.dot), gauge.radius - ArchShape.LENGTH_ON * gauge.weight - _DOT_IN * gauge.scale
        )
        size = max(5.0, 9 * gauge.scale)
        painter.drawEllipse(QPointF(*spot), size, size)


def _draw_words(painter: QPainter, gauge: Gauge, view: ArchView, theme: Theme) -> None:
    quiet = theme.colour(Colour.TEXT2)
    y = gauge.centre.y + _LABEL_Y * gauge.scale
    for word, side in ((view.scale_low, -1), (view.scale_high, 1)):
        x = gauge.centre.x + side * _LABEL_X * gauge.scale
        text.draw_centred(painter, theme, word, QPointF(x, y), Type.AXIS, quiet)
    if view.usual is not None and view.usual_word and (view.value is None or view.value < view.usual[1]):
        metrics = theme.metrics(Type.AXIS)
        width = metrics.horizontalAdvance(view.usual_word)
        middle = word_place(gauge, view.usual[1], width, metrics.capHeight())
        baseline = text.middle_baseline(theme, Type.AXIS, middle.y)
        text.draw_centred(painter, theme, view.usual_word, QPointF(middle.x, baseline), Type.AXIS, quiet)


def _draw_marked(painter: QPainter, gauge: Gauge, view: ArchView, theme: Theme) -> None:
    """The words of reference and bound, inside the ticks; clear of the measured value's dot."""
    if view.ghost is not None and view.ghost_word:
        is_by_dot = view.dot is not None and abs(view.dot - view.ghost) < _DOT_BESIDE
        reach = (_GHOST_BELOW_DOT if is_by_dot else _GHOST_IN) * gauge.scale
        spot = gauge.at(gauge.angle_deg(view.ghost), gauge.radius - reach)
        baseline = text.middle_baseline(theme, Type.AXIS, spot.y)
        text.draw_centred(
            painter, theme, view.ghost_word, QPointF(spot.x, baseline), Type.AXIS, theme.colour(Colour.TEXT2)
        )
    if view.limit is not None and view.limit_word:
        spot = gauge.at(gauge.angle_deg(view.limit), gauge.radius - _LIMIT_IN * gauge.scale)
        baseline = text.middle_baseline(theme, Type.AXIS, spot.y)
        text.draw_centred(
            painter, theme, view.limit_word, QPointF(spot.x, baseline), Type.AXIS, theme.colour(Colour.TEXT)
        )


def _stroke(gauge: Gauge, width: float) -> float:
    return max(1.5, width * gauge.weight)
