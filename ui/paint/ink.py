"""Where words really land: each text that is drawn, with the box of its ink."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

SLACK = 1.5
"""By so many pixels ink may leave its box, or meet other ink."""
_STRICT, _BETWEEN = 0.5, 1.0


class Ink(NamedTuple):
    """A text and the box of its ink, in the painter's device coordinates."""

    text: str
    box: QRectF


_noted: list[list[Ink]] = []


def is_measured() -> bool:
    """Is text measured now, rather than painted?"""
    return bool(_noted)


def note(painter: QPainter, text: str, box: QRectF) -> None:
    """Text would have been painted here."""
    if text.strip():
        _noted[-1].append(Ink(text, painter.transform().mapRect(box)))


@contextmanager
def _measured() -> Iterator[list[Ink]]:
    _noted.append([])
    try:
        yield _noted[-1]
    finally:
        _noted.pop()


def of(draw: Callable[[QPainter, QRectF], None], box: QRectF, corner: QPointF | None = None) -> list[Ink]:
    """Every text that `draw` writes into the box, which lies at `corner`; nothing is painted."""
    canvas = QImage(1, 1, QImage.Format.Format_RGB32)
    painter = QPainter(canvas)
    painter.translate(corner or QPointF(0, 0))
    try:
        with _measured() as found:
            draw(painter, box)
    finally:
        painter.end()
    return found


def outside(inked: Sequence[Ink], box: QRectF, slack: float = SLACK) -> list[Ink]:
    """What leaves the box by more than the slack."""
    room = box.adjusted(-slack, -slack, slack, slack)
    return [each for each in inked if not room.contains(each.box)]


def is_overlap(one: QRectF, other: QRectF) -> bool:
    """Do two inks meet?"""
    return narrowed(one).intersects(other)


def narrowed(box: QRectF) -> QRectF:
    """The part of an ink that no other ink may meet."""
    return box.adjusted(SLACK, SLACK, -SLACK, -SLACK)


def is_near(one: QRectF, other: QRectF) -> bool:
    """Does ink meet other ink, or a line all but touch the one below?"""
    return one.adjusted(SLACK, -_BETWEEN, -SLACK, _BETWEEN).intersects(other)


def does_fit(inked: Sequence[Ink], box: QRectF) -> bool:
    """Does all stay in the box, and nothing meet?"""
    return not outside(inked, box, _STRICT) and not any(
        is_near(each.box, other.box) for index, each in enumerate(inked) for other in inked[index + 1 :]
    )
