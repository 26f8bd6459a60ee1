"""When a device may be disturbed for an update: never while an event runs, nor shortly before one (X-REMOTE-DOWNLOAD).

The rule of the home and of the meter: who starts anew forgets what it was told, and must be back before it is needed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

BEFORE: Final = timedelta(minutes=30)
"""How long before an event's start everything is quiet."""
Span = tuple[datetime, datetime]


def quiet_until(events: Iterable[Span], now: datetime) -> datetime | None:
    """Must an update wait? Until then: the end of the last of the events, (start, end), that run or come soon."""
    return max((end for start, end in events if start - BEFORE <= now < end), default=None)
