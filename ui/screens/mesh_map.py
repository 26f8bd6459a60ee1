"""The network map: a drawing left, a row for each device right, and a sentence about the one that is chosen."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.mesh_map import MeshMapPresenter
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import Milliseconds, Touch, Type
from ui.views import HeaderView, Tone
from ui.widgets.button import Button
from ui.widgets.mesh_map import MeshMap

_LIST_X, _BUTTON_W = 570, 190


class MeshMapScreen(Screen):
    """What the last reading told; reading anew takes a while, and changes nothing meanwhile."""

    page = Page.MAP
    back = Page.NETWORK
    home_after_ms = Milliseconds.TO_GLANCE

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = MeshMapPresenter(is_demo=is_demo)
        self._sentence = Label("map.sentence", theme, self, Type.BODY, Tone.INK)
        self._age = Label("map.age", theme, self, Type.SMALL)
        self._read = Button("map.read", theme, self)
        self._map = MeshMap("map.drawing", theme, self)
        self._rows = RowList("map.row", theme, self)
        self._read.chosen.connect(lambda: self.asked.emit(self.presenter.read()))
        self._rows.chosen.connect(self._choose)

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._sentence.show_view(view.sentence)
        self._age.show_view(view.age)
        self._read.show_view(view.read)
        self._map.show_view(view.map)
        self._rows.show_rows(view.rows)
        return view.header

    def left(self) -> None:
        """The whole is seen the next time."""
        self.presenter.forget()

    def place(self) -> None:
        """The sentence and the button above the drawing and the list."""
        px, right = self.theme.layout.px, self.x_at(1008)
        width = max(self._read.sizeHint().width(), px(_BUTTON_W) * self.theme.look.text_percent // 100)
        high = max(Touch.MINIMUM, px(60))
        top = self.y_at(66)
        self._read.setGeometry(right - width, top, width, high)
        room = right - width - px(16) - self.x_at(104)
        self._sentence.setGeometry(self.x_at(104), top - px(4), room, round(high * 0.66) + px(6))
        self._age.setGeometry(self.x_at(104), top + round(high * 0.66) + px(4), room, round(high * 0.45))
        below = top + high + px(14)
        foot = self.y_at(594)
        self._map.setGeometry(self.x_at(104), below, self.x_at(_LIST_X) - self.x_at(104) - px(16), foot - below)
        self._rows.setGeometry(self.x_at(_LIST_X), below, right - self.x_at(_LIST_X), foot - below)
        self._rows.place()

    def _choose(self, index: int) -> None:
        self.presenter.choose(index)
        self.changed.emit()
