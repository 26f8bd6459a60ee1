"""The keys by which a person types the address of the utility's website and its code, over the settings."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.settings_website import ADDRESS, CODE, WebsitePanel
from ui.screens.pad import PadSheet
from ui.screens.text_sheet import TextSheet
from ui.theme import Theme


class SiteKeys(QObject):
    """Opens the sheet for what is typed; `changed` when it was, `wanted` carries what is asked of the website."""

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, panel: WebsitePanel, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._panel = panel
        self._text = TextSheet("settings.website_text", theme, window)
        self._text.accepted.connect(self._accepted)
        self._pad = PadSheet("settings.website_pad", theme, window)
        self._pad.typed.connect(self._pressed)
        self._pad.accepted.connect(self.changed)

    def choose(self, name: str) -> None:
        """A part of the panel was chosen; whoever connects with something missing is asked for it."""
        question = self._panel.question(name)
        if question is not None:
            self.wanted.emit(question)
        missing = self._panel.missing() if name == "website.connect" and question is None else name
        if missing == ADDRESS:
            self._text.open(self._panel.typing())
        elif missing == CODE:
            self._pad.show_view(self._panel.pad())
            self._pad.open()

    def close(self) -> None:
        """Nothing stays open over another page."""
        self._text.close_sheet()
        self._pad.close_pad()

    def _pressed(self, sign: str) -> None:
        self._panel.press(sign)
        self._pad.show_view(self._panel.pad())

    def _accepted(self, text: str) -> None:
        self._panel.typed(text)
        self.changed.emit()
