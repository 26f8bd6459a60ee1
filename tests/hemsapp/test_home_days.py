"""Some days of homes where everything goes wrong; `make soak` lives ten thousand of them."""

import pytest

from tests.hemsapp.home_day import HomeDay


@pytest.mark.parametrize("seed", range(24))
def test_a_day_in_which_everything_goes_wrong_ends_at_home_with_every_receipt_paid(seed: int) -> None:
    """S1 to S6, S10, L1 to L4, R1"""
    HomeDay(seed).live()
