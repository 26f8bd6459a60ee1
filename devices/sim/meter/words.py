"""What the meter knows, in the words that the byte path would make of its frames (`devices.messages`)."""

from datetime import UTC, datetime, timedelta

from devices.messages import (
    BlocksPublished,
    Eui64,
    IntervalChannel,
    IntervalsRead,
    Message,
    MeterDescribed,
    MeterTime,
    PricePublished,
    Reading,
    TextCancelled,
    TextPublished,
)
from devices.se.metering import PERIOD_SECONDS, GetProfileStatus
from devices.se.price import CURRENCY_USD
from devices.se.values import INVALID_UINT24
from devices.sim.meter import event_words
from devices.sim.meter.blocks import BlockTariff
from devices.sim.meter.meter import Announcement, Meter, Rescaled
from devices.sim.meter.price_cluster import PROVIDER_ID
from devices.sim.meter.prices import PriceEvent
from devices.sim.meter.texts import UNTIL_CHANGED, TextCancellation, UtilityText


def utc(at_s: int) -> datetime:
    """Aware UTC of seconds since 1970."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=at_s)


def described(meter: Meter, device: Eui64) -> MeterDescribed:
    """How it counts; ValueError while it tells a divisor of 0."""
    scale = meter.scale
    if scale.told_divisor == 0:
        raise ValueError("the meter tells a divisor of 0")
    return MeterDescribed(
        device, meter.identity.serial_number, scale.multiplier, scale.divisor, scale.wh(scale.modulus)
    )


def reported(meter: Meter, device: Eui64) -> Reading:
    """A report: registers, demand and status."""
    scale = meter.scale
    return Reading(
        device,
        delivered_wh=scale.wh(scale.shown(meter.delivered)),
        received_wh=scale.wh(scale.shown(meter.received)),
        demand_w=scale.wh(scale.demand_raw(meter.house.power_w)),
        status=meter.status,
    )


def read(meter: Meter, device: Eui64) -> Reading:
    """Everything read at once, with the running interval."""
    scale, recorder = meter.scale, meter.recorder
    delivered_wh, received_wh = meter.registers_wh
    report = reported(meter, device)
    return Reading(
        device,
        report.delivered_wh,
        report.received_wh,
        report.demand_w,
        report.status,
        utc(recorder.start_s),
        scale.wh(recorder.running_raw(IntervalChannel.DELIVERED, delivered_wh, scale)),
        scale.wh(recorder.running_raw(IntervalChannel.RECEIVED, received_wh, scale)),
    )


def intervals(
    meter: Meter, device: Eui64, channel: IntervalChannel, end: datetime | None, periods: int
) -> IntervalsRead:
    """GetProfile; ValueError where the meter would refuse."""
    end_s = None if end is None else int(end.timestamp())
    profile = meter.recorder.profile(channel, end_s, periods, meter.now_s, meter.scale)
    if profile.status in (
        GetProfileStatus.Undefined_Interval_Channel_requested,
        GetProfileStatus.Interval_Channel_not_supported,
        GetProfileStatus.Invalid_End_Time,
    ):
        raise ValueError(f"GetProfile was refused: {profile.status.name.replace('_', ' ')}")
    values = tuple(None if raw == INVALID_UINT24 else meter.scale.wh(raw) for raw in reversed(profile.values))
    return IntervalsRead(device, channel, utc(profile.end_s), PERIOD_SECONDS[profile.period] // 60, values)


def time(meter: Meter, device: Eui64) -> MeterTime:
    """Its clock."""
    return MeterTime(device, utc(meter.now_s), is_synchronized=True)


def prices(meter: Meter, device: Eui64) -> list[Message]:
    """Answers to GetCurrentPrice and GetScheduledPrices, and the block tariff if there is one."""
    active = meter.prices.active(meter.now_s)
    events = [*([active] if active else []), *meter.prices.scheduled(meter.now_s, 0)]
    published: list[Message] = [price(meter, device, event) for event in events]
    return published + ([blocks(meter.blocks, device)] if meter.blocks else [])


def price(meter: Meter, device: Eui64, event: PriceEvent) -> PricePublished:
    """PublishPrice."""
    return PricePublished(
        device,
        PROVIDER_ID,
        event.issuer_event_id,
        event.label,
        utc(event.start_s),
        event.minutes,
        event.price,
        CURRENCY_USD,
        event.tier,
        meter.prices.number_of_tiers(event),
    )


def blocks(tariff: BlockTariff, device: Eui64) -> BlocksPublished:
    """The block attributes of the Price cluster."""
    return BlocksPublished(device, tariff.thresholds_wh, tariff.prices, utc(tariff.start_s), tariff.minutes)


def text(displayed: UtilityText, device: Eui64) -> TextPublished:
    """DisplayMessage."""
    return TextPublished(
        device,
        displayed.message_id,
        displayed.text,
        displayed.importance,
        utc(displayed.start_s),
        None if displayed.minutes == UNTIL_CHANGED else displayed.minutes,
        displayed.is_confirmation_required,
    )


def announced(meter: Meter, device: Eui64, announcement: Announcement) -> list[Message]:
    """What a frame that the meter sends by itself means; nothing for one that only asks to be read anew."""
    match announcement:
        case PriceEvent():
            return [price(meter, device, announcement)]
        case UtilityText():
            return [text(announcement, device)]
        case TextCancellation():
            return [TextCancelled(device, announcement.message_id)]
        case BlockTariff() | Rescaled():
            return []
    return event_words.forwarded(announcement, device)
