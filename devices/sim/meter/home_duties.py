"""What comes up from the home: status reports, signed receipts, wishes through the tunnel; and what goes back down."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from devices.demand_response import CppAuth, Receipt
from devices.sim.meter.display_duties import DisplayDuties, ReportRefused
from devices.sim.meter.event_duties import EventDuties
from devices.sim.meter.forwarded import RESEND, STAGES
from devices.sim.meter.forwarding import TunnelSaid
from devices.sim.meter.home_radio import HomeRadio
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.receipt_log import RECEIPT_DELAY, ReceiptLog, Said
from devices.wan.codec import Undecodable, decode_record
from devices.wan.cose import parts
from devices.wan.journal import Noted, receipt_detail
from devices.wan.receipts import signer_of
from devices.wan.seal import Refused
from devices.wan.tunnel import (
    PracticeWanted,
    ReceiptReached,
    ReceiptSubmitted,
    ReceiptTaken,
    ReportSubmitted,
    StatusWanted,
    TunnelWord,
)
from devices.wan.words import DeviceReceipt, Dispatch, PracticeRequest, ReceiptStage

MAX_PRACTICE_MINUTES: Final = 60
MAX_SIGNED: Final = 4096
RECEIPT: Final = "receipt"
HELD: Final = timedelta(seconds=10)
"""So long a report of a display that may sign waits for the signed one."""


@dataclass(frozen=True, slots=True)
class Contact:
    """When a device of the home was last heard, by the meter's clock, and what it last said of itself (C1FR28)."""

    last: datetime
    state: str = ""


class ReportedBy(Enum):
    """Who reports a status over DRLC, as far as it matters whether the same comes signed."""

    CLIENT = "a client that speaks DRLC alone"
    TUNNEL_HOLDER = "a display with a tunnel, which may sign or not"
    SIGNER = "a display that submits the same, signed"


class OutboundRefused(ValueError):
    """What came up from the home and is not let through; the message is the cause."""


class HomeDuties:
    """Receipts and tunnel words of the home."""

    def __init__(self, log: MeterLog, events: EventDuties) -> None:
        self._log, self._events = log, events
        self.receipts = ReceiptLog(log.ledger)
        self.displays = DisplayDuties(log)
        self.contacts: dict[str, Contact] = {}
        self.radio = HomeRadio(log)

    def heard(self, peer: str, state: str = "", endpoint: int | None = None, signal_dbm: int | None = None) -> None:
        """A device of the home was heard, that strongly where a radio heard it."""
        self.radio.heard(peer, endpoint, signal_dbm)
        known = self.contacts.get(peer, Contact(self._log.now))
        self.contacts[peer] = replace(known, last=self._log.now, state=state or known.state)

    def report_status(self, said: Said, way: ReportedBy) -> None:
        """ReportEventStatus: logged, and owed to the utility unless the same comes signed.

        OutboundRefused for an event that this meter does not know.
        """
        self._known_or_refused(said.issuer_event_id)
        detail = receipt_detail(said.status, said.subject)
        self.heard(said.peer, f"event {said.issuer_event_id}: {detail.removesuffix(said.subject).strip()}")
        if way is ReportedBy.SIGNER:
            self._log.note(Noted.RECEIPT_LOGGED, said.issuer_event_id, detail, who=said.peer)
            return
        self._take(said, HELD if way is ReportedBy.TUNNEL_HOLDER else timedelta(0))

    def answered(self, peer: str, event_id: int, answer: CppAuth) -> None:
        """The customer takes part in a critical peak, or does not."""
        self.heard(peer, f"event {event_id}: critical peak {answer.name.lower()}")
        self._log.report(Noted.RECEIPT_LOGGED, event_id, f"critical peak {answer.name.lower()} {peer}")
        self._log.on_news()

    def hear(self, peer: str, word: TunnelWord) -> list[TunnelWord]:
        """A word through the tunnel, and what is answered. OutboundRefused if it is not one for the meter."""
        self.heard(peer)
        match word:
            case ReceiptSubmitted():
                return [self._submitted(peer, word)]
            case ReportSubmitted():
                try:
                    return [self.displays.submitted(peer, word)]
                except ReportRefused as error:
                    raise OutboundRefused(str(error)) from error
            case StatusWanted():
                return self.news(peer)
            case PracticeWanted():
                if not 1 <= word.minutes <= MAX_PRACTICE_MINUTES:
                    raise OutboundRefused("a practice of that length")
                self._log.owe(PracticeRequest(word.minutes))
                return []
            case _:
                raise OutboundRefused("a word that only the meter says")

    def news(self, peer: str) -> list[TunnelWord]:
        """All statuses, and how far this device's receipts came; for a display that has just opened its tunnel."""
        reached = [ReceiptReached(*stage) for stage in self.receipts.untold(peer)]
        return [*self._events.notices(), *reached, *self.displays.news(peer)]

    def was_told(self, peer: str, word: TunnelWord) -> None:
        """A word went out through that display's tunnel."""
        if isinstance(word, ReceiptReached):
            self.receipts.told(peer, word.sequence, word.stage)
        self.displays.was_told(peer, word)

    def reached(self, stage: ReceiptStage) -> None:
        """The head end, or the records, have a receipt: the debt is paid, its sender is told."""
        peer = self.receipts.reached(stage) if stage.stage in STAGES else None
        if peer is not None and stage.sequence:
            word = ReceiptReached(stage.sequence, stage.stage, stage.at)
            self._log.meter.announcements.append(TunnelSaid(word, peer))

    def was_refused(self, message_id: str, why: str) -> None:
        """The head end does not take a receipt: it is sent no more."""
        log_number = self._log.number_of(message_id, RECEIPT)
        if log_number is not None and self.receipts.end_debt(log_number, self._log.now):
            self._log.note(Noted.MESSAGE_REFUSED, detail=f"receipt {log_number}: {why}")

    def due(self, now: datetime) -> list[Dispatch]:
        """Receipts that the head end does not have yet, and that are to be sent (again)."""
        dispatches = []
        for receipt, subject in self.receipts.due(now, max(RESEND, self._delay)):
            if subject:
                detail = receipt_detail(receipt.status, subject, receipt.sequence)
                self._log.note(Noted.RECEIPT_SENT, receipt.issuer_event_id, detail, who=receipt.sender)
            dispatches.append(self._log.created(receipt, message_id=f"{RECEIPT}.{receipt.log_number}"))
        return dispatches

    def _submitted(self, peer: str, word: ReceiptSubmitted) -> ReceiptTaken:
        if word.sequence < 1 or not 0 < len(word.signed) <= MAX_SIGNED:
            raise OutboundRefused("a receipt without number or signature")
        said = said_in(peer, word)
        receipt = self._take(said)
        return ReceiptTaken(word.sequence, receipt.meter_time)

    def _take(self, said: Said, hold: timedelta = timedelta(0)) -> DeviceReceipt:
        receipt, is_new = self.receipts.take(said, self._log.now, max(hold, self._delay))
        if is_new:
            detail = receipt_detail(said.status, said.subject, said.sequence)
            self._log.note(Noted.RECEIPT_LOGGED, said.issuer_event_id, detail, who=said.peer)
            self._log.on_news()
        return receipt

    @property
    def _delay(self) -> timedelta:
        """How long a receipt is kept before it is passed on (C1FR23)."""
        return timedelta(seconds=self._log.ledger.setting(RECEIPT_DELAY, 0))

    def _known_or_refused(self, event_id: int) -> None:
        if event_id not in self._events.book.events:
            raise OutboundRefused("a report of an unknown event")


def said_in(peer: str, word: ReceiptSubmitted) -> Said:
    """What a signed receipt says, read without believing it: only the utility can verify whose it is."""
    try:
        sender = signer_of(word.signed)
        receipt: Receipt = decode_record(parts(word.signed).payload, Receipt)
    except (Refused, Undecodable) as error:
        raise OutboundRefused("a receipt that is none") from error
    if receipt.sequence != word.sequence:
        raise OutboundRefused("a receipt with another number than was signed")
    status = int(receipt.status)
    said = (receipt.issuer_event_id, status, receipt.acted, receipt.sequence, word.signed)
    return Said(peer, sender, receipt.subject, *said)
