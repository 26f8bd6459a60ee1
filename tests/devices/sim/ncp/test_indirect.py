"""A parent holds a frame 7.68 s for a child that sleeps (IEEE 802.15.4, macTransactionPersistenceTime)."""

from typing import TYPE_CHECKING, cast

import pytest

from devices.sim.ncp.indirect import AWAKE_S, HELD_S, asks_after_s, stay_awake
from devices.sim.ncp.station import Station
from devices.sim.ncp.zdo import LogicalType, mac_capability

if TYPE_CHECKING:
    from devices.sim.node import Node


class Sleeper:
    """As much of a node as says how often it asks its parent."""

    install_code = bytes.fromhex("83fed3407a939723a5c639b26916d505c3b5")

    def __init__(self, poll_s: float | None) -> None:
        self.poll_s = poll_s


def station(poll_s: float | None) -> Station:
    return Station(cast("Node", Sleeper(poll_s)))


@pytest.mark.parametrize(("at_s", "wait_s"), [(0.0, 0.0), (1.0, 4.0), (5.0, 0.0), (12.5, 2.5)])
def test_a_frame_lies_at_the_parent_until_the_child_asks(at_s: float, wait_s: float) -> None:
    assert asks_after_s(station(5.0), at_s) == wait_s


def test_a_child_that_asks_too_seldom_never_gets_it() -> None:
    assert asks_after_s(station(60.0), 1.0) is None
    assert asks_after_s(station(60.0), 60.0 - HELD_S) == pytest.approx(HELD_S)
    assert asks_after_s(station(None), 1.0) == 0.0


def test_who_spoke_or_was_given_something_listens_for_a_moment() -> None:
    child = station(60.0)
    stay_awake(child, 10.0)
    assert asks_after_s(child, 10.0 + AWAKE_S / 2) == 0.0
    assert asks_after_s(child, 10.0 + AWAKE_S + 1.0) is None


def test_the_descriptor_of_a_sleeper_says_so() -> None:
    """rx-on-when-idle is bit 3, mains power bit 2"""
    assert mac_capability(LogicalType.END_DEVICE, is_sleepy=True) & 0x0C == 0
    assert mac_capability(LogicalType.END_DEVICE) & 0x0C == 0x0C
