"""Gas and water meters (Metering 0x0702 with another Metering Device Type than electricity)."""

from typing import Final

from devices.codec.frames import Records, integer, register
from devices.codec.metering import BCD, scale_of
from devices.messages import Commodity, Eui64, MeterStatus, VolumeRead, VolumeUnit
from devices.se import metering
from devices.se.metering import MeteringDeviceType, MeteringUnitofMeasure

COMMODITIES: Final = {
    int(MeteringDeviceType.Gas_Metering): Commodity.GAS,
    int(MeteringDeviceType.Mirrored_Gas_Metering): Commodity.GAS,
    int(MeteringDeviceType.Water_Metering): Commodity.WATER,
    int(MeteringDeviceType.Mirrored_Water_Metering): Commodity.WATER,
}
ELECTRIC: Final = frozenset({int(MeteringDeviceType.Electric_Metering)})
UNITS: Final = {
    int(MeteringUnitofMeasure.Kwh_and_Kwh_binary): VolumeUnit.KILOWATT_HOUR,
    int(MeteringUnitofMeasure.Cubic_Meter_and_Cubic_Meter_per_Hour_binary): VolumeUnit.CUBIC_METER,
    int(MeteringUnitofMeasure.Cubic_Feet_and_Cubic_Feet_per_Hour_binary): VolumeUnit.CUBIC_FOOT,
    int(MeteringUnitofMeasure.Ccf_and_Ccf_per_Hour_binary): VolumeUnit.HUNDRED_CUBIC_FEET,
    int(MeteringUnitofMeasure.US_Gallons_and_US_Gallons_per_Hour_binary): VolumeUnit.US_GALLON,
    int(MeteringUnitofMeasure.Imperial_Gallons_and_Imperial_Gallons_per_Hour_binary): VolumeUnit.IMPERIAL_GALLON,
    int(MeteringUnitofMeasure.BTU_and_BTU_per_Hour_binary): VolumeUnit.BTU,
    int(MeteringUnitofMeasure.Liters_and_Liters_per_Hour_binary): VolumeUnit.LITER,
    int(MeteringUnitofMeasure.MCF_and_MCF_per_Hour_binary): VolumeUnit.THOUSAND_CUBIC_FEET,
    int(MeteringUnitofMeasure.Mega_Joule_and_Mega_Joule_per_second_binary): VolumeUnit.MEGAJOULE,
}
VOLUME_STATE: Final = (metering.CURRENT_SUMMATION_DELIVERED, metering.STATUS)


def is_electric(description: Records) -> bool:
    """Is it an electric meter of its own? One that does not say is."""
    return (integer(description, metering.METERING_DEVICE_TYPE) or 0) in ELECTRIC


def commodity_of(description: Records) -> Commodity | None:
    """What it counts; None: electricity, heat, or anything else that is not read here."""
    kind = integer(description, metering.METERING_DEVICE_TYPE)
    return None if kind is None else COMMODITIES.get(kind)


def volume_read(device: Eui64, endpoint: int, description: Records, records: Records) -> VolumeRead | None:
    """The register; None if it was not told, or its unit is not one of volume. Unintelligible for nonsense."""
    commodity = commodity_of(description)
    unit = UNITS.get((integer(description, metering.UNIT_OF_MEASURE) or 0) & ~BCD)
    raw = register(records, metering.CURRENT_SUMMATION_DELIVERED)
    if commodity is None or unit is None or raw is None:
        return None
    status = integer(records, metering.STATUS)
    return VolumeRead(
        device,
        endpoint,
        commodity,
        unit,
        scale_of(description).energy_wh(raw),  # thousandths of a unit, as of a kilowatt-hour
        None if status is None else bool(status & MeterStatus.LEAK_DETECT),
    )
