"""When devices may be given new firmware: never while an event runs, nor shortly before one (X-REMOTE-DOWNLOAD)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from devices.firmware.quiet import BEFORE
from hemsapp.domain.event_facts import KeptEvent

OCTETS_PER_S = 96
"""How fast an image goes to a device that always listens: two blocks a second."""
_RELEASE_BITS, _BUILD_BITS = 24, 16
_NIBBLE, _OCTET = 0xF, 0xFF


def is_held(live: Iterable[KeptEvent], now: datetime) -> bool:
    """Must a transfer wait? `live`: events that are to come, that run, or whose devices are not all back."""
    return any(each.start - BEFORE <= now for each in live)


def held_until(
    live: Iterable[KeptEvent], now: datetime, size_octets: int = 0, *, speed: float = 1.0
) -> datetime | None:
    """May a transfer of that size not begin, because it would run into an event? When the last of these ends.

    `speed` is how many seconds of `now` pass in a real one.
    """
    over = now + timedelta(seconds=size_octets / OCTETS_PER_S * speed)
    ends = [each.start + timedelta(minutes=each.duration_minutes) for each in live if each.start - BEFORE <= over]
    return max(ends, default=None)


def spelled(version: int, label: str = "") -> str:
    """A version as people call it: the maker's label, else release and build as the cluster's specification counts."""
    if label:
        return label
    release, build = version >> _RELEASE_BITS, version >> _BUILD_BITS & _OCTET
    if not release:
        return f"{version:08x}"
    return f"{release >> 4}.{release & _NIBBLE}" + (f".{build}" if build else "")
