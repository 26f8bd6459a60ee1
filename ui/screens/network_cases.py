"""The home network in its states: who answers, who does not, whose battery is low, and a check under way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from devices.errors import RadioFault
from devices.messages import Commodity, DeviceKind, Eui64, RadioState, VolumeUnit
from devices.moment import Moment
from hemsapp.commands import Role
from hemsapp.snapshot import (
    NO_EVENTS,
    Battery,
    Check,
    Device,
    Firmware,
    PastUpdate,
    Snapshot,
    Update,
    UpdateOutcome,
    UpdateState,
    Volume,
)

_ROOMS = ("Hall", "Kitchen", "Bedroom", "Nursery", "Study", "Guest room", "Cellar", "Workshop")


def _before(snapshot: Snapshot, seconds: float) -> Moment:
    return Moment(snapshot.at.utc - timedelta(seconds=seconds), snapshot.at.monotonic_s - seconds)


def _with(snapshot: Snapshot, index: int, **facts: object) -> Snapshot:
    devices = list(snapshot.devices)
    devices[index] = replace(devices[index], **facts)  # type: ignore[arg-type]  # fields of a device, by name
    return replace(snapshot, devices=tuple(devices))


def _battery(snapshot: Snapshot, percent: int | None, *, is_news: bool = False, is_low: bool = True) -> Battery:
    return Battery(percent, is_low, snapshot.at.utc - timedelta(minutes=9), is_news)


def device_lost(s: Snapshot) -> Snapshot:
    """The thermostat upstairs has not been heard for eleven minutes."""
    return _with(s, 2, heard=_before(s, 671), answered=22)


def all_lost(s: Snapshot) -> Snapshot:
    """Nobody answers."""
    return replace(s, devices=tuple(replace(each, heard=_before(s, 700), answered=30) for each in s.devices), texts=())


def one_device(s: Snapshot) -> Snapshot:
    """A meter and nothing else."""
    return replace(s, devices=s.devices[:1])


def twelve_devices(s: Snapshot) -> Snapshot:
    """A large house: the list is longer than the screen."""
    more = tuple(
        Device(
            Eui64(f"00:0d:6f:00:0b:11:23:{number:02x}"),
            DeviceKind.THERMOSTAT,
            f"{room} thermostat",
            is_ready=True,
            heard=_before(s, 4 * number + 3),
            lqi=200 - 9 * number,
            answered=50 - number // 2,
            asked=50,
        )
        for number, room in enumerate(_ROOMS)
    )
    return replace(s, devices=(*s.devices, *more))


def checking(s: Snapshot) -> Snapshot:
    """Two of four have answered so far."""
    names = tuple(each.device for each in s.devices)
    return replace(s, check=Check(_before(s, 2), names, names[:2], ()))


def checked(s: Snapshot) -> Snapshot:
    """The check ended half a minute ago; one did not answer."""
    names = tuple(each.device for each in s.devices)
    return replace(
        device_lost(s), check=Check(_before(s, 40), names, (names[0], names[1], names[3]), names[2:3], _before(s, 30))
    )


def battery_low(s: Snapshot) -> Snapshot:
    """The cells of the thermostat upstairs run low, and nobody has seen it yet (C1NFR13.4)."""
    return replace(_with(s, 2, battery=_battery(s, 12, is_news=True), answered=49, lqi=150), texts=())


def battery_seen(s: Snapshot) -> Snapshot:
    """Somebody has seen it; it is still low."""
    return replace(_with(s, 2, battery=_battery(s, 9), answered=49, lqi=150), texts=())


def display_battery_low(s: Snapshot) -> Snapshot:
    """The display was unplugged some hours ago (C1NFR13.4)."""
    return replace(s, display_battery=_battery(s, 11, is_news=True), texts=())


def radio_gone(s: Snapshot) -> Snapshot:
    """The stick was pulled out."""
    link = replace(s.link, radio=RadioState.LOST, fault=RadioFault.UNPLUGGED, retry_s=8.0)
    return replace(s, link=link, devices=tuple(replace(each, is_ready=False) for each in s.devices), texts=())


def many_kinds(s: Snapshot) -> Snapshot:
    """A plug, a water heater, a car's charger, gas and water beside the rest; the gas meter sleeps."""
    at = s.at.utc

    def device(number: int, kind: DeviceKind, name: str, **more: Any) -> Device:
        heard = _before(s, 4 + 3 * number)
        name_of_it = Eui64(f"00:0d:6f:00:0c:00:00:{number:02x}")
        return Device(name_of_it, kind, name, is_ready=True, heard=heard, lqi=210, answered=49, asked=50, **more)

    gas = Volume(1, Commodity.GAS, VolumeUnit.HUNDRED_CUBIC_FEET, 1_234_567, at - timedelta(minutes=26))
    water = Volume(1, Commodity.WATER, VolumeUnit.US_GALLON, 48_215_400, at - timedelta(minutes=12))
    kinds = (
        device(1, DeviceKind.SMART_PLUG, "Washer", power_w=452, energy_wh=38_450, is_on=True),
        device(2, DeviceKind.WATER_HEATER, "Water heater", is_on=True, is_event_client=True),
        device(3, DeviceKind.EV_CHARGER, "Car charger", is_on=False, is_event_client=True),
        device(4, DeviceKind.GAS_METER, "Gas meter", volumes=(gas,)),
        device(5, DeviceKind.WATER_METER, "Water meter", volumes=(water,)),
    )
    return replace(s, devices=(*s.devices[:2], *kinds), texts=())


def leaking(s: Snapshot) -> Snapshot:
    """The water meter reports a leak."""
    many = many_kinds(s)
    water = many.devices[-1]
    leak = replace(water, volumes=(replace(water.volumes[0], is_leaking=True, is_leak_news=True),))
    return replace(many, devices=(*many.devices[:-1], leak))


def asleep(s: Snapshot) -> Snapshot:
    """What was asked of the thermostat upstairs waits until it wakes."""
    return replace(_with(s, 2, battery=_battery(s, 81, is_low=False), answered=49, is_awaited=True), texts=())


def for_installer(s: Snapshot) -> Snapshot:
    """An installer looks: with numbers."""
    seen = _with(battery_seen(s), 2, rssi_dbm=-71)
    return replace(
        seen, preferences=replace(seen.preferences, role=Role.INSTALLER), link=replace(seen.link, channel=20)
    )


def _firmware(s: Snapshot, update: Update | None = None, last: PastUpdate | None = None) -> Snapshot:
    """The thermostat upstairs runs 1.4, and there is 1.5."""
    version, available = ("1.5", "") if last is not None and last.outcome is UpdateOutcome.UPDATED else ("1.4", "1.5")
    told = Firmware(s.devices[2].device, version, available, update, last)
    return replace(s, firmware=(told,), texts=())


def _updating(state: UpdateState, percent: int = 0, hours: float | None = None) -> Callable[[Snapshot], Snapshot]:
    def made(s: Snapshot) -> Snapshot:
        until = None if hours is None else s.at.utc + timedelta(hours=hours)
        return _firmware(s, Update("1.5", state, s.at.utc - timedelta(minutes=4), percent, until))

    return made


def _updated(outcome: UpdateOutcome) -> Callable[[Snapshot], Snapshot]:
    return lambda s: _firmware(s, last=PastUpdate("1.4", "1.5", s.at.utc - timedelta(minutes=30), outcome))


def no_messages(s: Snapshot) -> Snapshot:
    """Nobody has written, and no event was ever announced."""
    return replace(s, texts=(), events=NO_EVENTS)


NETWORKS: dict[str, Callable[[Snapshot], Snapshot]] = {
    "device-lost": device_lost,
    "all-lost": all_lost,
    "one-device": one_device,
    "twelve-devices": twelve_devices,
    "checking": checking,
    "checked": checked,
    "battery-low": battery_low,
    "battery-seen": battery_seen,
    "display-battery-low": display_battery_low,
    "radio-gone": radio_gone,
    "installer": for_installer,
    "many-kinds": many_kinds,
    "leaking": leaking,
    "asleep": asleep,
}
"""What the page Devices is about."""

FIRMWARES: dict[str, Callable[[Snapshot], Snapshot]] = {
    "firmware-newer": _firmware,
    **{f"firmware-{each.value.replace(' ', '-')}": _updating(each, 42) for each in UpdateState},
    "firmware-after-event": _updating(UpdateState.FOR_EVENT, 42, 2.5),
    **{f"firmware-{each.value.replace(' ', '-')}": _updated(each) for each in UpdateOutcome},
}
"""What the sheet of a device tells of its firmware."""

_ON_HOME = ("leaking", "battery-low", "battery-seen", "display-battery-low")

NETWORK_SCENES: dict[str, tuple[Callable[[Snapshot], Snapshot], Moment | None, tuple[str, ...]]] = {
    **{
        name: (make, None, ("home", "network") if name in _ON_HOME else ("network",)) for name, make in NETWORKS.items()
    },
    "nothing-told": (no_messages, None, ("messages",)),
}
"""Each with the pages that show it: the batteries stand on Home as well."""
