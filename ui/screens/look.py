"""Screen: the palette and the size of text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.commands import Theme as Palette
from hemsapp.snapshot import Snapshot
from ui.presenters.frame import Page
from ui.presenters.look import LookPresenter
from ui.screens.base import Screen
from ui.screens.label import Label, Panel
from ui.theme import Theme
from ui.tokens import Scheme, Type
from ui.views import HeaderView, Tone
from ui.widgets.ledger_row import LedgerRow
from ui.widgets.theme_card import ThemeCard
from ui.widgets.toggle import Toggle

_SCHEMES = tuple(Scheme(theme.value) for theme in Palette)
_CARD_W, _CARD_STEP = 303, 306.5


class LookScreen(Screen):
    """Three palettes as pictures, a switch, and a row of Home; all show at once what they do."""

    page = Page.SCREEN

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = LookPresenter(is_demo=is_demo)
        self._theme_label = Label("screen.theme_label", theme, self, Type.STRONG, Tone.INK)
        self._cards = [ThemeCard(f"screen.theme.{index}", theme, scheme, self) for index, scheme in enumerate(_SCHEMES)]
        self._panel = Panel(theme, self)
        self._larger_label = Label("screen.larger_label", theme, self, Type.STRONG, Tone.INK)
        self._larger_note = Label("screen.larger_note", theme, self, Type.SMALL)
        self._larger = Toggle("screen.larger", theme, self)
        self._sample = LedgerRow("screen.sample", theme, self)
        self._sample.has_rule = False
        self._sample.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._sample.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for index, card in enumerate(self._cards):
            card.clicked.connect(lambda _checked, index=index: self.asked.emit(self.presenter.choose(index)))
        self._larger.clicked.connect(lambda: self.asked.emit(self.presenter.toggle(is_on=not self._larger.view.is_on)))

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment."""
        view = self.presenter.present(snapshot, now)
        self._theme_label.show_view(view.theme_label)
        for card, shown in zip(self._cards, view.themes, strict=True):
            card.show_view(shown)
        self._larger_label.show_view(view.larger_label)
        self._larger_note.show_view(view.larger_note)
        self._larger.show_view(view.larger)
        self._sample.show_view(view.sample)
        self._place_toggle()
        return view.header

    def place(self) -> None:
        """The palettes side by side, below them the size of text beside what it does."""
        self._theme_label.setGeometry(self.at(104, 66, 600, 28))
        for index, card in enumerate(self._cards):
            card.setGeometry(self.between(98 + index * _CARD_STEP, 96, _CARD_W, 284))
        self._panel.setGeometry(self.between(104, 396, 904, 188))
        self._larger_label.setGeometry(self.at(128, 414, 250, 28))
        self._larger_note.setGeometry(self.at(128, 446, 250, 60))
        self._sample.setGeometry(self.between(548, 434, 436, 112))
        self._place_toggle()

    def _place_toggle(self) -> None:
        size = self._larger.sizeHint()
        bottom = self.y_at(572)
        self._larger.setGeometry(self.x_at(128), bottom - size.height(), size.width(), size.height())
