"""Sending what is owed: first attempts, resends, and the failure that is reported when all went unanswered (UC96.2)."""

from dataclasses import replace
from datetime import datetime

from devices.utility.ledger import event_of
from devices.utility.ms.books import (
    CANCEL,
    CHANGE,
    CLOCK,
    DOWNLOAD,
    EVENT,
    EVENT_PURPOSES,
    FAILURE,
    FORWARD,
    METER_TEST,
    RECOVERY,
    Books,
)
from devices.utility.ms.orders import end_of
from devices.utility.owed import Debt, DebtState
from devices.wan.journal import Noted
from devices.wan.words import (
    Body,
    ClockConfig,
    DeliveryFailure,
    Dispatch,
    EventControl,
    Forwarded,
    Noun,
    SecurityClass,
    Verb,
)

_SENT = {
    EVENT: Noted.EVENT_SENT,
    CHANGE: Noted.CHANGE_SENT,
    CANCEL: Noted.CANCEL_SENT,
    CLOCK: Noted.CLOCK_SENT,
    DOWNLOAD: Noted.DOWNLOAD_SENT,
    METER_TEST: Noted.METER_TEST_SENT,
    RECOVERY: Noted.RECOVERY_SENT,
}
_FRESH_S = 30.0  # how long a time of day may travel
_SHORTEST_S, _LONGEST_S = 60.0, 86_400.0


class Deliveries:
    """Works off the outbox."""

    def __init__(self, books: Books) -> None:
        self._books = books

    def perform_due(self, at: datetime) -> list[Dispatch]:
        """Send, send again, or give up everything that is due."""
        return [dispatch for debt in self._books.outbox.due(at) for dispatch in self._perform(debt, at)]

    def to_mdms(self, body: Body, purpose: str, at: datetime, correlation_id: str = "") -> Dispatch:
        """Owe it to the MDMS and send it at once (C1NFR7)."""
        settings = self._books.settings
        dispatch = Dispatch(
            settings.mdms, Verb.CREATED, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE, correlation_id
        )
        return self.send_now(dispatch, purpose, at)

    def send_now(self, dispatch: Dispatch, purpose: str, at: datetime) -> Dispatch:
        """Owe it, by the policy that holds for it, and make the first attempt."""
        outbox = self._books.outbox
        debt = outbox.incur(dispatch, purpose, at)
        return outbox.attempt(debt, at, self._books.policies.of(debt))

    def _perform(self, debt: Debt, at: datetime) -> list[Dispatch]:
        outbox, policy = self._books.outbox, self._books.policies.of(debt)
        is_spent = policy.attempts is not None and debt.attempts >= policy.attempts
        if debt.attempts and debt.dispatch.target != self._books.settings.mdms:
            self._note_missing(debt, at)
        if is_spent or _is_over(debt, at):
            return self._give_up(debt, at)
        dispatch = _as_sent(outbox.attempt(debt, at, policy), at)
        if dispatch.target == self._books.settings.mdms:
            return [dispatch]
        self._books.ledger.log_sent(dispatch, at)
        if not debt.attempts:
            self._note(_SENT.get(debt.purpose), debt, at, dispatch.message_id)
        elif debt.purpose in EVENT_PURPOSES:
            most = policy.attempts or "as many as it takes"
            self._note(Noted.EVENT_RESENT, debt, at, f"{debt.attempts + 1} of {most}")
        if debt.purpose not in {*EVENT_PURPOSES, DOWNLOAD}:
            return [dispatch]
        sent = Forwarded(dispatch.target, at, dispatch.security, dispatch.message_id, dispatch.body)
        return [dispatch, self.to_mdms(sent, FORWARD, at)]

    def _note_missing(self, debt: Debt, at: datetime) -> None:
        self._books.ledger.log_sent(debt.dispatch, at, way="missed")
        if debt.purpose in EVENT_PURPOSES:
            self._note(Noted.CONFIRMATION_MISSING, debt, at, f"attempt {debt.attempts}")

    def _give_up(self, debt: Debt, at: datetime) -> list[Dispatch]:
        outbox, dispatch = self._books.outbox, debt.dispatch
        outbox.settle(dispatch.message_id, DebtState.FAILED, at)
        if debt.purpose not in EVENT_PURPOSES:
            return []
        attempts = outbox.attempts(dispatch.message_id)
        times = ", ".join(one.isoformat(timespec="seconds") for one in attempts)
        self._note(
            Noted.DELIVERY_FAILED, debt, at, f"{debt.purpose}: {times}" if times else f"{debt.purpose}: too late"
        )
        failure = DeliveryFailure(dispatch.target, event_of(dispatch.body) or 0, attempts)
        told = self.to_mdms(failure, FAILURE, at, dispatch.message_id)
        self._note(Noted.FAILURE_FORWARDED, debt, at, f"{len(attempts)} attempts")
        return [told]

    def _note(self, noted: Noted | None, debt: Debt, at: datetime, detail: str) -> None:
        if noted:
            self._books.ledger.note(noted, at, event_of(debt.dispatch.body), debt.dispatch.target, detail)


def _is_over(debt: Debt, at: datetime) -> bool:
    body = debt.dispatch.body
    return isinstance(body, EventControl) and end_of(body) <= at


def _as_sent(dispatch: Dispatch, at: datetime) -> Dispatch:
    """What is true only at the moment of sending: the time of day, and for how long the message means anything."""
    body = dispatch.body
    if isinstance(body, ClockConfig):
        return replace(dispatch, body=replace(body, utc=at), lifetime_s=_FRESH_S)
    if isinstance(body, EventControl):
        left_s = (end_of(body) - at).total_seconds()
        return replace(dispatch, lifetime_s=min(max(left_s, _SHORTEST_S), _LONGEST_S))
    return dispatch
