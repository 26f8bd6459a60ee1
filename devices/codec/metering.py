"""A meter's registers, demand and intervals (Metering 0x0702), and its clock.

How a meter's registers wrap: its registers are 48 bits wide, but a meter that shows L digits left of the point
(SummationFormatting) counts like its display and wraps at 10**L kWh. So the modulus is the display's as long as
every register that was read is below it; one register beyond it proves that this meter counts all 48 bits.
"""

from dataclasses import dataclass
from typing import Any, Final

from devices.codec.frames import Records, Unintelligible, integer, label, register, scaled, valid
from devices.messages import Eui64, IntervalChannel, IntervalsRead, MeterDescribed, MeterStatus, MeterTime, Reading
from devices.se import metering
from devices.se.time import TimeStatus
from devices.se.values import (
    INVALID_INT24,
    INVALID_UINT24,
    INVALID_UINT48,
    INVALID_UTC_TIME,
    Formatting,
    from_utc_time,
)

TIME: Final = 0x0000


TIME_STATUS: Final = 0x0001


_WH_PER_KWH: Final = 1000


BCD: Final = 0x80


METER_DESCRIPTION: Final = (
    metering.UNIT_OF_MEASURE,
    metering.MULTIPLIER,
    metering.DIVISOR,
    metering.SUMMATION_FORMATTING,
    metering.METERING_DEVICE_TYPE,
    metering.METER_SERIAL_NUMBER,
)


_REGISTERS: Final = (metering.CURRENT_SUMMATION_DELIVERED, metering.CURRENT_SUMMATION_RECEIVED)


READ_TOGETHER: Final = frozenset({*_REGISTERS, metering.INSTANTANEOUS_DEMAND, metering.STATUS, *range(0x0405, 0x0409)})


@dataclass(frozen=True, slots=True)
class MeterScale:
    """What a meter's raw numbers mean: kWh = raw * multiplier / divisor (Metering 0x0300 to 0x0303)."""

    multiplier: int = 1
    divisor: int = 1
    is_bcd: bool = False
    left_digits: int = 0

    def __post_init__(self) -> None:
        if self.multiplier <= 0 or self.divisor <= 0:
            raise Unintelligible(f"multiplier {self.multiplier}, divisor {self.divisor}")

    def energy_wh(self, raw: int) -> int:
        """Whole watt-hours of a register."""
        return self._plain(raw) * self.multiplier * _WH_PER_KWH // self.divisor

    def power_w(self, raw: int) -> int:
        """Nearest watt of a demand; negative is received."""
        return (2 * self._plain(raw) * self.multiplier * _WH_PER_KWH + self.divisor) // (2 * self.divisor)

    def register_modulus_wh(self, highest_raw: int | None) -> int:
        """Where the registers wrap, given the highest that was read (see the module)."""
        full = (INVALID_UINT48 + 1) * self.multiplier * _WH_PER_KWH // self.divisor
        shown = 10**self.left_digits * _WH_PER_KWH
        is_shown = self.left_digits and (highest_raw is None or self.energy_wh(highest_raw) < shown)
        return min(full, shown) if is_shown else full

    def _plain(self, raw: int) -> int:
        if not self.is_bcd:
            return int(raw)
        try:
            return int(f"{raw:x}")
        except ValueError:
            raise Unintelligible(f"0x{raw:x} is not binary coded decimal") from None


def meter_scale(records: Records) -> MeterScale:
    """The scale of a meter from its description; Unintelligible if it does not count kWh or divides by zero."""
    unit = integer(records, metering.UNIT_OF_MEASURE) or 0
    if unit & ~BCD:
        raise Unintelligible(f"unit of measure 0x{unit:02x} is not kWh")
    return scale_of(records)


def scale_of(records: Records) -> MeterScale:
    """The scale of a meter of whatever unit; Unintelligible if it divides by zero."""
    unit = integer(records, metering.UNIT_OF_MEASURE) or 0
    multiplier = integer(records, metering.MULTIPLIER)
    divisor = integer(records, metering.DIVISOR)
    formatting = integer(records, metering.SUMMATION_FORMATTING)
    return MeterScale(
        multiplier=1 if multiplier is None else multiplier,
        divisor=1 if divisor is None else divisor,
        is_bcd=bool(unit & BCD),
        left_digits=0 if formatting is None else Formatting.from_byte(formatting).left,
    )


def meter_described(device: Eui64, records: Records, scale: MeterScale) -> MeterDescribed:
    """How the meter counts; `records` may carry its registers beside its description."""
    raw = [register(records, attribute) for attribute in _REGISTERS]
    serial = records.get(metering.METER_SERIAL_NUMBER)
    return MeterDescribed(
        device=device,
        serial_number=label(serial) if isinstance(serial, bytes) else "",
        multiplier=scale.multiplier,
        divisor=scale.divisor,
        register_modulus_wh=scale.register_modulus_wh(max((r for r in raw if r is not None), default=None)),
    )


def reading(device: Eui64, records: Records, scale: MeterScale) -> Reading:
    """Registers, demand, status and the running interval; what is absent or invalid is None."""
    status = integer(records, metering.STATUS)
    start = valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_DELIVERED, INVALID_UTC_TIME)
    start_received = valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_RECEIVED, INVALID_UTC_TIME)
    delivered = valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_DELIVERED, INVALID_UINT24)
    received = valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_RECEIVED, INVALID_UINT24)
    if start is None:
        start, delivered = start_received, None
    return Reading(
        device=device,
        delivered_wh=scaled(scale.energy_wh, register(records, metering.CURRENT_SUMMATION_DELIVERED)),
        received_wh=scaled(scale.energy_wh, register(records, metering.CURRENT_SUMMATION_RECEIVED)),
        demand_w=scaled(scale.power_w, valid(records, metering.INSTANTANEOUS_DEMAND, INVALID_INT24)),
        status=None if status is None else MeterStatus(status & 0x7F),
        interval_start=None if start is None else from_utc_time(start),
        interval_delivered_wh=None if start is None else scaled(scale.energy_wh, delivered),
        interval_received_wh=scaled(scale.energy_wh, received) if start_received == start is not None else None,
    )


def intervals_read(device: Eui64, channel: IntervalChannel, response: Any, scale: MeterScale) -> IntervalsRead:
    """GetProfileResponse, turned round to oldest first; Unintelligible if it is refused or does not add up."""
    answered = (
        metering.GetProfileStatus.Success,
        metering.GetProfileStatus.More_periods_requested_than_can_be_returned,
        metering.GetProfileStatus.No_intervals_available_for_the_requested_time,
    )
    if response.status not in answered:
        raise Unintelligible(f"GetProfile was refused: {response.status.name.replace('_', ' ')}")
    seconds = metering.PERIOD_SECONDS.get(response.profile_interval_period)
    if seconds is None or seconds % 60:
        raise Unintelligible(f"profile interval period {int(response.profile_interval_period)} is not whole minutes")
    if len(response.intervals) != response.number_of_periods_delivered:
        raise Unintelligible(
            f"{response.number_of_periods_delivered} periods announced, {len(response.intervals)} sent"
        )
    end = from_utc_time(response.end_time)
    if end is None:
        raise Unintelligible("the profile has no end time")
    newest_first = [None if raw == INVALID_UINT24 else scale.energy_wh(raw) for raw in response.intervals]
    return IntervalsRead(device, channel, end, seconds // 60, tuple(reversed(newest_first)))


def meter_time(device: Eui64, records: Records) -> MeterTime:
    """The meter's clock; Unintelligible while it has none."""
    raw = valid(records, TIME, INVALID_UTC_TIME)
    utc = None if raw is None else from_utc_time(raw)
    if utc is None:
        raise Unintelligible("the meter's clock is not set")
    status = integer(records, TIME_STATUS) or 0
    return MeterTime(device, utc, bool(status & (TimeStatus.Master | TimeStatus.Synchronized)))
