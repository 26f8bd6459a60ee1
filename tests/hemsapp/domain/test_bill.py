"""C1FR34d: the rungs of the ladder beside the lines of the bill."""

from decimal import Decimal

import pytest

from hemsapp.domain.bill import tiers_of
from hemsapp.domain.billing.baseline import UNLIMITED_WH
from hemsapp.statement import BillLine, LineKind

ONE, TWO = Decimal("0.34"), Decimal("0.40")


@pytest.mark.parametrize(
    ("prices", "limits_wh", "numbers", "costs"),
    [
        ((ONE,), (UNLIMITED_WH,), (None, None), ["42.00"]),
        ((ONE, TWO), (90_000, UNLIMITED_WH), (1, 2), ["34.00", "8.00"]),
    ],
)
def test_a_rung_costs_what_its_lines_charge_also_if_it_is_the_only_one(
    prices: tuple[Decimal, ...], limits_wh: tuple[int, ...], numbers: tuple[int | None, ...], costs: list[str]
) -> None:
    lines = [
        BillLine(LineKind.ENERGY, Decimal("34.00"), 1, 100_000, ONE, tier=numbers[0]),
        BillLine(LineKind.ENERGY, Decimal("8.00"), 1, 20_000, TWO, tier=numbers[1]),
        BillLine(LineKind.FIXED, Decimal("5.00"), 1, days=10),
    ]
    assert [str(rung.cost) for rung in tiers_of(prices, limits_wh, 120_000, lines)] == costs
