"""tshark, a dissector that we did not write, reads what the tap wrote: no malformed frame, equal fields."""

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from struct import pack, unpack_from
from xml.etree import ElementTree as ET

import pytest

from devices.moment import Moment
from devices.sim.capture import Capture
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.ncp.aps import AirFrame
from devices.sim.ncp.station import preconfigured_key
from devices.sim.node import ApsFrame
from devices.sim.simulation import Settings, Simulation
from tests.devices.sim.ncp.host import admit, bind, look_for_network, permit, running, station_of, until
from tests.devices.sim.ncp.plain_node import PlainNode

pytestmark = pytest.mark.interop
SMART_ENERGY, PRICE, METERING, MESSAGING = 0x0109, 0x0700, 0x0702, 0x0703
START = datetime(2026, 7, 1, 20, 0, tzinfo=UTC)
Shown = dict[str, list[str]]


class RecordingTap(Capture):
    """Keeps what was sent beside what was written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.sent: list[ApsFrame] = []

    def write(self, sent: AirFrame, at: Moment) -> None:
        self.sent.append(sent.frame)
        super().write(sent, at)


def keys_of(simulation: Simulation) -> list[str]:
    """Network key, link keys from install codes, and link keys of now."""
    stations = simulation.air.stations.values()
    link_keys = [key for station in stations for key in (station.link_key, preconfigured_key(station.node))]
    return [key.hex() for key in (simulation.dongle.flash.network_key, *link_keys)]


def dissect(path: Path, keys: list[str]) -> Iterator[Shown]:
    """Every frame's fields by name, with the raw `show` values of PDML."""
    command = ["tshark", "-r", str(path), "-T", "pdml"]
    for key in keys:
        command += ["-o", f'uat:zigbee_pc_keys:"{key}","Normal","key"']
    pdml = subprocess.run(command, check=True, capture_output=True).stdout
    for packet in ET.fromstring(pdml).iter("packet"):
        shown: Shown = {}
        for field in packet.iter():
            name = field.get("name")
            if name and field.tag in ("field", "proto"):
                shown.setdefault(name, []).append(field.get("show", ""))
        yield shown


def utc(text: str) -> datetime:
    return datetime.strptime(" ".join(text.split()).replace(".000000000 UTC", ""), "%b %d, %Y %H:%M:%S").replace(
        tzinfo=UTC
    )


def of_command(frames: list[Shown], field: str, value: str) -> list[Shown]:
    return [shown for shown in frames if shown.get(field) == [value]]


async def test_known_frames_are_read_field_by_field(tmp_path: Path) -> None:
    publish = (
        pack("<I", 0x10203040) + b"\x08ON PEAK1" + pack("<IIBHBBIHI", 77, 800_000_000, 0, 840, 0x51, 0x60, 0, 60, 32481)
    )
    display = pack("<IBIHB", 99, 0x84, 0, 30, 11) + b"Hello house"
    node = PlainNode(1, profile_id=SMART_ENERGY)
    async with Simulation(Settings(capture=tmp_path / "air.pcap"), [node]) as sim:
        async with running(sim) as app:
            station = station_of(sim)
            await permit(app, station)
            look_for_network(sim, station)
            await until(
                lambda: app.devices and station.note == "joined" and station.link_key != preconfigured_key(node)
            )
            for cluster, body in ((PRICE, b"\x09\x11\x00" + publish), (MESSAGING, b"\x09\x12\x00" + display)):
                sim.air.transmit(station, ApsFrame(SMART_ENERGY, cluster, 1, 1, body, is_encrypted=True), sim.now())
            sim.air.transmit(station, node.report(), sim.now())
            long = b"\x09\x13\x00" + pack("<IBIHB", 100, 0x80, 0, 30, 150) + b"x" * 150
            sim.air.transmit(station, ApsFrame(SMART_ENERGY, MESSAGING, 1, 1, long, is_encrypted=True), sim.now())
        keys = keys_of(sim)
    frames = list(dissect(tmp_path / "air.pcap", keys))
    assert [shown for shown in frames if "_ws.malformed" in shown] == []
    [price] = of_command(frames, "zbee_zcl_se.price.cmd.srv_tx.id", "0x00")
    assert utc(price.pop("zbee_zcl_se.price.current_time")[0]).timestamp() == 946_684_800 + 800_000_000
    expected = {
        "provider_id": "270544960",
        "rate_label": "ON PEAK1",
        "issuer_event_id": "77",
        "unit_of_measure": "0x00",
        "currency": "0x0348",
        "tier": "0x01",
        "trailing_digit": "0x05",
        "register_tier": "0x00",
        "number_of_price_tiers": "0x06",
        "duration_in_minutes": "60",
        "price": "32481",
    }
    assert {name: price[f"zbee_zcl_se.price.{name}"] for name in expected} == {n: [v] for n, v in expected.items()}
    message, long_message = of_command(frames, "zbee_zcl_se.msg.cmd.srv_tx.id", "0x00")
    assert message["zbee_zcl_se.msg.message.id"] == ["0x00000063"]
    assert message["zbee_zcl_se.msg.message.ctrl"] == ["0x84"]
    assert message["zbee_zcl_se.msg.message.duration"] == ["30"]
    assert message["zbee_zcl_se.msg.message"] == ["Hello house"]
    assert long_message["zbee_zcl_se.msg.message"] == ["x" * 150]
    [report] = of_command(frames, "zbee_zcl.cmd.id", "0x0a")
    assert report["zbee_zcl_se.met.attr_id"] == ["0x0000"]
    assert report["zbee_zcl.attr.uint48"] == [str(node.delivered_wh)]


async def test_what_the_simulated_meter_says_is_read_as_it_was_sent(tmp_path: Path) -> None:
    """C1FR32: prices, readings and messages reach the home as the standard writes them."""
    start = Moment(START, asyncio.get_running_loop().time())
    nodes = make_nodes(["meter"], seed=1, start=start, profile_id=SMART_ENERGY, state=None)
    async with Simulation(Settings(start=START), nodes) as sim:
        tap = sim.air.tap = RecordingTap(tmp_path / "air.pcap")
        async with running(sim) as app:
            station = station_of(sim)
            device = await admit(app, sim, station)
            endpoint = next(one for number, one in device.endpoints.items() if number)
            for cluster_id in (PRICE, METERING, MESSAGING):
                await bind(device, cluster_id)
            metering = endpoint.in_clusters[METERING]
            type(metering).aps_encryption = True
            await metering.configure_reporting("current_summ_delivered", 1, 2, 1)
            await metering.configure_reporting("instantaneous_demand", 1, 2, 1)
            station.node.drive("price", {"price": "0.32481", "minutes": 60, "label": "Peak"}, sim.now())
            station.node.drive("message", {"text": "Save at five", "minutes": 30, "confirm": True}, sim.now())
            sim.pump()
            await until(lambda: {PRICE, METERING, MESSAGING} <= spoken(tap))
            await until(lambda: len(reports(tap)) > 2)
        keys = keys_of(sim)
        tap.close()
    frames = list(dissect(tmp_path / "air.pcap", keys))
    assert [shown for shown in frames if "_ws.malformed" in shown] == []
    compare_prices(tap, frames)
    compare_messages(tap, frames)
    compare_reports(tap, frames)


def spoken(tap: RecordingTap) -> set[int]:
    return {frame.cluster_id for frame in tap.sent if frame.profile_id == SMART_ENERGY and frame.payload[0] & 0x08}


def commands(tap: RecordingTap, cluster_id: int, control: int, command: int) -> list[bytes]:
    """Payloads after the ZCL header of server-to-client frames."""
    sent = [frame.payload for frame in tap.sent if frame.cluster_id == cluster_id and frame.profile_id == SMART_ENERGY]
    return [payload[3:] for payload in sent if payload[0] & 0x0F == control and payload[2] == command]


def reports(tap: RecordingTap) -> list[bytes]:
    return commands(tap, METERING, 0x08, 0x0A)


def compare_prices(tap: RecordingTap, frames: list[Shown]) -> None:
    sent = commands(tap, PRICE, 0x09, 0x00)
    shown = of_command(frames, "zbee_zcl_se.price.cmd.srv_tx.id", "0x00")
    assert sent
    assert len(sent) == len(shown)
    for body, fields in zip(sent, shown, strict=True):
        size = body[4]
        (provider,) = unpack_from("<I", body)
        event, now, unit, currency, digits, tiers, begin, minutes, price = unpack_from("<IIBHBBIHI", body, 5 + size)
        expected = {
            "provider_id": str(provider),
            "rate_label": body[5 : 5 + size].decode(),
            "issuer_event_id": str(event),
            "unit_of_measure": f"0x{unit:02x}",
            "currency": f"0x{currency:04x}",
            "trailing_digit_and_price_tier": f"0x{digits:02x}",
            "number_of_price_tiers_and_register_tier": f"0x{tiers:02x}",
            "duration_in_minutes": str(minutes),
            "price": str(price),
        }
        assert {name: fields[f"zbee_zcl_se.price.{name}"] for name in expected} == {n: [v] for n, v in expected.items()}
        for name, seconds in (("current_time", now), ("start_time", begin)):
            assert utc(fields[f"zbee_zcl_se.price.{name}"][0]).timestamp() == 946_684_800 + seconds


def compare_messages(tap: RecordingTap, frames: list[Shown]) -> None:
    sent = commands(tap, MESSAGING, 0x09, 0x00)
    shown = of_command(frames, "zbee_zcl_se.msg.cmd.srv_tx.id", "0x00")
    assert sent
    assert len(sent) == len(shown)
    for body, fields in zip(sent, shown, strict=True):
        number, control, begin, minutes, size = unpack_from("<IBIHB", body)
        assert fields["zbee_zcl_se.msg.message.id"] == [f"0x{number:08x}"]
        assert fields["zbee_zcl_se.msg.message.ctrl"] == [f"0x{control:02x}"]
        assert fields["zbee_zcl_se.msg.message.duration"] == [str(minutes)]
        assert fields["zbee_zcl_se.msg.message"] == [body[12 : 12 + size].decode()]
        assert fields["zbee_zcl_se.msg.message.start_time"] == [str(begin)]


def compare_reports(tap: RecordingTap, frames: list[Shown]) -> None:
    sent = reports(tap)
    shown = [fields for fields in of_command(frames, "zbee_zcl.cmd.id", "0x0a") if "zbee_zcl_se.met.attr_id" in fields]
    assert len(sent) == len(shown)
    for body, fields in zip(sent, shown, strict=True):
        values: Shown = {
            name: [] for name in ("zbee_zcl_se.met.attr_id", "zbee_zcl.attr.uint48", "zbee_zcl.attr.int24")
        }
        at = 0
        while at < len(body):
            attribute, kind = unpack_from("<HB", body, at)
            values["zbee_zcl_se.met.attr_id"].append(f"0x{attribute:04x}")
            size, is_signed, name = {
                0x25: (6, False, "zbee_zcl.attr.uint48"),
                0x2A: (3, True, "zbee_zcl.attr.int24"),
                0x18: (1, False, "zbee_zcl.attr.bitmap8"),
            }[kind]
            number = int.from_bytes(body[at + 3 : at + 3 + size], "little", signed=is_signed)
            if name in values:
                values[name].append(str(number))
            at += 3 + size
        assert {name: fields.get(name, []) for name in values} == values
