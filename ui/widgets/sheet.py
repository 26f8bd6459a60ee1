"""A sheet over the page: in the window, never a dialog of its own."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPointF, QPropertyAnimation, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.paint import boxes, text
from ui.theme import Theme
from ui.tokens import Colour, Milliseconds, Radius, Touch, Type
from ui.views import SheetView
from ui.widgets.base import Painted, Pressable
from ui.widgets.button import Button
from ui.widgets.event_band import EventBand

_TOP, _PAD, _TITLE_Y, _SUBTITLE_Y, _BODY_Y, _FOOT = 124, 32, 48, 72, 92, 44


class Sheet(Painted[SheetView]):
    """A scrim, and a surface on it with title, `body` and buttons. Pressing the scrim dismisses it.

    `top` is where the surface begins on a screen of 600: a question without a body lies low.
    """

    dismissed = Signal()
    primary_chosen = Signal()
    secondary_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.body = QWidget(self)
        self.top = _TOP
        self._opener: QWidget | None = None
        self._primary = Button(f"{name}.primary", theme, self)
        self._primary.chosen.connect(self.primary_chosen)
        self._secondary = Button(f"{name}.secondary", theme, self)
        self._secondary.chosen.connect(self.secondary_chosen)
        self._slide = QPropertyAnimation(self, b"pos", self)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()
        if parent is not None:
            parent.installEventFilter(self)

    def open(self) -> None:
        """Cover the parent and slide in; an event's band stays above."""
        parent = self.parentWidget()
        assert parent is not None, "a sheet lies over something"
        self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        for band in parent.findChildren(EventBand, options=Qt.FindChildOption.FindDirectChildrenOnly):
            band.raise_()
        focused = QApplication.focusWidget()
        self._opener = focused if isinstance(focused, Pressable) and not self.isAncestorOf(focused) else None
        self.setFocus()
        if not self.theme.look.is_motion_reduced:
            self._slide.setDuration(Milliseconds.SHEET_IN)
            self._slide.setStartValue(self.pos() + QPointF(0, self.theme.layout.px(48)).toPoint())
            self._slide.setEndValue(self.pos())
            self._slide.start()

    def close_sheet(self) -> None:
        """Leave at once: what is below is what the person wants to see; the key that opened it has the focus again."""
        self._slide.stop()
        self.hide()
        opener, self._opener = self._opener, None
        if opener is not None and isValid(opener) and opener.isVisible():
            opener.setFocus()

    def surface(self) -> QRectF:
        """Where the sheet itself lies."""
        top = self.theme.layout.px(self.top)
        return QRectF(0, top, self.width(), self.height() - top)

    def view_changed(self, before: SheetView | None) -> None:  # noqa: ARG002 - the buttons compare for themselves
        """Show the buttons theirs."""
        for button, view in ((self._primary, self.view.primary), (self._secondary, self.view.secondary)):
            button.setVisible(view is not None)
            if view is not None:
                button.show_view(view)
        self._place()

    def ring(self, box: QRectF) -> None:  # noqa: ARG002 - no part of it shows the sheet's own focus
        """None: what lies on it shows the focus."""
        return

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
        left = px(_PAD)
        at = QPointF(left, area.top() + px(_TITLE_Y))
        text.draw_text(painter, theme, self.view.title, at, Type.TITLE, theme.colour(Colour.TEXT))
        at = QPointF(left, area.top() + px(_SUBTITLE_Y))
        text.draw_text(painter, theme, self.view.subtitle, at, Type.SMALL, theme.colour(Colour.TEXT2))
        at = QPointF(box.center().x(), box.bottom() - px(18))
        text.draw_centred(painter, theme, self.view.footnote, at, Type.SMALL, theme.colour(Colour.TEXT2))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Place body and buttons."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the parent."""
        parent = self.parentWidget()
        if parent is not None and watched is parent and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(parent.rect())
        return False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on the scrim dismisses; one on the sheet stays in the sheet."""
        if event.position().y() < self.surface().top():
            self.dismissed.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismissed.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        if not hasattr(self, "view"):
            return
        px, area = self.theme.layout.px, self.surface().toRect()
        left, width = px(_PAD), self.width() - 2 * px(_PAD)
        has_buttons = self.view.primary is not None or self.view.secondary is not None
        height = Touch.BUTTON_SHEET if has_buttons else 0
        foot = area.bottom() + 1 - (px(_FOOT) if self.view.footnote else px(24)) - height
        narrow = px(300) if self.view.primary is not None else width
        self._secondary.setGeometry(left, foot, narrow, height)
        offset = narrow + px(12) if self.view.secondary is not None else 0
        self._primary.setGeometry(left + offset, foot, width - offset, height)
        top = area.top() + px(_BODY_Y)
        self.body.setGeometry(left, top, width, foot - px(14) - top)
