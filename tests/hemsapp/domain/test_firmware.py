"""Firmware waits for events (X-REMOTE-DOWNLOAD)."""

from datetime import timedelta

from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.firmware import is_held
from hemsapp.snapshot.events import Program
from tests.hemsapp.domain.world import utc

NOW = utc("2026-07-13 19:00")


def starting_in(minutes: int) -> KeptEvent:
    start = NOW + timedelta(minutes=minutes)
    return KeptEvent(7, EventState.SCHEDULED, NOW, start, 60, 3, 1, 0, Program.CRITICAL_PEAK)


def test_from_half_an_hour_before_an_event_until_every_device_is_back_no_firmware_moves() -> None:
    assert not is_held([], NOW)
    assert not is_held([starting_in(31)], NOW)
    assert is_held([starting_in(30)], NOW)
    assert is_held([starting_in(-10)], NOW)
    assert is_held([starting_in(-75)], NOW), "over, and a device is not back yet: it is still live"
    assert is_held([starting_in(300), starting_in(5)], NOW)
