"""Screen: the palette and the size of text."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.look import LookPresenter
from ui.screens.base import Screen
from ui.screens.label import Label, Rule
from ui.theme import Theme
from ui.tokens import Type
from ui.views import HeaderView, Tone
from ui.widgets.segmented import Segmented
from ui.widgets.toggle import Toggle


class LookScreen(Screen):
    """One choice of three, and a switch; both show at once what they do."""

    page = Page.SCREEN

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = LookPresenter(is_demo=is_demo)
        self._theme_label = Label("screen.theme_label", theme, self, Type.STRONG, Tone.INK)
        self._theme = Segmented("screen.theme", theme, self)
        self._theme_label.is_centred = True
        self._rule = Rule(theme, self)
        self._larger_label = Label("screen.larger_label", theme, self, Type.STRONG, Tone.INK)
        self._larger_note = Label("screen.larger_note", theme, self, Type.SMALL)
        self._larger = Toggle("screen.larger", theme, self)
        self._theme.chosen.connect(lambda index: self.asked.emit(self.presenter.choose(index)))
        self._larger.clicked.connect(lambda: self.asked.emit(self.presenter.toggle(is_on=not self._larger.view.is_on)))

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._theme_label.show_view(view.theme_label)
        self._theme.show_view(view.theme)
        self._larger_label.show_view(view.larger_label)
        self._larger_note.show_view(view.larger_note)
        self._larger.show_view(view.larger)
        self._place_controls()
        return view.header

    def place(self) -> None:
        """Two rows: what it is left, the control right."""
        self._theme_label.setGeometry(self.x_at(104), self.y_at(70), self.x_at(404) - self.x_at(104), 60)
        self._rule.setGeometry(self.at(104, 152, 904, 1))
        self._larger_label.setGeometry(self.at(104, 172, 500, 28))
        self._larger_note.setGeometry(self.at(104, 200, 600, 28))
        self._place_controls()

    def _place_controls(self) -> None:
        right = self.x_at(1008)
        for control, y in ((self._theme, 70), (self._larger, 174)):
            size = control.sizeHint()
            control.setGeometry(right - size.width(), self.y_at(y), size.width(), size.height())
