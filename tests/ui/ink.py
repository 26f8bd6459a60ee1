"""Where the text of a widget really lands: every run that is painted, with the box of its ink."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from PySide6.QtCore import QPoint, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.paint import text
from ui.theme import Theme
from ui.tokens import Type
from ui.widgets.base import Painted, Pressable


@dataclass(frozen=True, slots=True)
class Ink:
    """A text, the box of its ink, and the box of the widget that painted it, all in the page's coordinates."""

    text: str
    box: QRectF
    owner: QRectF
    owner_name: str


@contextmanager
def _watched(found: list[tuple[str, QRectF]]) -> Iterator[None]:
    paint = text.draw_text

    def draw_text(painter: QPainter, theme: Theme, words: str, at: QPointF, step: Type, colour: QColor) -> None:
        if words.strip():
            tight = theme.metrics(step).tightBoundingRect(words).translated(at)
            found.append((words, painter.transform().mapRect(tight)))
        paint(painter, theme, words, at, step, colour)

    with patch.object(text, "draw_text", draw_text):
        yield


def of(page: QWidget) -> list[Ink]:
    """Every text of every widget that is shown on the page."""
    canvas = QImage(page.size(), QImage.Format.Format_RGB32)
    parts = [page, *page.findChildren(QWidget)]
    inked: list[Ink] = []
    for part in parts:
        if not isinstance(part, Painted | Pressable) or not hasattr(part, "view") or not part.isVisibleTo(page):
            continue
        found: list[tuple[str, QRectF]] = []
        painter = QPainter(canvas)
        corner = QPoint(0, 0) if part is page else part.mapTo(page, QPoint(0, 0))
        painter.translate(corner)
        with _watched(found):
            part.draw(painter, QRectF(part.rect()))
        painter.end()
        owner, window = QRectF(corner, part.size()), _scrolled_through(part, page)
        inked += [
            Ink(words, box, owner, part.objectName()) for words, box in found if window is None or window.contains(box)
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


def faults(page: QWidget, slack: float = 1.5) -> list[str]:
    """Texts that leave their widget, and texts that overlap."""
    inked = of(page)
    wrong = [
        f"{each.owner_name}: '{each.text}' leaves its box"
        for each in inked
        if not each.owner.adjusted(-slack, -slack, slack, slack).contains(each.box)
    ]
    wrong += [
        f"{one.owner_name}: '{one.text}' overlaps {other.owner_name}: '{other.text}'"
        for index, one in enumerate(inked)
        for other in inked[index + 1 :]
        if one.box.adjusted(slack, slack, -slack, -slack).intersects(other.box)
    ]
    return wrong
