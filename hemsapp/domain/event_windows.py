"""When an event holds, whom it is for, and which of two events wins: arithmetic on announced events, no state."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from devices.demand_response import DeviceClass, LoadControl
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState

EMERGENCY = 7  # and above: planned outage, service disconnect
MOST_MINUTES = 1440
_FORMER = 20
START_RANDOMISATION_MINUTES = 30
DURATION_RANDOMISATION_MINUTES = 0
TAKEN_BACK = frozenset({EventState.CANCELLED, EventState.SUPERSEDED})
NEVER = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=0xFFFFFFFF)
OUR_CLASSES = (
    DeviceClass.HVAC
    | DeviceClass.STRIP_HEATER
    | DeviceClass.WATER_HEATER
    | DeviceClass.POOL_PUMP
    | DeviceClass.SIMPLE_ON_OFF
)


def is_mandatory(event: KeptEvent) -> bool:
    """Does it leave no choice (C1FR40)? Criticality 7, 8 and 9; 10 and above are the utility's own, and as hard."""
    return event.criticality >= EMERGENCY


def is_for_us(device_class: int, enrollment_group: int, our_group: int) -> bool:
    """DRLC rule 1: a class of ours, and our group (0 is every group, on either side)."""
    is_our_group = enrollment_group == 0 or our_group in {0, enrollment_group}
    return bool(device_class & OUR_CLASSES) and is_our_group


def is_well_formed(message: LoadControl) -> bool:
    """DRLC rules 2 and 3: a criticality that is not reserved, 1 to 1440 minutes, a start that is one."""
    return 1 <= message.criticality <= 15 and 1 <= message.duration_minutes <= MOST_MINUTES and message.start != NEVER


def draw(seed: str, issuer_event_id: int, minutes: int) -> int:
    """Seconds from 0 to `minutes` (DRLC rule 8), always the same for one seed and event."""
    digest = hashlib.sha256(f"{seed} {issuer_event_id} {minutes}".encode()).digest()
    return int.from_bytes(digest[:8]) % (minutes * 60 + 1)


def scheduled_end(event: KeptEvent) -> datetime:
    """The end as announced."""
    return event.start + timedelta(minutes=event.duration_minutes)


def hours_in_force(event: KeptEvent) -> tuple[datetime, datetime]:
    """The hours as announced, until it was taken back if it was: end before start if that was before them."""
    end = scheduled_end(event)
    if event.state in TAKEN_BACK:
        end = min(end, event.ended or event.cancelled_at or end)
    return event.start, end


def effective_start(event: KeptEvent) -> datetime:
    """The start, randomised."""
    return event.start + timedelta(seconds=event.start_delay_s)


def effective_end(event: KeptEvent) -> datetime:
    """The end, randomised: a delayed start delays it as well (CCB 1513)."""
    return scheduled_end(event) + timedelta(seconds=event.start_delay_s + event.end_delay_s)


def overlap(one: KeptEvent, other: KeptEvent) -> bool:
    """DRLC rule 6: half-open windows as announced, and a kind of load in common."""
    is_common = bool(one.device_class & other.device_class & OUR_CLASSES)
    return is_common and one.start < scheduled_end(other) and other.start < scheduled_end(one)


def supersedes(newer: KeptEvent, older: KeptEvent) -> bool:
    """DRLC rule 6: newer, overlapping, just as binding, and for each kind of our loads that the older one is for."""
    ours = older.device_class & OUR_CLASSES
    return (
        newer.issuer_event_id > older.issuer_event_id
        and is_mandatory(newer) == is_mandatory(older)
        and overlap(newer, older)
        and newer.device_class & ours == ours
    )


def cancel_delay_s(event: KeptEvent) -> int:
    """DRLC rule 9: a randomised cancel waits for the draw that was made, of the duration, else of the start."""
    if event.is_duration_randomised:
        return event.end_delay_s
    return event.start_delay_s if event.is_start_randomised else 0


def window_of(event: KeptEvent) -> str:
    """The window in a word, to know it again."""
    return f"{event.start.isoformat()} {event.duration_minutes}"


def left_behind(event: KeptEvent, moved_at: datetime) -> tuple[str, ...]:
    """Its former windows with the present one, which it leaves then: the last twenty, and any that had begun."""
    older, last = event.former[: 1 - _FORMER], event.former[1 - _FORMER :]
    had_begun = [each for each in older if _Window.read(each, moved_at).has_begun]
    return (*had_begun, *last, f"{window_of(event)} {moved_at.isoformat()}")


def is_former(event: KeptEvent, window: str) -> bool:
    """Did it have that window before?"""
    return any(each == window or each.startswith(f"{window} ") for each in event.former)


def hours_before_moves(event: KeptEvent) -> Iterator[tuple[datetime, datetime]]:
    """The hours in which it was in force in windows that it left since; none of one that had not begun."""
    for place, each in enumerate(event.former):
        is_last = place == len(event.former) - 1
        window = _Window.read(each, event.changed_at if is_last else None)
        if window.has_begun:
            yield window.start, window.end


class _Window(NamedTuple):
    """A window that was left, and its hours until then."""

    start: datetime
    end: datetime
    has_begun: bool

    @classmethod
    def read(cls, text: str, left: datetime | None) -> "_Window":
        """From `start minutes left`; of one kept by an older version, without the last, `left` tells it if it can."""
        start, minutes, *told = text.split(" ")
        begun = datetime.fromisoformat(start)
        left = datetime.fromisoformat(told[0]) if told else left
        end = begun if left is None else min(begun + timedelta(minutes=int(minutes)), left)
        return cls(begun, end, begun < end)


def rank(event: KeptEvent) -> tuple[int, int]:
    """The total order that makes one governor (S9, DRLC rule 11)."""
    return event.criticality, event.issuer_event_id
