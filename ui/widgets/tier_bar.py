"""The bar of tiers by itself."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from ui.paint import tier_bar
from ui.views import TierBarView
from ui.widgets.base import Painted


class TierBar(Painted[TierBarView]):
    """Ink is used, outline remains."""

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the segments over the whole box."""
        tier_bar.draw(painter, box, self.view.segments, self.theme)
