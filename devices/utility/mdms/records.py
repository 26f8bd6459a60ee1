"""The records: a system of the utility link that believes the head end, logs all that comes, tells customer service."""

import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from devices.demand_response import Receipt
from devices.moment import earliest
from devices.until_written import UntilWritten
from devices.utility.ledger import Ledger, event_of
from devices.utility.mdms.accounts import Accounts
from devices.utility.mdms.availability import Availability, Kind
from devices.utility.mdms.customers import Customers
from devices.utility.mdms.displays import Displays
from devices.utility.mdms.feed import Feed
from devices.utility.mdms.groups import Groups
from devices.utility.mdms.intervals import Intervals
from devices.utility.mdms.meter_days import MeterDays, SqliteDays, StoreGone
from devices.utility.mdms.meter_tests import MeterTests
from devices.utility.mdms.neighbourhoods import Neighbourhoods, ToCome
from devices.utility.mdms.schema import migrations
from devices.utility.mdms.settings import DEFAULTS, Settings
from devices.utility.mdms.standing import ENDED
from devices.utility.mdms.telling import Telling
from devices.utility.mdms.validation import Validation
from devices.utility.owed import DebtState, Outbox
from devices.utility.plausible import fault
from devices.utility.signatures import ReportVerifier, Verifier, no_reports
from devices.utility.stored import milliseconds, plain
from devices.wan.codec import Undecodable, decode_record
from devices.wan.download_words import DownloadTold
from devices.wan.field_words import ForwardedMany
from devices.wan.journal import Noted, System, receipt_detail
from devices.wan.meter_words import MeterReading, MeterRecovery, MeterTest, MeterTestResult, RecoveryResult
from devices.wan.system import Refusal
from devices.wan.words import (
    Alarm,
    AttemptsReport,
    DeliveryFailure,
    DeviceReceipt,
    Dispatch,
    DisplayReport,
    EventCancel,
    EventControl,
    Forwarded,
    MeterEvent,
    Noun,
    Readings,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)

_CLOCK_DOUBTS = {Noted.CLOCK_OUT_OF_TOLERANCE.value}
_DAY = timedelta(days=1)


class Records:
    """MDMS, sans I/O (`devices.wan.system.System`). `verify` opens what a kiosk signed: which device did what."""

    def __init__(
        self,
        path: Path | None,
        verify: Verifier,
        settings: Settings = DEFAULTS,
        verify_report: ReportVerifier = no_reports,
        store: MeterDays | None = None,
    ) -> None:
        """Opens its file; None keeps all in memory. `store` keeps interval data elsewhere, and is closed with it.

        Raises LedgerRefused, sqlite3.Error.
        """
        self.settings = settings
        self.links = Ledger(path, System.MDMS, migrations)
        self._db = self.links.db
        self._outbox = Outbox(self.links, settings.name)
        self._verify = verify
        self.availability = Availability(self._db)
        self.feed = Feed(self._db, self.availability)
        self.telling = Telling(self.links, self._outbox, self.availability, settings)
        self.customers = Customers(self.links, self.telling, settings, self.feed)
        self.displays = Displays(self.links, self._outbox, settings, verify_report, self.feed)
        self._soonest = UntilWritten(self._db.conn, self._ask_soonest)
        self.groups = Groups(self._db)
        self.accounts = Accounts(self._db, settings.zone)
        self.intervals = Intervals(store or SqliteDays(self._db), settings.zone)
        self.validation = Validation(self._db, self.intervals, settings.limits)
        self.meter_tests = MeterTests(self.links, self._outbox, self.telling, settings, self.feed)
        self.neighbourhoods = Neighbourhoods(
            self.links, self.telling, self.intervals, settings, self.feed, self.meter_tests
        )

    def close(self) -> None:
        """Let go of the file, and of the store of interval data."""
        self.intervals.store.close()
        self.links.close()

    @property
    def name(self) -> str:
        """The id that it is addressed by."""
        return self.settings.name

    @property
    def next_wake(self) -> datetime | None:
        """When the CSS is told again, or an event is closed."""
        return self._soonest()

    def _ask_soonest(self) -> datetime | None:
        parts = (self.customers, self.displays, self.validation, self.neighbourhoods)
        return earliest(self._outbox.next_due, *(part.next_due for part in parts))

    @property
    def owed(self) -> int:
        """How many messages the CSS has not confirmed yet."""
        return self._outbox.count()

    def wake(self, at: datetime) -> list[Dispatch]:
        """Do what is due."""
        with self.links.transaction():
            again = self.telling.due(at)
            missed = [told for one in self.displays.miss_due(at) for told in self._alarm(*one, at)]
            self._look_daily(at)
            worked_off = self._work_off(at)
            closed = [*self.customers.close_due(at), *self.neighbourhoods.close_due(at)]
            return [*again, *missed, *worked_off, *closed]

    def _work_off(self, at: datetime) -> list[Dispatch]:
        try:
            with self.links.transaction():
                return self.neighbourhoods.work_off(at)
        except StoreGone as gone:
            self.neighbourhoods.put_off(str(gone), at)
            return []

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """Log what was not believed."""
        if refusal.is_attempt:
            detail = f"{refusal.cause.value}: {refusal.why}"
            with self.links.transaction():
                self.links.note(Noted.MESSAGE_REFUSED, at, None, refusal.source, detail)
        return []

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Log a message once, and confirm it; a twin is confirmed again. What cannot be kept now is not confirmed."""
        try:
            return self._received(verified, at)
        except StoreGone as gone:
            self.links.note(Noted.MESSAGE_REFUSED, at, None, verified.envelope.source, str(gone))
            return []  # the head end sends it again

    def _received(self, verified: Verified, at: datetime) -> list[Dispatch]:
        envelope = verified.envelope
        with self.links.transaction():
            if why := self._objection(verified):
                self.links.note(Noted.MESSAGE_REFUSED, at, None, envelope.source, why)
                return []
            if isinstance(envelope.body, Reply):
                return self._confirmed(verified, at)
            answer = Dispatch(
                envelope.source,
                Verb.REPLY,
                Noun.END_DEVICE_EVENTS,
                Reply(is_ok=True, meter_time=at, issuer_event_id=event_of(envelope.body)),
                SecurityClass.PRIVATE,
                envelope.message_id,
            )
            if isinstance(envelope.body, ForwardedMany):
                return self._many(envelope.body, answer, at)
            if self.links.has_heard(verified):
                return [answer]
            self.links.log_received(verified, at)
            if isinstance(asked := envelope.body, MeterTest | MeterRecovery):
                take = self.meter_tests
                return [answer, take.order(asked, at) if isinstance(asked, MeterTest) else take.recover(asked, at)]
            (number,) = self._db.execute("SELECT max(id) FROM messages").fetchone()
            return [answer, *self._record(verified, number, at)]

    def _many(self, passed: ForwardedMany, answer: Dispatch, at: datetime) -> list[Dispatch]:
        name = self.settings.ms
        try:
            for octets in passed.items:
                forwarded: Forwarded = decode_record(octets, Forwarded)
                name = forwarded.meter_id
                if why := fault(forwarded):
                    self.links.note(
                        Noted.MESSAGE_REFUSED, at, None, name, f"{type(forwarded.body).__name__} with {why}"
                    )
                else:
                    self.neighbourhoods.take(forwarded, octets, at)
        except ToCome as error:
            self.links.note(Noted.MESSAGE_REFUSED, at, None, name, f"not yet: {error}")
            return []
        except Undecodable as error:
            self.links.note(Noted.MESSAGE_REFUSED, at, None, self.settings.ms, str(error))
        return [answer]

    def _objection(self, verified: Verified) -> str:
        source, body = verified.envelope.source, verified.envelope.body
        if verified.security is SecurityClass.PUBLIC:
            return f"{type(body).__name__} in the clear"
        if why := fault(body):
            return f"{type(body).__name__} with {why}"
        if source == self.settings.css:
            is_known = isinstance(body, Reply | MeterTest | MeterRecovery)
            return "" if is_known else "the CSS confirms, and has meters tested"
        if source != self.settings.ms:
            return "only the head end and the CSS speak to the records"
        if isinstance(body, Reply):
            return ""
        is_passed_on = isinstance(body, Forwarded | ForwardedMany | DeliveryFailure)
        return "" if is_passed_on else f"{type(body).__name__} is not for the records"

    def _confirmed(self, verified: Verified, at: datetime) -> list[Dispatch]:
        envelope = verified.envelope
        debt, reply = self._outbox.find(envelope.correlation_id, envelope.source), envelope.body
        if debt is None or not isinstance(reply, Reply):
            return []
        self._outbox.settle(envelope.correlation_id, DebtState.CONFIRMED if reply.is_ok else DebtState.REFUSED, at)
        is_news = not reply.is_ok and debt.state is DebtState.WAITING
        return self.meter_tests.was_refused(debt, reply, at) if is_news else []

    def _record(self, verified: Verified, number: int, at: datetime) -> list[Dispatch]:
        body = verified.envelope.body
        if isinstance(body, DeliveryFailure):
            return self._failure(verified, body, number, at)
        assert isinstance(body, Forwarded)
        self._arrive(number, body.meter_id, body, body.message_id, body.correlation_id, body.received)
        match body.body:
            case EventControl() as control:
                self.customers.sent(control, body.meter_id)
                return self.customers.review(control.issuer_event_id, body.meter_id, at)
            case DeviceReceipt() as receipt:
                return self._receipt(body, receipt, at)
            case DisplayReport() as report:
                self.displays.take(body, report, at)
            case Readings() | MeterReading() | MeterTestResult() | RecoveryResult() | DownloadTold():
                return self._measured(body, at)
            case MeterEvent(kind=kind) as told if kind in _CLOCK_DOUBTS:
                new = self.validation.doubt_clock(body.meter_id, told.meter_time, kind, at)
                self._tell_exceptions([(body.meter_id, *one) for one in new], at)
            case Alarm() | AttemptsReport() as word:
                is_news = isinstance(word, Alarm) or word.inbound or word.outbound
                return self._tell(body, at) if is_news else []
        return self._review(body, at)

    def _arrive(
        self, number: int, meter_id: str, body: Forwarded | DeliveryFailure, message_id: str, answers: str, at: datetime
    ) -> None:
        inner = body.body if isinstance(body, Forwarded) else body
        self._db.execute(
            "INSERT INTO arrivals VALUES (?, ?, ?, ?, ?, ?, ?)",
            (number, meter_id, type(inner).__name__, event_of(inner), milliseconds(at), message_id, answers),
        )

    def _review(self, forwarded: Forwarded, at: datetime) -> list[Dispatch]:
        """The standings that a message may move: of its event, or of all open ones if it names none (cancel all)."""
        event = event_of(forwarded.body)
        if event is not None:
            return self.customers.review(event, forwarded.meter_id, at)
        is_answer = isinstance(forwarded.body, Reply) and self.customers.cancels_all(
            forwarded.correlation_id, forwarded.meter_id
        )
        if not is_answer and not isinstance(forwarded.body, EventCancel):
            return []
        events = self.customers.events_of(forwarded.meter_id)
        return [told for one in events for told in self.customers.review(one, forwarded.meter_id, at)]

    def _failure(self, verified: Verified, failure: DeliveryFailure, number: int, at: datetime) -> list[Dispatch]:
        envelope, event = verified.envelope, failure.issuer_event_id
        self._arrive(number, failure.meter_id, failure, envelope.message_id, envelope.correlation_id, envelope.created)
        attempts = json.dumps(plain(failure.attempts))
        self._db.execute(
            "INSERT INTO failures (at, issuer_event_id, meter_id, message_id, attempts) VALUES (?, ?, ?, ?, ?)",
            (milliseconds(at), event, failure.meter_id, envelope.correlation_id, attempts),
        )
        times = ", ".join(plain(failure.attempts))
        self.feed.add(Kind.FAILURES, at, failure.meter_id, event, {"attempts": failure.attempts})
        self.links.note(Noted.FAILURE_LOGGED, at, event, failure.meter_id, times)
        return self.customers.review(event, failure.meter_id, at) if event else []

    def _receipt(self, forwarded: Forwarded, receipt: DeviceReceipt, at: datetime) -> list[Dispatch]:
        said = self._verify(receipt.sender, receipt.signed) if receipt.signed else None
        if receipt.signed and said is None:
            detail = f"receipt {receipt.log_number} of {receipt.sender}: its signature does not verify"
            self.links.note(Noted.MESSAGE_REFUSED, at, receipt.issuer_event_id, forwarded.meter_id, detail)
            return []
        if not self._keep_receipt(forwarded, receipt, said, at):
            return []
        event, detail = receipt.issuer_event_id, receipt_detail(receipt.status, receipt.sender, receipt.sequence)
        self.links.note(Noted.DEVICE_RECEIPT_LOGGED, at, event, forwarded.meter_id, detail)
        device = said.subject if said else receipt.sender
        action = {"device": device, "status": receipt.status, "action": said.action if said else ""}
        self.feed.add(Kind.RECEIPTS, at, forwarded.meter_id, event, action)
        if receipt.status in {int(status) for status in ENDED}:
            self.links.note(Noted.COMPLETION_LOGGED, at, event, forwarded.meter_id, detail)
        return self.customers.review(event, forwarded.meter_id, at)

    def _keep_receipt(self, forwarded: Forwarded, receipt: DeviceReceipt, said: Receipt | None, at: datetime) -> bool:
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO receipts (at, meter_id, sender, sequence, log_number, issuer_event_id, status,"
            " status_time, meter_time, received, subject, acted, action, is_test)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(milliseconds(at), forwarded.meter_id, receipt.sender, receipt.sequence, receipt.log_number),
                *(receipt.issuer_event_id, receipt.status, milliseconds(receipt.status_time)),
                *(milliseconds(receipt.meter_time), milliseconds(forwarded.received)),
                said.subject if said else receipt.sender,
                milliseconds(said.acted) if said else None,
                said.action if said else "",
                int(said.is_test) if said else 0,
            ),
        )
        return cursor.rowcount > 0

    def _measured(self, forwarded: Forwarded, at: datetime) -> list[Dispatch]:
        match forwarded.body:
            case MeterTestResult() as result:
                return self.meter_tests.take(forwarded, result, at)
            case RecoveryResult() as result:
                return self.meter_tests.recovered(forwarded, result, at)
            case Readings() as readings:
                return self._readings(forwarded, readings, at)
            case DownloadTold() as told:
                said = (
                    f"{told.number}: {told.kind.value} {told.label} ({told.version}): {told.stage.value} {told.detail}"
                )
                self.links.note(Noted.DOWNLOAD_TOLD, at, None, forwarded.meter_id, said.strip())
            case MeterReading() as reading:
                new = self.validation.read_on_demand(reading, at)
                self._tell_exceptions([(forwarded.meter_id, *one) for one in new], at)
        return []

    def _readings(self, forwarded: Forwarded, readings: Readings, at: datetime) -> list[Dispatch]:
        detail = f"{len(readings.values_wh)} from {readings.start.isoformat()}"
        try:
            self.intervals.put(readings)
        except ValueError as error:
            self.links.note(Noted.MESSAGE_REFUSED, at, None, forwarded.meter_id, str(error))
            return []
        new = self.validation.readings(readings, at)
        self._tell_exceptions([(forwarded.meter_id, *one) for one in new], at)
        told = {"channel": readings.channel, "start": readings.start, "interval_minutes": readings.interval_minutes}
        self.feed.add(Kind.INTERVALS, at, forwarded.meter_id, None, {**told, "values_wh": readings.values_wh})
        self.links.note(Noted.INTERVALS_LOGGED, at, None, forwarded.meter_id, detail)
        return []

    def query_displays(self, meter_id: str, at: datetime) -> None:
        """Ask the displays behind that meter to tell of themselves (C1FR39); it goes out with the next `wake`."""
        with self.links.transaction():
            self.displays.query(meter_id, at)

    def _look_daily(self, at: datetime) -> None:
        """Validate what should have come in; what everybody has confirmed need not be owed any more."""
        due = self.validation.next_due
        try:
            with self.links.transaction():
                new = self.validation.due(at, lambda: self.groups.all_meters(at - _DAY, at))
                self._tell_exceptions(new, at)
        except StoreGone:
            self.validation.put_off(at)
            return
        if due is not None and due <= at:
            self.feed.forget(at)

    def _tell_exceptions(self, new: Sequence[tuple[str, date, str]], at: datetime) -> None:
        for meter_id, day, kind in new:
            self.feed.add(Kind.EXCEPTIONS, at, meter_id, None, {"day": day.isoformat(), "exception": kind})

    def _alarm(self, meter_id: str, alarm: Alarm, at: datetime) -> list[Dispatch]:
        return self._tell(
            Forwarded(meter_id, at, SecurityClass.PRIVATE, f"{self.name}-{milliseconds(at):x}", alarm), at
        )

    def _tell(self, forwarded: Forwarded, at: datetime) -> list[Dispatch]:
        self.feed.add(Kind.ALARMS, at, forwarded.meter_id, None, {"alarm": forwarded.body})
        return self.telling.tell(forwarded, Kind.ALARMS, at)
