"""What a control beside it sets."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import shapes, text
from ui.theme import Theme
from ui.tokens import Colour, Type
from ui.views.comfort import SettingView
from ui.widgets.base import Painted

_MARK, _TEXT_X = 26, 42
_TITLES = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_SUBTITLES = (Type.SMALL, Type.AXIS, Type.RAIL)


class Setting(Painted[SettingView]):
    """A mark, a name, and a line or two that say what it means; the rule below reaches to the control's end."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.control_width = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sentence(self) -> str:
        """Name and meaning."""
        return self.view.sentence or f"{self.view.title}. {self.view.subtitle}".rstrip(". ")

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint mark, name, meaning and rule."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        if view.has_rule:
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.colour(Colour.LINE))
        size, middle = px(_MARK), box.center().y()
        spot = QPointF(box.left(), round(middle - size / 2))
        if view.level is not None:
            shapes.draw(painter, view.level, spot, size, theme.level(view.level), theme.colour(Colour.BG))
        elif view.icon:
            painter.drawPixmap(spot, theme.icon(view.icon, theme.colour(Colour.TEXT), size))
        left = box.left() + (px(_TEXT_X) if view.icon or view.level else 0)
        room = box.right() - self.control_width - left
        step = text.fitted(theme, view.title, room, _TITLES)
        title = theme.font(step).pixelSize() * 1.2
        small, below = text.fitted_lines(theme, view.subtitle, room, box.height() - title - 4, _SUBTITLES)
        height = theme.font(small).pixelSize() * 1.2
        shown = below if view.subtitle else []
        y = middle - (title + height * len(shown)) / 2
        at = QPointF(left, text.middle_baseline(theme, step, y + title / 2))
        text.draw_text(painter, theme, view.title, at, step, theme.colour(Colour.TEXT))
        for index, line in enumerate(shown):
            at = QPointF(left, text.middle_baseline(theme, small, y + title + (index + 0.5) * height))
            text.draw_text(painter, theme, line, at, small, theme.tone(view.tone))
