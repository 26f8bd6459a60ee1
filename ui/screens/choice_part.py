"""Large keys in rows: what is added, where it will be."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.screens.wizard_part import WizardPart
from ui.theme import Theme
from ui.views import TileView
from ui.widgets.fitting import in_step
from ui.widgets.tile import Tile

_COLUMNS, _MOST, _GAP, _MOST_PERCENT = 4, 12, 12, 120


class ChoicePart(WizardPart):
    """Up to twelve keys; `chosen` carries the index of the one that was touched."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._tiles = [self._tile(index) for index in range(_MOST)]
        self._count = 0
        in_step(self._tiles)

    def show_tiles(self, views: tuple[TileView, ...]) -> None:
        """Show these."""
        for tile, view in zip(self._tiles, views, strict=False):
            tile.show_view(view)
        for index, tile in enumerate(self._tiles):
            tile.setVisible(index < len(views))
        if len(views) != self._count:
            self._count = len(views)
            self.place()

    def place(self) -> None:
        """Row by row, over all of the page."""
        if not self._count:
            return
        area, gap = self.box(24, 92, 1000, 578), self.theme.layout.px(_GAP)
        rows = -(-self._count // _COLUMNS)
        width, height = (area.width() - (_COLUMNS - 1) * gap) / _COLUMNS, (area.height() - (rows - 1) * gap) / rows
        for index, tile in enumerate(self._tiles):
            row, column = divmod(index, _COLUMNS)
            left, top = area.left() + column * (width + gap), area.top() + row * (height + gap)
            tile.setGeometry(round(left), round(top), round(width), round(height))

    def _tile(self, index: int) -> Tile:
        tile = Tile(f"connect.choice{index + 1}", self.theme, self)
        tile.most_percent = _MOST_PERCENT
        tile.clicked.connect(lambda: self.chosen.emit(index))
        return tile
