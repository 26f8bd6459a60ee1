"""The meter as a system of the utility link: messages that were verified, and its own clock, in; messages out.

Times that come in are the world's (the shell's clock); whatever the meter stamps is its own clock's. Only what was
verified as Control moves anything; what did not verify, or was verified in too low a class, is logged and counted.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from devices.demand_response import CppAuth
from devices.messages import Importance
from devices.sim.meter.attempts import MAX_PER_HOUR, Attempts
from devices.sim.meter.collection import SECOND_US, Collection, readings
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.forwarding import Forwarding, LoadControlForwarded, TunnelSaid
from devices.sim.meter.home_duties import HomeDuties, OutboundRefused
from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.sim.meter.meter import Meter
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.receipt_log import Said
from devices.wan.journal import Noted
from devices.wan.keys import Role
from devices.wan.rules import broken
from devices.wan.system import Refusal
from devices.wan.tunnel import TunnelWord
from devices.wan.words import (
    Body,
    ClockConfig,
    Dispatch,
    EventCancel,
    EventControl,
    LogPage,
    LogRequest,
    MeterConfig,
    MeterEvent,
    Noun,
    Origin,
    ReadSchedule,
    ReceiptStage,
    Reply,
    SecurityClass,
    TextControl,
    Verb,
    Verified,
)

PAGE: Final = 50
CHANGING: Final = (EventControl, EventCancel, TextControl, ClockConfig, MeterConfig)
MAX_COLLECTIONS: Final = 100
MAX_REPORT_MINUTES: Final = 31 * 1440


class Duties:
    """A `devices.wan.system.System`. `advance` brings the house, and so the meter, to an instant of the world."""

    def __init__(self, meter: Meter, ledger: Ledger, name: str, advance: Callable[[datetime], None]) -> None:
        self.log = MeterLog(meter, ledger, name)
        self._advance = advance
        self.on_changed: Callable[[], None] = lambda: None
        """Called when the utility has changed the meter itself (clock, prices, texts), which others keep."""
        self.on_home_news: Callable[[], None] = lambda: None
        """Called when the utility link has brought something that the home is to hear."""
        self.events = EventDuties(self.log)
        self.home = HomeDuties(self.log, self.events)
        self._is_up = False
        self.attempts = Attempts(self.log.now)
        self.collections: list[Collection] = []
        self._load()

    @property
    def name(self) -> str:
        """The meter's id."""
        return self.log.name

    def rename(self, name: str) -> None:
        """The utility knows this meter under that id."""
        self.log.name = name

    @property
    def links(self) -> Ledger:
        """Where counters are kept."""
        return self.log.ledger

    @property
    def next_wake(self) -> datetime | None:
        """When something is due, in the world's time."""
        if self.log.is_owing or not self._is_up:
            return from_us(self.log.meter.house.at_us)
        times = [self.events.next_due, self.home.receipts.next_due(), self.attempts.report_due]
        ends = [one.next_s(self.log.meter.recorder) for one in self.collections]
        times += [from_us(end_s * SECOND_US) for end_s in ends if end_s is not None]
        due = min(one for one in times if one is not None)
        return self.log.true_time(due) if due > self.log.now else from_us(self.log.meter.house.at_us)

    # The utility link

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """A message that was verified."""
        self._advance(at)
        with self.log.ledger.transaction():
            self.follow_clock()
            envelope, body = verified.envelope, verified.envelope.body
            why = self._objection(verified)
            if why is not None:
                self._count(envelope.source, why.cause.value, why.why, is_inbound=True)
                return self._outgoing()
            dispatches = list(self._answer(verified, body))
            if isinstance(body, CHANGING):
                self.on_changed()
            self.home_news()
            return [*dispatches, *self._outgoing()]

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """A message that was not believed."""
        self._advance(at)
        with self.log.ledger.transaction():
            self.follow_clock()
            if refusal.is_attempt:
                is_inbound = refusal.source != self.name  # the link refuses to send what the meter may not say
                self._count(refusal.source, refusal.cause.value, refusal.why, is_inbound=is_inbound)
            return self._outgoing()

    def wake(self, at: datetime) -> list[Dispatch]:
        """Do what is due, and send what is owed."""
        self._advance(at)
        with self.log.ledger.transaction():
            self.follow_clock()
            self.home_news()
            return self._outgoing()

    def home_news(self) -> None:
        """Let the home hear what waits for it."""
        if self.log.meter.announcements:
            self.on_home_news()

    # The meter itself

    def follow_clock(self) -> None:
        """Do what the meter's own clock says is due, whether or not the utility link is there."""
        now = self.log.now
        if self._is_up and not self._is_due(now):
            return
        with self.log.ledger.transaction():
            if not self._is_up:
                self._power_up()
            self.events.follow_clock()
            if now >= self.attempts.report_due:
                self.log.owe(self.attempts.report(now))
                self._keep_attempts()
                self.events.forget_old()
                self.log.ledger.forget_before(now)

    def _is_due(self, now: datetime) -> bool:
        due = self.events.next_due
        return now >= self.attempts.report_due or (due is not None and now >= due)

    def cut_power(self) -> None:
        """Power is gone: what is volatile is lost; the next moment begins from the ledger."""
        self._is_up = False
        self.home.contacts.clear()
        self.log.meter.announcements.clear()
        self.log.on_news()

    def set_launching(self, *, is_launching: bool) -> None:
        """A fault of the meter (UC96.3), or its end: does it follow its own clock?"""
        with self.log.ledger.transaction():
            self.log.ledger.set("is_launching", is_launching)
            self.events.is_launching = is_launching
            self.events.follow_clock()
        self.log.on_news()

    def refuse_outbound(self, sender: str, why: str) -> None:
        """Something that came from the home was not let through (C1FR43)."""
        with self.log.ledger.transaction():
            self._count(sender, why, why, is_inbound=False)
        self.log.on_news()

    # The home: each in a transaction of its own; answers wait in the announcements

    def hear(self, peer: str, word: TunnelWord) -> None:
        """A word through the tunnel of that device."""
        try:
            with self.log.ledger.transaction():
                answers = self.home.hear(peer, word)
        except OutboundRefused as error:
            self.refuse_outbound(peer, str(error))
            return
        self.log.meter.announcements += [TunnelSaid(answer, peer) for answer in answers]
        self.log.on_news()

    def report_status(self, said: Said, *, is_signed_too: bool) -> None:
        """ReportEventStatus of a device."""
        try:
            with self.log.ledger.transaction():
                self.home.report_status(said, is_signed_too=is_signed_too)
        except OutboundRefused as error:
            self.refuse_outbound(said.peer, str(error))

    def answer_critical_peak(self, peer: str, event_id: int, answer: int) -> bool:
        """CPPEventResponse of a device: was it an answer to an event that is known?"""
        if event_id not in self.events.book.events or answer not in (CppAuth.ACCEPTED, CppAuth.REJECTED):
            self.refuse_outbound(peer, "an answer to an unknown critical peak")
            return False
        with self.log.ledger.transaction():
            self.home.answered(peer, event_id, CppAuth(answer))
        return True

    def scheduled(self, peer: str, since: datetime | None = None, least_id: int = 0) -> list[EventControl]:
        """GetScheduledEvents of a device: live events that end after `since`, by start."""
        self.home.heard(peer)
        held = [event.control for event in self.events.book.live() if event.end > (since or self.log.now)]
        controls = [one for one in held if one is not None and one.issuer_event_id >= least_id]
        for control in controls:
            self.was_said(LoadControlForwarded(control), 1)
        return controls

    def was_said(self, said: Forwarding, destinations: int) -> None:
        """Something went out to so many devices; it is noted if it was to any."""
        if not destinations:
            return
        with self.log.ledger.transaction():
            self.events.was_said(said)
            if isinstance(said, TunnelSaid):
                self.home.was_told(said.to, said.word)

    def _power_up(self) -> None:
        self._is_up = True
        self.log.restart()
        self.home.receipts.try_again()
        self.events.restart()
        self._load()

    def _objection(self, verified: Verified) -> Refusal | None:
        """The link has judged it already; whoever runs the meter without one is judged here."""
        envelope, body = verified.envelope, verified.envelope.body
        role = Role.HEAD_END if envelope.source == self.log.head_end else Role.THIRD_PARTY
        if role is Role.THIRD_PARTY and not isinstance(body, EventControl):
            return None  # records and customer service may speak too; who they are, only the link knows
        fault = broken(envelope, verified.security, role)
        return None if fault is None else Refusal(*fault, envelope.source)

    def _answer(self, verified: Verified, body: Body) -> Iterator[Dispatch]:
        envelope = verified.envelope

        def reply(answer: Body) -> Dispatch:
            return Dispatch(
                envelope.source, Verb.REPLY, envelope.noun, answer, SecurityClass.PRIVATE, envelope.message_id
            )

        match body:
            case EventControl():
                yield reply(self.events.take(body, envelope.source, envelope.created))
            case EventCancel():
                yield reply(self.events.cancel(body, envelope.source, envelope.created))
            case TextControl():
                yield reply(self._show_text(body))
            case ReadSchedule():
                yield reply(self._collect(body, is_closed=envelope.verb is Verb.CLOSE))
            case ClockConfig():
                yield reply(self._set_clock(body))
            case MeterConfig():
                yield reply(self._configure(body))
            case LogRequest():
                yield from map(reply, self._pages(body))
            case ReceiptStage() | Reply():
                self._hear_answer(body, envelope.correlation_id)
            case _:
                yield reply(Reply(False, self.log.now, error=f"a meter does nothing with {type(body).__name__}"))

    def _hear_answer(self, body: ReceiptStage | Reply, answered_id: str) -> None:
        """What became of something that the meter sent; an answer is not answered."""
        if isinstance(body, ReceiptStage):
            self.home.reached(body)
        elif body.is_ok:
            self.log.settle(answered_id)
        else:
            self.home.was_refused(answered_id, body.error)

    def _outgoing(self) -> list[Dispatch]:
        """Everything that is due to be sent: owed messages, receipts, finished intervals."""
        dispatches = [*self.log.pay(), *self.home.due(self.log.now)]
        recorder = self.log.meter.recorder
        found = False
        for collection in self.collections:
            for one in readings(self.name, collection.finished(recorder), recorder.channels):
                dispatches.append(self.log.created(one, Noun.METER_READINGS))
                found = True
        is_over = [one for one in self.collections if one.next_s(recorder) is None]
        if found or is_over:
            self.collections = [one for one in self.collections if one not in is_over]
            self._keep_collections()
        return dispatches

    # What the utility may ask besides events

    def _show_text(self, text: TextControl) -> Reply:
        importance = Importance(min(max(text.importance, 0), max(Importance)))
        start_s = to_us(text.start) // SECOND_US
        self.log.meter.display_message(
            text.text,
            importance,
            min(max(text.duration_minutes, 0), 0xFFFF),
            is_confirmation_required=text.is_confirmation_required,
            start_s=start_s,
        )
        return Reply(is_ok=True, meter_time=self.log.now)

    def _collect(self, schedule: ReadSchedule, *, is_closed: bool) -> Reply:
        others = [one for one in self.collections if one.schedule.issuer_event_id != schedule.issuer_event_id]
        if not is_closed and (schedule.end <= schedule.start or len(others) >= MAX_COLLECTIONS):
            why = "a schedule ends after it begins" if schedule.end <= schedule.start else "too many schedules"
            return Reply(False, self.log.now, schedule.issuer_event_id, why)
        self.collections = others if is_closed else [*others, Collection.of(schedule)]
        self._keep_collections()
        return Reply(is_ok=True, meter_time=self.log.now, issuer_event_id=schedule.issuer_event_id)

    def _set_clock(self, config: ClockConfig) -> Reply:
        """Compare with the utility's time; beyond the tolerance it is logged, told, and the clock is stepped."""
        before = self.log.now
        difference = config.utc - before
        if abs(difference) > timedelta(seconds=config.tolerance_s):
            off_s = -difference.total_seconds()
            detail = f"{off_s:+.1f} s, tolerated {config.tolerance_s} s"
            self.log.report(Noted.CLOCK_OUT_OF_TOLERANCE, detail=detail)
            self.log.meter.step_clock(difference // timedelta(microseconds=1))
            self.log.report(Noted.CLOCK_SET, detail=f"from {before.isoformat()}")
            self.events.follow_clock()
        return Reply(is_ok=True, meter_time=self.log.now)

    def _configure(self, config: MeterConfig) -> Reply:
        why = _objection_to(config)
        if why:
            return Reply(is_ok=False, meter_time=self.log.now, error=why)
        if config.interval_minutes is not None:
            try:
                self.log.meter.recorder.change_length(config.interval_minutes * 60)
            except ValueError as error:
                return Reply(is_ok=False, meter_time=self.log.now, error=str(error))
        if config.attempts_report_minutes is not None:
            self.attempts.report_minutes = config.attempts_report_minutes
        if config.attempts_per_hour is not None:
            self.attempts.limit(config.attempts_per_hour)
        if config.origin_ranks is not None:
            self.events.book.ranks = config.origin_ranks
            self.log.ledger.set("origin_ranks", list(config.origin_ranks))
        self._keep_attempts()
        return Reply(is_ok=True, meter_time=self.log.now)

    def _pages(self, request: LogRequest) -> Iterator[LogPage]:
        entries = [
            MeterEvent(one.noted.value, one.at, one.issuer_event_id, one.detail)
            for one in self.log.ledger.entries_since(request.start)
        ]
        starts = range(0, max(len(entries), 1), PAGE)
        for start in starts:
            yield LogPage(tuple(entries[start : start + PAGE]), is_last=start == starts[-1])

    # Unauthorised attempts

    def _count(self, source: str, cause: str, why: str, *, is_inbound: bool) -> None:
        now = self.log.now
        alarm = self.attempts.count(source, cause, now, is_inbound=is_inbound)
        if self.attempts.is_verbatim(now):
            direction = "inbound" if is_inbound else "outbound"
            self.log.note(Noted.ATTEMPT_REFUSED, detail=f"{direction}, {cause}: {why}", who=source or "unknown")
        if alarm is not None:
            self.log.alarm("unauthorised attempts", alarm)
        self._keep_attempts()

    # Keeping

    def _keep_attempts(self) -> None:
        self.log.ledger.set("attempts", self.attempts.save())

    def _keep_collections(self) -> None:
        self.log.ledger.set("collections", [one.save() for one in self.collections])

    def _load(self) -> None:
        saved = self.log.ledger.setting("attempts")
        if saved is not None:
            self.attempts = Attempts.of(saved)
        self.collections = [Collection.load(one) for one in self.log.ledger.setting("collections", [])]


def _objection_to(config: MeterConfig) -> str:
    report, rate, ranks = config.attempts_report_minutes, config.attempts_per_hour, config.origin_ranks
    if report is not None and not 1 <= report <= MAX_REPORT_MINUTES:
        return f"reports come each 1 to {MAX_REPORT_MINUTES} minutes"
    if rate is not None and not 1 <= rate <= MAX_PER_HOUR:
        return f"the rate is from 1 to {MAX_PER_HOUR} an hour"
    if ranks is not None and sorted(ranks) != sorted(one.value for one in Origin):
        return "the ranks name every origin once"
    return ""
