"""Where the text of a widget really lands: every run that is painted, with the box of its ink."""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.paint import ink
from ui.widgets.base import Painted, Pressable


@dataclass(frozen=True, slots=True)
class Ink:
    """A text, the box of its ink, and the box of the widget that painted it, all in the page's coordinates."""

    text: str
    box: QRectF
    owner: QRectF
    owner_name: str


def of(page: QWidget) -> list[Ink]:
    """Every text of every widget that is shown on the page."""
    inked: list[Ink] = []
    for part in (page, *page.findChildren(QWidget)):
        if not isinstance(part, Painted | Pressable) or not hasattr(part, "view") or not part.isVisibleTo(page):
            continue
        corner = QPoint(0, 0) if part is page else part.mapTo(page, QPoint(0, 0))
        owner, window = QRectF(corner, part.size()), _scrolled_through(part, page)
        inked += [
            Ink(each.text, each.box, owner, part.objectName())
            for each in ink.of(part.draw_fitting, QRectF(part.rect()), QPointF(corner))
            if window is None or window.contains(each.box)
        ]
    return inked


def _scrolled_through(part: QWidget, page: QWidget) -> QRectF | None:
    """What is seen of a list that a finger moves: words beyond it are not cut, they are elsewhere."""
    parent = part.parentWidget()
    while parent is not None and parent is not page:
        if isinstance(parent, QAbstractScrollArea):
            view = parent.viewport()
            return QRectF(view.mapTo(page, QPoint(0, 0)), view.size())
        parent = parent.parentWidget()
    return None


def faults(page: QWidget) -> list[str]:
    """Texts that leave their widget, and texts that overlap."""
    inked = of(page)
    narrowed = [ink.narrowed(each.box) for each in inked]
    wrong = [
        f"{each.owner_name}: '{each.text}' leaves its box"
        for each in inked
        if ink.outside([ink.Ink(each.text, each.box)], each.owner)
    ]
    wrong += [
        f"{one.owner_name}: '{one.text}' overlaps {other.owner_name}: '{other.text}'"
        for index, one in enumerate(inked)
        for other in inked[index + 1 :]
        if narrowed[index].intersects(other.box)
    ]
    return wrong
