"""The tick gauge."""

from PySide6.QtCore import QEasingCurve, QRectF, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from ui.paint import arch
from ui.theme import Theme
from ui.tokens import Milliseconds
from ui.views import ArchView
from ui.widgets.base import Painted


class Arch(Painted[ArchView]):
    """Length is the amount, colour the level; the needle glides, numbers never do."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._unlit: QPixmap | None = None
        self._value: float | None = None
        self._colour = QColor()
        self._needle = self._motion(Milliseconds.NEEDLE, self._needle_moved)
        self._fade = self._motion(Milliseconds.LEVEL_FADE, self._colour_moved)

    def view_changed(self, before: ArchView | None) -> None:
        """Glide from the value and the colour before, if there were any."""
        colour = self.theme.level(self.view.level)
        is_still = before is None or self.theme.look.is_motion_reduced or not self.isVisible()
        self._needle.stop()
        if is_still or self._value is None or self.view.value is None:
            self._value = self.view.value
        elif self._value != self.view.value:
            self._glide(self._needle, self._value, self.view.value)
        self._fade.stop()
        if is_still or self._colour == colour:
            self._colour = colour
        else:
            self._glide(self._fade, self._colour, colour)

    def theme_changed(self) -> None:
        """Other ticks, other colours."""
        self._unlit = None
        if hasattr(self, "view"):
            self._fade.stop()
            self._colour = self.theme.level(self.view.level)
        super().theme_changed()

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the grey ticks from the cache, and the rest above them."""
        gauge = arch.layout(box.width(), box.height())
        ratio = self.devicePixelRatioF()
        if self._unlit is None or self._unlit.deviceIndependentSize() != box.size():
            self._unlit = arch.unlit(gauge, self.theme, self.width(), self.height(), ratio)
        painter.drawPixmap(0, 0, self._unlit)
        arch.draw(painter, gauge, self.view, self.theme, self._value, self._colour)

    def _motion(self, milliseconds: int, moved: object) -> QVariantAnimation:
        motion = QVariantAnimation(self)
        motion.setDuration(milliseconds)
        motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        motion.valueChanged.connect(moved)
        return motion

    def _glide(self, motion: QVariantAnimation, start: object, end: object) -> None:
        motion.setStartValue(start)
        motion.setEndValue(end)
        motion.start()

    def _needle_moved(self, value: float) -> None:
        self._value = value
        self.update()

    def _colour_moved(self, colour: QColor) -> None:
        self._colour = colour
        self.update()
