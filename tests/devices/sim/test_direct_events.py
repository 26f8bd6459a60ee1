"""Events in objects: the kiosk is told in words, enrolled devices by frames, and nobody needs the kiosk."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devices.demand_response import (
    EnrolDevice,
    EventTold,
    LoadControl,
    MeterEventStatus,
    ReadEvents,
    SetTemperature,
    SwitchLoad,
)
from devices.han import Order, ReadMeter
from devices.messages import (
    Delivered,
    DeviceKind,
    DeviceReady,
    Eui64,
    Message,
    SwitchRead,
    TemperatureRead,
    Undelivered,
)
from devices.moment import Moment
from devices.sim.direct import DirectHan
from devices.sim.pct import PctNode
from devices.wan.journal import Noted
from tests.devices.drivers.event_home import make_nodes

START = Moment(datetime(2026, 7, 14, 19, 0, tzinfo=UTC), 100.0)
KINDS = ["meter", "thermostat", "pct", "load-switch", "plug", "display"]


class Street:
    """A home with every kind of device, in objects."""

    def __init__(self) -> None:
        nodes = make_nodes(KINDS, seed=1, start=START, profile_id=0x0109, state=None)
        self.han = DirectHan(nodes, START)
        self.devices = dict(zip(KINDS, (Eui64(node.eui64) for node in nodes), strict=True))
        self.heard: list[tuple[datetime, Message]] = []
        self.han.connect(lambda message: self.heard.append((self.han.now.utc, message)))

    @property
    def meter(self) -> Eui64:
        return self.devices["meter"]

    @property
    def pct(self) -> PctNode:
        node = self.han.nodes[self.devices["pct"]]
        assert isinstance(node, PctNode)
        return node

    def all(self, kind: type[Any]) -> list[Any]:
        return [message for _, message in self.heard if isinstance(message, kind)]

    def ask(self, order: Order) -> Message:
        self.han.send(7, order)
        answers = [message for _, message in self.heard if isinstance(message, Delivered | Undelivered)]
        return answers[-1]

    def wait(self, seconds: float) -> None:
        now = self.han.now
        self.han.advance(Moment(now.utc + timedelta(seconds=seconds), now.monotonic_s + seconds))

    def event(self, **arguments: object) -> None:
        self.han.drive(self.meter, "utility_event", {"id": 7, **arguments})


@pytest.fixture
def street() -> Street:
    return Street()


def test_each_device_says_whether_it_carries_events_out_by_itself(street: Street) -> None:
    ready = {message.device: (message.kind, message.is_event_client) for message in street.all(DeviceReady)}
    assert [ready[street.devices[kind]] for kind in KINDS] == [
        (DeviceKind.METER_GATEWAY, False),
        (DeviceKind.THERMOSTAT, False),
        (DeviceKind.THERMOSTAT, True),
        (DeviceKind.LOAD_SWITCH, True),
        (DeviceKind.LOAD_SWITCH, False),
        (DeviceKind.DISPLAY, True),
    ]


def test_the_meter_tells_an_events_life_at_its_instants(street: Street) -> None:
    """UC96.1.6, UC96.1.15, UC96.1.23"""
    street.event(in_s=3_605, minutes=10)
    street.wait(5_000)
    told = {
        message.status: (at - START.utc).total_seconds()
        for at, message in street.heard
        if isinstance(message, EventTold)
    }
    assert told == {MeterEventStatus.PENDING: 0, MeterEventStatus.ACTIVE: 3_605, MeterEventStatus.ENDED: 4_205}


def test_an_enrolled_thermostat_obeys_the_meter_while_the_kiosk_hears_nothing(street: Street) -> None:
    """DR1: the kiosk may be dead; UC96.1.16, UC96.1.24, UC96.1.32"""
    assert street.ask(EnrolDevice(street.meter, street.devices["pct"], is_enrolled=True)) == Delivered(7)
    street.han.unplug()
    street.event(in_s=600, minutes=10)
    street.wait(700)
    assert street.pct.thermostat.room.cooling_centi_c == 2333 + 220
    street.wait(700)
    assert street.pct.thermostat.room.cooling_centi_c == 2333
    moments = {
        entry.noted: (entry.at - START.utc).total_seconds()
        for entry in street.pct.journal.entries
        if entry.noted is not Noted.DEVICE_REPORTED
    }
    assert moments == {Noted.DEVICE_ACTIVE: 600, Noted.DEVICE_RESTORED: 1_200}
    logged: Any = street.han.drive(street.meter, "journal", {})
    assert [entry["who"] for entry in logged if entry["noted"] == "receipt logged"] == [street.devices["pct"]] * 3


def test_a_silent_thermostat_hears_no_event(street: Street) -> None:
    street.ask(EnrolDevice(street.meter, street.devices["pct"], is_enrolled=True))
    street.han.silence(street.devices["pct"], is_silent=True)
    street.event(minutes=10)
    street.wait(60)
    assert street.pct.drlc.client.events == []


def test_who_is_not_enrolled_is_left_alone(street: Street) -> None:
    street.event(minutes=10)
    street.wait(60)
    assert street.pct.drlc.client.events == []
    assert len(street.all(LoadControl)) == 1


@pytest.mark.parametrize("kind", ["thermostat", "plug"])
def test_a_device_that_is_no_event_client_cannot_be_enrolled(street: Street, kind: str) -> None:
    answer = street.ask(EnrolDevice(street.meter, street.devices[kind], is_enrolled=True))
    assert isinstance(answer, Undelivered)


def test_a_set_point_is_read_back(street: Street) -> None:
    """DR3"""
    thermostat = street.devices["thermostat"]
    assert street.ask(SetTemperature(thermostat, 2555, 1900)) == Delivered(7)
    read = street.all(TemperatureRead)[-1]
    assert (read.device, read.cooling_set_point_centi_c, read.heating_set_point_centi_c) == (thermostat, 2555, 1900)
    refused = street.ask(SetTemperature(thermostat, 3300))
    assert isinstance(refused, Undelivered)
    assert street.all(TemperatureRead)[-1].cooling_set_point_centi_c == 2555


def test_a_locked_thermostat_keeps_its_set_point_and_says_so(street: Street) -> None:
    """C1FR40"""
    street.ask(EnrolDevice(street.meter, street.devices["pct"], is_enrolled=True))
    street.event(criticality=7)
    answer = street.ask(SetTemperature(street.devices["pct"], 2000))
    assert isinstance(answer, Undelivered)
    assert street.all(TemperatureRead)[-1].cooling_set_point_centi_c == 2553


def test_a_switch_is_read_back(street: Street) -> None:
    plug = street.devices["plug"]
    assert street.ask(SwitchLoad(plug, is_on=False)) == Delivered(7)
    assert street.all(SwitchRead)[-1] == SwitchRead(plug, is_on=False)


@pytest.mark.parametrize(
    ("kind", "why"),
    [("thermostat", "a thermostat cannot do that"), ("display", "no such device is ready on this network")],
)
def test_what_a_device_cannot_do_is_said(street: Street, kind: str, why: str) -> None:
    device = street.devices[kind]
    for order in (ReadMeter(device), ReadEvents(device), SwitchLoad(device, is_on=True)):
        assert street.ask(order) == Undelivered(7, why)
