"""What this home knows of an event's receipt chain: its own links, and how far each of its receipts came.

When the head end sent the event, and what the records and customer service hold, it cannot know: it says so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from devices.event_chain import HOME, MDMS, METER, MS, Facts, Link, Sending, Told, Turned, What, Window, chain, kept
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.event_windows import scheduled_end

_HIDDEN: Final = frozenset({What.SENT, What.CHANGED, What.CANCELLED, What.CONFIRMED, What.RECORDED, What.TOLD})


def links(event: KeptEvent, receipts: Iterable[KeptReceipt], now: datetime) -> tuple[Link, ...]:
    """The chain as of `now`, as far as it is known here."""
    facts = Facts(
        tuple(_orders(event)),
        tuple(_told(one) for one in receipts),
        _turned(event.meter_began),
        _turned(event.meter_ended),
        Window(event.start, scheduled_end(event), event.is_start_randomised, event.is_duration_randomised),
        is_cancelled=event.cancelled_at is not None,
        is_held=True,
        hidden=_HIDDEN,
    )
    return chain(facts, now)


def _orders(event: KeptEvent) -> Iterator[Sending]:
    yield Sending(What.SENT)
    for revision in range(2, event.revision + 1):
        yield Sending(What.CHANGED, detail=f"revision {revision}")
    if event.cancelled_at is not None:
        yield Sending(What.CANCELLED)


def _told(one: KeptReceipt) -> Told:
    receipt = one.receipt
    stations = ((HOME, receipt.acted), (METER, one.logged), (MS, one.ms), (MDMS, one.mdms))
    way = tuple((station, kept(at)) for station, at in stations if at is not None)
    return Told(receipt.subject, receipt.status.name.lower().replace("_", " "), receipt.action, way[0][1], way)


def _turned(at: datetime | None) -> Turned | None:
    return None if at is None else Turned(kept(at), way=((METER, kept(at)),))
