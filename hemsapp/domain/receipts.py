"""What we owe the utility: each receipt is a debt in the store, paid in order, and only by the meter's own word.

A receipt is numbered and kept in the transaction of what it tells of; then it is sent, one at a time, our own before
those of devices (C1FR23: twenty thermostats must not make ours late) and each subject's oldest first, for as long as
it takes. That a frame arrived pays nothing: `ReceiptLogged` does. So a lost receipt, a lost answer and a
kill all end in the same: it is sent again under the same number, and the utility counts it once (UC96.1.8, R1 to R5).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from devices.demand_response import EventStatus, Receipt, ReceiptLogged, ReceiptProgress, SendReceipt
from devices.moment import Moment
from devices.names import Eui64
from devices.wan.journal import Entry, Noted, System, receipt_detail
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import Fact

RETRY_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
LOGGED_S = 15.0
REMEMBERED = 400


@dataclass(frozen=True, slots=True)
class Act:
    """What a receipt tells of: who did what, and what stood then."""

    subject: Eui64
    status: EventStatus
    action: str
    cooling_centi_c: int | None = None
    heating_centi_c: int | None = None


class Receipts:
    """All that is owed, and what was paid of late."""

    def __init__(self, kept: Iterable[KeptReceipt], zone: str) -> None:
        self._zone = zone
        self._owed: dict[int, KeptReceipt] = {}
        self._paid: dict[int, KeptReceipt] = {}
        self._next = 1
        self._due_s = 0.0
        self._tries = 0
        self._sent: int | None = None
        self._tried: int | None = None
        for each in kept:
            (self._owed if each.logged is None else self._paid)[each.sequence] = each
            self._next = max(self._next, each.sequence + 1)

    def owe(self, event: KeptEvent, act: Act, at: Moment) -> list[Fact]:
        """A debt; keep it before anything else is done."""
        receipt = Receipt(
            sequence=self._next,
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
        if not self._owed:
            self._due_s, self._tries = at.monotonic_s, 0
        kept = self._owed[self._next] = KeptReceipt(self._next, receipt, at.utc)
        self._next += 1
        return [kept, _entry(at, Noted.RECEIPT_OWED, receipt)]

    @property
    def owed(self) -> int:
        """How many wait for the meter's log."""
        return len(self._owed)

    def due(self, meter: Eui64, own: Collection[Eui64], now_s: float) -> SendReceipt | None:
        """The debt that is next, if it is time to send it; call `failed` or `delivered` with how that went."""
        if self._sent is not None or not self._owed or now_s < self._due_s:
            return None
        ours = (each for each in self._owed.values() if each.receipt.subject in own)
        following = next(ours, None) or next(iter(self._owed.values()))
        self._sent = self._tried = following.sequence
        return SendReceipt(meter, following.receipt)

    def delivered(self, sequence: int, now_s: float) -> None:
        """It arrived: that is no payment, but the meter is given time to say that it logged it."""
        if self._sent == sequence:
            self._sent = None
            self._due_s = now_s + max(LOGGED_S, self._wait_s())

    def failed(self, sequence: int, now_s: float) -> None:
        """It did not arrive: later."""
        if self._sent == sequence:
            self._sent = None
            self._due_s = now_s + self._wait_s()

    def _wait_s(self) -> float:
        wait_s = RETRY_S[min(self._tries, len(RETRY_S) - 1)]
        self._tries += 1
        return wait_s

    def begin(self, now_s: float) -> None:
        """The meter is there (again): what is owed is due now."""
        self._tries = 0
        self._due_s = now_s

    def lose(self) -> None:
        """The radio is gone, and what was on its way with it."""
        self._sent = None

    def logged(self, message: ReceiptLogged, at: Moment) -> list[Fact]:
        """The meter has it: paid. A second word of it changes nothing."""
        owed = self._owed.pop(message.sequence, None)
        if owed is None:
            return []
        if self._sent == message.sequence:
            self._sent = None
        self.begin(at.monotonic_s)
        paid = self._remember(replace(owed, logged=message.at))
        return [paid, _entry(at, Noted.RECEIPT_DELIVERED, paid.receipt)]

    def progress(self, message: ReceiptProgress) -> list[Fact]:
        """How far it came beyond the meter; the first word of each stage counts."""
        paid = self._paid.get(message.sequence)
        if paid is None or message.stage not in {"MS", "MDMS"}:
            return []
        known = paid.ms if message.stage == "MS" else paid.mdms
        if known is not None:
            return []
        if message.stage == "MS":
            return [self._remember(replace(paid, ms=message.at))]
        return [self._remember(replace(paid, mdms=message.at))]

    def _remember(self, paid: KeptReceipt) -> KeptReceipt:
        self._paid[paid.sequence] = paid
        while len(self._paid) > REMEMBERED:
            del self._paid[next(iter(self._paid))]
        return paid

    @property
    def next_s(self) -> float | None:
        """When something is due."""
        return self._due_s if self._owed and self._sent is None else None

    def of(self, issuer_event_id: int) -> list[KeptReceipt]:
        """The receipts of one event, oldest first, as far as they are remembered."""
        known = [*self._paid.values(), *self._owed.values()]
        return sorted(
            (each for each in known if each.receipt.issuer_event_id == issuer_event_id), key=lambda each: each.sequence
        )

    def tries(self, sequence: int) -> int:
        """How often the debt that is being paid was tried in vain since the meter was last heard."""
        return self._tries if sequence == self._tried else 0


def _entry(at: Moment, noted: Noted, receipt: Receipt) -> Entry:
    detail = receipt_detail(receipt.status, receipt.subject, receipt.sequence)
    return note(at.utc, noted, receipt.issuer_event_id, receipt.subject, detail)


def note(utc: datetime, noted: Noted, issuer_event_id: int | None, who: str = "", detail: str = "") -> Entry:
    """An entry of this display's own journal."""
    return Entry(System.CI, utc, noted, issuer_event_id, who, detail)
