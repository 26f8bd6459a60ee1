"""The head end's side of the concentrators: what they say, and what is ordered through them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from devices.moment import earliest
from devices.utility.ms.books import CANCEL, CHANGE, CLOCK, EVENT, Books
from devices.utility.ms.broadcasts import Broadcasts, Order
from devices.utility.ms.daily_reads import DailyReads
from devices.utility.ms.deliveries import Deliveries
from devices.utility.ms.field_map import FieldMap
from devices.utility.ms.field_policies import FieldPolicies
from devices.utility.ms.passing import Passing
from devices.utility.owed import LOWEST_PRIORITY, DebtState
from devices.utility.plausible import fault
from devices.utility.stored import milliseconds
from devices.wan.bits import Bits, none_of, pack, places_of, unpack
from devices.wan.field_words import BatchReadings, BatchReceipt, BatchTestResult, MetersHeard, Told
from devices.wan.journal import Noted
from devices.wan.meter_words import checks_of
from devices.wan.words import (
    Alarm,
    AttemptsReport,
    Body,
    ClockConfig,
    Dispatch,
    EventCancel,
    EventControl,
    Forwarded,
    Noun,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)

FROM_CONCENTRATORS: Final = (MetersHeard, BatchReceipt, BatchTestResult, BatchReadings, Alarm, AttemptsReport, Reply)
_CLOCKS_PRIORITY = 8
_AT_ONCE = datetime.fromtimestamp(0, UTC)


class Field:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, field: FieldMap, deliveries: Deliveries) -> None:
        self._books = books
        self._db = books.ledger.db
        self.map = field
        self._passing = Passing(books, deliveries)
        self.broadcasts = Broadcasts(books, field, self._passing)
        self._policies = FieldPolicies(books, field)
        self.reads = DailyReads(books, field, books.settings.interval_minutes)

    @property
    def next_due(self) -> datetime | None:
        """When something is to be sent, asked for, or missed; long ago where something waits for the records."""
        if self._passing.is_waiting:
            return _AT_ONCE
        return earliest(self.broadcasts.next_due, self.reads.next_due)

    def owe_due(self, at: datetime) -> list[Dispatch]:
        """Send the concentrators what is due, then the records what they have not been told yet."""
        self.map.miss(at)
        self.reads.owe_due(at)
        return [*self.broadcasts.owe_due(at), *self._passing.send(at)]

    # What concentrators say

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """A message of a concentrator; taken as often as it comes, it does the same once. The records hear next."""
        envelope, body = verified.envelope, verified.envelope.body
        self.map.was_heard(envelope.source, at)
        why = fault(body) or ("" if isinstance(body, FROM_CONCENTRATORS) else "that is not for a concentrator to say")
        if isinstance(body, Reply):
            self._answered(verified, body, at)
            return []
        if not why:
            try:
                self._take(verified, at)
            except ValueError as error:
                why = str(error)
        if why:
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, envelope.source, why)
        reply = Reply(is_ok=not why, meter_time=at, error=why)
        answer = (Verb.REPLY, envelope.noun, reply, SecurityClass.PRIVATE)
        return [Dispatch(envelope.source, *answer, correlation_id=envelope.message_id)]

    def _take(self, verified: Verified, at: datetime) -> None:
        envelope, body = verified.envelope, verified.envelope.body
        if isinstance(body, MetersHeard):
            for meter in self.map.learn(envelope.source, body, at):
                self._books.ledger.note(
                    Noted.MESSAGE_REFUSED, at, None, envelope.source, f"{meter} has a link of its own"
                )
            if body.names:
                detail = f"{len(body.names)} new"
                self._books.ledger.note(Noted.METERS_HEARD, at, None, envelope.source, detail)
            if not body.names:
                return
        if isinstance(body, BatchReceipt) and not self.broadcasts.take(envelope.source, body, envelope.message_id, at):
            return
        if isinstance(body, BatchTestResult) and not self._tested(envelope.source, body, envelope.message_id, at):
            return
        if isinstance(body, BatchReadings):
            self.reads.count(envelope.source, body)
        passed = (envelope.message_id, envelope.body, envelope.correlation_id)
        self._passing.add(Forwarded(envelope.source, at, verified.security, *passed))

    def _tested(self, name: str, result: BatchTestResult, message_id: str, at: datetime) -> bool:
        """Count the answers to a test, and keep how it ended at each meter; is it new?"""
        numbers = self.map.numbers(name, places_of(result.places))
        if len(result.failed) != len(numbers):
            raise ValueError(f"{len(result.failed)} octets are not what {len(numbers)} meters found")
        receipt = BatchReceipt(Told.TESTED, result.answers, None, result.places, result.since, result.times_ms)
        if not self.broadcasts.take(name, receipt, message_id, at):
            return False
        rows = [
            (milliseconds(at), int(not failed), _found(result.number, failed), result.number, meter)
            for meter, failed in zip(self.map.names_of(numbers), result.failed, strict=True)
        ]
        self._db.conn.executemany(
            "UPDATE meter_tests SET ended = coalesce(ended, ?), is_passed = coalesce(is_passed, ?), detail = ?"
            " WHERE number = ? AND meter_id = ?",
            rows,
        )
        self._books.ledger.note(Noted.METER_TEST_RECEIVED, at, None, name, f"test {result.number}: {len(rows)} meters")
        return True

    def _answered(self, verified: Verified, reply: Reply, at: datetime) -> None:
        envelope = verified.envelope
        if self._books.outbox.purpose_of(envelope.correlation_id, envelope.source) is not None:
            state = DebtState.CONFIRMED if reply.is_ok else DebtState.REFUSED
            self._books.outbox.settle(envelope.correlation_id, state, at)

    # What is ordered

    def schedule(self, control: EventControl, targets: Bits, at: datetime, deliver_at: datetime) -> None:
        """An event for those meters."""
        self._address(control.issuer_event_id, targets)
        self._plan(_order(EVENT, Verb.CREATE, control), targets, at, deliver_at)

    def change(self, control: EventControl, at: datetime, latest: datetime | None) -> datetime:
        """Its next revision, for whoever has it; what was not sent yet is replaced. When it goes: by `latest`."""
        targets, event = self.addressed(control.issuer_event_id), control.issuer_event_id
        was_sent, due = self.broadcasts.has_been_sent(event), self.broadcasts.due_of(event) or at
        self.broadcasts.void(event)
        deliver_at = at if was_sent else max(at, min(due, latest or due))
        order = _order(CHANGE, Verb.CHANGE, control) if was_sent else _order(EVENT, Verb.CREATE, control)
        self._plan(order, targets, at, deliver_at)
        return deliver_at

    def cancel(self, cancel: EventCancel, targets: Bits, at: datetime) -> int:
        """Take an event (None: every one) from those meters; how many have it."""
        event = cancel.issuer_event_id
        if event is None:
            self._plan(_order(CANCEL, Verb.CANCEL, cancel, 0), targets, at)
            return int(targets.sum())
        has_it = self.addressed(event)
        targets = targets[: len(has_it)] & has_it[: len(targets)]
        if targets.any():
            self._address(event, has_it[: len(targets)] & ~targets)
            was_sent = self.broadcasts.has_been_sent(event)
            self.broadcasts.void(event, targets)
            if was_sent:
                self._plan(_order(CANCEL, Verb.CANCEL, cancel, 0), targets, at)
        return int(targets.sum())

    def synchronise(self, targets: Bits, at: datetime, tolerance_s: int) -> None:
        """Set these meters' clocks."""
        order = Order(CLOCK, Verb.CHANGE, Noun.END_DEVICE_CONFIG, ClockConfig(at, tolerance_s), _CLOCKS_PRIORITY)
        self._plan(order, targets, at)

    def say(self, purpose: str, verb: Verb, body: Body, targets: Bits, at: datetime) -> int:
        """Anything else that is said to one meter, to those; the number of the last broadcast of it."""
        return self._plan(Order(purpose, verb, Noun.END_DEVICE_CONTROLS, body), targets, at)

    def _plan(self, order: Order, targets: Bits, at: datetime, due: datetime | None = None) -> int:
        """A broadcast for each policy that holds for some of them."""
        parts = self._policies.split(targets)
        return [self.broadcasts.plan(order, part, at, due, policy) for policy, part in parts][-1]

    def addressed(self, event: int) -> Bits:
        """The meters that an event is for, but those for which it was cancelled."""
        sql = "SELECT targets FROM field_addressed WHERE issuer_event_id = ?"
        row = self._db.execute(sql, (event,)).fetchone()
        return none_of(self.map.count) if row is None else unpack(row[0], self.map.count)

    def not_reached(self, number: int) -> Sequence[str]:
        """The meters that a broadcast has not reached."""
        return self.map.names(self.broadcasts.left(number))

    def _address(self, event: int, targets: Bits) -> None:
        self._db.execute("INSERT OR REPLACE INTO field_addressed VALUES (?, ?)", (event, pack(targets)))


def _found(number: int, failed: int) -> str:
    bad = ", ".join(check.value for check in checks_of(failed))
    return f"test {number}: failed, {bad}" if bad else f"test {number}: passed"


def _order(purpose: str, verb: Verb, body: EventControl | EventCancel, priority: int | None = None) -> Order:
    if priority is None:
        priority = min(body.priority, LOWEST_PRIORITY) if isinstance(body, EventControl) else 0
    return Order(purpose, verb, Noun.END_DEVICE_CONTROLS, body, priority)
