"""What the records know of displays: heartbeats and who misses one (C1FR39), reports, diagnoses by their code."""

from datetime import datetime, timedelta
from typing import Any, Final

from devices.self_report import ReportKind, SelfReport
from devices.support_code import is_valid, tidied
from devices.utility.ledger import Ledger
from devices.utility.mdms.availability import Kind
from devices.utility.mdms.feed import Feed
from devices.utility.mdms.settings import Settings
from devices.utility.owed import Outbox
from devices.utility.signatures import ReportVerifier
from devices.utility.stored import milliseconds, moment, report_of_json, report_to_json
from devices.wan.journal import Noted
from devices.wan.words import (
    Alarm,
    Dispatch,
    DisplayQuery,
    DisplayReport,
    Forwarded,
    Noun,
    SecurityClass,
    Verb,
)

HEARTBEAT_MISSING: Final = "display not heard"
"""The `kind` of the alarm about a display that has not told of itself for longer than it may."""
QUERY: Final = "query"


class Displays:
    """Every call but the questions is within the caller's transaction."""

    def __init__(self, ledger: Ledger, outbox: Outbox, settings: Settings, verify: ReportVerifier, feed: Feed) -> None:
        self._ledger = ledger
        self._db = ledger.db
        self._outbox = outbox
        self._settings = settings
        self._verify = verify
        self._feed = feed

    def take(self, forwarded: Forwarded, report: DisplayReport, at: datetime) -> None:
        """Keep a report once; one that its display did not sign is noted, and not kept."""
        said = self._verify(report.sender, report.signed)
        if said is None or said.sequence != report.sequence:
            why = f"report {report.log_number}: it is not what the display {report.sender} signed"
            self._ledger.note(Noted.MESSAGE_REFUSED, at, None, forwarded.meter_id, why)
            return
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO display_reports (sender, sequence, meter_id, kind, made, received, at, asked_by,"
            " code, is_passed, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(report.sender, report.sequence, forwarded.meter_id, said.kind.value, milliseconds(said.made)),
                *(milliseconds(forwarded.received), milliseconds(at), said.asked_by, said.code),
                *(None if said.is_passed is None else int(said.is_passed), report_to_json(said)),
            ),
        )
        if cursor.rowcount:
            self._note(said, forwarded.meter_id, at)
            self._beat(report.sender, forwarded.meter_id, at)

    def query(self, meter_id: str, at: datetime) -> Dispatch:
        """Ask the displays behind that meter, through the head end (C1FR39)."""
        (number,) = self._db.execute("SELECT coalesce(max(number), 1000000) + 1 FROM display_queries").fetchone()
        self._db.execute("INSERT INTO display_queries VALUES (?, ?, ?)", (number, meter_id, milliseconds(at)))
        self._ledger.note(Noted.DISPLAY_ASKED, at, None, meter_id, f"query {number}")
        body = DisplayQuery(meter_id, number, at)
        dispatch = Dispatch(self._settings.ms, Verb.GET, Noun.END_DEVICE_EVENTS, body, SecurityClass.PRIVATE)
        self._outbox.owe(dispatch, QUERY, at)
        return dispatch

    @property
    def next_due(self) -> datetime | None:
        """When a display will have been silent for too long."""
        (last,) = self._db.execute("SELECT min(at) FROM display_beats WHERE is_missed = 0").fetchone()
        return None if last is None else moment(last) + self._allowed

    def miss_due(self, at: datetime) -> list[tuple[str, Alarm]]:
        """Meters whose display was silent for too long, with the alarm about it; each once, until it is heard."""
        limit = milliseconds(at - self._allowed)
        found = self._db.execute(
            "SELECT sender, meter_id, at FROM display_beats WHERE is_missed = 0 AND at <= ?", (limit,)
        ).fetchall()
        alarms = []
        for sender, meter_id, last in found:
            self._db.execute("UPDATE display_beats SET is_missed = 1 WHERE sender = ?", (sender,))
            detail = f"{sender} last told of itself at {moment(last).isoformat(timespec='seconds')}"
            self._ledger.note(Noted.HEARTBEAT_MISSING, at, None, meter_id, detail)
            alarms.append((meter_id, Alarm(HEARTBEAT_MISSING, at, detail)))
        return alarms

    # Questions

    def heartbeats(self, meter_id: str | None = None) -> list[dict[str, Any]]:
        """When each display last told of itself, and whether that is too long ago."""
        found = self._db.execute(
            "SELECT meter_id, sender, at, is_missed FROM display_beats WHERE (? IS NULL OR meter_id = ?)"
            " ORDER BY meter_id, sender",
            (meter_id, meter_id),
        ).fetchall()
        return [
            {"meter": meter, "display": sender, "heard": moment(last), "is_missed": bool(is_missed)}
            for meter, sender, last, is_missed in found
        ]

    def reports(self, meter_id: str | None = None, kind: str | None = None, limit: int = 20) -> list[dict[str, Any]]:
        """The last reports, the newest first."""
        sql = "(? IS NULL OR meter_id = ?) AND (? IS NULL OR kind = ?) ORDER BY at DESC, sequence DESC LIMIT ?"
        return self._select(sql, (meter_id, meter_id, kind, kind, limit))

    def by_digest(self, digest: str) -> list[dict[str, Any]]:
        """The hand-overs whose passport has that digest (SHA-256, hexadecimal), the newest first; empty: unknown."""
        return self._select("kind = 'passport' AND code = ? ORDER BY at DESC LIMIT 20", (digest.lower(),))

    def by_code(self, code: str) -> list[dict[str, Any]]:
        """The diagnoses of that support code, the newest first. Raises ValueError for what is none."""
        tidy = tidied(code)
        if not is_valid(tidy):
            raise ValueError(f"{code!r} is no support code: one of its characters was misheard, or is missing")
        return self._select("code = ? ORDER BY at DESC LIMIT 20", (tidy,))

    def _select(self, where: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        columns = "meter_id, sender, sequence, kind, made, received, at, asked_by, code, body"
        sql = f"SELECT {columns} FROM display_reports WHERE {where}"  # noqa: S608 - our own words
        return [
            {
                "meter": meter,
                "display": sender,
                "sequence": sequence,
                "kind": kind,
                "made": moment(made),
                "at_ms": moment(received),
                "at_mdms": moment(at),
                "asked_by": asked_by,
                "code": code,
                "report": report_of_json(body),
            }
            for meter, sender, sequence, kind, made, received, at, asked_by, code, body in self._db.execute(sql, values)
        ]

    @property
    def _allowed(self) -> timedelta:
        return timedelta(hours=self._settings.heartbeat_hours)

    def _note(self, said: SelfReport, meter_id: str, at: datetime) -> None:
        self._ledger.note(Noted.REPORT_LOGGED, at, None, meter_id, f"{said.kind.value} {said.sequence}")
        if said.kind is ReportKind.DIAGNOSIS:
            self._ledger.note(Noted.DIAGNOSIS_LOGGED, at, None, meter_id, said.code)
        elif said.kind is ReportKind.TEST:
            noted = Noted.TEST_PASSED if said.is_passed else Noted.TEST_FAILED
            self._ledger.note(noted, at, None, meter_id, f"test {said.asked_by}")
            told = {"test": said.asked_by, "is_passed": bool(said.is_passed), "of": "display"}
            self._feed.add(Kind.TESTS, at, meter_id, None, told)

    def _beat(self, sender: str, meter_id: str, at: datetime) -> None:
        """Whatever a display tells says that it lives."""
        row = self._db.execute("SELECT is_missed FROM display_beats WHERE sender = ?", (sender,)).fetchone()
        if row is not None and row[0]:
            self._ledger.note(Noted.HEARTBEAT_BACK, at, None, meter_id, sender)
        self._db.execute(
            "INSERT OR REPLACE INTO display_beats VALUES (?, ?, ?, 0)", (sender, meter_id, milliseconds(at))
        )
