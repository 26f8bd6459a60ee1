"""What customer service is told, on the terms that are set for it: at once, later, or not before it is let (C1FR17).

What is withheld is owed and kept: it goes out when the terms allow it, unless it has become older than they keep.
"""

from datetime import datetime, timedelta
from typing import Final

from devices.utility.ledger import Ledger
from devices.utility.mdms.availability import Availability, Consumer, Kind
from devices.utility.mdms.settings import Settings
from devices.utility.owed import Debt, DebtState, Outbox
from devices.wan.field_words import GroupStanding
from devices.wan.journal import Noted
from devices.wan.words import Body, Dispatch, Noun, SecurityClass, Standing, Verb

_HELD: Final = timedelta(days=36_500)  # until the terms change
_PURPOSE: Final = {kind: f"tell {kind.value}" for kind in Kind}
_KINDS: Final = {purpose: kind for kind, purpose in _PURPOSE.items()}


class Telling:
    """Every call is within the caller's transaction."""

    def __init__(self, ledger: Ledger, outbox: Outbox, availability: Availability, settings: Settings) -> None:
        self._ledger = ledger
        self._outbox = outbox
        self._availability = availability
        self._settings = settings

    def tell(self, body: Body, kind: Kind, at: datetime) -> list[Dispatch]:
        """Owe it to customer service; what goes out now."""
        dispatch = Dispatch(self._settings.css, Verb.CREATED, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE)
        debt = self._outbox.incur(dispatch, _PURPOSE[kind], at)
        return self._allowed(debt, kind, at)

    def due(self, at: datetime) -> list[Dispatch]:
        """What goes out, or goes out again, of all that the records owe."""
        return [sent for debt in self._outbox.due(at) for sent in self._again(debt, at)]

    def terms_changed(self, consumer: Consumer, kind: Kind, at: datetime) -> None:
        """Look at once at all that is withheld."""
        if consumer is Consumer.CUSTOMER_SERVICE:
            for debt in self._outbox.waiting(_PURPOSE[kind], self._settings.css):
                self._outbox.put_off(debt, at)

    def _again(self, debt: Debt, at: datetime) -> list[Dispatch]:
        kind = _KINDS.get(debt.purpose)
        return [self._sent(debt, at)] if kind is None else self._allowed(debt, kind, at)

    def _allowed(self, debt: Debt, kind: Kind, at: datetime) -> list[Dispatch]:
        terms, since = self._availability.of(Consumer.CUSTOMER_SERVICE, kind), self._outbox.since(debt)
        kept_since, until = terms.window(at)
        if not terms.is_available:
            self._outbox.put_off(debt, at + _HELD)
        elif kept_since is not None and since < kept_since:
            self._outbox.settle(debt.dispatch.message_id, DebtState.VOID, at)
        elif until is not None and since > until:
            self._outbox.put_off(debt, since + timedelta(seconds=terms.delay_s))
        else:
            return [self._sent(debt, at)]
        return []

    def _sent(self, debt: Debt, at: datetime) -> Dispatch:
        if debt.attempts == 0:
            self._note(debt.dispatch.body, at)
        return self._outbox.attempt(debt, at, self._settings.telling)

    def _note(self, body: Body, at: datetime) -> None:
        """The first time that a standing is told (UC96.1.5, 1.20, 1.30, 2.6)."""
        if isinstance(body, Standing):
            self._ledger.note(Noted.CUSTOMER_TOLD, at, body.issuer_event_id, body.meter_id, body.state)
        elif isinstance(body, GroupStanding):
            detail = f"{body.state} {len(body.meter_ids)}"
            self._ledger.note(Noted.CUSTOMER_TOLD, at, body.issuer_event_id, "", detail)
