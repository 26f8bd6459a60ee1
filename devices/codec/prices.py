"""Prices, blocks and critical peaks (Price 0x0700)."""

from decimal import Decimal
from typing import Any, Final

from devices.codec.frames import Records, Unintelligible, integer, label, unless, valid
from devices.codec.metering import BCD, MeterScale
from devices.demand_response import CppAuth, CriticalPeakPublished
from devices.messages import BlocksPublished, Eui64, PricePublished
from devices.se import price
from devices.se.values import (
    INVALID_UINT48,
    INVALID_UTC_TIME,
    NOW,
    UNTIL_CHANGED_UINT16,
    UNTIL_CHANGED_UINT24,
    UNUSED_UINT8,
    UNUSED_UINT32,
    from_utc_time,
    high_nibble,
    low_nibble,
    scale_by_trailing_digit,
)

_MINUTES_PER_UNIT: Final = {0: 1, 1: 1440, 2: 10_080}  # BlockPeriodDurationType: minutes, days, weeks; months vary


def price_published(device: Eui64, command: Any) -> PricePublished | None:
    """PublishPrice of electricity; None for another commodity."""
    if command.unit_of_measure & ~BCD:
        return None
    if command.start_time == INVALID_UTC_TIME or command.price == UNUSED_UINT32:
        raise Unintelligible("a price without a start or without an amount")
    tier = low_nibble(command.price_trailing_digit_and_price_tier)
    tiers = high_nibble(command.number_of_price_tiers_and_register_tier)
    return PricePublished(
        device=device,
        provider_id=int(command.provider_id),
        issuer_event_id=int(command.issuer_event_id),
        rate_label=label(command.rate_label),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=unless(command.duration_in_minutes, UNTIL_CHANGED_UINT16),
        price=scale_by_trailing_digit(command.price, high_nibble(command.price_trailing_digit_and_price_tier)),
        currency=int(command.currency),
        price_tier=_extended(tier, command.extended_price_tier),
        number_of_price_tiers=_extended(tiers, command.extended_number_of_price_tiers),
    )


def blocks_published(device: Eui64, records: Records) -> BlocksPublished | None:
    """The block tariff from the Price server's attributes; None if it has no blocks."""
    count = integer(records, price.NUMBER_OF_BLOCK_THRESHOLDS_IN_USE)
    if count is None:
        count = integer(records, price.BLOCK_THRESHOLD_COUNT)
    if not count or count == UNUSED_UINT8:
        return None
    multiplier = integer(records, price.THRESHOLD_MULTIPLIER)
    divisor = integer(records, price.THRESHOLD_DIVISOR)
    scale = MeterScale(1 if multiplier is None else multiplier, 1 if divisor is None else divisor)
    trailing_digit = high_nibble(integer(records, price.PRICE_TRAILING_DIGIT) or 0)
    raw_thresholds = [valid(records, price.BLOCK_1_THRESHOLD + n, INVALID_UINT48) for n in range(count)]
    raw_prices = [valid(records, price.NO_TIER_BLOCK_1_PRICE + n, UNUSED_UINT32) for n in range(count + 1)]
    thresholds = tuple(scale.energy_wh(raw) for raw in raw_thresholds if raw is not None)
    prices = tuple(scale_by_trailing_digit(raw, trailing_digit) for raw in raw_prices if raw is not None)
    if len(thresholds) < count or len(prices) <= count or list(thresholds) != sorted(set(thresholds)):
        raise Unintelligible(f"{count} block thresholds in use, but the thresholds or prices do not fit")
    start = valid(records, price.START_OF_BLOCK_PERIOD, INVALID_UTC_TIME)
    return BlocksPublished(
        device, thresholds, prices, from_utc_time(start) if start else None, _block_period_minutes(records)
    )


def critical_peak_published(device: Eui64, command: Any) -> CriticalPeakPublished | None:
    """PublishCPPEvent of what is delivered, as yet without its price; None for what is received."""
    if command.tariff_type == price.TariffType.Received:
        return None
    if command.start_time == INVALID_UTC_TIME or not 0 < command.duration_in_minutes < UNTIL_CHANGED_UINT16:
        raise Unintelligible("a critical peak without a start or without a duration")
    return CriticalPeakPublished(
        device=device,
        provider_id=int(command.provider_id),
        issuer_event_id=int(command.issuer_event_id),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=int(command.duration_in_minutes),
        price_tier=int(command.cpp_price_tier),
        authorisation=CppAuth(int(command.cpp_auth)),
    )


def critical_peak_price(records: Records, price_tier: int) -> Decimal | None:
    """CPP1Price or CPP2Price in dollars per kWh; None if the meter has none."""
    raw = valid(records, price.CPP1_PRICE + price_tier, UNUSED_UINT32)
    if raw is None:
        return None
    return scale_by_trailing_digit(raw, high_nibble(integer(records, price.PRICE_TRAILING_DIGIT) or 0))


def _extended(nibble: int, extension: int | None) -> int:
    """Tiers beyond 15 count on in the extended field."""
    return nibble + int(extension) if nibble == 15 and extension not in (None, UNUSED_UINT8) else nibble


def _block_period_minutes(records: Records) -> int | None:
    raw = valid(records, price.BLOCK_PERIOD_DURATION, UNTIL_CHANGED_UINT24)
    unit = low_nibble(integer(records, price.BLOCK_PERIOD_DURATION_TYPE) or 0)
    return raw * _MINUTES_PER_UNIT[unit] if raw is not None and unit in _MINUTES_PER_UNIT else None
