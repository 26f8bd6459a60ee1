"""Cluster commands and attribute records to messages: pure functions, and bad air is data (`Malformed`).

How a meter's registers wrap: its registers are 48 bits wide, but a meter that shows L digits left of the point
(SummationFormatting) counts like its display and wraps at 10**L kWh. So the modulus is the display's as long as
every register that was read is below it; one register beyond it proves that this meter counts all 48 bits.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.zcl.foundation import GENERAL_COMMANDS, GeneralCommand, ReadAttributeRecord, Status, ZCLHeader
from zigpy.zcl.foundation import Direction as ZclDirection

from devices.messages import (
    BlocksPublished,
    Eui64,
    Importance,
    IntervalChannel,
    IntervalsRead,
    Malformed,
    Message,
    MeterDescribed,
    MeterStatus,
    MeterTime,
    PricePublished,
    Reading,
    SwitchRead,
    TemperatureRead,
    TextCancelled,
    TextPublished,
)
from devices.se import CLUSTERS, messaging, metering, price, profile
from devices.se.time import TimeStatus
from devices.se.values import (
    INVALID_INT16,
    INVALID_INT24,
    INVALID_UINT24,
    INVALID_UINT48,
    INVALID_UTC_TIME,
    NOW,
    UNTIL_CHANGED_UINT16,
    UNTIL_CHANGED_UINT24,
    UNUSED_UINT8,
    UNUSED_UINT32,
    Formatting,
    from_utc_time,
    high_nibble,
    low_nibble,
    scale_by_trailing_digit,
)

Records = Mapping[int, Any]
"""Attribute identifier to value, those that were read or reported without an error."""

LOCAL_TEMPERATURE: Final = 0x0000
OCCUPIED_COOLING_SETPOINT: Final = 0x0011
OCCUPIED_HEATING_SETPOINT: Final = 0x0012
ON_OFF: Final = 0x0000
TIME: Final = 0x0000
TIME_STATUS: Final = 0x0001

_WH_PER_KWH: Final = 1000
_BCD: Final = 0x80
_TYPE_AND_MANUFACTURER: Final = 0x07  # of the frame control octet
_MINUTES_PER_UNIT: Final = {0: 1, 1: 1440, 2: 10_080}  # BlockPeriodDurationType: minutes, days, weeks; months vary
_DICTIONARY: Final = {int(cluster.cluster_id): cluster for cluster in CLUSTERS}

METER_DESCRIPTION: Final = (
    metering.UNIT_OF_MEASURE,
    metering.MULTIPLIER,
    metering.DIVISOR,
    metering.SUMMATION_FORMATTING,
    metering.METERING_DEVICE_TYPE,
    metering.METER_SERIAL_NUMBER,
)


class Unintelligible(ValueError):
    """A frame is well formed but says something impossible; the text says what."""


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


def decode_frame(device: Eui64, cluster_id: int, data: bytes, scale: MeterScale | None) -> tuple[Message, ...]:
    """Messages of one frame from a server that nobody asked for; a reading needs the meter's `scale`, else it is left.

    Answers to requests are not here: what they mean depends on what was asked. Never raises.
    """
    try:
        header, payload = ZCLHeader.deserialize(data)
        if header.frame_control.is_manufacturer_specific or header.direction != ZclDirection.Server_to_Client:
            return ()
        if header.frame_control.is_general:
            if header.command_id != GeneralCommand.Report_Attributes:
                return ()
            return _from_records(device, cluster_id, reported(payload), scale)
        return _from_command(device, cluster_id, header.command_id, payload)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError) as why:
        return (malformed(device, cluster_id, data, why),)


def malformed(device: Eui64, cluster_id: int, raw: bytes, why: Exception | str) -> Malformed:
    """One frame that could not be understood."""
    reason = str(why) if isinstance(why, (str, Unintelligible)) else f"not a frame of this cluster: {why}"
    return Malformed(why=reason, raw=bytes(raw), device=device, cluster_id=cluster_id)


def is_report(data: bytes) -> bool:
    """Whether the frame is a general Report Attributes command; asked of each frame, so told from its first octets."""
    return len(data) >= 3 and data[0] & _TYPE_AND_MANUFACTURER == 0 and data[2] == GeneralCommand.Report_Attributes


def is_server_command(data: bytes, command_id: int) -> bool:
    """Whether the frame is that cluster command from a server."""
    header = header_of(data)
    if header is None or header.frame_control.is_general or header.direction != ZclDirection.Server_to_Client:
        return False
    return bool(header.command_id == command_id)


def header_of(data: bytes) -> ZCLHeader | None:
    """The frame's header, or None if it is torn."""
    try:
        return ZCLHeader.deserialize(data)[0]
    except (ValueError, KeyError):
        return None


def attributes_reported(data: bytes) -> frozenset[int]:
    """Identifiers in a report; none if the frame is anything else, or torn."""
    if not is_report(data):
        return frozenset()
    try:
        return frozenset(reported(ZCLHeader.deserialize(data)[1]))
    except (ValueError, KeyError):
        return frozenset()


def reported(payload: bytes) -> dict[int, Any]:
    """Records of a Report Attributes command; ValueError if it is torn."""
    schema: Any = GENERAL_COMMANDS[GeneralCommand.Report_Attributes].schema
    command, rest = schema.deserialize(payload)
    if rest:
        raise Unintelligible("the report ends inside a record")
    return {int(record.attrid): record.value.value for record in command.attribute_reports}


def read(records: Iterable[ReadAttributeRecord]) -> dict[int, Any]:
    """Records of a Read Attributes Response that carry a value."""
    return {
        int(record.attrid): record.value.value
        for record in records
        if record.status == Status.SUCCESS and record.value is not None
    }


def meter_scale(records: Records) -> MeterScale:
    """The scale of a meter from its description; Unintelligible if it does not count kWh or divides by zero."""
    unit = _integer(records, metering.UNIT_OF_MEASURE) or 0
    if unit & ~_BCD:
        raise Unintelligible(f"unit of measure 0x{unit:02x} is not kWh")
    multiplier = _integer(records, metering.MULTIPLIER)
    divisor = _integer(records, metering.DIVISOR)
    formatting = _integer(records, metering.SUMMATION_FORMATTING)
    return MeterScale(
        multiplier=1 if multiplier is None else multiplier,
        divisor=1 if divisor is None else divisor,
        is_bcd=bool(unit & _BCD),
        left_digits=0 if formatting is None else Formatting.from_byte(formatting).left,
    )


def meter_described(device: Eui64, records: Records, scale: MeterScale) -> MeterDescribed:
    """How the meter counts; `records` may carry its registers beside its description."""
    raw = [_register(records, attribute) for attribute in _REGISTERS]
    serial = records.get(metering.METER_SERIAL_NUMBER)
    return MeterDescribed(
        device=device,
        serial_number=_label(serial) if isinstance(serial, bytes) else "",
        multiplier=scale.multiplier,
        divisor=scale.divisor,
        register_modulus_wh=scale.register_modulus_wh(max((r for r in raw if r is not None), default=None)),
    )


def reading(device: Eui64, records: Records, scale: MeterScale) -> Reading:
    """Registers, demand, status and the running interval; what is absent or invalid is None."""
    status = _integer(records, metering.STATUS)
    start = _valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_DELIVERED, INVALID_UTC_TIME)
    start_received = _valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_START_TIME_RECEIVED, INVALID_UTC_TIME)
    delivered = _valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_DELIVERED, INVALID_UINT24)
    received = _valid(records, metering.CURRENT_PARTIAL_PROFILE_INTERVAL_VALUE_RECEIVED, INVALID_UINT24)
    if start is None:
        start, delivered = start_received, None
    return Reading(
        device=device,
        delivered_wh=_scaled(scale.energy_wh, _register(records, metering.CURRENT_SUMMATION_DELIVERED)),
        received_wh=_scaled(scale.energy_wh, _register(records, metering.CURRENT_SUMMATION_RECEIVED)),
        demand_w=_scaled(scale.power_w, _valid(records, metering.INSTANTANEOUS_DEMAND, INVALID_INT24)),
        status=None if status is None else MeterStatus(status & 0x7F),
        interval_start=None if start is None else from_utc_time(start),
        interval_delivered_wh=None if start is None else _scaled(scale.energy_wh, delivered),
        interval_received_wh=_scaled(scale.energy_wh, received) if start_received == start is not None else None,
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
    raw = _valid(records, TIME, INVALID_UTC_TIME)
    utc = None if raw is None else from_utc_time(raw)
    if utc is None:
        raise Unintelligible("the meter's clock is not set")
    status = _integer(records, TIME_STATUS) or 0
    return MeterTime(device, utc, bool(status & (TimeStatus.Master | TimeStatus.Synchronized)))


def price_published(device: Eui64, command: Any) -> PricePublished | None:
    """PublishPrice of electricity; None for another commodity."""
    if command.unit_of_measure & ~_BCD:
        return None
    if command.start_time == INVALID_UTC_TIME or command.price == UNUSED_UINT32:
        raise Unintelligible("a price without a start or without an amount")
    tier = low_nibble(command.price_trailing_digit_and_price_tier)
    tiers = high_nibble(command.number_of_price_tiers_and_register_tier)
    return PricePublished(
        device=device,
        provider_id=int(command.provider_id),
        issuer_event_id=int(command.issuer_event_id),
        rate_label=_label(command.rate_label),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=_unless(command.duration_in_minutes, UNTIL_CHANGED_UINT16),
        price=scale_by_trailing_digit(command.price, high_nibble(command.price_trailing_digit_and_price_tier)),
        currency=int(command.currency),
        price_tier=_extended(tier, command.extended_price_tier),
        number_of_price_tiers=_extended(tiers, command.extended_number_of_price_tiers),
    )


def blocks_published(device: Eui64, records: Records) -> BlocksPublished | None:
    """The block tariff from the Price server's attributes; None if it has no blocks."""
    count = _integer(records, price.NUMBER_OF_BLOCK_THRESHOLDS_IN_USE)
    if count is None:
        count = _integer(records, price.BLOCK_THRESHOLD_COUNT)
    if not count or count == UNUSED_UINT8:
        return None
    multiplier = _integer(records, price.THRESHOLD_MULTIPLIER)
    divisor = _integer(records, price.THRESHOLD_DIVISOR)
    scale = MeterScale(1 if multiplier is None else multiplier, 1 if divisor is None else divisor)
    trailing_digit = high_nibble(_integer(records, price.PRICE_TRAILING_DIGIT) or 0)
    raw_thresholds = [_valid(records, price.BLOCK_1_THRESHOLD + n, INVALID_UINT48) for n in range(count)]
    raw_prices = [_valid(records, price.NO_TIER_BLOCK_1_PRICE + n, UNUSED_UINT32) for n in range(count + 1)]
    thresholds = tuple(scale.energy_wh(raw) for raw in raw_thresholds if raw is not None)
    prices = tuple(scale_by_trailing_digit(raw, trailing_digit) for raw in raw_prices if raw is not None)
    if len(thresholds) < count or len(prices) <= count or list(thresholds) != sorted(set(thresholds)):
        raise Unintelligible(f"{count} block thresholds in use, but the thresholds or prices do not fit")
    start = _valid(records, price.START_OF_BLOCK_PERIOD, INVALID_UTC_TIME)
    return BlocksPublished(
        device, thresholds, prices, from_utc_time(start) if start else None, _block_period_minutes(records)
    )


def text_published(device: Eui64, command: Any) -> TextPublished:
    """DisplayMessage; a character cut in two at the end of the frame is left out."""
    if command.start_time == INVALID_UTC_TIME:
        raise Unintelligible("a message without a start")
    control = int(command.message_control)
    is_confirmed = bool((command.extended_message_control or 0) & messaging.ALREADY_CONFIRMED)
    wants_confirmation = control & (messaging.CONFIRMATION_REQUIRED | messaging.ENHANCED_CONFIRMATION_REQUIRED)
    return TextPublished(
        device=device,
        message_id=int(command.message_id),
        text=_text(command.message),
        importance=Importance((control & messaging.IMPORTANCE_MASK) >> messaging.IMPORTANCE_SHIFT),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=_unless(command.duration_in_minutes, UNTIL_CHANGED_UINT16),
        is_confirmation_required=bool(wants_confirmation) and not is_confirmed,
    )


def temperature_read(device: Eui64, records: Records) -> TemperatureRead:
    """A thermostat's local temperature and occupied set points."""
    return TemperatureRead(
        device=device,
        local_centi_c=_valid(records, LOCAL_TEMPERATURE, INVALID_INT16),
        cooling_set_point_centi_c=_valid(records, OCCUPIED_COOLING_SETPOINT, INVALID_INT16),
        heating_set_point_centi_c=_valid(records, OCCUPIED_HEATING_SETPOINT, INVALID_INT16),
    )


def switch_read(device: Eui64, records: Records) -> SwitchRead | None:
    """A load switch's state; None if it was not among the records."""
    raw = records.get(ON_OFF)
    if raw is None:
        return None
    if int(raw) not in (0, 1):
        raise Unintelligible(f"{raw!r} is neither on nor off")
    return SwitchRead(device, is_on=bool(raw))


_REGISTERS: Final = (metering.CURRENT_SUMMATION_DELIVERED, metering.CURRENT_SUMMATION_RECEIVED)
_READ_TOGETHER: Final = frozenset({*_REGISTERS, metering.INSTANTANEOUS_DEMAND, metering.STATUS, *range(0x0405, 0x0409)})


def _from_records(device: Eui64, cluster_id: int, records: Records, scale: MeterScale | None) -> tuple[Message, ...]:
    message: Message | None = None
    if cluster_id == profile.METERING:
        if scale is not None and _READ_TOGETHER & records.keys():
            message = reading(device, records, scale)
    elif cluster_id == profile.THERMOSTAT:
        if {LOCAL_TEMPERATURE, OCCUPIED_COOLING_SETPOINT, OCCUPIED_HEATING_SETPOINT} & records.keys():
            message = temperature_read(device, records)
    elif cluster_id == profile.ON_OFF:
        message = switch_read(device, records)
    return () if message is None else (message,)


def _from_command(device: Eui64, cluster_id: int, command_id: int, payload: bytes) -> tuple[Message, ...]:
    cluster = _DICTIONARY.get(cluster_id)
    if cluster is None:
        return ()
    definition = cluster.client_commands.get(command_id)
    if definition is None:
        raise Unintelligible(f"{cluster.__name__} has no command 0x{command_id:02x} from the server")
    command, rest = definition.schema.deserialize(payload)
    if rest:
        raise Unintelligible(f"{len(rest)} octets after the end of {definition.name}")
    translate = _COMMANDS.get((cluster_id, definition.name))
    message = None if translate is None else translate(device, command)
    return () if message is None else (message,)


_COMMANDS: Final[dict[tuple[int, str], Callable[[Eui64, Any], Message | None]]] = {
    (profile.PRICE, "publish_price"): price_published,
    (profile.MESSAGING, "display_message"): text_published,
    (profile.MESSAGING, "display_protected_message"): text_published,
    (profile.MESSAGING, "cancel_message"): lambda device, command: TextCancelled(device, int(command.message_id)),
    (profile.MESSAGING, "cancel_all_messages"): lambda device, _: TextCancelled(device, None),
}


def _integer(records: Records, attribute_id: int) -> int | None:
    raw = records.get(attribute_id)
    if raw is None:
        return None
    if not isinstance(raw, int):
        raise Unintelligible(f"attribute 0x{attribute_id:04x} is not a number")
    return int(raw)


def _valid(records: Records, attribute_id: int, invalid: int) -> int | None:
    raw = _integer(records, attribute_id)
    return None if raw == invalid else raw


def _register(records: Records, attribute_id: int) -> int | None:
    return _valid(records, attribute_id, INVALID_UINT48)


def _scaled(scale: Callable[[int], int], raw: int | None) -> int | None:
    return None if raw is None else scale(raw)


def _unless(raw: int, unlimited: int) -> int | None:
    return None if raw == unlimited else int(raw)


def _extended(nibble: int, extension: int | None) -> int:
    """Tiers beyond 15 count on in the extended field."""
    return nibble + int(extension) if nibble == 15 and extension not in (None, UNUSED_UINT8) else nibble


def _block_period_minutes(records: Records) -> int | None:
    raw = _valid(records, price.BLOCK_PERIOD_DURATION, UNTIL_CHANGED_UINT24)
    unit = low_nibble(_integer(records, price.BLOCK_PERIOD_DURATION_TYPE) or 0)
    return raw * _MINUTES_PER_UNIT[unit] if raw is not None and unit in _MINUTES_PER_UNIT else None


def _label(octets: bytes) -> str:
    return octets.split(b"\x00")[0].decode("utf-8", errors="replace")


def _text(octets: bytes) -> str:
    if getattr(octets, "is_invalid", False):
        raise Unintelligible("the message is the invalid string")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(octets) and error.reason == "unexpected end of data":
            return octets[: error.start].decode("utf-8")
        raise Unintelligible("the message is not UTF-8") from None
