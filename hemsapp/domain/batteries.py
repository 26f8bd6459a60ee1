"""Batteries: which of them run low, and whether a person was told (C1NFR13.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from devices.messages import BatteryRead, DisplayPowerRead, Eui64, MeterStatus, Reading
from hemsapp.domain.facts import DISPLAY, Fact, Happened, Happening, KeptBattery
from hemsapp.snapshot import Battery

LOW_PERCENT, FULL_PERCENT = 15, 30
"""Low from the first on; no longer low before the second: what flaps in between is one message, not many (F16)."""
_LOW_OF_RATED, _FULL_OF_RATED = 0.8, 0.9
_KEPT_EACH_PERCENT = 5


@dataclass(frozen=True, slots=True)
class _Supply:
    is_on_mains: bool
    is_charging: bool


class Batteries:
    """Every battery of the home, the display's own among them; a low one is news until somebody has seen it."""

    def __init__(self, restored: Iterable[KeptBattery] = ()) -> None:
        self._batteries = {kept.device: kept for kept in restored}
        self._recorded_percent = {kept.device: kept.percent for kept in restored}
        self._told: dict[Eui64, BatteryRead] = {}
        self._supply: _Supply | None = None

    def read(self, message: BatteryRead, name: str, now: datetime) -> list[Fact]:
        """A device told of its battery; what it did not tell this time stays."""
        told = _joined(self._told.get(message.device), message)
        self._told[message.device] = told
        was_low = self._is_low(message.device)
        return self._take(message.device, name, told.percent, _is_low(told, was_low=was_low), now)

    def metered(self, reading: Reading, name: str, now: datetime) -> list[Fact]:
        """A meter's status names its battery (bit 1); one that never was low is not spoken of."""
        if reading.status is None:
            return []
        is_low = bool(reading.status & MeterStatus.LOW_BATTERY)
        if not is_low and reading.device not in self._batteries:
            return []
        return self._take(reading.device, name, None, is_low, now)

    def powered(self, message: DisplayPowerRead, now: datetime) -> list[Fact]:
        """The display told how it is fed: on mains its battery is never low."""
        self._supply = _Supply(message.is_on_mains, message.is_charging)
        is_low = message.is_low
        if message.percent is not None:
            is_low = message.percent <= LOW_PERCENT or (self._is_low(DISPLAY) and message.percent < FULL_PERCENT)
        return self._take(DISPLAY, "Display", message.percent, bool(is_low) and not message.is_on_mains, now)

    def acknowledge(self, device: Eui64) -> list[Fact]:
        """A person saw that it is low."""
        known = self._batteries.get(device)
        if known is None or not known.is_low or known.is_seen:
            return []
        return [self._keep(replace(known, is_seen=True))]

    def forget(self, device: Eui64) -> list[Fact]:
        """It left: its battery is nobody's concern; what is to be recorded."""
        self._told.pop(device, None)
        known = self._batteries.pop(device, None)
        return [] if known is None else [replace(known, percent=None, is_low=False, is_seen=False)]

    def of(self, device: Eui64) -> Battery | None:
        """What may be seen of it, None: it has none, or did not tell."""
        known = self._batteries.get(device)
        if known is None:
            return None
        supply = self._supply if device == DISPLAY else None
        return Battery(
            known.percent,
            known.is_low,
            known.heard,
            is_news=known.is_low and not known.is_seen,
            is_on_mains=supply is not None and supply.is_on_mains,
            is_charging=supply is not None and supply.is_charging,
        )

    def _is_low(self, device: Eui64) -> bool:
        known = self._batteries.get(device)
        return known is not None and known.is_low

    def _take(self, device: Eui64, name: str, percent: int | None, is_low: bool, now: datetime) -> list[Fact]:
        known = self._batteries.get(device)
        is_seen = known is not None and known.is_seen and is_low
        battery = KeptBattery(device, percent, is_low, now, is_seen)
        self._batteries[device] = battery
        was_low = known is not None and known.is_low
        recorded = self._recorded_percent.get(device)
        is_moved = percent != recorded and (
            percent is None or recorded is None or abs(percent - recorded) >= _KEPT_EACH_PERCENT
        )
        if known is not None and is_low is was_low and not is_moved:
            return []
        facts: list[Fact] = [self._keep(battery)]
        if is_low is not was_low:
            kind = Happened.BATTERY_LOW if is_low else Happened.BATTERY_FULL
            charge = "" if percent is None else f" ({percent} %)"
            state = "is low" if is_low else "is no longer low"
            facts.append(Happening(now, kind, f"{name}: the battery {state}{charge}"))
        return facts

    def _keep(self, battery: KeptBattery) -> KeptBattery:
        self._batteries[battery.device] = battery
        self._recorded_percent[battery.device] = battery.percent
        return battery


def _joined(before: BatteryRead | None, now: BatteryRead) -> BatteryRead:
    """What is known of it: a report carries only what moved."""
    if before is None:
        return now
    return BatteryRead(
        now.device,
        before.percent if now.percent is None else now.percent,
        before.voltage_mv if now.voltage_mv is None else now.voltage_mv,
        before.rated_mv if now.rated_mv is None else now.rated_mv,
        before.is_alarmed if now.is_alarmed is None else now.is_alarmed,
    )


def _is_low(told: BatteryRead, *, was_low: bool) -> bool:
    """By its charge; of one that tells none by its voltage; and always when the device itself says so."""
    if told.is_alarmed:
        return True
    if told.percent is not None:
        return told.percent <= LOW_PERCENT or (was_low and told.percent < FULL_PERCENT)
    if told.voltage_mv is not None and told.rated_mv is not None:
        limit = _FULL_OF_RATED if was_low else _LOW_OF_RATED
        return told.voltage_mv <= limit * told.rated_mv
    return False
