"""The desk of customer service: a system of the utility link that believes the records and answers representatives."""

from datetime import datetime
from pathlib import Path
from typing import Any

from devices.utility.css.files import Files
from devices.utility.css.meter_tests import MeterTests
from devices.utility.css.schema import migrations
from devices.utility.css.troubles import Troubles
from devices.utility.ledger import Ledger, event_of
from devices.utility.mdms.standing import FAILED
from devices.utility.owed import DebtState, Outbox
from devices.utility.plausible import fault
from devices.utility.stored import milliseconds, moment
from devices.wan.field_words import GroupStanding
from devices.wan.journal import Noted, System
from devices.wan.meter_words import MeterTestResult, RecoveryResult
from devices.wan.system import Refusal
from devices.wan.words import (
    Alarm,
    AttemptsReport,
    Dispatch,
    Forwarded,
    Noun,
    Reply,
    SecurityClass,
    Standing,
    Verb,
    Verified,
)

ATTEMPTS = "unauthorised attempts"
_TOLD = (Alarm, AttemptsReport, MeterTestResult, RecoveryResult)
_LATEST = (
    "SELECT issuer_event_id, meter_id, state, detail, told FROM standings s WHERE NOT EXISTS (SELECT 1 FROM standings n"
    " WHERE n.issuer_event_id = s.issuer_event_id AND n.meter_id = s.meter_id"
    " AND (n.told > s.told OR (n.told = s.told AND n.id > s.id)))"
)


class ServiceDesk:
    """CSS, sans I/O (`devices.wan.system.System`)."""

    def __init__(self, path: Path | None, name: str = "CSS", mdms: str = "MDMS") -> None:
        """Opens its file; None keeps all in memory. Raises LedgerRefused, sqlite3.Error."""
        self.name = name
        self._mdms = mdms
        self.links = Ledger(path, System.CSS, migrations)
        self._db = self.links.db
        self.files = Files(self.links)
        self.troubles = Troubles(self.links)
        self._outbox = Outbox(self.links, name)
        self.meter_tests = MeterTests(self.links, self._outbox, mdms)

    def close(self) -> None:
        """Let go of the file."""
        self.links.close()

    @property
    def next_wake(self) -> datetime | None:
        """When an order of a representative goes out, or goes out again."""
        return self._outbox.next_due

    def wake(self, at: datetime) -> list[Dispatch]:
        """Send what representatives ordered."""
        with self.links.transaction():
            return self.meter_tests.due(at)

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """Log what was not believed."""
        if refusal.is_attempt:
            detail = f"{refusal.cause.value}: {refusal.why}"
            with self.links.transaction():
                self.links.note(Noted.MESSAGE_REFUSED, at, None, refusal.source, detail)
        return []

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Log a standing or an alarm once, and confirm it; a twin is confirmed again."""
        envelope = verified.envelope
        with self.links.transaction():
            if why := self._objection(verified):
                self.links.note(Noted.MESSAGE_REFUSED, at, None, envelope.source, why)
                return []
            if isinstance(envelope.body, Reply):
                self._answered(verified, envelope.body, at)
                return []
            if not self.links.has_heard(verified):
                self.links.log_received(verified, at)
                self._take(verified, at)
            return [
                Dispatch(
                    envelope.source,
                    Verb.REPLY,
                    Noun.END_DEVICE_EVENTS,
                    Reply(is_ok=True, meter_time=at, issuer_event_id=event_of(envelope.body)),
                    SecurityClass.PRIVATE,
                    envelope.message_id,
                )
            ]

    def _answered(self, verified: Verified, reply: Reply, at: datetime) -> None:
        debt = self._outbox.find(verified.envelope.correlation_id, verified.envelope.source)
        if debt is not None and debt.state is DebtState.WAITING:
            state = DebtState.CONFIRMED if reply.is_ok else DebtState.REFUSED
            self._outbox.settle(debt.dispatch.message_id, state, at)
            self.meter_tests.answered(debt, reply, at)

    # Questions of a representative

    def standing(self, meter_id: str, issuer_event_id: int) -> dict[str, Any] | None:
        """Where a customer stands with an event now; None if nothing was told."""
        found = self._rows(f"{_LATEST} AND meter_id = ? AND issuer_event_id = ?", (meter_id, issuer_event_id))
        return found[0] if found else None

    def standings(self, issuer_event_id: int | None = None, meter_id: str | None = None) -> list[dict[str, Any]]:
        """Where customers stand now, of one event, of one meter, or all."""
        where, values = _LATEST, list[Any]()
        for name, value in (("issuer_event_id", issuer_event_id), ("meter_id", meter_id)):
            if value is not None:
                where, values = f"{where} AND {name} = ?", [*values, value]
        return self._rows(f"{where} ORDER BY issuer_event_id DESC, meter_id", tuple(values))

    def history(self, meter_id: str, issuer_event_id: int) -> list[dict[str, Any]]:
        """Every standing that was told, oldest first; `at` by the records' clock, `at_css` when it came."""
        sql = "SELECT issuer_event_id, meter_id, state, detail, told, at FROM standings"
        where = "WHERE meter_id = ? AND issuer_event_id = ? ORDER BY told, id"
        found = self._db.execute(f"{sql} {where}", (meter_id, issuer_event_id)).fetchall()
        return [
            {"event": event, "meter": meter, "state": state, "detail": detail, "at": moment(told), "at_css": moment(at)}
            for event, meter, state, detail, told, at in found
        ]

    def not_notified(self, issuer_event_id: int) -> list[str]:
        """The meters that an event could not be delivered to."""
        return [row["meter"] for row in self.standings(issuer_event_id) if row["state"] == FAILED]

    def alarms(self, meter_id: str | None = None) -> list[dict[str, Any]]:
        """The alarms, newest first."""
        sql, values = "SELECT at, meter_id, meter_time, kind, detail FROM alarms", list[Any]()
        if meter_id is not None:
            sql, values = f"{sql} WHERE meter_id = ?", [meter_id]
        return [
            {"at": moment(at), "meter": meter, "meter_time": moment(told), "kind": kind, "detail": detail}
            for at, meter, told, kind, detail in self._db.execute(f"{sql} ORDER BY id DESC", values).fetchall()
        ]

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[dict[str, Any]]:
        return [
            {"event": event, "meter": meter, "state": state, "detail": detail, "at": moment(told)}
            for event, meter, state, detail, told in self._db.execute(sql, values).fetchall()
        ]

    def _objection(self, verified: Verified) -> str:
        source, body = verified.envelope.source, verified.envelope.body
        if verified.security is SecurityClass.PUBLIC:
            return f"{type(body).__name__} in the clear"
        if why := fault(body):
            return f"{type(body).__name__} with {why}"
        if source != self._mdms:
            return "only the records speak to customer service"
        is_news = isinstance(body, Forwarded) and isinstance(body.body, _TOLD)
        return (
            ""
            if isinstance(body, Standing | GroupStanding | Reply) or is_news
            else f"{type(body).__name__} is not for customer service"
        )

    def _take(self, verified: Verified, at: datetime) -> None:
        body = verified.envelope.body
        if isinstance(body, GroupStanding):
            self._take_many(body, at)
            return
        if isinstance(body, Standing):
            self._db.execute(
                "INSERT INTO standings (at, told, issuer_event_id, meter_id, state, detail) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    *(milliseconds(at), milliseconds(body.at), body.issuer_event_id, body.meter_id),
                    *(body.state, body.detail),
                ),
            )
            self.links.note(Noted.STANDING_LOGGED, at, body.issuer_event_id, body.meter_id, body.state)
            self.troubles.standing(body, at)
            return
        assert isinstance(body, Forwarded)
        inner = body.body
        if isinstance(inner, MeterTestResult | RecoveryResult):
            self.meter_tests.take(inner, at)
            return
        assert isinstance(inner, Alarm | AttemptsReport)
        kind, detail, told = _in_words(inner)
        self._db.execute(
            "INSERT INTO alarms (at, meter_id, meter_time, kind, detail) VALUES (?, ?, ?, ?, ?)",
            (milliseconds(at), body.meter_id, milliseconds(told), kind, detail),
        )
        self.links.note(Noted.ALARM_LOGGED, at, None, body.meter_id, f"{kind}: {detail}")
        if isinstance(inner, Alarm):
            self.troubles.alarm(body.meter_id, kind, detail, at)

    def _take_many(self, body: GroupStanding, at: datetime) -> None:
        told = (milliseconds(at), milliseconds(body.at), body.issuer_event_id)
        self._db.conn.executemany(
            "INSERT INTO standings (at, told, issuer_event_id, meter_id, state, detail) VALUES (?, ?, ?, ?, ?, ?)",
            ((*told, meter, body.state, body.detail) for meter in body.meter_ids),
        )
        detail = f"{body.state} {len(body.meter_ids)}"
        self.links.note(Noted.STANDING_LOGGED, at, body.issuer_event_id, "", detail)


def _in_words(body: Alarm | AttemptsReport) -> tuple[str, str, datetime]:
    if isinstance(body, Alarm):
        return body.kind, body.detail, body.meter_time
    counts = [
        f"{way} {cause} {count}"
        for way, found in (("inbound", body.inbound), ("outbound", body.outbound))
        for cause, count in found
    ]
    return ATTEMPTS, ", ".join(counts) or "none", body.until
