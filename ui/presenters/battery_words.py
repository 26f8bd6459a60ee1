"""What is said of a low battery, and what to do about it (C1NFR13.4)."""

from devices.messages import DeviceKind
from hemsapp.snapshot import Battery, Device, Snapshot
from ui import i18n
from ui.i18n import words

LOW_ICON = "battery-low"
LEAVES = ("batteries/thermostat", "batteries/display")
"""Where the users' manual describes how: of a device, of the display."""


def low_devices(snapshot: Snapshot) -> list[Device]:
    """Whose battery is low, in the order of the home."""
    return [device for device in snapshot.devices if device.battery is not None and device.battery.is_low]


def is_display_low(snapshot: Snapshot) -> bool:
    """Does the display itself run on a battery that is low?"""
    return snapshot.display_battery is not None and snapshot.display_battery.is_low


def news(snapshot: Snapshot) -> Device | Battery | None:
    """The first low battery that nobody has seen yet: the display's own before those of devices."""
    own = snapshot.display_battery
    if own is not None and own.is_news:
        return own
    return next((each for each in low_devices(snapshot) if each.battery is not None and each.battery.is_news), None)


def what_to_do(device: Device) -> str:
    """Who replaces it, and where that is described."""
    return words("battery.meter_body" if device.kind is DeviceKind.METER_GATEWAY else "battery.device_body")


def charge(battery: Battery) -> str:
    """`Low, 12 %`, `62 %`, `charging, 40 %`; the display on mains says so."""
    parts = []
    if battery.is_low:
        parts.append(words("battery.low"))
    elif battery.is_charging:
        parts.append(words("battery.charging"))
    elif battery.is_on_mains:
        parts.append(words("battery.on_mains"))
    if battery.percent is not None:
        parts.append(i18n.percent(battery.percent))
    return i18n.capital(", ".join(parts)) if parts else words("battery.fine")


def with_charge(body: str, battery: Battery) -> str:
    """What is left, where it is told, and then what to do."""
    if battery.percent is None:
        return body
    return f"{words('battery.left', percent=i18n.percent(battery.percent))} {body}"
