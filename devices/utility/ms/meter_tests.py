"""Remote tests of meters, and what is done when one does not reach its home (UC96.3.8, UC96.3.10, C1FR12, C1NFR4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from devices.utility.ms.books import FORWARD, METER_TEST, RECOVERY, Books
from devices.utility.ms.deliveries import Deliveries
from devices.utility.ms.field import Field
from devices.utility.ms.orders import OrderRefused
from devices.utility.owed import DebtState
from devices.utility.stored import milliseconds, moment
from devices.wan.bits import Bits, none_of
from devices.wan.journal import Noted
from devices.wan.meter_words import (
    Found,
    MeterCheck,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    RecoveryAction,
    RecoveryResult,
    summary,
)
from devices.wan.words import Dispatch, Forwarded, Noun, SecurityClass, Verb

ALL_CHECKS: Final = tuple(MeterCheck)
WITHIN_S: Final = 60
DEVICE_S: Final = 10
_SOONEST_S, _LATEST_S = 10, 3600
_PRIORITY = 2


class MeterTests:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, deliveries: Deliveries, field: Field) -> None:
        self._field = field
        self._books = books
        self._db = books.ledger.db
        self._deliveries = deliveries

    # Orders

    def order(
        self,
        meters: Sequence[str],
        at: datetime,
        checks: tuple[MeterCheck, ...] = ALL_CHECKS,
        within_s: int = WITHIN_S,
        device_s: int = DEVICE_S,
        issuer_event_id: int | None = None,
        behind: Bits | None = None,
    ) -> int:
        """Order a test of these meters, and of those behind concentrators; its number. Raises OrderRefused."""
        (number,) = self._db.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM meter_tests WHERE number < 1000000"
        ).fetchone()
        for meter_id in meters:
            self.take(MeterTest(meter_id, number, at, checks, within_s, device_s, issuer_event_id=issuer_event_id), at)
        if behind is not None and behind.any():
            test = MeterTest("all", number, at, checks, within_s, device_s, issuer_event_id=issuer_event_id)
            self._take(test, self._field.map.names(behind), behind, at)
        return int(number)

    def take(self, test: MeterTest, at: datetime) -> None:
        """Send a test on, once, over the meter's own link or its concentrator's. Raises OrderRefused."""
        numbers = self._field.map.numbers_named(test.meter_id)
        behind = none_of(self._field.map.count)
        behind[numbers] = True
        self._take(test, [test.meter_id], behind, at)

    def is_behind(self, meter_id: str) -> bool:
        """Is it a meter that is tested through a concentrator?"""
        return bool(self._field.map.numbers_named(meter_id).size)

    def _take(self, test: MeterTest, meters: Sequence[str], behind: Bits, at: datetime) -> None:
        """Where the line takes longer, all have longer to answer."""
        if not test.checks:
            raise OrderRefused("a test has one check at least")
        if not _SOONEST_S <= test.within_s <= _LATEST_S or not 1 <= test.device_s <= test.within_s:
            raise OrderRefused(
                f"a test is answered within {_SOONEST_S} to {_LATEST_S} seconds, and a device within some of them"
            )
        least_s = self._books.settings.least_wait_s
        due = at + timedelta(seconds=max(test.within_s, 3 * least_s))
        times = (test.issuer_event_id, milliseconds(at), milliseconds(due))
        cursor = self._db.conn.executemany(
            "INSERT OR IGNORE INTO meter_tests (number, meter_id, issuer_event_id, ordered, due, detail)"
            " VALUES (?, ?, ?, ?, ?, '')",
            [(test.number, meter, *times) for meter in meters],
        )
        if not cursor.rowcount:
            return
        body = MeterTest(
            *(test.meter_id, test.number, at, test.checks, test.within_s, max(test.device_s, round(least_s))),
            issuer_event_id=test.issuer_event_id,
        )
        self._note(Noted.METER_TEST_ORDERED, at, body, f"test {test.number}")
        if behind.any():
            self._field.say(METER_TEST, Verb.CREATE, body, behind, at)
            return
        lifetime_s = (due - at).total_seconds()
        order = (Verb.CREATE, Noun.END_DEVICE_CONTROLS, body, SecurityClass.CONTROL)
        dispatch = Dispatch(test.meter_id, *order, lifetime_s=lifetime_s)
        self._books.outbox.owe(dispatch, METER_TEST, at, priority=_PRIORITY)

    def recover(self, order: MeterRecovery, at: datetime) -> None:
        """Have a meter do these. Raises OrderRefused."""
        if not order.actions:
            raise OrderRefused("a recovery has one action at least")
        dispatch = Dispatch(order.meter_id, Verb.CREATE, Noun.END_DEVICE_CONTROLS, order, SecurityClass.CONTROL)
        self._books.outbox.owe(dispatch, RECOVERY, at, priority=_PRIORITY)
        self._note(Noted.RECOVERY_ORDERED, at, order, ", ".join(one.value for one in order.actions))

    def recover_all(self, meters: Sequence[str], at: datetime, actions: tuple[RecoveryAction, ...]) -> int:
        """The same for several meters; the number of the recovery."""
        number = self._next_recovery()
        for meter_id in meters:
            self.recover(MeterRecovery(meter_id, number, at, actions), at)
        return number

    def tell_home_again(self, issuer_event_id: int, meter_id: str, at: datetime) -> None:
        """Have the meter send its home what no device of it has acknowledged (C1FR6)."""
        actions = (RecoveryAction.RESEND_EVENTS,)
        self.recover(MeterRecovery(meter_id, self._next_recovery(), at, actions, issuer_event_id), at)

    def _next_recovery(self) -> int:
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM recoveries").fetchone()
        self._db.execute("INSERT INTO recoveries VALUES (?)", (number,))
        return int(number)

    @property
    def next_due(self) -> datetime | None:
        """When a test is over that was not answered."""
        (due,) = self._db.execute("SELECT min(due) FROM meter_tests WHERE ended IS NULL").fetchone()
        return None if due is None else moment(due)

    def fail_overdue(self, at: datetime) -> list[Dispatch]:
        """Tests that were not answered in time have failed; the records hear of it."""
        found = self._db.execute(
            "SELECT number, meter_id, issuer_event_id, ordered, due FROM meter_tests WHERE ended IS NULL AND due <= ?",
            (milliseconds(at),),
        ).fetchall()
        told = []
        for number, meter_id, event, ordered, due in found:
            why = f"the meter did not answer within {(due - ordered) / 1000:.0f} s"
            result = MeterTestResult(
                *(number, meter_id, at, False, (Found(MeterCheck.UTILITY_LINK, False, why),), ()),
                is_answered=False,
                issuer_event_id=event,
            )
            self._give_up(number, meter_id, at)
            told.append(self._ended(result, at, f"test-{number}-{meter_id}"))
        return told

    # What comes

    def receive(self, result: MeterTestResult, message_id: str, at: datetime) -> Dispatch:
        """Log what a meter found, late or not, and pass it on."""
        return self._ended(result, at, message_id)

    def recovered(self, result: RecoveryResult, at: datetime) -> None:
        """Log what a recovery came to."""
        detail = "; ".join(f"{one.action.value}: {one.came_of_it}" for one in result.done)
        self._note(Noted.RECOVERY_RECEIVED, at, result, detail)

    # Questions

    def tests(self, number: int | None = None) -> list[dict[str, Any]]:
        """Tests that were ordered, the newest first; `seconds` from the order to the answer, None: not answered."""
        found = self._db.execute(
            "SELECT number, meter_id, issuer_event_id, ordered, due, ended, is_passed, detail FROM meter_tests"
            " WHERE (? IS NULL OR number = ?) ORDER BY ordered DESC, number DESC, meter_id",
            (number, number),
        ).fetchall()
        return [
            {
                "test": number,
                "meter": meter,
                "event": event,
                "ordered": moment(ordered),
                "within_s": (due - ordered) / 1000,
                "state": "running" if ended is None else "passed" if is_passed else "failed",
                "seconds": None if ended is None else (ended - ordered) / 1000,
                "detail": detail,
            }
            for number, meter, event, ordered, due, ended, is_passed, detail in found
        ]

    def _ended(self, result: MeterTestResult, at: datetime, message_id: str) -> Dispatch:
        row = self._db.execute(
            "SELECT ordered FROM meter_tests WHERE number = ? AND meter_id = ?", (result.number, result.meter_id)
        ).fetchone()
        seconds = (milliseconds(at) - row[0]) / 1000 if row else 0.0
        detail = summary(result)
        self._db.execute(
            "UPDATE meter_tests SET ended = coalesce(ended, ?), is_passed = coalesce(is_passed, ?), detail = ?"
            " WHERE number = ? AND meter_id = ?",
            (milliseconds(at), int(result.is_passed), detail, result.number, result.meter_id),
        )
        if result.is_answered:
            self._note(Noted.METER_TEST_RECEIVED, at, result, f"{detail} after {seconds:.1f} s")
        forwarded = Forwarded(result.meter_id, at, SecurityClass.PRIVATE, message_id, result)
        told = self._deliveries.to_mdms(forwarded, FORWARD, at)
        self._note(Noted.METER_TEST_FORWARDED, at, result, detail)
        return told

    def _give_up(self, number: int, meter_id: str, at: datetime) -> None:
        """A test that is over is not sent again."""
        for debt in self._books.outbox.waiting(METER_TEST, meter_id):
            if isinstance(debt.dispatch.body, MeterTest) and debt.dispatch.body.number == number:
                self._books.outbox.settle(debt.dispatch.message_id, DebtState.FAILED, at)

    def _note(
        self, noted: Noted, at: datetime, about: MeterTest | MeterTestResult | MeterRecovery | RecoveryResult, says: str
    ) -> None:
        self._books.ledger.note(noted, at, about.issuer_event_id, about.meter_id, says)
