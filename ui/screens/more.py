"""More: the tiles of the pages that have no place on the rail."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.more import MorePresenter
from ui.screens.base import Screen
from ui.theme import Theme
from ui.views import HeaderView
from ui.widgets.tile import Tile

_COLUMNS = 3
_GAP = 12


class MoreScreen(Screen):
    """Three columns of tiles, as high as there is room."""

    page = Page.MORE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MorePresenter(is_demo=is_demo)
        self._tiles: list[Tile] = []

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        if not self._tiles:
            for key, _ in view.tiles:
                tile = Tile(f"more.{key}", self.theme, self)
                tile.clicked.connect(lambda _checked=False, key=key: self.opened.emit(key))
                tile.setVisible(True)
                self._tiles.append(tile)
            self.place()
        for tile, (_, shown) in zip(self._tiles, view.tiles, strict=True):
            tile.show_view(shown)
        return view.header

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
