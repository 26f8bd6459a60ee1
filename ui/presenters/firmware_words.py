"""A device's firmware in words: what it runs, what there is for it, why an update waits, and how the last one ended."""

from datetime import datetime, timedelta

from hemsapp.snapshot import Device, Firmware, Snapshot, UpdateState
from ui import i18n
from ui.i18n import words

TOLD = timedelta(days=7)
"""So long it is told how the last update ended."""
_WAITS = {
    UpdateState.BEHIND_ANOTHER: "firmware.waits_turn",
    UpdateState.FOR_RADIO: "firmware.waits_radio",
    UpdateState.FOR_DEVICE: "firmware.waits_device",
    UpdateState.APPLIED: "firmware.applied",
}


def firmware_of(snapshot: Snapshot, device: Device) -> Firmware | None:
    """What is known of it, None: it takes none over the air."""
    return next((each for each in snapshot.firmware if each.device == device.device), None)


def fact(snapshot: Snapshot, device: Device) -> tuple[str, str] | None:
    """A line of its sheet: the version, or how far an update is."""
    firmware = firmware_of(snapshot, device)
    if firmware is None:
        return None
    told = firmware.version
    if firmware.update is not None:
        told = words("firmware.on_the_way", version=firmware.version, to=firmware.update.to)
        if firmware.update.state is UpdateState.GIVEN:
            told = words("firmware.given", to=firmware.update.to, percent=i18n.percent(firmware.update.percent))
    elif firmware.available:
        told = words("firmware.newer", version=firmware.version, to=firmware.available)
    return words("firmware.fact"), told


def advice(snapshot: Snapshot, device: Device) -> str:
    """Why an update waits, or how the last one ended; empty: nothing is to be said."""
    firmware = firmware_of(snapshot, device)
    if firmware is None:
        return ""
    update, last = firmware.update, firmware.last
    if update is not None:
        if update.state is UpdateState.FOR_EVENT:
            return _after_event(snapshot, update.to, update.until)
        return words(_WAITS[update.state], to=update.to) if update.state in _WAITS else ""
    if last is None or snapshot.at.utc - last.ended > TOLD:
        return ""
    outcome = last.outcome.value.replace(" ", "_")
    return words(f"firmware.{outcome}", to=last.to, version=firmware.version, time=_when(snapshot, last.ended))


def order_words(firmware: Firmware) -> tuple[str, str] | None:
    """What can be done about it: title and a line below; None: nothing."""
    if firmware.update is not None:
        if firmware.update.state is UpdateState.APPLIED:
            return None
        return words("firmware.stop"), words("firmware.stop_body", version=firmware.version)
    if not firmware.available:
        return None
    return words("firmware.order", version=firmware.version, to=firmware.available), words("firmware.order_body")


def _after_event(snapshot: Snapshot, to: str, until: datetime | None) -> str:
    if until is None or until <= snapshot.at.utc:
        return words("firmware.waits_event", to=to)
    return words("firmware.waits_event_until", to=to, time=_when(snapshot, until))


def _when(snapshot: Snapshot, at: datetime) -> str:
    zone = snapshot.preferences.zone
    time, day = i18n.clock_time(at, zone), i18n.local(at, zone).date()
    if day == i18n.local(snapshot.at.utc, zone).date():
        return words("messages.today_at", time=time)
    return words("messages.day_at", date=i18n.short_date(day), time=time)
