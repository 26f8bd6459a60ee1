"""Where the stations of a loop stand: plain numbers."""

from itertools import pairwise

import pytest

from ui.paint.loop import places


def test_the_way_back_begins_one_column_in_and_runs_left() -> None:
    loop = places(4, 3, 560, 400, 1.0)
    assert [x for x, _ in loop.out] == sorted(x for x, _ in loop.out)
    assert [x for x, _ in loop.back] == [loop.out[2][0], loop.out[1][0], loop.out[0][0]]
    assert loop.back[0][1] > loop.out[0][1]


@pytest.mark.parametrize(("out", "back"), [(4, 3), (3, 4), (2, 1), (1, 0), (5, 5)])
@pytest.mark.parametrize(("width", "height", "scale"), [(437, 300, 0.78), (560, 400, 1.0), (700, 500, 1.25)])
def test_every_station_stands_inside_and_apart(out: int, back: int, width: int, height: int, scale: float) -> None:
    loop = places(out, back, width, height, scale)
    for row in (loop.out, loop.back):
        xs = sorted(x for x, _ in row)
        assert all(loop.radius <= x <= width - loop.radius for x in xs)
        assert all(b - a > 2 * loop.radius for a, b in pairwise(xs))
