import asyncio
import errno
import gc
import itertools
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from bellows.ash import NcpFailure
from bellows.types import NcpResetCode

from devices.errors import RadioFault
from devices.messages import DeviceReady, RadioChanged, RadioState, Reading
from devices.radio import port, session
from devices.radio.application import SmartEnergyApplication
from tests.devices.radio.world import DATABASE, STATE, Home, World, copy_home, serving, simulator

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(talk: Talk) -> AsyncIterator[str]:
    """A TCP server that is no dongle."""
    writers: list[asyncio.StreamWriter] = []

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)
        await talk(reader, writer)

    server = await asyncio.start_server(keep, "127.0.0.1", 0)
    host, number = server.sockets[0].getsockname()
    try:
        yield f"socket://{host}:{number}"
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await server.wait_closed()


async def speak_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\n")
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    writer.close()


async def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def say_nothing(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def test_a_formed_network_reads_its_meter_without_an_interview(world: World, tmp_path: Path) -> None:
    """C1NFR12.1: start to first reading on a formed network."""
    async with serving(world.port, tmp_path / "home" / DATABASE) as (_, ear):
        await ear.first(Reading, lambda m: m.delivered_wh is not None, within_s=3)
    states = [message.state for message in ear.all(RadioChanged)]
    assert states == [RadioState.CONNECTING, RadioState.READY, RadioState.CLOSED]


@pytest.mark.parametrize(
    ("talk", "fault"),
    [
        (speak_http, RadioFault.WRONG_KIND),
        (hang_up, RadioFault.BUSY),
        (say_nothing, RadioFault.NOT_ANSWERING),
    ],
)
async def test_what_is_no_dongle_is_named(talk: Talk, fault: RadioFault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "CONNECT_S", 0.3)
    monkeypatch.setattr(port, "LISTEN_S", 0.3)
    async with listening(talk) as address, serving(address, None) as (_, ear):
        assert (await ear.state(RadioState.LOST)).fault is fault


@pytest.mark.parametrize(
    "address", ["socket://127.0.0.1:9", "/dev/hemsapp-no-such-radio", "socket://no-such-host.invalid:6638"]
)
async def test_a_port_that_is_not_there_is_not_found(address: str) -> None:
    async with serving(address, None) as (_, ear):
        lost = await ear.state(RadioState.LOST)
    assert (lost.fault, lost.retry_s, lost.port) == (RadioFault.NOT_FOUND, 1.0, address)


async def test_a_file_that_is_no_serial_port_is_the_wrong_kind(tmp_path: Path) -> None:
    path = tmp_path / "radio"
    path.write_text("not a dongle")
    async with serving(str(path), None) as (_, ear):
        assert (await ear.state(RadioState.LOST)).fault is RadioFault.WRONG_KIND


def test_an_error_on_opening_says_what_to_do() -> None:
    locked = PermissionError("The serial port is locked by another application")
    locked.__cause__ = OSError(errno.EBUSY, "already locked by another process")
    table = {
        PermissionError(errno.EACCES, "denied"): RadioFault.NO_PERMISSION,
        locked: RadioFault.BUSY,
        FileNotFoundError(errno.ENOENT, "no such file"): RadioFault.NOT_FOUND,
        ConnectionRefusedError(errno.ECONNREFUSED, "refused"): RadioFault.NOT_FOUND,
        OSError(errno.EHOSTUNREACH, "no route"): RadioFault.NOT_FOUND,
        TimeoutError("no answer"): None,
    }
    assert {error: port.opening_fault(error) for error in table} == table


async def test_one_port_serves_one_kiosk(home: Home) -> None:
    """F13"""
    async with serving(home.world.port, None) as (_, second):
        assert (await second.state(RadioState.LOST)).fault is RadioFault.BUSY
    assert (await home.world.ask("statistics"))["refused_clients"] == 0


async def test_retries_come_after_1_2_4_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """F1"""
    pauses: list[float] = []
    real_sleep = asyncio.sleep

    async def sleep(delay: float) -> None:
        pauses.append(delay)
        await real_sleep(0)

    monkeypatch.setattr("devices.zigbee.asyncio.sleep", sleep)
    async with serving("/dev/hemsapp-no-such-radio", None) as (_, ear):
        await ear.first(RadioChanged, lambda m: m.retry_s == 60.0)
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60][: len(pauses[:8])]


async def test_a_pulled_cable_is_noticed_and_heals_by_itself(home: Home) -> None:
    """F1"""
    before = len(home.ear.messages)
    await home.world.ask("unplug", seconds=1)
    lost = await home.ear.state(RadioState.LOST, after=before, within_s=5)
    assert lost.fault is RadioFault.UNPLUGGED
    await home.ear.state(RadioState.READY, after=before)
    again = len(home.ear.messages)
    await home.ear.first(Reading, lambda m: m.interval_start is not None, after=again)


async def test_a_reset_dongle_is_started_anew(home: Home) -> None:
    """F2"""
    before = len(home.ear.messages)
    await home.world.ask("reset_ncp", reason="watchdog")
    assert (await home.ear.state(RadioState.LOST, after=before, within_s=5)).fault is RadioFault.WAS_RESET
    await home.ear.first(DeviceReady, after=before)


async def test_a_mute_dongle_is_noticed_within_five_seconds(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    """F4: and the question that it left unanswered is nobody's mistake"""
    before = len(home.ear.messages)
    await home.world.ask("link", mute=True)
    lost = await home.ear.state(RadioState.LOST, after=before, within_s=7)
    assert lost.fault is RadioFault.NOT_ANSWERING
    await home.world.ask("clear")
    await home.ear.state(RadioState.READY, after=before, within_s=30)
    gc.collect()
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


async def test_nothing_is_left_behind(world: World, tmp_path: Path) -> None:
    before = asyncio.all_tasks()
    async with serving(world.port, tmp_path / "home" / DATABASE) as (_, ear):
        await ear.first(Reading)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == before
    assert ear.all(RadioChanged)[-1].state is RadioState.CLOSED


async def test_a_broken_database_is_put_aside_and_the_meter_found_again(world: World, tmp_path: Path) -> None:
    database = tmp_path / "home" / DATABASE
    for leftover in database.parent.glob(f"{DATABASE}*"):
        leftover.unlink()
    database.write_bytes(b"this is no database" * 100)
    async with serving(world.port, database) as (_, ear):
        await ear.first(Reading, within_s=15)
    assert database.with_name(f"{DATABASE}.broken").exists()


async def test_a_full_disk_is_said_and_waited_for_and_nothing_put_aside(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load, times = SmartEnergyApplication._load_db, itertools.count()

    async def load_or_not(app: SmartEnergyApplication) -> None:
        if not next(times):
            full = sqlite3.OperationalError("database or disk is full")
            full.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise full
        await load(app)

    monkeypatch.setattr(SmartEnergyApplication, "_load_db", load_or_not)
    database = tmp_path / "home" / DATABASE
    async with serving(world.port, database) as (_, ear):
        await ear.first(Reading, within_s=30)
    assert RadioFault.STORAGE in [message.fault for message in ear.all(RadioChanged)]
    assert not list(database.parent.glob(f"{DATABASE}.broken*"))


def test_the_database_with_the_keys_is_its_owners_alone(formed: Path) -> None:
    """TM8"""
    for path in formed.glob(f"{DATABASE}*"):
        assert path.stat().st_mode & 0o077 == 0, path


async def test_a_new_dongle_takes_the_network_over(formed: Path, tmp_path: Path) -> None:
    home = copy_home(formed, tmp_path)
    async with (
        simulator(14, tmp_path / "other-dongle") as world,
        serving(world.port, home / DATABASE) as (_, ear),
    ):
        await ear.state(RadioState.FORMING)
        await ear.state(RadioState.READY)
    old, new = (json.loads((place / "dongle.json").read_text()) for place in (home / STATE, tmp_path / "other-dongle"))
    assert new["network"]["extended_pan_id"] == old["network"]["extended_pan_id"]


async def test_no_start_ever_opens_the_network_or_imports_the_well_known_key(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TM7"""
    imported: list[object] = []

    async def record(self: object, *arguments: object) -> None:
        imported.append(arguments)

    monkeypatch.setattr("bellows.ezsp.v14.EZSPv14.pre_permit", record)
    monkeypatch.setattr("bellows.ezsp.v14.EZSPv14.add_transient_link_key", record)
    async with serving(world.port, tmp_path / "home" / DATABASE) as (han, ear):
        await ear.first(Reading)
        assert han._session is not None
        assert han._session._app is not None
        with pytest.raises(ValueError, match="install code"):
            await han._session._app.permit(60)
    assert imported == []


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (None, RadioFault.UNPLUGGED),
        (ConnectionResetError("gone"), RadioFault.UNPLUGGED),
        (OSError(errno.EIO, "gone"), RadioFault.UNPLUGGED),
        (NcpFailure(NcpResetCode.RESET_WATCHDOG), RadioFault.WAS_RESET),
        (NcpFailure(NcpResetCode.ERROR_EXCEEDED_MAXIMUM_ACK_TIMEOUT_COUNT), RadioFault.NOT_ANSWERING),
        (RuntimeError("?"), RadioFault.NOT_ANSWERING),
    ],
)
def test_a_loss_says_why(error: BaseException | None, fault: RadioFault) -> None:
    """F1, F2, F3"""
    assert port.loss_fault(error) is fault
