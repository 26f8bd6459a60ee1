"""The foot of the page of receipts: the audit log in a sentence, and the keys that verify and export it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.log_foot import LogFootView
from ui.screens.label import Panel
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.widgets.button import Button
from ui.widgets.sentence import Sentence

_INSET, _LEFT, _GAP = 8, 18, 12


class LogFoot(QWidget):
    """A panel as high as it is given; the keys at its right."""

    verified = Signal()
    exported = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._panel = Panel(theme, self)
        self._line = Sentence("event.log", theme, self, Type.BODY)
        self._verify = Button("event.verify", theme, self)
        self._export = Button("event.export", theme, self)
        self._verify.chosen.connect(self.verified)
        self._export.chosen.connect(self.exported)

    def show_view(self, view: LogFootView) -> None:
        """Show what is known of the log."""
        self._line.show_view(view.line)
        self._verify.show_view(view.verify)
        self._export.show_view(view.export)
        self._place()

    def resizeEvent(self, _event: object) -> None:
        """Place the parts anew."""
        self._place()

    def _place(self) -> None:
        px, height = self._theme.layout.px, self.height()
        self._panel.setGeometry(self.rect())
        inset, gap = px(_INSET), px(_GAP)
        high = min(height, max(Touch.MINIMUM, height - 2 * inset))
        right, top = self.width() - inset, (height - high) // 2
        for button in (self._export, self._verify):
            if not hasattr(button, "view"):
                return
            width = button.sizeHint().width()
            button.setGeometry(right - width, top, width, high)
            right -= width + gap
        left = px(_LEFT)
        self._line.setGeometry(left, 0, right - left, height)
