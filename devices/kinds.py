"""The words by which messages tell things apart: kinds of device, of meter and of text, and where the radio stands."""

from enum import Enum, IntEnum, IntFlag


class RadioState(Enum):
    """Where the connection to the dongle stands."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    FORMING = "forming"
    READY = "ready"
    LOST = "lost"


class DeviceKind(Enum):
    """What a device is to this product, from its Smart Energy device identifier and its clusters."""

    METER_GATEWAY = "meter gateway"
    THERMOSTAT = "thermostat"
    LOAD_SWITCH = "load switch"
    SMART_PLUG = "smart plug"
    WATER_HEATER = "water heater"
    EV_CHARGER = "car charger"
    GAS_METER = "gas meter"
    WATER_METER = "water meter"
    DISPLAY = "display"
    UNKNOWN = "unknown"


class IntervalChannel(IntEnum):
    """GetProfile's IntervalChannel."""

    DELIVERED = 0
    RECEIVED = 1


class Commodity(Enum):
    """What a meter beside the electric one counts."""

    GAS = "gas"
    WATER = "water"


class VolumeUnit(Enum):
    """In what a gas or water meter counts (Metering 0x0300), as it is written."""

    CUBIC_METER = "m\u00b3"
    CUBIC_FOOT = "ft\u00b3"
    HUNDRED_CUBIC_FEET = "CCF"
    THOUSAND_CUBIC_FEET = "Mcf"
    US_GALLON = "gal"
    IMPERIAL_GALLON = "imp gal"
    LITER = "L"
    KILOWATT_HOUR = "kWh"
    BTU = "BTU"
    MEGAJOULE = "MJ"


class MeterStatus(IntFlag):
    """Metering Status (0x0200) of an electricity meter."""

    CHECK_METER = 0x01
    LOW_BATTERY = 0x02
    TAMPER_DETECT = 0x04
    POWER_FAILURE = 0x08
    POWER_QUALITY = 0x10
    LEAK_DETECT = 0x20
    SERVICE_DISCONNECT_OPEN = 0x40


class Importance(IntEnum):
    """DisplayMessage's importance, bits 2 and 3 of MessageControl."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2
    CRITICAL = 3
