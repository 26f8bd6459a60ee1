"""What a system says and hears that its own message log does not hold: told in its audit log, so that none is missing.

Confirmations, what the records tell customer service, what goes to a neighbourhood: each is an entry with its words.
"""

import json
from datetime import datetime
from hashlib import sha256
from typing import Final

from devices.utility.audit.trail import Told
from devices.utility.ledger import RECEIVED, SENT, Ledger, event_of
from devices.utility.stored import to_json
from devices.wan.words import Envelope, SecurityClass, Verified

_LONGEST: Final = 4_000
"""Characters of a body; of a longer one its digest is told."""


class Line:
    """The line of one system; called by its shell within the transaction of what was done."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def begin(self) -> None:
        """A step begins: what it logs by itself is not told twice."""
        self._ledger.logged.clear()

    def received(self, verified: Verified, at: datetime) -> None:
        """A message came, was believed and was taken."""
        envelope = verified.envelope
        self._tell(RECEIVED, envelope.source, envelope, verified.security, at)

    def sent(self, envelope: Envelope, security: SecurityClass, at: datetime) -> None:
        """A message goes out."""
        self._tell(SENT, envelope.target, envelope, security, at)

    def _tell(self, way: str, peer: str, envelope: Envelope, security: SecurityClass, at: datetime) -> None:
        if (way, peer, envelope.message_id) in self._ledger.logged:
            return
        body = to_json(envelope.body)
        told = {
            "message_id": envelope.message_id,
            "answers": envelope.correlation_id,
            "message": f"{envelope.verb.value}({envelope.noun.value})",
            "kind": type(envelope.body).__name__,
            "event": event_of(envelope.body),
            "security": security.value,
            "body": body if len(body) <= _LONGEST else f"sha256:{sha256(body.encode()).hexdigest()}",
        }
        said = json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False)
        self._ledger.audit.tell(Told(at, "", way, peer, said))
