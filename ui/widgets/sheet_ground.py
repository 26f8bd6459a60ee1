"""What a sheet is without its parts: scrim, surface and words."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, heading, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Type
from ui.views import SheetView
from ui.widgets.base import Painted
from ui.widgets.event_band import foot_of_bands

PAD = 32
_TOP, _DRAWN = 124, 100


class SheetGround(Painted[SheetView]):
    """`top` is where the surface begins on a screen of 600: a question without a body lies low.

    `words_share` of its width belongs to the words.
    """

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.top, self.words_share, self._head = _TOP, 1.0, theme.look.text_percent

    def surface(self) -> QRectF:
        """Where the sheet itself lies."""
        layout = self.theme.layout
        top = layout.px(self.top)
        if self.theme.look.text_percent > _DRAWN:  # larger words need the height that a quiet page leaves
            top = min(top, max(layout.header, foot_of_bands(self.parentWidget())))
        return QRectF(0, top, self.width(), self.height() - top)

    def give_words(self, share: float) -> None:
        """That much of the width belongs to the words."""
        if share != self.words_share:
            self.words_share, self._measured = share, None
            self._place()

    def _place(self) -> None:
        """Lay out what lies on it."""

    def sentence(self) -> str:
        """Title and second line."""
        return f"{self.view.title}. {self.view.subtitle}".rstrip(". ")

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint scrim, surface and words."""
        theme, px, area = self.theme, self.theme.layout.px, self.surface()
        painter.fillRect(box, theme.colour(Colour.SCRIM))
        edge = theme.colour(Colour.OUTLINE) if theme.is_contrast else None
        painter.setClipRect(box)
        boxes.draw(painter, area.adjusted(0, 0, 0, Radius.SHEET), Radius.SHEET, theme.colour(Colour.SURFACE), edge)
        for line, step, y in self._words(theme):
            at = QPointF(px(PAD), area.top() + y)
            text.draw_text(painter, theme, line, at, step, theme.colour(heading.ROLES[step]))
        at = QPointF(box.center().x(), box.bottom() - px(18))
        text.draw_centred(painter, theme, self.view.footnote, at, Type.SMALL, theme.colour(Colour.TEXT2))

    def _words(self, theme: Theme) -> list[heading.Placed]:
        """Title and second line, below the surface's edge."""
        return heading.place(
            theme, self.view.title, self.view.subtitle, self.width() * self.words_share - 2 * theme.layout.px(PAD)
        )

    def _largest(self, box: QRectF) -> int:
        return min(super()._largest(box), self._head)
