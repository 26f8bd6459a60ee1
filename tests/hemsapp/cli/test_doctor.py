"""`hemsapp doctor` against a dongle: the simulated one, over the real stack."""

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hemsapp.__main__ import main
from hemsapp.cli.exits import Exit
from hemsapp.cli.simulator import Simulator, simulator
from hemsapp.store import Store


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    with simulator(tmp_path_factory.mktemp("world"), speed=1, seed=1, start=None) as running:
        yield running


def config(folder: Path, port: str) -> str:
    path = folder / "hemsapp.toml"
    path.write_text(f'[radio]\nport = "{port}"\n[store]\npath = "{folder}/home.db"\n')
    return str(path)


def test_a_dongle_that_answers_is_well(
    world: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    assert main(["doctor", "--config", config(tmp_path, world.port)]) == Exit.OK
    assert f"ok     dongle: {world.port} speaks EZSP 14" in capsys.readouterr().out


def test_nobody_at_that_address_is_something_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert main(["doctor", "--config", config(tmp_path, f"socket://127.0.0.1:{port}")]) == Exit.TO_DO
    assert "dongle: socket://127.0.0.1:" in (text := capsys.readouterr().out)
    assert "not found\n       Plug it in, or correct [radio] port" in text


def test_a_hemsapp_that_runs_is_no_fault(world: Simulator, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(tmp_path / "home.db", "America/Los_Angeles")
    main(["doctor", "--config", config(tmp_path, world.port)])
    store.close()
    assert f"ok     database: {tmp_path}/home.db is in use by a hemsapp that runs" in capsys.readouterr().out


async def test_the_simulator_says_who_lives_there_and_keeps_install_codes_to_itself(world: Simulator) -> None:
    devices = await world.devices()
    assert len(devices) == 3
    assert not any(device.is_joined for device in devices)
    assert all(device.install_code.hex() not in repr(device) for device in devices)
    with pytest.raises(ValueError, match="there is no verb 'dance'"):
        await world.ask("dance")


def test_the_simulator_ends_with_its_block(tmp_path: Path) -> None:
    with simulator(tmp_path, speed=60, seed=2, start=None) as running:
        assert running.speed == 60
        assert asyncio.run(running.ask("clock"))["speed"] == 60
    assert running.process.returncode is not None
