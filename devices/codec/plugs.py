"""What flows through a plug: by its meter (0x0702), or by its electrical measurement (0x0B04)."""

from typing import Final

from devices.codec.frames import Records, Unintelligible, integer, register, scaled, valid
from devices.codec.metering import MeterScale
from devices.messages import Eui64, LoadMeasured
from devices.se import metering
from devices.se.values import INVALID_INT16, INVALID_INT24

ACTIVE_POWER: Final = 0x050B
AC_POWER_MULTIPLIER: Final = 0x0604
AC_POWER_DIVISOR: Final = 0x0605
ELECTRICAL_SCALE: Final = (AC_POWER_MULTIPLIER, AC_POWER_DIVISOR)
METERED: Final = (metering.CURRENT_SUMMATION_DELIVERED, metering.INSTANTANEOUS_DEMAND)


def load_metered(device: Eui64, records: Records, scale: MeterScale) -> LoadMeasured | None:
    """Register and demand of a plug's own meter; None if neither was told."""
    message = LoadMeasured(
        device,
        scaled(scale.power_w, valid(records, metering.INSTANTANEOUS_DEMAND, INVALID_INT24)),
        scaled(scale.energy_wh, register(records, metering.CURRENT_SUMMATION_DELIVERED)),
    )
    return None if message == LoadMeasured(device) else message


def electrical_scale(records: Records) -> tuple[int, int]:
    """What to multiply active power with, and what to divide it by, for watts."""
    multiplier, divisor = (integer(records, each) for each in ELECTRICAL_SCALE)
    scale = 1 if multiplier is None else multiplier, 1 if divisor is None else divisor
    if min(scale) <= 0:
        raise Unintelligible(f"active power times {scale[0]} by {scale[1]}")
    return scale


def load_measured(device: Eui64, records: Records, scale: tuple[int, int]) -> LoadMeasured | None:
    """Active power, to the nearest watt; None if it was not told."""
    raw = valid(records, ACTIVE_POWER, INVALID_INT16)
    if raw is None:
        return None
    multiplier, divisor = scale
    return LoadMeasured(device, (2 * raw * multiplier + divisor) // (2 * divisor))
