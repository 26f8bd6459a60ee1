"""What comes glides to its place: a picture of it moves, the thing itself is already there and answers."""

from PySide6.QtCore import QEasingCurve, QPoint, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from ui.theme import Theme
from ui.tokens import Colour


class Glide(QWidget):
    """Lies over a widget while it comes; a finger goes through it. Without motion it never shows."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture = QPixmap()
        self._way = QPoint()
        self._is_faded = False
        self._share = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._moved)
        self._motion.finished.connect(self._arrived)
        self.hide()

    def bring(self, widget: QWidget, way: QPoint, milliseconds: int, *, is_faded: bool = False) -> None:
        """Let a sibling come that far along `way` to where it is; what comes faded gains its colours meanwhile."""
        self._motion.stop()
        self.hide()
        if self._theme.look.is_motion_reduced or not widget.isVisible():
            return
        self.setGeometry(widget.geometry())
        self._picture, self._way, self._is_faded, self._share = widget.grab(), way, is_faded, 0.0
        self._motion.setDuration(milliseconds)
        self.raise_()
        self.show()
        self._motion.start()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the picture where it is by now."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour(Colour.BG))
        if self._is_faded:
            painter.setOpacity(self._share)
        painter.drawPixmap(-self._way * (1 - self._share), self._picture)
        painter.end()

    def _moved(self, share: float) -> None:
        self._share = share
        self.update()

    def _arrived(self) -> None:
        self.hide()
        self._picture = QPixmap()
