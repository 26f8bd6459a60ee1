"""What happened, and what to do."""

from PySide6.QtCore import QPointF, QRectF, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Radius, Stroke, Touch, Type
from ui.views import NoticeCardView, Tone
from ui.widgets.base import Painted
from ui.widgets.button import Button

_ICON, _PAD, _TEXT_X, _BUTTON_W, _MARGIN, _GAP = 42, 22, 84, 196, 22, 10
_TITLE_LINE, _BODY_LINE, _CLEAR = 1.36, 1.24, 20


class NoticeCard(Painted[NoticeCardView]):
    """An icon, a title, a sentence or two, and up to two buttons at the right."""

    primary_chosen = Signal()
    secondary_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._primary = Button(f"{name}.primary", theme, self)
        self._primary.chosen.connect(self.primary_chosen)
        self._secondary = Button(f"{name}.secondary", theme, self)
        self._secondary.chosen.connect(self.secondary_chosen)

    def view_changed(self, before: NoticeCardView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs."""
        for button, view in ((self._primary, self.view.primary), (self._secondary, self.view.secondary)):
            button.setVisible(view is not None)
            if view is not None:
                button.show_view(view)
        self._place()

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

    def sentence(self) -> str:
        """Title and body."""
        return f"{self.view.title} {self.view.body}"

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place the buttons."""
        self._place()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint outline, icon and words, the words centred in the height."""
        theme, view, px = self.theme, self.view, self.theme.layout.px
        colour = theme.tone(view.tone)
        edge = theme.colour(Colour.LINE) if view.tone in {Tone.QUIET, Tone.INK} else colour
        boxes.draw(painter, box, Radius.CARD, theme.colour(Colour.SURFACE), edge, Stroke.CONTROL)
        size = px(_ICON)
        spot = QPointF(box.left() + px(_PAD), round(box.center().y() - size / 2))
        painter.drawPixmap(spot, theme.icon(view.icon, colour, size))
        left, room = box.left() + px(_TEXT_X), self._text_width(box)
        step = text.fitted(theme, view.title, room, (Type.NOTICE_TITLE, Type.PAGE_TITLE, Type.STRONG))
        lines = [(line, step, Colour.TEXT) for line in text.wrap(theme, view.title, room, step)]
        height = box.height() - len(lines) * theme.font(step).pixelSize() * _TITLE_LINE - px(_CLEAR)
        body, below = text.fitted_lines(theme, view.body, room, height, (Type.NOTICE_BODY, Type.AXIS, Type.RAIL))
        lines += [(line, body, Colour.TEXT2) for line in below]
        if view.support_code:
            lines.append((view.support_code, Type.RAIL, Colour.TEXT2))
        heights = [theme.font(each).pixelSize() * (_TITLE_LINE if each is step else _BODY_LINE) for _, each, _ in lines]
        y = box.center().y() - sum(heights) / 2
        for (line, each, role), height in zip(lines, heights, strict=True):
            at = QPointF(left, y + height * 0.78)
            text.draw_text(painter, theme, line, at, each, theme.colour(role))
            y += height

    def _text_width(self, box: QRectF) -> float:
        px = self.theme.layout.px
        has_buttons = self.view.primary is not None or self.view.secondary is not None
        return box.width() - px(_TEXT_X) - (px(_BUTTON_W + _MARGIN + 16) if has_buttons else px(_MARGIN))

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        px = self.theme.layout.px
        views = ((self._primary, self.view.primary), (self._secondary, self.view.secondary))
        shown = [button for button, view in views if view is not None]
        height = max(Touch.MINIMUM, min(px(Touch.BUTTON), Touch.BUTTON_EVENT))
        y = (self.height() - len(shown) * height - (len(shown) - 1) * px(_GAP)) / 2
        for button in shown:
            button.setGeometry(self.width() - px(_MARGIN + _BUTTON_W), round(y), px(_BUTTON_W), height)
            y += height + px(_GAP)
