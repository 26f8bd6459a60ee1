"""The widgets of bills and rates in every state: name, class, view, size on a 1024x600 screen, down, focus."""

from collections.abc import Iterator
from typing import Any

from ui.views import AxisMark, Level, LevelColumnsView, LevelColumnView, Tone, WorkCardView
from ui.views.rates import ChangeView, TimeBlockView, TimeStripView
from ui.widgets.change import Change
from ui.widgets.level_columns import LevelColumns
from ui.widgets.time_strip import TimeBlock, TimeStrip
from ui.widgets.work_card import WorkCard

Sample = tuple[Any, ...]


def samples() -> Iterator[Sample]:
    """All of them."""
    low = LevelColumnView(Level.LOW, "Off-peak", 1.0, "183 kWh", "18.0¢")
    normal = LevelColumnView(Level.NORMAL, "Normal", 0.76, "139 kWh", "28.0¢")
    high = LevelColumnView(Level.HIGH, "Peak", 0.49, "90 kWh", "42.0¢")
    critical = LevelColumnView(Level.CRITICAL, "Critical", 0.08, "14 kWh", "82.0¢")
    title = "Energy by price"
    yield "columns.three", LevelColumns, LevelColumnsView((low, normal, high), title), 290, 386
    yield "columns.four", LevelColumns, LevelColumnsView((low, normal, high, critical), title), 470, 386
    anew, result = "Counting everything anew with the corrected rates…", "Two bills were counted anew."
    yield "work.begun", WorkCard, WorkCardView(anew, "0\N{THIN SPACE}%", 0.0, "Stop"), 904, 88
    yield "work.half", WorkCard, WorkCardView(anew, "56\N{THIN SPACE}%", 0.56, "Stop"), 904, 88
    yield "work.done", WorkCard, WorkCardView(result, "", 1.0, "OK", Tone.DONE, is_over=True), 904, 88
    failed = WorkCardView("The disk is full. Nothing was changed.", "", 1.0, "OK", Tone.ATTENTION, is_over=True)
    yield "work.failed", WorkCard, failed, 904, 88
    yield "change", Change, ChangeView("Your last bill would have been", "$128.12", "$129.76"), 290, 104
    yield "change.none", Change, ChangeView("No bill is kept yet to compare with."), 290, 104
    blocks = (
        TimeBlockView(0, 1 / 3, 0.46, Level.LOW, "\N{MINUS SIGN}9.0¢"),
        TimeBlockView(1 / 3, 14 / 24, 0.72, Level.NORMAL, "0.0¢"),
        TimeBlockView(14 / 24, 20 / 24, 1.0, Level.HIGH, "+9.4¢"),
        TimeBlockView(20 / 24, 22 / 24, 0.72, Level.NORMAL, "0.0¢"),
        TimeBlockView(22 / 24, 1, 0.46, Level.LOW, "\N{MINUS SIGN}9.0¢"),
    )
    marks = tuple(AxisMark(at / 24, words) for at, words in ((8, "8 AM"), (14, "2 PM"), (20, "8 PM"), (22, "10 PM")))
    yield "strip.five", TimeStrip, TimeStripView(blocks, marks), 480, 152
    yield "strip.one", TimeStrip, TimeStripView((TimeBlockView(0, 1, 0.73, Level.NORMAL, "0.0¢"),), ()), 480, 152
    yield "strip.block.down", TimeBlock, blocks[2], 120, 96, True
    yield "strip.block.focus", TimeBlock, blocks[2], 120, 96, False, True
