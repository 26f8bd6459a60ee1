"""Duties: a sentence, and a row for each figure that is asked for."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.duties import DutiesPresenter
from ui.presenters.frame import Page
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import Milliseconds, Type
from ui.views import HeaderView, Tone


class DutiesScreen(Screen):
    """A list that a finger moves."""

    page = Page.DUTIES
    home_after_ms = Milliseconds.TO_GLANCE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = DutiesPresenter(is_demo=is_demo)
        self._verdict = Label("duties.verdict", theme, self, Type.BODY, Tone.INK)
        self._rows = RowList("duties.row", theme, self)

    def came_from(self, page: Page) -> None:
        """The way back leads there."""
        self.back = page if page is not Page.MANUAL else Page.MORE

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._verdict.show_view(view.verdict)
        self._rows.show_rows(view.rows)
        return view.header

    def place(self) -> None:
        """The sentence above the list."""
        self._verdict.setGeometry(self.at(104, 62, 904, 54))
        top = self._verdict.geometry().bottom() + 4
        self._rows.setGeometry(self.x_at(104), top, self.x_at(1008) - self.x_at(104), self.y_at(596) - top)
        self._rows.place()
