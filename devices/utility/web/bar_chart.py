"""A day's intervals as bars: numbers for a template to draw, none of them a colour or a size on a screen.

The drawing is `WIDTH` x `HEIGHT` and is stretched to its place; words stand beside it, so that they keep their size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WIDTH, HEIGHT = 960, 240
_STEPS_WH = (50, 100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000, 20_000, 50_000)
_LINES = 2


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval; `kind` is used, event, or gap (nothing is known)."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`top_wh` is where the scale ends; `bands` are the events' hours, (x, width); `hours` five moments of the axis."""

    bars: tuple[Bar, ...]
    bands: tuple[tuple[float, float], ...]
    top_wh: int
    lines: tuple[float, ...]
    hours: tuple[datetime, ...]


def chart(
    start: datetime, minutes: int, values_wh: Sequence[int | None], spans: Sequence[tuple[datetime, datetime]] = ()
) -> Chart:
    """Bars of intervals from `start` on; `spans` are marked. A missing value is a gap, an interval to come nothing."""
    step = timedelta(minutes=minutes)
    end = start + len(values_wh) * step
    top = _top(max((value for value in values_wh if value is not None), default=0))
    last = max((place for place, value in enumerate(values_wh) if value is not None), default=-1)
    width = WIDTH / max(1, len(values_wh))
    bars = []
    for place, value in enumerate(values_wh):
        at = start + place * step
        is_event = any(begin < at + step and at < until for begin, until in spans)
        if value is None and place > last:
            continue
        height = HEIGHT if value is None else value / top * HEIGHT
        kind = "gap" if value is None else "event" if is_event else "used"
        bars.append(Bar(place * width, HEIGHT - height, width * 0.82, height, kind))
    bands = [(max(begin, start), min(until, end)) for begin, until in spans if begin < end and until > start]
    return Chart(
        tuple(bars),
        tuple(
            ((begin - start) / (end - start) * WIDTH, (until - begin) / (end - start) * WIDTH) for begin, until in bands
        ),
        top,
        tuple(HEIGHT * number / _LINES for number in range(_LINES + 1)),
        tuple(start + (end - start) * number / 4 for number in range(5)),
    )


def _top(most_wh: int) -> int:
    return next((step * _LINES for step in _STEPS_WH if step * _LINES >= most_wh), -(-most_wh // 1000) * 1000)
