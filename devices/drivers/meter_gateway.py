"""The meter's gateway: energy services interface and metering device in one box, or in two endpoints."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.zcl import Cluster

from devices import codec
from devices.codec import MeterScale
from devices.drivers.exchange import (
    OrderFailed,
    Wish,
    arrange_reports,
    bind,
    command,
    find_server,
    read,
    server,
    status_of,
)
from devices.drivers.meter_events import MeterEvents, Sign, accept_not_found
from devices.drivers.other_meters import OtherMeters
from devices.han import FOLLOWED, SLOW_S, ConfirmText, PollFast, ReadIntervals, RealTime
from devices.messages import DeviceKind, Eui64, Message
from devices.moment import earliest
from devices.se import metering, price, profile
from devices.se.metering import MAX_FAST_POLL_MINUTES
from devices.se.values import NOW, to_utc_time

LOGGER = logging.getLogger(__name__)

READ_TOGETHER: Final = (
    metering.CURRENT_SUMMATION_DELIVERED,
    metering.CURRENT_SUMMATION_RECEIVED,
    metering.INSTANTANEOUS_DEMAND,
    metering.STATUS,
    metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_DELIVERED,
    metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_RECEIVED,
    metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_DELIVERED,
    metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_RECEIVED,
)
_SCALING: Final = frozenset(
    {metering.UNIT_OF_MEASURE, metering.MULTIPLIER, metering.DIVISOR, metering.SUMMATION_FORMATTING}
)
_SCALING_OCTETS: Final = tuple(attribute_id.to_bytes(2, "little") for attribute_id in _SCALING)
_FAST_S: Final = (1, 5)  # C1NFR12.1: a change is on the screen within 2 s
_BLOCK_TARIFF: Final = (
    price.NUMBER_OF_BLOCK_THRESHOLDS_IN_USE,
    price.BLOCK_THRESHOLD_COUNT,
    price.THRESHOLD_MULTIPLIER,
    price.THRESHOLD_DIVISOR,
    price.PRICE_TRAILING_DIGIT,
    price.START_OF_BLOCK_PERIOD,
    price.BLOCK_PERIOD_DURATION,
    price.BLOCK_PERIOD_DURATION_TYPE,
)
_RX_ON_WHEN_IDLE: Final = price.REQUESTOR_RX_ON_WHEN_IDLE
_PUBLISH_BLOCK_PERIOD: Final = int(price.Price.ClientCommandDefs.publish_block_period.id)
_ALL: Final = 0


class MeterGateway(MeterEvents):
    """Reads, subscribes to and asks the meter; its numbers mean nothing before its scale is known."""

    kind = DeviceKind.METER_GATEWAY
    poll_s = 2.0
    within_s = 15.0

    def __init__(
        self,
        device: ZigbeeDevice,
        name: Eui64,
        coordinator: t.EUI64,
        deliver: Callable[[Message], None],
        real_time: RealTime = FOLLOWED,
        sign: Sign | None = None,
    ) -> None:
        super().__init__(device, name, coordinator, deliver, sign)
        self._is_block_tariff_old = False
        self._real_time = real_time
        self.scale: MeterScale | None = None
        self.others = OtherMeters(device, name, deliver)

    @property
    def refresh_s(self) -> float | None:
        """Polling stands in where the meter refuses to report."""
        return super().refresh_s if self._real_time.is_on or self._is_reporting else float(SLOW_S)

    @property
    def silence_s(self) -> float:
        """Three reports that did not come."""
        return self.within_s if self._real_time.is_on else 3.0 * SLOW_S

    async def set_up(self) -> None:
        """Learn how the meter counts, read it at once, then have it report."""
        self.scale = None
        if self.others.electric is None:
            await self.others.tell_apart()
        cluster = self._registers
        description = await read(cluster, codec.METER_DESCRIPTION)
        scale = _understood(codec.meter_scale, description)
        registers = await read(cluster, READ_TOGETHER)
        self._deliver(codec.meter_described(self._name, description | registers, scale))
        self._deliver(_understood(codec.reading, self._name, registers, scale))
        self.scale = scale
        if self._is_block_tariff_old:
            self._is_block_tariff_old = False
            await self._read_blocks()
        await self._subscribe()
        await self.open_tunnel()

    async def refresh(self) -> None:
        """Read registers and demand."""
        await self.read_meter()

    @property
    def is_understood(self) -> bool:
        """A meter's numbers need its scale, and its block tariff is read anew when it says that it changed."""
        return self.scale is not None and not self._is_block_tariff_old

    @property
    def errand_at_s(self) -> float | None:
        """What an event made necessary, or it is time to look at the meters that it mirrors."""
        return earliest(super().errand_at_s, self.others.due_s)

    async def run_errand(self) -> None:
        """Do what is due."""
        now_s = asyncio.get_running_loop().time()
        event_due_s = super().errand_at_s
        if event_due_s is not None and event_due_s <= now_s:
            await super().run_errand()
        if self.others.due_s is not None and self.others.due_s <= now_s:
            await self.others.read()

    def hear_at(self, endpoint: int, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """Messages of a frame from that endpoint: what another meter's says is never this one's (X-GATEWAY)."""
        if cluster_id != profile.METERING or self._registers_at == endpoint:
            return self.hear(cluster_id, data)
        return self.others.hear(endpoint, data)

    def hear(self, cluster_id: int, data: bytes) -> tuple[Message, ...]:
        """A meter that changes its scale is read anew before anything else of it is believed (F82)."""
        is_suspect = cluster_id == profile.METERING and any(octets in data for octets in _SCALING_OCTETS)
        if is_suspect and codec.attributes_reported(data) & _SCALING:
            self.scale = None
        if cluster_id == profile.PRICE and codec.is_server_command(data, _PUBLISH_BLOCK_PERIOD):
            self._is_block_tariff_old = True
        messages = codec.decode_frame(self._name, cluster_id, data, self.scale)
        return self.hear_events(cluster_id, data, messages)

    async def read_meter(self) -> None:
        """Registers, demand, status and the running interval in ONE request: they belong to one instant."""
        scale = self._known_scale()
        records = await read(self._registers, READ_TOGETHER)
        self._deliver(_understood(codec.reading, self._name, records, scale))

    async def read_intervals(self, order: ReadIntervals) -> None:
        """GetProfile."""
        scale = self._known_scale()
        answer = await command(
            self._registers,
            "get_profile",
            interval_channel=int(order.channel),
            end_time=NOW if order.end is None else to_utc_time(order.end),
            number_of_periods=min(order.periods, 0xFF),
        )
        _refuse_default(answer)
        self._deliver(_understood(codec.intervals_read, self._name, order.channel, answer, scale))

    async def poll_fast(self, order: PollFast) -> None:
        """RequestFastPollMode."""
        answer = await command(
            self._registers,
            "request_fast_poll_mode",
            fast_poll_update_period=order.period_s,
            duration=min(order.duration_minutes, MAX_FAST_POLL_MINUTES),
        )
        _refuse_default(answer)

    async def read_prices(self) -> None:
        """GetCurrentPrice, GetScheduledPrices, and the block tariff; PublishPrice frames speak for themselves."""
        cluster = server(self._device, profile.PRICE)
        accept_not_found(await command(cluster, "get_current_price", command_options=_RX_ON_WHEN_IDLE))
        accept_not_found(await command(cluster, "get_scheduled_prices", start_time=NOW, number_of_events=_ALL))
        await self._read_blocks()

    async def read_time(self) -> None:
        """Time and TimeStatus together."""
        records = await read(server(self._device, profile.TIME), (codec.TIME, codec.TIME_STATUS))
        self._deliver(_understood(codec.meter_time, self._name, records))

    async def read_text(self) -> None:
        """GetLastMessage; the DisplayMessage frame speaks for itself."""
        accept_not_found(await command(server(self._device, profile.MESSAGING), "get_last_message"))

    async def confirm_text(self, order: ConfirmText) -> None:
        """MessageConfirmation."""
        answer = await command(
            server(self._device, profile.MESSAGING),
            "message_confirmation",
            message_id=order.message_id,
            confirmation_time=to_utc_time(order.at),
        )
        accept_not_found(answer)

    async def _subscribe(self) -> None:
        """Bind what publishes, arrange reports; a meter that refuses to report is polled."""
        for cluster_id in (profile.METERING, profile.PRICE, profile.MESSAGING, profile.DRLC):
            cluster = self._registers if cluster_id == profile.METERING else find_server(self._device, cluster_id)
            if cluster is not None:
                await bind(self._device, cluster, self._coordinator)
        wishes = _wishes(self._real_time, self._known_scale())
        self._is_reporting = await arrange_reports(self._registers, wishes)
        if not self._is_reporting:
            LOGGER.info("the meter does not report by itself and is polled", extra={"device": self._name})

    async def _read_blocks(self) -> None:
        cluster = server(self._device, profile.PRICE)
        records = await read(cluster, _BLOCK_TARIFF)
        count = records.get(price.NUMBER_OF_BLOCK_THRESHOLDS_IN_USE) or records.get(price.BLOCK_THRESHOLD_COUNT) or 0
        if 0 < count <= price.BLOCK_THRESHOLDS:
            records |= await read(cluster, range(price.BLOCK_1_THRESHOLD, price.BLOCK_1_THRESHOLD + count))
            first = price.NO_TIER_BLOCK_1_PRICE
            records |= await read(cluster, range(first, first + count + 1))
        message = _understood(codec.blocks_published, self._name, records)
        if message is not None:
            self._deliver(message)

    @property
    def _registers(self) -> Cluster:
        """The server of electricity."""
        if self.others.electric is None:
            raise OrderFailed("the device counts no electricity")
        return self.others.electric

    @property
    def _registers_at(self) -> int | None:
        electric = self.others.electric
        return None if electric is None else int(electric.endpoint.endpoint_id)

    def _known_scale(self) -> MeterScale:
        if self.scale is None:
            raise OrderFailed("the meter has not said yet how it counts")
        return self.scale


def _understood(translate: Callable[..., Any], *arguments: Any) -> Any:
    """Translate an answer; nonsense in it is the device's failure."""
    try:
        return translate(*arguments)
    except (ValueError, KeyError, OverflowError) as error:
        raise OrderFailed(str(error)) from error


def _refuse_default(answer: Any) -> None:
    status = status_of(answer)
    if status is not None:
        raise OrderFailed(f"the meter refused: {status.name}")


def _wishes(real_time: RealTime, scale: MeterScale) -> tuple[Wish, ...]:
    """Reports of registers, demand and status, their reportable changes in the meter's own units."""
    min_s, max_s = _FAST_S if real_time.is_on else (SLOW_S, SLOW_S)
    power, energy = (
        max(1, resolution * scale.divisor // (1000 * scale.multiplier))
        for resolution in (real_time.resolution_w, real_time.resolution_wh)
    )
    return (
        Wish(metering.CURRENT_SUMMATION_DELIVERED, min_s, max_s, energy),
        Wish(metering.INSTANTANEOUS_DEMAND, min_s, max_s, power),
        Wish(metering.CURRENT_SUMMATION_RECEIVED, min_s, max_s, energy, is_required=False),
        Wish(metering.STATUS, min_s=1, max_s=300, is_required=False),
    )
