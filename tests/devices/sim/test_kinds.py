"""Kinds of device in objects: what a home with each of them tells (X-GATEWAY, C1FR36)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from devices.demand_response import SwitchLoad
from devices.messages import (
    BatteryRead,
    Commodity,
    DeviceKind,
    DeviceReady,
    LoadMeasured,
    Message,
    Reading,
    SwitchRead,
    VolumeRead,
    VolumeUnit,
)
from devices.moment import Moment
from devices.se.profile import PROFILE_ID
from devices.sim.direct import DirectHan
from devices.sim.house.neighbourhood import make_nodes

START = Moment(datetime(2026, 7, 14, 16, 0, tzinfo=UTC), 0.0)
KINDS = ("mirroring-meter", "smart-plug", "water-heater", "ev-charger", "gas-meter", "water-meter")


class Street:
    """A home of all these kinds, in objects."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        nodes = make_nodes(KINDS, seed=3, start=START, profile_id=PROFILE_ID, state=None)
        self.han = DirectHan(nodes, START)
        self.names = dict(zip(KINDS, self.han.nodes, strict=True))
        self.han.connect(self.messages.append)

    def live(self, minutes: float) -> None:
        now = self.han.now
        self.han.advance(Moment(now.utc + timedelta(minutes=minutes), now.monotonic_s + minutes * 60))

    def of(self, kind: str, message: type) -> list[Message]:
        mine = self.names[kind]
        return [each for each in self.messages if isinstance(each, message) and getattr(each, "device", None) == mine]


@pytest.fixture(scope="module")
def street() -> Street:
    street = Street()
    street.live(61)
    return street


def test_each_says_what_it_is(street: Street) -> None:
    ready = {each.device: each.kind for each in street.messages if isinstance(each, DeviceReady)}
    assert [ready[street.names[kind]] for kind in KINDS] == [
        DeviceKind.METER_GATEWAY,
        DeviceKind.SMART_PLUG,
        DeviceKind.WATER_HEATER,
        DeviceKind.EV_CHARGER,
        DeviceKind.GAS_METER,
        DeviceKind.WATER_METER,
    ]


def test_a_plug_tells_its_load_and_counts_it(street: Street) -> None:
    plug = street.names["smart-plug"]
    first = street.of("smart-plug", LoadMeasured)[0]
    street.han.drive(plug, "appliance", {"name": "washer", "switch": "on"})
    street.live(60)
    last = street.of("smart-plug", LoadMeasured)[-1]
    assert isinstance(first, LoadMeasured)
    assert isinstance(last, LoadMeasured)
    assert last.power_w == 450
    assert (last.delivered_wh or 0) - (first.delivered_wh or 0) >= 450
    street.han.send(1, SwitchLoad(plug, is_on=False))
    street.live(1)
    assert street.of("smart-plug", SwitchRead)[-1] == SwitchRead(plug, is_on=False)
    assert street.of("smart-plug", LoadMeasured)[-1] == LoadMeasured(plug, 0, last.delivered_wh)


def test_gas_and_water_are_read_in_their_own_units_and_never_as_electricity(street: Street) -> None:
    """X-GATEWAY: non-energy meters, own and mirrored"""
    gas, gateway = street.of("gas-meter", VolumeRead), street.of("mirroring-meter", VolumeRead)
    assert {(each.commodity, each.unit) for each in gas if isinstance(each, VolumeRead)} == {
        (Commodity.GAS, VolumeUnit.HUNDRED_CUBIC_FEET)
    }
    assert {each.endpoint for each in gateway if isinstance(each, VolumeRead)} == {2, 3}
    assert street.of("gas-meter", Reading) == street.of("water-meter", Reading) == []
    first, last = gas[0], gas[-1]
    assert isinstance(first, VolumeRead)
    assert isinstance(last, VolumeRead)
    assert Decimal(0) < Decimal(last.milli_units - first.milli_units) < Decimal(200)
    assert street.of("water-meter", BatteryRead)


def test_a_leak_is_told(street: Street) -> None:
    street.han.drive(street.names["water-meter"], "leak", {"on": True})
    last = street.of("water-meter", VolumeRead)[-1]
    assert isinstance(last, VolumeRead)
    assert last.is_leaking
