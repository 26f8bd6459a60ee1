"""tshark reads each frame of key establishment as the standard has it: no malformed one, equal fields."""

import asyncio
from pathlib import Path

import pytest

from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.certificates import Certificate
from devices.cbke.exchange import Patience
from devices.cbke.suites import SUITE_1, SUITES, Suite
from devices.errors import JoinFault
from devices.messages import Eui64, JoinFailed, KeyEstablished, RadioState
from devices.moment import Moment
from devices.radio.key_establishment import Means
from devices.se.keys import TerminateStatus
from devices.sim.house.neighbourhood import make_nodes
from devices.sim.ncp.joining import start_joining
from devices.sim.simulation import Settings, Simulation
from tests.devices.radio.world import Ear, serving
from tests.interop.test_tshark import SMART_ENERGY, START, RecordingTap, Shown, dissect, keys_of

pytestmark = pytest.mark.interop
KEY_ESTABLISHMENT = 0x0800
INITIATE, EPHEMERAL, CONFIRM, TERMINATE = range(4)
SENT, ANSWERED = "zbee_zcl_se.ke.cmd.srv_rx.id", "zbee_zcl_se.ke.cmd.srv_tx.id"
Said = list[tuple[int, int, bytes]]


async def captured(path: Path, suite: Suite, fault: str = "none") -> tuple[Ear, Said, list[Shown]]:
    """A meter joins a real stack that has a certificate: what was heard, what both said, how tshark reads it."""
    start = Moment(START, asyncio.get_running_loop().time())
    nodes = make_nodes(["meter"], seed=1, start=start, profile_id=SMART_ENERGY, state=None)
    async with Simulation(Settings(start=START), nodes) as sim:
        tap = sim.air.tap = RecordingTap(path)
        [station] = sim.air.stations.values()
        station.node.drive("key_establishment", {"suites": [suite.number], "fault": fault}, sim.now())
        credentials = {suite: DemonstrationAuthority(1).issue(suite, sim.dongle.eui64[::-1])}
        host, port = sim.port.address
        means = Means(credentials, Patience(attempts=1))
        async with serving(f"socket://{host}:{port}", None, means=means) as (han, ear):
            await ear.state(RadioState.READY, within_s=60)
            await han.permit(Eui64(station.node.eui64), station.node.install_code, 60)
            start_joining(sim.air, station, sim.now())
            sim.pump()
            await ear.first(KeyEstablished if fault == "none" else JoinFailed, within_s=60)
        keys = keys_of(sim)
        tap.close()
    payloads = [frame.payload for frame in tap.sent if frame.cluster_id == KEY_ESTABLISHMENT and frame.payload[0] & 1]
    said = [(payload[0] >> 3 & 1, payload[2], payload[3:]) for payload in payloads]
    return ear, said, list(dissect(path, keys))


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: f"suite {suite.number}")
async def test_every_frame_of_key_establishment_is_read_as_it_was_sent(tmp_path: Path, suite: Suite) -> None:
    """C1FR44"""
    _, said, frames = await captured(tmp_path / "air.pcap", suite)
    assert [shown for shown in frames if "_ws.malformed" in shown] == []
    assert [(is_answer, command) for is_answer, command, _ in said] == [
        (is_answer, command) for command in (INITIATE, EPHEMERAL, CONFIRM) for is_answer in (0, 1)
    ]
    read = [shown for shown in frames if SENT in shown or ANSWERED in shown]
    assert len(read) == len(said)
    for (is_answer, command, body), shown in zip(said, read, strict=True):
        assert shown[ANSWERED if is_answer else SENT] == [f"0x{command:02x}"]
        compare(command, body, shown, suite)


def compare(command: int, body: bytes, shown: Shown, suite: Suite) -> None:
    """The fields as tshark shows them, and as they were sent."""
    ke = {name.removeprefix("zbee_zcl_se.ke."): values for name, values in shown.items()}
    if command == INITIATE:
        certificate = Certificate.parse(suite, body[4:])
        assert int(ke["attr.suite"][0], 0) == suite.bit
        assert [int(ke[f"init.{name}.time"][0], 0) for name in ("ephemeral", "confirm")] == list(body[2:4])
        for name, value in (("subject", certificate.subject), ("reconst", certificate.point)):
            assert ke[f"cert.{name}"] == [value.hex(":")]
        return
    names = {EPHEMERAL: ("qeu", "qev"), CONFIRM: ("macu", "macv")}[command]
    assert [ke[name] for name in names if name in ke] == [[body.hex(":")]]


async def test_a_termination_is_read_with_its_reason(tmp_path: Path) -> None:
    ear, said, frames = await captured(tmp_path / "air.pcap", SUITE_1, "unknown issuer")
    assert [message.why for message in ear.all(JoinFailed)] == [JoinFault.KEY_FAILED]
    assert [shown for shown in frames if "_ws.malformed" in shown] == []
    assert said[-1][:2] == (0, TERMINATE)
    [terminated] = [shown for shown in frames if shown.get(SENT) == ["0x03"]]
    assert [int(value, 0) for value in terminated["zbee_zcl_se.ke.terminate.status"]] == [
        TerminateStatus.UNKNOWN_ISSUER
    ]
