"""What a device counts beside the house's meter: a plug's load, gas, water; a line of the list, facts of the sheet."""

from decimal import Decimal

from devices.messages import Commodity, DeviceKind
from devices.moment import Moment
from hemsapp.snapshot import Device, Snapshot, Volume
from ui import i18n
from ui.i18n import words

_FACTS = {Commodity.GAS: "counted.gas", Commodity.WATER: "counted.water"}
_HOUR_MINUTES = 60
_IN_HOURS = 48
_SMALLEST_SHARE_W = 20
"""Of less than that a share of the house's use means nothing."""


def line(snapshot: Snapshot, device: Device, now: Moment) -> str:
    """In place of a role: what it draws now, or what it shows; nothing for a device that counts nothing."""
    if device.kind is DeviceKind.SMART_PLUG and device.power_w is not None:
        draws = words("counted.draws", power=i18n.power(device.power_w))
        share = _share(snapshot, device.power_w)
        return draws if share is None else words("frame.join", first=draws, second=share)
    if device.kind in (DeviceKind.GAS_METER, DeviceKind.WATER_METER) and device.volumes:
        volume = device.volumes[0]
        if volume.is_leaking:
            return words("counted.leak_short")
        return words("frame.join", first=amount(volume), second=_age(volume, now))
    return ""


def facts(device: Device, now: Moment) -> list[tuple[str, str]]:
    """For the sheet: power and energy of a plug; gas and water, its own or mirrored, each with its age."""
    told = []
    if device.power_w is not None:
        told.append((words("counted.power"), str(i18n.power(device.power_w))))
    if device.energy_wh is not None:
        told.append((words("counted.energy"), str(i18n.energy(device.energy_wh))))
    for volume in device.volumes:
        value = words("frame.join", first=amount(volume), second=_age(volume, now))
        told.append((words(_FACTS[volume.commodity]), value))
    return told


def advice(device: Device) -> str:
    """That a meter reports a leak, and what to do about it; nothing where there is none."""
    leaking = next((each.commodity.value for each in device.volumes if each.is_leaking), None)
    return "" if leaking is None else f"{words(f'counted.leaking_{leaking}')} {words(f'counted.leak_{leaking}')}"


def news_of_leak(snapshot: Snapshot) -> tuple[Device, Commodity] | None:
    """Where a leak is that nobody has seen yet: gas before water."""
    news = [(device, each.commodity) for device in snapshot.devices for each in device.volumes if each.is_leak_news]
    return min(news, key=lambda one: one[1] is not Commodity.GAS, default=None)


def is_leaking(device: Device) -> bool:
    """Does one of its meters report a leak?"""
    return any(each.is_leaking for each in device.volumes)


def amount(volume: Volume) -> str:
    """`1,234.567 CCF`: whole litres and gallons, the others with as many decimals as a bill has."""
    is_small = volume.unit.name in {"US_GALLON", "IMPERIAL_GALLON", "LITER", "BTU"}
    return f"{i18n.number(volume.amount, 0 if is_small else 2)} {volume.unit.value}"


def _share(snapshot: Snapshot, power_w: int) -> str | None:
    """`26 % of your home's use`; nothing while either is not known, or the house sells."""
    house_w = snapshot.power.demand_w
    if house_w is None or house_w < max(power_w, _SMALLEST_SHARE_W) or power_w < _SMALLEST_SHARE_W:
        return None
    return words("counted.share", share=i18n.percent(round(Decimal(100 * power_w) / house_w)))


def _age(volume: Volume, now: Moment) -> str:
    """`26 min ago`: such meters turn each half hour, so seconds say nothing."""
    minutes = max(0, int((now.utc - volume.heard).total_seconds())) // 60
    if minutes < 1:
        return words("counted.just_now")
    if minutes < _HOUR_MINUTES:
        return words("counted.minutes_ago", minutes=i18n.whole(minutes))
    hours = minutes // _HOUR_MINUTES
    if hours < _IN_HOURS:
        return words("counted.hours_ago", hours=i18n.whole(hours))
    return words("counted.days_ago", days=i18n.whole(hours // 24))
