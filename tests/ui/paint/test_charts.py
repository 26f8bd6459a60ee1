"""Bars, blocks, tiers, rungs: the arithmetic of the small charts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.paint import ladder, skyline, spark, stripes, tier_bar
from ui.views import LadderView, Level, PriceBlockView, RungView, TierSegment
from ui.widgets import day_cells

shares = st.floats(0, 1)


def block(start: float, end: float, height: float = 0.5) -> PriceBlockView:
    return PriceBlockView(start, end, height, Level.HIGH, "High", "34.0¢")


def test_thirty_bars_have_the_drawn_pitch() -> None:
    bars = [bar for bar in spark.layout([0.5] * 30, 210, 26).bars if bar is not None]
    assert [bar.x for bar in bars[:3]] == [0, 7, 14]
    assert {(bar.width, bar.height, bar.y) for bar in bars} == {(4, 13, 13)}


def test_a_gap_is_a_stretch_and_never_a_zero() -> None:
    placed = spark.layout([0.5, None, None, 0.0, None], 35, 26)
    assert [bar is None for bar in placed.bars] == [False, True, True, False, True]
    assert placed.gaps == ((7, 21), (28, 35))


def test_what_lies_before_the_first_reading_stays_empty() -> None:
    assert spark.layout([None, None, 0.5, None], 28, 26, unheard=2).gaps == ((21, 28),)


@given(st.lists(st.none() | shares, min_size=1, max_size=60))
def test_bars_and_gaps_cover_every_minute_once(values: list[float | None]) -> None:
    placed = spark.layout(values, 7 * len(values), 26)
    in_gaps = sum(right - left for left, right in placed.gaps) / 7
    assert in_gaps + sum(bar is not None for bar in placed.bars) == pytest.approx(len(values))


def test_a_wide_block_shows_shape_word_and_price_a_narrow_one_less() -> None:
    blocks = [block(0, 0.5), block(0.5, 0.75), block(0.75, 0.9), block(0.9, 0.94)]
    placed = skyline.layout(blocks, 400, 120)
    shown = [(spot.has_shape, spot.has_price, spot.has_word) for spot in placed]
    assert shown == [(True, True, True), (True, True, False), (True, False, False), (False, False, False)]


def test_a_low_price_keeps_a_block_that_can_be_seen() -> None:
    assert skyline.layout([block(0, 1, 0.01)], 400, 120)[0].height == skyline.LEAST_HEIGHT


@given(st.floats(0, 600), st.floats(10, 300), st.floats(0, 650))
def test_the_words_of_a_block_keep_clear_of_the_present(left: float, width: float, line: float) -> None:
    x, room = skyline.clear(left, width, line)
    assert left <= x or room <= 0
    assert not x < line < x + room


@given(st.lists(st.tuples(st.floats(0.01, 1), shares), min_size=1, max_size=6))
def test_tiers_fill_the_bar_and_never_more(parts: list[tuple[float, float]]) -> None:
    pieces = tier_bar.layout([TierSegment(*part) for part in parts], 456)
    assert pieces[-1].x + pieces[-1].width == pytest.approx(456)
    assert all(0 <= piece.filled <= piece.width for piece in pieces)


def rungs(*fills: float) -> tuple[RungView, ...]:
    return tuple(RungView(1, fill, f"Tier {index + 1}", ("one", "two")) for index, fill in enumerate(fills))


def test_the_ladder_stands_on_its_first_rung() -> None:
    placed = ladder.layout(rungs(1, 0.5, 0), 306)
    assert [(spot.y, spot.height, spot.filled) for spot in placed] == [(206, 100, 100), (103, 100, 50), (0, 100, 0)]


@pytest.mark.parametrize(("fills", "y"), [((1, 0.5, 0), 153), ((0, 0, 0), 306), ((1, 1, 1), 0), ((1, 0, 0), 206)])
def test_the_pointer_stands_at_the_fill(fills: tuple[float, ...], y: float) -> None:
    assert ladder.pointer_y(ladder.layout(rungs(*fills), 306)) == y


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 50)), min_size=1, max_size=5))
def test_the_words_of_the_ladder_never_overlap(blocks: list[tuple[float, float]]) -> None:
    ordered = sorted(blocks, key=lambda each: -each[0])
    heights = [height for _, height in ordered]
    tops = ladder.spread([top for top, _ in ordered], heights, 306)
    for (lower, _), (upper, height) in itertools.pairwise(zip(tops, heights, strict=True)):
        assert upper + height <= lower + 1e-6
    assert min(tops) >= 0


def test_every_rung_the_pointer_and_the_likely_end_have_their_words() -> None:
    view = LadderView(rungs(1, 0.5, 0), "You are here", "$27.65 so far", 0.9, "likely end 640 kWh")
    blocks = ladder.words(view, ladder.layout(view.rungs, 306), 306)
    assert sorted(title for _, title, _ in blocks) == ["", "Tier 1", "Tier 2", "Tier 3", "You are here"]
    assert [middle for middle, _, _ in blocks] == sorted((middle for middle, _, _ in blocks), reverse=True)


@given(st.floats(1, 400), st.floats(1, 200))
def test_hatching_stays_in_its_box(width: float, height: float) -> None:
    for x1, y1, x2, y2 in stripes.lines(width, height):
        assert 0 <= x1 <= width + 1e-6
        assert 0 <= x2 <= width + 1e-6
        assert 0 <= y2 <= y1 <= height + 1e-6


@pytest.mark.parametrize("days", [1, 28, 31, 35])
def test_every_day_of_the_bill_has_a_cell(days: int) -> None:
    cells = day_cells.layout(days, 320)
    assert len(cells) == days
    assert cells[-1].x + cells[-1].width <= 320
