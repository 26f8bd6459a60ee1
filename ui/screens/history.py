"""History: which stretch of time, what it used and cost, and its bars; a finger that rests on an hour may fix it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from devices.moment import Moment
from hemsapp.questions import Answer, Question
from hemsapp.snapshot import Snapshot
from ui.i18n import words
from ui.presenters.frame import Page
from ui.presenters.history import HistoryPresenter
from ui.screens.base import Screen
from ui.screens.fix_hour import FixHourSheet
from ui.screens.label import Label
from ui.theme import Theme
from ui.tokens import Touch, Type
from ui.views import ButtonView, HeaderView, Tone, WhySheetView
from ui.widgets.button import Button
from ui.widgets.history_chart import HistoryChart
from ui.widgets.segmented import Segmented
from ui.widgets.summary import Summary

_TITLE_W = 178


class HistoryScreen(Screen):
    """Day, week, bill and year (users.md 3.5)."""

    page = Page.HISTORY

    def __init__(self, theme: Theme, parent: QWidget, *, is_demo: bool = False) -> None:
        super().__init__(theme, parent)
        self.presenter = HistoryPresenter(is_demo=is_demo)
        self._previous = Button("history.previous", theme, self)
        self._title = Label("history.title", theme, self, Type.PAGE_TITLE, Tone.INK)
        self._title.narrower, self._title.is_centred = (Type.STRONG, Type.SMALL_STRONG, Type.RAIL), True
        self._title.alignment = Qt.AlignmentFlag.AlignHCenter
        self._following = Button("history.following", theme, self)
        self._scales = Segmented("history.scale", theme, self)
        self._data = Button("history.data", theme, self)
        self._summary = Summary("history.summary", theme, self)
        self._chart = HistoryChart("history.chart", theme, self)
        self._fix = FixHourSheet("history.fix", theme, parent)
        self._now: Moment | None = None
        self._zone, self._is_back = "", False
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Is an hour being fixed?"""
        return self._fix.is_open

    def present(self, snapshot: Snapshot, now: Moment) -> HeaderView:
        """Show that moment, and ask the store for what is shown."""
        self._now, self._zone = now, snapshot.preferences.zone
        view = self.presenter.present(snapshot, now)
        self._title.show_view(view.title)
        self._previous.show_view(view.previous)
        self._following.show_view(view.following)
        self._scales.show_view(view.scales)
        icon = "lock" if snapshot.preferences.is_pin_set else "save"
        self._data.show_view(ButtonView("", icon=icon, sentence=words("data.title")))
        self._summary.show_view(view.summary)
        self._chart.show_view(view.chart)
        for question in (*self.presenter.wants(now), *self.presenter.wants_of_site(now)):
            self.wanted.emit(question)
        return view.header

    def answered(self, question: Question, answer: Answer) -> None:
        """The store told what was asked."""
        self.presenter.answered(question, answer)

    def why(self, name: str, snapshot: Snapshot, now: Moment) -> WhySheetView | None:  # noqa: ARG002 - history has no age
        """What the day's cost is made of."""
        return self.presenter.why() if name == "history.summary" else None

    def held(self, name: str) -> bool:
        """A finger that rests on an hour of a day fixes it."""
        place = self._chart.resting_place
        hour = None if name != "history.chart" or place is None else self.presenter.hour_at(place)
        if hour is None:
            return False
        self._chart.cancel()
        self._fix.open(hour, self._zone)
        self.changed.emit()
        return True

    def dropped(self) -> None:
        """A finger drew the sheet down."""
        self._fix.close_sheet()

    def entered(self) -> None:
        """Today, or the day whose event was looked at."""
        if not self._is_back:
            self.presenter.open_day(None)
        self.presenter.forget()
        self._is_back = False

    def came_from(self, page: Page) -> None:
        """Back from an event the day stands as it was left."""
        self._is_back = page is Page.EVENT

    def left(self) -> None:
        """A sheet does not outlive its page."""
        self._fix.close_sheet()

    def place(self) -> None:
        """Controls in one row, the sentence below them, the chart in the rest."""
        key, px = max(Touch.MINIMUM, self.theme.layout.px(56)), self.theme.layout.px
        top, left, right = px(6), self.x_at(104), self.x_at(1008)
        self._previous.setGeometry(left, top, key, key)
        self._title.setGeometry(left + key, top, px(_TITLE_W), key)
        self._following.setGeometry(left + key + px(_TITLE_W), top, key, key)
        size = self._scales.sizeHint()
        room = right - left - 3 * key - px(_TITLE_W) - px(16)
        width = min(max(px(304), size.width()), room)
        self._data.setGeometry(right - width - px(8) - key, top, key, key)
        self._scales.setGeometry(right - width, top - 2, width, size.height())
        below = top + key + px(12)
        self._summary.setGeometry(left, below, right - left, px(56))
        chart = below + px(60)
        self._chart.setGeometry(left, chart, right - left, self.height() - chart - px(6))

    def _connect(self) -> None:
        self._previous.chosen.connect(lambda: self._do(lambda: self.presenter.turn(-1)))
        self._following.chosen.connect(lambda: self._do(lambda: self.presenter.turn(1)))
        self._scales.chosen.connect(lambda index: self._do(lambda: self.presenter.choose(index)))
        self._chart.dragged.connect(lambda start, end: self._do(lambda: self.presenter.pick(start, end)))
        self._chart.let_go.connect(self._let_go)
        self._chart.tapped.connect(self._tap)
        self._chart.stepped.connect(self._step)
        self._data.chosen.connect(lambda: self.opened.emit(Page.DATA))

        self._fix.asked.connect(self._amend)

    def _amend(self, command: object) -> None:
        self.asked.emit(command)
        if self._now is not None:
            self.presenter.amended(self._now)
        self.changed.emit()

    def _do(self, gesture: Callable[[], None]) -> None:
        gesture()
        self.changed.emit()

    def _let_go(self) -> None:
        if self._now is not None:
            for question in self.presenter.let_go(self._now):
                self.wanted.emit(question)

    def _step(self, bars: int) -> None:
        if self._now is not None:
            self.presenter.step(bars, self._now)
            self.changed.emit()

    def _tap(self, place: float) -> None:
        key = self.presenter.tap(place)
        if key is not None:
            self.opened.emit(key)
        self.changed.emit()
