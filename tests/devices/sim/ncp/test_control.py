"""The control socket and the command line: what a tester may ask, and what comes back when it cannot be."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from devices.sim.__main__ import main
from devices.sim.control import _VERBS
from devices.sim.simulation import Settings, Simulation
from tests.devices.sim.ncp.host import formed, look_for_network, permit, running, station_of, until
from tests.devices.sim.ncp.plain_node import PlainNode

DEVICE = PlainNode(1).eui64
NODES = "tests.devices.sim.ncp.plain_node:make_nodes"
ROOT = Path(__file__).parents[4]


def ask(sim: Simulation, verb: str, **arguments: object) -> Any:
    answer = sim.control.answer(json.dumps({"do": verb, **arguments}).encode())
    assert answer["ok"], answer["error"]
    return answer["result"]


def refusal(sim: Simulation, verb: str, **arguments: object) -> str:
    answer = sim.control.answer(json.dumps({"do": verb, **arguments}).encode())
    assert not answer["ok"]
    return str(answer["error"])


async def test_devices_are_listed_with_what_stands_on_their_label() -> None:
    async with Simulation(Settings(), [PlainNode(1), PlainNode(2)]) as sim:
        first, second = ask(sim, "list")
        assert (first["device"], first["membership"], first["note"]) == (DEVICE, "outside", "never joined")
        assert first["install_code"] == PlainNode(1).install_code.hex().upper()
        assert second["endpoints"][0]["server_clusters"] == (0x0000, 0x0702)


async def test_a_device_is_driven_silenced_and_given_another_signal() -> None:
    node = PlainNode(1)
    async with Simulation(Settings(), [node]) as sim:
        assert ask(sim, "drive", device=DEVICE, command="use", arguments={"wh": 7}) == 123_463
        changed = ask(sim, "device", device=DEVICE.upper(), silent=True, lqi=33, rssi_dbm=-80)
        assert (changed["silent"], changed["lqi"], changed["rssi_dbm"]) == (True, 33, -80)
        ask(sim, "power_cycle", device=DEVICE)
        assert node.resets == 1
        assert ask(sim, "clear")["corruption"] == 0
        assert not ask(sim, "list")[0]["silent"]
        ask(sim, "remove", device=DEVICE)
        assert ask(sim, "list") == []


async def test_a_device_joins_leaves_and_can_be_made_to_lie(tmp_path: Path) -> None:
    nodes = [PlainNode(1, profile_id=0x0109), PlainNode(2)]
    async with Simulation(Settings(state=formed(tmp_path)), nodes) as sim, running(sim) as app:
        station = station_of(sim)
        await permit(app, station)
        assert ask(sim, "join", device=DEVICE, seconds=5)["device"] == DEVICE
        await until(lambda: len(app.devices) == 2)
        ask(
            sim,
            "transmit",
            device=DEVICE,
            cluster_id=0x0702,
            destination_endpoint=10,
            payload="080a0a",
            encrypted=False,
        )
        heard: list[str] = []
        app.handle_join = lambda ieee, **_: heard.append(str(ieee))
        ask(sim, "spoof", device=DEVICE, **{"as": nodes[1].eui64})
        await until(lambda: heard)
        assert heard == [nodes[1].eui64]
        assert ask(sim, "statistics")["devices"] == {"joined": 1, "all": 2}
        assert len(ask(sim, "keys")["network"]) == 32
        ask(sim, "leave", device=DEVICE)
        assert ask(sim, "statistics")["devices"]["joined"] == 0


async def test_the_signal_of_each_message_is_the_devices_own(tmp_path: Path) -> None:
    async with Simulation(Settings(state=formed(tmp_path)), [PlainNode(1)]) as sim, running(sim) as app:
        station = station_of(sim)
        await permit(app, station)
        ask(sim, "device", device=DEVICE, lqi=77, rssi_dbm=-66)
        look_for_network(sim, station)
        await until(lambda: len(app.devices) == 2)
        [device] = [one for one in app.devices.values() if one.nwk]
        assert (device.lqi, device.rssi) == (77, -66)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"hello", "this line is not JSON"),
        (b"[]", 'a request is an object with a verb, such as {"do": "list"}'),
        (b'{"do": "jump"}', "there is no verb 'jump'; there are list, join"),
        (b'{"do": "join"}', "there is no device None; there are none"),
        (b'{"do": "unplug", "seconds": "ten"}', "seconds is a number, not 'ten'"),
        (b'{"do": "unplug", "seconds": -1}', "seconds is at least 0, not -1"),
        (b'{"do": "reset_ncp", "reason": "boredom"}', "there is no reason boredom; there are power_on, watchdog"),
        (b'{"do": "link", "loss": 7}', "loss is a share from 0 to 1, not 7"),
    ],
)
async def test_a_request_that_cannot_be_is_answered_with_a_sentence(line: bytes, sentence: str) -> None:
    async with Simulation(Settings()) as sim:
        answer = sim.control.answer(line)
        assert not answer["ok"]
        assert sentence in answer["error"]


async def test_a_devices_own_refusals_reach_the_tester() -> None:
    async with Simulation(Settings(), [PlainNode(1)]) as sim:
        assert refusal(sim, "drive", device=DEVICE, command="fly") == (
            "this device has no verb fly; it has use and report_every"
        )
        assert refusal(sim, "drive", device=DEVICE).startswith("drive takes a command")
        assert refusal(sim, "device", device=DEVICE, lqi=300) == "lqi is from 0 to 255, not 300"
        assert refusal(sim, "device", device=DEVICE, silent="yes") == "silent is true or false, not 'yes'"
        assert refusal(sim, "transmit", device=DEVICE, cluster_id=6, payload="xy").startswith("payload is hexadecimal")
        assert refusal(sim, "spoof", device=DEVICE).startswith("spoof takes as")


def test_every_verb_is_documented_with_an_example() -> None:
    page = (ROOT / "docs/simulator.md").read_text(encoding="utf-8")
    assert [verb for verb in _VERBS if f'{{"do": "{verb}"' not in page] == []


async def test_the_program_says_where_it_listens_and_ends_when_told(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "devices.sim", "--nodes", NODES, "--devices", "a,b", "--state", str(tmp_path)),
        *("--start", "2026-07-01T12:00:00Z", "--speed", "60", "--capture", str(tmp_path / "air.pcap")),
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert process.stdout is not None
    hello = json.loads(await process.stdout.readline())
    assert hello["speed"] == 60
    assert hello["utc"].startswith("2026-07-01T12:")
    host, port = hello["control"].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b'{"do": "list"}\n{"do": "clock"}\n')
    assert len(json.loads(await reader.readline())["result"]) == 2
    assert json.loads(await reader.readline())["result"]["speed"] == 60
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert await reader.read() == b""
    writer.close()
    await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    assert (tmp_path / "dongle.json").exists()


async def test_the_program_ends_with_its_parent_or_on_request() -> None:
    for ending in ("stdin", "stop"):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "devices.sim", "--nodes", NODES, "--with-parent"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        assert process.stdout is not None
        assert process.stdin is not None
        host, port = json.loads(await process.stdout.readline())["control"].split(":")
        if ending == "stop":
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(b'{"do": "stop"}\n')
            assert json.loads(await reader.readline()) == {"ok": True, "result": None}
            writer.close()
            await asyncio.gather(writer.wait_closed(), return_exceptions=True)
        else:
            process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 10) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--listen", "localhost"], "an address is HOST:PORT such as 127.0.0.1:0, not 'localhost'"),
        (["--control", "0.0.0.0:7000"], "the control socket opens on 127.0.0.1 only, not on 0.0.0.0"),
        (["--start", "noon"], "an instant is like 2026-07-01T12:00:00Z, not 'noon'"),
        (["--start", "2026-07-01T12:00:00"], "an instant needs its zone, such as 2026-07-01T12:00:00Z"),
        (["--speed", "0"], "speed is more than 0 and at most 3600, not 0"),
        (["--nodes", "nowhere:make"], "--nodes nowhere:make: No module named 'nowhere'"),
        (["--devices", "toaster"], "toaster"),
    ],
)
def test_arguments_that_cannot_be_are_refused_with_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err
