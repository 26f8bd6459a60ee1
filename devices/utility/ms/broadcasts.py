"""Orders to many meters: one signed message for each concentrator, sent again for those that gave no receipt.

A broadcast has targets and confirmations as bitmaps over the numbers of `field_map`, so that a meter counts once,
through whichever concentrator it was reached. It is sent as often as a single message is (UC96.2), each time to those
that are left alone; a concentrator that does not answer at all is passed by at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import numpy as np

from devices.utility.ms.books import BROADCAST, CANCEL, CHANGE, CLOCK, EVENT, Books
from devices.utility.ms.field_map import FieldMap
from devices.utility.ms.orders import end_of
from devices.utility.ms.passing import Passing
from devices.utility.owed import LOWEST_PRIORITY, DebtState, Policy
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.bits import Bits, Numbers, none_of, pack, places_of, unpack, unpack_times
from devices.wan.field_words import BatchReceipt, GroupFailure, Told
from devices.wan.journal import Noted
from devices.wan.meter_words import MeterTest
from devices.wan.words import (
    Body,
    ClockConfig,
    Dispatch,
    EventCancel,
    EventControl,
    Forwarded,
    GroupControl,
    Noun,
    SecurityClass,
    Verb,
)

_SENT = {EVENT: Noted.EVENT_SENT, CHANGE: Noted.CHANGE_SENT, CANCEL: Noted.CANCEL_SENT, CLOCK: Noted.CLOCK_SENT}
_LONGEST_S, _SHORTEST_S, _FRESH_S = 86_400.0, 60.0, 30.0
_BY_BROADCAST: Final = Policy(7 * 86_400.0, None)  # it is withdrawn and sent anew, never sent again by itself
_SENDS_AT_ONCE: Final = 50  # the first are on their way while the next are signed


@dataclass(frozen=True, slots=True)
class Order:
    """What is said to each of the meters, and why; priority 0 goes first."""

    purpose: str
    verb: Verb
    noun: Noun
    body: Body
    priority: int = LOWEST_PRIORITY


@dataclass(slots=True)
class _Broadcast:
    number: int
    order: Order
    targets: Bits
    confirmed: Bits
    attempts: int
    sent: datetime | None
    next_at: datetime
    policy: Policy
    to_send: dict[str, Bits] = field(default_factory=dict)  # of this attempt, by concentrator: the places

    @property
    def left(self) -> Bits:
        return self.targets & ~self.confirmed


class Broadcasts:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, field: FieldMap, passing: Passing) -> None:
        self._books = books
        self._db = books.ledger.db
        self._field = field
        self._passing = passing
        self._open = {one.number: one for one in self._stored("next_at IS NOT NULL", ())}

    # What is ordered

    def plan(
        self, order: Order, targets: Bits, at: datetime, due: datetime | None = None, policy: Policy | None = None
    ) -> int:
        """Owe it to those meters, from `due` on, again by that policy (None: the usual one); its number."""
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM broadcasts").fetchone()
        usual = self._books.settings.group_resend
        one = _Broadcast(last + 1, order, targets, none_of(len(targets)), 0, None, due or at, policy or usual)
        self._open[one.number] = one
        self._db.execute(
            "INSERT INTO broadcasts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, ?)",
            (
                *(one.number, order.purpose, order.verb.value, order.noun.value, _event_of(order.body)),
                *(type(order.body).__name__, to_json(order.body), order.priority, pack(targets)),
                milliseconds(one.next_at),
            ),
        )
        if policy is not None and policy != usual:
            row = (one.number, policy.wait_s, policy.attempts or 0)
            self._db.execute("INSERT INTO broadcast_policies VALUES (?, ?, ?)", row)
        return one.number

    def has_been_sent(self, event: int) -> bool:
        """Did any concentrator get word of that event?"""
        sql = "SELECT 1 FROM broadcasts WHERE issuer_event_id = ? AND attempts > 0"
        return self._db.execute(sql, (event,)).fetchone() is not None

    def due_of(self, event: int) -> datetime | None:
        """When something about that event is sent next."""
        return min((one.next_at for one in self._open.values() if _event_of(one.order.body) == event), default=None)

    def void(self, event: int, targets: Bits | None = None) -> None:
        """What was not sent or not confirmed about that event is no longer wanted, by those meters or by anybody."""
        for one in [one for one in self._open.values() if _event_of(one.order.body) == event]:
            one.to_send = {}
            if targets is not None:
                one.targets = one.targets & ~_as_long(targets, len(one.targets))
                self._db.execute("UPDATE broadcasts SET targets = ? WHERE id = ?", (pack(one.targets), one.number))
            if targets is None or not one.left.any():
                self._end(one)

    # What is due

    @property
    def next_due(self) -> datetime | None:
        """When something is to be sent, or looked after."""
        return min((one.next_at for one in self._open.values()), default=None)

    def owe_due(self, at: datetime) -> list[Dispatch]:
        """What is due to the concentrators now, the highest priority first (C1FR7); the records hear of it next."""
        due = [one for one in self._open.values() if one.next_at <= at]
        sent = []
        for one in sorted(due, key=lambda one: (one.order.priority, one.number)):
            sent += self._go(one, at)
            if one.to_send:  # what is less urgent waits for the rest of it
                break
        return sent

    def _go(self, one: _Broadcast, at: datetime) -> list[Dispatch]:
        body, policy = one.order.body, one.policy
        if not one.left.any():
            self._end(one)
            return []
        wait = policy.at_least(self._books.settings.least_wait_s).wait(max(one.attempts, 1))
        if one.sent and one.next_at == one.sent:  # an attempt that is under way, or was when the process ended
            return self._send_on(one, wait, at)
        if one.sent and at < one.sent + wait:
            return self._pass_by(one, one.sent + wait, at)
        is_over = _is_over(body, at)
        if is_over or (policy.attempts is not None and one.attempts >= policy.attempts):
            self._give_up(one, at)
            return []
        self._withdraw(one, at)
        one.attempts += 1
        one.sent = at
        return self._send_on(one, wait, at)

    def _send_on(self, one: _Broadcast, wait: timedelta, at: datetime) -> list[Dispatch]:
        """Send to some more of the concentrators."""
        assert one.sent is not None
        to_send = one.to_send or self._field.route(one.left & ~self._sent_to(one))
        some = dict(list(to_send.items())[:_SENDS_AT_ONCE])
        one.to_send = {name: places for name, places in to_send.items() if name not in some}
        answers_s = max(self._books.settings.concentrator_answers_s, self._books.settings.least_wait_s)
        self._await(one, one.sent if one.to_send else min(at + timedelta(seconds=answers_s), one.sent + wait))
        return self._send(one, some, at)

    def _sent_to(self, one: _Broadcast) -> Bits:
        """The meters that this attempt has been sent to."""
        bits = none_of(len(one.targets))
        for name, _, places in self._sends(one):
            numbers = self._field.numbers(name, places_of(places))
            bits[numbers[numbers < len(bits)]] = True
        return bits

    def _pass_by(self, one: _Broadcast, then: datetime, at: datetime) -> list[Dispatch]:
        """Whoever has not answered at all is silent: its meters are reached through another, now."""
        silent = none_of(len(one.targets))
        for name, message_id, places in self._sends(one):
            debt = self._books.outbox.find(message_id)
            if debt is not None and debt.state is DebtState.WAITING:
                self._field.is_silent(name, at)
                self._books.outbox.settle(message_id, DebtState.VOID, at)
                silent[self._field.numbers(name, places_of(places))] = True
        self._await(one, then)
        return self._send(one, self._field.route(one.left & silent), at) if silent.any() else []

    def _send(self, one: _Broadcast, places_by_name: Mapping[str, Bits], at: datetime) -> list[Dispatch]:
        sent = []
        for name, places in places_by_name.items():
            body = GroupControl(pack(places), _as_sent(one.order.body, at))
            what = (name, one.order.verb, one.order.noun, body, SecurityClass.CONTROL)
            debt = self._books.outbox.incur(Dispatch(*what, lifetime_s=_lifetime_s(one.order.body, at)), BROADCAST, at)
            dispatch = self._books.outbox.attempt(debt, at, _BY_BROADCAST)
            self._books.ledger.log_sent(dispatch, at)
            self._db.execute(
                "INSERT INTO broadcast_sends VALUES (?, ?, ?, ?, ?, ?)",
                (dispatch.message_id, one.number, one.attempts, name, milliseconds(at), body.places),
            )
            noted = _SENT.get(one.order.purpose) if one.attempts == 1 else Noted.EVENT_RESENT
            if noted:
                self._books.ledger.note(noted, at, _event_of(one.order.body), name, f"{int(places.sum())} meters")
            self._passing.add(Forwarded(name, at, SecurityClass.CONTROL, dispatch.message_id, body))
            sent.append(dispatch)
        return sent

    def _give_up(self, one: _Broadcast, at: datetime) -> None:
        """The meters that are left were not reached (UC96.2.4, UC96.2.5)."""
        left, event = one.left, _event_of(one.order.body)
        self._withdraw(one, at)
        self._end(one)
        if one.order.purpose not in {EVENT, CHANGE, CANCEL} or event is None:
            return
        rows = self._db.execute(
            "SELECT min(at) FROM broadcast_sends WHERE broadcast = ? GROUP BY attempt ORDER BY attempt", (one.number,)
        )
        attempts = tuple(moment(sent) for (sent,) in rows.fetchall())
        for name, places in self._field.route(left).items():
            failure = GroupFailure(event, pack(places), attempts)
            self._books.ledger.note(Noted.DELIVERY_FAILED, at, event, name, f"{int(places.sum())} meters")
            message_id = f"{self._books.settings.name}-B{one.number}.{name}"
            self._passing.add(Forwarded(name, at, SecurityClass.PRIVATE, message_id, failure))

    def _withdraw(self, one: _Broadcast, at: datetime) -> None:
        """What the attempt before left unanswered is not sent again by itself."""
        for _, message_id, _ in self._sends(one):
            self._books.outbox.settle(message_id, DebtState.VOID, at)

    # What comes back

    def take(self, name: str, receipt: BatchReceipt, message_id: str, at: datetime) -> bool:
        """Count a receipt; is it new? Raises ValueError for one that cannot be true."""
        numbers = self._field.numbers(name, places_of(receipt.places))
        since_ms = milliseconds(receipt.since)
        unpack_times(receipt.times_ms, since_ms, len(numbers))
        row = self._db.execute(
            "SELECT broadcast FROM broadcast_sends WHERE message_id = ?", (receipt.answers,)
        ).fetchone()
        broadcast = row[0] if row else 0
        values = (message_id, milliseconds(at), name, broadcast, receipt.issuer_event_id, receipt.told.value)
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO field_receipts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, numbers.astype("<i4").tobytes(), since_ms, receipt.times_ms),
        )
        if not cursor.rowcount:
            return False
        self._books.outbox.settle(receipt.answers, DebtState.CONFIRMED, at)
        one = self._open.get(broadcast)
        if one is not None and receipt.told in {Told.TAKEN, Told.REFUSED, Told.TESTED}:
            one.confirmed[numbers[numbers < len(one.confirmed)]] = True
            if not one.left.any():
                self._end(one)
        detail = f"{receipt.told.value} {len(numbers)}"
        self._books.ledger.note(Noted.BATCH_RECEIVED, at, receipt.issuer_event_id, name, detail)
        return True

    # Questions

    def counts(self, number: int) -> dict[str, int]:
        """How many meters a broadcast was for, and how many have said what."""
        (one,) = self._stored("id = ?", (number,))
        counts = {"targets": int(one.targets.sum()), "left": int(one.left.sum())}
        rows = self._db.execute("SELECT told, numbers FROM field_receipts WHERE broadcast = ?", (number,))
        return counts | _told(rows)

    def of_event(self, event: int) -> dict[str, Any]:
        """How an event stands with the meters behind concentrators; empty if it is for none."""
        broadcasts = self._stored("issuer_event_id = ? AND purpose = ?", (event, EVENT))
        if not broadcasts:
            return {}
        targets = none_of(self._field.count)
        for one in broadcasts:
            targets |= _as_long(one.targets, len(targets))
        rows = self._db.execute("SELECT told, numbers FROM field_receipts WHERE issuer_event_id = ?", (event,))
        return {"targets": int(targets.sum())} | _told(rows)

    def left(self, number: int) -> Bits:
        """Whom a broadcast has not reached."""
        (one,) = self._stored("id = ?", (number,))
        return one.left

    def times_ms(self, number: int) -> Numbers:
        """When each meter took it, by its own clock; once for each receipt."""
        rows = self._db.execute(
            "SELECT since, times_ms FROM field_receipts WHERE broadcast = ? AND told = ?", (number, Told.TAKEN.value)
        ).fetchall()
        nothing = np.zeros(0, np.int64)
        return np.concatenate([nothing, *(unpack_times(times, since, len(times) // 4) for since, times in rows)])

    # What is kept

    def _sends(self, one: _Broadcast) -> list[tuple[str, str, bytes]]:
        sql = "SELECT concentrator, message_id, places FROM broadcast_sends WHERE broadcast = ? AND attempt = ?"
        return self._db.execute(sql, (one.number, one.attempts)).fetchall()

    def _await(self, one: _Broadcast, then: datetime) -> None:
        one.next_at = then
        sent_ms = milliseconds(one.sent) if one.sent else None
        self._db.execute(
            "UPDATE broadcasts SET attempts = ?, sent = ?, next_at = ? WHERE id = ?",
            (one.attempts, sent_ms, milliseconds(then), one.number),
        )

    def _end(self, one: _Broadcast) -> None:
        self._open.pop(one.number, None)
        self._db.execute("UPDATE broadcasts SET next_at = NULL, attempts = ? WHERE id = ?", (one.attempts, one.number))

    def _stored(self, where: str, values: tuple[Any, ...]) -> list[_Broadcast]:
        sql = "SELECT id, purpose, verb, noun, kind, body, priority, targets, attempts, sent, next_at FROM broadcasts"
        rows = self._db.execute(f"{sql} WHERE {where} ORDER BY id", values).fetchall()
        return [self._restored(*row) for row in rows]

    def _restored(
        self, number: int, purpose: str, verb: str, noun: str, kind: str, body: str, priority: int, *rest: Any
    ) -> _Broadcast:
        targets, attempts, sent, next_at = rest
        order = Order(purpose, Verb(verb), Noun(noun), from_json(kind, body), priority)
        bits = unpack(targets, self._field.count)
        confirmed = none_of(len(bits))
        rows = self._db.execute("SELECT numbers FROM field_receipts WHERE broadcast = ?", (number,)).fetchall()
        for (numbers,) in rows:
            confirmed[np.frombuffer(numbers, "<i4")] = True
        at = moment(next_at or 0)
        row = self._db.execute(
            "SELECT wait_s, attempts FROM broadcast_policies WHERE broadcast = ?", (number,)
        ).fetchone()
        policy = Policy(row[0], row[1] or None) if row else self._books.settings.group_resend
        return _Broadcast(number, order, bits, confirmed, attempts, moment(sent) if sent else None, at, policy)


def _told(rows: Iterable[tuple[str, bytes]]) -> dict[str, int]:
    """How many different meters said what."""
    found: dict[str, list[Any]] = {}
    for told, numbers in rows:
        found.setdefault(told, []).append(np.frombuffer(numbers, "<i4"))
    return {told: len(np.unique(np.concatenate(several))) for told, several in found.items()}


def _as_long(bits: Bits, count: int) -> Bits:
    wide = none_of(max(count, len(bits)))
    wide[: len(bits)] = bits
    return wide[:count]


def _event_of(body: Body) -> int | None:
    return body.issuer_event_id if isinstance(body, EventControl | EventCancel) else None


def _is_over(body: Body, at: datetime) -> bool:
    """Is it too late to say it?"""
    if isinstance(body, MeterTest):
        return at >= body.ordered + timedelta(seconds=body.within_s)
    return isinstance(body, EventControl) and end_of(body) <= at


def _as_sent(body: Body, at: datetime) -> Body:
    return ClockConfig(at, body.tolerance_s) if isinstance(body, ClockConfig) else body


def _lifetime_s(body: Body, at: datetime) -> float:
    if isinstance(body, ClockConfig):
        return _FRESH_S
    if isinstance(body, EventControl):
        return min(max((end_of(body) - at).total_seconds(), _SHORTEST_S), _LONGEST_S)
    if isinstance(body, MeterTest):
        return float(body.within_s)
    return 3600.0
