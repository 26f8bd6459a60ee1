"""The events that an operator ordered: scheduled, changed, cancelled; each as a debt to every meter that it is for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from devices.utility.ms.books import CANCEL, CHANGE, EVENT, EVENT_PURPOSES, Books
from devices.utility.ms.collection import Collection
from devices.utility.ms.field import Field
from devices.utility.ms.field_map import Aim
from devices.utility.ms.orders import (
    Delivery,
    EventOrder,
    OrderRefused,
    changed,
    control_of,
    deadline,
    delivery_time,
    end_of,
)
from devices.utility.owed import LOWEST_PRIORITY, Debt, DebtState
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.words import Body, Dispatch, EventCancel, EventControl, Noun, SecurityClass, Verb

_EPOCH_S = 946_684_800  # 2000-01-01, as Smart Energy counts
_FIRST = 0  # cancellations go before everything else


@dataclass(frozen=True, slots=True)
class Ordered:
    """What became of an order: the event, its revision, when it is sent first, and to whom.

    `meters` have a connection of their own; `behind` counts those behind concentrators.
    """

    issuer_event_id: int
    revision: int
    deliver_at: datetime
    meters: tuple[str, ...]
    behind: int = 0


class Events:
    """Every call is within the caller's transaction. Raises OrderRefused."""

    def __init__(self, books: Books, collection: Collection, field: Field) -> None:
        self._books = books
        self._field = field
        self._collection = collection
        self._db = books.ledger.db

    def schedule(self, order: EventOrder, targets: Sequence[str], at: datetime) -> Ordered:
        """Take a new event (C1FR1) for those targets."""
        aim = self._field.map.aim(targets)
        event = self._next_id(at) if order.issuer_event_id is None else order.issuer_event_id
        if self._row(event):
            raise OrderRefused(f"there is an event {event} already; change that one, or let the number be chosen")
        control = control_of(order, event, at)
        deliver_at = delivery_time(order, control, at, self._books.settings)
        self._put(control, order.delivery, at)
        if aim.has_behind:
            self._field.schedule(control, aim.behind, at, deliver_at)
        for meter_id in aim.meters:
            self._db.execute(
                "INSERT INTO addressed VALUES (?, ?, 0, 'none', NULL, NULL, NULL, NULL, NULL)", (event, meter_id)
            )
            self._owe(Verb.CREATE, EVENT, meter_id, control, at, deliver_at)
            self._collection.plan(control, meter_id, deliver_at)
        return Ordered(event, control.revision, deliver_at, aim.meters, int(aim.behind.sum()))

    def change(self, event: int, changes: dict[str, Any], at: datetime) -> Ordered:
        """Reschedule or alter it for all its meters: the same issuer event id, a higher revision (C1FR30)."""
        before, delivery = self._known(event)
        meters, behind = self.meters_of(event), int(self._field.addressed(event).sum())
        if not meters and not behind:
            raise OrderRefused(f"event {event} was cancelled")
        control = changed(before, changes, at)
        self._put(control, delivery, at)
        sent_first = [self._owe_change(control, delivery, meter_id, at) for meter_id in meters]
        if behind:
            latest = deadline(delivery, control.start, self._books.settings)
            sent_first.append(self._field.change(control, at, latest))
        return Ordered(event, control.revision, min(sent_first), tuple(meters), behind)

    def _owe_change(self, control: EventControl, delivery: Delivery, meter_id: str, at: datetime) -> datetime:
        """A change goes at once; what was not sent yet it replaces, by the deadline of the new start."""
        was_sent = any(debt.attempts for debt in self._sent_to(control.issuer_event_id, meter_id))
        waiting = self._void(control.issuer_event_id, meter_id, at)
        deliver_at = at
        if waiting and not was_sent:
            latest = deadline(delivery, control.start, self._books.settings)
            deliver_at = max(at, min(waiting[0].due, latest or waiting[0].due))
            self._owe(Verb.CREATE, EVENT, meter_id, control, at, deliver_at)
        else:
            self._owe(Verb.CHANGE, CHANGE, meter_id, control, at, at)
        self._collection.plan(control, meter_id, deliver_at)
        return deliver_at

    def cancel(self, event: int, targets: Sequence[str], at: datetime, *, is_randomised: bool = False) -> Ordered:
        """Cancel it for those meters (none named: for all that have it)."""
        control, _ = self._known(event)
        if end_of(control) <= at:
            raise OrderRefused(f"event {event} is over since {end_of(control).isoformat()}")
        addressed = self.meters_of(event)
        aim = self._field.map.aim(targets) if targets else Aim(tuple(addressed), self._field.addressed(event))
        meters = [meter for meter in aim.meters if meter in set(addressed)]
        behind = self._field.cancel(EventCancel(event, is_randomised), aim.behind, at)
        if not meters and not behind:
            raise OrderRefused(f"event {event} is with none of those meters, or was cancelled already")
        for meter_id in meters:
            was_sent = any(debt.attempts for debt in self._sent_to(event, meter_id))
            self._end(event, meter_id, at)
            if was_sent:  # what never left needs no word
                self._owe_cancel(EventCancel(event, is_randomised), meter_id, at)
        return Ordered(event, control.revision, at, tuple(meters), behind)

    def cancel_all(self, targets: Sequence[str], at: datetime, *, is_randomised: bool = False) -> tuple[str, ...]:
        """Cancel every event of those meters (none named: of all meters), also those that we know nothing of."""
        aim = self._field.map.aim(targets or ["all"])
        if aim.has_behind:
            self._field.cancel(EventCancel(None, is_randomised), aim.behind, at)
        for meter_id in aim.meters:
            open_ones = self._db.execute(
                "SELECT issuer_event_id FROM addressed a JOIN events e USING (issuer_event_id)"
                " WHERE a.meter_id = ? AND NOT a.is_cancelled AND e.end > ?",
                (meter_id, milliseconds(at)),
            ).fetchall()
            for (event,) in open_ones:
                self._end(event, meter_id, at)
            self._owe_cancel(EventCancel(None, is_randomised), meter_id, at)
        return aim.meters

    def meters_of(self, event: int) -> list[str]:
        """The meters that it is for, but those for which it was cancelled."""
        sql = "SELECT meter_id FROM addressed WHERE issuer_event_id = ? AND NOT is_cancelled ORDER BY meter_id"
        return [meter for (meter,) in self._db.execute(sql, (event,)).fetchall()]

    def open_test_of(self, meter_id: str, at: datetime) -> int | None:
        """The practice event of a meter that is not over."""
        row = self._db.execute(
            "SELECT issuer_event_id FROM addressed a JOIN events e USING (issuer_event_id)"
            " WHERE a.meter_id = ? AND NOT a.is_cancelled AND e.is_test AND e.end > ?",
            (meter_id, milliseconds(at)),
        ).fetchone()
        return int(row[0]) if row else None

    def await_receipt(self, event: int, meter_id: str, at: datetime) -> None:
        """The meter has it: a receipt of the home is waited for from now on."""
        due = milliseconds(at + self._books.policies.of_home().wait(1))
        self._db.execute(
            "UPDATE addressed SET receipt_due = ? WHERE issuer_event_id = ? AND meter_id = ? AND NOT EXISTS"
            " (SELECT 1 FROM receipts r WHERE r.issuer_event_id = addressed.issuer_event_id"
            " AND r.meter_id = addressed.meter_id)",
            (due, event, meter_id),
        )

    def receipt_came(self, event: int, meter_id: str) -> None:
        """The home has said something of it."""
        self._db.execute(
            "UPDATE addressed SET receipt_due = NULL WHERE issuer_event_id = ? AND meter_id = ?", (event, meter_id)
        )

    @property
    def next_due(self) -> datetime | None:
        """When a receipt of a home has been waited for long enough."""
        (due,) = self._db.execute("SELECT min(receipt_due) FROM addressed").fetchone()
        return None if due is None else moment(due)

    def without_receipt(self, at: datetime) -> list[tuple[int, str]]:
        """Log each event message that a home gave no receipt for in time (X-FR-NO-RECEIPT).

        The events and meters whose homes are to be told once more, by the policy for homes (C1FR6).
        """
        policy, again = self._books.policies.of_home(), []
        late = self._db.execute(
            "SELECT issuer_event_id, meter_id FROM addressed WHERE receipt_due <= ?", (milliseconds(at),)
        ).fetchall()
        for event, meter_id in late:
            tries = self._tries_of_home(event, meter_id)
            if tries == 1:
                self._books.ledger.log_sent(self._sent_to(event, meter_id)[-1].dispatch, at, way="no receipt")
            self.receipt_came(event, meter_id)
            is_spent = policy.attempts is not None and tries >= policy.attempts
            if is_spent or end_of(self._known(event)[0]) <= at:
                continue
            sql = "INSERT OR REPLACE INTO home_tries (issuer_event_id, meter_id, tries) VALUES (?, ?, ?)"
            self._db.execute(sql, (event, meter_id, tries + 1))
            self.await_receipt(event, meter_id, at)
            again.append((event, meter_id))
        return again

    def _tries_of_home(self, event: int, meter_id: str) -> int:
        """How often that home was told."""
        sql = "SELECT tries FROM home_tries WHERE issuer_event_id = ? AND meter_id = ?"
        row = self._db.execute(sql, (event, meter_id)).fetchone()
        return 1 if row is None else int(row[0])

    def listed(self, issuer_event_id: int | None = None) -> list[dict[str, Any]]:
        """The events, newest first, with how delivery stands at each meter."""
        sql = "SELECT issuer_event_id, delivery, submitted, body FROM events"
        where, values = ("", ()) if issuer_event_id is None else (" WHERE issuer_event_id = ?", (issuer_event_id,))
        rows = self._db.execute(f"{sql}{where} ORDER BY submitted DESC, issuer_event_id DESC", values).fetchall()
        return [
            {
                "event": event,
                **_told(from_json("EventControl", body)),
                "delivery": delivery,
                "submitted": moment(submitted),
                "meters": self._delivered(event),
                **({"behind": behind} if (behind := self._field.broadcasts.of_event(event)) else {}),
            }
            for event, delivery, submitted, body in rows
        ]

    def _delivered(self, event: int) -> dict[str, str]:
        found = {
            meter: "cancelled" if is_cancelled else "waiting"
            for meter, is_cancelled in self._db.execute(
                "SELECT meter_id, is_cancelled FROM addressed WHERE issuer_event_id = ? ORDER BY meter_id", (event,)
            )
        }
        for debt in self._books.outbox.of_event(event, EVENT_PURPOSES):
            if debt.state is not DebtState.VOID:
                found[debt.dispatch.target] = f"{debt.purpose} {debt.state.value}"
        return found

    def _end(self, event: int, meter_id: str, at: datetime) -> None:
        self._void(event, meter_id, at)
        self._db.execute(
            "UPDATE addressed SET is_cancelled = 1 WHERE issuer_event_id = ? AND meter_id = ?", (event, meter_id)
        )
        self._collection.end(event, meter_id, at)

    def _void(self, event: int, meter_id: str, at: datetime) -> list[Debt]:
        waiting = [debt for debt in self._sent_to(event, meter_id) if debt.state is DebtState.WAITING]
        for debt in waiting:
            self._books.outbox.settle(debt.dispatch.message_id, DebtState.VOID, at)
        return waiting

    def _sent_to(self, event: int, meter_id: str) -> list[Debt]:
        return self._books.outbox.of_event(event, (EVENT, CHANGE), meter_id)

    def _owe(
        self, verb: Verb, purpose: str, meter_id: str, control: EventControl, at: datetime, deliver_at: datetime
    ) -> None:
        dispatch = Dispatch(meter_id, verb, Noun.END_DEVICE_CONTROLS, control, SecurityClass.CONTROL)
        self._books.outbox.owe(dispatch, purpose, at, deliver_at, min(control.priority, LOWEST_PRIORITY))

    def _owe_cancel(self, body: EventCancel, meter_id: str, at: datetime) -> None:
        dispatch = Dispatch(meter_id, Verb.CANCEL, Noun.END_DEVICE_CONTROLS, body, SecurityClass.CONTROL)
        self._books.outbox.owe(dispatch, CANCEL, at, priority=_FIRST)

    def _put(self, control: EventControl, delivery: Delivery, at: datetime) -> None:
        values = (control.issuer_event_id, control.revision, control.program.value, delivery.value, control.priority)
        times = (milliseconds(control.start), milliseconds(end_of(control)), int(control.is_test), milliseconds(at))
        self._db.execute(
            "INSERT OR REPLACE INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*values, *times, to_json(control))
        )

    def _row(self, event: int) -> tuple[str, str] | None:
        sql = "SELECT delivery, body FROM events WHERE issuer_event_id = ?"
        row: tuple[str, str] | None = self._db.execute(sql, (event,)).fetchone()
        return row

    def _known(self, event: int) -> tuple[EventControl, Delivery]:
        row = self._row(event)
        if row is None:
            raise OrderRefused(f"there is no event {event}")
        control = from_json("EventControl", row[1])
        assert isinstance(control, EventControl)
        return control, Delivery(row[0])

    def _next_id(self, at: datetime) -> int:
        """By the clock, as Smart Energy advises: rising, and never used before even if the file was lost."""
        (last,) = self._db.execute("SELECT coalesce(max(issuer_event_id), 0) FROM events").fetchone()
        return max(int(at.timestamp()) - _EPOCH_S, int(last) + 1)


def _told(control: Body) -> dict[str, Any]:
    """An event for a person: what it uses of its fields, and its end."""
    assert isinstance(control, EventControl)
    used = {field.name: getattr(control, field.name) for field in fields(control)}
    told = {name: value for name, value in used.items() if value not in (None, "", False) and name != "issuer_event_id"}
    return {**told, "end": end_of(control)}
