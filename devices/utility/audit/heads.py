"""How the logs of other systems end, as they told it; and when this one tells of its own (X-INDEPENDENT-LOG).

Whoever has a file and its key can cut its log, or put another in its place; but not unseen by the system that was told.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from devices import chain as chains
from devices.utility.audit.verify import Anchor
from devices.utility.ledger import Ledger
from devices.utility.stored import milliseconds, moment
from devices.wan.log_words import LogHead
from devices.wan.words import Dispatch, Noun, Reply, SecurityClass, Verb, Verified

EVERY: Final = timedelta(minutes=15)
PATIENCE: Final = timedelta(minutes=1)
WEBSITE: Final = "WEB"
"""The name of the website's log: it has no place on the link, and tells through the records' socket."""


class HeadRefused(ValueError):
    """That is no head of a log."""


class Heads:
    """Tells `keeper` of the log of that ledger, at the start and then each quarter-hour; keeps what others tell.

    Called within the ledger's transaction. A head that is not confirmed within `patience` is followed by a newer one.
    """

    def __init__(self, ledger: Ledger, keeper: str, patience: timedelta = PATIENCE) -> None:
        self._ledger, self._keeper, self._patience = ledger, keeper, patience
        self._told: tuple[str, datetime] | None = None
        self.next_due: datetime | None = None
        """When it tells again; None: it has not begun."""

    def due(self, at: datetime) -> list[Dispatch]:
        """The head of its own log, if it is time."""
        if self.next_due is not None and at < self.next_due:
            return []
        self.next_due = at + self._patience
        self._ledger.audit.flush()
        entries, chain = self._ledger.audit.head()
        self._told = f"head-{entries}-{milliseconds(at):x}", at
        dispatch = Dispatch(
            self._keeper,
            Verb.CREATED,
            Noun.END_DEVICE_EVENTS,
            LogHead(entries, chain, at),
            SecurityClass.CONTROL,
            message_id=self._told[0],
        )
        self._ledger.log_sent(dispatch, at)
        return [dispatch]

    def is_answered(self, verified: Verified, at: datetime) -> bool:
        """Is that the keeper's word that it has the last head? Then the next one is told a quarter-hour after it."""
        envelope = verified.envelope
        if self._told is None or (envelope.correlation_id, envelope.source) != (self._told[0], self._keeper):
            return False
        self.next_due = max(self._told[1] + max(EVERY, self._patience), at)
        return True

    def take(self, verified: Verified, head: LogHead, at: datetime) -> list[Dispatch]:
        """Keep what another system told, and say so."""
        envelope = verified.envelope
        self._ledger.log_received(verified, at)
        keep(self._ledger, envelope.source, head, at)
        answer = Reply(is_ok=True, meter_time=at)
        private = SecurityClass.PRIVATE
        return [Dispatch(envelope.source, Verb.REPLY, envelope.noun, answer, private, envelope.message_id)]


def keep(ledger: Ledger, system: str, head: LogHead, at: datetime) -> None:
    """Keep how that system's log ends, in a table that this ledger's own log tells of. Raises HeadRefused."""
    if head.entries < 0 or len(head.chain) != len(chains.START):
        raise HeadRefused("a head is a number of entries and a digest of 32 octets")
    row = (milliseconds(at), system, milliseconds(head.at), head.entries, head.chain)
    ledger.db.execute("INSERT INTO heads (at, system, told, entries, chain) VALUES (?, ?, ?, ?, ?)", row)


def kept(db: Database, keeper: str, system: str) -> list[Anchor]:
    """What the file of `keeper` holds of that system's log, oldest first; none where it keeps no heads."""
    if "heads" not in db.table_names():
        return []
    rows = db.execute("SELECT entries, chain, told FROM heads WHERE system = ? COLLATE NOCASE ORDER BY id", (system,))
    return [Anchor(entries, bytes(chain), moment(told), keeper) for entries, chain, told in rows.fetchall()]
