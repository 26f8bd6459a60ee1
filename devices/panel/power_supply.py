"""How the display itself is fed: the kernel's power supplies, read now and then (C1NFR13.4)."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from devices.messages import DisplayPowerRead

SUPPLIES: Final = Path("/sys/class/power_supply")
LOOK_S: Final = 30.0
_LOW_LEVELS: Final = frozenset({"Low", "Critical"})
_DRAINING: Final = "Discharging"


class PowerSupply:
    """The display's battery and mains, as `/sys/class/power_supply` tells of them; most displays have neither.

    A battery of something that is plugged in (`scope` Device: a mouse, a keyboard) is not the display's.
    """

    def __init__(self, supplies: Path = SUPPLIES, look_s: float = LOOK_S) -> None:
        self._supplies = supplies
        self._look_s = look_s

    def read(self) -> DisplayPowerRead | None:
        """How it stands now; None: it has no battery. Never raises: what cannot be read is not known."""
        try:
            folders = sorted(self._supplies.iterdir())
        except OSError:
            return None
        ours = [folder for folder in folders if _text(folder / "scope") != "Device"]
        batteries = [f for f in ours if _text(f / "type") == "Battery" and _text(f / "present") != "0"]
        if not batteries:
            return None
        sources = [folder for folder in ours if _text(folder / "type") not in {"Battery", ""}]
        states = [_text(battery / "status") for battery in batteries]
        is_fed = any(_text(source / "online") not in {"0", ""} for source in sources)
        if not any(_text(source / "online") for source in sources):
            is_fed = _DRAINING not in states
        levels = {_text(battery / "capacity_level") for battery in batteries}
        return DisplayPowerRead(
            _percent(batteries),
            is_on_mains=is_fed,
            is_charging="Charging" in states,
            is_low=bool(levels & _LOW_LEVELS) if levels - {"", "Unknown"} else None,
        )

    async def run(self, deliver: Callable[[DisplayPowerRead], None]) -> None:
        """Deliver what changed, until cancelled; a gauge that is slow to read holds nobody up."""
        told: DisplayPowerRead | None = None
        while True:
            read = await asyncio.to_thread(self.read)
            if read is not None and read != told:
                told = read
                deliver(read)
            await asyncio.sleep(self._look_s)


def _percent(batteries: list[Path]) -> int | None:
    """The mean charge of those that tell theirs."""
    told = [int(text) for battery in batteries if (text := _text(battery / "capacity")).isdecimal()]
    return min(100, sum(told) // len(told)) if told else None


def _text(path: Path) -> str:
    """What stands in a file of the kernel; empty if nothing can be read there."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
