"""A bad line between host and dongle, on demand and reproducibly from a seed."""

import asyncio
import random
from pathlib import Path

import pytest

from devices.sim.faults import Direction, FaultyLink, LinkFaults
from devices.sim.ncp.ash import data_frame
from devices.sim.simulation import Settings, Simulation
from tests.devices.sim.ncp.host import application, formed, running, until

FRAME = data_frame(0, 0, b"a command of some length")


def link(seed: int = 1, **faults: float) -> FaultyLink:
    return FaultyLink(random.Random(seed), LinkFaults().changed(faults))


def carried(a_link: FaultyLink, count: int = 200) -> list[list[tuple[float, bytes]]]:
    return [a_link.carry(FRAME, Direction.TO_HOST) for _ in range(count)]


def test_a_good_line_changes_nothing() -> None:
    assert carried(link(), 1) == [[(0.0, FRAME)]]


def test_the_same_seed_gives_the_same_faults_and_another_seed_others() -> None:
    faults = {"loss": 0.2, "corruption": 0.2, "duplication": 0.2, "delay_s": 0.1, "jitter_s": 0.1}
    assert carried(link(7, **faults)) == carried(link(7, **faults))
    assert carried(link(7, **faults)) != carried(link(8, **faults))


def test_corruption_changes_one_octet_and_loss_takes_one() -> None:
    [(_, corrupted)] = link(corruption=1).carry(FRAME, Direction.TO_HOST)
    assert sum(a != b for a, b in zip(corrupted, FRAME, strict=True)) == 1
    [(_, shorter)] = link(loss=1).carry(FRAME, Direction.TO_HOST)
    assert len(shorter) == len(FRAME) - 1


def test_duplication_delay_and_splitting_keep_the_octets_in_order() -> None:
    assert link(duplication=1).carry(FRAME, Direction.TO_HOST) == [(0.0, FRAME)] * 2
    assert link(delay_s=0.5).carry(FRAME, Direction.TO_HOST) == [(0.5, FRAME)]
    pieces = link(split=True).carry(FRAME, Direction.TO_HOST)
    assert b"".join(piece for _, piece in pieces) == FRAME
    assert {len(piece) for _, piece in pieces} == {1}
    assert [when for when, _ in pieces] == sorted(when for when, _ in pieces)


def test_a_fault_may_hit_one_direction_only() -> None:
    one_way = link(corruption=1, to_dongle=False)
    assert one_way.carry(FRAME, Direction.TO_DONGLE) == [(0.0, FRAME)]
    assert one_way.carry(FRAME, Direction.TO_HOST) != [(0.0, FRAME)]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"corrupton": 0.1}, "there is no fault named corrupton; there are loss, corruption"),
        ({"loss": 2}, "loss is a share from 0 to 1, not 2"),
        ({"loss": True}, "loss is a number, not True"),
        ({"mute": 1}, "mute is true or false, not 1"),
        ({"delay_s": -1}, "delay_s is at least 0 seconds, not -1"),
    ],
)
def test_a_fault_that_cannot_be_is_refused_with_a_sentence(changes: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        LinkFaults().changed(changes)


@pytest.mark.parametrize(
    "faults",
    [
        {"corruption": 0.2},
        {"loss": 0.1},
        {"duplication": 0.3},
        {"split": True},
        {"delay_s": 0.02, "jitter_s": 0.02},
        {"corruption": 0.03, "loss": 0.02, "duplication": 0.03},  # more of all at once, and ASH itself gives up (F7)
    ],
    ids="+".join,
)
async def test_commands_are_answered_over_a_bad_line(faults: dict[str, float], tmp_path: Path) -> None:
    """F5, F6: each class of fault, and several together: the host gets every answer, and the right one."""
    async with Simulation(Settings(state=formed(tmp_path))) as sim, running(sim) as app:
        sim.port.link.faults = LinkFaults().changed(faults)
        for number in range(10):
            assert await app._ezsp.echo(data=bytes((number,)) * 20) == [bytes((number,)) * 20]
        sim.port.link.faults = LinkFaults()
        assert sim.port.link.statistics.frames >= 20


async def test_a_mute_dongle_takes_everything_and_says_nothing(tmp_path: Path) -> None:
    """F4"""
    async with Simulation(Settings(state=formed(tmp_path))) as sim:
        assert sim.control.answer(b'{"do": "link", "mute": true}')["ok"]
        reader, writer = await asyncio.open_connection(*sim.port.address)
        writer.write(b"\x1a\xc0\x38\xbc\x7e")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.read(1), 0.3)
        writer.close()
        await writer.wait_closed()
        assert sim.port.link.statistics.swallowed >= 1


async def test_a_pulled_cable_breaks_the_connection_and_comes_back_where_it_was(tmp_path: Path) -> None:
    """F1: for some seconds nothing listens, then the same port serves the same network."""
    async with Simulation(Settings(state=formed(tmp_path))) as sim:
        app = application(sim)
        await app.startup(auto_form=False)
        pan_id = app.state.network_info.pan_id
        lost: list[BaseException | None] = []
        app.connection_lost = lost.append
        assert sim.control.answer(b'{"do": "unplug", "seconds": 0.3}')["ok"]
        await until(lambda: lost)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection(*sim.port.address)
        await app.shutdown()
        await asyncio.sleep(0.4)
        async with running(sim) as again:
            assert again.state.network_info.pan_id == pan_id


async def test_a_cable_comes_back_later_when_somebody_else_took_the_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.sim.ncp.server._RETRY_S", 0.1)
    async with Simulation(Settings(state=formed(tmp_path))) as sim:
        sim.control.answer(b'{"do": "unplug", "seconds": 0.2}')
        squatter = await asyncio.start_server(lambda _reader, _writer: None, *sim.port.address)
        await asyncio.sleep(0.35)
        squatter.close()
        await squatter.wait_closed()
        await asyncio.sleep(0.2)
        async with running(sim) as app:
            assert app._ezsp.is_ezsp_running


async def test_the_failed_state_is_said_once_and_left_by_a_reset(tmp_path: Path) -> None:
    """F3: an ERROR frame reaches the host; a new start serves again."""
    async with Simulation(Settings(state=formed(tmp_path))) as sim:
        app = application(sim)
        await app.startup(auto_form=False)
        lost: list[BaseException | None] = []
        app.connection_lost = lost.append
        assert sim.control.answer(b'{"do": "reset_ncp", "reason": "ack_timeouts"}')["ok"]
        await until(lambda: lost)
        await app.shutdown()
        async with running(sim) as again:
            assert again._ezsp.is_ezsp_running


async def test_the_same_seed_gives_the_same_dongle_and_network(tmp_path: Path) -> None:
    addresses = []
    for seed in (5, 5, 6):
        async with Simulation(Settings(seed=seed)) as sim:
            addresses.append(sim.dongle.eui64)
    assert addresses[0] == addresses[1] != addresses[2]
