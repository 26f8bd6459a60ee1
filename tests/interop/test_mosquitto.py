"""Mosquitto, a broker that we did not write, with the configuration that we ship, lets in and through whom it should.

C1FR44: all control is authorised and authenticated; here the bus itself, below the messages' own signatures.
"""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import aiomqtt
import pytest

from devices.utility.broker import free_port
from devices.utility.certificates import Authority
from devices.utility.mqtt_bus import Certificates, MqttBus, topic
from devices.utility.shell import run
from devices.utility.station import Station
from tests.architecture.tree import ROOT
from tests.devices.utility.echo import Announcer, Taker
from tests.devices.utility.test_mqtt_bus import running, until
from tests.devices.wan.world import MS, MTR

pytestmark = pytest.mark.interop


class Mosquitto:
    """The shipped configuration and ACL, in a directory and on a port of their own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        shipped = ROOT / "packaging" / "mosquitto"
        (directory / "acl").write_text((shipped / "acl").read_text())
        text = (shipped / "hems.conf").read_text().replace("/etc/mosquitto/hems", str(directory))
        text = text.replace("listener 8883", f"listener {self.port} 127.0.0.1")
        text += "persistence true\n" + f"persistence_location {directory}/\n" + "autosave_interval 1\n"
        text += "user root\n" if os.geteuid() == 0 else ""
        (directory / "hems.conf").write_text(text)
        (directory / "acl").chmod(0o600)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["mosquitto", "-c", str(self.directory / "hems.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline_s = time.monotonic() + 10
        while time.monotonic() < deadline_s:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise AssertionError("Mosquitto does not listen")

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    @property
    def url(self) -> str:
        return f"mqtts://localhost:{self.port}"

    def certificates(self, name: str) -> Certificates:
        return Certificates.of(self.directory, name)

    def bus(self, name: str) -> MqttBus:
        return MqttBus(self.url, name, self.certificates(name))


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    authority = Authority(tmp_path, datetime.now(UTC))
    authority.issue("server", ("localhost", "127.0.0.1"))
    for name in ("MS", "MDMS", "MTR-1", "MTR-2"):
        authority.issue(name)
    mosquitto = Mosquitto(tmp_path)
    mosquitto.start()
    yield mosquitto
    mosquitto.end()


async def test_an_event_goes_to_the_meter_and_its_confirmation_back(broker: Mosquitto) -> None:
    ms, meter = Announcer(), Taker()
    stations = [
        (bus := broker.bus(system.name), Station(system, keys, bus, lambda: datetime.now(UTC)))
        for system, keys in ((ms, MS), (meter, MTR))
    ]
    tasks = [asyncio.ensure_future(run(bus, (station,))) for bus, station in stations]
    for bus, _ in stations:
        await asyncio.wait_for(bus.connected.wait(), 10)
    ms.next_wake = datetime.now(UTC)
    stations[0][1].wake()
    await until(lambda: bool(ms.confirmed))
    assert meter.links.taken == [1]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_without_a_certificate_is_not_let_in(broker: Mosquitto) -> None:
    import ssl  # noqa: PLC0415 - here alone is a context made by hand

    context = ssl.create_default_context(cafile=broker.directory / "ca.pem")
    with pytest.raises(aiomqtt.MqttError):
        async with aiomqtt.Client("localhost", broker.port, tls_context=context, timeout=3):
            pass
    with pytest.raises(aiomqtt.MqttError):
        async with aiomqtt.Client("127.0.0.1", broker.port, timeout=3):
            pass


async def test_one_whom_another_authority_certified_is_not_let_in(broker: Mosquitto, tmp_path: Path) -> None:
    other = tmp_path / "other"
    Authority(other, datetime.now(UTC)).issue("MS")
    forged = Certificates(broker.directory / "ca.pem", other / "MS.pem", other / "MS.key")
    bus = MqttBus(broker.url, "MS", forged)
    trying = asyncio.ensure_future(bus.run())
    await asyncio.sleep(1)
    assert not bus.connected.is_set()
    assert not trying.done()
    trying.cancel()
    await asyncio.gather(trying, return_exceptions=True)


@pytest.mark.parametrize(
    ("client", "target", "source"),
    [
        ("MTR-1", "MTR-2", "MTR-1"),  # a meter commands no meter
        ("MTR-1", "MTR-2", "MS"),  # nor under the head end's name
        ("MTR-1", "MS", "MTR-2"),  # nobody speaks for another
        ("MDMS", "MTR-2", "MDMS"),  # the records command no meter
    ],
)
async def test_what_the_list_does_not_grant_goes_nowhere(
    broker: Mosquitto, client: str, target: str, source: str
) -> None:
    heard: list[bytes] = []
    taking, allowed, wicked = broker.bus(target), broker.bus(_other(client, target)), broker.bus(client)
    taking.subscribe(target, heard.extend)
    async with running(taking, allowed, wicked):
        wicked.publish(target, source, b"forbidden")
        await asyncio.sleep(0.5)
        allowed.publish(target, _other(client, target), b"granted")
        await until(lambda: b"granted" in heard)
    assert heard == [b"granted"]


def _other(client: str, target: str) -> str:
    """Somebody who may write to that target and is neither."""
    return next(name for name in ("MS", "MDMS", "MTR-1") if name not in {client, target})


async def test_nobody_listens_at_another_door(broker: Mosquitto) -> None:
    overheard: list[bytes] = []
    heard: list[bytes] = []
    ms, meter = broker.bus("MS"), broker.bus("MTR-2")
    meter.subscribe("MTR-2", heard.extend)
    context = broker.certificates("MTR-1").context()
    async with (
        running(ms, meter),
        aiomqtt.Client("localhost", broker.port, identifier="spy", tls_context=context) as spy,
    ):
        for pattern in ("#", "hems/1/#", "hems/1/MTR-2/+", topic("MTR-2", "MS")):
            await spy.subscribe(pattern, qos=1)
        listening = asyncio.ensure_future(_overhear(spy, overheard))
        ms.publish("MTR-2", "MS", b"secret")
        await until(lambda: heard == [b"secret"])
        await asyncio.sleep(0.5)
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
    assert overheard == []


async def _overhear(spy: aiomqtt.Client, overheard: list[bytes]) -> None:
    async for message in spy.messages:
        overheard.append(bytes(message.payload) if isinstance(message.payload, bytes) else b"?")  # noqa: PERF401 - it never ends


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_a_broker_that_went_and_came_back_is_found_again(broker: Mosquitto, how: signal.Signals) -> None:
    heard: list[bytes] = []
    ms, meter = broker.bus("MS"), broker.bus("MTR-1")
    meter.subscribe("MTR-1", heard.extend)
    async with running(ms, meter):
        broker.end(how)
        is_gone: Callable[[], bool] = lambda: not (ms.connected.is_set() or meter.connected.is_set())  # noqa: E731 - short
        await until(is_gone)
        ms.publish("MTR-1", "MS", b"meanwhile")
        broker.start()
        await until(meter.connected.is_set)
        await until(ms.connected.is_set)
        ms.publish("MTR-1", "MS", b"again")
        await until(lambda: b"again" in heard)


async def test_what_waits_for_a_meter_that_is_away_is_kept(broker: Mosquitto) -> None:
    heard: list[bytes] = []
    ms, meter = broker.bus("MS"), broker.bus("MTR-1")
    meter.subscribe("MTR-1", heard.extend)
    async with running(ms):
        async with running(meter):
            pass
        ms.publish("MTR-1", "MS", b"kept")
        await asyncio.sleep(0.3)
        async with running(meter):
            await until(lambda: heard == [b"kept"])
