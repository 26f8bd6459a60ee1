"""Some days of homes where everything goes wrong; `make soak` lives ten thousand of them."""

import pytest

from tests.hemsapp.home_day import HomeDay

BROKEN_ONCE = (2459, 6302)
"""A break's end was told before it was kept; a room went home for a moment where a stronger event ended."""


@pytest.mark.parametrize("seed", [*range(24), *BROKEN_ONCE])
def test_a_day_in_which_everything_goes_wrong_ends_at_home_with_every_receipt_paid(seed: int) -> None:
    """S1 to S6, S10, L1 to L4, R1"""
    HomeDay(seed).live()
