"""What all widgets share: a name, a theme, a view, and no paint without need."""

from typing import Generic, TypeVar

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.paint import boxes
from ui.theme import Theme
from ui.tokens import Colour, Radius
from ui.widgets.fitting import Fitting

View = TypeVar("View")
ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Shown(Fitting, Generic[View]):
    """Keeps the view; what differs from the one before is shown, what equals it is not."""

    theme: Theme
    view: View
    ring_radius: float = Radius.BUTTON

    def show_view(self, view: View) -> None:
        """Show this from now on."""
        before = getattr(self, "view", None)
        if view == before:
            return
        self.view = view
        self.view_changed(before)
        widget = self._widget()
        sentence = self.sentence()
        if sentence != widget.accessibleName():
            widget.setAccessibleName(sentence)
        widget.update()

    def view_changed(self, before: View | None) -> None:
        """React to the new `self.view`; nothing by default."""

    def sentence(self) -> str:
        """What assistive technology says."""
        return str(getattr(self.view, "sentence", ""))

    def draw(self, painter: QPainter, box: QRectF) -> None:
        """Paint `self.view` into the box."""
        raise NotImplementedError

    def ring(self, box: QRectF) -> QRectF | None:
        """Where the ring of the keyboard's focus lies, within the box; None: what has the focus shows none."""
        return box

    def theme_changed(self) -> None:
        """React to another look: lay out anew and repaint."""
        self._widget().updateGeometry()
        self._widget().update()

    def reworded(self) -> None:
        """Say the words that no view brings in the language in force; nothing by default."""

    def retold(self) -> None:
        """React to another language: what assistive technology says is made of it too."""
        self.reworded()
        if hasattr(self, "view"):
            self._widget().setAccessibleName(self.sentence())
            self._widget().update()

    def _begin(self, name: str, theme: Theme) -> None:
        self.theme = theme
        self._widget().setObjectName(name)
        theme.changed.connect(self.theme_changed)

    def _paint(self) -> None:
        if not hasattr(self, "view"):
            return
        widget = self._widget()
        painter = QPainter(widget)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        box = QRectF(widget.rect())
        self.draw_fitting(painter, box)
        ring = self.ring(box) if widget.hasFocus() else None
        if ring is not None:
            painter.setClipping(False)
            boxes.draw_focus(
                painter, ring, self.ring_radius, self.theme.colour(Colour.INK), self.theme.colour(Colour.BG)
            )
        painter.end()


class Painted(QWidget, Shown[View]):
    """A picture: it is shown, never pressed."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin(name, theme)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the view."""
        self._paint()


class Pressable(QAbstractButton, Shown[View]):
    """A picture that can be pressed: by finger, by key, by assistive technology; emits `clicked`."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._begin(name, theme)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, on=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses, as Space does; arrows are left to the window, which knows what lies where."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Paint the view."""
        self._paint()
