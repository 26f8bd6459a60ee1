"""More: the tiles of the pages that have no place on the rail."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.more import MorePresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.theme import Theme
from ui.tokens import Type
from ui.views import HeaderView
from ui.widgets.sheet import Sheet
from ui.widgets.tile import Tile

_COLUMNS = 3
_GAP = 12
_SHEET_TOP = 220


class MoreScreen(Screen):
    """Three columns of tiles, as high as there is room."""

    page = Page.MORE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MorePresenter(is_demo=is_demo)
        self._tiles: list[Tile] = []
        self._sheet = Sheet("more.practice", theme, parent)
        self._sheet.top = _SHEET_TOP
        self._words = Label("more.practice.body", theme, self._sheet.body, Type.BODY)
        self._sheet.primary_chosen.connect(self._practise)
        for signal in (self._sheet.secondary_chosen, self._sheet.dismissed):
            signal.connect(self._close)

    @property
    def is_editing(self) -> bool:
        """Is a practice being asked for?"""
        return self._sheet.isVisible()

    def left(self) -> None:
        """A sheet does not outlive its page."""
        if self._sheet.isVisible():
            self._close()

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        if not self._tiles:
            for key, _ in view.tiles:
                tile = Tile(f"more.{key.rpartition('/')[2]}", self.theme, self)
                tile.clicked.connect(lambda _checked=False, key=key: self._open(key))
                tile.setVisible(True)
                self._tiles.append(tile)
            self.place()
        for tile, (_, shown) in zip(self._tiles, view.tiles, strict=True):
            tile.show_view(shown)
        return view.header

    def _open(self, key: str) -> None:
        page = self.presenter.opens(key)
        if page:
            self.opened.emit(page)
            return
        view, sentence = self.presenter.ask_practice()
        self._sheet.show_view(view)
        self._words.show_view(sentence)
        self._sheet.open()
        self._words.setGeometry(self._sheet.body.rect())

    def _practise(self) -> None:
        self.asked.emit(self.presenter.practise())
        self.opened.emit(Page.EVENTS)

    def _close(self) -> None:
        self.window().setFocus()
        self._sheet.close_sheet()

    def place(self) -> None:
        """A grid between header and foot."""
        rows = max(1, -(-len(self._tiles) // _COLUMNS))
        gap = self.theme.layout.px(_GAP)
        area = self.between(104, 64, 904, 524)
        width, height = (area.width() - gap * (_COLUMNS - 1)) / _COLUMNS, (area.height() - gap * (rows - 1)) / rows
        for index, tile in enumerate(self._tiles):
            row, column = divmod(index, _COLUMNS)
            tile.setGeometry(
                round(area.left() + column * (width + gap)),
                round(area.top() + row * (height + gap)),
                round(width),
                round(height),
            )
