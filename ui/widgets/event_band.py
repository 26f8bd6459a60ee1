"""The band of a running event, below the header of every page."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import BandKind, ButtonKind, ButtonView, EventBandView, Level
from ui.widgets.base import Pressable
from ui.widgets.button import Button

_MARK, _MARK_X, _TEXT_X, _PLATE, _CHEVRON, _RIGHT = 30, 16, 88, 12, 24, 50
_ACTION_W, _AIR = 150, 5
_STEPS = (Type.BAND, Type.STRONG, Type.SMALL_STRONG, Type.RAIL)


class Return(Button):
    """As high as the band for a finger, painted with air above and below."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the button smaller than it is."""
        super().draw(painter, box.adjusted(0, _AIR, 0, -_AIR))


class EventBand(Pressable[EventBandView]):
    """Striped for a critical price, solid for an emergency, quiet when the home returns to normal."""

    ring_radius = 0

    returned = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._action = Return(f"{name}.return", theme, self)
        self._action.chosen.connect(self.returned)

    def view_changed(self, before: EventBandView | None) -> None:  # noqa: ARG002 - the button compares for itself
        """Show the way to end a recovery, if it is one."""
        self._action.setVisible(bool(self.view.action))
        if self.view.action:
            self._action.show_view(ButtonView(self.view.action, ButtonKind.OUTLINE))
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the button."""
        self._place()

    def sizeHint(self) -> QSize:
        """As high as the frame says: a finger ends a recovery in it."""
        return QSize(self.theme.layout.content_w, self.theme.layout.band)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, mark, words and the way on."""
        theme, px = self.theme, self.theme.layout.px
        ink = self._draw_ground(painter, box)
        is_plated = self.view.kind is BandKind.CRITICAL
        right = self._draw_end(painter, box, ink, is_plated=is_plated)
        left = box.left() + px(_TEXT_X if is_plated else _MARK_X + _MARK + 16)
        room = right - left - px(2 * _PLATE)
        step = text.fitted(theme, self.view.title, room, _STEPS)
        lines = text.wrap(theme, self.view.title, room, step)
        if is_plated:
            self._draw_plate(painter, box, left, theme.metrics(step).horizontalAdvance(self.view.title))
        height = theme.font(step).pixelSize() * 1.15
        for index, line in enumerate(lines):
            middle = box.center().y() + (index - (len(lines) - 1) / 2) * height
            at = QPointF(left, text.middle_baseline(theme, step, middle))
            text.draw_text(painter, theme, line, at, step, ink)

    def _draw_ground(self, painter: QPainter, box: QRectF) -> QColor:
        """The ground and the mark; gives the ink that is written on it."""
        theme, size = self.theme, self.theme.layout.icon(_MARK)
        spot = QPointF(box.left() + self.theme.layout.px(_MARK_X), round(box.center().y() - size / 2))
        if self.view.kind is BandKind.EMERGENCY:
            painter.fillRect(box, theme.colour(Colour.EMERGENCY))
            ink = theme.colour(Colour.ON_EMERGENCY)
            shapes.draw(painter, Level.EMERGENCY, spot, size, ink, theme.colour(Colour.EMERGENCY))
            return ink
        ink = theme.colour(Colour.TEXT)
        if self.view.kind is BandKind.RECOVERY:
            painter.fillRect(box, theme.colour(Colour.SURFACE))
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))
            painter.drawPixmap(spot, theme.icon("undo-2", ink, size))
            return ink
        edge, ground = theme.colour(Colour.CRITICAL), theme.colour(Colour.CRITICAL_TINT)
        painter.fillRect(box, theme.stripes(ground, theme.colour(Colour.STRIPE), 7, 18))
        for y in (box.top(), box.bottom() - Stroke.BAND_EDGE):
            painter.fillRect(QRectF(box.left(), y, box.width(), Stroke.BAND_EDGE), edge)
        shapes.draw(painter, Level.CRITICAL, spot, size, edge, ground)
        return ink

    def _draw_end(self, painter: QPainter, box: QRectF, ink: QColor, *, is_plated: bool) -> float:
        """The countdown and the arrow at the right; gives where the words may end."""
        theme, px = self.theme, self.theme.layout.px
        if self.view.action:
            return float(self._action.x())
        size = theme.layout.icon(_CHEVRON)
        spot = QPointF(box.right() - px(12) - size, round(box.center().y() - size / 2))
        painter.drawPixmap(spot, theme.icon("chevron-right", ink, size))
        width = theme.metrics(Type.BAND).horizontalAdvance(self.view.countdown)
        left = box.right() - px(_RIGHT + (_PLATE if is_plated else 0)) - width
        if is_plated and self.view.countdown:
            self._draw_plate(painter, box, left, width)
        at = QPointF(left, text.middle_baseline(theme, Type.BAND, box.center().y()))
        text.draw_text(painter, theme, self.view.countdown, at, Type.BAND, ink)
        return left - px(_PLATE)

    def _draw_plate(self, painter: QPainter, box: QRectF, left: float, width: float) -> None:
        """A quiet plate keeps the stripes from the words."""
        pad = self.theme.layout.px(_PLATE)
        plate = QRectF(left - pad, box.top() + 6, width + 2 * pad, box.height() - 12)
        boxes.draw(painter, plate, Radius.BAR, self.theme.colour(Colour.CRITICAL_TINT))

    def _place(self) -> None:
        if hasattr(self, "view"):
            px = self.theme.layout.px
            width = max(2 * Touch.MINIMUM + 8, px(_ACTION_W))
            self._action.setGeometry(self.width() - width - px(_MARK_X), 0, width, self.height())


def raise_bands(window: QWidget) -> None:
    """Put the event's band above what lies over the window."""
    for each in _bands(window):
        each.raise_()


def foot_of_bands(window: QWidget | None) -> int:
    """Where the event's band ends while it is seen, else 0."""
    return max((each.geometry().bottom() + 1 for each in _bands(window) if not each.isHidden()), default=0)


def _bands(window: QWidget | None) -> list[EventBand]:
    return window.findChildren(EventBand, options=Qt.FindChildOption.FindDirectChildrenOnly) if window else []
