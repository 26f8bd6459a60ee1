"""The ribbon of prices: a temperature over blocks, and under them what is cheap and what is prepared."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from ui.paint import boxes, skyline, stripes, text
from ui.theme import Theme, round_pen
from ui.tokens import Colour, Type
from ui.views import Level
from ui.views.history import DayEdge, RibbonView, Stretch

_TITLE_Y, _LINE_TOP, _LINE_FOOT, _BLOCKS = 18, 34, 84, 106
_BLOCKS_ALONE, _FOOT, _WORDS_Y, _AXIS_Y, _DAYS_Y = 34, 82, 17, 44, 68
_LINE, _NOW, _CLEAR, _KNOB = 3, 3, 7, 5
HANDLE = 15
_BRACKET = 9


@dataclass(frozen=True, slots=True)
class Areas:
    """Where the parts lie in the widget: the line of temperature, the blocks; and the words that stand already."""

    warmth: QRectF
    blocks: QRectF
    taken: list[QRectF]

    def x(self, place: float) -> float:
        """The column of that place."""
        return self.blocks.left() + place * self.blocks.width()


def areas(box: QRectF, theme: Theme, *, has_line: bool) -> Areas:
    """The parts in a box of that size; without a temperature the blocks take its room."""
    px = theme.layout.px
    top = px(_BLOCKS if has_line else _BLOCKS_ALONE)
    warmth = QRectF(box.left(), box.top() + px(_LINE_TOP), box.width(), px(_LINE_FOOT - _LINE_TOP))
    blocks = QRectF(box.left(), box.top() + top, box.width(), box.height() - top - px(_FOOT))
    return Areas(warmth, blocks, [])


def draw(painter: QPainter, box: QRectF, view: RibbonView, theme: Theme) -> None:
    """Everything but the handle, which lies above all."""
    parts = areas(box, theme, has_line=bool(view.temperature))
    if view.empty:
        _draw_empty(painter, parts.blocks, view.empty, theme)
        return
    if view.unknown is not None:
        _draw_unknown(painter, parts, view.unknown, theme)
    skyline.draw(painter, parts.blocks, view.blocks, theme, view.now)
    _draw_now(painter, parts, view, theme)
    if view.temperature:
        _draw_warmth(painter, box, parts, view, theme)
    _draw_foot(painter, box, parts, view, theme)


def draw_handle(painter: QPainter, box: QRectF, view: RibbonView, theme: Theme) -> None:
    """The line of the hour that is read, and what a finger takes hold of."""
    if view.handle is None or view.empty:
        return
    parts, ink = areas(box, theme, has_line=bool(view.temperature)), theme.colour(Colour.INK)
    x, foot, radius = parts.x(view.handle), parts.blocks.bottom() - theme.layout.px(6), theme.layout.px(HANDLE)
    if view.handle != view.now:
        top = (parts.warmth if view.temperature else parts.blocks).top() - theme.layout.px(4)
        _draw_upright(painter, x, top, foot, theme)
        at = _warmth_at(view, view.handle)
        if at is not None:
            y = parts.warmth.bottom() - at * parts.warmth.height()
            _draw_dot(painter, QPointF(x, y), theme)
    painter.setPen(round_pen(theme.colour(Colour.BG), 2))
    painter.setBrush(ink)
    x = min(box.right() - radius, max(box.left() + radius, x))
    painter.drawEllipse(QPointF(x, foot), radius, radius)
    painter.setPen(round_pen(theme.colour(Colour.ON_INK), 2))
    near, far, tall = radius * 0.28, radius * 0.6, radius * 0.3
    for side in (-1, 1):
        painter.drawPolyline(
            [
                QPointF(x + side * near, foot - tall),
                QPointF(x + side * far, foot),
                QPointF(x + side * near, foot + tall),
            ]
        )


def _warmth_at(view: RibbonView, place: float) -> float | None:
    """The height of the line at that place."""
    for (x1, y1), (x2, y2) in zip(view.temperature, view.temperature[1:], strict=False):
        if x1 <= place <= x2:
            return y1 + (y2 - y1) * ((place - x1) / (x2 - x1) if x2 > x1 else 0)
    return None


def _draw_upright(painter: QPainter, x: float, top: float, foot: float, theme: Theme) -> None:
    for colour, width in ((Colour.BG, _CLEAR), (Colour.INK, _NOW)):
        painter.setPen(round_pen(theme.colour(colour), width))
        painter.drawLine(QPointF(x, top), QPointF(x, foot))


def _draw_dot(painter: QPainter, at: QPointF, theme: Theme) -> None:
    painter.setPen(round_pen(theme.colour(Colour.BG), 3))
    painter.setBrush(theme.colour(Colour.INK))
    painter.drawEllipse(at, _KNOB + 1, _KNOB + 1)


def _draw_empty(painter: QPainter, area: QRectF, words: str, theme: Theme) -> None:
    lines = text.wrap(theme, words, area.width() * 0.7, Type.BODY)
    step = theme.metrics(Type.BODY).height()
    for index, line in enumerate(lines):
        at = QPointF(area.center().x(), area.center().y() + (index - (len(lines) - 1) / 2) * step)
        text.draw_centred(painter, theme, line, at, Type.BODY, theme.colour(Colour.TEXT2))


def _draw_unknown(painter: QPainter, parts: Areas, unknown: Stretch, theme: Theme) -> None:
    """Hours of which nobody told the price: words in the empty place."""
    px = theme.layout.px
    left, right = parts.x(unknown.start) + px(12), parts.x(unknown.end)
    area = QRectF(left, parts.blocks.top(), right - left, parts.blocks.height())
    steps = (Type.SMALL, Type.AXIS, Type.RAIL)
    step, lines = text.fitted_lines(theme, unknown.word, area.width(), area.height(), steps)
    widest = max(theme.metrics(step).horizontalAdvance(line) for line in lines)
    if widest > area.width():
        stripes.draw_hatching(painter, area, theme)
        return
    height = theme.metrics(step).height()
    for index, line in enumerate(lines):
        y = text.middle_baseline(theme, step, area.center().y() + (index - (len(lines) - 1) / 2) * height)
        text.draw_text(painter, theme, line, QPointF(left, y), step, theme.colour(Colour.TEXT2))


def _draw_now(painter: QPainter, parts: Areas, view: RibbonView, theme: Theme) -> None:
    if view.now is None:
        return
    px, x = theme.layout.px, parts.x(view.now)
    top = parts.blocks.top() - px(14)
    _draw_upright(painter, x, top, parts.blocks.bottom(), theme)
    _draw_dot(painter, QPointF(x, top), theme)
    at = QPointF(x + px(13), top + theme.metrics(Type.SMALL_STRONG).capHeight() / 2 + px(4))
    _write(painter, theme, parts, view.now_word, at, Type.SMALL_STRONG, Colour.TEXT)


def _draw_warmth(painter: QPainter, box: QRectF, parts: Areas, view: RibbonView, theme: Theme) -> None:
    """The line, its title at the left, and what it says at its marks."""
    px, area = theme.layout.px, parts.warmth
    at = QPointF(box.left(), box.top() + px(_TITLE_Y))
    _write(painter, theme, parts, view.temperature_title, at, Type.SMALL, Colour.TEXT2)
    points = [QPointF(parts.x(x), area.bottom() - y * area.height()) for x, y in view.temperature]
    painter.setPen(round_pen(theme.colour(Colour.INK), _LINE))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF(points))
    metrics = theme.metrics(Type.SMALL_STRONG)
    for mark in view.marks:
        width = metrics.horizontalAdvance(mark.text)
        x = parts.x(mark.at) - width / 2
        if view.handle is not None and view.handle != view.now:
            x = _beside(x, width, parts.x(view.handle), px(12))
        x = min(box.right() - width, max(box.left(), x))
        y = area.bottom() - mark.height * area.height()
        y += -px(8) if mark.is_above else px(8) + metrics.capHeight()
        _write(painter, theme, parts, mark.text, QPointF(x, y), Type.SMALL_STRONG, Colour.TEXT)


def _beside(x: float, width: float, line: float, gap: float) -> float:
    """Where words of that width go that would lie on the upright line: to its right."""
    return line + gap if x - gap < line < x + width + gap else x


def _draw_foot(painter: QPainter, box: QRectF, parts: Areas, view: RibbonView, theme: Theme) -> None:
    px, foot = theme.layout.px, parts.blocks.bottom()
    if view.cheapest is not None:
        _draw_bracket(painter, box, parts, view.cheapest, theme)
    if view.ahead is not None:
        _draw_ahead(painter, box, parts, view.ahead, theme)
    metrics = theme.metrics(Type.AXIS)
    for mark in view.axis:
        width = metrics.horizontalAdvance(mark.text)
        x = min(box.right() - width, max(box.left(), parts.x(mark.at) - width / 2))
        _write(painter, theme, parts, mark.text, QPointF(x, foot + px(_AXIS_Y)), Type.AXIS, Colour.TEXT2)
    for edge in view.days:
        _draw_day(painter, parts, edge, theme)


def _draw_day(painter: QPainter, parts: Areas, edge: DayEdge, theme: Theme) -> None:
    px, x, y = theme.layout.px, parts.x(edge.at), parts.blocks.bottom() + theme.layout.px(_DAYS_Y)
    painter.setPen(round_pen(theme.colour(Colour.OUTLINE), 1))
    painter.drawLine(QPointF(x, y - px(16)), QPointF(x, y + px(3)))
    width = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(edge.before)
    for words, left in ((edge.before, x - px(10) - width), (edge.after, x + px(10))):
        if words:
            _write(painter, theme, parts, words, QPointF(left, y), Type.SMALL_STRONG, Colour.TEXT)


def _draw_bracket(painter: QPainter, box: QRectF, parts: Areas, stretch: Stretch, theme: Theme) -> None:
    """The cheapest hours, with their words beside them where there is room."""
    px, colour, y = theme.layout.px, theme.level(Level.LOW), parts.blocks.bottom() + theme.layout.px(4)
    left, right, tall = parts.x(stretch.start) + 2, parts.x(stretch.end) - 2, px(_BRACKET)
    painter.setPen(round_pen(colour, 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([QPointF(left, y), QPointF(left, y + tall), QPointF(right, y + tall), QPointF(right, y)])
    width = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(stretch.word)
    x = right + px(8) if right + px(8) + width <= box.right() else left - px(8) - width
    at = QPointF(x, parts.blocks.bottom() + px(_WORDS_Y))
    parts.taken.append(QRectF(left, y, right - left, tall))
    text.draw_text(painter, theme, stretch.word, at, Type.SMALL_STRONG, colour)
    parts.taken.append(_ink(theme, stretch.word, at, Type.SMALL_STRONG))


def _draw_ahead(painter: QPainter, box: QRectF, parts: Areas, stretch: Stretch, theme: Theme) -> None:
    """Where rooms are prepared for an event: a bar of ink, its words before it."""
    px = theme.layout.px
    left, right = parts.x(stretch.start), parts.x(stretch.end)
    bar = QRectF(left, parts.blocks.bottom() + px(6), max(px(8), right - left), px(6))
    boxes.draw(painter, bar, 3, theme.colour(Colour.INK))
    width = theme.metrics(Type.SMALL).horizontalAdvance(stretch.word)
    x = left - px(8) - width
    if x < box.left():
        x = bar.right() + px(8)
    at = QPointF(x, parts.blocks.bottom() + px(_WORDS_Y) - px(2))
    _write(painter, theme, parts, stretch.word, at, Type.SMALL, Colour.TEXT2)


def _write(painter: QPainter, theme: Theme, parts: Areas, words: str, at: QPointF, step: Type, role: Colour) -> None:
    """Words where nothing else is written yet; what has no room is left out."""
    ink = _ink(theme, words, at, step)
    if any(ink.intersects(each) for each in parts.taken):
        return
    parts.taken.append(ink.adjusted(-4, -2, 4, 2))
    text.draw_text(painter, theme, words, at, step, theme.colour(role))


def _ink(theme: Theme, words: str, at: QPointF, step: Type) -> QRectF:
    return theme.metrics(step).tightBoundingRect(words).translated(at)
