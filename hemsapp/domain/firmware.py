"""When devices may be given new firmware: never while an event runs, nor shortly before one (X-REMOTE-DOWNLOAD)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from hemsapp.domain.event_facts import KeptEvent

BEFORE = timedelta(minutes=30)
"""A device that starts anew forgets what it was told, and must be back well before it is needed."""


def is_held(live: Iterable[KeptEvent], now: datetime) -> bool:
    """Must a transfer wait? `live`: events that are to come, that run, or whose devices are not all back."""
    return any(each.start - BEFORE <= now for each in live)
