"""What is to be said about a code that is being typed, and a fix to take."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, lines, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import CodeHintView, Tone, plain
from ui.widgets.base import Painted
from ui.widgets.button import Button

_PAD, _ICON, _GAP, _KEY_H, _KEY_PAD, _MARGIN = 20, 28, 14, 60, 14, 14
_TITLES = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL)
_LINE = 1.25


class CodeHint(Painted[CodeHintView]):
    """A title over a sentence, tinted where something is wrong; the fix is a key at the right."""

    primary_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._primary = Button(f"{name}.primary", theme, self)
        self._primary.chosen.connect(self.primary_chosen)

    def view_changed(self, before: CodeHintView | None) -> None:  # noqa: ARG002 - the key compares for itself
        """Show the key its word."""
        self._primary.setVisible(self.view.primary is not None)
        if self.view.primary is not None:
            self._primary.show_view(self.view.primary)
        self._place()

    def theme_changed(self) -> None:
        """Other type: another place."""
        super().theme_changed()
        self._place()

    def sentence(self) -> str:
        """Title and sentence."""
        return f"{self.view.title} {plain(self.view.body)}"

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the key."""
        self._place()

    def words_box(self, box: QRectF) -> QRectF:
        """What the key leaves, clear of the edge."""
        right = 0 if self._primary.isHidden() else box.right() - self._primary.x() + self.theme.layout.px(_GAP)
        return box.adjusted(0, 4, -right, -4)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint ground, icon and words."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        is_wrong = view.tone is Tone.ATTENTION
        colour = theme.tone(view.tone)
        ground = theme.colour(Colour.ATTENTION_TINT if is_wrong else Colour.SURFACE)
        edge = theme.colour(Colour.LINE) if view.tone is Tone.QUIET else colour
        boxes.draw(painter, box, Radius.CARD, ground, edge, Stroke.CONTROL)
        left = box.left() + px(_PAD)
        if view.primary is None:
            size = px(_ICON)
            spot = QPointF(left, round(box.center().y() - size / 2))
            painter.drawPixmap(spot, theme.icon(view.icon, colour, size))
            left += size + px(_GAP)
        room = self.words_box(box).right() - left - (px(_PAD) if view.primary is None else 0)
        self._draw_words(painter, QRectF(left, box.top(), room, box.height()))

    def _draw_words(self, painter: QPainter, box: QRectF) -> None:
        theme, view = self.theme, self.view
        title = text.fitted(theme, view.title, box.width(), _TITLES)
        heads = text.wrap(theme, view.title, box.width(), title)
        line = theme.font(title).pixelSize() * _LINE
        room = box.height() - len(heads) * line - 8
        step, body = lines.fitted(theme, view.body, box.width(), room, (Type.NOTICE_BODY, *lines.SMALLER))
        below = lines.line_height(theme, step)
        y = box.center().y() - (len(heads) * line + len(body) * below) / 2
        for words in heads:
            at = QPointF(box.left(), text.middle_baseline(theme, title, y + line / 2))
            text.draw_text(painter, theme, words, at, title, theme.colour(Colour.TEXT))
            y += line
        for run in body:
            at = QPointF(box.left(), text.middle_baseline(theme, step, y + below / 2))
            text.draw_line(painter, theme, run, at, step)
            y += below

    def _place(self) -> None:
        if not hasattr(self, "view") or self.view.primary is None:
            return
        px = self.theme.layout.px
        height = max(Touch.MINIMUM, min(px(_KEY_H), self.height() - 2 * px(_MARGIN)))
        width = min(self._primary.sizeHint().width() + px(_KEY_PAD), self.width() * 2 // 5)
        self._primary.setGeometry(self.width() - width - px(_MARGIN), (self.height() - height) // 2, width, height)
