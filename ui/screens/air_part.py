"""The radio check: how busy each channel is left, what it means right."""

from PySide6.QtWidgets import QWidget

from ui.presenters.air import AirView
from ui.screens.wizard_part import WizardPart
from ui.theme import Theme
from ui.widgets.advice_card import AdviceCard
from ui.widgets.air_chart import AirChart


class AirPart(WizardPart):
    """Chart and card; before anything was heard the card alone."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.chart = AirChart("connect.air.chart", theme, self)
        self.card = AdviceCard("connect.air", theme, self)

    def show_air(self, view: AirView) -> None:
        """Show the check as it stands."""
        self.chart.setVisible(view.chart is not None)
        if view.chart is not None:
            self.chart.show_view(view.chart)
        self.card.show_view(view.card)

    def place(self) -> None:
        """As the stages and their card lie."""
        self.chart.setGeometry(self.box(24, 92, 372, 580))
        self.card.setGeometry(self.box(384, 92, 992, 580))
