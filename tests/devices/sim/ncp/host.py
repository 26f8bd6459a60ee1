"""A real bellows host over a real socket, for tests of the simulated dongle."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import zigpy.config as zc
import zigpy.device
import zigpy.types
from bellows.zigbee.application import ControllerApplication
from zigpy.util import convert_install_code
from zigpy.zdo.types import MultiAddress

from devices.sim.ncp.flash import new_flash
from devices.sim.ncp.joining import start_joining
from devices.sim.ncp.network import BLANK_NETWORK
from devices.sim.ncp.station import Station, preconfigured_key
from devices.sim.simulation import Simulation

CHANNEL = 15
SMART_ENERGY_ENDPOINT = 10
SMART_ENERGY, HOME_AUTOMATION = 0x0109, 0x0104


class SmartEnergyHost(ControllerApplication):  # type: ignore[misc]  # bellows ships no types
    """zigpy drops what comes on the Smart Energy profile; the same clusters are known on Home Automation's."""

    def packet_received(self, packet: zigpy.types.ZigbeePacket) -> None:
        if packet.profile_id == SMART_ENERGY:
            packet = packet.replace(profile_id=HOME_AUTOMATION)
        super().packet_received(packet)

    async def send_packet(self, packet: zigpy.types.ZigbeePacket) -> None:
        if packet.profile_id == SMART_ENERGY:
            packet = packet.replace(src_ep=SMART_ENERGY_ENDPOINT)
        await super().send_packet(packet)


def application(simulation: Simulation) -> ControllerApplication:
    """A host that is not yet connected."""
    host, port = simulation.port.address
    return SmartEnergyHost(
        {
            zc.CONF_DATABASE: None,
            zc.CONF_DEVICE: {zc.CONF_DEVICE_PATH: f"socket://{host}:{port}"},
            zc.CONF_NWK: {zc.CONF_NWK_CHANNEL: CHANNEL},
            zc.CONF_OTA: {zc.CONF_OTA_ENABLED: False},
            zc.CONF_TOPO_SCAN_ENABLED: False,
            zc.CONF_NWK_BACKUP_ENABLED: False,
            zc.CONF_ADDITIONAL_ENDPOINTS: [
                {
                    "endpoint": SMART_ENERGY_ENDPOINT,
                    "profile": SMART_ENERGY,
                    "device_type": 0x0502,
                    "device_version": 0,
                    "input_clusters": [0x0000],
                    "output_clusters": [0x0000, 0x0700, 0x0702, 0x0703],
                }
            ],
            "use_thread": False,
        }
    )


async def form(simulation: Simulation) -> None:
    """Put a network into the dongle's flash."""
    app = application(simulation)
    await app.startup(auto_form=True)
    await app.shutdown()


@asynccontextmanager
async def running(simulation: Simulation) -> AsyncIterator[ControllerApplication]:
    """A host on a formed network, with its endpoints registered."""
    if simulation.dongle.flash.network is None:
        await form(simulation)
    app = application(simulation)
    await app.startup(auto_form=False)
    try:
        yield app
    finally:
        await app.shutdown()


async def until(is_true: Callable[[], Any], seconds: float = 10) -> None:
    """Wait for something to become true; the time-out fails the test."""
    async with asyncio.timeout(seconds):
        while not is_true():  # noqa: ASYNC110 - what is waited for sets no event
            await asyncio.sleep(0.01)


def station_of(simulation: Simulation, number: int = 0) -> Station:
    """One of the stations, in the order in which they were added."""
    return list(simulation.air.stations.values())[number]


def look_for_network(simulation: Simulation, station: Station, seconds: float = 30) -> None:
    """Make a device start joining."""
    start_joining(simulation.air, station, simulation.now(), seconds)
    simulation.pump()


async def permit(app: ControllerApplication, station: Station, code: bytes | None = None, seconds: int = 60) -> None:
    """Let one device in with its install code, or with another one."""
    key = convert_install_code(code or station.node.install_code)
    assert key is not None
    await app.permit_with_link_key(zigpy.types.EUI64.convert(station.node.eui64), key, seconds)


async def admit(app: ControllerApplication, simulation: Simulation, station: Station) -> zigpy.device.Device:
    """Permit, join, and wait for the interview and for the device's own trust-centre link key."""
    await permit(app, station)
    look_for_network(simulation, station)
    eui64 = zigpy.types.EUI64.convert(station.node.eui64)
    await until(lambda: eui64 in app.devices and app.devices[eui64].is_initialized and app.devices[eui64].model)
    await until(lambda: station.link_key != preconfigured_key(station.node))
    device: zigpy.device.Device = app.devices[eui64]
    return device


async def bind(device: zigpy.device.Device, cluster_id: int) -> None:
    """Bind a cluster of the device's first endpoint to the host's Smart Energy endpoint."""
    target = MultiAddress()
    target.addrmode = zigpy.types.uint8_t(3)  # type: ignore[no-untyped-call]
    target.ieee = device.application.state.node_info.ieee
    target.endpoint = zigpy.types.uint8_t(SMART_ENERGY_ENDPOINT)  # type: ignore[no-untyped-call]
    endpoint = min(number for number in device.endpoints if number)
    answer = await device.zdo.Bind_req(device.ieee, endpoint, cluster_id, target)
    assert answer[0] == 0


def formed(directory: Path, seed: int = 1) -> Path:
    """A state directory whose flash holds a network, as a host formed it earlier."""
    flash = new_flash(seed)
    flash.network = {
        **BLANK_NETWORK,
        "pan_id": 0x1234,
        "extended_pan_id": bytes(range(1, 9)),
        "tx_power": 8,
        "channel": CHANNEL,
        "channels": 0x07FFF800,
    }
    flash.security_bitmask, flash.tc_eui64 = 0x0084, flash.eui64
    flash.network_key, flash.tc_link_key = bytes(range(16)), bytes(range(16, 32))
    directory.mkdir(parents=True, exist_ok=True)
    flash.save(directory / "dongle.json")
    return directory
