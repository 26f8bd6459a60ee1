"""The manual on paper: the same leaves, measured for A5, painted into a PDF with a title, contents and page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPointF, QSizeF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from ui import i18n
from ui.i18n import words
from ui.manual.figures import Easel
from ui.manual.layout import LINE, Breaks, Leaf, broken, paginate
from ui.manual.leaf import draw
from ui.manual.plates import FIGURES
from ui.manual.source import Manual, Piece, manual
from ui.paint import text
from ui.place import Place
from ui.presenters.manual import facts
from ui.theme import Look, Theme
from ui.tokens import Colour, Scheme, Screen, Type

_MM_A5 = QSizeF(148, 210)
_DPI = 1200
_WIDTH, _HEIGHT, _MARGIN, _TOP, _FOOT = 780, 1106, 92, 84, 96
"""An A5 page in the pixels of the drawing: its text is then 11 points high."""
_ROW = 23.4


class Paper(Theme):
    """The light theme without tracking: a printer's resolution would multiply it."""

    is_tracked = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written: where, how many pages, in which language."""

    path: Path
    pages: int
    language: str


def write(path: Path, tag: str, place: Place) -> Printed:
    """Write the manual of that language as a PDF; `OSError` when the file cannot be written."""
    path.write_bytes(b"")  # says at once, and in words, that it cannot be written
    i18n.use(i18n.Style(tag))
    book = manual(tag, facts(place))
    theme = Paper(Look(Scheme.LIGHT, Screen.MEDIUM))
    holder = QWidget()
    easel = Easel(theme, theme, holder, FIGURES)
    leaves = paginate(theme, book.chapters, _WIDTH - 2 * _MARGIN, _HEIGHT - _TOP - _FOOT, easel.height, Breaks.CHAPTER)
    writer = QPdfWriter(str(path))
    writer.setResolution(_DPI)
    writer.setPageLayout(
        QPageLayout(QPageSize(_MM_A5, QPageSize.Unit.Millimeter), QPageLayout.Orientation.Portrait, QMarginsF())
    )
    writer.setTitle(words("manual.title"))
    writer.setCreator(f"hemsapp {place.version}".strip())
    painter = QPainter(writer)
    painter.scale(writer.width() / _WIDTH, writer.width() / _WIDTH)
    press = _Press(painter, theme, easel, writer, book, place)
    press.title()
    press.contents(leaves)
    for number, leaf in enumerate(leaves):
        press.leaf(leaf, press.first + number)
    painter.end()
    holder.deleteLater()
    return Printed(path, press.first + len(leaves) - 1, book.language)


@dataclass
class _Press:
    """Paints page after page."""

    painter: QPainter
    theme: Theme
    easel: Easel
    writer: QPdfWriter
    book: Manual
    place: Place

    @property
    def first(self) -> int:
        """The page on which the text begins, after title and contents."""
        return 2 + len(self._listed())

    def title(self) -> None:
        """The cover: title, utility, phone, version."""
        y = _HEIGHT * 0.30
        for line in broken(
            self.theme, _strong(words("welcome.headline").replace("\n", " ")), _WIDTH - 2 * _MARGIN, Type.HEADLINE
        ):
            self._line(
                "".join(("" if each.is_glued else " ") + each.piece.text for each in line).strip(), y, Type.HEADLINE
            )
            y += self.theme.font(Type.HEADLINE).pixelSize() * LINE
        y += 20
        self._line(words("manual.title"), y, Type.TITLE, Colour.TEXT2)
        known = facts(self.place)
        foot = _HEIGHT - _FOOT - 120
        self._line(i18n.capital(known["utility"]), foot, Type.STRONG)
        self._line(words("manual.cover_phone", phone=known["phone"]), foot + 32, Type.BODY, Colour.TEXT2)
        self._line(words("manual.cover_version", version=known["version"]), foot + 64, Type.BODY, Colour.TEXT2)

    def contents(self, leaves: Sequence[Leaf]) -> None:
        """Chapters and sections, each with its page."""
        pages = {
            (leaf.chapter, anchor): self.first + at
            for at, leaf in reversed(list(enumerate(leaves)))
            for anchor in leaf.anchors
        }
        for page, chapters in enumerate(self._listed()):
            self.writer.newPage()
            y = _TOP + 24.0
            if page == 0:
                self._line(words("manual.contents"), y, Type.TITLE)
            y += 22
            for number in chapters:
                chapter = self.book.chapters[number]
                y += _ROW * 1.6
                first = pages[number, chapter.sections[0].anchor]
                self._row(f"{i18n.whole(number + 1)}  {chapter.title}", first, y, is_chapter=True)
                for section in chapter.sections:
                    y += _ROW
                    self._row(section.title, pages[number, section.anchor], y)

    def _listed(self) -> list[list[int]]:
        """The indexes of the chapters that stand on each page of the contents."""
        listed: list[list[int]] = [[]]
        y, room = 0.0, _HEIGHT - _TOP - _FOOT - 46
        for number, chapter in enumerate(self.book.chapters):
            high = _ROW * (1.6 + len(chapter.sections))
            if y + high > room:
                listed.append([])
                y = 0.0
            listed[-1].append(number)
            y += high
        return listed

    def leaf(self, leaf: Leaf, number: int) -> None:
        """A page of the text, with its number and its chapter at the foot."""
        self.writer.newPage()
        draw(self.painter, self.theme, leaf.placed, QPointF(_MARGIN, _TOP), self.easel)
        y, quiet = _HEIGHT - _FOOT / 2, self.theme.colour(Colour.TEXT2)
        chapter = self.book.chapters[leaf.chapter].title
        text.draw_text(self.painter, self.theme, chapter, QPointF(_MARGIN, y), Type.AXIS, quiet)
        at = QPointF(_WIDTH - _MARGIN, y)
        text.draw_right(self.painter, self.theme, i18n.whole(number), at, Type.AXIS, quiet)

    def _row(self, title: str, page: int, y: float, *, is_chapter: bool = False) -> None:
        step, x = (Type.SMALL_STRONG, _MARGIN) if is_chapter else (Type.RAIL, _MARGIN + 24)
        ink = self.theme.colour(Colour.TEXT if is_chapter else Colour.TEXT2)
        text.draw_text(self.painter, self.theme, title, QPointF(x, y), step, ink)
        text.draw_right(self.painter, self.theme, i18n.whole(page), QPointF(_WIDTH - _MARGIN, y), step, ink)

    def _line(self, line: str, y: float, step: Type, role: Colour = Colour.TEXT) -> None:
        text.draw_text(self.painter, self.theme, line, QPointF(_MARGIN, y), step, self.theme.colour(role))


def _strong(title: str) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(word, is_strong=True),) for word in title.split(" "))
