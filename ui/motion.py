"""How pages and the event's band come (DESIGN, "Motion"): a short glide that nobody waits for, or none."""

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QWidget

from ui.presenters.frame import REAL_TIME
from ui.screens.base import Screen
from ui.theme import Theme
from ui.tokens import Milliseconds
from ui.widgets.glide import Glide

SLIDE_PX = 24


class Motion(QObject):
    """One window's glides; what glides already answers."""

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._page, self._band = Glide(theme, window), Glide(theme, window)

    def page(self, screen: Screen, before: Screen | None) -> None:
        """A page comes from the side on which it lies, along the rail; a page below another from the right."""
        if before is None or before is screen:
            return
        ring = [*REAL_TIME]
        is_back = screen.page in ring and (before.page not in ring or ring.index(screen.page) < ring.index(before.page))
        side = -1 if is_back else 1
        way = QPoint(side * self._theme.layout.px(SLIDE_PX), 0)
        self._page.bring(screen, way, Milliseconds.PAGE, is_faded=True)

    def band(self, band: QWidget, height_before: int) -> None:
        """The band comes down from the header, if it was not there."""
        if not height_before:
            self._band.bring(band, QPoint(0, -band.height()), Milliseconds.BAND_IN)
