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

    def sentence(self) -> str:
        """What is written."""
        return self.view.text

    def sizeHint(self) -> QSize:
        """As wide as its words, never under a finger's width."""
        px = self.theme.layout.px
        width = self.theme.metrics(self._step()).horizontalAdvance(self.view.text)
        return QSize(max(Touch.MINIMUM, round(_ICON + px(_GAP + 2 * _PAD) + width + 4 + 0.5)), Touch.MINIMUM)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint icon and words, set right."""
        theme, px = self.theme, self.theme.layout.px
        icon, role = _STATES[self.view.state]
        colour, size = theme.colour(role), theme.layout.icon(_ICON)
        y = text.middle_baseline(theme, self._step(), box.center().y())
        x = text.draw_right(painter, theme, self.view.text, QPointF(box.right() - px(_PAD), y), self._step(), colour)
        painter.drawPixmap(
            QPointF(round(x - px(_GAP) - size), round(box.center().y() - size / 2)), theme.icon(icon, colour, size)
        )

    def _step(self) -> Type:
        is_calm = self.view.state in {LinkState.LISTENING, LinkState.LIVE}
        return Type.SMALL if is_calm else Type.SMALL_STRONG
