"""A real bellows host, over a real socket, on the simulated dongle: the whole life of a network."""

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
import zigpy.exceptions
import zigpy.types as t
from bellows.ash import NcpFailure

from devices.sim.node import ApsFrame
from devices.sim.simulation import Settings, Simulation
from tests.devices.sim.ncp.host import (
    HOME_AUTOMATION,
    SMART_ENERGY,
    admit,
    application,
    bind,
    formed,
    look_for_network,
    permit,
    running,
    station_of,
    until,
)
from tests.devices.sim.ncp.plain_node import METERING, PlainNode, install_code

DELIVERED = "current_summ_delivered"
both_versions = pytest.mark.parametrize("version", [13, 14])


def guarded(device: Any) -> Any:
    """The device's Metering cluster, spoken to under the link key."""
    cluster = device.endpoints[1].in_clusters[METERING]
    cluster.aps_encryption = True
    return cluster


def unguarded(device: Any) -> Any:
    """The device's Metering cluster, spoken to under the network key alone."""
    cluster = device.endpoints[1].in_clusters[METERING]
    cluster.aps_encryption = False
    return cluster


@both_versions
async def test_a_host_forms_a_network_and_resumes_it_after_a_restart(version: int, tmp_path: Path) -> None:
    settings = Settings(version=version, state=tmp_path)
    async with Simulation(settings) as sim:
        app = application(sim)
        await app.startup(auto_form=True)
        formed_network = app.state.network_info
        assert formed_network.channel == 15
        await app.shutdown()
    async with Simulation(settings) as sim:
        app = application(sim)
        await app.startup(auto_form=False)
        resumed = app.state.network_info
        await app.shutdown()
        assert sim.dongle.statistics.invalid_commands == 0
    assert resumed.pan_id == formed_network.pan_id
    assert resumed.extended_pan_id == formed_network.extended_pan_id
    assert resumed.network_key.key == formed_network.network_key.key
    assert resumed.network_key.tx_counter > formed_network.network_key.tx_counter


async def test_a_dongle_without_a_network_says_so() -> None:
    async with Simulation(Settings()) as sim:
        app = application(sim)
        with pytest.raises(zigpy.exceptions.NetworkNotFormed):
            await app.startup(auto_form=False)
        await app.shutdown()


@both_versions
async def test_a_device_joins_with_its_install_code_and_is_read(version: int, tmp_path: Path) -> None:
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(version=version, state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        device = await admit(app, sim, station_of(sim))
        assert (device.manufacturer, device.model) == ("Plain", "Node 1")
        assert device.node_desc is not None
        assert device.node_desc.manufacturer_code == 0x1234
        assert [*device.endpoints[1].in_clusters] == [0x0000, METERING]
        read, failed = await guarded(device).read_attributes([DELIVERED])
        assert (read, failed) == ({DELIVERED: node.delivered_wh}, {})
        assert node.received[-1].is_encrypted


@both_versions
async def test_a_backup_restores_the_network_to_another_dongle(version: int, tmp_path: Path) -> None:
    node = PlainNode(profile_id=SMART_ENERGY, device_id=0x0503)
    key, eui64 = t.KeyData(range(16)), t.EUI64.convert(node.eui64)
    old = Settings(version=version, state=formed(tmp_path / "old"))
    async with Simulation(old, [node]) as sim, running(sim) as app:
        await admit(app, sim, station_of(sim))
        await app._ezsp.importLinkKey(index=0, address=eui64, key=key)
        backup = await app.backups.create_backup(load_devices=True)
    assert backup.network_info.children == [eui64]
    has_link_keys = version == 13  # bellows 1.2.1 reads the key table of EZSP 14 with the fields of 13
    if has_link_keys:
        assert backup.network_info.key_table[0].partner_ieee == eui64
    async with Simulation(Settings(version=version, seed=2, state=tmp_path / "new")) as sim:
        app = application(sim)
        await app.connect()
        await app.backups.restore_backup(backup, counter_increment=5000)
        await app.load_network_info(load_devices=True)
        restored = app.state.network_info
        assert app.state.node_info.ieee == backup.node_info.ieee
        await app.disconnect()
    assert restored.pan_id == backup.network_info.pan_id
    assert restored.network_key.key == backup.network_info.network_key.key
    assert restored.network_key.tx_counter >= backup.network_info.network_key.tx_counter + 5000
    assert restored.stack_specific == backup.network_info.stack_specific
    assert [entry.key for entry in restored.key_table] == [key] * has_link_keys
    assert restored.children == [eui64]


async def test_a_device_stays_joined_over_a_restart_of_dongle_and_host(tmp_path: Path) -> None:
    settings = Settings(state=formed(tmp_path))
    async with Simulation(settings, [PlainNode(profile_id=SMART_ENERGY)]) as sim, running(sim) as app:
        device = await admit(app, sim, station_of(sim))
        await bind(device, METERING)
        nwk = device.nwk
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(settings, [node]) as sim, running(sim) as app:
        assert node.bound == [(1, METERING, 10)]
        sim.control.answer(json.dumps({"do": "power_cycle", "device": node.eui64}).encode())
        await until(lambda: len(app.devices) == 2 and app.devices[t.EUI64.convert(node.eui64)].model)
        again = app.devices[t.EUI64.convert(node.eui64)]
        assert (again.nwk, node.resets) == (nwk, 1)
        read, _ = await guarded(again).read_attributes([DELIVERED])
        assert read[DELIVERED] == node.delivered_wh


async def test_nobody_joins_a_closed_network(tmp_path: Path) -> None:
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode()]) as sim, running(sim) as app:
        station = station_of(sim)
        look_for_network(sim, station, seconds=0.2)
        await asyncio.sleep(0.1)
        assert station.note == "no network permits joining"
        assert len(app.devices) == 1


async def test_nobody_joins_an_open_network_without_a_key_for_it(tmp_path: Path) -> None:
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode(1), PlainNode(2)]) as sim, running(sim) as app:
        await permit(app, station_of(sim, 0))
        stranger = station_of(sim, 1)
        look_for_network(sim, stranger, seconds=0.2)
        await asyncio.sleep(0.1)
        assert stranger.note == "the trust centre refused: it holds no link key for this device"
        assert t.EUI64.convert(stranger.node.eui64) not in app.devices


async def test_a_device_with_another_install_code_does_not_get_in(tmp_path: Path) -> None:
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode(1)]) as sim, running(sim) as app:
        station = station_of(sim)
        await permit(app, station, install_code(99))
        look_for_network(sim, station)
        await asyncio.sleep(0.1)
        assert station.note == "could not decrypt the network key: the trust centre holds another link key"
        assert sim.air.joined() == []


async def test_a_frame_that_must_be_encrypted_and_is_not_gets_no_answer(tmp_path: Path) -> None:
    """C1FR44: the device drops what came without the link key."""
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        device = await admit(app, sim, station_of(sim))
        before = len(node.received)
        request = unguarded(device).read_attributes([DELIVERED])
        reading = asyncio.ensure_future(request)
        await until(lambda: sim.air.statistics.dropped_without_link_key)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        assert len(node.received) == before


async def test_incoming_encryption_is_visible_to_the_host(tmp_path: Path) -> None:
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        station = station_of(sim)
        await admit(app, sim, station)
        seen: list[tuple[int | None, bool]] = []
        hear = app.packet_received

        def spy(packet: t.ZigbeePacket) -> None:
            if packet.cluster_id == METERING:
                seen.append((packet.dst_ep, bool(packet.tx_options & t.TransmitOptions.APS_Encryption)))
            hear(packet)

        app.packet_received = spy
        for is_encrypted in (True, False):
            body = node.report().payload
            sim.air.transmit(station, ApsFrame(SMART_ENERGY, METERING, 1, 10, body, is_encrypted), sim.now())
        sim.pump()
        await until(lambda: len(seen) == 2)
        assert seen == [(10, True), (10, False)]


async def test_frames_for_an_endpoint_or_profile_that_is_not_registered_go_nowhere(tmp_path: Path) -> None:
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        station = station_of(sim)
        await admit(app, sim, station)
        dropped = sim.air.statistics.dropped_no_endpoint
        for profile_id, endpoint in ((SMART_ENERGY, 77), (SMART_ENERGY, 1), (HOME_AUTOMATION, 10)):
            frame = ApsFrame(profile_id, METERING, 1, endpoint, node.report().payload, is_encrypted=True)
            sim.air.transmit(station, frame, sim.now())
        sim.pump()
        await until(lambda: sim.air.statistics.dropped_no_endpoint == dropped + 3)


async def test_a_long_payload_arrives_whole(tmp_path: Path) -> None:
    """On EZSP 13, because bellows 1.2.1 takes the wrong fields of a fragment on 14."""
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(version=13, state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        station = station_of(sim)
        await admit(app, sim, station)
        heard: list[bytes] = []
        app.packet_received = lambda packet: heard.append(packet.data.serialize())
        payload = b"\x09\x01\x00" + bytes(range(200))
        sim.air.transmit(station, ApsFrame(SMART_ENERGY, 0x0703, 1, 10, payload, is_encrypted=True), sim.now())
        sim.pump()
        await until(lambda: heard)
        assert heard == [payload]


async def test_a_device_that_leaves_is_announced_and_forgets_its_keys(tmp_path: Path) -> None:
    node = PlainNode(profile_id=SMART_ENERGY)
    async with Simulation(Settings(state=formed(tmp_path)), [node]) as sim, running(sim) as app:
        station = station_of(sim)
        device = await admit(app, sim, station)
        left: list[t.EUI64] = []
        app.handle_leave = lambda _nwk, ieee: left.append(ieee)
        await device.zdo.leave()
        await until(lambda: left)
        assert left == [device.ieee]
        assert station.network is None


async def test_a_silent_device_is_not_delivered_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.sim.air.GIVE_UP_S", 0.1)
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode()]) as sim, running(sim) as app:
        station = station_of(sim)
        await permit(app, station)
        look_for_network(sim, station)
        await until(lambda: station.note == "joined" and len(app.devices) == 2)
        station.is_silent = True
        device = app.devices[t.EUI64.convert(station.node.eui64)]
        with pytest.raises(zigpy.exceptions.DeliveryError):
            await device.request(HOME_AUTOMATION, 0, 1, 1, 9, b"\x00\x09\x00\x04\x00", timeout=5)


async def test_a_coordinator_whose_frame_counter_went_back_is_not_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F15: after a bad restore devices reject the coordinator, and nothing is silently accepted."""
    monkeypatch.setattr("devices.sim.air.GIVE_UP_S", 0.1)
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode()]) as sim, running(sim) as app:
        station = station_of(sim)
        await permit(app, station)
        look_for_network(sim, station)
        await until(lambda: station.note == "joined" and len(app.devices) == 2)
        station.heard_frame_counter = sim.dongle.flash.counters.nwk_frame + 10_000
        device = app.devices[t.EUI64.convert(station.node.eui64)]
        with pytest.raises(zigpy.exceptions.DeliveryError):
            await device.request(HOME_AUTOMATION, 0, 1, 1, 9, b"\x00\x09\x00\x04\x00", timeout=5)
        assert sim.air.statistics.dropped_replayed > 0


async def test_fifty_devices_report_once_a_second_and_nothing_is_lost(tmp_path: Path) -> None:
    """C1NFR12: telemetry of a full house arrives."""
    nodes = [PlainNode(number, profile_id=SMART_ENERGY) for number in range(1, 51)]
    async with Simulation(Settings(state=formed(tmp_path)), nodes) as sim, running(sim) as app:
        network = sim.dongle.network
        assert network is not None
        for number, station in enumerate(sim.air.stations.values(), 1):
            station.restore({**station.state(), "membership": "joined", "node_id": number})
            station.network = network
            key = sim.dongle.link_key(station.eui64, sim.now())
            assert key is not None
            station.link_key = key
        heard: list[bytes] = []
        app.packet_received = lambda packet: heard.append(packet.data.serialize())
        start_s = sim.now().monotonic_s
        for number, node in enumerate(nodes):
            node.period_s, node.due_s = 1.0, start_s + number / 50
        sim.pump()
        await until(lambda: len(heard) >= 150)
        assert sim.dongle.statistics.callbacks_lost == 0


async def test_the_port_serves_one_host_at_a_time(tmp_path: Path) -> None:
    async with Simulation(Settings(state=formed(tmp_path))) as sim, running(sim):
        reader, writer = await asyncio.open_connection(*sim.port.address)
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        assert sim.port.refused == 1


async def test_a_reset_of_the_co_processor_reaches_the_host_at_once(tmp_path: Path) -> None:
    """F2"""
    async with Simulation(Settings(state=formed(tmp_path))) as sim, running(sim) as app:
        lost: list[BaseException | None] = []
        app.connection_lost = lost.append
        answer = sim.control.answer(b'{"do": "reset_ncp", "reason": "watchdog"}')
        assert answer == {"ok": True, "result": None}
        await until(lambda: lost)
        assert isinstance(lost[0], NcpFailure)


async def test_a_new_network_key_reaches_everyone_who_listens(tmp_path: Path) -> None:
    """F14: the network goes on under the new key; who slept through it is left behind."""
    nodes = [PlainNode(1, profile_id=SMART_ENERGY), PlainNode(2, profile_id=SMART_ENERGY)]
    async with Simulation(Settings(state=formed(tmp_path)), nodes) as sim, running(sim) as app:
        device = await admit(app, sim, station_of(sim, 0))
        await admit(app, sim, station_of(sim, 1))
        station_of(sim, 1).is_silent = True
        key = t.KeyData(range(100, 116))
        await app._ezsp.broadcastNextNetworkKey(key=key)
        await app._ezsp.broadcastNetworkKeySwitch()
        station_of(sim, 1).is_silent = False
        read, _ = await guarded(device).read_attributes([DELIVERED])
        assert read[DELIVERED] == nodes[0].delivered_wh
        lost = sim.air.statistics.lost_without_coordinator
        sim.air.transmit(station_of(sim, 1), nodes[1].report(), sim.now())
        sim.pump()
        await until(lambda: sim.air.statistics.lost_without_coordinator == lost + 1)
        assert (await app._ezsp.get_network_key()).key == key


async def test_a_device_that_was_reset_to_factory_joins_anew(tmp_path: Path) -> None:
    """F12: it comes back with its install code alone, under the same EUI64."""
    async with (
        Simulation(Settings(state=formed(tmp_path)), [PlainNode(profile_id=SMART_ENERGY)]) as sim,
        running(sim) as app,
    ):
        station = station_of(sim)
        device = await admit(app, sim, station)
        await bind(device, METERING)
        again = await admit(app, sim, station)
        assert again.ieee == device.ieee
        assert station.bindings == []
