"""How well a device is heard, in one word that comes from facts (users.md 21)."""

from enum import Enum

from devices.messages import DeviceKind
from devices.moment import Moment
from hemsapp.snapshot.home import SILENT_S, Device

FEW = 10
STRONG_RATE, OK_RATE, EVENTS_RATE = 0.98, 0.9, 0.7
STRONG_LQI, OK_LQI, POOR_LQI = 180, 90, 60
LOST_S = 200
_LIMITS_S = {
    DeviceKind.METER_GATEWAY: SILENT_S,
    DeviceKind.GAS_METER: 4 * 3600.0,
    DeviceKind.WATER_METER: 4 * 3600.0,
}
"""Gas and water meters run on a cell, and tell each hour."""


class Signal(Enum):
    """Strong, good enough, weak, or not heard any more; UNKNOWN before anything tells."""

    UNKNOWN = "unknown"
    STRONG = "strong"
    OK = "ok"
    WEAK = "weak"
    LOST = "lost"


def signal(device: Device, now: Moment) -> Signal:
    """By what it answered: 49 of 50 and more are strong, 45 and more OK; below ten exchanges by the last hop's LQI.

    Lost is who was not heard while three reports were due (the meter 2 minutes, gas and water 4 hours, others 200 s),
    and who answered nothing. The LQI is the last hop's alone, so a poor one takes no more than the word Strong away.
    """
    if is_lost(device, now):
        return Signal.LOST
    if device.asked < FEW:
        return heard_by(device.lqi)
    rate = device.answered / device.asked
    if rate < OK_RATE:
        return Signal.WEAK
    is_clear = rate >= STRONG_RATE and (device.lqi is None or device.lqi >= POOR_LQI)
    return Signal.STRONG if is_clear else Signal.OK


def heard_by(lqi: int | None) -> Signal:
    """By the last hop alone, while nothing else tells."""
    if lqi is None:
        return Signal.UNKNOWN
    return Signal.STRONG if lqi >= STRONG_LQI else Signal.OK if lqi >= OK_LQI else Signal.WEAK


def is_lost(device: Device, now: Moment) -> bool:
    """Was nothing heard of it while three reports were due, or did it answer none of ten questions and more?"""
    if device.asked >= FEW and device.answered == 0:
        return True
    limit_s = _LIMITS_S.get(device.kind, LOST_S)
    return device.heard is not None and now.seconds_since(device.heard) > limit_s


def is_fit_for_events(device: Device, now: Moment) -> bool:
    """Will most of what an event asks of it arrive: seven of ten, and it is not lost."""
    is_answering = device.asked < FEW or device.answered >= EVENTS_RATE * device.asked
    return is_answering and not is_lost(device, now)
