"""A row for each device of the home network: how it is heard, in words and from facts (users.md 21)."""

from dataclasses import replace

from devices.messages import DeviceKind, RadioState
from devices.moment import Moment
from hemsapp.commands import Role
from hemsapp.plans import Plan
from hemsapp.snapshot import Device, Signal, Snapshot, is_fit_for_events, is_lost, signal
from ui import i18n
from ui.i18n import words
from ui.presenters import battery_words, device_counts
from ui.views import Tone
from ui.views.controls import DeviceRowView

ICONS = {
    DeviceKind.METER_GATEWAY: "gauge",
    DeviceKind.THERMOSTAT: "thermometer",
    DeviceKind.LOAD_SWITCH: "plug",
    DeviceKind.SMART_PLUG: "plug-zap",
    DeviceKind.WATER_HEATER: "heater",
    DeviceKind.EV_CHARGER: "car",
    DeviceKind.GAS_METER: "flame",
    DeviceKind.WATER_METER: "droplet",
    DeviceKind.DISPLAY: "tablet",
    DeviceKind.UNKNOWN: "circle-help",
}
BARS: dict[Signal, int | None] = {
    Signal.UNKNOWN: None,
    Signal.STRONG: 4,
    Signal.OK: 3,
    Signal.WEAK: 1,
    Signal.LOST: 0,
}
"""How many of four bars stand for it; None: no bars."""

_DOUBTFUL = {Signal.WEAK, Signal.LOST}


def device_rows(snapshot: Snapshot, now: Moment, *, is_narrow: bool = False) -> tuple[DeviceRowView, ...]:
    """The devices in their order, then this display if it has a battery, then its radio stick."""
    rows = [
        _row(snapshot, device, now, is_first=index == 0, is_narrow=is_narrow)
        for index, device in enumerate(snapshot.devices)
    ]
    own = snapshot.display_battery
    if own is not None:
        role = words("battery.plug_in" if own.is_low else "network.own_display")
        tone = Tone.ATTENTION if own.is_low else Tone.QUIET
        icon = battery_words.LOW_ICON if own.is_low else "tablet"
        word = battery_words.charge(own)
        rows.append(
            DeviceRowView(words("battery.display"), role, icon, word, "", tone=tone, has_rule=bool(rows),
                          is_warned=own.is_low)
        )  # fmt: skip
    return (*rows, _radio_row(snapshot, has_rule=bool(rows)))


def plan_of(snapshot: Snapshot, device: Device) -> Plan | None:
    """The customer's rules for it; None: it has none."""
    plans = {each.device: each.plan for each in snapshot.comfort.thermostats}
    plans |= {each.device: each.plan for each in snapshot.comfort.switches}
    return plans.get(device.device)


def takes_part(snapshot: Snapshot, device: Device) -> bool | None:
    """Does its plan let it take part in events; None: it has no plan."""
    plan = plan_of(snapshot, device)
    return None if plan is None else bool(plan.takes_part)


def role(snapshot: Snapshot, device: Device) -> str:
    """What it is for: what the meter sends, or whether it takes part in events."""
    if device.kind is DeviceKind.METER_GATEWAY:
        return words("network.meter_gateway")
    part = takes_part(snapshot, device)
    if part is None:
        return kind(device)
    return words("network.takes_part" if part else "network.only_if_asked")


def kind(device: Device) -> str:
    """`a thermostat`."""
    return words(f"network.kind_{device.kind.name.lower()}")


def counted(device: Device, *, is_long: bool = False) -> str:
    """`41 of 50`, or with `is_long` `41 of 50 answered`; nothing before anything was asked."""
    if not device.asked:
        return ""
    key = "network.answered" if is_long else "network.answered_short"
    return words(key, answered=i18n.whole(device.answered), asked=i18n.whole(device.asked))


def heard_age(device: Device, now: Moment) -> str:
    """`12 s ago`, or how long it has been silent."""
    if device.heard is None:
        return i18n.age(None)
    age_s = now.seconds_since(device.heard)
    return words("network.silent", silence=i18n.silence(age_s)) if is_lost(device, now) else i18n.age(age_s)


def signal_word(device: Device, now: Moment) -> str:
    """Strong, OK, Weak, Lost."""
    return words(f"network.{signal(device, now).value}")


def advice(device: Device, now: Moment) -> str:
    """What helps, or nothing where nothing need be done."""
    heard = signal(device, now)
    if heard is Signal.LOST:
        return words("network.lost_meter_hint" if device.kind is DeviceKind.METER_GATEWAY else "network.lost_hint")
    if device_counts.is_leaking(device):
        return device_counts.advice(device)
    if device.is_awaited:
        return words("network.awaited_hint")
    if device.battery is not None and device.battery.is_low:
        return battery_words.what_to_do(device)
    return words("network.weak_hint") if heard is Signal.WEAK else ""


def is_doubtful(device: Device, now: Moment) -> bool:
    """May an event not reach it, or the meter's word of it not reach us?"""
    return device.is_ready and not is_fit_for_events(device, now)


def _row(snapshot: Snapshot, device: Device, now: Moment, *, is_first: bool, is_narrow: bool) -> DeviceRowView:
    age = heard_age(device, now)
    if device.device in snapshot.network.removing:
        state = words("network.leaving")
        return DeviceRowView(
            device.name, kind(device), ICONS[device.kind], state, age, has_rule=not is_first, has_chevron=True
        )
    if not device.is_ready and snapshot.link.radio is RadioState.READY and not is_lost(device, now):
        state = words("network.setting_up")
        return DeviceRowView(
            device.name, kind(device), ICONS[device.kind], state, age, has_rule=not is_first, has_chevron=True
        )
    if snapshot.link.radio is not RadioState.READY:
        return DeviceRowView(
            device.name,
            role(snapshot, device),
            ICONS[device.kind],
            words("network.waits"),
            age,
            0,
            has_rule=not is_first,
            has_chevron=True,
        )
    heard = signal(device, now)
    hint = _hint(device, now) or device_counts.line(snapshot, device, now)
    return DeviceRowView(
        device.name,
        hint or role(snapshot, device),
        ICONS[device.kind],
        signal_word(device, now),
        age,
        BARS[heard],
        Tone.ATTENTION if heard in _DOUBTFUL or device_counts.is_leaking(device) else Tone.QUIET,
        has_rule=not is_first,
        count=counted(device, is_long=is_first and not is_narrow),
        is_warned=device.battery is not None and device.battery.is_low and heard is not Signal.LOST,
        has_chevron=True,
        sentence=_sentence(device, hint or role(snapshot, device), age, now),
    )


def _hint(device: Device, now: Moment) -> str:
    """In place of the role: the battery, or what helps a weak one, in few words."""
    heard = signal(device, now)
    if heard is Signal.LOST:
        return words("network.lost_short")
    if device.is_awaited:
        return words("network.awaited_short")
    if device.battery is not None and device.battery.is_low:
        return words("battery.row", charge=battery_words.charge(device.battery).lower())
    return words("network.weak_short") if heard is Signal.WEAK else ""


def _sentence(device: Device, below: str, age: str, now: Moment) -> str:
    return ", ".join(part for part in (device.name, below, signal_word(device, now), counted(device, is_long=True), age)
                     if part)  # fmt: skip


def _radio_row(snapshot: Snapshot, *, has_rule: bool) -> DeviceRowView:
    """Our own radio stick, the root of the home network."""
    link = snapshot.link
    is_ready = link.radio is RadioState.READY
    word = words(f"network.radio_{link.radio.value}")
    tone = Tone.ATTENTION if link.fault is not None and not is_ready else Tone.QUIET
    is_map = snapshot.preferences.role is Role.INSTALLER
    below = words("network.with_map", port=link.port) if is_map else link.port
    row = DeviceRowView(words("network.radio"), below, "radio-tower", word, "", tone=tone, has_rule=has_rule)
    return replace(row, has_chevron=is_map)
