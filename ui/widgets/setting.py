"""What a control beside it sets."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import shapes, text
from ui.theme import PERCENTS, Theme
from ui.tokens import Colour, Type
from ui.views.comfort import SettingView
from ui.widgets.base import Painted

_MARK, _TEXT_X = 26, 42
_TITLES = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_LINE = 1.2
_SUBTITLES = (Type.SMALL, Type.AXIS, Type.RAIL)


class Setting(Painted[SettingView]):
    """A mark, a name, and a line or two that say what it means; the rule below reaches to the control's end."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._control_width = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @property
    def control_width(self) -> int:
        """How much of its right end belongs to a control."""
        return self._control_width

    @control_width.setter
    def control_width(self, width: int) -> None:
        if width != self._control_width:
            self._control_width, self._measured = width, None
            self.update()

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
        rows = [(line, step, theme.colour(Colour.TEXT)) for line in text.wrap(theme, view.title, room, step)]
        title = theme.font(step).pixelSize() * _LINE * len(rows)
        small, below = text.fitted_lines(theme, view.subtitle, room, box.height() - title - 4, _SUBTITLES)
        rows += [(line, small, theme.tone(view.tone)) for line in below if line]
        if (
            theme.look.text_percent == PERCENTS[-1]
            and title + len(below) * theme.font(small).pixelSize() > box.height()
        ):
            rows = rows[: -len(below)]  # the second line gives way last of all (DESIGN section 3)
        y = middle - sum(theme.font(each).pixelSize() * _LINE for _, each, _ in rows) / 2
        for line, each, colour in rows:
            height = theme.font(each).pixelSize() * _LINE
            at = QPointF(left, text.middle_baseline(theme, each, y + height / 2))
            text.draw_text(painter, theme, line, at, each, colour)
            y += height

    def words_box(self, box: QRectF) -> QRectF:
        """What the control leaves."""
        return box.adjusted(0, 0, -self.control_width, 0)
