"""A network is formed once for each EZSP version; each test gets its own copy."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from devices.messages import Reading
from devices.se.profile import DeviceId
from tests.devices.radio.world import DATABASE, STATE, Home, World, copy_home, make_home, serving, simulator


@pytest.fixture(scope="session")
def formed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("formed")
    asyncio.run(make_home(directory, 14, DeviceId.ENERGY_SERVICES_INTERFACE))
    return directory


@pytest_asyncio.fixture
async def world(formed: Path, tmp_path: Path) -> AsyncIterator[World]:
    home = copy_home(formed, tmp_path)
    async with simulator(14, home / STATE) as world:
        yield world


@pytest_asyncio.fixture
async def home(world: World, tmp_path: Path) -> AsyncIterator[Home]:
    async with serving(world.port, tmp_path / "home" / DATABASE) as (han, ear):
        reading = await ear.first(Reading)
        yield Home(world, han, ear, reading.device)
