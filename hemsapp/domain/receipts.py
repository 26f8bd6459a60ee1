"""What we owe the utility: each receipt is a debt in the store, paid in order, and only by the meter's own word.

A receipt is numbered and kept in the transaction of what it tells of; then it is sent, one at a time, our own before
those of devices (C1FR23: twenty thermostats must not make ours late) and each subject's oldest first, for as long as
it takes. That a frame arrived pays nothing: `ReceiptLogged` does. So a lost receipt, a lost answer and a
kill all end in the same: it is sent again under the same number, and the utility counts it once (UC96.1.8, R1 to R5).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from devices.demand_response import EventStatus, Receipt, ReceiptLogged, ReceiptProgress, SendReceipt
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Entry, Noted, System, receipt_detail
from hemsapp.domain.debts import Debts
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import Fact


@dataclass(frozen=True, slots=True)
class Act:
    """What a receipt tells of: who did what, and what stood then."""

    subject: Eui64
    status: EventStatus
    action: str
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None


class Receipts:
    """All that is owed, and what was paid of late (`debts.py`)."""

    def __init__(self, kept: Iterable[KeptReceipt], zone: str) -> None:
        self._zone = zone
        self._debts = Debts(kept)

    def owe(self, event: KeptEvent, act: Act, at: Moment) -> list[Fact]:
        """A debt; keep it before anything else is done."""
        receipt = Receipt(
            sequence=self._debts.next_number,
            issuer_event_id=event.issuer_event_id,
            subject=act.subject,
            status=act.status,
            received=event.changed_at or event.announced,
            acted=at.utc,
            action=act.action,
            zone=self._zone,
            criticality=event.criticality,
            cooling_set_point_centi_c=act.cooling_centi_c,
            heating_set_point_centi_c=act.heating_centi_c,
            is_test=event.is_test,
        )
        kept = KeptReceipt(receipt.sequence, receipt, at.utc)
        self._debts.owe(kept, at)
        return [kept, _entry(at, Noted.RECEIPT_OWED, receipt)]

    @property
    def owed(self) -> int:
        """How many wait for the meter's log."""
        return len(self._debts.owed)

    def due(self, meter: Eui64, own: Collection[Eui64], now_s: float) -> SendReceipt | None:
        """The debt that is next, if it is time to send it; call `failed` or `delivered` with how that went."""
        following = self._debts.due(now_s, lambda each: each.receipt.subject in own)
        return None if following is None else SendReceipt(meter, following.receipt)

    def delivered(self, sequence: int, now_s: float) -> None:
        """It arrived: that is no payment, but the meter is given time to say that it logged it."""
        self._debts.delivered(sequence, now_s)

    def failed(self, sequence: int, now_s: float) -> None:
        """It did not arrive: later."""
        self._debts.failed(sequence, now_s)

    def begin(self, now_s: float) -> None:
        """The meter is there (again): what is owed is due now."""
        self._debts.begin(now_s)

    def lose(self) -> None:
        """The radio is gone, and what was on its way with it."""
        self._debts.lose()

    def logged(self, message: ReceiptLogged, at: Moment) -> list[Fact]:
        """The meter has it: paid. A second word of it changes nothing."""
        paid = self._debts.logged(message.sequence, message.at, at.monotonic_s)
        return [] if paid is None else [paid, _entry(at, Noted.RECEIPT_DELIVERED, paid.receipt)]

    def progress(self, message: ReceiptProgress) -> list[Fact]:
        """How far it came beyond the meter; the first word of each stage counts."""
        news = self._debts.progress(message.sequence, message.stage, message.at)
        return [] if news is None else [news]

    @property
    def next_s(self) -> float | None:
        """When something is due."""
        return self._debts.next_s

    def of(self, issuer_event_id: int) -> list[KeptReceipt]:
        """The receipts of one event, oldest first, as far as they are remembered."""
        known = [*self._debts.paid.values(), *self._debts.owed.values()]
        return sorted(
            (each for each in known if each.receipt.issuer_event_id == issuer_event_id), key=lambda each: each.sequence
        )

    def tries(self, sequence: int) -> int:
        """How often the debt that is being paid was tried in vain since the meter was last heard."""
        return self._debts.tries(sequence)

    @property
    def last_reached_ms(self) -> datetime | None:
        """When a receipt of ours last reached the head end, by its own time."""
        return max((each.ms for each in self._debts.paid.values() if each.ms is not None), default=None)


def _entry(at: Moment, noted: Noted, receipt: Receipt) -> Entry:
    detail = receipt_detail(receipt.status, receipt.subject, receipt.sequence)
    return note(at.utc, noted, receipt.issuer_event_id, receipt.subject, detail)


def note(utc: datetime, noted: Noted, issuer_event_id: int | None, who: str = "", detail: str = "") -> Entry:
    """An entry of this display's own journal."""
    return Entry(System.CI, utc, noted, issuer_event_id, who, detail)
