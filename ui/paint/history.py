"""The chart of history: bars in the colour of their price, over a strip that says what the price was."""

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.paint import boxes, shapes, stripes, text
from ui.theme import Theme, round_pen
from ui.tokens import Colour, Stroke, Type
from ui.views import Level
from ui.views.history import BarKind, BarView, BlockView, ChartView, EventColumnView, Stretch, StripView

_LEFT, _HEAD, _FOOT = 44, 52, 72
_AXIS_Y, _STRIP_Y, _WORDS_Y, _UNIT_UP = 26, 37, 58, 14
_BAR_SHARE, _WIDEST_GAP, _LEAST, _ROUND = 0.78, 10, 2, 1
_GAP_TALL, _MARK, _CLEAR, _FAR = 0.34, 20, 6, 40
_STRIP, _STRIP_GAP = 4, 2
_LABEL, _LABELS = 8, (Type.AXIS, Type.RAIL, Type.BADGE)


@dataclass(frozen=True, slots=True)
class Area:
    """Where the bars lie; heights above 1 reach into the room above the highest line."""

    plot: QRectF
    head: float

    def x(self, place: float) -> float:
        """The column of a place."""
        return self.plot.left() + place * self.plot.width()

    def y(self, height: float) -> float:
        """The line of a height."""
        return self.plot.bottom() - height * self.plot.height()


def area(box: QRectF, theme: Theme) -> Area:
    """The bars' place in a box of that size."""
    px = theme.layout.px
    head, left = px(_HEAD), px(_LEFT)
    plot = QRectF(box.left() + left, box.top() + head, box.width() - left, box.height() - head - px(_FOOT))
    return Area(plot, head)


def place_at(box: QRectF, theme: Theme, x: float) -> float:
    """The place, from 0 to 1, of a column of the widget."""
    plot = area(box, theme).plot
    return min(1.0, max(0.0, (x - plot.left()) / max(1.0, plot.width())))


def draw(painter: QPainter, box: QRectF, view: ChartView, theme: Theme) -> None:
    """Everything, from the ground up."""
    where = area(box, theme)
    if not view.bars:
        _draw_empty(painter, box, view.empty, theme)
        return
    _draw_grid(painter, box, where, view, theme)
    for event in view.events:
        if not event.is_mark:
            _draw_event(painter, where, event, theme)
    if view.picked is not None:
        _draw_picked(painter, where, view.picked, theme)
    taken = [_mark_box(where, event, view, theme) for event in view.events if event.is_mark]
    for gap in view.gaps:
        _draw_gap(painter, where, gap, view, theme, taken)
    for bar in view.bars:
        _draw_bar(painter, where, bar, theme)
    for block in view.blocks:
        _draw_block(painter, where, block, view, theme, taken)
    _draw_usual(painter, where, view, theme)
    for fix in view.fixes:
        _draw_fix(painter, where, fix, view, theme, taken)
    _name_usual(painter, where, view, theme, taken)
    for event in view.events:
        if event.is_mark:
            _draw_mark(painter, _mark_box(where, event, view, theme), theme)
    _draw_axis(painter, box, where, view, theme)
    for piece in view.strip:
        _draw_strip(painter, where, piece, theme)


def _draw_empty(painter: QPainter, box: QRectF, words: str, theme: Theme) -> None:
    lines = text.wrap(theme, words, box.width() * 0.7, Type.BODY) if words else []
    step = theme.metrics(Type.BODY).height()
    for index, line in enumerate(lines):
        at = QPointF(box.center().x(), box.center().y() + (index - (len(lines) - 1) / 2) * step)
        text.draw_centred(painter, theme, line, at, Type.BODY, theme.colour(Colour.TEXT2))


def _draw_grid(painter: QPainter, box: QRectF, where: Area, view: ChartView, theme: Theme) -> None:
    px, quiet = theme.layout.px, theme.colour(Colour.TEXT2)
    for height, label in view.grid:
        y = round(where.y(height)) + 0.5
        line = Colour.TRACK if theme.is_contrast else Colour.LINE
        painter.setPen(round_pen(theme.colour(line), Stroke.HAIRLINE))
        painter.drawLine(QPointF(where.plot.left(), y), QPointF(where.plot.right(), y))
        step = text.fitted(theme, label, where.plot.left() - box.left() - px(_LABEL), _LABELS)
        at = QPointF(where.plot.left() - px(_LABEL), text.middle_baseline(theme, step, y))
        text.draw_right(painter, theme, label, at, step, quiet)
    if view.grid:
        y = where.y(view.grid[-1][0]) - px(_UNIT_UP)
        text.draw_text(painter, theme, view.unit, QPointF(box.left(), y), Type.AXIS, quiet)


def _draw_event(painter: QPainter, where: Area, event: EventColumnView, theme: Theme) -> None:
    """A striped column over its hours, with shape and price at its top."""
    px = theme.layout.px
    left, right = where.x(event.start), where.x(event.end)
    column = QRectF(left, where.plot.top() - where.head + 2, right - left - 1, where.plot.height() + where.head - 2)
    tint, stripe = theme.tint(Level.CRITICAL), theme.colour(Colour.STRIPE)
    painter.setOpacity(0.6 if not theme.is_contrast else 1.0)
    painter.fillRect(column, theme.stripes(tint, stripe))
    painter.setOpacity(1.0)
    colour = theme.level(Level.CRITICAL)
    boxes.draw(painter, QRectF(column.left(), column.top(), column.width(), Stroke.BLOCK_TOP), 2, colour)
    size, y = px(22), column.top() + px(24)
    width = theme.metrics(Type.STRONG).horizontalAdvance(event.price)
    has_price = column.width() > size + width + px(30)
    x = left + px(10) if has_price else left + (column.width() - size) / 2
    if has_price and event.price:
        plate = QRectF(x - px(6), y - px(17), size + width + px(20), px(34))
        boxes.draw(painter, plate, 4, tint)
    if column.width() > size:
        shapes.draw(painter, Level.CRITICAL, QPointF(x, y - size / 2), size, colour, tint)
    if has_price:
        at = QPointF(x + size + px(8), text.middle_baseline(theme, Type.STRONG, y))
        text.draw_text(painter, theme, event.price, at, Type.STRONG, theme.colour(Colour.TEXT))


def _draw_picked(painter: QPainter, where: Area, picked: tuple[float, float], theme: Theme) -> None:
    """What the finger reads: raised ground behind it, a line of ink below it."""
    left, right = where.x(picked[0]), where.x(picked[1])
    top = where.plot.top() - where.head + 2
    painter.setOpacity(0.5)
    painter.fillRect(QRectF(left, top, right - left, where.plot.bottom() - top), theme.colour(Colour.RAISED))
    painter.setOpacity(1.0)
    edges = ((left, left), (right, right)) if right - left > Stroke.BLOCK_TOP * 4 else ((left, right),)
    for first, last in edges:
        painter.fillRect(QRectF(first - 1, top, max(2.0, last - first + 1), 3), theme.colour(Colour.INK))
    painter.fillRect(QRectF(left, where.plot.bottom(), right - left, 3), theme.colour(Colour.INK))


def _inner(where: Area, start: float, end: float) -> tuple[float, float]:
    """The left edge and the width of a bar's ink."""
    left, right = where.x(start), where.x(end)
    gap = min(_WIDEST_GAP, (right - left) * (1 - _BAR_SHARE))
    return left + gap / 2, max(1.0, right - left - gap)


def _draw_bar(painter: QPainter, where: Area, bar: BarView, theme: Theme) -> None:
    if bar.kind is not BarKind.KNOWN:
        return
    left, width = _inner(where, bar.start, bar.end)
    foot = where.plot.bottom()
    painter.setPen(Qt.PenStyle.NoPen)
    for index, (level, height) in enumerate(bar.parts):
        tall = height * where.plot.height()
        tall = max(_LEAST, tall) if index == 0 else tall
        painter.setBrush(theme.colour(Colour.OUTLINE) if level is None else theme.level(level))
        painter.drawRoundedRect(QRectF(left, foot - tall, width, tall), _ROUND, _ROUND)
        foot -= tall
        if index < len(bar.parts) - 1 and tall > _LEAST * 2:
            painter.fillRect(QRectF(left, foot, width, 1), theme.colour(Colour.BG))


def _draw_gap(painter: QPainter, where: Area, gap: Stretch, view: ChartView, theme: Theme, taken: list[QRectF]) -> None:
    left, right = where.x(gap.start), where.x(gap.end)
    tall = where.plot.height() * _GAP_TALL
    box = QRectF(left, where.plot.bottom() - tall, right - left, tall)
    stripes.draw_hatching(painter, box, theme, is_framed=True)
    _write_above(painter, where, box, gap.word, view, theme, taken)


def _draw_block(
    painter: QPainter, where: Area, block: BlockView, view: ChartView, theme: Theme, taken: list[QRectF]
) -> None:
    """Energy that cannot be itemised: an outlined and hatched block as high as its mean, or the top of a bar."""
    left, width = where.x(block.start), where.x(block.end) - where.x(block.start)
    if block.is_on_bar:
        left, width = _inner(where, block.start, block.end)
    tall = max(_LEAST, block.height * where.plot.height())
    box = QRectF(left, where.y(block.foot) - tall, width, tall)
    boxes.draw(painter, box, _ROUND, theme.colour(Colour.SURFACE))
    stripes.draw_hatching(painter, box, theme)
    boxes.draw(painter, box, _ROUND, None, theme.colour(Colour.OUTLINE))
    at = _above(where, box, block.word, view, theme)
    is_near = box.top() - at.y() <= theme.layout.px(_FAR)
    if block.word and (is_near or not block.is_on_bar):  # high above a lower bar it would speak of a neighbour
        _write_clear(painter, at, block.word, theme, taken)


def _write_above(
    painter: QPainter, where: Area, box: QRectF, words: str, view: ChartView, theme: Theme, taken: list[QRectF]
) -> None:
    """Words over a box, and over the bars beside it that they would cover; none where other words stand."""
    _write_clear(painter, _above(where, box, words, view, theme), words, theme, taken)


def _above(where: Area, box: QRectF, words: str, view: ChartView, theme: Theme) -> QPointF:
    width = theme.metrics(Type.AXIS).horizontalAdvance(words)
    x = min(where.plot.right() - width, max(where.plot.left(), box.center().x() - width / 2))
    start, end = ((each - where.plot.left()) / where.plot.width() for each in (x, x + width))
    top = min(box.top(), where.y(max(_tallest(view, start, end), _usual_over(view, start, end))))
    return QPointF(x, top - theme.layout.px(_CLEAR))


def _write_clear(painter: QPainter, at: QPointF, words: str, theme: Theme, taken: list[QRectF]) -> None:
    ink = theme.metrics(Type.AXIS).tightBoundingRect(words).translated(at)
    if any(ink.intersects(each) for each in taken):
        return
    taken.append(ink.adjusted(-4, -3, 4, 3))
    text.draw_text(painter, theme, words, at, Type.AXIS, theme.colour(Colour.TEXT2))


def _tallest(view: ChartView, start: float, end: float) -> float:
    """The height of the tallest bar between two places, with what lies on it."""
    bars = (sum(tall for _, tall in bar.parts) for bar in view.bars if bar.start < end and bar.end > start)
    tops = (block.foot + block.height for block in view.blocks if block.start < end and block.end > start)
    return max((*bars, *tops), default=0.0)


def _usual_over(view: ChartView, start: float, end: float) -> float:
    """The height of the usual between two places, where it is highest."""
    return max((bar.usual or 0.0 for bar in view.bars if bar.start < end and bar.end > start), default=0.0)


def _draw_usual(painter: QPainter, where: Area, view: ChartView, theme: Theme) -> None:
    """A step line of ink with a halo."""
    runs = _usual_runs(view)
    if not runs:
        return
    path = QPainterPath()
    for run in runs:
        path.moveTo(where.x(run[0].start), where.y(run[0].usual or 0))
        for bar in run:
            path.lineTo(where.x(bar.start), where.y(bar.usual or 0))
            path.lineTo(where.x(bar.end), where.y(bar.usual or 0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((Colour.BG, 6.0), (Colour.INK, 2.5)):
        pen = QPen(theme.colour(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawPath(path)


def _usual_runs(view: ChartView) -> list[list[BarView]]:
    runs: list[list[BarView]] = []
    for before, bar in zip((None, *view.bars), view.bars, strict=False):
        if bar.usual is None:
            continue
        if before is None or before.usual is None:
            runs.append([])
        runs[-1].append(bar)
    return runs


def _name_usual(painter: QPainter, where: Area, view: ChartView, theme: Theme, taken: list[QRectF]) -> None:
    """The name over the lowest stretch of the line that is long enough, clear of the bars and of other words."""
    px, metrics = theme.layout.px, theme.metrics(Type.SMALL_STRONG)
    width = metrics.horizontalAdvance(view.usual_word)
    share = (width + px(16)) / where.plot.width()
    events = [(event.start, event.end) for event in view.events]
    best: tuple[float, QPointF] | None = None
    for bar in view.bars:
        start, end = bar.start, bar.start + share
        if bar.usual is None or end > 1 or any(left < end and right > start for left, right in events):
            continue
        top = max(_usual_over(view, start, end), _tallest(view, start, end))
        at = QPointF(where.x(start) + px(8), where.y(top) - px(10))
        ink = metrics.tightBoundingRect(view.usual_word).translated(at)
        if (best is None or top < best[0] - 0.01) and not any(ink.intersects(each) for each in taken):
            best = (top, at)
    if best is not None:
        taken.append(metrics.tightBoundingRect(view.usual_word).translated(best[1]).adjusted(-4, -3, 4, 3))
        text.draw_text(painter, theme, view.usual_word, best[1], Type.SMALL_STRONG, theme.colour(Colour.TEXT))


def _draw_fix(painter: QPainter, where: Area, fix: Stretch, view: ChartView, theme: Theme, taken: list[QRectF]) -> None:
    """A bracket of ink over bars that a person fixed."""
    left, right = where.x(fix.start), where.x(fix.end)
    top = max(_tallest(view, fix.start, fix.end), _usual_over(view, fix.start, fix.end))
    y = where.y(top) - theme.layout.px(8)
    painter.setPen(round_pen(theme.colour(Colour.INK), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(
        [QPointF(left + 1, y + 4), QPointF(left + 1, y), QPointF(right - 1, y), QPointF(right - 1, y + 4)]
    )
    _write_above(painter, where, QRectF(left, y, right - left, 4), fix.word, view, theme, taken)


def _mark_box(where: Area, event: EventColumnView, view: ChartView, theme: Theme) -> QRectF:
    """The place of an event over the bar of its day."""
    size = theme.layout.px(_MARK)
    top = max(_tallest(view, event.start, event.end), _usual_over(view, event.start, event.end))
    y = where.y(top) - size - theme.layout.px(_CLEAR)
    return QRectF(where.x((event.start + event.end) / 2) - size / 2, y, size, size)


def _draw_mark(painter: QPainter, box: QRectF, theme: Theme) -> None:
    colour = theme.level(Level.CRITICAL)
    shapes.draw(painter, Level.CRITICAL, box.topLeft(), box.width(), colour, theme.colour(Colour.BG))


def _draw_axis(painter: QPainter, box: QRectF, where: Area, view: ChartView, theme: Theme) -> None:
    metrics, taken = theme.metrics(Type.AXIS), where.plot.left() - theme.layout.px(_LEFT)
    for mark in view.axis:
        width = metrics.horizontalAdvance(mark.text)
        x = min(box.right() - width, max(where.plot.left() - 2, where.x(mark.at) - width / 2))
        if x <= taken:
            continue
        taken = x + width + theme.layout.px(8)
        at = QPointF(x, where.plot.bottom() + theme.layout.px(_AXIS_Y))
        text.draw_text(painter, theme, mark.text, at, Type.AXIS, theme.colour(Colour.TEXT2))


def _draw_strip(painter: QPainter, where: Area, piece: StripView, theme: Theme) -> None:
    """A line in the level's colour, and below it shape, word and price as they fit."""
    px, colour = theme.layout.px, theme.level(piece.level)
    left, right = where.x(piece.start) + _STRIP_GAP / 2, where.x(piece.end) - _STRIP_GAP / 2
    y, mark, gap = where.plot.bottom() + px(_STRIP_Y), px(18), px(8)
    boxes.draw(painter, QRectF(left, y - _STRIP / 2, max(1.0, right - left), _STRIP), 2, colour)
    word = theme.metrics(Type.SMALL_STRONG).horizontalAdvance(piece.word)
    price = theme.metrics(Type.SMALL).horizontalAdvance(piece.price)
    room, middle = right - left - px(8), where.plot.bottom() + px(_WORDS_Y)
    has_word = room >= mark + gap + word
    has_price = room >= mark + gap + word + gap + price and bool(piece.price)
    width = mark + (gap + word if has_word else 0) + (gap + price if has_price else 0)
    if room < mark:
        return
    x = left + (right - left - width) / 2
    shapes.draw(painter, piece.level, QPointF(x, middle - mark / 2), mark, colour, theme.colour(Colour.BG))
    x += mark + gap
    baseline = text.middle_baseline(theme, Type.SMALL_STRONG, middle)
    if has_word:
        text.draw_text(painter, theme, piece.word, QPointF(x, baseline), Type.SMALL_STRONG, colour)
    if has_price:
        at = QPointF(x + word + gap, baseline)
        text.draw_text(painter, theme, piece.price, at, Type.SMALL, theme.colour(Colour.TEXT))
