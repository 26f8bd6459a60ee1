"""History as a table for spreadsheets: RFC 4180, a row an interval; docs/data.md says what its columns mean."""

import csv
import io
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import BinaryIO
from zoneinfo import ZoneInfo

from hemsapp.domain.facts import Costs, Interval

COLUMNS = (
    "start",
    "end",
    "delivered_kwh",
    "received_kwh",
    "cost",
    "cost_tier",
    "cost_time_of_use",
    "cost_published",
    "cost_event",
    "cost_credit",
    "sold",
    "price_per_kwh",
    "quality",
    "rate_version",
)
_KWH = Decimal("0.001")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(
    file: BinaryIO,
    days: Iterable[tuple[date, tuple[Interval, ...]]],
    zone: str,
    day_written: Callable[[int], None],
) -> int:
    """Write heading and rows, telling after each day how many were written; how many rows there are."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    local = ZoneInfo(zone)
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    count = 0
    for number, (_, intervals) in enumerate(days, 1):
        rows.writerows([_safe(cell) for cell in _row(interval, local)] for interval in intervals)
        count += len(intervals)
        day_written(number)
    text.detach()
    return count


def energy_cost(costs: Costs) -> Decimal:
    """What the energy from the utility cost, credits taken off."""
    return costs.tier + costs.time_of_use + costs.published + costs.events + costs.credits


def _row(interval: Interval, zone: ZoneInfo) -> tuple[str, ...]:
    costs = interval.costs
    start = interval.start.astimezone(zone)
    end = (interval.start + timedelta(seconds=interval.length_s)).astimezone(zone)
    return (
        start.isoformat(),
        end.isoformat(),
        f"{interval.delivered_wh * _KWH:f}",
        f"{interval.received_wh * _KWH:f}",
        *(
            f"{amount:f}"
            for amount in (
                energy_cost(costs) + costs.sold,
                costs.tier,
                costs.time_of_use,
                costs.published,
                costs.events,
                costs.credits,
                costs.sold,
            )
        ),
        f"{energy_cost(costs) / interval.delivered_wh * 1000:.5f}" if interval.delivered_wh else "",
        interval.quality.value,
        "" if interval.rate_version is None else str(interval.rate_version),
    )


def _safe(cell: str) -> str:
    """Text that a spreadsheet takes for text, never for a formula; a negative number stays one."""
    if not cell.startswith(_FORMULA):
        return cell
    try:
        Decimal(cell)
    except ArithmeticError:
        return f"'{cell}"
    return cell
