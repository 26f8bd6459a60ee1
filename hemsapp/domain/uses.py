"""What an entry of the ledger is to the bill: uses of energy, cut wherever an event begins or ends within."""

from decimal import Decimal

from hemsapp.domain.billing.charges import Charges, Use
from hemsapp.domain.facts import Costs
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.sums import NO_COSTS
from hemsapp.units import spread


def use_of_row(
    start_s: int, length_s: int, delivered_wh: int, received_wh: int, price: Decimal | None, peaks: PeakPrices
) -> Use:
    """A row by the stored rates; `price` is an event's own, for rows are cut where that begins and ends."""
    is_event = price is None and peaks.has_adder and peaks.at(start_s) is not None
    return Use(start_s, length_s, delivered_wh, received_wh, price, is_event)


def uses_of_gap(start_s: int, end_s: int, delivered_wh: int, received_wh: int, peaks: PeakPrices) -> list[Use]:
    """A gap by the stored rates; its energy is taken as even over it."""
    edges = peaks.edges(start_s, end_s - 1) if delivered_wh else []
    cuts = [start_s, *edges, end_s]
    delivered, received = spread(delivered_wh, cuts), spread(received_wh, cuts)
    return [
        _in_peak(Use(from_s, to_s - from_s, out_wh, back_wh), peaks)
        for (from_s, to_s, out_wh), (_, _, back_wh) in zip(delivered, received, strict=True)
    ]


def _in_peak(use: Use, peaks: PeakPrices) -> Use:
    peak = peaks.at(use.start_s) if use.delivered_wh else None
    return use if peak is None else use._replace(event_price=peak[2], is_event=True)


def costs_of(charges: Charges, uses: list[Use], position_wh: int) -> Costs:
    """What uses cost that follow each other, from `position_wh` of the bill on."""
    if len(uses) == 1:
        return charges.costs(uses[0], position_wh)
    costs = NO_COSTS
    for use in uses:
        costs = costs.plus(charges.costs(use, position_wh))
        position_wh += use.delivered_wh
    return costs
