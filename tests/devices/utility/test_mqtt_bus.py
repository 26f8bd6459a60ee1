"""The bus over a real broker: it is found, lost and found again, and what is sent arrives."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil
import pytest

from devices.utility.broker import BrokerFailed, BrokerProcess, free_port
from devices.utility.mqtt_bus import BadAddress, Certificates, MqttBus, topic


@pytest.fixture
def broker() -> Iterator[BrokerProcess]:
    with BrokerProcess() as running:
        yield running


@asynccontextmanager
async def running(*buses: MqttBus) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(bus.run()) for bus in buses]
    try:
        for bus in buses:
            await asyncio.wait_for(bus.connected.wait(), 10)
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(is_so: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - many things are waited for, few have an event
            await asyncio.sleep(0.01)


async def test_octets_reach_whom_they_are_for_and_nobody_else(broker: BrokerProcess) -> None:
    """X-STANDARD-DATA: MQTT, as any broker speaks it."""
    heard: list[tuple[str, bytes]] = []
    ms, meter, other = (MqttBus(broker.url, name) for name in ("MS", "MTR-1", "MTR-2"))
    meter.subscribe("MTR-1", lambda several: heard.extend(("MTR-1", data) for data in several))
    other.subscribe("MTR-2", lambda several: heard.extend(("MTR-2", data) for data in several))
    async with running(ms, meter, other):
        for number in range(20):
            ms.publish("MTR-1", "MS", bytes((number,)))
        await until(lambda: len(heard) >= 20)
    assert heard == [("MTR-1", bytes((number,))) for number in range(20)]


async def test_a_broker_that_was_killed_and_came_back_is_found_again(broker: BrokerProcess) -> None:
    heard: list[bytes] = []
    ms, meter = MqttBus(broker.url, "MS"), MqttBus(broker.url, "MTR-1")
    meter.subscribe("MTR-1", heard.extend)
    async with running(ms, meter):
        broker.kill()
        await until(lambda: not ms.connected.is_set() and not meter.connected.is_set())
        broker.start()
        await until(meter.connected.is_set)
        ms.publish("MTR-1", "MS", b"again")
        await until(lambda: b"again" in heard)


async def test_what_was_said_without_a_broker_is_sent_when_there_is_one() -> None:
    heard: list[bytes] = []
    broker = BrokerProcess()
    ms, meter = MqttBus(broker.url, "MS"), MqttBus(broker.url, "MTR-1")
    meter.subscribe("MTR-1", heard.extend)
    early = asyncio.ensure_future(meter.run())
    with broker:
        await asyncio.wait_for(meter.connected.wait(), 15)
        ms.publish("MTR-1", "MS", b"waited")
        async with running(ms):
            await until(lambda: heard == [b"waited"])
        early.cancel()
        await asyncio.gather(early, return_exceptions=True)


async def test_what_comes_for_a_client_that_is_away_is_kept_for_it(broker: BrokerProcess) -> None:
    heard: list[bytes] = []
    ms = MqttBus(broker.url, "MS")
    meter = MqttBus(broker.url, "MTR-1")
    meter.subscribe("MTR-1", heard.extend)
    async with running(ms):
        async with running(meter):
            pass
        ms.publish("MTR-1", "MS", b"kept")
        await asyncio.sleep(0.2)
        async with running(meter):
            await until(lambda: heard == [b"kept"])


def test_a_broker_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal\nfrom devices.utility.broker import BrokerProcess\n"
        "b = BrokerProcess(); b.start(); print(b._process.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    parent = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, check=False)
    assert parent.returncode == -signal.SIGKILL
    child = int(parent.stdout)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(child).wait(timeout=10)
    assert not psutil.pid_exists(child)


def test_a_broker_does_not_take_another_for_itself(broker: BrokerProcess) -> None:
    with pytest.raises(BrokerFailed, match="Something else listens"):
        BrokerProcess(broker.port).start()


@pytest.mark.parametrize("url", ["", "127.0.0.1", "http://host", "mqtt://", "mqtt://host/path", "mqtts://host"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadAddress, match=r"\w"):
        MqttBus(url, "MS")


def test_certificates_are_not_for_the_clear() -> None:
    nowhere = Path("none")
    with pytest.raises(BadAddress, match="no use for"):
        MqttBus("mqtt://host", "MS", Certificates(nowhere, nowhere, nowhere))


@pytest.mark.parametrize("name", ["MTR+1", "#", "MTR/1", "", "$SYS"])
def test_a_name_with_a_meaning_in_topics_is_refused(name: str) -> None:
    bus = MqttBus("mqtt://localhost", "MS")
    with pytest.raises(BadAddress, match="no name"):
        bus.publish(name, "MS", b"")
    with pytest.raises(BadAddress, match="no name"):
        bus.subscribe(name, list[bytes]().extend)


def test_a_topic_names_connections() -> None:
    assert topic("MTR-1", "MS") == "hems/1/MTR-1/MS"
    assert free_port() > 1023
