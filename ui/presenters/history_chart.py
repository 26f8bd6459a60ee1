"""A stretch of history as a chart: bars, gaps, events and prices, each at its place."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from itertools import groupby

from hemsapp.questions import Bar, HistoryShown, PriceStretch, Scale
from hemsapp.snapshot import PriceLevel
from ui import i18n
from ui.i18n import words
from ui.presenters.frame import level_word, shown_level
from ui.views import AxisMark, Level
from ui.views.history import (
    BarKind,
    BarView,
    BlockView,
    ChartView,
    EventColumnView,
    Stretch,
    StripView,
)

HOUR = timedelta(hours=1)
_LATE = timedelta(minutes=2)  # so long after its end a quarter may still be on its way
_LINES, _KWH = 4, Decimal(1000)
_STEPS = tuple(Decimal(each).scaleb(power) for power in (-1, 0, 1, 2, 3) for each in (1, 2, 5))
_MARK_APART, _MOST_MARKS = 0.07, 10
_SIX = 6


class ChartMaker:
    """One answer of the store, laid out: `zone` is the home's, `now` tells what is not over yet."""

    def __init__(self, shown: HistoryShown, now: datetime, zone: str) -> None:
        self._shown, self._now, self._zone = shown, now, zone
        self._start, self._end = shown.bars[0].start, shown.bars[-1].end
        self._known_from = self._begun()
        self._grid_step, self._top = self._grid()
        self._usual = dict(self._usual_heights())

    def view(self, picked: tuple[int, int] | None, usual_word: str) -> ChartView:
        """The chart; `picked` are the first and the last bar that a finger reads."""
        shown, bars = self._shown, self._shown.bars
        is_day = shown.scale is Scale.DAY
        return ChartView(
            bars=tuple(self._bar(bar) for bar in bars),
            grid=tuple(self._lines()),
            unit=words("unit.kw" if is_day else "unit.kwh"),
            axis=tuple(self._axis()),
            strip=tuple(self._strip() if is_day else self._shares()),
            events=tuple(self._events()),
            gaps=tuple(self._runs(self._is_gap, self._gap_word)),
            fixes=tuple(self._runs(lambda bar: bar.is_corrected and bar.delivered_wh is not None, _fixed_word)),
            blocks=tuple(self._blocks()),
            usual_word=usual_word if any(bar.usual_wh is not None for bar in bars) else "",
            picked=None if picked is None else (self._place(bars[picked[0]].start), self._place(bars[picked[1]].end)),
        )

    def _place(self, at: datetime) -> float:
        return min(1.0, max(0.0, (at - self._start) / (self._end - self._start)))

    def _amount(self, bar: Bar, wh: int) -> Decimal:
        """What a bar is as high as: its mean power in kW on a day, else its energy in kWh."""
        if self._shown.scale is not Scale.DAY:
            return wh / _KWH
        return wh / _KWH * int(HOUR.total_seconds()) / int((bar.end - bar.start).total_seconds())

    def _grid(self) -> tuple[Decimal, Decimal]:
        """The distance of the lines, and the amount of the highest one."""
        pairs = [(bar, wh) for bar in self._shown.bars for wh in (bar.delivered_wh, bar.usual_wh)]
        known = [self._amount(bar, wh) for bar, wh in pairs if wh is not None]
        most = max(known, default=Decimal(0)) or Decimal(1)
        step = next((each for each in _STEPS if each * _LINES >= most), _STEPS[-1])
        return step, step * (most / step).to_integral_value(ROUND_CEILING)

    def _height(self, amount: Decimal) -> float:
        return float(amount / self._top)

    def _lines(self) -> Iterator[tuple[float, str]]:
        decimals = max(0, -int(self._grid_step.as_tuple().exponent))
        for index in range(int(self._top / self._grid_step) + 1):
            amount = index * self._grid_step
            yield self._height(amount), i18n.number(amount, decimals if index else 0)

    def _bar(self, bar: Bar) -> BarView:
        usual = self._usual.get(bar.start)
        start, end = self._place(bar.start), self._place(bar.end)
        if bar.delivered_wh is None:
            kind = BarKind.GAP if self._is_gap(bar) else BarKind.AHEAD
            return BarView(start, end, kind, usual=usual)
        return BarView(start, end, BarKind.KNOWN, tuple(self._parts(bar)), usual)

    def _usual_heights(self) -> Iterator[tuple[datetime, float]]:
        """The usual of each bar; on a day the mean of its hour, for a line that an eye can follow."""
        is_day = self._shown.scale is Scale.DAY
        for _, run in groupby(self._shown.bars, lambda bar: self._hour_of(bar) if is_day else bar.start):
            bars = list(run)
            known = [self._amount(bar, bar.usual_wh) for bar in bars if bar.usual_wh is not None]
            if known:
                height = self._height(sum(known, Decimal(0)) / len(known))
                yield from ((bar.start, height) for bar in bars if bar.usual_wh is not None)

    def _hour_of(self, bar: Bar) -> datetime:
        return i18n.local(bar.start, self._zone).replace(minute=0, second=0, microsecond=0)

    def _parts(self, bar: Bar) -> Iterator[tuple[Level | None, float]]:
        """By level from the foot; what no level explains lies on top, what is not itemised is drawn on its own."""
        assert bar.delivered_wh is not None, "only a bar that is known has parts"
        left_wh = bar.delivered_wh - bar.not_itemised_wh
        known = {level: wh for level, wh in bar.levels if wh > 0}
        if not known and bar.level is not None and left_wh > 0:
            known = {bar.level: left_wh}
        for level in PriceLevel:
            if level in known:
                left_wh -= known[level]
                yield shown_level(level), self._height(self._amount(bar, known[level]))
        if left_wh > 0:
            yield None, self._height(self._amount(bar, left_wh))

    def _is_gap(self, bar: Bar) -> bool:
        return bar.delivered_wh is None and self._known_from <= bar.start and bar.end + _LATE <= self._now

    def _begun(self) -> datetime:
        """From when on what is missing is a gap: nobody listened before the first reading of all."""
        if self._shown.previous is not None:
            return self._start
        return next((bar.start for bar in self._shown.bars if bar.delivered_wh is not None), self._end)

    def _gap_word(self, bars: list[Bar]) -> str:
        return words("history.left_out" if all(bar.is_corrected for bar in bars) else "kit.gap")

    def _runs(self, is_in: Callable[[Bar], bool], word: Callable[[list[Bar]], str]) -> Iterator[Stretch]:
        """Neighbouring bars that are alike, each run with its word."""
        for key, run in groupby(self._shown.bars, lambda bar: (is_in(bar), bar.is_corrected)):
            bars = list(run)
            if key[0]:
                yield Stretch(self._place(bars[0].start), self._place(bars[-1].end), word(bars))

    def _blocks(self) -> Iterator[BlockView]:
        """Energy that came after a silence: on a day one block over the whole silence, else the top of its bars."""
        if self._shown.scale is not Scale.DAY:
            yield from self._tops()
            return
        for is_lumped, run in groupby(self._shown.bars, lambda bar: bar.not_itemised_wh > 0):
            bars = list(run)
            if not is_lumped:
                continue
            wh = sum(bar.not_itemised_wh for bar in bars)
            length_s = int((bars[-1].end - bars[0].start).total_seconds())
            mean = wh / _KWH * int(HOUR.total_seconds()) / length_s
            word = words("history.not_itemised", energy=i18n.energy(wh))
            yield BlockView(self._place(bars[0].start), self._place(bars[-1].end), self._height(mean), word)

    def _tops(self) -> Iterator[BlockView]:
        """What is not itemised of each bar; the most of all has the word for it."""
        most_wh = max((bar.not_itemised_wh for bar in self._shown.bars), default=0)
        for bar in self._shown.bars:
            wh = bar.not_itemised_wh
            if wh <= 0:
                continue
            word = words("history.not_itemised", energy=i18n.energy(wh)) if wh == most_wh else ""
            foot = sum((height for _, height in self._parts(bar)), 0.0)
            height = self._height(self._amount(bar, wh))
            yield BlockView(self._place(bar.start), self._place(bar.end), height, word, foot, is_on_bar=True)

    def _events(self) -> Iterator[EventColumnView]:
        for mark in self._shown.events:
            price = "" if mark.price is None else i18n.price(mark.price).number
            start, end = mark.start, mark.end
            if self._shown.scale is not Scale.DAY:
                bar = next((bar for bar in self._shown.bars if bar.start <= mark.start < bar.end), None)
                if bar is None:
                    continue
                start, end, price = bar.start, bar.end, ""
            yield EventColumnView(
                mark.issuer_event_id,
                self._place(start),
                self._place(end),
                price,
                is_mark=self._shown.scale is not Scale.DAY,
            )

    def _strip(self) -> Iterator[StripView]:
        """What the stretches of the day cost."""
        for stretch in self._shown.prices:
            start, end = self._place(stretch.start), self._place(stretch.end)
            if start < end:
                level = stretch.level
                yield StripView(start, end, shown_level(level), level_word(level), i18n.price(stretch.price).number)

    def _shares(self) -> Iterator[StripView]:
        """How much was used at each level: the strip's lengths are shares of the energy."""
        sums = dict.fromkeys(PriceLevel, 0)
        for bar in self._shown.bars:
            for level, wh in bar.levels:
                sums[level] += max(0, wh)
        total, place = sum(sums.values()), 0.0
        for level, wh in sums.items():
            if wh:
                share = wh / total
                percent = i18n.percent(round(share * 100))
                yield StripView(place, place + share, shown_level(level), level_word(level), percent)
                place += share

    def _axis(self) -> Iterator[AxisMark]:
        match self._shown.scale:
            case Scale.DAY:
                yield from self._hours()
            case Scale.YEAR:
                yield from self._named(lambda at: words(f"month_short.{i18n.local(at, self._zone).month}"))
            case Scale.WEEK:
                yield from self._named(lambda at: words(f"weekday_short.{i18n.local(at, self._zone).isoweekday()}"))
            case Scale.BILL:
                yield from self._named(lambda at: str(i18n.local(at, self._zone).day))

    def _named(self, name: Callable[[datetime], str]) -> Iterator[AxisMark]:
        """A name under the middle of every bar, or of every second, third ..."""
        bars = self._shown.bars
        every = 1 if self._shown.scale in {Scale.WEEK, Scale.YEAR} else -(-len(bars) // _MOST_MARKS)
        for bar in bars[::every]:
            yield AxisMark((self._place(bar.start) + self._place(bar.end)) / 2, name(bar.start))

    def _hours(self) -> Iterator[AxisMark]:
        """The start, and each hour where the price changes, or every sixth; none too near to its neighbour."""
        edges = [each.start for each in self._shown.prices if each.start > self._start]
        if not edges:
            starts = (bar.start for bar in self._shown.bars)
            edges = [at for at in starts if at > self._start and self._is_sixth(at)]
        last = 0.0
        yield AxisMark(0.0, i18n.hour_time(self._start, self._zone))
        for edge in edges:
            place = self._place(edge)
            if place - last >= _MARK_APART and place <= 1 - _MARK_APART / 2:
                last = place
                yield AxisMark(place, i18n.hour_time(edge, self._zone))

    def _is_sixth(self, at: datetime) -> bool:
        here = i18n.local(at, self._zone)
        return here.minute == 0 and here.hour % _SIX == 0


def _fixed_word(bars: list[Bar]) -> str:
    del bars
    return words("history.fixed")


def price_of(prices: tuple[PriceStretch, ...], at: datetime) -> PriceStretch | None:
    """The price that held at that moment."""
    return next((each for each in prices if each.start <= at < each.end), None)
