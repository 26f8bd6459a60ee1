"""Remote tests of meters at the desk: a representative orders one, sees it, has it mended (UC96.3.8)."""

from datetime import datetime
from typing import Any, Final

from devices.utility.ledger import Ledger
from devices.utility.mdms.meter_tests import told_of
from devices.utility.owed import Debt, DebtState, Outbox, Policy
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.journal import Noted
from devices.wan.meter_words import (
    MeterCheck,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    RecoveryAction,
    RecoveryResult,
)
from devices.wan.words import Dispatch, Noun, Reply, SecurityClass, Verb

ALL_CHECKS: Final = tuple(MeterCheck)
FIRST: Final = 2_000_000
"""The desk's tests have numbers above this, the head end's below."""
_ATTEMPTS = 10
_ORDER = Policy(5.0, _ATTEMPTS, 60.0)
_ORDERED = "meter test"


class MeterTests:
    """Every call but the questions is within the caller's transaction."""

    def __init__(self, ledger: Ledger, outbox: Outbox, mdms: str) -> None:
        self._ledger = ledger
        self._db = ledger.db
        self._outbox = outbox
        self._mdms = mdms

    def order(
        self,
        meter_id: str,
        at: datetime,
        checks: tuple[MeterCheck, ...] = ALL_CHECKS,
        *,
        within_s: int = 60,
        device_s: int = 10,
        is_recovery_automatic: bool = False,
        issuer_event_id: int | None = None,
        by: str = "",
    ) -> int:
        """Order a test; its number. It goes out with the next `wake`."""
        number = self._next()
        test = MeterTest(
            *(meter_id, number, at, checks, within_s, device_s, is_recovery_automatic), issuer_event_id=issuer_event_id
        )
        self._db.execute(
            "INSERT INTO meter_tests (number, meter_id, issuer_event_id, ordered, ordered_by) VALUES (?, ?, ?, ?, ?)",
            (number, meter_id, issuer_event_id, milliseconds(at), by),
        )
        self._owe(test, at)
        self._note(Noted.METER_TEST_ORDERED, at, test, f"test {number}")
        return number

    def recover(self, meter_id: str, at: datetime, actions: tuple[RecoveryAction, ...], test: int | None = None) -> int:
        """Order a recovery, of a test's fault or by itself; its number."""
        number = self._next() if test is None else test
        row = self._db.execute("SELECT issuer_event_id FROM meter_tests WHERE number = ?", (number,)).fetchone()
        order = MeterRecovery(meter_id, number, at, actions, row[0] if row else None)
        self._owe(order, at)
        self._note(Noted.RECOVERY_ORDERED, at, order, ", ".join(one.value for one in actions))
        return number

    def due(self, at: datetime) -> list[Dispatch]:
        """Orders that are sent, or sent again; one that the records do not take is given up."""
        dispatches = []
        for debt in self._outbox.due(at):
            if debt.attempts < _ATTEMPTS:
                dispatches.append(self._outbox.attempt(debt, at, _ORDER))
            else:
                self._outbox.settle(debt.dispatch.message_id, DebtState.FAILED, at)
                self.answered(debt, Reply(is_ok=False, meter_time=at, error="the records do not answer"), at)
        return dispatches

    def answered(self, debt: Debt, reply: Reply, at: datetime) -> None:
        """The records took an order, or did not."""
        order = debt.dispatch.body
        if not reply.is_ok and isinstance(order, MeterTest | MeterRecovery):
            self._note(Noted.MESSAGE_REFUSED, at, order, reply.error)

    def take(self, result: MeterTestResult | RecoveryResult, at: datetime) -> None:
        """The records told what a test found, or what a recovery came to."""
        if isinstance(result, RecoveryResult):
            self._db.execute(
                "INSERT INTO recoveries (number, meter_id, at, body) VALUES (?, ?, ?, ?)",
                (result.number, result.meter_id, milliseconds(at), to_json(result)),
            )
            detail = "; ".join(f"{one.action.value}: {one.came_of_it}" for one in result.done)
            self._note(Noted.RECOVERY_RECEIVED, at, result, detail)
            return
        self._db.execute(
            "INSERT OR IGNORE INTO meter_tests (number, meter_id, issuer_event_id, ordered, ordered_by)"
            " VALUES (?, ?, ?, ?, '')",
            (result.number, result.meter_id, result.issuer_event_id, milliseconds(at)),
        )
        self._db.execute(
            "UPDATE meter_tests SET told = ?, body = ? WHERE number = ? AND meter_id = ?",
            (milliseconds(at), to_json(result), result.number, result.meter_id),
        )
        self._note(Noted.METER_TEST_LOGGED, at, result, f"test {result.number}")

    # Questions

    def shown(self, number: int, at: datetime) -> list[dict[str, Any]]:
        """A test for the representative who looks at it (UC96.3.12); that its results were seen is noted once."""
        told = self.tests(number=number)
        for one in told:
            if one["result"] is not None and not one["is_shown"]:
                query = "UPDATE meter_tests SET is_shown = 1 WHERE number = ? AND meter_id = ?"
                self._db.execute(query, (number, one["meter"]))
                self._note(Noted.METER_TEST_SHOWN, at, one["result"], f"test {number}: {one['state']}")
        return told

    def tests(self, meter_id: str | None = None, number: int | None = None) -> list[dict[str, Any]]:
        """Tests, the newest first: who ordered each, how it stands, the result, what is offered, what was done."""
        found = self._db.execute(
            "SELECT number, meter_id, issuer_event_id, ordered, ordered_by, told, body, is_shown FROM meter_tests"
            " WHERE (? IS NULL OR meter_id = ?) AND (? IS NULL OR number = ?) ORDER BY ordered DESC, number DESC",
            (meter_id, meter_id, number, number),
        ).fetchall()
        tests = []
        for test, meter, event, ordered, by, told, body, is_shown in found:
            known = told_of(body)
            result = known["result"]
            tests.append(
                {
                    "test": test,
                    "meter": meter,
                    "event": event,
                    "ordered": moment(ordered),
                    "by": by,
                    "told": None if told is None else moment(told),
                    "state": "running" if result is None else "passed" if result.is_passed else "failed",
                    "is_shown": bool(is_shown),
                    **known,
                    "recoveries": self._recoveries(meter, test),
                }
            )
        return tests

    def _recoveries(self, meter_id: str, number: int) -> list[dict[str, Any]]:
        found = self._db.execute(
            "SELECT at, body FROM recoveries WHERE meter_id = ? AND number = ? ORDER BY id", (meter_id, number)
        ).fetchall()
        return [{"at": moment(at), "result": from_json("RecoveryResult", body)} for at, body in found]

    def _next(self) -> int:
        (number,) = self._db.execute("SELECT coalesce(max(number), ?) + 1 FROM order_numbers", (FIRST,)).fetchone()
        self._db.execute("INSERT INTO order_numbers VALUES (?)", (number,))
        return int(number)

    def _owe(self, body: MeterTest | MeterRecovery, at: datetime) -> None:
        control = SecurityClass.CONTROL
        self._outbox.owe(Dispatch(self._mdms, Verb.CREATE, Noun.END_DEVICE_CONTROLS, body, control), _ORDERED, at)

    def _note(
        self, noted: Noted, at: datetime, about: MeterTest | MeterTestResult | MeterRecovery | RecoveryResult, says: str
    ) -> None:
        self._ledger.note(noted, at, about.issuer_event_id, about.meter_id, says)
