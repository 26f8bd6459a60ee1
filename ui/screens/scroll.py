"""A column that a finger moves."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFrame, QScrollArea, QScroller, QScrollerProperties, QWidget


def _let_go(column: QWidget, state: QScroller.State) -> None:
    if state is QScroller.State.Dragging:
        for key in column.findChildren(QAbstractButton):
            key.setDown(False)


def scroll_area(parent: QWidget) -> tuple[QScrollArea, QWidget]:
    """A column that a finger moves up and down, and what it moves."""
    area, column = QScrollArea(parent), QWidget()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(column)
    area.viewport().setAutoFillBackground(False)
    column.setAutoFillBackground(False)
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.LeftMouseButtonGesture)
    scroller = QScroller.scroller(area.viewport())
    properties = scroller.scrollerProperties()
    # A key answers at once, not a quarter of a second later; a finger that moves on takes the press back.
    properties.setScrollMetric(QScrollerProperties.ScrollMetric.MousePressEventDelay, 0.0)
    scroller.setScrollerProperties(properties)
    scroller.stateChanged.connect(lambda state: _let_go(column, state))
    return area, column
