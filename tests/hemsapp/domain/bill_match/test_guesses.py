"""What may have been meant where a value stands: slips of the hand, and round values."""

from decimal import Decimal

import pytest

from hemsapp.domain.bill_match.guesses import (
    DIGIT_BITS,
    LENGTH_BITS,
    NEXT_DIGIT_BITS,
    NONE_BITS,
    SHIFTED_BITS,
    SWAPPED_BITS,
    grid,
    meant,
    slips,
)

UNITS = grid(("0.01", 7), ("0.001", 10), ("0.00001", 16))


def bits(old: str, new: str) -> float | None:
    found = [cost for value, cost in slips(Decimal(old)) if value == Decimal(new)]
    return min(found, default=None)


@pytest.mark.parametrize(
    ("old", "new", "cost"),
    [
        ("0.347", "0.374", SWAPPED_BITS),
        ("0.02056", "0.20056", SWAPPED_BITS),
        ("24.15", "42.15", SWAPPED_BITS),
        ("25.18", "0.2518", SHIFTED_BITS),
        ("0.31", "0.031", SHIFTED_BITS),
        ("0.347", "0.346", NEXT_DIGIT_BITS),
        ("0.347", "0.317", DIGIT_BITS),
        ("0.02", "0.52", DIGIT_BITS),
        ("0.3479", "0.379", LENGTH_BITS),
        ("0.34", "0.347", LENGTH_BITS),
        ("-0.09", "-0.08", NEXT_DIGIT_BITS),
        ("0.5", "0", NONE_BITS),
        ("0.347", "0.516", None),
        ("0", "0.5", None),
    ],
)
def test_a_slip_costs_what_it_is(old: str, new: str, cost: float | None) -> None:
    """users.md 6: cents typed as dollars are the first guess."""
    assert bits(old, new) == cost


def test_the_likeliest_comes_first_and_the_old_value_never() -> None:
    found = meant(Decimal("0.347"), Decimal("0.3699"), Decimal("0.3742"), UNITS)
    assert found[0] == (SWAPPED_BITS, Decimal("0.374"))
    assert Decimal("0.37") in [value for _, value in found[:3]]
    assert all(Decimal("0.3699") <= value <= Decimal("0.3742") for _, value in found)
    assert Decimal("0.347") not in [
        value for _, value in meant(Decimal("0.347"), Decimal("0.34"), Decimal("0.35"), UNITS)
    ]


def test_a_round_value_costs_more_the_farther_it_is() -> None:
    near, far = (
        {value: cost for cost, value in meant(Decimal("0.21"), *ends, UNITS)}
        for ends in ((Decimal("0.295"), Decimal("0.305")), (Decimal("0.595"), Decimal("0.605")))
    )
    assert near[Decimal("0.30")] < far[Decimal("0.60")]
