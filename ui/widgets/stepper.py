"""A value between less and more."""

from PySide6.QtCore import QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.paint import text
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import ButtonKind, ButtonState, ButtonView, StepperView
from ui.widgets.base import Painted
from ui.widgets.button import Button

_VALUE = 84


class Stepper(Painted[StepperView]):
    """Two keys around a number; holding a key repeats."""

    decreased = Signal()
    increased = Signal()

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name, theme, parent)
        self._less = Button(f"{name}.less", theme, self)
        self._more = Button(f"{name}.more", theme, self)
        for key, signal in ((self._less, self.decreased), (self._more, self.increased)):
            key.setAutoRepeat(True)
            key.clicked.connect(signal)

    def view_changed(self, before: StepperView | None) -> None:  # noqa: ARG002 - the keys compare for themselves
        """Close a key at its end of the range."""
        for key, icon, word, is_open in (
            (self._less, "minus", "kit.decrease", self.view.can_decrease),
            (self._more, "plus", "kit.increase", self.view.can_increase),
        ):
            state = ButtonState.IDLE if is_open else ButtonState.DISABLED
            key.show_view(ButtonView("", ButtonKind.SECONDARY, state, icon, i18n.words(word)))

    def reworded(self) -> None:
        """Name the keys anew."""
        if hasattr(self, "view"):
            self.view_changed(None)

    def sentence(self) -> str:
        """The value."""
        return self.view.sentence or self.view.text

    def sizeHint(self) -> QSize:
        """Two keys and room for a number."""
        value = max(self.theme.layout.px(_VALUE), self.theme.metrics(Type.MONEY).horizontalAdvance(self.view.text) + 24)
        return QSize(2 * Touch.STEP + round(value + 0.5), Touch.STEP)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Keys at both ends."""
        self._less.setGeometry(0, 0, Touch.STEP, self.height())
        self._more.setGeometry(self.width() - Touch.STEP, 0, Touch.STEP, self.height())

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint the number between the keys."""
        steps = (Type.MONEY, Type.BAND, Type.STRONG)
        step = text.fitted(self.theme, self.view.text, box.width() - 2 * Touch.STEP - 8, steps)
        at = QPointF(box.center().x(), text.middle_baseline(self.theme, step, box.center().y()))
        text.draw_centred(painter, self.theme, self.view.text, at, step, text.value_colour(self.theme, self.view.text))
