"""The meter as a system of the utility link: messages that were verified, and its own clock, in; messages out.

Times that come in are the world's (the shell's clock); whatever the meter stamps is its own clock's. Only what was
verified as Control moves anything; what did not verify, or was verified in too low a class, is logged and counted.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from devices.demand_response import CppAuth
from devices.sim.meter.attempt_log import AttemptLog
from devices.sim.meter.collection import Collections
from devices.sim.meter.downloads import Downloads
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.forwarding import Forwarding, LoadControlForwarded, TunnelSaid
from devices.sim.meter.home_duties import HomeDuties, OutboundRefused, ReportedBy
from devices.sim.meter.interval_reports import IntervalReports
from devices.sim.meter.ledger import Ledger, from_us
from devices.sim.meter.links import Links
from devices.sim.meter.meter import Meter
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.power import Power, Tamper
from devices.sim.meter.receipt_log import Said
from devices.sim.meter.recovery import Recovery
from devices.sim.meter.requests import Requests
from devices.sim.meter.self_test import SelfTests
from devices.wan.download_words import Block, DownloadCancel, DownloadOrder
from devices.wan.journal import Noted
from devices.wan.keys import Role
from devices.wan.meter_words import (
    IntervalsWanted,
    Link,
    LinkControl,
    MeterRead,
    MeterReading,
    MeterRecovery,
    MeterTest,
    NetworkQuery,
)
from devices.wan.rules import broken
from devices.wan.system import Refusal
from devices.wan.tunnel import TunnelWord
from devices.wan.words import (
    Body,
    ClockConfig,
    Dispatch,
    DisplayQuery,
    DisplayTest,
    EventCancel,
    EventControl,
    LogRequest,
    MeterConfig,
    ReadSchedule,
    ReceiptStage,
    Reply,
    ReportStage,
    SecurityClass,
    TextControl,
    Verb,
    Verified,
)

CHANGING: Final = (EventControl, EventCancel, TextControl, ClockConfig, MeterConfig)


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
        self.attempts = AttemptLog(self.log)
        self.collections = Collections(self.log)
        self.power = Power(self.log)
        self.utility = Links(self.log, self.home, self.power)
        self.reports = IntervalReports(self.log)
        self.tests = SelfTests(self.log, self.events, self.home, self.utility)
        self._recovery = Recovery(self.log, self.events, self.home)
        self._requests = Requests(self.log, self.events, self.attempts)
        self.on_restart: Callable[[], None] = lambda: None
        """Called when the meter begins anew: what others keep that is volatile is lost."""
        self.downloads = Downloads(self.log, self.events, self._requests, self.restart)

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
        is_speaking = self._is_speaking
        if not self._is_up or (is_speaking and (self.log.is_owing or self.log.is_overdue)):
            return from_us(self.log.meter.house.at_us)
        if not is_speaking:
            return self.log.true_time(min(self.utility.next_due, self.downloads.next_due or self.utility.next_due))
        home_due, collection_due = self.home.receipts.next_due(), self.collections.next_due
        report_due = self.home.displays.reports.next_due()
        times = [
            self.events.next_due,
            self.power.next_due,
            self.utility.next_due,
            self.reports.next_due,
            self.tests.next_due,
            home_due,
            report_due,
            collection_due,
            self.attempts.report_due,
            self.log.again,
            self.downloads.next_due,
        ]
        due = min(one for one in times if one is not None)
        return self.log.true_time(due) if due > self.log.now else from_us(self.log.meter.house.at_us)

    @property
    def owed(self) -> int:
        """How many messages and receipts the head end has not answered."""
        return len(self.log.ledger.owed(0)) + self.home.receipts.count()[1] + self.home.displays.reports.count()

    # The utility link

    def receive(self, verified: Verified, at: datetime) -> list[Dispatch]:
        """A message that was verified."""
        self._advance(at)
        self.utility.received += 1
        with self.log.ledger.transaction():
            self.follow_clock()
            envelope, body = verified.envelope, verified.envelope.body
            why = self._objection(verified)
            if why is not None:
                self.attempts.count(envelope.source, why.cause.value, why.why, is_inbound=True)
                return self._outgoing()
            dispatches = list(self._answer(verified, body))
            if isinstance(body, CHANGING):
                self.on_changed()
            self.home_news()
            return [] if self.downloads.is_mute else [*dispatches, *self._outgoing()]

    def refused(self, refusal: Refusal, at: datetime) -> list[Dispatch]:
        """A message that was not believed."""
        self._advance(at)
        with self.log.ledger.transaction():
            self.follow_clock()
            if refusal.is_attempt:
                is_inbound = refusal.source != self.name  # the link refuses to send what the meter may not say
                self.attempts.count(refusal.source, refusal.cause.value, refusal.why, is_inbound=is_inbound)
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
            self.downloads.follow_clock()
            self._watch(now)
            if now >= self.attempts.report_due:
                self.attempts.report()
                self.events.forget_old()
                self.log.forget_before(now)

    def _is_due(self, now: datetime) -> bool:
        due, new = self.events.next_due, self.downloads.next_due
        if (new is not None and now >= new) or now >= min(self.power.next_due, self.utility.next_due):
            return True
        return now >= self.attempts.report_due or (due is not None and now >= due)

    def _watch(self, now: datetime) -> None:
        """What the meter looks at by itself: its links, whether it counts, and once a day the network report."""
        self.utility.follow_clock()
        if now >= self.power.next_due:
            self.power.watch()
        if self.utility.is_report_due:
            self.log.owe(self.utility.report(self.tests.devices()))

    def cut_power(self) -> None:
        """Power is gone: what is volatile is lost; the next moment begins from the ledger."""
        if self._is_up:
            with self.log.ledger.transaction():
                self.power.lost()
        self.restart()
        self.log.on_news()

    def restart(self) -> None:
        """Begin anew from the ledger, with the next moment: what is volatile is lost."""
        self._is_up = False
        self.home.contacts.clear()
        self.home.radio.cut_power()
        self.log.meter.announcements.clear()
        self.on_restart()

    def set_launching(self, *, is_launching: bool) -> None:
        """A fault of the meter (UC96.3), or its end: does it follow its own clock?"""
        with self.log.ledger.transaction():
            self.log.ledger.set("is_launching", is_launching)
            self.events.is_launching = is_launching
            self.events.follow_clock()
        self.log.on_news()

    def hang_radio(self, *, is_hung: bool) -> None:
        """A fault of the meter (UC96.3.3), or its end: is anything sent to the home?"""
        self.home.radio.is_hung = is_hung

    def feel(self, tamper: Tamper, *, is_on: bool) -> None:
        """A switch of the meter was opened or closed (X-TAMPER)."""
        with self.log.ledger.transaction():
            self.power.feel(tamper, is_on=is_on)
        self.log.on_news()

    def order(self, wanted: EventControl | EventCancel) -> Reply:
        """What a tester orders at the meter in the utility's place."""
        source, now = self.log.head_end, self.log.now
        with self.log.ledger.transaction():
            self.follow_clock()
            if isinstance(wanted, EventControl):
                reply = self.events.take(wanted, source, now)
            else:
                reply = self.events.cancel(wanted, source, now)
        self.log.on_news()
        return reply

    def refuse_outbound(self, sender: str, why: str) -> None:
        """Something that came from the home was not let through (C1FR43)."""
        with self.log.ledger.transaction():
            self.attempts.count(sender, why, why, is_inbound=False)
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

    def report_status(self, said: Said, *, is_signed_too: bool = False, has_tunnel: bool = False) -> None:
        """ReportEventStatus of a device. `is_signed_too`: the same comes signed; `has_tunnel`: perhaps."""
        is_signer = is_signed_too or self.home.receipts.is_signing(said.peer)
        way = ReportedBy.TUNNEL_HOLDER if has_tunnel else ReportedBy.CLIENT
        try:
            with self.log.ledger.transaction():
                self.home.report_status(said, ReportedBy.SIGNER if is_signer else way)
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
        self.power.load()
        self.power.restored()
        self.utility.load()
        self.log.restart()
        self.home.receipts.try_again()
        self.home.displays.reports.try_again()
        self.events.restart()
        self.attempts.load()
        self.collections.load()
        self.tests.load()
        self.downloads.load()
        self.downloads.start()

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
                yield reply(self._requests.show_text(body))
            case ReadSchedule():
                yield reply(self.collections.take(body, is_closed=envelope.verb is Verb.CLOSE))
            case ClockConfig():
                yield reply(self._requests.set_clock(body))
            case MeterConfig():
                yield reply(self._requests.configure(body))
            case LogRequest():
                yield from map(reply, self._requests.pages(body))
            case Block():
                self.downloads.take_block(body)
            case DisplayQuery() | DisplayTest():
                yield reply(self.home.displays.ask(body))
            case ReceiptStage() | ReportStage() | Reply():
                self._hear_answer(body, envelope.correlation_id)
            case _:
                yield reply(self._of_itself(verified, body))

    def _of_itself(self, verified: Verified, body: Body) -> Body:
        """What the head end alone may have a meter do with itself."""
        envelope = verified.envelope
        answer: Body = Reply(False, self.log.now, error=f"a meter does nothing with {type(body).__name__}")
        if envelope.source != self.log.head_end:
            return answer
        match body:
            case MeterTest():
                answer = self.tests.take(body, envelope.created)
            case MeterRecovery():
                answer = self._recovery.take(body)
            case LinkControl():
                answer = self.utility.switch(body, len(self.events.book.live()))
            case MeterRead():
                answer = self._read(body)
            case IntervalsWanted():
                answer = self._requests.intervals(body)
            case DownloadOrder():
                answer = self.downloads.take(body)
            case DownloadCancel():
                answer = self.downloads.cancel(body)
            case NetworkQuery():
                answer = self.utility.report(self.tests.devices())
        return answer

    def _hear_answer(self, body: ReceiptStage | ReportStage | Reply, answered_id: str) -> None:
        """What became of something that the meter sent; an answer is not answered."""
        if isinstance(body, ReceiptStage):
            self.home.reached(body)
        elif isinstance(body, ReportStage):
            self.home.displays.reached(body)
        elif body.is_ok:
            self.log.settle(answered_id)
            self.downloads.heard(answered_id)
        else:
            self.home.was_refused(answered_id, body.error)
            self.home.displays.was_refused(answered_id, body.error)

    def _outgoing(self) -> list[Dispatch]:
        """Everything that is due to be sent: owed messages, receipts, finished intervals."""
        if not self._is_speaking:
            return []
        now = self.log.now
        self.tests.end_due()
        self.collections.owe_due()
        self.reports.owe_due()
        asked = [*self.home.due(now), *self.home.displays.due(now), *self.downloads.due()]
        outgoing = [*self.log.pay(), *asked]
        self.utility.sent += len(outgoing)
        return outgoing

    @property
    def _is_speaking(self) -> bool:
        """Does it say anything to the utility of its own accord?"""
        return not (self.utility.is_disabled(Link.UTILITY) or self.downloads.is_mute)

    def _read(self, asked: MeterRead) -> MeterReading:
        """Consumption, load and voltage at this moment (X-TWO-WAY)."""
        meter, recorder = self.log.meter, self.log.meter.recorder
        delivered_wh, received_wh = meter.registers_wh
        self.log.note(Noted.METER_READ, detail=f"read {asked.number}")
        return MeterReading(
            *(asked.number, self.log.name, self.log.now, delivered_wh, received_wh),
            *(meter.house.power_w, meter.voltage_mv, delivered_wh - recorder.mark_wh[0]),
        )
