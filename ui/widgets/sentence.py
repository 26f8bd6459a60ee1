"""A sentence with words of meaning in it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui.paint import lines
from ui.theme import Theme
from ui.tokens import Type
from ui.views import Line, plain
from ui.widgets.base import Painted


class Sentence(Painted[Line]):
    """Runs one after the other, broken at spaces, set smaller where they would not fit; around the middle."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None, step: Type = Type.LABEL) -> None:
        super().__init__(name, theme, parent)
        self.step = step
        self.is_middle = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sentence(self) -> str:
        """The words alone."""
        return plain(self.view)

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint them."""
        if not self.view:
            return
        steps = (self.step, *(each for each in lines.SMALLER if each is not self.step))
        step, broken = lines.fitted(self.theme, self.view, box.width(), box.height(), steps)
        lines.draw(painter, self.theme, broken, box, step, is_middle=self.is_middle)
