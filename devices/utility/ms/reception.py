"""What meters and the MDMS say to the head end: logged once, passed on at once, answered."""

from datetime import UTC, datetime, timedelta
from typing import Final

from devices.utility.ms.books import (
    CANCEL,
    COLLECT,
    DOWNLOAD,
    EVENT,
    EVENT_PURPOSES,
    FIELD,
    FORWARD,
    LOG,
    RETURN,
    STAGE,
    Books,
)
from devices.utility.ms.chores import Chores
from devices.utility.ms.collection import Collection
from devices.utility.ms.day_reads import DayReads
from devices.utility.ms.deliveries import Deliveries
from devices.utility.ms.displays import Displays
from devices.utility.ms.downloads import Downloads
from devices.utility.ms.events import Events
from devices.utility.ms.meter_reads import MeterReads
from devices.utility.ms.meter_tests import MeterTests
from devices.utility.ms.orders import EventOrder, OrderRefused
from devices.utility.ms.receipts import Judged, Receipts, Verdict
from devices.utility.owed import Debt, DebtState
from devices.utility.plausible import fault
from devices.wan.download_words import BlockWanted, DownloadTold
from devices.wan.journal import Noted, receipt_detail
from devices.wan.meter_words import (
    IntervalsKept,
    MeterReading,
    MeterRecovery,
    MeterTest,
    MeterTestResult,
    NetworkReport,
    RecoveryResult,
)
from devices.wan.words import (
    Alarm,
    AttemptsReport,
    Body,
    DeviceReceipt,
    Dispatch,
    DisplayQuery,
    DisplayReport,
    Forwarded,
    LogPage,
    MeterEvent,
    Noun,
    PracticeRequest,
    Program,
    Readings,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)

FROM_METERS: Final = (
    Reply,
    MeterEvent,
    DeviceReceipt,
    Alarm,
    AttemptsReport,
    Readings,
    PracticeRequest,
    LogPage,
    DisplayReport,
    MeterTestResult,
    RecoveryResult,
    MeterReading,
    NetworkReport,
    BlockWanted,
    DownloadTold,
    IntervalsKept,
)
Measured = Readings | IntervalsKept | MeterTestResult | MeterReading | NetworkReport | BlockWanted | DownloadTold
FROM_RECORDS: Final = (Reply, DisplayQuery, MeterTest, MeterRecovery)
FORGED: Final = "receipt not signed by its sender"
"""The `kind` of the alarm about a forged receipt."""
_SHORTEST_NOTICE = timedelta(seconds=5)


class Reception:
    """Every call is within the caller's transaction."""

    def __init__(
        self,
        books: Books,
        deliveries: Deliveries,
        events: Events,
        receipts: Receipts,
        displays: Displays,
        meter_tests: MeterTests,
        meter_reads: MeterReads,
        downloads: Downloads,
        day_reads: DayReads,
    ) -> None:
        self._books = books
        self._deliveries = deliveries
        self._events = events
        self._receipts = receipts
        self._displays = displays
        self._meter_tests = meter_tests
        self._meter_reads = meter_reads
        self._downloads = downloads
        self._day_reads = day_reads
        self._collection = Collection(books)
        self._chores = Chores(books)

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """Take a message; what goes out because of it."""
        source = verified.envelope.source
        if why := self._objection(verified):
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, source, why)
            return self._refused(verified, why, at)
        if self._books.ledger.has_heard(verified):
            self._books.ledger.log_received(verified, at, way="repeated")
            return self._again(verified, at)
        self._books.ledger.log_received(verified, at)
        if source == self._books.settings.mdms:
            return self._confirmed_by_mdms(verified, at)
        return self._from_meter(verified, at)

    def _objection(self, verified: Verified) -> str:
        envelope = verified.envelope
        if verified.security is SecurityClass.PUBLIC:
            return f"{type(envelope.body).__name__} in the clear"
        if why := fault(envelope.body):
            return f"{type(envelope.body).__name__} with {why}"
        if envelope.source == self._books.settings.mdms:
            is_known = isinstance(envelope.body, FROM_RECORDS)
            return "" if is_known else "the MDMS confirms, asks of displays, and has meters tested"
        if not self._books.meters.knows(envelope.source):
            return "not a meter of ours"
        return (
            ""
            if isinstance(envelope.body, FROM_METERS)
            else f"{type(envelope.body).__name__} is not for a meter to say"
        )

    def _refused(self, verified: Verified, why: str, at: datetime) -> list[Dispatch]:
        """A meter of ours is told why, so that it need not say it again; anybody else is told nothing."""
        envelope = verified.envelope
        is_ours = self._books.meters.knows(envelope.source) and verified.security is not SecurityClass.PUBLIC
        if not is_ours or envelope.verb is not Verb.CREATED:
            return []
        return [_answer(verified, Reply(is_ok=False, meter_time=at, error=why))]

    def _again(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """A twin is answered as the first one was, and does nothing."""
        body = verified.envelope.body
        if isinstance(body, DeviceReceipt):
            return self._receipt(verified, body, at)
        if isinstance(body, DisplayReport):
            return self._report(verified, body, at)
        if isinstance(body, DisplayQuery | MeterTest | MeterRecovery):
            return [_answer(verified, Reply(is_ok=True, meter_time=at))]
        return _taken(verified, at)

    def _from_meter(self, verified: Verified, at: datetime) -> list[Dispatch]:
        body = verified.envelope.body
        match body:
            case DeviceReceipt():
                return self._receipt(verified, body, at)
            case DisplayReport():
                return self._report(verified, body, at)
            case Reply():
                return self._reply(verified, body, at)
            case (Readings() | IntervalsKept() | MeterTestResult() | MeterReading()) | (
                NetworkReport() | BlockWanted() | DownloadTold()
            ):
                return [*_taken(verified, at), *self._measured(verified, body, at)]
            case PracticeRequest():
                return [self._forward(verified, at), *self._practice(verified, body, at)]
            case RecoveryResult():
                self._meter_tests.recovered(body, at)
            case LogPage():
                self._log_page(verified, body, at)
        return [*_taken(verified, at), self._forward(verified, at)]

    def _forward(self, verified: Verified, at: datetime, body: Body | None = None) -> Dispatch:
        envelope = verified.envelope
        forwarded = Forwarded(
            envelope.source,
            at,
            verified.security,
            envelope.message_id,
            body or envelope.body,
            envelope.correlation_id,
        )
        return self._deliveries.to_mdms(forwarded, FORWARD, at)

    # Confirmations

    def _reply(self, verified: Verified, reply: Reply, at: datetime) -> list[Dispatch]:
        envelope = verified.envelope
        debt = self._books.outbox.find(envelope.correlation_id, envelope.source)
        if debt is not None:
            self._settle(debt, reply, at)
            if debt.purpose == DOWNLOAD:
                self._downloads.answered(debt, reply, at)
        told = self._forward(verified, at)
        if debt is not None and debt.purpose in EVENT_PURPOSES:
            event = _event_of(debt, reply)
            self._books.ledger.note(Noted.CONFIRMATION_FORWARDED, at, event, envelope.source, told.message_id)
        return [told]

    def _settle(self, debt: Debt, reply: Reply, at: datetime) -> None:
        self._books.outbox.settle(
            debt.dispatch.message_id, DebtState.CONFIRMED if reply.is_ok else DebtState.REFUSED, at
        )
        event, meter_id = _event_of(debt, reply), debt.dispatch.target
        if debt.purpose in EVENT_PURPOSES:
            words = [debt.purpose, "late" if debt.state is DebtState.FAILED else ""]
            detail = " ".join(filter(None, words)) + ("" if reply.is_ok else f" refused: {reply.error}")
            self._books.ledger.note(Noted.CONFIRMATION_RECEIVED, at, event, meter_id, detail)
            if debt.purpose == EVENT and reply.is_ok and event is not None:
                self._events.await_receipt(event, meter_id, at)
        elif reply.is_ok and debt.state is DebtState.WAITING and debt.purpose in {COLLECT, RETURN}:
            noted = Noted.READING_RAISED if debt.purpose == COLLECT else Noted.READING_RETURNED
            self._books.ledger.note(noted, at, event, meter_id)

    def _confirmed_by_mdms(self, verified: Verified, at: datetime) -> list[Dispatch]:
        envelope = verified.envelope
        if isinstance(envelope.body, DisplayQuery):
            return self._query(verified, envelope.body, at)
        if isinstance(envelope.body, MeterTest | MeterRecovery):
            return self._test_order(verified, envelope.body, at)
        purpose = self._books.outbox.purpose_of(envelope.correlation_id, envelope.source)
        if purpose is None:
            return []
        if purpose == FIELD:  # the receipts are kept, the days are counted: not their messages too
            self._books.outbox.forget(envelope.correlation_id)
            return []
        self._books.outbox.settle(envelope.correlation_id, DebtState.CONFIRMED, at)
        assert isinstance(envelope.body, Reply)
        recorded = self._receipts.recorded(envelope.correlation_id, envelope.body.meter_time)
        if recorded is None:
            return self._displays.recorded(envelope.correlation_id, envelope.body.meter_time)
        meter_id, stage = recorded
        dispatch = Dispatch(meter_id, Verb.REPLY, Noun.END_DEVICE_EVENTS, stage, SecurityClass.PRIVATE)
        return [self._deliveries.send_now(dispatch, STAGE, at)]

    # Displays

    def _query(self, verified: Verified, query: DisplayQuery, at: datetime) -> list[Dispatch]:
        """The MDMS asks; the head end asks on."""
        if not self._books.meters.knows(query.meter_id):
            return [_answer(verified, Reply(is_ok=False, meter_time=at, error="not a meter of ours"))]
        self._displays.query([query.meter_id], at, query.number)
        return [_answer(verified, Reply(is_ok=True, meter_time=at)), *self._deliveries.perform_due(at)]

    def _test_order(self, verified: Verified, order: MeterTest | MeterRecovery, at: datetime) -> list[Dispatch]:
        """The MDMS has a meter tested, or recovered; the head end orders it."""
        is_behind = isinstance(order, MeterTest) and self._meter_tests.is_behind(order.meter_id)
        if not is_behind and not self._books.meters.knows(order.meter_id):
            return [_answer(verified, Reply(is_ok=False, meter_time=at, error="not a meter of ours"))]
        try:
            if isinstance(order, MeterTest):
                self._meter_tests.take(order, at)
            else:
                self._meter_tests.recover(order, at)
        except OrderRefused as refusal:
            event = order.issuer_event_id
            return [_answer(verified, Reply(is_ok=False, meter_time=at, issuer_event_id=event, error=str(refusal)))]
        return [_answer(verified, Reply(is_ok=True, meter_time=at)), *self._deliveries.perform_due(at)]

    def _test_result(self, verified: Verified, result: MeterTestResult, at: datetime) -> list[Dispatch]:
        if result.meter_id != verified.envelope.source:
            detail = f"a test of {result.meter_id}"
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, verified.envelope.source, detail)
            return []
        return [self._meter_tests.receive(result, verified.envelope.message_id, at)]

    def _report(self, verified: Verified, report: DisplayReport, at: datetime) -> list[Dispatch]:
        """Believed and new: passed on; how far it came is the answer."""
        meter_id, message_id = verified.envelope.source, verified.envelope.message_id
        why, is_new = self._displays.receive(report, meter_id, message_id, at)
        if why:
            detail = f"report {report.log_number}: {why}"
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, meter_id, detail)
            return [_answer(verified, Reply(is_ok=False, meter_time=at, error=why))]
        told = []
        if is_new:
            passed_on = self._forward(verified, at)
            self._displays.forwarded(report, passed_on.message_id)
            told = [passed_on, *self._displays.answered(report, meter_id, at)]
        stage = self._displays.stage_of(report)
        if stage is None:
            return told
        answer = (Verb.REPLY, Noun.END_DEVICE_EVENTS, stage, SecurityClass.PRIVATE)
        return [*told, Dispatch(meter_id, *answer, correlation_id=message_id)]

    # Receipts

    def _receipt(self, verified: Verified, receipt: DeviceReceipt, at: datetime) -> list[Dispatch]:
        meter_id, message_id = verified.envelope.source, verified.envelope.message_id
        judged = self._receipts.judge(receipt, meter_id)
        if judged.verdict in {Verdict.FORGED, Verdict.FORGED_AGAIN}:
            return self._forged(verified, receipt, judged, at)
        if judged.verdict is Verdict.KNOWN:
            return self._stage(receipt, meter_id, message_id)
        detail = receipt_detail(receipt.status, receipt.sender, receipt.sequence)
        self._books.ledger.note(Noted.RECEIPT_RECEIVED, at, receipt.issuer_event_id, meter_id, detail)
        told = self._forward(verified, at)
        self._receipts.keep(receipt, meter_id, message_id, told.message_id, at)
        self._events.receipt_came(receipt.issuer_event_id, meter_id)
        self._books.ledger.note(Noted.RECEIPT_FORWARDED, at, receipt.issuer_event_id, meter_id, detail)
        return [told, *self._stage(receipt, meter_id, message_id)]

    def _stage(self, receipt: DeviceReceipt, meter_id: str, message_id: str) -> list[Dispatch]:
        stage = self._receipts.stage_of(receipt, meter_id)
        if stage is None:
            return []
        answer = (Verb.REPLY, Noun.END_DEVICE_EVENTS, stage, SecurityClass.PRIVATE)
        return [Dispatch(meter_id, *answer, correlation_id=message_id)]

    def _forged(self, verified: Verified, receipt: DeviceReceipt, judged: Judged, at: datetime) -> list[Dispatch]:
        meter_id, event = verified.envelope.source, receipt.issuer_event_id
        refusal = Reply(is_ok=False, meter_time=at, issuer_event_id=event, error=judged.why)
        answer = _answer(verified, refusal)
        if judged.verdict is Verdict.FORGED_AGAIN:
            return [answer]
        self._receipts.keep_forged(receipt, meter_id, at)
        detail = f"receipt {receipt.log_number} of {receipt.sender}: {judged.why}"
        self._books.ledger.note(Noted.MESSAGE_REFUSED, at, event, meter_id, detail)
        return [answer, self._forward(verified, at, Alarm(FORGED, receipt.meter_time, detail))]

    # Readings, logs, practice

    def _measured(self, verified: Verified, body: Measured, at: datetime) -> list[Dispatch]:
        if isinstance(body, MeterReading | NetworkReport):
            meter_id, answers = verified.envelope.source, verified.envelope.correlation_id
            if why := self._meter_reads.receive(body, meter_id, answers, at):
                self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, meter_id, why)
                return []
            return [self._forward(verified, at)]
        if isinstance(body, Readings | IntervalsKept):
            return self._intervals(verified, body, at)
        if isinstance(body, BlockWanted | DownloadTold):
            return self._download(verified, body, at)
        return self._test_result(verified, body, at)

    def _download(self, verified: Verified, body: BlockWanted | DownloadTold, at: datetime) -> list[Dispatch]:
        meter_id = verified.envelope.source
        if isinstance(body, BlockWanted):
            return self._downloads.block(body, meter_id, verified.envelope.message_id, at)
        if why := self._downloads.told(body, meter_id, at):
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, meter_id, why)
            return []
        return [self._forward(verified, at)]

    def _intervals(self, verified: Verified, body: Readings | IntervalsKept, at: datetime) -> list[Dispatch]:
        """What a meter told unasked, or of a day that it was asked for."""
        meter_id, answers = verified.envelope.source, verified.envelope.correlation_id
        told, why = [], ""
        if body.meter_id != meter_id:
            why = f"readings of {body.meter_id}"
        elif isinstance(body, Readings):
            told = [body]
        else:
            try:
                told = self._day_reads.receive(body, meter_id, answers, at)
            except ValueError as error:
                why = str(error)
        if why:
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, meter_id, why)
        return [self._readings(verified, one, at) for one in told]

    def _readings(self, verified: Verified, readings: Readings, at: datetime) -> Dispatch:
        meter_id = verified.envelope.source
        self._books.meters.records_every(meter_id, readings.interval_minutes)
        event = self._collection.event_of(readings)
        detail = f"{len(readings.values_wh)} from {readings.start.isoformat()}"
        self._books.ledger.note(Noted.INTERVALS_RECEIVED, at, event, meter_id, detail)
        told = self._forward(verified, at, readings)
        self._books.ledger.note(Noted.INTERVALS_FORWARDED, at, event, meter_id, detail)
        return told

    def _log_page(self, verified: Verified, page: LogPage, at: datetime) -> None:
        envelope = verified.envelope
        debt = self._books.outbox.find(envelope.correlation_id, envelope.source)
        if debt is not None and debt.purpose == LOG:
            self._books.outbox.settle(debt.dispatch.message_id, DebtState.CONFIRMED, at)
        if page.is_last:
            self._day_reads.log_came(envelope.source, at)
        if page.is_last and page.entries:
            self._chores.log_read(envelope.source, max(entry.meter_time for entry in page.entries))

    def _practice(self, verified: Verified, wish: PracticeRequest, at: datetime) -> list[Dispatch]:
        meter_id, most = verified.envelope.source, self._books.settings.practice_minutes_at_most
        running = self._events.open_test_of(meter_id, at)
        if not 1 <= wish.minutes <= most or running is not None:
            why = (
                f"a practice lasts 1 to {most} minutes" if running is None else f"practice event {running} is not over"
            )
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, running, meter_id, why)
            return [_answer(verified, Reply(is_ok=False, meter_time=at, issuer_event_id=running, error=why))]
        order = EventOrder(
            Program.CRITICAL_PEAK,
            next_minute(at + _SHORTEST_NOTICE),
            wish.minutes,
            reason="Practice, asked for by the customer",
            is_test=True,
        )
        try:
            self._events.schedule(order, [meter_id], at)
        except OrderRefused as refusal:
            self._books.ledger.note(Noted.MESSAGE_REFUSED, at, None, meter_id, str(refusal))
            return [_answer(verified, Reply(is_ok=False, meter_time=at, error=str(refusal)))]
        return [*_taken(verified, at), *self._deliveries.perform_due(at)]


def next_minute(at: datetime) -> datetime:
    """The first full minute that is not before `at`."""
    floor = at.astimezone(UTC).replace(second=0, microsecond=0)
    return floor if floor == at else floor + timedelta(minutes=1)


def _taken(verified: Verified, at: datetime) -> list[Dispatch]:
    """The answer that what a meter sent of its own accord is in our log; an answer is not answered."""
    if verified.envelope.verb is not Verb.CREATED or isinstance(verified.envelope.body, Reply):
        return []
    return [_answer(verified, Reply(is_ok=True, meter_time=at))]


def _answer(verified: Verified, reply: Reply) -> Dispatch:
    envelope = verified.envelope
    answer = (Verb.REPLY, envelope.noun, reply, SecurityClass.PRIVATE)
    return Dispatch(envelope.source, *answer, correlation_id=envelope.message_id)


def _event_of(debt: Debt, reply: Reply) -> int | None:
    event: int | None = getattr(debt.dispatch.body, "issuer_event_id", None)
    return reply.issuer_event_id if event is None and debt.purpose == CANCEL else event
