"""The users' manual: chapters at the left, a leaf at the right, sizes of text, and the way to the next leaf."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.manual.figures import Easel
from ui.manual.layout import Leaf, PlacedPicture, paginate
from ui.manual.leaf import LeafPainter, LeafView
from ui.manual.plates import FIGURES
from ui.presenters.frame import Page
from ui.presenters.manual import At, ManualPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.scroll import scroll_area
from ui.theme import Look, Theme
from ui.tokens import Milliseconds, Touch, Type
from ui.views import HeaderView, Tone
from ui.views.manual import ChapterRowView
from ui.widgets.button import Button
from ui.widgets.chapter_row import ChapterRow
from ui.widgets.text_size_key import TextSizeKey

_ROW, _GAP, _KEY = 62, 8, 56


class ManualScreen(Screen):
    """Opened for `chapter/anchor`; a swipe turns the leaf, and reading keeps the page for longer than looking does."""

    page = Page.MANUAL
    home_after_ms = Milliseconds.TO_GLANCE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = ManualPresenter(is_demo=is_demo)
        self._list, self._column = scroll_area(self)
        self._rows: list[ChapterRow] = []
        self._title = Label("manual.title", theme, self, Type.TITLE, Tone.INK)
        self._title.is_centred = True
        self._smaller = TextSizeKey("manual.smaller", theme, self)
        self._larger = TextSizeKey("manual.larger", theme, self)
        self._easel = self._new_easel()
        self._leaf = LeafPainter("manual.leaf", theme, self._easel, self)
        self._show = Button("manual.show", theme, self)
        self._following = Button("manual.next", theme, self)
        self._leaves: tuple[Leaf, ...] = ()
        self._laid_out: tuple[object, ...] = ()
        self._index = 0
        self._wanted = ""
        self._connect()

    def about(self, of: str) -> None:
        """Open at `chapter/anchor`; another text stays where it is."""
        self._wanted = of

    def came_from(self, page: Page) -> None:
        """The way back leads there."""
        self.back = page

    def swiped(self, step: int) -> bool:
        """Turn the leaf."""
        self.turn(step)
        return True

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        self._now = now
        self._lay_out()
        leaf = self._leaves[self._index]
        at = At(leaf.chapter, leaf.section, self._index + 1, len(self._leaves))
        view = self.presenter.present(snapshot, now, at)
        self._show_chapters(view.chapters)
        self._title.show_view(view.title)
        self._smaller.show_view(view.smaller)
        self._larger.show_view(view.larger)
        self._leaf.show_view(LeafView(leaf.placed, read_aloud(leaf)))
        self._show.setVisible(view.show is not None)
        if view.show is not None:
            self._show.show_view(view.show)
        self._following.show_view(view.following)
        self._place_foot()
        return view.header

    def place(self) -> None:
        """Chapters 276 wide, the leaf 596."""
        key = max(Touch.MINIMUM, self.theme.layout.px(_KEY))
        top, right = self.theme.layout.px(4), self.x_at(1008)
        self._list.setGeometry(self.between(104, 60, 276, 532))
        self._larger.setGeometry(right - key, top, key, key)
        self._smaller.setGeometry(right - 2 * key - _GAP, top, key, key)
        left = self.x_at(412)
        self._title.setGeometry(left, top, right - 2 * key - 2 * _GAP - left, key)
        self._place_foot()
        foot = self._following.y() - self.theme.layout.px(10)
        leaf_top = top + key + self.theme.layout.px(10)
        self._leaf.setGeometry(left, leaf_top, right - left, foot - leaf_top)
        self._place_rows()

    def turn(self, step: int) -> None:
        """Another leaf; after the last one the first."""
        self._index = min(max(0, self._index + step), len(self._leaves)) % max(1, len(self._leaves))
        self.changed.emit()

    def _connect(self) -> None:
        self._following.chosen.connect(lambda: self.turn(1))
        self._show.chosen.connect(self._do_show)
        self._smaller.clicked.connect(lambda: self.asked.emit(self.presenter.resize(-1)))
        self._larger.clicked.connect(lambda: self.asked.emit(self.presenter.resize(1)))

    def _do_show(self) -> None:
        command, page = self.presenter.show(self._leaves[self._index].section, self._now)
        if command is not None:
            self.asked.emit(command)
            self.changed.emit()
        if page is not None:
            self.opened.emit(page)

    def _lay_out(self) -> None:
        """Measure anew what is written, when language, look or size are others; and open what is wanted."""
        self.place()
        book, size = self.presenter.manual(), self._leaf.size()
        key = (book, i18n.style(), self.theme.look, size.width(), size.height())
        if key != self._laid_out:
            self._wanted = self._wanted or self._here()
            if self._laid_out[1:3] != key[1:3]:
                self._easel.forget()
                self._leaf.easel = self._easel = self._new_easel()
            self._leaves = self._paginated(size)
            self._laid_out = key
        if self._wanted:
            self._index = self._find(self._wanted)
            self._wanted = ""
            self._show_row(self._leaves[self._index].chapter)

    def _paginated(self, size: QSize) -> tuple[Leaf, ...]:
        width, height = size.width(), size.height()
        return paginate(self.theme, self.presenter.manual().chapters, width, height, self._easel.height)

    def _here(self) -> str:
        if not self._leaves:
            return ""
        leaf = self._leaves[self._index]
        return f"{self.presenter.manual().chapters[leaf.chapter].name}/{leaf.section.anchor}"

    def _find(self, wanted: str) -> int:
        """The leaf on which `chapter/anchor` begins; the first one of all when there is none."""
        chapters = self.presenter.manual().chapters
        names = [f"{chapters[leaf.chapter].name}/{leaf.section.anchor}" for leaf in self._leaves]
        return names.index(wanted) if wanted in names else 0

    def _new_easel(self) -> Easel:
        drawn = Theme(replace(self.theme.look, text_percent=Look().text_percent))
        return Easel(self.theme, drawn, self, FIGURES)

    def _show_chapters(self, views: tuple[ChapterRowView, ...]) -> None:
        while len(self._rows) < len(views):
            index = len(self._rows)
            row = ChapterRow(f"manual.chapter{index + 1}", self.theme, self._column)
            row.clicked.connect(lambda _checked=False, index=index: self._open_chapter(index))
            row.setVisible(True)
            self._rows.append(row)
            self._place_rows()
        for row, view in zip(self._rows, views, strict=True):
            if view.is_selected and not getattr(row, "view", view).is_selected:
                self._list.ensureWidgetVisible(row, 0, row.height() // 2)
            row.show_view(view)

    def _open_chapter(self, index: int) -> None:
        self._index = next(at for at, leaf in enumerate(self._leaves) if leaf.chapter == index)
        self.changed.emit()

    def _show_row(self, chapter: int) -> None:
        if chapter < len(self._rows):
            self._list.ensureWidgetVisible(self._rows[chapter], 0, self._rows[chapter].height() // 2)

    def _place_rows(self) -> None:
        height, width = max(Touch.MINIMUM, self.theme.layout.px(_ROW)), self._list.width()
        for index, row in enumerate(self._rows):
            row.setGeometry(0, index * height, width, height)
        self._column.resize(width, height * len(self._rows))

    def _place_foot(self) -> None:
        """The way on at the right, what is shown left of it, as wide as there is room."""
        px, left, right = self.theme.layout.px, self.x_at(412), self.x_at(1008)
        height = max(Touch.MINIMUM, px(64))
        top = self.y_at(588) - height
        width = max(px(190), self._following.sizeHint().width() if hasattr(self._following, "view") else 0)
        self._following.setGeometry(right - width, top, width, height)
        self._show.setGeometry(left, top, right - width - px(12) - left, height)


def read_aloud(leaf: Leaf) -> str:
    """The leaf as it is read to somebody: its title, its sentences, what its figures show."""
    parts = [leaf.section.title + "."]
    for placed in leaf.placed:
        if isinstance(placed, PlacedPicture):
            parts.append(placed.sentence)
            continue
        words = "".join(f"{'' if each.is_glued else ' '}{each.piece.text}" for line in placed.lines for each in line)
        parts.append(f"{placed.mark}. {words}" if placed.mark.isdigit() else words)
    return " ".join(" ".join(parts).split())
