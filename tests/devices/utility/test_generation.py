"""X-GATEWAY: distributed generation behind the meter, watched and held back by the utility over the open protocol."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from devices.demand_response import DeviceClass
from devices.moment import Moment
from devices.se.drlc import Drlc
from devices.sim.device import Label
from devices.sim.load_switch import INVERTER_RELAY, LoadSwitchNode
from devices.utility.ms.orders import EventOrder
from devices.wan.words import Program
from tests.devices.sim.meter.bench import NOON, SE
from tests.devices.sim.meter.event_bench import DRLC, of_cluster
from tests.devices.utility.test_meter_tests import Desk
from tests.devices.utility.test_with_meter import METER
from tests.devices.utility.world import ZONE

HELD = EventOrder(Program.CUSTOM, None, 30, device_class=int(DeviceClass.GENERATION))


def sunny() -> Desk:
    """A house that draws 500 W under panels of 5 kW, at noon."""
    desk = Desk()
    desk.bench.house.settings.base_w = 500
    desk.bench.drive("solar", peak_watts=5_000)
    desk.bench.bind(DRLC)
    return desk


def test_what_a_home_generates_is_counted_read_and_summed_beside_what_it_uses() -> None:
    """X-GATEWAY, C1FR16: monitoring, from the meter's second register to the sums of a group."""
    desk = sunny()
    desk.at_head_end("configure", to=[METER], report_minutes=60)
    desk.after(2 * 3600 + 10)
    number = desk.at_head_end("read", to=[METER])["read"]
    desk.after(3)
    (read,) = desk.at_head_end("reads", read=number)
    assert read["reading"].demand_w < -1_000
    day = NOON.astimezone(ZONE).date().isoformat()
    given, used = (desk.ask("usage", meter=METER, day=day, channel=channel) for channel in (1, 0))
    assert read["reading"].received_wh > given["total_wh"] > 5_000
    assert used["total_wh"] == 0
    (together,) = desk.ask("aggregate", day=day, channel=1)["days"]
    assert sum(wh or 0 for wh in together["values_wh"]) == given["total_wh"]


def test_an_event_for_generation_holds_an_inverter_back_and_moves_no_load() -> None:
    """X-GATEWAY: control, by the device class that Smart Energy has for it; a load of another class is left alone."""
    desk = sunny()
    relay = LoadSwitchNode(Label.of(2, "inverter", 2), desk.bench.home, 1, SE, INVERTER_RELAY)

    def moment() -> Moment:
        return Moment(desk.net.now, 1_000.0 + (desk.net.now - NOON).total_seconds())

    def passed_on(order: EventOrder) -> list[int]:
        """The classes of what the meter sends to the home about it; the relay hears it too."""
        desk.ms.schedule(replace(order, start=desk.net.now + timedelta(seconds=5)), [METER], desk.net.now)
        desk.net.stations["MS"].wake()
        desk.after(2)
        frames = desk.bench.node.wake(moment())
        for frame in frames:
            if frame.cluster_id == DRLC:
                relay.receive(replace(frame, peer=desk.bench.node.eui64, destination_endpoint=1), moment())
        return [int(one.device_class) for one in of_cluster(Drlc, frames, "load_control_event")]

    def solar_w(seconds: float) -> int:
        desk.after(seconds)
        relay.wake(moment())
        found: Any = desk.bench.house.solar_w
        return int(found)

    assert passed_on(replace(HELD, device_class=int(DeviceClass.POOL_PUMP), duration_minutes=1)) == [
        DeviceClass.POOL_PUMP
    ]
    assert solar_w(20) > 3_000
    assert passed_on(HELD) == [DeviceClass.GENERATION]
    assert solar_w(20) == 0
    assert 450 < desk.bench.house.power_w < 550
    assert solar_w(31 * 60) > 3_000
    assert desk.bench.house.power_w < -2_000
