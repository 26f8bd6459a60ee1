"""Displays of the homes: what they report of themselves, queries, and tests that answer in time or fail (C1NFR4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from devices.self_report import CheckKind, ReportKind, SelfReport, Verdict
from devices.utility.ms.books import QUERY, STAGE, TEST, Books
from devices.utility.ms.deliveries import Deliveries
from devices.utility.ms.orders import OrderRefused
from devices.utility.signatures import ReportVerifier
from devices.utility.stored import milliseconds, moment
from devices.wan.journal import Noted
from devices.wan.words import (
    Alarm,
    Dispatch,
    DisplayQuery,
    DisplayReport,
    DisplayTest,
    Forwarded,
    Noun,
    ReportStage,
    SecurityClass,
    Verb,
)

TEST_FAILED: Final = "display test failed"
"""The `kind` of the alarm about a test that found a fault, or was not answered in time."""
ALL_CHECKS: Final = tuple(CheckKind)
_SOONEST_S, _LATEST_S = 10, 3600
_PRIORITY = 2


class Displays:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books, deliveries: Deliveries, verify: ReportVerifier) -> None:
        self._books = books
        self._db = books.ledger.db
        self._deliveries = deliveries
        self._verify = verify

    # Orders

    def query(self, meters: Sequence[str], at: datetime, number: int | None = None) -> int:
        """Ask the displays behind these meters to tell of themselves; the number of the query."""
        number = self._next() if number is None else number
        for meter_id in meters:
            body = DisplayQuery(meter_id, number, at)
            dispatch = Dispatch(meter_id, Verb.GET, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE)
            self._books.outbox.owe(dispatch, QUERY, at, priority=_PRIORITY)
            self._note(Noted.DISPLAY_ASKED, at, meter_id, f"query {number}")
        return number

    def test(
        self, meters: Sequence[str], at: datetime, checks: tuple[CheckKind, ...] = ALL_CHECKS, within_s: int = 60
    ) -> int:
        """Order a test of the Customer Interface; its number. Raises OrderRefused."""
        if not checks:
            raise OrderRefused("a test has one check at least")
        if not _SOONEST_S <= within_s <= _LATEST_S:
            raise OrderRefused(f"a test is answered within {_SOONEST_S} to {_LATEST_S} seconds, not {within_s}")
        number, due = self._next(), at + timedelta(seconds=within_s)
        for meter_id in meters:
            body = DisplayTest(number, at, checks, within_s)
            dispatch = Dispatch(meter_id, Verb.CREATE, Noun.END_DEVICE_CONTROLS, body, SecurityClass.CONTROL)
            self._books.outbox.owe(dispatch, TEST, at, priority=_PRIORITY)
            self._db.execute(
                "INSERT INTO display_tests (number, meter_id, ordered, due, detail) VALUES (?, ?, ?, ?, '')",
                (number, meter_id, milliseconds(at), milliseconds(due)),
            )
            self._note(Noted.DISPLAY_ASKED, at, meter_id, f"test {number}")
        return number

    @property
    def next_due(self) -> datetime | None:
        """When a test is over that was not answered."""
        (due,) = self._db.execute("SELECT min(due) FROM display_tests WHERE ended IS NULL").fetchone()
        return None if due is None else moment(due)

    def fail_overdue(self, at: datetime) -> list[Dispatch]:
        """Tests that were not answered in time have failed."""
        found = self._db.execute(
            "SELECT number, meter_id FROM display_tests WHERE ended IS NULL AND due <= ?", (milliseconds(at),)
        ).fetchall()
        told = [self._ended(number, meter_id, at, "no answer in time") for number, meter_id in found]
        return [one for one in told if one is not None]

    # What comes

    def receive(self, report: DisplayReport, meter_id: str, message_id: str, at: datetime) -> tuple[str, bool]:
        """Why it is not believed, "" if it is; and whether it is new."""
        said = self._verify(report.sender, report.signed)
        if said is None or said.sequence != report.sequence:
            return f"it is not what the display {report.sender} signed", False
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO display_reports (sender, sequence, meter_id, log_number, message_id, received)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (report.sender, report.sequence, meter_id, report.log_number, message_id, milliseconds(at)),
        )
        if not cursor.rowcount:
            return "", False
        self._note(Noted.REPORT_RECEIVED, at, meter_id, f"{said.kind.value} {said.sequence}")
        return "", True

    def answered(self, report: DisplayReport, meter_id: str, at: datetime) -> list[Dispatch]:
        """End the test that a new report answers."""
        said = self._verify(report.sender, report.signed)
        if said is None or said.kind is not ReportKind.TEST:
            return []
        told = self._ended(said.asked_by, meter_id, at, "" if said.is_passed else _wrong(said))
        return [] if told is None else [told]

    def forwarded(self, report: DisplayReport, as_message: str) -> None:
        """It goes to the MDMS under that message id."""
        self._db.execute(
            "UPDATE display_reports SET forwarded_as = ? WHERE sender = ? AND sequence = ?",
            (as_message, report.sender, report.sequence),
        )

    def stage_of(self, report: DisplayReport) -> ReportStage | None:
        """How far a report that is kept has come."""
        row = self._db.execute(
            "SELECT received, recorded FROM display_reports WHERE sender = ? AND sequence = ?",
            (report.sender, report.sequence),
        ).fetchone()
        if row is None:
            return None
        stage, at = ("MS", row[0]) if row[1] is None else ("MDMS", row[1])
        return ReportStage(report.sender, report.sequence, report.log_number, stage, moment(at))

    def recorded(self, forwarded_as: str, at: datetime) -> list[Dispatch]:
        """The MDMS has confirmed a message: the display is told, if that was its report."""
        row = self._db.execute(
            "SELECT meter_id, sender, sequence, log_number FROM display_reports"
            " WHERE forwarded_as = ? AND recorded IS NULL",
            (forwarded_as,),
        ).fetchone()
        if row is None:
            return []
        meter_id, sender, sequence, log_number = row
        query = "UPDATE display_reports SET recorded = ? WHERE sender = ? AND sequence = ?"
        self._db.execute(query, (milliseconds(at), sender, sequence))
        stage = ReportStage(sender, sequence, log_number, "MDMS", at)
        dispatch = Dispatch(meter_id, Verb.REPLY, Noun.END_DEVICE_EVENTS, stage, SecurityClass.PRIVATE)
        return [self._deliveries.send_now(dispatch, STAGE, at)]

    # Questions

    def tests(self, number: int | None = None) -> list[dict[str, Any]]:
        """Tests that were ordered, the newest first; `seconds` from the order to the answer, None: not answered."""
        found = self._db.execute(
            "SELECT number, meter_id, ordered, due, ended, is_passed, detail FROM display_tests"
            " WHERE (? IS NULL OR number = ?) ORDER BY number DESC, meter_id",
            (number, number),
        ).fetchall()
        return [
            {
                "test": number,
                "meter": meter,
                "ordered": moment(ordered),
                "within_s": (due - ordered) / 1000,
                "state": "running" if ended is None else "passed" if is_passed else "failed",
                "seconds": None if ended is None else (ended - ordered) / 1000,
                "detail": detail,
            }
            for number, meter, ordered, due, ended, is_passed, detail in found
        ]

    def _ended(self, number: int, meter_id: str, at: datetime, wrong: str) -> Dispatch | None:
        """Close a test, note it, and let the records know of a failure."""
        row = self._db.execute(
            "SELECT ordered, due FROM display_tests WHERE number = ? AND meter_id = ? AND ended IS NULL",
            (number, meter_id),
        ).fetchone()
        if row is None:
            return None
        self._db.execute(
            "UPDATE display_tests SET ended = ?, is_passed = ?, detail = ? WHERE number = ? AND meter_id = ?",
            (milliseconds(at), int(not wrong), wrong, number, meter_id),
        )
        seconds = (milliseconds(at) - row[0]) / 1000
        detail = f"test {number}: {wrong or 'all good'} after {seconds:.1f} s"
        self._note(Noted.TEST_FAILED if wrong else Noted.TEST_PASSED, at, meter_id, detail)
        if not wrong:
            return None
        alarm = Forwarded(
            meter_id, at, SecurityClass.PRIVATE, f"test-{number}-{meter_id}", Alarm(TEST_FAILED, at, detail)
        )
        return self._deliveries.to_mdms(alarm, TEST, at)

    def _next(self) -> int:
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM display_numbers").fetchone()
        self._db.execute("INSERT INTO display_numbers VALUES (?)", (number,))
        return int(number)

    def _note(self, noted: Noted, at: datetime, meter_id: str, detail: str) -> None:
        self._books.ledger.note(noted, at, None, meter_id, detail)


def _wrong(said: SelfReport) -> str:
    """What a test found that is not good."""
    bad = [f"{each.check.value}: {each.found}" for each in said.findings if each.verdict is Verdict.BAD]
    return ", ".join(bad) or "not all of it could be checked"
