"""The widgets of prices and history in every state: name, class, view, and size on a 1024x600 screen."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from ui import views as v
from ui.views import Level, Run, Tone
from ui.views.history import (
    BarKind,
    BarView,
    BlockView,
    ChartView,
    DayEdge,
    EventColumnView,
    PriceReadOutView,
    RibbonView,
    Stretch,
    StripView,
    SummaryView,
    TemperatureMark,
)
from ui.widgets.history_chart import HistoryChart
from ui.widgets.price_read_out import PriceReadOut
from ui.widgets.price_ribbon import PriceRibbon
from ui.widgets.summary import Summary

Sample = tuple[str, type[Any], object, int, int]

_LEVELS = ((0.0, 0.33, Level.LOW, "15.6¢"), (0.33, 0.58, Level.NORMAL, "24.6¢"), (0.58, 0.75, Level.CRITICAL, "62.0¢"),
           (0.75, 1.0, Level.HIGH, "34.0¢"))  # fmt: skip
_HEIGHTS = (0.13, 0.12, 0.12, 0.16, 0.22, 0.21, 0.24, 0.27, 0.25, 0.57, 0.62, 0.28, 0.25, 0.27, 0.26, 0.78, 0.55, 0.46,
            0.43, 0.25)  # fmt: skip
_USUAL = (*(0.13,) * 4, *(0.22,) * 4, *(0.3,) * 3, *(0.47,) * 4, *(0.7,) * 2, *(0.48,) * 2, 0.27)
_GRID = ((0.0, "0"), (1 / 3, "1"), (2 / 3, "2"), (1.0, "3"))


def samples() -> Iterator[Sample]:
    """All of them."""
    yield from _ribbons()
    yield from _read_outs()
    yield from _charts()
    yield from _summaries()


def _ribbons() -> Iterator[Sample]:
    def block(start: float, end: float, height: float, level: Level, price: str) -> v.PriceBlockView:
        return v.PriceBlockView(start, end, height, level, level.value.title(), price, is_past=end <= 0.2)

    whole = RibbonView(
        blocks=(
            block(0.0, 0.09, 0.25, Level.LOW, "15.6¢"),
            block(0.09, 0.2, 0.4, Level.NORMAL, "24.6¢"),
            block(0.2, 0.35, 0.55, Level.HIGH, "34.0¢"),
            block(0.35, 0.62, 0.25, Level.LOW, "15.6¢"),
            block(0.62, 0.75, 0.4, Level.NORMAL, "24.6¢"),
            block(0.75, 0.84, 1.0, Level.CRITICAL, "62.0¢"),
            block(0.84, 1.0, 0.55, Level.HIGH, "34.0¢"),
        ),
        axis=(v.AxisMark(0.09, "8 AM"), v.AxisMark(0.35, "10 PM"), v.AxisMark(0.62, "8 AM"), v.AxisMark(0.75, "2 PM")),
        days=(DayEdge(0.44, "Mon 13 Jul", "Tue 14 Jul"), DayEdge(0.97)),
        now=0.2,
        now_word="Now",
        temperature=((0.2, 0.5), (0.7, 0.5), (0.75, 0.2), (0.84, 1.0), (0.9, 0.5), (1.0, 0.5)),
        temperature_title="House temperature, expected",
        marks=(TemperatureMark(0.45, 0.5, "74°"), TemperatureMark(0.75, 0.2, "72°", is_above=False)),
        ahead=Stretch(0.7, 0.75, "cooling ahead"),
        cheapest=Stretch(0.35, 0.4, "cheapest 2 h"),
        handle=0.2,
    )
    yield "ribbon.now", PriceRibbon, whole, 904, 380
    known = RibbonView(
        blocks=whole.blocks[:4],
        axis=whole.axis[:2],
        now=0.2,
        now_word="Now",
        unknown=Stretch(0.62, 1.0, "Your utility has not sent prices for tomorrow yet."),
        handle=0.5,
    )
    yield "ribbon.read", PriceRibbon, known, 904, 380
    yield "ribbon.none", PriceRibbon, RibbonView((), empty="No prices for the coming hours yet."), 904, 380


def _read_outs() -> Iterator[Sample]:
    for level, price in ((Level.LOW, "15.6¢"), (Level.CRITICAL, "62.0¢")):
        word = level.value.title()
        view = PriceReadOutView("Tue, 5–6 PM", level, word, price, "/kWh", "House 78° expected", "thermometer")  # noqa: RUF001 - hours
        yield f"read_out.{level.value}", PriceReadOut, view, 904, 76
    yield "read_out.none", PriceReadOut, PriceReadOutView("Now", None, "Price expired", ""), 904, 76


def _bars() -> Iterator[BarView]:
    count = len(_HEIGHTS)
    for index, (height, usual) in enumerate(zip(_HEIGHTS, _USUAL, strict=True)):
        start, end = index / count, (index + 1) / count
        level = next(level for left, right, level, _ in _LEVELS if left <= (start + end) / 2 < right)
        if index == 8:
            yield BarView(start, end, BarKind.GAP, (), usual)
        else:
            yield BarView(start, end, BarKind.KNOWN, ((level, height),), usual)


def _charts() -> Iterator[Sample]:
    strip = tuple(StripView(start, end, level, level.value.title(), price) for start, end, level, price in _LEVELS)
    day = ChartView(
        bars=tuple(_bars()),
        grid=_GRID,
        unit="kW",
        axis=(v.AxisMark(0.0, "12 AM"), v.AxisMark(0.33, "8 AM"), v.AxisMark(0.58, "2 PM"), v.AxisMark(0.75, "6 PM")),
        strip=strip,
        events=(EventColumnView(1, 0.58, 0.75, "62.0¢"),),
        gaps=(Stretch(0.4, 0.45, "gap"),),
        fixes=(Stretch(0.25, 0.3, "fixed"),),
        usual_word="usual Tuesday",
    )
    yield "chart.day", HistoryChart, day, 904, 400
    lumped = ChartView(
        day.bars[:8], _GRID, "kW", picked=(0.1, 0.2), blocks=(BlockView(0.5, 0.7, 0.3, "0.6 kWh not itemised"),)
    )
    yield "chart.not_itemised", HistoryChart, lumped, 904, 400
    stacked = tuple(
        BarView(
            index / 7,
            (index + 1) / 7,
            BarKind.KNOWN if index < 5 else BarKind.AHEAD,
            ((Level.LOW, 0.2), (Level.NORMAL, 0.3), (Level.HIGH, 0.1 + index / 20), (None, 0.05)) if index < 5 else (),
        )
        for index in range(7)
    )
    week = ChartView(
        stacked,
        ((0.0, "0"), (0.5, "10"), (1.0, "20")),
        "kWh",
        tuple(v.AxisMark((index + 0.5) / 7, str(13 + index)) for index in range(7)),
        strip[:2],
        (EventColumnView(1, 1 / 7, 2 / 7, is_mark=True),),
    )
    yield "chart.week", HistoryChart, week, 904, 400
    tops = (BlockView(2 / 7, 3 / 7, 0.12, "2.4 kWh not itemised", foot=0.75, is_on_bar=True),
            BlockView(3 / 7, 4 / 7, 0.03, "", foot=0.8, is_on_bar=True))  # fmt: skip
    yield "chart.week_not_itemised", HistoryChart, replace(week, blocks=tops), 904, 400
    yield "chart.empty", HistoryChart, ChartView((), empty="Nothing is kept of this time."), 904, 400


def _summaries() -> Iterator[Sample]:
    less = (Run("", Tone.DONE, icon="check"), Run("12 % less than a usual Tuesday, and it was 6 °F hotter.", Tone.INK))
    yield "summary.less", Summary, SummaryView("20.8", "kWh", "$6.18", less), 904, 56
    read = (Run("4:30–4:45 PM", Tone.INK, is_strong=True), Run("Critical", level=Level.CRITICAL, is_strong=True))  # noqa: RUF001 - hours
    view = SummaryView("0.19", "kWh", "$0.12", read, "2–4:45 PM: 2.31 kWh, $1.43")  # noqa: RUF001 - hours
    yield "summary.stretch", Summary, view, 904, 56
    yield "summary.gap", Summary, SummaryView("—", "", "—", (Run("no reading"),)), 904, 56
