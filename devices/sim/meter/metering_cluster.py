"""Metering (0x0702), server: the meter's registers, intervals and demand as attributes and GetProfile."""

from collections.abc import Callable
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema

from devices.messages import IntervalChannel
from devices.moment import Moment
from devices.se.metering import (
    MAX_FAST_POLL_MINUTES,
    GetProfileStatus,
    Metering,
    MeteringDeviceType,
    MeteringUnitofMeasure,
)
from devices.se.values import INVALID_UTC_TIME, NOW
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.intervals import MAX_PERIODS, PERIOD_OF_LENGTH, Profile
from devices.sim.meter.meter import Meter
from devices.sim.meter.registers import Scale

DEFAULT_UPDATE_PERIOD_S: Final = 2
FAST_POLL_UPDATE_PERIOD_S: Final = 1
MINUTE_S: Final = 60
BLOCKS: Final = 16
INVALID_24_BIT: Final = 0xFFFFFF


class FastPoll:
    """Fast poll mode: at most a quarter of an hour of real time, however often it is asked for again."""

    def __init__(self) -> None:
        self.began_s = self.until_s = float("-inf")

    def request(self, period_s: int, minutes: int, at_s: float) -> tuple[int, float]:
        """The period that is applied and when the mode ends, in real seconds."""
        if at_s >= self.until_s:
            self.began_s = at_s
        limit_s = self.began_s + MAX_FAST_POLL_MINUTES * MINUTE_S
        self.until_s = min(limit_s, max(self.until_s, at_s + min(minutes, MAX_FAST_POLL_MINUTES) * MINUTE_S))
        return max(period_s, FAST_POLL_UPDATE_PERIOD_S), self.until_s


def metering(meter: Meter, site_id: str) -> ClusterInstance:
    """The cluster instance of a meter."""
    fast_poll = FastPoll()

    def get_profile(request: Any, _at: Moment) -> Answer:
        return _profile(meter, request)

    def request_fast_poll_mode(request: Any, at: Moment) -> Answer:
        period_s, until_s = fast_poll.request(
            int(request.fast_poll_update_period), int(request.duration), at.monotonic_s
        )
        instance.reports.poll_fast(period_s, until_s)
        end_s = meter.now_s + round(until_s - at.monotonic_s)
        response: CommandSchema = Metering.ClientCommandDefs.request_fast_poll_mode_response.schema(
            applied_update_period=min(period_s, 0xFF), fast_poll_mode_end_time=end_s - ZCL_EPOCH_S
        )
        return response

    readers = {**_readings(meter), **_scales(meter), **_intervals(meter), **_tiers(meter), **_blocks(meter)}
    readers["site_id"] = site_id.encode()
    commands: dict[int, Callable[[Any, Moment], Answer]] = {0x00: get_profile, 0x03: request_fast_poll_mode}
    instance = ClusterInstance(Metering, attributes=attributes(Metering, readers), commands=commands)
    return instance


def _readings(meter: Meter) -> dict[str, object]:
    return {
        "current_summ_delivered": lambda: meter.scale.shown(meter.delivered),
        "current_summ_received": lambda: meter.scale.shown(meter.received),
        "default_update_period": DEFAULT_UPDATE_PERIOD_S,
        "fast_poll_update_period": FAST_POLL_UPDATE_PERIOD_S,
        "status": lambda: int(meter.status),
        "instantaneous_demand": lambda: meter.scale.demand_raw(meter.house.power_w),
    }


def _scales(meter: Meter) -> dict[str, object]:
    def of(read: Callable[[Scale], int]) -> Callable[[], int]:
        return lambda: read(meter.scale)

    def serial_number() -> bytes:
        return meter.identity.serial_number.encode()

    summation_formatting = of(lambda scale: scale.summation.to_byte())
    return {
        "unit_of_measure": MeteringUnitofMeasure.Kwh_and_Kwh_binary,
        "multiplier": of(lambda scale: scale.multiplier),
        "divisor": of(lambda scale: scale.told_divisor),
        "summation_formatting": summation_formatting,
        "demand_formatting": of(lambda scale: scale.demand.to_byte()),
        "historical_consumption_formatting": summation_formatting,
        "metering_device_type": MeteringDeviceType.Electric_Metering,
        "meter_serial_number": serial_number,
    }


def _intervals(meter: Meter) -> dict[str, object]:
    def running(channel: IntervalChannel) -> Callable[[], int]:
        return lambda: meter.recorder.running_raw(channel, meter.register(channel).wh, meter.scale)

    def start() -> int:
        return meter.recorder.start_s - ZCL_EPOCH_S

    def day(channel: IntervalChannel, days_back: int) -> Callable[[], int | None]:
        return lambda: _day_raw(meter, channel, days_back)

    return {
        "profile_interval_period": lambda: PERIOD_OF_LENGTH[meter.recorder.length_s],
        "max_number_of_periods_delivered": MAX_PERIODS,
        "cur_part_profile_int_start_time_delivered": start,
        "cur_part_profile_int_start_time_received": start,
        "cur_part_profile_int_value_delivered": running(IntervalChannel.DELIVERED),
        "cur_part_profile_int_value_received": running(IntervalChannel.RECEIVED),
        "currentday_consumption_delivered": day(IntervalChannel.DELIVERED, 0),
        "currentday_consumption_received": day(IntervalChannel.RECEIVED, 0),
        "previousday_consumption_delivered": day(IntervalChannel.DELIVERED, 1),
        "previousday_consumption_received": day(IntervalChannel.RECEIVED, 1),
    }


def _day_raw(meter: Meter, channel: IntervalChannel, days_back: int) -> int | None:
    """Energy of today or yesterday, None where the meter does not know its start."""
    if days_back >= len(meter.days):
        return None
    start_wh = meter.days[-1 - days_back][1][channel]
    end_wh = meter.days[-days_back][1][channel] if days_back else meter.register(channel).wh
    return min(meter.scale.raw(end_wh) - meter.scale.raw(start_wh), INVALID_24_BIT)


def _tiers(meter: Meter) -> dict[str, object]:
    def reader(tier: int) -> Callable[[], int]:
        return lambda: meter.scale.raw(meter.tier_energy_wh(tier))

    return {f"current_tier{tier}_summ_delivered": reader(tier) for tier in range(1, 5)}


def _blocks(meter: Meter) -> dict[str, object]:
    def block(number: int) -> Callable[[], int | None]:
        def read() -> int | None:
            if meter.blocks is None or number > len(meter.blocks.prices):
                return None
            return meter.scale.raw(meter.block_wh(number))

        return read

    def used() -> int | None:
        return None if meter.blocks is None else meter.scale.raw(meter.blocks.used_wh(meter.delivered.wh))

    def active() -> int | None:
        return None if meter.blocks is None else meter.blocks.block(meter.delivered.wh)

    names = {f"current_no_tier_block{n}_summation_delivered": block(n) for n in range(1, BLOCKS + 1)}
    return {"current_block_period_consumption_delivered": used, "current_block": active, **names}


def _profile(meter: Meter, request: Any) -> CommandSchema:
    end = int(request.end_time)
    if end == INVALID_UTC_TIME:
        period = PERIOD_OF_LENGTH[meter.recorder.length_s]
        profile = Profile(GetProfileStatus.Invalid_End_Time, meter.now_s, period)
    else:
        profile = meter.recorder.profile(
            int(request.interval_channel),
            None if end == NOW else end + ZCL_EPOCH_S,
            int(request.number_of_periods),
            meter.now_s,
            meter.scale,
        )
    response: CommandSchema = Metering.ClientCommandDefs.get_profile_response.schema(
        end_time=max(0, profile.end_s - ZCL_EPOCH_S),
        status=profile.status,
        profile_interval_period=profile.period,
        number_of_periods_delivered=len(profile.values),
        intervals=list(profile.values),
    )
    return response
