"""The home's energy as a Green Button file: its intervals, with the cost of each one's energy, and the bills."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import BinaryIO
from zoneinfo import ZoneInfo

from devices.green_button import feed
from devices.green_button.words import Flow, ItemKind, ReadingQuality
from hemsapp.domain.days import HomeZone, seconds
from hemsapp.domain.facts import Interval, Quality
from hemsapp.exchange.table import energy_cost
from hemsapp.rates import NO_MONEY
from hemsapp.statement import LineKind, Statement

_ITEMS = {
    LineKind.ENERGY: ItemKind.USAGE_FEE,
    LineKind.TIME_OF_USE: ItemKind.USAGE_FEE,
    LineKind.PUBLISHED: ItemKind.USAGE_FEE,
    LineKind.BASELINE_CREDIT: ItemKind.DELIVERY_CREDIT,
    LineKind.FIXED: ItemKind.ADMINISTRATIVE_FEE,
    LineKind.MINIMUM: ItemKind.OTHER_FEE,
    LineKind.EVENT: ItemKind.USAGE_FEE,
    LineKind.EVENT_CREDIT: ItemKind.DELIVERY_CREDIT,
    LineKind.SOLD: ItemKind.GENERATION_CREDIT,
    LineKind.TAX: ItemKind.TAX,
}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a feed tells: the local dates [`start`, `end`), their intervals day by day, the bills that ended in them.

    `is_event` says of a Unix second if an event made its price. `identity` makes the ids, equal contents equal ones;
    `updated` is aware UTC.
    """

    zone: HomeZone
    start: date
    end: date
    days: Iterable[tuple[date, tuple[Interval, ...]]]
    statements: tuple[Statement, ...]
    is_received_known: bool
    is_event: Callable[[int], bool]
    identity: str
    updated: datetime


def write(file: BinaryIO, contents: Contents, day_written: Callable[[int], None]) -> int:
    """Write the feed, telling after each day how many were written; how many intervals it holds."""
    flows = (Flow.DELIVERED, Flow.RECEIVED) if contents.is_received_known else (Flow.DELIVERED,)
    heading = feed.Heading(
        "Energy of this home, by hemsapp",
        ZoneInfo(contents.zone.name),
        contents.start.year,
        flows,
        f"urn:hemsapp:green-button:{contents.identity}",
        contents.updated,
    )
    count = 0

    def blocks() -> Iterator[feed.Block]:
        nonlocal count
        for number, (day, intervals) in enumerate(contents.days, 1):
            count += len(intervals)
            for flow in flows if intervals else ():
                yield _block(contents, flow, day, intervals)
            day_written(number)

    feed.write(file, heading, blocks(), (_summary(contents.zone, statement) for statement in contents.statements))
    return count


def _block(contents: Contents, flow: Flow, day: date, intervals: tuple[Interval, ...]) -> feed.Block:
    start_s, end_s = contents.zone.midnight(day), contents.zone.midnight(day + timedelta(days=1))
    readings = tuple(_reading(contents, flow, interval) for interval in intervals)
    return feed.Block(flow, day, start_s, end_s - start_s, readings)


def _reading(contents: Contents, flow: Flow, interval: Interval) -> feed.Reading:
    """An interval is one reading in each direction; its cost is that of its energy alone."""
    is_delivered = flow is Flow.DELIVERED
    cost = energy_cost(interval.costs) if is_delivered else interval.costs.sold
    has_own_price = interval.price is not None and interval.rate_version is not None
    return feed.Reading(
        seconds(interval.start),
        interval.length_s,
        interval.delivered_wh if is_delivered else interval.received_wh,
        ReadingQuality.EDITED if interval.quality is Quality.AMENDED else ReadingQuality.RAW,
        None if cost == NO_MONEY else cost,
        has_own_price or contents.is_event(seconds(interval.start)),
    )


def _summary(zone: HomeZone, statement: Statement) -> feed.Summary:
    start_s, end_s = zone.midnight(statement.start), zone.midnight(statement.end)
    items = tuple(feed.Item(line.amount, line.name or line.kind.value, _ITEMS[line.kind]) for line in statement.lines)
    return feed.Summary(statement.start, start_s, end_s - start_s, statement.total, items, statement.delivered_wh)
