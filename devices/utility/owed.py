"""What a system owes to another: durable, sent again until the receiver itself confirms, every attempt kept (C1FR6).

The bus's word is nothing: a debt is settled by the receiver's verified answer alone. A resend carries the same message
id, so the receiver acts once.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlite_utils import Database, Migrations

from devices.utility.ledger import Ledger, create, event_of
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.words import Dispatch, Noun, SecurityClass, Verb

LOWEST_PRIORITY = 9
_AT_ONCE = 2_000  # debts a turn: the rest follows in the next, so that what comes in is not held up


class DebtState(Enum):
    """How it stands."""

    WAITING = "waiting"  # not sent yet, or sent and not confirmed
    CONFIRMED = "confirmed"
    REFUSED = "refused"  # the receiver answered that it will not
    FAILED = "failed"  # every attempt went unanswered
    VOID = "void"  # no longer wanted: changed or cancelled before it was confirmed


@dataclass(frozen=True, slots=True)
class Policy:
    """How often, and after how many seconds, to send again; `attempts` None: for as long as it takes.

    Each wait is twice the one before where `longest_wait_s` allows it; by default they are all equal.
    """

    wait_s: float
    attempts: int | None
    longest_wait_s: float = 0.0

    def wait(self, attempts: int) -> timedelta:
        """How long to wait for an answer after that many attempts."""
        doubled = self.wait_s * 2.0 ** min(attempts - 1, 16)
        return timedelta(seconds=max(self.wait_s, min(doubled, self.longest_wait_s)))

    def at_least(self, wait_s: float) -> "Policy":
        """The same, with no wait shorter than that."""
        return replace(self, wait_s=max(self.wait_s, wait_s))


@dataclass(frozen=True, slots=True)
class Debt:
    """One message that is owed; `dispatch` names it by its message id."""

    number: int
    dispatch: Dispatch
    purpose: str
    priority: int
    due: datetime
    attempts: int
    state: DebtState


def owed_tables(migrations: Migrations) -> None:
    """Add the debts and their attempts to a system's migrations."""

    @migrations(name="owed")
    def owed(db: Database) -> None:
        columns: dict[str, type] = {"id": int, "message_id": str, "target": str, "verb": str, "noun": str, "kind": str}
        columns |= {"body": str, "security": str, "correlation_id": str, "lifetime_s": float, "purpose": str}
        columns |= {"issuer_event_id": int, "priority": int, "due": int, "attempts": int, "state": str, "settled": int}
        create(db, "owed", "id", columns)
        db.table("owed").create_index(["message_id"], unique=True)
        db.table("owed").create_index(["state", "due"])
        db.table("owed").create_index(["issuer_event_id", "target"])
        create(db, "attempts", ("message_id", "number"), {"message_id": str, "number": int, "at": int})


_COLUMNS = (
    "id, message_id, target, verb, noun, kind, body, security, correlation_id, lifetime_s, purpose, priority,"
    " due, attempts, state"
)


class Outbox:
    """The debts of one system, in its ledger; every call is within the caller's transaction."""

    def __init__(self, ledger: Ledger, name: str) -> None:
        self._db = ledger.db
        self._name = name

    def owe(
        self, dispatch: Dispatch, purpose: str, at: datetime, due: datetime | None = None, priority: int = 0
    ) -> str:
        """Write a debt, to be sent at `due` (or at once); the message id that it was given."""
        return self.incur(dispatch, purpose, at, due, priority).dispatch.message_id

    def incur(
        self, dispatch: Dispatch, purpose: str, at: datetime, due: datetime | None = None, priority: int = 0
    ) -> Debt:
        """As `owe`; the debt itself, which is not read back from what was written."""
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM owed").fetchone()
        # The time keeps ids apart should the file ever be lost.
        message_id = f"{self._name}-{milliseconds(at):x}-{last + 1}"
        self._db.execute(
            "INSERT INTO owed (id, message_id, target, verb, noun, kind, body, security, correlation_id, lifetime_s,"
            " purpose, issuer_event_id, priority, due, attempts, state)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'waiting')",
            (
                *(last + 1, message_id, dispatch.target, dispatch.verb.value, dispatch.noun.value),
                *(type(dispatch.body).__name__, to_json(dispatch.body), dispatch.security.value),
                *(dispatch.correlation_id, dispatch.lifetime_s, purpose, event_of(dispatch.body), priority),
                milliseconds(due or at),
            ),
        )
        named = replace(dispatch, message_id=message_id)
        return Debt(last + 1, named, purpose, priority, due or at, 0, DebtState.WAITING)

    @property
    def next_due(self) -> datetime | None:
        """When the next debt wants to be sent, sent again or given up."""
        (due,) = self._db.execute("SELECT min(due) FROM owed WHERE state = 'waiting'").fetchone()
        return None if due is None else moment(due)

    def due(self, at: datetime) -> list[Debt]:
        """What is due, the highest priority first (C1FR7)."""
        return self._select(
            "state = 'waiting' AND due <= ? ORDER BY priority, id LIMIT ?", (milliseconds(at), _AT_ONCE)
        )

    def attempt(self, debt: Debt, at: datetime, policy: Policy) -> Dispatch:
        """Note an attempt; what is sent now. Without an answer the debt is due again after the policy's wait."""
        number = debt.attempts + 1
        due = milliseconds(at + policy.wait(number))
        self._db.execute("UPDATE owed SET attempts = ?, due = ? WHERE id = ?", (number, due, debt.number))
        self._db.execute("INSERT INTO attempts VALUES (?, ?, ?)", (debt.dispatch.message_id, number, milliseconds(at)))
        return debt.dispatch

    def send_now(self, dispatch: Dispatch, purpose: str, at: datetime, policy: Policy) -> Dispatch:
        """Owe it and make the first attempt."""
        return self.attempt(self.incur(dispatch, purpose, at), at, policy)

    def put_off(self, debt: Debt, until: datetime) -> None:
        """It is due then, and not before."""
        self._db.execute("UPDATE owed SET due = ? WHERE id = ?", (milliseconds(until), debt.number))

    def since(self, debt: Debt) -> datetime:
        """When it was written: its message id holds the time."""
        return moment(int(debt.dispatch.message_id.rsplit("-", 2)[1], 16))

    def settle(self, message_id: str, state: DebtState, at: datetime) -> None:
        """End a debt. A failure stays a failure, whatever is heard later."""
        self._db.execute(
            "UPDATE owed SET state = ?, settled = ? WHERE message_id = ? AND state = 'waiting'",
            (state.value, milliseconds(at), message_id),
        )

    def forget(self, message_id: str) -> None:
        """End a debt and keep nothing of it: for what is kept in another form."""
        self._db.execute("DELETE FROM owed WHERE message_id = ?", (message_id,))
        self._db.execute("DELETE FROM attempts WHERE message_id = ?", (message_id,))

    def find(self, message_id: str, target: str | None = None) -> Debt | None:
        """The debt of that message, if it is owed to `target` (None: to anybody)."""
        found = self._select("message_id = ?", (message_id,))
        return found[0] if found and target in {None, found[0].dispatch.target} else None

    def purpose_of(self, message_id: str, target: str) -> str | None:
        """Why that message waits for the answer of `target`; None: it does not. The message itself is not read."""
        sql = "SELECT purpose FROM owed WHERE message_id = ? AND target = ? AND state = 'waiting'"
        row = self._db.execute(sql, (message_id, target)).fetchone()
        return str(row[0]) if row else None

    def of_event(self, issuer_event_id: int, purposes: tuple[str, ...], target: str | None = None) -> list[Debt]:
        """The debts about that event with one of the purposes (to `target`; None: to anybody), oldest first."""
        marks, values = ", ".join("?" * len(purposes)), (issuer_event_id, *purposes)
        where = f"issuer_event_id = ? AND purpose IN ({marks})"
        if target is not None:
            where, values = f"{where} AND target = ?", (*values, target)
        return self._select(f"{where} ORDER BY id", values)

    def waiting(self, purpose: str, target: str) -> list[Debt]:
        """What is owed to `target` for that purpose and not answered."""
        return self._select("state = 'waiting' AND purpose = ? AND target = ? ORDER BY id", (purpose, target))

    def attempts(self, message_id: str) -> tuple[datetime, ...]:
        """When each attempt was made (UC96.2.5)."""
        found = self._db.execute("SELECT at FROM attempts WHERE message_id = ? ORDER BY number", (message_id,))
        return tuple(moment(at) for (at,) in found)

    def count(self, state: DebtState = DebtState.WAITING) -> int:
        """How many stand so."""
        (count,) = self._db.execute("SELECT count(*) FROM owed WHERE state = ?", (state.value,)).fetchone()
        return int(count)

    def _select(self, where: str, values: tuple[Any, ...]) -> list[Debt]:
        sql = f"SELECT {_COLUMNS} FROM owed WHERE {where}"  # noqa: S608 - our own words
        return [_debt(*row) for row in self._db.execute(sql, values).fetchall()]


def _debt(number: int, message_id: str, target: str, verb: str, noun: str, kind: str, body: str, *rest: Any) -> Debt:
    security, correlation_id, lifetime_s, purpose, priority, due, attempts, state = rest
    dispatch = Dispatch(
        target,
        Verb(verb),
        Noun(noun),
        from_json(kind, body),
        SecurityClass(security),
        correlation_id,
        lifetime_s,
        message_id,
    )
    return Debt(number, dispatch, purpose, priority, moment(due), attempts, DebtState(state))
