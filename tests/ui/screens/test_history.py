"""Prices, history and data in the window: what a finger does there, and what the store and the engine are asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from devices.moment import Moment
from hemsapp.commands import AmendHistory, ChangeMeter, SetRetention, StartWork, StopWork
from hemsapp.questions import HistoryWanted, PlacesWanted, Question, StretchWanted, WorthWanted
from hemsapp.work import Task, WorkKind
from tests.ui.screens.conftest import Kiosk
from ui.presenters.frame import Page
from ui.screens import cases
from ui.screens.history_answers import EVENT_ID
from ui.screens.history_cases import AFTER_EVENT, day_after, event_tomorrow, working
from ui.screens.sample_answers import answer
from ui.views.history import ChartView, PriceReadOutView, SummaryView
from ui.widgets.history_chart import HistoryChart
from ui.widgets.price_ribbon import PriceRibbon

LEFT = Qt.MouseButton.LeftButton


class Served:
    """A kiosk whose questions the sample house answers."""

    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self.questions: list[Question] = []
        kiosk.window.wanted.connect(self._answer)

    def _answer(self, question: Question, reply: Callable[[object], None]) -> None:
        self.questions.append(question)
        reply(answer(question))

    @property
    def chart(self) -> HistoryChart:
        found = self.kiosk.find("history.chart")
        assert isinstance(found, HistoryChart)
        return found

    def at(self, place: float) -> QPoint:
        """A place of the bars, in the window."""
        return self.chart.mapTo(self.kiosk.window, self.chart.point_at(place).toPoint())

    def drag(self, start: QPoint, end: QPoint) -> None:
        """The finger goes down, moves, and stays."""
        handle = self.kiosk.window.windowHandle()
        QTest.mousePress(handle, LEFT, pos=start)
        for step in range(1, 6):
            QTest.mouseMove(handle, start + (end - start) * step / 5)

    def lift(self, at: QPoint) -> None:
        QTest.mouseRelease(self.kiosk.window.windowHandle(), LEFT, pos=at)

    def summary(self) -> SummaryView:
        view = self.kiosk.find("history.summary").view  # type: ignore[attr-defined]  # every widget has its view
        assert isinstance(view, SummaryView)
        return view

    def shown(self) -> ChartView:
        return self.chart.view


@pytest.fixture
def served(make_kiosk: Callable[..., Kiosk]) -> Served:
    """The morning after the event, the event's day open."""
    kiosk = make_kiosk()
    made = Served(kiosk)
    kiosk.arrive(AFTER_EVENT)
    kiosk.window.show_snapshot(day_after())
    kiosk.tap("rail.history")
    kiosk.tap("history.previous")
    return made


def test_todays_row_opens_history_and_the_prices_open_prices(kiosk: Kiosk) -> None:
    kiosk.tap("home.today")
    assert kiosk.page() is Page.HISTORY
    for name in ("home.price_now", "home.prices"):
        kiosk.window.open(Page.HOME)
        kiosk.tap(name)
        assert kiosk.page() is Page.PRICES


def test_history_asks_the_store_for_what_it_shows(served: Served) -> None:
    assert [each for each in served.questions if isinstance(each, HistoryWanted)][-1].day.day == 14
    served.kiosk.tap("history.scale.2")
    assert isinstance(served.questions[-1], HistoryWanted)
    assert len(served.shown().bars) == 30


def test_a_drag_over_bars_reads_them_and_is_no_swipe(served: Served) -> None:
    served.drag(served.at(0.60), served.at(0.75))
    assert served.kiosk.page() is Page.HISTORY
    assert served.shown().picked is not None
    assert served.summary().right.startswith("2:15–6:15 PM")  # noqa: RUF001 - a range of hours
    served.lift(served.at(0.75))
    assert isinstance(served.questions[-1], StretchWanted)


def test_a_swipe_beside_the_chart_turns_the_page(served: Served) -> None:
    start = served.kiosk.middle(served.kiosk.find("history.summary"))
    served.kiosk.swipe(start, start - QPoint(200, 10))
    assert served.kiosk.page() is Page.COMFORT


def test_a_tap_on_the_event_opens_its_result(served: Served) -> None:
    QTest.mouseClick(served.kiosk.window.windowHandle(), LEFT, pos=served.at(0.62))
    assert served.kiosk.page() is Page.EVENT
    assert served.questions[-1] == WorthWanted(EVENT_ID)
    assert served.kiosk.text("event.empty") == "You used 2.5 kWh less than usual: about $1.55."
    served.kiosk.tap("event.first")
    assert served.kiosk.find("event.worth").isVisible()
    served.kiosk.tap("event.worth.primary")
    assert not served.kiosk.find("event.worth").isVisible()


def test_back_from_an_event_its_day_stands_as_it_was_left(served: Served) -> None:
    QTest.mouseClick(served.kiosk.window.windowHandle(), LEFT, pos=served.at(0.62))
    served.kiosk.tap("header.back")
    assert (served.kiosk.page(), served.kiosk.text("history.title")) == (Page.HISTORY, "Tue 14 Jul")
    served.kiosk.window.open(Page.HOME)
    served.kiosk.window.open(f"event/{EVENT_ID}")
    served.kiosk.tap("header.back")
    assert served.kiosk.page() is Page.HOME


def test_a_finger_that_rests_on_an_hour_fixes_it(served: Served) -> None:
    """users.md 12: on touch, for a normal person"""
    served.drag(served.at(0.31), served.at(0.31))
    served.kiosk.window.hold(served.chart)
    served.lift(served.at(0.31))
    assert served.kiosk.find("history.fix").isVisible()
    served.kiosk.tap("history.fix.option1")
    for key in "15":
        served.kiosk.tap(f"history.fix.pad.keys.{key}")
    served.kiosk.tap("history.fix.pad.keys.accept")
    count = len(served.questions)
    served.kiosk.tap("history.fix.primary")
    (command,) = served.kiosk.asked
    assert isinstance(command, AmendHistory)
    assert command.delivered_wh == 15_000
    assert (command.end - command.start).total_seconds() == 3600
    assert not served.kiosk.find("history.fix").isVisible()
    assert len(served.questions) > count


def test_an_hour_is_left_as_it_is_when_the_sheet_is_put_away(served: Served) -> None:
    served.drag(served.at(0.31), served.at(0.31))
    served.kiosk.window.hold(served.chart)
    served.lift(served.at(0.31))
    served.kiosk.tap("history.fix.secondary")
    assert served.kiosk.asked == []
    assert served.shown().picked is None


def test_keys_read_bar_by_bar(served: Served) -> None:
    served.chart.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(served.chart, key)
    assert served.shown().picked == pytest.approx((47 / 96, 48 / 96))


def test_history_begins_with_today_the_next_time(served: Served) -> None:
    served.kiosk.window.open(Page.HOME)
    served.kiosk.window.open(Page.HISTORY)
    assert served.kiosk.text("history.title") == "Wed 15 Jul"


def test_a_finger_on_the_ribbon_reads_an_hour_and_lets_it_go(make_kiosk: Callable[..., Kiosk]) -> None:
    """C1FR32f"""
    kiosk = make_kiosk()
    made = Served(kiosk)
    kiosk.window.show_snapshot(event_tomorrow())
    kiosk.tap("rail.prices")
    ribbon = kiosk.find("prices.ribbon")
    assert isinstance(ribbon, PriceRibbon)
    spot = ribbon.mapTo(kiosk.window, QPoint(round(ribbon.width() * 0.832), ribbon.height() // 2))
    made.drag(spot - QPoint(300, 0), spot)
    view = kiosk.find("prices.read_out").view  # type: ignore[attr-defined]  # every widget has its view
    assert isinstance(view, PriceReadOutView)
    assert (kiosk.page(), view.title) == (Page.PRICES, "Tue, 5–6 PM")  # noqa: RUF001 - a range of hours
    made.lift(spot)
    kiosk.at(cases.earlier(-5))
    assert kiosk.text("prices.read_out").startswith("Now, until 2 PM")


def test_a_reminder_comes_over_any_page_and_is_put_away(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(event_tomorrow())
    kiosk.tap("rail.prices")
    kiosk.tap("prices.button")
    kiosk.window.open(Page.MORE)
    kiosk.at(Moment(cases.NOW.utc.replace(day=14, hour=5, minute=30), cases.NOW.monotonic_s + 33_480))
    assert kiosk.text("toast").startswith("The cheapest hours have begun.")
    kiosk.tap("toast.action")
    assert not kiosk.find("toast").isVisible()
    assert kiosk.asked == []


def test_data_is_saved_where_the_person_says(make_kiosk: Callable[..., Kiosk]) -> None:
    """X-STANDARD-DATA, users.md 25"""
    kiosk = make_kiosk()
    store = Served(kiosk)
    kiosk.window.show_snapshot(cases.normal())
    kiosk.tap("rail.history")
    kiosk.tap("history.data")
    kiosk.tap("data.row0.button")
    assert store.questions[-1] == PlacesWanted()
    assert kiosk.asked == [StartWork(Task(WorkKind.EXPORT_GREEN_BUTTON, "/media/KINGSTON"))]
    kiosk.tap("data.kept.more")
    assert kiosk.asked[-1] == SetRetention(52)


def test_work_can_be_stopped_and_put_away(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(working(WorkKind.BACK_UP))
    kiosk.window.open(Page.DATA)
    kiosk.tap("data.work.button")
    kiosk.window.show_snapshot(working(WorkKind.BACK_UP, result="Saved."))
    kiosk.tap("data.work.button")
    assert kiosk.asked == [StopWork(), StopWork()]
    kiosk.window.show_snapshot(replace(working(WorkKind.BACK_UP), work=None))
    assert not kiosk.find("data.work").isVisible()


def test_going_back_to_a_backup_asks_first(make_kiosk: Callable[..., Kiosk]) -> None:
    kiosk = make_kiosk()
    store = Served(kiosk)
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.DATA)
    kiosk.tap("data.row5.button")
    kiosk.tap("data.confirm.secondary")
    assert (store.questions, kiosk.asked) == ([PlacesWanted()], [])
    kiosk.tap("data.row5.button")
    kiosk.tap("data.confirm.primary")
    assert kiosk.asked == [StartWork(Task(WorkKind.RESTORE, "/media/KINGSTON/hemsapp-2026-07-12.backup"))]


def test_the_wizard_of_a_changed_meter_asks_for_both_reads(make_kiosk: Callable[..., Kiosk]) -> None:
    """users.md 14"""
    kiosk = make_kiosk()
    kiosk.window.show_snapshot(cases.normal())
    kiosk.window.open(Page.DATA)
    kiosk.tap("data.meter")
    for keys in ("48210", "2"):
        for key in keys:
            kiosk.tap(f"data.meter_change.pad.keys.{key}")
        kiosk.tap("data.meter_change.pad.keys.accept")
    kiosk.tap("data.meter_change.primary")
    assert kiosk.asked == [ChangeMeter(48_210_000, 2_000)]
