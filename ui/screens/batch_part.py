"""Several devices: a sentence, the list, and its keys."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.batch import BatchView
from ui.screens.label import Label
from ui.screens.row_list import RowList
from ui.screens.wizard_part import WizardPart
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import Tone
from ui.widgets.button import Button

_LINE, _FOOT, _GAP = 44, 64, 12


class BatchPart(WizardPart):
    """The list scrolls under a finger; `chosen` carries the row that was touched."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._sentence = Label("connect.batch.sentence", theme, self, Type.STRONG, Tone.INK)
        self._sentence.is_centred = True
        self._rows = RowList("connect.batch.device", theme, self)
        self._rows.chosen.connect(self.chosen)
        self.primary = Button("connect.batch.primary", theme, self)
        self.secondary = Button("connect.batch.secondary", theme, self)

    def show_batch(self, view: BatchView) -> None:
        """Show the list as it stands."""
        self._sentence.set_tone(view.tone)
        self._sentence.show_view(view.sentence)
        self._rows.show_rows(view.rows)
        for button, shown in ((self.primary, view.primary), (self.secondary, view.secondary)):
            button.setVisible(shown is not None)
            if shown is not None:
                button.show_view(shown)
        self.place()

    def place(self) -> None:
        """The keys at the foot, the sentence on top, the list between."""
        px, foot = self.theme.layout.px, self.y_at(580)
        height, left, right = max(Touch.MINIMUM, px(_FOOT)), self.x_at(36), self.x_at(992)
        x = left
        for button in (self.primary, self.secondary):
            if button.isHidden():
                continue
            width = min(button.sizeHint().width() + px(20), (right - left - px(_GAP)) // 2)
            button.setGeometry(x, foot - height, width, height)
            x += width + px(_GAP)
        line = px(_LINE) * max(100, self.theme.look.text_percent) // 100
        top = self.y_at(80)
        self._sentence.setGeometry(left, top, right - left, line)
        self._rows.setGeometry(left, top + line + px(4), right - left, foot - height - px(_GAP) - top - line - px(4))
