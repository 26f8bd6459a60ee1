"""Remote tests of meters in the records: passed on, logged, made available; trouble and recovery (UC96.3.11)."""

from datetime import datetime
from typing import Any, Final

from devices.utility.ledger import Ledger
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.feed import Feed
from devices.utility.mdms.settings import Settings
from devices.utility.mdms.telling import Telling
from devices.utility.owed import Debt, Outbox
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.journal import Noted
from devices.wan.meter_words import (
    Found,
    MeterCheck,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    RecoveryAction,
    RecoveryResult,
    recoveries_for,
    summary,
)
from devices.wan.words import Alarm, Dispatch, Forwarded, Noun, Reply, SecurityClass, Verb

TEST_FAILED: Final = "meter test failed"
"""The `kind` of the alarm that trouble reporting sees (UC96.3.11.1)."""
METER_TEST, RECOVERY = "meter test", "recovery"


class MeterTests:
    """Every call but the questions is within the caller's transaction."""

    def __init__(self, ledger: Ledger, outbox: Outbox, telling: Telling, settings: Settings, feed: Feed) -> None:
        self._feed = feed
        self._ledger = ledger
        self._db = ledger.db
        self._outbox = outbox
        self._telling = telling
        self._settings = settings

    # Orders of customer service

    def order(self, test: MeterTest, at: datetime) -> Dispatch:
        """Have the head end test that meter."""
        self._ensure(test.number, test.meter_id, test.ordered, test.issuer_event_id)
        self._db.execute(
            "UPDATE meter_tests SET is_recovery_automatic = ? WHERE number = ? AND meter_id = ?",
            (int(test.is_recovery_automatic), test.number, test.meter_id),
        )
        self._note(Noted.METER_TEST_ORDERED, at, test, f"test {test.number}")
        return self._to_ms(test, METER_TEST, at)

    def recover(self, order: MeterRecovery, at: datetime) -> Dispatch:
        """Have the head end order a recovery."""
        self._note(Noted.RECOVERY_ORDERED, at, order, _words(order.actions))
        return self._to_ms(order, RECOVERY, at)

    def was_refused(self, debt: Debt, reply: Reply, at: datetime) -> list[Dispatch]:
        """The head end would not: the test has failed."""
        test = debt.dispatch.body
        if debt.purpose != METER_TEST or not isinstance(test, MeterTest):
            return []
        found = (Found(MeterCheck.UTILITY_LINK, False, reply.error),)
        result = MeterTestResult(
            *(test.number, test.meter_id, at, False, found, ()), is_answered=False, issuer_event_id=test.issuer_event_id
        )
        forwarded = Forwarded(test.meter_id, at, SecurityClass.PRIVATE, debt.dispatch.message_id, result)
        return self.take(forwarded, result, at)

    # What comes

    def take(self, forwarded: Forwarded, result: MeterTestResult, at: datetime) -> list[Dispatch]:
        """Log it, tell customer service; a failure goes to trouble reporting, and is mended where it can be."""
        self._ensure(result.number, result.meter_id, forwarded.received, result.issuer_event_id)
        self._db.execute(
            "UPDATE meter_tests SET received = ?, at = ?, is_passed = ?, body = ? WHERE number = ? AND meter_id = ?",
            (
                *(milliseconds(forwarded.received), milliseconds(at), int(result.is_passed), to_json(result)),
                *(result.number, result.meter_id),
            ),
        )
        detail = summary(result)
        self._note(Noted.METER_TEST_LOGGED, at, result, detail)
        told = self._telling.tell(forwarded, Kind.TESTS, at)
        whose = (at, result.meter_id, result.issuer_event_id)
        said = {"test": result.number, "is_passed": result.is_passed, "of": "meter", "detail": detail}
        self._feed.add(Kind.TESTS, *whose, said)
        if not result.is_passed:
            alarm = Alarm(TEST_FAILED, result.meter_time, detail)
            self._feed.add(Kind.ALARMS, *whose, {"alarm": alarm})
            trouble = Forwarded(result.meter_id, at, SecurityClass.PRIVATE, _alarm_id(result), alarm)
            told += self._telling.tell(trouble, Kind.ALARMS, at)
            self._note(Noted.TROUBLE_TOLD, at, result, detail)
        return [*told, *self._mend(result, at)]

    def recovered(self, forwarded: Forwarded, result: RecoveryResult, at: datetime) -> list[Dispatch]:
        """Log what a recovery came to, and tell customer service."""
        self._db.execute(
            "INSERT INTO recoveries (number, meter_id, issuer_event_id, at, body) VALUES (?, ?, ?, ?, ?)",
            (result.number, result.meter_id, result.issuer_event_id, milliseconds(at), to_json(result)),
        )
        detail = "; ".join(f"{one.action.value}: {one.came_of_it}" for one in result.done)
        self._note(Noted.RECOVERY_RECEIVED, at, result, detail)
        return self._telling.tell(forwarded, Kind.TESTS, at)

    def _mend(self, result: MeterTestResult, at: datetime) -> list[Dispatch]:
        actions = () if result.is_passed else recoveries_for(result)
        if not actions:
            return []
        row = self._db.execute(
            "SELECT is_recovery_automatic, is_recovered FROM meter_tests WHERE number = ? AND meter_id = ?",
            (result.number, result.meter_id),
        ).fetchone()
        is_automatic = self._settings.is_recovery_automatic or bool(row[0])
        if not is_automatic or row[1]:
            self._note(Noted.RECOVERY_OFFERED, at, result, _words(actions))
            return []
        self._db.execute(
            "UPDATE meter_tests SET is_recovered = 1 WHERE number = ? AND meter_id = ?",
            (result.number, result.meter_id),
        )
        return [self.recover(MeterRecovery(result.meter_id, result.number, at, actions, result.issuer_event_id), at)]

    # Questions

    def tests(self, meter_id: str | None = None, number: int | None = None) -> list[dict[str, Any]]:
        """Tests, the newest first, with the result and what may help; `state` running, passed or failed."""
        found = self._db.execute(
            "SELECT number, meter_id, issuer_event_id, ordered, received, at, is_passed, is_recovered, body"
            " FROM meter_tests WHERE (? IS NULL OR meter_id = ?) AND (? IS NULL OR number = ?)"
            " ORDER BY ordered DESC, number DESC",
            (meter_id, meter_id, number, number),
        ).fetchall()
        return [
            {
                "test": number,
                "meter": meter,
                "event": event,
                "ordered": moment(ordered),
                "at_ms": None if received is None else moment(received),
                "at_mdms": None if at is None else moment(at),
                "state": "running" if at is None else "passed" if is_passed else "failed",
                "is_recovery_automatic": bool(is_recovered),
                **told_of(body),
                "recoveries": self.recoveries(meter, number),
            }
            for number, meter, event, ordered, received, at, is_passed, is_recovered, body in found
        ]

    def recoveries(self, meter_id: str, number: int | None = None) -> list[dict[str, Any]]:
        """What a meter did on orders, the newest first; of that test alone."""
        found = self._db.execute(
            "SELECT number, at, body FROM recoveries WHERE meter_id = ? AND (? IS NULL OR number = ?) ORDER BY id DESC",
            (meter_id, number, number),
        ).fetchall()
        return [
            {"recovery": number, "at": moment(at), "result": from_json("RecoveryResult", body)}
            for number, at, body in found
        ]

    # Inside

    def _ensure(self, number: int, meter_id: str, ordered: datetime, event: int | None) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO meter_tests (number, meter_id, issuer_event_id, ordered, is_recovery_automatic,"
            " is_recovered) VALUES (?, ?, ?, ?, 0, 0)",
            (number, meter_id, event, milliseconds(ordered)),
        )

    def _to_ms(self, body: MeterTest | MeterRecovery, purpose: str, at: datetime) -> Dispatch:
        control = SecurityClass.CONTROL
        dispatch = Dispatch(self._settings.ms, Verb.CREATE, Noun.END_DEVICE_CONTROLS, body, control)
        return self._outbox.send_now(dispatch, purpose, at, self._settings.telling)

    def _note(
        self, noted: Noted, at: datetime, about: MeterTest | MeterTestResult | MeterRecovery | RecoveryResult, says: str
    ) -> None:
        self._ledger.note(noted, at, about.issuer_event_id, about.meter_id, says)


def told_of(body: str | None) -> dict[str, Any]:
    """A result as it is kept, for whoever asks: the result itself, and the recovery actions that are offered."""
    if body is None:
        return {"result": None, "offered": []}
    result = from_json("MeterTestResult", body)
    assert isinstance(result, MeterTestResult)
    offered = () if result.is_passed else recoveries_for(result)
    return {"result": result, "offered": [one.value for one in offered]}


def _words(actions: tuple[RecoveryAction, ...]) -> str:
    return ", ".join(one.value for one in actions)


def _alarm_id(result: MeterTestResult) -> str:
    return f"trouble-{result.number}-{milliseconds(result.meter_time):x}"
