"""History: a day, a week, a bill or a year, what it used and cost, and what a finger reads in it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from devices.moment import Moment
from hemsapp.questions import (
    Answer,
    Bar,
    HistoryShown,
    HistoryWanted,
    Question,
    Scale,
    StretchShown,
    StretchWanted,
    Unanswered,
    UtilityDayShown,
    UtilityDayWanted,
)
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.i18n import UNKNOWN, said, words
from ui.presenters.frame import Page, header
from ui.presenters.history_chart import ChartMaker
from ui.presenters.history_site import SiteBeside
from ui.presenters.history_words import read_out, stretch_words, summary, why
from ui.tokens import Milliseconds
from ui.views import ButtonState, ButtonView, HeaderView, Run, SegmentedView, WhySheetView
from ui.views.history import ChartView, SummaryView

SCALES = (Scale.DAY, Scale.WEEK, Scale.BILL, Scale.YEAR)
_FRESH_S, _RESTLESS_S, _KEPT = 60, 5, 12

Key = tuple[Scale, date]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Which stretch of time, its numbers and its sentence (or what a finger reads), and its bars."""

    header: HeaderView
    title: str
    previous: ButtonView
    following: ButtonView
    scales: SegmentedView
    summary: SummaryView
    chart: ChartView


@dataclass(frozen=True, slots=True)
class HourToFix:
    """An hour of a day, what is counted for it now, and what was counted before a person fixed it."""

    start: datetime
    end: datetime
    delivered_wh: int | None
    counted_wh: int | None
    is_corrected: bool


class HistoryPresenter:
    """Answers of the store to HistoryView; remembers the stretch of time, and what a finger picked."""

    def __init__(self, *, is_demo: bool = False) -> None:
        self._is_demo = is_demo
        self._scale = Scale.DAY
        self._day: date | None = None
        self._kept: dict[Key, HistoryShown] = {}
        self._asked: dict[Key, Moment] = {}
        self._last: Key | None = None
        self._amended: Moment | None = None
        self._problem = ""
        self._picked: tuple[int, int] | None = None
        self._let_go: Moment | None = None
        self._stretch: StretchShown | None = None
        self._shown: HistoryShown | None = None
        self._now: datetime | None = None
        self._zone = ""
        self._site = SiteBeside()

    def present(self, snapshot: Snapshot, now: Moment) -> HistoryView:
        """The page at that moment."""
        self._now, self._zone = now.utc, snapshot.preferences.zone
        if self._let_go is not None and now.seconds_since(self._let_go) * 1000 >= Milliseconds.CHART_HOLD:
            self.forget()
        shown = self._shown = self._kept.get((self._scale, self._open_day())) or self._shown
        is_known = shown is not None and bool(shown.bars)
        return HistoryView(
            header(snapshot, now, words("history.title"), is_demo=self._is_demo),
            self._title(shown),
            self._turn("previous", shown.previous if shown else None, "chevron-left"),
            self._turn("following", shown.next if shown else None, "chevron-right"),
            SegmentedView(tuple(words(f"history.{each.value}") for each in SCALES), SCALES.index(self._scale)),
            self._summary(shown) if shown is not None and is_known else SummaryView(UNKNOWN, second=UNKNOWN),
            self._chart(shown) if shown is not None and is_known else self._empty(),
        )

    def _open_day(self) -> date:
        """The day that is open, today unless a person turned the page."""
        if self._day is not None:
            return self._day
        assert self._now is not None, "a page is presented first"
        return i18n.local(self._now, self._zone).date() if self._zone else self._now.date()

    def wants(self, now: Moment) -> tuple[Question, ...]:
        """What to ask of the store: what is shown, unless it is known; what is not over yet once a minute."""
        if not self._zone:
            return ()
        key = (self._scale, self._open_day())
        known, asked = self._kept.get(key), self._asked.get(key)
        if known is None and key != self._last:
            asked = None  # a newer question takes the place of one that is not answered yet
        today = i18n.local(now.utc, self._zone).date()
        is_over = known is not None and known.end <= today
        is_restless = self._amended is not None and now.seconds_since(self._amended) < _RESTLESS_S
        if asked is not None and now.seconds_since(asked) < (1 if is_restless else _FRESH_S):
            return ()
        if asked is not None and is_over and not is_restless:
            return ()
        self._asked[key], self._last = now, key
        return (HistoryWanted(*key),)

    def wants_of_site(self, now: Moment) -> tuple[Question, ...]:
        """What to ask of the utility's website: the day that is shown, once it is over."""
        return self._site.wants(self._shown, i18n.local(now.utc, self._zone).date(), now) if self._zone else ()

    def answered(self, question: Question, answer: Answer) -> None:
        """Keep what the store told; of a dragged stretch only if it is still the one that is picked."""
        if isinstance(answer, Unanswered) and not isinstance(question, UtilityDayWanted):
            self._problem = answer.sentence
        if isinstance(answer, UtilityDayShown):
            self._site.answered(answer)
        if isinstance(question, HistoryWanted) and isinstance(answer, HistoryShown):
            self._problem = ""
            key = (question.scale, question.day)
            self._kept.pop(key, None)
            self._kept[key] = answer
            for old in list(self._kept)[:-_KEPT]:
                del self._kept[old]
                self._asked.pop(old, None)
        if isinstance(answer, StretchShown) and question == self._stretch_question():
            self._stretch = answer

    def amended(self, now: Moment) -> None:
        """What is kept is being changed: ask anew, and for a few seconds again and again."""
        self._asked.clear()
        self._amended = now

    def choose(self, index: int) -> None:
        """Another scale, around the day that is open."""
        self._scale = SCALES[index]
        self.forget()

    def turn(self, step: int) -> None:
        """The stretch of time before (-1) or after (1)."""
        shown = self._shown
        day = None if shown is None else shown.previous if step < 0 else shown.next
        if day is not None:
            self._day = day
            self.forget()

    def open_day(self, day: date | None) -> None:
        """That day; None: today."""
        self._scale, self._day = Scale.DAY, day
        self.forget()

    def pick(self, start: float, end: float) -> None:
        """A finger went down at `start` and is at `end` (places from 0 to 1)."""
        if self._shown is not None and self._shown.bars:
            self._picked = (self._index(start), self._index(end))
            self._stretch, self._let_go = None, None

    def let_go(self, now: Moment) -> tuple[Question, ...]:
        """The finger left; what a stretch of several bars cost is asked of the store."""
        self._let_go = now
        question = self._stretch_question()
        return () if question is None else (question,)

    def forget(self) -> None:
        """The page speaks for itself again."""
        self._picked = self._let_go = self._stretch = None

    def why(self) -> WhySheetView | None:
        """What the day's cost is made of."""
        return None if self._shown is None else self._site.beside(why(self._shown), self._shown, self._zone)

    def step(self, bars: int, now: Moment) -> None:
        """The bar before or after the one that is read."""
        if self._shown is None or not self._shown.bars:
            return
        last = len(self._shown.bars) - 1
        at = last // 2 if self._picked is None else self._picked[1] + bars
        self._picked = (min(last, max(0, at)),) * 2
        self._let_go = now

    def tap(self, place: float) -> str | None:
        """What a tap opens: an event's page on a day, else the day or the bill under the finger."""
        shown = self._shown
        if shown is None or not shown.bars:
            return None
        bar = shown.bars[self._index(place)]
        if shown.scale is Scale.DAY:
            mark = next((each for each in shown.events if each.start < bar.end and each.end > bar.start), None)
            return None if mark is None else f"{Page.EVENT}/{mark.issuer_event_id}"
        if bar.delivered_wh is not None:
            self._scale = Scale.BILL if shown.scale is Scale.YEAR else Scale.DAY
            self._day = i18n.local(bar.start, self._zone).date()
            self.forget()
        return None

    def hour_at(self, place: float) -> HourToFix | None:
        """The hour under a finger that rests, if it is one that can be fixed."""
        shown = self._shown
        if shown is None or shown.scale is not Scale.DAY or not shown.bars or self._now is None:
            return None
        at = shown.bars[self._index(place)].start
        here = i18n.local(at, self._zone)
        start = at - timedelta(minutes=here.minute, seconds=here.second)
        bars = [bar for bar in shown.bars if start <= bar.start < start + timedelta(hours=1)]
        if not bars or bars[-1].end > self._now:
            return None
        self.forget()
        counted = [bar.counted_wh for bar in bars if bar.is_corrected]
        return HourToFix(
            bars[0].start,
            bars[-1].end,
            _sum([bar.delivered_wh for bar in bars]),
            _sum(counted) if counted else None,
            any(bar.is_corrected for bar in bars),
        )

    def _index(self, place: float) -> int:
        assert self._shown is not None, "there are bars"
        bars = self._shown.bars
        at = bars[0].start + (bars[-1].end - bars[0].start) * min(1.0, max(0.0, place))
        return next((index for index, bar in enumerate(bars) if bar.start <= at < bar.end), len(bars) - 1)

    def _picked_bars(self) -> tuple[Bar, ...]:
        """The bars from where the finger went down to where it is, in the order of time."""
        assert self._picked is not None, "something is picked"
        assert self._shown is not None, "there are bars"
        first, last = sorted(min(each, len(self._shown.bars) - 1) for each in self._picked)
        return self._shown.bars[first : last + 1]

    def _stretch_question(self) -> StretchWanted | None:
        if self._picked is None or self._shown is None or self._picked[0] == self._picked[1]:
            return None
        bars = self._picked_bars()
        return StretchWanted(bars[0].start, bars[-1].end)

    def _title(self, shown: HistoryShown | None) -> str:
        day = self._open_day()
        if self._scale is Scale.DAY or shown is None or shown.scale is not self._scale:
            today = self._now.date() if self._now else day
            return i18n.short_date(day) if day.year == today.year else i18n.year_date(day)
        if self._scale is Scale.YEAR:
            return str(shown.start.year)
        last = shown.end if self._scale is Scale.BILL else shown.end - timedelta(days=1)
        return i18n.date_range(shown.start, last)

    def _turn(self, key: str, day: date | None, icon: str) -> ButtonView:
        state = ButtonState.DISABLED if day is None else ButtonState.IDLE
        return ButtonView("", state=state, icon=icon, sentence=words(f"history.{key}"))

    def _summary(self, shown: HistoryShown) -> SummaryView:
        assert self._now is not None, "a page is presented first"
        if self._picked is None:
            return summary(shown, self._now, self._zone)
        under = shown.bars[min(self._picked[1], len(shown.bars) - 1)]
        view = read_out((under,), shown.scale, self._zone)
        if under.delivered_wh is None and under.end > self._now:
            line = (view.line[0], Run(words("history.not_yet")))
            view = replace(view, line=line)
        if self._picked[0] == self._picked[1]:
            return view
        told = stretch_words(self._picked_bars(), shown.scale, self._zone, self._stretch)
        return replace(view, right=told, sentence=f"{view.sentence}; {told}")

    def _chart(self, shown: HistoryShown) -> ChartView:
        assert self._now is not None, "a page is presented first"
        picked = None
        if self._picked is not None:
            first, last = sorted(min(each, len(shown.bars) - 1) for each in self._picked)
            picked = (first, last)
        chart = ChartMaker(shown, self._now, self._zone).view(picked, _usual_word(shown))
        if all(bar.delivered_wh is None for bar in shown.bars):
            return ChartView((), empty=words("history.empty"), sentence=words("history.empty"))
        return replace(chart, sentence=summary(shown, self._now, self._zone).sentence)

    def _empty(self) -> ChartView:
        return ChartView((), empty=said(self._problem), sentence=said(self._problem))


def _usual_word(shown: HistoryShown) -> str:
    """What the line of the usual is called: of weeks and bills it is the same weekdays, of a year the year before."""
    if shown.scale is Scale.DAY:
        return words("history.usual_word", weekday=i18n.weekday(shown.start))
    return words("history.usual_year" if shown.scale is Scale.YEAR else "history.usual_chart")


def _sum(values: list[int | None]) -> int | None:
    """The sum of what is known; None if nothing is."""
    known = [each for each in values if each is not None]
    return sum(known) if known else None
