"""The network's keys at rest: sealed, taken out of zigpy's database, and still enough to move to a new dongle (TM8)."""

import asyncio
import base64
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.messages import RadioState
from devices.radio.moving import network_of
from devices.se.profile import DeviceId
from devices.sealing import sealer_of
from devices.strongbox import Kept, Strongbox
from tests.devices.radio.world import DATABASE, STATE, admit, serving, simulator

METER = DeviceId.ENERGY_SERVICES_INTERFACE


def spellings(secret: bytes) -> list[bytes]:
    """A secret as it might be written down: raw, reversed, hexadecimal, base64, a list of numbers."""
    both = (secret, secret[::-1])
    texts = [text for each in both for text in (each.hex(), each.hex(":"), base64.b64encode(each).decode().rstrip("="))]
    texts += [", ".join(str(octet) for octet in each) for each in both]
    return [*both, *(text.encode() for text in texts), *(text.upper().encode() for text in texts)]


def found_in(folder: Path, secrets: dict[str, bytes]) -> list[str]:
    """Which secret lies in which file of the folder."""
    return [
        f"{name} in {path.relative_to(folder)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for content in [path.read_bytes()]
        for name, secret in secrets.items()
        if any(spelling in content for spelling in spellings(secret))
    ]


async def lies(path: Path) -> None:
    """Wait until the file is there: the window closed, and what must survive was kept."""
    is_there = path.exists
    async with asyncio.timeout(20):
        while not is_there():  # noqa: ASYNC110 - a file sets no event
            await asyncio.sleep(0.02)


async def test_no_file_of_a_running_home_holds_a_key_or_an_install_code(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """X-SECURITY, TM8: on the real stack, with a device that joined and a network key that was renewed."""
    home = tmp_path / "home"
    home.mkdir()
    caplog.set_level("INFO")
    async with simulator(13, tmp_path / STATE) as world, serving(world.port, home / DATABASE) as (han, ear):
        await ear.state(RadioState.READY)
        await admit(world, han, ear, METER)
        _, code = await world.device(METER)
        await lies(home / "network.sealed")
        keys = await world.ask("keys")
        secrets = {
            "network key": bytes.fromhex(keys["network"]),
            "trust centre key": bytes.fromhex(keys["trust_centre"]),
        }
        secrets |= {f"link key of {device}": bytes.fromhex(key) for device, key in keys["devices"].items()}
        secrets["install code"] = code
        assert found_in(home, secrets) == []
        log = home / "log"
        log.write_text(caplog.text)
        assert found_in(home, secrets) == []
    assert found_in(home, secrets) == []
    with closing(sqlite3.connect(home / DATABASE)) as db:
        [table] = db.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'network_backups%' ORDER BY name DESC LIMIT 1"
        )
        assert db.execute(f"SELECT count(*) FROM {table[0]}").fetchone() == (0,)
    assert found_in(tmp_path / STATE, secrets) != []  # the search finds what is there


async def test_what_an_older_version_left_in_the_clear_is_taken_out_and_sealed(tmp_path: Path) -> None:
    """TM8: the keys are overwritten in zigpy's database, and a new dongle can still take the network over."""
    async with simulator(13, tmp_path / STATE) as world, serving(world.port, tmp_path / DATABASE) as (han, ear):
        await ear.state(RadioState.READY)
        await admit(world, han, ear, METER)
        await lies(tmp_path / "network.sealed")
        keys = await world.ask("keys")
    sealed = tmp_path / "network.sealed"
    kept = Strongbox(sealed, sealer_of(tmp_path / "machine.key")).read()
    backup = network_of(kept, datetime.now(UTC))
    assert backup is not None
    with closing(sqlite3.connect(tmp_path / DATABASE)) as db:
        [name] = db.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'network_backups%' ORDER BY name DESC LIMIT 1"
        ).fetchone()
        db.execute(f"INSERT INTO {name} VALUES (?, ?)", (None, json.dumps(backup.as_dict())))
        db.commit()
    sealed.unlink()
    secret = {"network key": bytes.fromhex(keys["network"])}
    assert found_in(tmp_path, {"network key": bytes.fromhex(keys["network"])}) != []
    async with simulator(13, tmp_path / "new", "--seed", "1") as fresh:
        async with serving(fresh.port, tmp_path / DATABASE) as (_, ear):
            await ear.state(RadioState.READY, within_s=60)
            assert (await fresh.ask("keys"))["network"] == keys["network"]
        assert [each for each in found_in(tmp_path, secret) if STATE not in each and "new" not in each] == []


def test_a_sealed_network_that_cannot_be_opened_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "network.sealed"
    Strongbox(path, sealer_of(tmp_path / "one.key")).write(Kept(network={"a": 1}))
    assert Strongbox(path, sealer_of(tmp_path / "other.key")).read() == Kept()
    assert (tmp_path / "network.sealed.unreadable").exists()
