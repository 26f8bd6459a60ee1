"""Firmware waits for events (X-REMOTE-DOWNLOAD)."""

from datetime import timedelta

from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.firmware import held_until, is_held, spelled
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


def test_a_transfer_begins_only_if_it_is_over_half_an_hour_before_the_next_event() -> None:
    """X-REMOTE-DOWNLOAD: 96 octets a second; what would run into an event waits for its end."""
    hour = 96 * 3_600
    event = starting_in(91)
    assert held_until([event], NOW, hour) is None
    assert held_until([event], NOW, hour + 96 * 60) == event.start + timedelta(minutes=60)
    assert held_until([event], NOW, 96 * 60, speed=62.0) is not None, "a demonstration's clock runs, the air does not"
    assert held_until([], NOW, 10**7) is None


def test_a_version_is_called_as_its_maker_calls_it_else_as_the_specification_counts() -> None:
    assert spelled(0x15000000) == "1.5"
    assert spelled(0x15020000) == "1.5.2"
    assert spelled(0x00000007) == "00000007"
    assert spelled(0x15000000, "spring") == "spring"
