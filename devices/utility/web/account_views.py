"""What the customer's pages show, from what the records answer: pure functions from JSON to values for templates."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from typing import Any

from devices.utility.web.bar_chart import Chart, chart

Answer = Mapping[str, Any]
PENDING, ACTIVE, PAST = "pending", "active", "past"
_LOOK_AGAIN_S = 10.0
_AFTER_INTERVAL_S = 5.0
_LONGEST_REFRESH_S = 900.0


@dataclass(frozen=True, slots=True)
class Row:
    """One interval of the table; None: not known, `mark` says why or what speaks against it."""

    start: datetime
    end: datetime
    wh: int | None
    mark: str
    is_event: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A local day; `used_wh` is the sum of what is known."""

    day: date
    chart: Chart
    rows: tuple[Row, ...]
    used_wh: int | None
    known: int
    intervals: int
    interval_minutes: int

    @property
    def is_whole(self) -> bool:
        """Is every interval known?"""
        return self.known == self.intervals


def day_of(usage: Answer, events: Sequence[Answer] = ()) -> Day:
    """The first day of an answer of `usage`, with the hours of events marked."""
    told = usage["days"][0]
    start = datetime.fromisoformat(told["start"])
    step = timedelta(minutes=told["interval_minutes"])
    spans = [span_of(event) for event in events if event["standing"] != "cancelled"]
    rows = tuple(_rows(told, start, step, spans))
    return Day(
        date.fromisoformat(told["day"]),
        chart(start, told["interval_minutes"], told["values_wh"], spans),
        rows,
        told["total_wh"] if told["known"] else None,
        told["known"],
        told["intervals"],
        told["interval_minutes"],
    )


def _rows(told: Answer, start: datetime, step: timedelta, spans: Sequence[tuple[datetime, datetime]]) -> Iterator[Row]:
    for place, (wh, mark) in enumerate(zip(told["values_wh"], told["marks"], strict=True)):
        at = start + place * step
        is_event = any(begin < at + step and at < until for begin, until in spans)
        yield Row(at, at + step, wh, mark, is_event)


def span_of(event: Answer) -> tuple[datetime, datetime]:
    """An event's hours."""
    return datetime.fromisoformat(event["start"]), datetime.fromisoformat(event["end"])


def by_phase(events: Sequence[Answer]) -> dict[str, list[Answer]]:
    """Active and past ones the newest first, pending ones the next first."""
    found: dict[str, list[Answer]] = {phase: [] for phase in (ACTIVE, PENDING, PAST)}
    for event in events:
        found[event["phase"]].append(event)
    found[PENDING].reverse()
    return found


@dataclass(frozen=True, slots=True)
class Live:
    """What an active event's page shows and when it looks again, in seconds of the wall.

    `cost`: dollars of the energy so far at the event's price; None without a price of its own.
    """

    rows: tuple[Row, ...]
    used_wh: int | None
    known: int
    cost: Decimal | None
    refresh_s: float

    @property
    def known_until(self) -> datetime | None:
        """The end of the last interval before which every one of the event is known."""
        known = list(takewhile(lambda row: row.wh is not None, self.rows))
        return known[-1].end if known else None


def live(day: Day, event: Answer, now: datetime, speed: float) -> Live:
    """The intervals of the event that have ended by now, and the moment after the next one ends (UC96.4.7)."""
    start, end = span_of(event)
    ended = [row for row in day.rows if row.start < end and row.end > start and row.end <= now]
    known = [row.wh for row in ended if row.wh is not None]
    is_late = bool(ended) and ended[-1].wh is None
    step_s = day.interval_minutes * 60
    to_next_s = step_s - now.timestamp() % step_s
    wait_s = _LOOK_AGAIN_S if is_late else to_next_s / speed + _AFTER_INTERVAL_S
    if now < end < now + timedelta(seconds=to_next_s):
        wait_s = (end - now).total_seconds() / speed + 1
    used_wh, price = sum(known) if known else None, event["price"]
    cost = None if used_wh is None or price is None else Decimal(price) * used_wh / 1000
    return Live(tuple(ended), used_wh, len(known), cost, min(wait_s, _LONGEST_REFRESH_S))


def like_days(response: Answer | None) -> list[Answer]:
    """The days that an event is compared with, the newest first."""
    return [] if response is None else [step for step in response["steps"] if step["is_taken"]]


@dataclass(frozen=True, slots=True)
class Acted:
    """Something that control equipment told, with the times at which each system had it."""

    device: str
    status: str
    action: str
    is_on: bool | None
    acted: str
    at_meter: str | None
    at_ms: str | None
    at_mdms: str | None


def acts(event: Answer) -> list[Acted]:
    """What the home's devices told of an event, oldest first (UC96.4.8)."""
    found = [
        Acted(each["device"], **{name: one[name] for name in Acted.__slots__ if name != "device"})
        for each in event["devices"]
        for one in each["receipts"]
    ]
    return sorted(found, key=lambda one: one.acted)
