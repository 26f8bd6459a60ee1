"""A sheet over the page: in the window, never a dialog of its own."""

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPointF, QPropertyAnimation, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from ui.paint import heading
from ui.theme import Theme
from ui.tokens import Milliseconds, Touch
from ui.views import SheetView
from ui.widgets.base import Pressable
from ui.widgets.button import Button
from ui.widgets.event_band import raise_bands
from ui.widgets.sheet_ground import PAD, SheetGround

_BODY_Y, _BELOW, _FOOT = 92, 20, 44


class Sheet(SheetGround):
    """A surface over the page with title, `body` and buttons; pressing beside it dismisses it.

    `placed` says that the body has a new rectangle, at least `least_body` high.
    """

    dismissed = Signal()
    placed = Signal()
    primary_chosen = Signal()
    secondary_chosen = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self.body = QWidget(self)
        self.least_body = 0
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
        raise_bands(parent)
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

    def theme_changed(self) -> None:
        """Other type: other places."""
        super().theme_changed()
        self._place()

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
        left, width = px(PAD), self.width() - 2 * px(PAD)
        has_buttons = self.view.primary is not None or self.view.secondary is not None
        height = Touch.BUTTON_SHEET if has_buttons else 0
        foot = area.bottom() + 1 - (px(_FOOT) if self.view.footnote else px(24)) - height
        narrow = px(300) if self.view.primary is not None else width
        self._secondary.setGeometry(left, foot, narrow, height)
        offset = narrow + px(12) if self.view.secondary is not None else 0
        self._primary.setGeometry(left + offset, foot, width - offset, height)
        self._head = heading.percent(self.theme, self._words, foot - area.top(), self.least_body)
        words = self._words(self.theme.at(self._head))
        top = area.top() + max(px(_BODY_Y), round(words[-1].y + px(_BELOW)) if words else 0)
        self.body.setGeometry(left, top, width, foot - px(14) - top)
        self.placed.emit()
