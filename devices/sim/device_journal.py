"""The journal of a device of the home: what it did, by its own clock (`devices.wan.journal`)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from devices.sim.arguments import Arguments
from devices.wan.journal import Entry, Noted, System

KEPT: Final = 2_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class DeviceJournal:
    """Added to, never changed; the oldest entries go when there are very many."""

    def __init__(self, who: str, now_us: Callable[[], int]) -> None:
        self._who, self._now_us = who, now_us
        self.entries: list[Entry] = []
        self._forgotten = 0

    def note(self, noted: Noted, issuer_event_id: int | None, detail: str) -> None:
        """Write down what was just done."""
        at = _EPOCH + timedelta(microseconds=self._now_us())
        self.entries.append(Entry(System.HAN, at, noted, issuer_event_id, self._who, detail))
        excess = max(0, len(self.entries) - KEPT)
        del self.entries[:excess]
        self._forgotten += excess

    def verb(self, arguments: Arguments) -> object:
        """Tell the journal after an entry's number: {since?}."""
        arguments.refuse_others("since")
        since = arguments.integer("since", 0)
        first = self._forgotten + 1
        return [{"number": number, **one} for number, one in enumerate(self.save(), first) if number > since]

    def save(self) -> list[dict[str, object]]:
        """In JSON's values."""
        return [
            {
                "system": one.system.value,
                "at": one.at.isoformat(),
                "noted": one.noted.value,
                "issuer_event_id": one.issuer_event_id,
                "who": one.who,
                "detail": one.detail,
            }
            for one in self.entries
        ]

    def load(self, saved: Iterable[Mapping[str, Any]]) -> None:
        """Take up what `save` wrote."""
        self.entries = [
            Entry(
                System(one["system"]),
                datetime.fromisoformat(one["at"]),
                Noted(one["noted"]),
                one["issuer_event_id"],
                one["who"],
                one["detail"],
            )
            for one in saved
        ]
