"""The foot of the rates editor: what saving does or what looks wrong, its buttons; or the work that goes on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.screens.label import Label, heights_within
from ui.theme import Theme
from ui.tokens import Type
from ui.views import Run, Tone, WorkCardView
from ui.views.rates import FootView
from ui.widgets.button import Button
from ui.widgets.sentence import Sentence
from ui.widgets.work_card import WorkCard

_BUTTON = 0.28


class RatesFoot(QWidget):
    """Words left, buttons right; while bills are counted anew, how far that is."""

    saved = Signal()
    discarded = Signal()
    fixed = Signal()
    put_away = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._lines = [Label(f"rates.foot{i}", theme, self, Type.SMALL) for i in range(2)]
        self._warning = Sentence("rates.warning", theme, self, Type.SMALL)
        self._save, self._discard, self._fix = (
            Button(f"rates.{name}", theme, self) for name in ("save", "discard", "fix")
        )
        self._work = WorkCard("rates.work", theme, self)
        self._save.chosen.connect(self.saved)
        self._discard.chosen.connect(self.discarded)
        self._fix.chosen.connect(self.fixed)
        self._work.pressed.connect(self.put_away)

    def show_view(self, view: FootView, work: WorkCardView | None) -> None:
        """Show these words and buttons, or the work."""
        if work is not None:
            self._work.show_view(work)
        self._work.setVisible(work is not None)
        is_warning = view.tone is Tone.ATTENTION
        for index, label in enumerate(self._lines):
            label.show_view(view.lines[index] if index < len(view.lines) else "")
            label.setVisible(work is None and not is_warning)
        run = Run(view.lines[0], Tone.ATTENTION, is_strong=True, icon="triangle-alert")
        self._warning.show_view((run,) if is_warning else ())
        self._warning.setVisible(work is None and is_warning)
        for button, shown in ((self._save, view.save), (self._discard, view.discard), (self._fix, view.fix)):
            if shown is not None:
                button.show_view(shown)
            button.setVisible(work is None and shown is not None)
        self.place()

    def place(self) -> None:
        """Buttons from the right, words in what is left."""
        px, right, height = self.theme.layout.px, self.width(), self.height()
        self._work.setGeometry(self.rect())
        for button in (self._save, self._discard, self._fix):
            if not button.isHidden():
                width = button.width_within(round(self.width() * _BUTTON)) + px(8)
                button.setGeometry(right - width, 0, width, height)
                right -= width + px(12)
        heights = heights_within(self._lines, right, height)
        y = (height - sum(heights)) // 2
        for label, tall in zip(self._lines, heights, strict=True):
            label.setGeometry(0, y, right, tall)
            y += tall
        self._warning.setGeometry(0, 0, right, height)

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()
