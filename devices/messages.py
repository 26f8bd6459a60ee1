"""What the home area network tells the engine: frozen values, one class a fact.

Energy is integer watt-hours, power integer watts, money `Decimal`, time aware UTC. A value that was not
reported, or was reported as invalid, is None and never zero. `device` is an EUI64 in zigpy's
spelling (`00:0d:6f:00:0a:90:69:e7`), the only name that a device has (X-SECURITY).
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from devices.bindings import BindingsRead
from devices.demand_response import ChangeSource, DemandResponseMessage, ThermostatMode
from devices.errors import JoinFault, RadioFault
from devices.firmware.words import FirmwareMessage
from devices.kinds import Commodity as Commodity  # noqa: PLC0414 - given out again
from devices.kinds import DeviceKind as DeviceKind  # noqa: PLC0414 - given out again
from devices.kinds import Importance as Importance  # noqa: PLC0414 - given out again
from devices.kinds import IntervalChannel as IntervalChannel  # noqa: PLC0414 - given out again
from devices.kinds import MeterStatus as MeterStatus  # noqa: PLC0414 - given out again
from devices.kinds import RadioState as RadioState  # noqa: PLC0414 - given out again
from devices.kinds import VolumeUnit as VolumeUnit  # noqa: PLC0414 - given out again
from devices.names import Eui64 as Eui64  # noqa: PLC0414 - given out again: a word of the messages
from devices.neighbours import NeighboursRead
from devices.self_report import ReportMessage


@dataclass(frozen=True, slots=True)
class RadioChanged:
    """The dongle's connection entered `state`; `fault` says why it is not ready.

    Once it is: `own` says who we are, `channel` which one of 802.15.4 is used (11 to 26),
    `pan_id` the network's.
    """

    state: RadioState
    port: str
    fault: RadioFault | None = None
    retry_s: float | None = None
    own: Eui64 | None = None
    channel: int | None = None
    pan_id: int | None = None


@dataclass(frozen=True, slots=True)
class DeviceFound:
    """The device that may join looked for the network, and was sent the network key under its install code's key."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class DeviceJoined:
    """A device holds the network key, for it was heard under it; it is not yet interviewed."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class DeviceIdentified:
    """A device that joined was interviewed: it said what it is; `firmware` as it spells it, empty if it does not."""

    device: Eui64
    kind: DeviceKind
    manufacturer: str
    model: str
    firmware: str = ""


@dataclass(frozen=True, slots=True)
class KeyEstablished:
    """Both sides proved who they are by certificates (CBKE, 0x0800) and share a new link key; `suite` is 1 or 2."""

    device: Eui64
    suite: int


@dataclass(frozen=True, slots=True)
class RemovalFailed:
    """The dongle could not be asked to let go of a device: it is of this home still."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class NetworkKeyRenewed:
    """The dongle speaks under a new network key; `sequence` is its number."""

    sequence: int


@dataclass(frozen=True, slots=True)
class KeyRenewalFailed:
    """The dongle could not be asked for a new network key: the old one holds."""


@dataclass(frozen=True, slots=True)
class AirScanned:
    """How busy each channel is, as the dongle heard it: (channel 11 to 26, 0 to 255), in the order of channels."""

    levels: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class DeviceReady:
    """A device was recognised, bound and set to report, and the settings were read back.

    `is_event_client`: it is a DRLC client and carries events out by itself; we never command it for an event.
    `is_sleepy`: it runs on a battery and listens only now and then.
    """

    device: Eui64
    kind: DeviceKind
    manufacturer: str
    model: str
    is_event_client: bool = False
    is_sleepy: bool = False


@dataclass(frozen=True, slots=True)
class Awaited:
    """What was ordered waits until a device that sleeps wakes, or (`is_awaited` false) waits no more."""

    device: Eui64
    is_awaited: bool


@dataclass(frozen=True, slots=True)
class JoinFailed:
    """The permit ended, the network is closed to it again, and the device is not in, or not as far as it should be.

    CLOSED comes without a permit: it looked for the network when it might not join. `detail`: a sentence, with REFUSED.
    """

    device: Eui64
    why: JoinFault
    detail: str = ""


@dataclass(frozen=True, slots=True)
class DeviceLeft:
    """A device left, or was removed from, the network."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class SignalHeard:
    """The last hop's signal; at most one in ten seconds for each device."""

    device: Eui64
    lqi: int | None
    rssi_dbm: int | None


@dataclass(frozen=True, slots=True)
class MeterDescribed:
    """How the meter counts: its registers wrap at `register_modulus_wh` (Metering 0x0300 to 0x0308)."""

    device: Eui64
    serial_number: str
    multiplier: int
    divisor: int
    register_modulus_wh: int


@dataclass(frozen=True, slots=True)
class Reading:
    """Registers and demand as reported together (Metering 0x0000, 0x0001, 0x0400, 0x0200).

    When all was read at once, `interval_start` and what the running interval counted since then come along
    (0x0405 to 0x0408): register minus that is the register at the interval's start, exactly.
    """

    device: Eui64
    delivered_wh: int | None = None
    received_wh: int | None = None
    demand_w: int | None = None
    status: MeterStatus | None = None
    interval_start: datetime | None = None
    interval_delivered_wh: int | None = None
    interval_received_wh: int | None = None


@dataclass(frozen=True, slots=True)
class IntervalsRead:
    """GetProfileResponse: consecutive intervals, oldest first, the last ending at `end`; None is invalid."""

    device: Eui64
    channel: IntervalChannel
    end: datetime
    interval_minutes: int
    values_wh: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class MeterTime:
    """The meter's own clock (Time cluster 0x000A) when it was read."""

    device: Eui64
    utc: datetime
    is_synchronized: bool


@dataclass(frozen=True, slots=True)
class PricePublished:
    """PublishPrice: `price` in dollars per kWh from `start` (None: at once) for a duration (None: until changed)."""

    device: Eui64
    provider_id: int
    issuer_event_id: int
    rate_label: str
    start: datetime | None
    duration_minutes: int | None
    price: Decimal
    currency: int
    price_tier: int
    number_of_price_tiers: int


@dataclass(frozen=True, slots=True)
class BlocksPublished:
    """The meter's block tariff: prices of blocks 1 to n, and the n-1 block thresholds between them."""

    device: Eui64
    thresholds_wh: tuple[int, ...]
    prices: tuple[Decimal, ...]
    period_start: datetime | None
    period_minutes: int | None


@dataclass(frozen=True, slots=True)
class TextPublished:
    """DisplayMessage: a sentence from the utility."""

    device: Eui64
    message_id: int
    text: str
    importance: Importance
    start: datetime | None
    duration_minutes: int | None
    is_confirmation_required: bool


@dataclass(frozen=True, slots=True)
class TextCancelled:
    """CancelMessage, or CancelAllMessages when `message_id` is None."""

    device: Eui64
    message_id: int | None


@dataclass(frozen=True, slots=True)
class TemperatureRead:
    """A thermostat's local temperature and set points, in hundredths of a degree Celsius (ZCL 0x0201).

    `changed` and `source` tell who moved a set point last, and when by the thermostat's clock, where it knows (DR6).
    Limits are (lowest, highest); cooling stays `dead_band_centi_c` above heating, at least, where it says so.
    """

    device: Eui64
    local_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    mode: ThermostatMode | None = None
    is_held: bool | None = None
    source: ChangeSource | None = None
    changed: datetime | None = None
    cooling_limits_centi_c: tuple[int, int] | None = None
    heating_limits_centi_c: tuple[int, int] | None = None
    outdoor_centi_c: int | None = None
    dead_band_centi_c: int | None = None


@dataclass(frozen=True, slots=True)
class SwitchRead:
    """A load switch's state (ZCL On/Off 0x0006)."""

    device: Eui64
    is_on: bool


@dataclass(frozen=True, slots=True)
class LoadMeasured:
    """What flows through a plug now, and what ever did, as far as it tells (Metering 0x0702, Electrical 0x0B04)."""

    device: Eui64
    power_w: int | None = None
    delivered_wh: int | None = None


@dataclass(frozen=True, slots=True)
class VolumeRead:
    """A gas or water meter's register, in thousandths of its unit; never electricity (X-GATEWAY).

    `device` is its own address, or that of the gateway that mirrors it on `endpoint`. `is_leaking` as the meter says.
    """

    device: Eui64
    endpoint: int
    commodity: Commodity
    unit: VolumeUnit
    milli_units: int
    is_leaking: bool | None = None


@dataclass(frozen=True, slots=True)
class BatteryRead:
    """A device's battery (Power Configuration 0x0001), as far as it tells: what it does not have is None.

    `percent` of its charge, 0 to 100; `voltage_mv` now, and `rated_mv` what fresh cells together give; `is_alarmed`:
    the device itself says that it runs low.
    """

    device: Eui64
    percent: int | None = None
    voltage_mv: int | None = None
    rated_mv: int | None = None
    is_alarmed: bool | None = None


@dataclass(frozen=True, slots=True)
class DisplayPowerRead:
    """How the display itself is fed, by its own operating system; `percent` None: its battery does not tell."""

    percent: int | None
    is_on_mains: bool
    is_charging: bool
    is_low: bool | None = None


@dataclass(frozen=True, slots=True)
class Exchanged:
    """One exchange with a device ended: a question was answered or not, a report that was due came or did not."""

    device: Eui64
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Delivered:
    """The device accepted the order of that identifier."""

    order_id: int


@dataclass(frozen=True, slots=True)
class Undelivered:
    """The order of that identifier did not reach its device, or was refused; whether to try again is policy."""

    order_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Malformed:
    """Bad air is data: a frame that could not be understood."""

    why: str
    raw: bytes
    device: Eui64 | None = None
    cluster_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unprotected:
    """A frame on a link-key cluster came without APS encryption, or from an unbound address: dropped (C1FR44)."""

    device: Eui64 | None
    cluster_id: int


Message = (
    RadioChanged
    | DeviceFound
    | DeviceJoined
    | DeviceIdentified
    | KeyEstablished
    | RemovalFailed
    | NetworkKeyRenewed
    | KeyRenewalFailed
    | AirScanned
    | DeviceReady
    | Awaited
    | JoinFailed
    | DeviceLeft
    | SignalHeard
    | MeterDescribed
    | Reading
    | IntervalsRead
    | MeterTime
    | PricePublished
    | BlocksPublished
    | TextPublished
    | TextCancelled
    | TemperatureRead
    | SwitchRead
    | LoadMeasured
    | VolumeRead
    | BatteryRead
    | DisplayPowerRead
    | NeighboursRead
    | BindingsRead
    | ReportMessage
    | FirmwareMessage
    | Exchanged
    | Delivered
    | Undelivered
    | Malformed
    | Unprotected
    | DemandResponseMessage
)
