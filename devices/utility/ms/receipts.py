"""The home's receipts at the head end: believed when the kiosk's signature verifies, counted once, gaps visible.

A signed receipt is known by its sender's sequence number, one without a signature by its number in the meter's log.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.utility.ms.books import Books
from devices.utility.signatures import Verifier
from devices.utility.stored import milliseconds, moment
from devices.wan.words import DeviceReceipt, ReceiptStage


class Verdict(Enum):
    """What a receipt is."""

    NEW = "new"
    KNOWN = "known"  # it came before: answered again, counted once
    FORGED = "forged"
    FORGED_AGAIN = "forged again"  # the meter repeats what was refused already


@dataclass(frozen=True, slots=True)
class Judged:
    """A receipt, what it is, and in words why it is refused."""

    verdict: Verdict
    why: str = ""


class Receipts:
    """The receipts in the head end's file; every call is within the caller's transaction."""

    def __init__(self, books: Books, verify: Verifier) -> None:
        self._db = books.ledger.db
        self._verify = verify

    def judge(self, receipt: DeviceReceipt, meter_id: str) -> Judged:
        """What it is; nothing is kept yet."""
        if why := self._fault(receipt):
            known = self._db.execute(
                "SELECT 1 FROM forgeries WHERE meter_id = ? AND log_number = ? AND signed = ?",
                (meter_id, receipt.log_number, receipt.signed.hex()),
            ).fetchone()
            return Judged(Verdict.FORGED_AGAIN if known else Verdict.FORGED, why)
        row = self._find(receipt, meter_id)
        if row is None:
            return Judged(Verdict.NEW)
        if row[1] != receipt.signed.hex():
            return Judged(Verdict.FORGED, f"number {receipt.sequence} of {receipt.sender} was another receipt")
        return Judged(Verdict.KNOWN)

    def keep(self, receipt: DeviceReceipt, meter_id: str, message_id: str, forwarded_as: str, at: datetime) -> None:
        """Count a new one."""
        self._db.execute(
            "INSERT INTO receipts (at, meter_id, sender, sequence, log_number, issuer_event_id, status, message_id,"
            " forwarded_as, signed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(milliseconds(at), meter_id, receipt.sender, receipt.sequence, receipt.log_number),
                *(receipt.issuer_event_id, receipt.status, message_id, forwarded_as, receipt.signed.hex()),
            ),
        )

    def keep_forged(self, receipt: DeviceReceipt, meter_id: str, at: datetime) -> None:
        """Remember what was refused, so that it is reported once."""
        self._db.execute(
            "INSERT OR IGNORE INTO forgeries VALUES (?, ?, ?, ?)",
            (meter_id, receipt.log_number, receipt.signed.hex(), milliseconds(at)),
        )

    def stage_of(self, receipt: DeviceReceipt, meter_id: str) -> ReceiptStage | None:
        """How far a receipt that is kept has come: the MS, or the MDMS."""
        row = self._find(receipt, meter_id)
        if row is None:
            return None
        received, _, recorded = row
        stage, at = ("MS", received) if recorded is None else ("MDMS", recorded)
        return ReceiptStage(receipt.sender, receipt.sequence, receipt.log_number, stage, moment(at))

    def recorded(self, forwarded_as: str, at: datetime) -> tuple[str, ReceiptStage] | None:
        """The MDMS has confirmed a message: the meter and the stage, if that was a receipt."""
        row = self._db.execute(
            "SELECT id, meter_id, sender, sequence, log_number FROM receipts"
            " WHERE forwarded_as = ? AND recorded IS NULL",
            (forwarded_as,),
        ).fetchone()
        if row is None:
            return None
        number, meter_id, sender, sequence, log_number = row
        self._db.execute("UPDATE receipts SET recorded = ? WHERE id = ?", (milliseconds(at), number))
        return meter_id, ReceiptStage(sender, sequence, log_number, "MDMS", at)

    def gaps(self) -> dict[str, list[int]]:
        """The sequence numbers below each sender's highest that did not come: it counts from 1 without a gap."""
        found: dict[str, list[int]] = {}
        came = self._db.execute("SELECT sender, sequence FROM receipts WHERE sequence > 0 ORDER BY sender, sequence")
        before: dict[str, int] = {}
        for sender, sequence in came:
            expected = before.get(sender, 0) + 1
            if missing := list(range(expected, sequence)):
                found.setdefault(sender, []).extend(missing)
            before[sender] = sequence
        return found

    def _find(self, receipt: DeviceReceipt, meter_id: str) -> tuple[int, str, int | None] | None:
        sql = "SELECT at, signed, recorded FROM receipts WHERE "
        if receipt.sequence:
            where, values = "sender = ? AND sequence = ?", (receipt.sender, receipt.sequence)
        else:
            where, values = "meter_id = ? AND log_number = ? AND sequence = 0", (meter_id, receipt.log_number)
        row: tuple[int, str, int | None] | None = self._db.execute(sql + where, values).fetchone()
        return row

    def _fault(self, receipt: DeviceReceipt) -> str:
        if not receipt.signed:
            return "a number without a signature" if receipt.sequence else ""
        said = self._verify(receipt.sender, receipt.signed)
        if said is None:
            return f"the signature is not that of {receipt.sender}"
        differing = [
            name
            for name, signed, told in (
                ("sequence", said.sequence, receipt.sequence),
                ("issuer_event_id", said.issuer_event_id, receipt.issuer_event_id),
                ("status", int(said.status), receipt.status),
            )
            if signed != told
        ]
        return f"{', '.join(differing)} differ from what was signed" if differing else ""
