"""How a joining goes: stages left, advice right, and what is left to do once the device is in (mockup 14)."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.presenters.join_progress import ProgressView
from ui.screens.row_list import RowList
from ui.screens.wizard_part import WizardPart
from ui.theme import Theme
from ui.tokens import Touch
from ui.views import ListRowView
from ui.widgets.advice_card import AdviceCard
from ui.widgets.stage_list import StageList

_PAD, _FOOT, _ROW_H, _SHARE = 28, 64, 72, 0.46


class ProgressPart(WizardPart):
    """`chosen` carries the row that was touched."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.stages = StageList("connect.stages", theme, self)
        self.card = AdviceCard("connect.card", theme, self)
        self._rows = RowList("connect.after", theme, self)
        self._rows.chosen.connect(self.chosen)
        self._count = 0

    def show_progress(self, progress: ProgressView, rows: tuple[ListRowView, ...]) -> None:
        """Show how far it is, and the rows over the card's free room."""
        self.stages.show_view(progress.stages)
        self.card.show_view(progress.card)
        self._rows.setVisible(bool(rows))
        self._rows.show_rows(rows)
        self._count = len(rows)
        self._place_rows()

    def place(self) -> None:
        """As they were drawn."""
        self.stages.setGeometry(self.box(36, 96, 372, 560))
        self.card.setGeometry(self.box(384, 92, 992, 580))
        self._place_rows()

    def _place_rows(self) -> None:
        """Above the card's buttons, in as much of it as they need, and no more than it can spare."""
        px, card = self.theme.layout.px, self.card.geometry()
        wanted = self._count * max(Touch.MINIMUM, self.theme.row(_ROW_H))
        high = min(wanted, round(card.height() * _SHARE))
        foot = card.bottom() - px(_PAD) - max(Touch.MINIMUM, px(_FOOT)) - px(12)
        self._rows.setGeometry(card.left() + px(_PAD), foot - high, card.width() - 2 * px(_PAD), high)
        self.card.keep_free(high + px(4) if high else 0)
