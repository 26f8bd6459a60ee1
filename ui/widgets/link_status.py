"""How old the numbers are, and whether their source answers."""

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter

from ui.paint import text
from ui.tokens import Colour, Touch, Type
from ui.views import LinkState, LinkStatusView
from ui.widgets.base import Pressable

_STATES = {
    LinkState.LISTENING: ("radio", Colour.TEXT2),
    LinkState.LIVE: ("radio", Colour.TEXT2),
    LinkState.OLD: ("clock-alert", Colour.ATTENTION),
    LinkState.SILENT: ("clock-alert", Colour.ATTENTION),
    LinkState.DOWN: ("radio-off", Colour.EMERGENCY_TEXT),
}
_ICON, _GAP, _PAD = 21, 9, 5


class LinkStatus(Pressable[LinkStatusView]):
    """Quiet while all is well, amber with a clock when old or silent, red when the network is down."""

    is_brief = False
    """Is all well, and the room scarce? Then its icon says it."""

    @property
    def is_calm(self) -> bool:
        """Is there nothing to tell?"""
        return self.view.state in {LinkState.LISTENING, LinkState.LIVE}

    def sentence(self) -> str:
        """What is written."""
        return self.view.text

    def sizeHint(self) -> QSize:
        """As wide as its words, never under a finger's width."""
        px = self.theme.layout.px
        width = self.theme.metrics(self._step()).horizontalAdvance(self._shown())
        return QSize(max(Touch.MINIMUM, round(_ICON + px(_GAP + 2 * _PAD) + width + 4 + 0.5)), Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint icon and words, set right."""
        theme, px = self.theme, self.theme.layout.px
        icon, role = _STATES[self.view.state]
        colour, size = theme.colour(role), theme.layout.icon(_ICON)
        y = text.middle_baseline(theme, self._step(), box.center().y())
        x = text.draw_right(painter, theme, self._shown(), QPointF(box.right() - px(_PAD), y), self._step(), colour)
        painter.drawPixmap(
            QPointF(round(x - px(_GAP) - size), round(box.center().y() - size / 2)), theme.icon(icon, colour, size)
        )

    def _step(self) -> Type:
        return Type.SMALL if self.is_calm else Type.SMALL_STRONG

    def _shown(self) -> str:
        return "" if self.is_brief and self.is_calm else self.view.text
