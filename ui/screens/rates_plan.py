"""The rates editor's part about the plan itself: where it is from, which price holds, which versions are kept."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.paint import text
from ui.screens.label import Label
from ui.screens.rates_panels import ChargeGrid
from ui.screens.row_list import RowList
from ui.theme import Theme
from ui.tokens import LINE_HEIGHT, Touch, Type
from ui.views import Tone, plain
from ui.views.rates import PlanView
from ui.widgets.button import Button
from ui.widgets.segmented import Segmented
from ui.widgets.sentence import Sentence
from ui.widgets.stepper import Stepper


class PlanPanel(QWidget):
    """Left the plan, its source, its region; right which price holds, and the versions."""

    choosing = Signal()
    region_stepped = Signal(int)
    source_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._name = Label("rates.plan_name", theme, self, Type.STRONG, Tone.INK)
        self._sample = Sentence("rates.plan_sample", theme, self, Type.SMALL)
        self._source = Label("rates.plan_source", theme, self, Type.SMALL)
        self._source.narrower = (Type.AXIS, Type.RAIL)
        self._choose = Button("rates.choose", theme, self)
        self._region_label = Label("rates.region_label", theme, self, Type.SMALL)
        self._region_label.is_centred = True
        self._region = Stepper("rates.region", theme, self)
        self.charges = ChargeGrid(theme, self, columns=1)
        self._holds_label = Label("rates.source_label", theme, self, Type.SMALL_STRONG, Tone.INK)
        self._holds = Segmented("rates.source", theme, self)
        self._lines = [Label(f"rates.source{i}", theme, self, Type.SMALL) for i in range(2)]
        self.versions = RowList("rates.version", theme, self)
        self._choose.chosen.connect(self.choosing)
        self._region.decreased.connect(lambda: self.region_stepped.emit(-1))
        self._region.increased.connect(lambda: self.region_stepped.emit(1))
        self._holds.chosen.connect(self.source_chosen)

    def show_view(self, view: PlanView) -> None:
        """Show that plan."""
        self._name.show_view(view.name)
        self._sample.show_view(view.sample)
        self._source.show_view(view.source)
        self._choose.show_view(view.choose)
        self._region_label.show_view(view.region_label)
        if view.region is not None:
            self._region.show_view(view.region)
        for part in (self._region, self._region_label):
            part.setVisible(view.region is not None)
        self.charges.show_charges(view.charges)
        self._holds_label.show_view(view.holds_label)
        self._holds.show_view(view.holds)
        for label, words in zip(self._lines, view.lines, strict=True):
            label.show_view(words)
        self.versions.show_rows(view.versions)
        self.place()

    def place(self) -> None:
        """Two columns; what has no room on a small screen gives way from the top of the left one."""
        px, row = self.theme.layout.px, max(Touch.MINIMUM, self.theme.layout.px(56))
        left = round(self.width() * 0.46)
        foot = self.height()
        if not self._region.isHidden():
            label = round(left * 0.24)
            share = left - label
            medical = bool(self.charges.findChildren(Label))
            if medical:
                self.charges.setGeometry(0, foot - row, left, row)
                foot -= row + px(8)
            self._region_label.setGeometry(0, foot - row, label, row)
            self._region.setGeometry(label, foot - row, share, row)
            foot -= row + px(8)
        self._choose.setGeometry(0, foot - row, left, row)
        foot -= row + px(8)
        self._place_words(left, foot)
        self._place_right(round(self.width() * 0.5), row)

    def resizeEvent(self, _event: object) -> None:
        """Take the new size."""
        self.place()

    def _place_words(self, width: int, foot: int) -> None:
        """Name, whether it is a sample, and its source, as far as they fit."""
        y = 0
        for label in (self._name, self._sample, self._source):
            shown = getattr(label, "view", "")
            words = shown if isinstance(shown, str) else plain(shown)
            line = self.theme.font(label.step).pixelSize() * LINE_HEIGHT
            step = Type.RAIL if label is self._source else label.step
            lines = len(text.wrap(self.theme, words, width, step)) if words else 0
            tall = round(lines * line) + (2 if lines else 0)
            label.setGeometry(0, y, width, tall)
            label.setVisible(bool(words) and y + tall <= foot)
            y += tall

    def _place_right(self, x: int, row: int) -> None:
        px, wide, y = self.theme.layout.px, self.width() - x, 0
        line = round(self.theme.font(Type.SMALL).pixelSize() * LINE_HEIGHT) + 2
        self._holds_label.setGeometry(x, y, wide, line)
        y += line + px(2)
        self._holds.setGeometry(x, y, wide, row + 4)
        y += row + px(8)
        for label in self._lines:
            label.setGeometry(x, y, wide, line)
            y += line
        y += px(4)
        self.versions.setGeometry(x, y, wide, max(0, self.height() - y))
