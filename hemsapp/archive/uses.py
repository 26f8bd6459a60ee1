"""What is kept of energy, as uses that a bill is made of, in the order of time."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from hemsapp.archive.kept import Archive
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.uses import use_of_row, uses_of_gap

_MS = 1000
_RANK_OF_ROW = 2  # gaps come before the row that starts with them, as in the ledger
_PUBLISHED = 2  # its place in `Costs`, which a column keeps as a list
_ROWS = """
    SELECT start, length_s, delivered_wh, received_wh, rate_version, price, costs, 2 AS rank FROM intervals
    WHERE start >= :start AND start < :end
    UNION ALL
    SELECT start, length_s, CASE channel WHEN 0 THEN left_wh ELSE 0 END, CASE channel WHEN 0 THEN 0 ELSE left_wh END,
    rate_version, price, costs, channel FROM gaps WHERE start >= :start AND start < :end AND left_wh > 0
    ORDER BY start, rank
"""


class KeptUse(NamedTuple):
    """A row of the ledger as it is kept; of a gap (then with its `channel`) what is not itemised of it.

    `start` is in Unix milliseconds; `rate_version` is None where published prices made its cost; `costs` is the cell.
    """

    start: int
    channel: int | None
    uses: list[Use]
    delivered_wh: int
    received_wh: int
    rate_version: int | None
    costs: str


def peaks(archive: Archive) -> PeakPrices:
    """The hours of all events that are kept."""
    events = archive.select(KeptEvent, "ORDER BY issuer_event_id")
    return PeakPrices(events, has_adder=archive.tariffs.has_adder)


def kept_uses(archive: Archive, start_s: int, end_s: int, held: PeakPrices) -> Iterator[KeptUse]:
    """Those that start in [`start_s`, `end_s`) Unix seconds; what published prices made costs what it did."""
    found = archive.db.execute(_ROWS, {"start": start_s * _MS, "end": end_s * _MS})
    for start, length_s, delivered_wh, received_wh, version, price, costs, rank in found:
        at_s = start // _MS
        channel = None if rank == _RANK_OF_ROW else rank
        uses = _uses(at_s, length_s, delivered_wh, received_wh, version, price, costs, channel, held)
        yield KeptUse(start, channel, uses, delivered_wh, received_wh, version, costs)


def _uses(
    at_s: int, length_s: int, delivered_wh: int, received_wh: int, version: int | None, price: str | None, costs: str,
    channel: int | None, held: PeakPrices,
) -> list[Use]:  # fmt: skip
    if version is None and channel is None and price is not None:
        return [Use(at_s, length_s, delivered_wh, received_wh, published_price=Decimal(price))]
    if version is None:
        cost = Decimal(json.loads(costs)[_PUBLISHED])
        return [Use(at_s, length_s, delivered_wh, received_wh, published_cost=cost)]
    is_cut = not held.has_adder or price is not None or not held.edges(at_s, at_s + length_s - 1)
    if channel is None and is_cut:  # else the plan that knows of such events was saved after the row was counted
        own = None if price is None else Decimal(price)
        return [use_of_row(at_s, length_s, delivered_wh, received_wh, own, held)]
    return uses_of_gap(at_s, at_s + length_s, delivered_wh, received_wh, held)
