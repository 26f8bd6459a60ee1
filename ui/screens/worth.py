"""The sheet that shows how an event was measured."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from ui.presenters.worth import WorthView
from ui.theme import Theme
from ui.widgets.history_chart import HistoryChart
from ui.widgets.sheet import Sheet
from ui.widgets.why_sheet import WhyBody

_TOP, _CHART_SHARE, _GAP = 72, 0.52, 36


class WorthSheet(QObject):
    """Days as bars at the left, the sum at the right, the season at the foot."""

    def __init__(self, name: str, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._theme = theme
        self._sheet = Sheet(name, theme, window)
        self._sheet.top = _TOP
        self._chart = HistoryChart(f"{name}.chart", theme, self._sheet.body)
        self._chart.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._chart.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows = WhyBody(f"{name}.rows", theme, self._sheet.body)
        self._sheet.placed.connect(self._place)
        for signal in (self._sheet.primary_chosen, self._sheet.dismissed):
            signal.connect(self.close_sheet)

    @property
    def is_open(self) -> bool:
        """Does a person read it?"""
        return self._sheet.isVisible()

    def open(self, view: WorthView) -> None:
        """Slide in."""
        self._sheet.show_view(view.sheet)
        self._chart.show_view(view.chart)
        self._rows.show_view(view.rows)
        self._sheet.open()

    def _place(self) -> None:
        body = self._sheet.body.rect()
        width = round(body.width() * _CHART_SHARE)
        self._chart.setGeometry(0, 0, width, body.height())
        left = width + self._theme.layout.px(_GAP)
        self._rows.setGeometry(left, 0, body.width() - left, body.height())

    def close_sheet(self) -> None:
        """Back to the page."""
        if self.is_open:
            self._sheet.window().setFocus()
            self._sheet.close_sheet()
