"""What an operator has of a meter now: consumption, load and voltage; its links, and how they were (X-TWO-WAY)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from devices.utility.ms.books import CONFIG, READ, Books
from devices.utility.ms.orders import OrderRefused
from devices.utility.owed import DebtState
from devices.utility.stored import from_json, milliseconds, moment, to_json
from devices.wan.journal import Noted
from devices.wan.meter_words import Link, LinkControl, MeterRead, MeterReading, NetworkQuery, NetworkReport
from devices.wan.words import Dispatch, Noun, SecurityClass, Verb

LONGEST_MINUTES: Final = 1440
_PRIORITY = 1  # a customer is on the phone
_ANSWER_S = 60.0


class MeterReads:
    """Every call is within the caller's transaction."""

    def __init__(self, books: Books) -> None:
        self._books = books
        self._db = books.ledger.db

    def read(self, meters: Sequence[str], at: datetime) -> int:
        """Ask for consumption, load and voltage now; the number of the read."""
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM meter_reads").fetchone()
        for meter_id in meters:
            self._db.execute(
                "INSERT INTO meter_reads (number, meter_id, ordered) VALUES (?, ?, ?)",
                (number, meter_id, milliseconds(at)),
            )
            body = MeterRead(meter_id, number, at)
            self._owe(meter_id, Verb.GET, Noun.METER_READINGS, body, SecurityClass.PRIVATE, at)
            self._books.ledger.note(Noted.METER_READ, at, None, meter_id, f"read {number}")
        return int(number)

    def query_network(self, meters: Sequence[str], at: datetime) -> None:
        """Ask for the network report now; the answer goes to the records as the daily one does."""
        for meter_id in meters:
            body, private = NetworkQuery(meter_id), SecurityClass.PRIVATE
            self._owe(meter_id, Verb.GET, Noun.END_DEVICE_EVENTS, body, private, at)

    def switch(self, meters: Sequence[str], link: Link, at: datetime, minutes: int | None) -> None:
        """Disable a link for so long, or (None) enable it again. Raises OrderRefused."""
        if minutes is not None and not 1 <= minutes <= LONGEST_MINUTES:
            raise OrderRefused(f"a link is disabled for 1 to {LONGEST_MINUTES} minutes")
        until = None if minutes is None else at + timedelta(minutes=minutes)
        for meter_id in meters:
            body = LinkControl(link, minutes is None, until)
            self._owe(meter_id, Verb.CHANGE, Noun.END_DEVICE_CONFIG, body, SecurityClass.CONTROL, at, CONFIG)

    def receive(self, body: MeterReading | NetworkReport, meter_id: str, answers: str, at: datetime) -> str:
        """Keep what a meter told; why it is not believed, "" if it is."""
        debt = self._books.outbox.find(answers, meter_id) if answers else None
        if debt is not None and debt.purpose == READ:
            self._books.outbox.settle(debt.dispatch.message_id, DebtState.CONFIRMED, at)
        if isinstance(body, NetworkReport):
            query = "INSERT INTO network_reports (meter_id, at, body) VALUES (?, ?, ?)"
            self._db.execute(query, (meter_id, milliseconds(at), to_json(body)))
            return ""
        if body.meter_id != meter_id:
            return f"a reading of {body.meter_id}"
        self._db.execute(
            "UPDATE meter_reads SET answered = ?, body = ? WHERE number = ? AND meter_id = ? AND answered IS NULL",
            (milliseconds(at), to_json(body), body.number, meter_id),
        )
        return ""

    # Questions

    def reads(self, number: int | None = None, meter_id: str | None = None) -> list[dict[str, Any]]:
        """Reads, the newest first; `seconds` from the order to the answer, None: not answered yet."""
        found = self._db.execute(
            "SELECT number, meter_id, ordered, answered, body FROM meter_reads"
            " WHERE (? IS NULL OR number = ?) AND (? IS NULL OR meter_id = ?) ORDER BY number DESC, meter_id LIMIT 200",
            (number, number, meter_id, meter_id),
        ).fetchall()
        return [
            {
                "read": number,
                "meter": meter,
                "ordered": moment(ordered),
                "seconds": None if answered is None else (answered - ordered) / 1000,
                "reading": None if body is None else from_json("MeterReading", body),
            }
            for number, meter, ordered, answered, body in found
        ]

    def networks(self, meter_id: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """Network reports, the newest first."""
        found = self._db.execute(
            "SELECT meter_id, at, body FROM network_reports WHERE (? IS NULL OR meter_id = ?) ORDER BY at DESC LIMIT ?",
            (meter_id, meter_id, limit),
        ).fetchall()
        return [
            {"meter": meter, "at": moment(at), "report": from_json("NetworkReport", body)} for meter, at, body in found
        ]

    def _owe(
        self,
        meter_id: str,
        verb: Verb,
        noun: Noun,
        body: MeterRead | NetworkQuery | LinkControl,
        security: SecurityClass,
        at: datetime,
        purpose: str = READ,
    ) -> None:
        lifetime_s = max(_ANSWER_S, 3 * self._books.settings.least_wait_s)
        dispatch = Dispatch(meter_id, verb, noun, body, security, lifetime_s=lifetime_s)
        self._books.outbox.owe(dispatch, purpose, at, priority=_PRIORITY)
