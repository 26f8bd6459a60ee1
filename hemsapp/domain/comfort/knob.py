"""Who moved a set point on the wall, when, and which event it was meant for.

By the thermostat's own word (SetpointChangeSource and its time), not by value: a person may set exactly what stood
there. A thermostat that keeps no such word is judged by value: it shows what nobody here asked for.

Ties, for these clocks tell whole seconds: a change in the second in which an event begins is meant for it, one in the
second in which it ends is not; and of a wish at a display and a hand at the wall in one second the wall's holds.
"""

from collections.abc import Iterable
from datetime import datetime

from devices.demand_response import ChangeSource
from devices.messages import TemperatureRead
from hemsapp.domain.comfort.facts import Governed


def changed_by_hand(message: TemperatureRead, seen: datetime | None, now: datetime) -> datetime | None:
    """When a hand at the wall made a change that was not seen yet; None: it did not, or the thermostat cannot tell.

    A time beyond now is a wrong clock's, and means now.
    """
    if message.source is not ChangeSource.MANUAL or message.changed is None:
        return None
    if seen is not None and message.changed <= seen:
        return None
    return min(message.changed, now)


def cannot_tell(message: TemperatureRead) -> bool:
    """Does the thermostat keep no word of who changed it and when?"""
    return message.source is None or (message.source is ChangeSource.MANUAL and message.changed is None)


def event_at(governed: Iterable[Governed], at: datetime) -> int | None:
    """The event that was in force at that second, None if none was."""
    second = at.replace(microsecond=0)
    for each in governed:
        over = min(each.left or each.end, each.end).replace(microsecond=0)
        if each.start.replace(microsecond=0) <= second < over:
            return each.issuer_event_id
    return None


def is_at_or_after(change: datetime, wish: datetime) -> bool:
    """Does the change at the wall come after the wish at a display? In the same second it does."""
    return change.replace(microsecond=0) >= wish.replace(microsecond=0)
