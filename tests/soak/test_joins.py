"""Twenty devices in one batch, while a fifth of all messages is lost: every one comes in.

The short round, of four, is `tests/devices/radio/test_newcomers.py`.
"""

import pytest

from hemsapp.snapshot import JoinState
from tests.bench.joins import BATCH, joined, longest_s


@pytest.mark.soak
async def test_twenty_devices_come_in_though_a_fifth_of_all_messages_is_lost() -> None:
    """C1FR36"""
    joins = await joined(BATCH, 0.2, 400)
    assert len(joins) == len(BATCH) == 20
    assert [(join.device, join.fault) for join in joins if join.state is not JoinState.READY] == []
    assert longest_s(joins) < 240


@pytest.mark.soak
async def test_twenty_devices_are_in_within_two_minutes_on_clean_air() -> None:
    joins = await joined(BATCH, 0.0, 240)
    assert [(join.device, join.fault) for join in joins if join.state is not JoinState.READY] == []
    assert longest_s(joins) < 120
