"""Find the problem (X-SELF-DIAGNOSE): the way from the display to the utility is walked, then each device.

Every check has its own evidence, and the time as of which that is known. What was found is a word (`Found`); how it is
said to a person, and what to do about it, is the screen's (`ui/presenters/problem.py`). Nothing here asks anybody: the
roll call that goes before it does (`roll_call.py`).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from devices.messages import DeviceKind, RadioState
from devices.moment import Moment
from devices.self_report import CheckKind, Finding, Verdict
from hemsapp.snapshot.home import Check, Device, Health, Link
from hemsapp.snapshot.signal import Signal, is_lost, signal
from hemsapp.snapshot.upkeep import Found

CLOCK_TOLERANCE_S = 60
LATE = timedelta(minutes=5)
LINK_TRUSTED = timedelta(hours=26)
"""So long a word of ours that reached the head end says that the link works: one goes each day at least."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the walk looks at; `check` is the roll call that has just ended, `reached_ms` our last word's arrival.

    `waiting` is how many words of ours the meter has not logged yet; `waits_since` the oldest of them.
    """

    link: Link
    health: Health
    devices: tuple[Device, ...]
    check: Check | None
    reached_ms: datetime | None
    waiting: int = 0
    waits_since: datetime | None = None


def walk(seen: Evidence, at: Moment, checks: Collection[CheckKind] = tuple(CheckKind)) -> tuple[Finding, ...]:
    """What was found, in the order of the way; each device has its own finding."""
    found: list[Finding] = []
    for kind, look in (
        (CheckKind.DISPLAY, _display),
        (CheckKind.RADIO, _radio),
        (CheckKind.METER, _meter),
        (CheckKind.UTILITY, _utility),
        (CheckKind.DEVICE, _devices),
    ):
        if kind in checks:
            found += look(seen, at)
    return tuple(found)


def is_well(findings: Collection[Finding]) -> bool:
    """Is nothing wrong, and everything that was asked known?"""
    return all(each.verdict in {Verdict.GOOD, Verdict.DOUBTFUL} for each in findings)


def _display(seen: Evidence, at: Moment) -> Iterator[Finding]:
    if not seen.health.is_storage_working:
        yield Finding(CheckKind.DISPLAY, Verdict.BAD, Found.STORAGE_FAILS.value, known=at.utc)
        return
    offset_s = seen.link.meter_clock_offset_s
    if offset_s is not None and abs(offset_s) > CLOCK_TOLERANCE_S:
        yield Finding(CheckKind.DISPLAY, Verdict.DOUBTFUL, Found.CLOCK_OFF.value, evidence=str(offset_s), known=at.utc)
        return
    yield Finding(CheckKind.DISPLAY, Verdict.GOOD, Found.ALL_WELL.value, known=at.utc)


def _radio(seen: Evidence, at: Moment) -> Iterator[Finding]:
    link = seen.link
    if link.radio is RadioState.READY:
        yield Finding(
            CheckKind.RADIO, Verdict.GOOD, Found.ALL_WELL.value, evidence=str(link.channel or ""), known=at.utc
        )
    elif link.fault is not None:
        yield Finding(CheckKind.RADIO, Verdict.BAD, Found.RADIO_LOST.value, evidence=link.fault.value, known=at.utc)
    else:
        yield Finding(CheckKind.RADIO, Verdict.UNKNOWN, Found.RADIO_STARTS.value, known=at.utc)


def _meter(seen: Evidence, at: Moment) -> Iterator[Finding]:
    meter = next((each for each in seen.devices if each.device == seen.link.meter), None)
    if meter is None:
        yield Finding(CheckKind.METER, Verdict.BAD, Found.NO_METER.value, known=at.utc)
        return
    about, known = meter.device, None if meter.heard is None else meter.heard.utc
    evidence = f"{meter.answered}/{meter.asked}"
    if is_lost(meter, at) or _was_silent(seen, meter):
        yield Finding(CheckKind.METER, Verdict.BAD, Found.METER_SILENT.value, about, evidence, known)
    elif seen.health.meter_scale_doubt is not None:
        yield Finding(CheckKind.METER, Verdict.DOUBTFUL, Found.METER_DOUBTED.value, about, evidence, known)
    elif signal(meter, at) is Signal.WEAK:
        yield Finding(CheckKind.METER, Verdict.DOUBTFUL, Found.METER_WEAK.value, about, evidence, known)
    else:
        yield Finding(CheckKind.METER, Verdict.GOOD, Found.ALL_WELL.value, about, evidence, known)


def _utility(seen: Evidence, at: Moment) -> Iterator[Finding]:
    """The link is the meter's: what of ours arrived at the head end is the only proof of it."""
    reached, verdict, found = seen.reached_ms, Verdict.GOOD, Found.ALL_WELL
    is_late = seen.waits_since is not None and at.utc - seen.waits_since > LATE
    if is_late or (reached is not None and at.utc - reached > LINK_TRUSTED):
        verdict, found = Verdict.BAD, Found.LINK_LATE
    elif reached is None:
        verdict, found = Verdict.UNKNOWN, Found.LINK_UNKNOWN
    elif seen.waiting:
        verdict, found = Verdict.DOUBTFUL, Found.LINK_WAITS
    yield Finding(CheckKind.UTILITY, verdict, found.value, evidence=str(seen.waiting), known=reached)


def _devices(seen: Evidence, at: Moment) -> Iterator[Finding]:
    for device in seen.devices:
        if device.kind is DeviceKind.METER_GATEWAY:
            continue
        verdict, found = _of_device(seen, device, at)
        known = None if device.heard is None else device.heard.utc
        evidence = f"{device.answered}/{device.asked}"
        if found is Found.BATTERY_LOW and device.battery is not None:
            evidence, known = str(device.battery.percent or ""), device.battery.heard
        yield Finding(CheckKind.DEVICE, verdict, found.value, device.device, evidence, known)


def _of_device(seen: Evidence, device: Device, at: Moment) -> tuple[Verdict, Found]:
    if is_lost(device, at) or _was_silent(seen, device):
        return Verdict.BAD, Found.DEVICE_LOST
    if not device.is_ready and seen.link.radio is RadioState.READY:
        return Verdict.UNKNOWN, Found.DEVICE_NEW
    if device.battery is not None and device.battery.is_low:
        return Verdict.DOUBTFUL, Found.BATTERY_LOW
    if signal(device, at) is Signal.WEAK:
        return Verdict.DOUBTFUL, Found.DEVICE_WEAK
    return Verdict.GOOD, Found.ALL_WELL


def _was_silent(seen: Evidence, device: Device) -> bool:
    return seen.check is not None and device.device in seen.check.silent
