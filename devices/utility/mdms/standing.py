"""Where a customer stands with an event, from what arrived, in whatever order it arrived (C1FR15).

    nothing -> failed -> notified -> in progress -> completed | cancelled

It only ever moves to the right: a late confirmation mends a failure, a late receipt does not reopen what is completed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.demand_response import EventStatus

FAILED, NOTIFIED, IN_PROGRESS, COMPLETED, CANCELLED = "failed", "notified", "in progress", "completed", "cancelled"
RANK = {"": 0, FAILED: 1, NOTIFIED: 2, IN_PROGRESS: 3, COMPLETED: 4, CANCELLED: 4}

ENDED = frozenset(
    {
        EventStatus.COMPLETED,
        EventStatus.PARTIAL_OPT_OUT,
        EventStatus.PARTIAL_OPT_IN,
        EventStatus.NO_PARTICIPATION,
    }
)
"""How a device says that the event is over for it."""
_DOING = frozenset({EventStatus.STARTED, EventStatus.OPTED_IN})
_WITHDRAWN = frozenset({EventStatus.CANCELLED, EventStatus.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one event at one meter; `statuses` the last one of each device of the home."""

    is_notified: bool = False
    failure: str = ""
    is_cancelled: bool = False
    has_launched: bool = False
    has_terminated: bool = False
    is_closed: bool = False  # its end and the grace after it are past
    statuses: Mapping[str, EventStatus] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def standing(facts: Facts) -> tuple[str, str]:
    """The state ("" for nothing yet) and what a representative should know beside it."""
    last = facts.statuses
    open_ones = sorted(one for one, status in last.items() if status in _DOING or status is EventStatus.OPTED_OUT)
    notes = list(facts.notes)
    if out := sorted(one for one, status in last.items() if status is EventStatus.OPTED_OUT):
        notes.append(f"opted out: {', '.join(out)}")
    has_begun = facts.has_launched or any(status in _DOING | ENDED for status in last.values()) or bool(out)
    has_ended = facts.has_terminated or any(status in ENDED for status in last.values())
    if facts.is_cancelled or (last and all(status in _WITHDRAWN for status in last.values())):
        return CANCELLED, "; ".join(notes)
    if has_begun and (has_ended or facts.is_closed) and (not open_ones or facts.is_closed):
        if open_ones:
            notes.append(f"no word of the end from {', '.join(open_ones)}")
        return COMPLETED, "; ".join(notes)
    if has_begun:
        return IN_PROGRESS, "; ".join(notes)
    if facts.is_notified or last:
        if facts.is_closed:
            notes.append("no word of its start")
        return NOTIFIED, "; ".join(notes)
    if facts.failure:
        return FAILED, "; ".join([facts.failure, *notes])
    return "", ""
