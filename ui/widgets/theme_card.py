"""A palette to choose, as a small picture of itself."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import arch, boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Scheme, Stroke, Type
from ui.views import ArchView, Level
from ui.views.controls import ThemeCardView
from ui.widgets.base import Pressable

_ROOM, _WORD_H, _SHARE, _PICTURE = 2 * Stroke.SELECTED, 40, 1.4, ArchView(0.36, Level.NORMAL)
_AIR, _LEAST_AIR, _WIDE = 16, 8, 200


class ThemeCard(Pressable[ThemeCardView]):
    """Home's gauge in that palette, its name below; the chosen one has the thicker outline."""

    ring_radius = Radius.CARD

    def __init__(self, name: str, theme: Theme, scheme: Scheme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._scheme = scheme
        self._painted = Theme(replace(theme.look, scheme=scheme))
        self._painted.setParent(self)

    def theme_changed(self) -> None:
        """The size of the type may be another; the palette stays its own."""
        self._painted.use(replace(self.theme.look, scheme=self._scheme))
        super().theme_changed()

    def sentence(self) -> str:
        """The palette's name."""
        return self.view.sentence or self.view.word

    def sizeHint(self) -> QSize:
        """As in the drawing."""
        return QSize(290, 220)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, gauge, name."""
        theme, own, px = self.theme, self._painted, self.theme.layout.px
        card = box.adjusted(_ROOM, _ROOM, -_ROOM, -px(_WORD_H))
        width = Stroke.SELECTED if self.view.is_selected else Stroke.CONTROL
        edge = theme.colour(Colour.INK if self.view.is_selected else Colour.OUTLINE)
        boxes.draw(painter, card, Radius.CARD, own.colour(Colour.BG), edge, width)
        air = px(_AIR if card.width() > px(_WIDE) else _LEAST_AIR)
        inside = card.adjusted(air, px(_LEAST_AIR) + air / 3, -air, 0)
        painter.save()
        painter.translate(inside.topLeft())
        gauge = arch.layout(inside.width(), inside.height())
        grey = arch.unlit(gauge, own, round(inside.width()), round(inside.height()), self.devicePixelRatioF())
        painter.drawPixmap(QPointF(0, 0), grey)
        arch.draw(painter, gauge, _PICTURE, own, _PICTURE.value, own.level(Level.NORMAL))
        step = text.fitted(own, self.view.amount, gauge.radius * _SHARE, (Type.TITLE, Type.STRONG, Type.RAIL))
        at = QPointF(gauge.centre.x, text.middle_baseline(own, step, gauge.centre.y))
        text.draw_centred(painter, own, self.view.amount, at, step, own.colour(Colour.TEXT))
        painter.restore()
        steps = (Type.STRONG, Type.SMALL_STRONG) if self.view.is_selected else (Type.LABEL, Type.SMALL)
        step = text.fitted(theme, self.view.word, box.width(), (*steps, Type.AXIS, Type.RAIL, Type.BADGE))
        ink = theme.colour(Colour.TEXT if self.view.is_selected else Colour.TEXT2)
        y = text.middle_baseline(theme, step, box.bottom() - px(_WORD_H) / 2)
        text.draw_centred(painter, theme, self.view.word, QPointF(box.center().x(), y), step, ink)
