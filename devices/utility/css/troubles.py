"""Trouble reporting: what somebody must look at, who has taken it, and how it ended (UC96.3.11.1, C1FR41).

A fault that comes again while it is open is counted, not opened anew. What was done is logged step by step.
"""

from datetime import datetime
from enum import Enum
from typing import Any, Final

from devices.utility.ledger import Ledger
from devices.utility.mdms.standing import FAILED, NOTIFIED, RANK
from devices.utility.stored import milliseconds, moment
from devices.wan.journal import Noted
from devices.wan.words import Standing

DELIVERY_FAILED: Final = "event not delivered"
"""The `kind` of a trouble about a customer who was not notified; the others are the alarms' kinds."""
LONGEST: Final = 500
_ITSELF: Final = "the records"


class TroubleState(Enum):
    """How a trouble stands."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class TroubleRefused(ValueError):
    """It cannot be done; the text is a sentence."""


class Troubles:
    """Every call but the questions is within the caller's transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._db = ledger.db

    # What comes

    def alarm(self, meter_id: str, kind: str, detail: str, at: datetime) -> None:
        """An alarm has come: somebody must look."""
        self._raise(kind, meter_id, None, detail, at)

    def standing(self, body: Standing, at: datetime) -> None:
        """A customer was not notified, or was in the end: that closes it."""
        event, meter_id = body.issuer_event_id, body.meter_id
        if body.state == FAILED:
            self._raise(DELIVERY_FAILED, meter_id, event, body.detail, at)
        elif RANK[body.state] >= RANK[NOTIFIED]:
            found = self._db.execute(
                "SELECT id FROM troubles WHERE kind = ? AND meter_id = ? AND issuer_event_id = ? AND state != 'closed'",
                (DELIVERY_FAILED, meter_id, event),
            ).fetchall()
            for (number,) in found:
                self._end(number, _ITSELF, f"the customer is {body.state} now", at)

    # What people do

    def take(self, number: int, by: str, at: datetime) -> dict[str, Any]:
        """`by` looks after it from now on, whoever did before. Raises TroubleRefused."""
        self._open_one(number)
        self._db.execute("UPDATE troubles SET state = 'taken', taken_by = ? WHERE id = ?", (by, number))
        self._step(number, by, TroubleState.TAKEN.value, "", at)
        return self.trouble(number)

    def note(self, number: int, by: str, text: str, at: datetime) -> dict[str, Any]:
        """What was found or done. Raises TroubleRefused."""
        self.trouble(number)
        self._step(number, by, "noted", checked_words(text), at)
        return self.trouble(number)

    def close(self, number: int, by: str, text: str, at: datetime) -> dict[str, Any]:
        """It is over; `text` says what it was. Raises TroubleRefused."""
        self._open_one(number)
        self._end(number, by, checked_words(text), at)
        return self.trouble(number)

    # Questions

    def trouble(self, number: int) -> dict[str, Any]:
        """One, with all its steps, the oldest first. Raises TroubleRefused for none."""
        found = self._select("id = ?", (number,))
        if not found:
            raise TroubleRefused(f"there is no trouble {number}")
        sql = "SELECT at, by, what, note FROM trouble_steps WHERE trouble = ? ORDER BY id"
        steps = [
            {"at": moment(at), "by": by, "what": what, "note": note}
            for at, by, what, note in self._db.execute(sql, (number,)).fetchall()
        ]
        return {**found[0], "steps": steps}

    def troubles(
        self, state: TroubleState | None = None, meter_id: str | None = None, limit: int = 100
    ) -> list[dict[str, Any]]:
        """Those in that state (None: not closed), the one that moved last first."""
        where = "(CASE WHEN ? IS NULL THEN state != 'closed' ELSE state = ? END) AND (? IS NULL OR meter_id = ?)"
        word = state.value if state else None
        return self._select(f"{where} ORDER BY last DESC, id DESC LIMIT ?", (word, word, meter_id, meter_id, limit))

    def counts(self) -> dict[str, int]:
        """How many stand where."""
        found = dict(self._db.execute("SELECT state, count(*) FROM troubles GROUP BY state").fetchall())
        return {state.value: int(found.get(state.value, 0)) for state in TroubleState}

    # Inside

    def _raise(self, kind: str, meter_id: str, event: int | None, detail: str, at: datetime) -> None:
        row = self._db.execute(
            "SELECT id FROM troubles WHERE kind = ? AND meter_id = ? AND issuer_event_id IS ? AND state != 'closed'",
            (kind, meter_id, event),
        ).fetchone()
        now = milliseconds(at)
        if row is not None:
            sql = "UPDATE troubles SET last = ?, detail = ?, times = times + 1 WHERE id = ?"
            self._db.execute(sql, (now, detail, row[0]))
            self._step(int(row[0]), _ITSELF, "again", detail, at)
            return
        cursor = self._db.execute(
            "INSERT INTO troubles (kind, meter_id, issuer_event_id, detail, opened, last, times, state, taken_by)"
            " VALUES (?, ?, ?, ?, ?, ?, 1, 'open', '')",
            (kind, meter_id, event, detail, now, now),
        )
        assert cursor.lastrowid is not None
        self._step(cursor.lastrowid, _ITSELF, TroubleState.OPEN.value, detail, at)
        self._ledger.note(Noted.TROUBLE_OPENED, at, event, meter_id, f"{kind}: {detail}")

    def _end(self, number: int, by: str, text: str, at: datetime) -> None:
        sql = "UPDATE troubles SET state = 'closed', closed = ? WHERE id = ?"
        self._db.execute(sql, (milliseconds(at), number))
        self._step(number, by, TroubleState.CLOSED.value, text, at)
        one = self.trouble(number)
        self._ledger.note(Noted.TROUBLE_CLOSED, at, one["event"], one["meter"], f"{one['kind']}: {text}")

    def _step(self, number: int, by: str, what: str, note: str, at: datetime) -> None:
        now = milliseconds(at)
        sql = "INSERT INTO trouble_steps (trouble, at, by, what, note) VALUES (?, ?, ?, ?, ?)"
        self._db.execute(sql, (number, now, by, what, note))
        self._db.execute("UPDATE troubles SET last = ? WHERE id = ?", (now, number))

    def _open_one(self, number: int) -> None:
        if self.trouble(number)["state"] == TroubleState.CLOSED.value:
            raise TroubleRefused(f"trouble {number} is closed")

    def _select(self, where: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        columns = "id, kind, meter_id, issuer_event_id, detail, opened, last, times, state, taken_by, closed"
        sql = f"SELECT {columns} FROM troubles WHERE {where}"  # noqa: S608 - our own words
        return [
            {
                "trouble": number,
                "kind": kind,
                "meter": meter,
                "event": event,
                "detail": detail,
                "opened": moment(opened),
                "last": moment(last),
                "times": times,
                "state": state,
                "taken_by": taken_by,
                "closed": None if closed is None else moment(closed),
            }
            for number, kind, meter, event, detail, opened, last, times, state, taken_by, closed in self._db.execute(
                sql, values
            ).fetchall()
        ]


def checked_words(text: str) -> str:
    """A note as it is kept. Raises TroubleRefused."""
    words = " ".join(text.split())
    if not words:
        raise TroubleRefused("a note says something")
    if len(words) > LONGEST or not words.isprintable():
        raise TroubleRefused(f"a note has {LONGEST} characters at most")
    return words
