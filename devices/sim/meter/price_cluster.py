"""Price (0x0700), server: what the meter publishes, asked for or not."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.moment import Moment
from devices.se.price import CURRENCY_USD, Price
from devices.se.values import NOW, nibbles
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.common_clusters import ZCL_EPOCH_S
from devices.sim.meter.blocks import MAX_THRESHOLDS, BlockTariff
from devices.sim.meter.meter import Meter
from devices.sim.meter.prices import PriceEvent

PROVIDER_ID: Final = 0x00000001
TRAILING_DIGIT: Final = 5
KWH: Final = 0x00


def raw_price(price: Decimal) -> int:
    """Dollars as an integer with five trailing digits."""
    return int(price.scaleb(TRAILING_DIGIT))


def publish_price(meter: Meter, event: PriceEvent) -> CommandSchema:
    """PublishPrice of an event."""
    command: CommandSchema = Price.ClientCommandDefs.publish_price.schema(
        provider_id=PROVIDER_ID,
        rate_label=event.label.encode(),
        issuer_event_id=event.issuer_event_id,
        current_time=meter.now_s - ZCL_EPOCH_S,
        unit_of_measure=KWH,
        currency=CURRENCY_USD,
        price_trailing_digit_and_price_tier=nibbles(TRAILING_DIGIT, event.tier),
        number_of_price_tiers_and_register_tier=nibbles(meter.prices.number_of_tiers(event), event.tier),
        start_time=event.start_s - ZCL_EPOCH_S,
        duration_in_minutes=event.minutes,
        price=raw_price(event.price),
    )
    return command


def publish_block_period(blocks: BlockTariff) -> CommandSchema:
    """PublishBlockPeriod; the SE 1.2 fields come along, as dissectors expect them."""
    command: CommandSchema = Price.ClientCommandDefs.publish_block_period.schema(
        provider_id=PROVIDER_ID,
        issuer_event_id=blocks.issuer_event_id,
        block_period_start_time=blocks.start_s - ZCL_EPOCH_S,
        block_period_duration=blocks.minutes,
        block_period_control=0,
        block_period_duration_type=0,
        tariff_type=0,
        tariff_resolution_period=0,
    )
    return command


def price(
    meter: Meter, critical_price: Callable[[], Decimal | None], answer_critical_peak: Callable[[int, int], Status]
) -> ClusterInstance:
    """The cluster instance of a meter; CPPEventResponse brings an event's identifier and its CPPAuth."""

    def cpp1_price() -> int | None:
        told = critical_price()
        return None if told is None else raw_price(told)

    def cpp_event_response(request: Any, _at: Moment) -> Answer:
        return answer_critical_peak(int(request.issuer_event_id), int(request.cpp_auth))

    def get_current_price(_request: Any, _at: Moment) -> Answer:
        event = meter.prices.active(meter.now_s)
        return Status.NOT_FOUND if event is None else publish_price(meter, event)

    def get_scheduled_prices(request: Any, _at: Moment) -> Answer:
        start = int(request.start_time)
        since_s = meter.now_s if start == NOW else start + ZCL_EPOCH_S
        events = meter.prices.scheduled(since_s, int(request.number_of_events))
        return [publish_price(meter, event) for event in events] or Status.NOT_FOUND

    def acknowledge(_request: Any, _at: Moment) -> Answer:
        return Status.SUCCESS

    def get_block_periods(_request: Any, _at: Moment) -> Answer:
        return Status.NOT_FOUND if meter.blocks is None else publish_block_period(meter.blocks)

    return ClusterInstance(
        Price,
        attributes=attributes(Price, {**_labels(meter), **_blocks(meter), "cpp1_price": cpp1_price}),
        commands={
            0x00: get_current_price,
            0x01: get_scheduled_prices,
            0x02: acknowledge,
            0x03: get_block_periods,
            0x0D: cpp_event_response,
        },
    )


def _labels(meter: Meter) -> dict[str, object]:
    def label(tier: int) -> Callable[[], bytes | None]:
        def read() -> bytes | None:
            return next((one.label.encode() for one in meter.prices.day if one.tier == tier), None)

        return read

    return {f"tier{tier}_price_label": label(tier) for tier in range(1, 16)}


def _blocks(meter: Meter) -> dict[str, object]:
    """Block attributes, which a meter without a block tariff does not have."""

    def of(read: Callable[[BlockTariff], int | None]) -> Callable[[], int | None]:
        return lambda: None if meter.blocks is None else read(meter.blocks)

    def threshold(n: int) -> Callable[[BlockTariff], int | None]:
        return lambda blocks: meter.scale.raw(blocks.thresholds_wh[n]) if n < len(blocks.thresholds_wh) else None

    def block_price(n: int) -> Callable[[BlockTariff], int | None]:
        return lambda blocks: raw_price(blocks.prices[n]) if n < len(blocks.prices) else None

    table: dict[str, object] = {f"block{n + 1}_threshold": of(threshold(n)) for n in range(MAX_THRESHOLDS)}
    table |= {f"no_tier_block{n + 1}_price": of(block_price(n)) for n in range(MAX_THRESHOLDS + 1)}
    return {
        **table,
        "start_of_block_period": of(lambda blocks: blocks.start_s - ZCL_EPOCH_S),
        "block_period_duration": of(lambda blocks: blocks.minutes),
        "threshold_multiplier": of(lambda _blocks: meter.scale.multiplier),
        "threshold_divisor": of(lambda _blocks: meter.scale.told_divisor),
        "number_of_block_thresholds_in_use": of(lambda blocks: len(blocks.thresholds_wh)),
        "unit_of_measure": KWH,
        "currency": CURRENCY_USD,
        "price_trailing_digit": nibbles(TRAILING_DIGIT, 0),
    }
