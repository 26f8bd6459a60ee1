"""Where the ticks, the needle and the words of the gauge go."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.paint import arch

MEDIUM = arch.layout(420, 344)
fractions = st.floats(0, 1)


def test_the_medium_gauge_has_the_drawn_radius_and_ticks() -> None:
    assert (MEDIUM.radius, len(MEDIUM.ticks)) == (198, 73)
    steps = [after.angle_deg - before.angle_deg for before, after in zip(MEDIUM.ticks, MEDIUM.ticks[1:], strict=False)]
    assert steps == [pytest.approx(3)] * 72


@pytest.mark.parametrize(("size", "ticks"), [((322, 264), 61), ((525, 430), 73), ((240, 200), 43), ((90, 80), 13)])
def test_smaller_gauges_carry_fewer_ticks(size: tuple[int, int], ticks: int) -> None:
    assert len(arch.layout(*size).ticks) == ticks


def test_the_sweep_is_216_degrees_around_the_top() -> None:
    assert (MEDIUM.angle_deg(0), MEDIUM.angle_deg(0.5), MEDIUM.angle_deg(1)) == (-108, 0, 108)


def test_a_value_beyond_the_scale_stays_on_it() -> None:
    assert (MEDIUM.angle_deg(-3), MEDIUM.angle_deg(1.7)) == (-108, 108)


@given(fractions, st.floats(0, 300))
def test_every_point_lies_at_its_distance_from_the_centre(fraction: float, radius: float) -> None:
    point = MEDIUM.at(MEDIUM.angle_deg(fraction), radius)
    assert math.dist(point, MEDIUM.centre) == pytest.approx(radius, abs=1e-6)


@given(fractions, fractions)
def test_lit_ticks_lie_between_start_and_value(start: float, value: float) -> None:
    low, high = sorted((start, value))
    assert all(low <= tick.fraction <= high for tick in arch.lit(MEDIUM, start, value))


def test_nothing_lights_more_ticks_than_more_power() -> None:
    counts = [len(arch.lit(MEDIUM, 0, tenth / 10)) for tenth in range(11)]
    assert counts == sorted(counts)
    assert counts[0] == 1
    assert counts[-1] == 73


@given(fractions)
def test_at_most_two_ticks_give_way_to_the_needle(value: float) -> None:
    assert sum(arch.is_at_needle(MEDIUM, tick, value) for tick in MEDIUM.ticks) <= 2


@given(fractions, st.floats(20, 70))
def test_the_word_usual_is_clear_of_the_ticks(usual_end: float, width: float) -> None:
    middle = arch.word_place(MEDIUM, usual_end, width, 12)
    corners = [(middle.x + x * width / 2, middle.y + y * 6) for x in (-1, 1) for y in (-1, 1)]
    assert all(math.dist(corner, MEDIUM.centre) <= MEDIUM.radius - 30 for corner in corners)
