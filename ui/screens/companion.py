"""The first run of a companion display: words left, address, name and code right."""

from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.snapshot import Snapshot
from ui.presenters.companion import CODE, CompanionPresenter
from ui.presenters.frame import Page, header
from ui.screens.base import Screen
from ui.screens.label import Label
from ui.screens.pad import PadSheet
from ui.screens.settings_panel import SettingsPanel
from ui.screens.text_sheet import TextSheet
from ui.theme import Theme
from ui.tokens import Type
from ui.views import HeaderView, Tone


class CompanionScreen(Screen):
    """Covers rail and header until this display has a home."""

    page = Page.COMPANION

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:  # noqa: ARG002 - no chip here
        super().__init__(theme, parent)
        self.presenter = CompanionPresenter()
        self._headline = Label("companion.headline", theme, self, Type.HEADLINE, Tone.INK)
        self._body = Label("companion.body", theme, self, Type.BODY)
        self._panel = SettingsPanel("companion.panel", theme, self)
        self._panel.chosen.connect(lambda name, _value: self._chosen(name))
        self._key = ""
        self._text = TextSheet("companion.text", theme, parent)
        self._text.accepted.connect(self._accepted)
        self._pad = PadSheet("companion.pad", theme, parent)
        self._pad.typed.connect(self._pressed)
        self._pad.accepted.connect(self.changed)

    @property
    def is_editing(self) -> bool:
        """Until it has a home there is nothing else to show."""
        return True

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show how it stands."""
        view = self.presenter.present(snapshot)
        self._headline.show_view(view.headline)
        self._body.show_view(view.body)
        self._panel.show_parts(view.parts)
        return header(snapshot, now, "")

    def place(self) -> None:
        """Words in two fifths, the lines beside them, as the whole window has room."""
        width, height = self.width(), self.height()
        left, top, column = round(width * 0.05), round(height * 0.1), round(width * 0.34)
        head = round(height * 0.36)
        self._headline.setGeometry(left, top, column, head)
        self._body.setGeometry(left, top + head, column, height - top - head - round(height * 0.05))
        self._panel.setGeometry(round(width * 0.44), top, round(width * 0.52), height - top - round(height * 0.04))
        self._panel.place()

    def left(self) -> None:
        """It has a home: nothing stays open over it."""
        self._text.close_sheet()
        self._pad.close_pad()

    def _chosen(self, name: str) -> None:
        if name != "companion.connect":
            self._type(name)
            return
        missing = self.presenter.next_missing()
        if missing is not None:
            self._type(missing)
        elif (wish := self.presenter.connect()) is not None:
            self.asked.emit(wish)

    def _type(self, key: str) -> None:
        self._key = key
        if key == CODE:
            self._pad.show_view(self.presenter.pad())
            self._pad.open()
        else:
            self._text.open(self.presenter.typing(key))

    def _pressed(self, sign: str) -> None:
        self.presenter.press(sign)
        self._pad.show_view(self.presenter.pad())

    def _accepted(self, text: str) -> None:
        self.presenter.typed(self._key, text)
        self.changed.emit()
