"""The display's own battery, in a folder that is laid out as the kernel lays out its power supplies."""

import asyncio
from pathlib import Path

import pytest

from devices.messages import DisplayPowerRead
from devices.panel.power_supply import PowerSupply


def supply(root: Path, name: str, **files: str) -> None:
    folder = root / name
    folder.mkdir(exist_ok=True)
    for file, text in files.items():
        (folder / file).write_text(f"{text}\n", encoding="ascii")


def test_a_display_without_a_battery_tells_nothing(tmp_path: Path) -> None:
    supply(tmp_path, "AC", type="Mains", online="1")
    supply(tmp_path, "hidpp_battery_0", type="Battery", scope="Device", capacity="3", status="Discharging")
    assert PowerSupply(tmp_path).read() is None
    assert PowerSupply(tmp_path / "nowhere").read() is None


@pytest.mark.parametrize(
    ("online", "status", "told"),
    [
        ("0", "Discharging", DisplayPowerRead(41, is_on_mains=False, is_charging=False)),
        ("1", "Charging", DisplayPowerRead(41, is_on_mains=True, is_charging=True)),
        ("1", "Full", DisplayPowerRead(41, is_on_mains=True, is_charging=False)),
    ],
)
def test_charge_and_mains_are_told(tmp_path: Path, online: str, status: str, told: DisplayPowerRead) -> None:
    """C1NFR13.4: the display's own battery"""
    supply(tmp_path, "AC", type="Mains", online=online)
    supply(tmp_path, "BAT0", type="Battery", present="1", capacity="41", status=status)
    assert PowerSupply(tmp_path).read() == told


def test_a_battery_alone_says_by_its_state_whether_it_is_fed(tmp_path: Path) -> None:
    supply(tmp_path, "battery", type="Battery", status="Discharging", capacity_level="Low")
    assert PowerSupply(tmp_path).read() == DisplayPowerRead(None, is_on_mains=False, is_charging=False, is_low=True)
    supply(tmp_path, "battery", status="Not charging", capacity_level="Normal")
    assert PowerSupply(tmp_path).read() == DisplayPowerRead(None, is_on_mains=True, is_charging=False, is_low=False)


async def test_only_what_changed_is_delivered(tmp_path: Path) -> None:
    """C1NFR13.4"""
    told: list[DisplayPowerRead] = []
    supply(tmp_path, "BAT0", type="Battery", capacity="16", status="Discharging")
    task = asyncio.create_task(PowerSupply(tmp_path, look_s=0.01).run(told.append))
    async with asyncio.timeout(5):
        while not told:  # noqa: ASYNC110 - what is waited for is state of the code under test
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.05)
        supply(tmp_path, "BAT0", capacity="15")
        while len(told) < 2:  # noqa: ASYNC110 - what is waited for is state of the code under test
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [each.percent for each in told] == [16, 15]
