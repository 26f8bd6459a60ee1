"""The ribbon of prices: which block, line and word lies where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from devices.demand_response import ThermostatMode
from hemsapp.commands import PriceSource
from hemsapp.snapshot import PriceBlock, Snapshot
from ui import i18n
from ui.i18n import words
from ui.presenters.expected import Point, prepared_for, room_of
from ui.presenters.frame import level_word, shown_level
from ui.views import AxisMark, PriceBlockView
from ui.views.history import DayEdge, RibbonView, Stretch, TemperatureMark

HOUR = timedelta(hours=1)
BEFORE, AHEAD = timedelta(hours=9), timedelta(hours=36)
"""What is seen before and after now: now lies at a fifth of the width."""

_TALLEST = Decimal("0.62")
_MARK_APART, _DAY_ROOM = 0.055, 0.12
_FLAT, _FLATS = timedelta(hours=3), 3
_LEAST_SPAN_CENTI_C, _LEVEL_CENTI_C = 400, 5


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time that the ribbon shows."""

    start: datetime
    end: datetime
    now: datetime
    zone: str

    def place(self, at: datetime) -> float:
        """Where that moment lies, from 0 to 1."""
        return min(1.0, max(0.0, (at - self.start) / (self.end - self.start)))

    def at(self, place: float) -> datetime:
        """The moment at that place."""
        return self.start + (self.end - self.start) * min(1.0, max(0.0, place))


def hour_of(at: datetime, zone: str) -> datetime:
    """The start of the local hour in which the moment lies, in UTC."""
    here = i18n.local(at, zone)
    return at - timedelta(minutes=here.minute, seconds=here.second, microseconds=here.microsecond)


def view(
    snapshot: Snapshot,
    window: Window,
    blocks: tuple[PriceBlock, ...],
    line: tuple[Point, ...],
    *,
    cheapest: tuple[datetime, datetime] | None,
    picked: datetime | None,
) -> RibbonView:
    """Everything on the ribbon; `picked` is the hour that is read, None: now."""
    scale = _Warmth(line)
    return RibbonView(
        blocks=tuple(_blocks(blocks, window)),
        axis=_axis(blocks, window),
        days=tuple(_days(window)),
        now=window.place(window.now),
        now_word=words("home.now"),
        temperature=tuple((window.place(at), scale.height(centi_c)) for at, centi_c in line),
        temperature_title=words("prices.temperature") if line else "",
        marks=tuple(_marks(line, window, scale)),
        ahead=_ahead(snapshot, window),
        cheapest=None if cheapest is None else _stretch(window, *cheapest, words("prices.cheapest")),
        unknown=_unknown(snapshot, blocks, window),
        handle=window.place(window.now if picked is None else picked + HOUR / 2),
        sentence=_told(blocks, window),
    )


def _blocks(blocks: Iterable[PriceBlock], window: Window) -> Iterable[PriceBlockView]:
    """Each block; the running one falls into what is over and what is not."""
    blocks = tuple(blocks)
    tallest = max(_TALLEST, *(block.price for block in blocks))
    for block in blocks:
        edges = (window.start, window.now, window.end)
        for left, right in pairwise(edges):
            start, end = max(block.start, left), min(block.end, right)
            if start >= end:
                continue
            yield PriceBlockView(
                window.place(start),
                window.place(end),
                max(0.0, min(1.0, float(block.price / tallest))),
                shown_level(block.level),
                level_word(block.level),
                i18n.price(block.price).number,
                is_past=end <= window.now,
            )


def _axis(blocks: Iterable[PriceBlock], window: Window) -> tuple[AxisMark, ...]:
    """A time under each edge of the prices; where two would touch, the later one gives way."""
    edges = sorted({each for block in blocks for each in (block.start, block.end) if window.start < each < window.end})
    marks: list[AxisMark] = []
    for edge in edges:
        place = window.place(edge)
        if (not marks or place - marks[-1].at >= _MARK_APART) and _MARK_APART / 2 <= place <= 1 - _MARK_APART / 2:
            marks.append(AxisMark(place, i18n.hour_time(edge, window.zone)))
    return tuple(marks)


def _days(window: Window) -> Iterable[DayEdge]:
    """Each midnight; the names of both days stand beside the first that has room for both."""
    midnights = []
    at = hour_of(window.start, window.zone)
    while at < window.end:
        if at > window.start and i18n.local(at, window.zone).hour == 0:
            midnights.append(at)
        at += HOUR
    is_named = False
    for midnight in midnights:
        place = window.place(midnight)
        if is_named or not _DAY_ROOM <= place <= 1 - _DAY_ROOM:
            yield DayEdge(place)
            continue
        is_named = True
        day = i18n.local(midnight, window.zone).date()
        yield DayEdge(place, i18n.short_date(day - timedelta(days=1)), i18n.short_date(day))


class _Warmth:
    """Heights for temperatures: the range that is there, at least some degrees wide."""

    def __init__(self, line: tuple[Point, ...]) -> None:
        values = [centi_c for _, centi_c in line] or [0]
        self.low, self.high = min(values), max(values)
        self._span = max(_LEAST_SPAN_CENTI_C, self.high - self.low)
        self._foot = (self.low + self.high - self._span) / 2

    def height(self, centi_c: int) -> float:
        """From 0 to 1."""
        return (centi_c - self._foot) / self._span


def _marks(line: tuple[Point, ...], window: Window, scale: _Warmth) -> Iterable[TemperatureMark]:
    """The longest level stretches, the lowest and the highest point; each temperature once."""
    if not line:
        return
    high = next(point for point in line if point[1] == scale.high)
    low = next(point for point in line if point[1] == scale.low)
    spots = [*_flats(line)[:_FLATS], high, low]
    told: set[str] = set()
    for at, centi_c in spots:
        text = i18n.temperature(centi_c)
        if text not in told:
            told.add(text)
            is_low = centi_c - scale.low < (scale.high - centi_c) / 3
            yield TemperatureMark(window.place(at), scale.height(centi_c), text, is_above=not is_low)


def _flats(line: tuple[Point, ...]) -> list[Point]:
    """The middles of stretches in which the temperature stays, the longest first."""
    found: list[tuple[timedelta, Point]] = []
    start = before = line[0]
    for point in (*line[1:], (line[-1][0], line[-1][1] + 2 * _LEVEL_CENTI_C)):
        if abs(point[1] - start[1]) > _LEVEL_CENTI_C:
            length = before[0] - start[0]
            if length >= _FLAT:
                found.append((length, (start[0] + length / 2, before[1])))
            start = point
        before = point
    return [point for _, point in sorted(found, key=lambda each: -each[0])]


def _ahead(snapshot: Snapshot, window: Window) -> Stretch | None:
    room = room_of(snapshot)
    found = None if room is None else prepared_for(snapshot, room)
    if room is None or found is None or found[1] <= window.now:
        return None
    is_cooling = room.mode is ThermostatMode.COOL
    return _stretch(window, *found, words("prices.cooling_ahead" if is_cooling else "prices.heating_ahead"))


def _unknown(snapshot: Snapshot, blocks: tuple[PriceBlock, ...], window: Window) -> Stretch | None:
    """What lies behind the last price that is known, if that is an hour at least."""
    last = max(block.end for block in blocks)
    if window.end - last < HOUR:
        return None
    is_published = snapshot.prices.source is PriceSource.PUBLISHED
    return _stretch(window, last, window.end, words("prices.unknown_published" if is_published else "prices.unknown"))


def _stretch(window: Window, start: datetime, end: datetime, word: str) -> Stretch:
    return Stretch(window.place(start), window.place(end), word)


def _told(blocks: Iterable[PriceBlock], window: Window) -> str:
    """The coming prices as a sentence."""
    return " ".join(
        words(
            "home.prices_ahead",
            level=level_word(block.level),
            time=i18n.clock_time(block.end, window.zone),
            price=i18n.price(block.price).number,
        )
        for block in blocks
        if block.end > window.now
    )
