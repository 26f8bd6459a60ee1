import pytest

from devices.codec import MeterScale
from devices.drivers.meter_gateway import _wishes
from devices.han import RealTime
from devices.se import metering


@pytest.mark.parametrize(
    ("scale", "resolution_w", "change"),
    [
        (MeterScale(1, 1000), 100, 100),
        (MeterScale(1, 100), 100, 10),
        (MeterScale(10, 1000), 100, 10),
        (MeterScale(1, 1), 100, 1),
    ],
)
def test_the_resolution_is_asked_for_in_the_meters_own_units(scale: MeterScale, resolution_w: int, change: int) -> None:
    """C1NFR12.1: the resolution is configurable, 0.1 kW is typical."""
    wishes = {wish.attribute_id: wish for wish in _wishes(RealTime(resolution_w=resolution_w), scale)}
    demand = wishes[metering.INSTANTANEOUS_DEMAND]
    assert (demand.min_s, demand.change) == (1, change)
    assert demand.max_s < 30


def test_a_meter_that_is_not_followed_is_still_heard_every_thirty_seconds() -> None:
    """C1FR32g"""
    wishes = _wishes(RealTime(is_on=False), MeterScale(1, 1000))
    assert all(wish.max_s < 30 for wish in wishes if wish.is_required)
