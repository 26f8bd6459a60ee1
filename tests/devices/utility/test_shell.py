"""Two systems in their own shells over a real broker, which dies once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from devices.utility.broker import BrokerProcess
from devices.utility.mqtt_bus import MqttBus
from devices.utility.shell import run
from devices.utility.station import Station
from tests.devices.utility.echo import Announcer, Taker
from tests.devices.utility.test_mqtt_bus import until
from tests.devices.wan.world import MS, MTR


class Clock:
    """A clock that runs faster, so that a minute's wait can be tested."""

    def __init__(self, speed: float) -> None:
        self._start = datetime.now(UTC)
        self._speed = speed

    def __call__(self) -> datetime:
        return self._start + (datetime.now(UTC) - self._start) * self._speed


async def test_an_event_reaches_the_meter_and_comes_back_though_the_broker_died() -> None:
    clock = Clock(60)
    ms, meter = Announcer(), Taker()
    with BrokerProcess() as broker:
        buses = MqttBus(broker.url, "MS"), MqttBus(broker.url, "MTR-1")
        stations = Station(ms, MS, buses[0], clock), Station(meter, MTR, buses[1], clock)
        tasks = [asyncio.ensure_future(run(b, (s,), speed=60)) for b, s in zip(buses, stations, strict=True)]
        await asyncio.wait_for(buses[1].connected.wait(), 10)
        broker.kill()
        ms.next_wake = clock()
        stations[0].wake()
        broker.start()
        await until(lambda: bool(ms.confirmed))
        assert ms.sent >= 1
        assert len(meter.links.taken) >= 1
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_system_is_woken_when_it_wants() -> None:
    ms = Announcer()
    with BrokerProcess() as broker:
        bus = MqttBus(broker.url, "MS")
        station = Station(ms, MS, bus, lambda: datetime.now(UTC))
        task = asyncio.ensure_future(run(bus, (station,)))
        await asyncio.wait_for(bus.connected.wait(), 10)
        ms.next_wake = datetime.now(UTC) + timedelta(seconds=0.3)
        station.on_change()
        await until(lambda: ms.sent == 1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_store_that_fails_ends_the_process_and_is_no_broken_line() -> None:
    meter = Taker()
    meter.links.is_broken = True
    ms = Announcer()
    with BrokerProcess() as broker:
        buses = MqttBus(broker.url, "MS"), MqttBus(broker.url, "MTR-1")
        clock = Clock(1)
        stations = Station(ms, MS, buses[0], clock), Station(meter, MTR, buses[1], clock)
        meter.links.is_broken = False
        tasks = [asyncio.ensure_future(run(b, (s,))) for b, s in zip(buses, stations, strict=True)]
        await asyncio.wait_for(buses[1].connected.wait(), 10)
        meter.links.is_broken = True
        ms.next_wake = clock()
        stations[0].wake()
        with pytest.raises(OSError, match="disk is full"):
            await asyncio.wait_for(tasks[1], 10)
        tasks[0].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
