"""The meter's durable log of the home's receipts, a debt until the head end has them (UC96.1.9, UC96.1.10).

A signed receipt is logged once for each device that it came from, its number and its octets: whoever else claims a
number takes it from nobody. One that came over DRLC alone has no number, and is logged when it says something new. What
is owed goes out in the order of the log, and again each minute.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from devices.sim.meter.forwarded import RESEND, Forwarded
from devices.sim.meter.ledger import from_us, to_us
from devices.wan.words import DeviceReceipt

MAX_AT_ONCE: Final = 50
RECEIPT_DELAY: Final = "receipt_delay_s"
"""The setting, in seconds."""
_COLUMNS: Final = "log_number, sender, event_id, status, status_us, meter_us, sequence, signed"
_INSERT: Final = """insert into receipt
(peer, sender, subject, sequence, signed, event_id, status, status_us, meter_us, due_us)
values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_OVERTAKE: Final = """update receipt set ms_us = ?
where peer = ? and event_id = ? and status = ? and sequence = 0 and tries = 0 and ms_us is null"""


@dataclass(frozen=True, slots=True)
class Said:
    """What was reported of an event; `sequence` 0 and no signature for what only speaks DRLC.

    `peer` is the device that it came from, `sender` whom it claims to be from, `subject` the device that acted.
    """

    peer: str
    sender: str
    subject: str
    issuer_event_id: int
    status: int
    status_time: datetime
    sequence: int = 0
    signed: bytes = b""


class ReceiptLog(Forwarded):
    """Receipts in the ledger."""

    table = "receipt"

    def take(self, said: Said, now: datetime, hold: timedelta = timedelta(0)) -> tuple[DeviceReceipt, bool]:
        """The receipt as it is in the log, and whether it is new; it goes out when `hold` has passed.

        A signed one takes the place of what the same device reported over DRLC alone and is still held.
        """
        known = self._known(said)
        if known is not None:
            return known, False
        who = (said.peer, said.sender, said.subject, said.sequence, said.signed)
        what = (said.issuer_event_id, said.status, to_us(said.status_time), to_us(now), to_us(now + hold))
        if said.sequence:
            self._database.execute(_OVERTAKE, (to_us(now), said.peer, said.issuer_event_id, said.status))
        cursor = self._database.execute(_INSERT, (*who, *what))
        return self._one("log_number = ?", (cursor.lastrowid,)), True

    def due(self, now: datetime, longest: timedelta = RESEND) -> list[tuple[DeviceReceipt, str]]:
        """Receipts to be sent now, with the device that acted if it is for the first time; they count as tried.

        None waits for longer than `longest`: one that is due later was held before the clock was set back.
        """
        rows = self._database.execute(
            f"select {_COLUMNS}, subject, tries from receipt where ms_us is null and (due_us <= ? or due_us > ?)"  # noqa: S608 - constants
            " order by log_number limit ?",
            (to_us(now), to_us(now + longest), MAX_AT_ONCE),
        ).fetchall()
        self._database.executemany(
            "update receipt set due_us = ?, tries = tries + 1 where log_number = ?",
            [(to_us(now + RESEND), row[0]) for row in rows],
        )
        return [(_receipt(*values), "" if tries else subject) for *values, subject, tries in rows]

    def count(self) -> tuple[int, int]:
        """How many receipts are in the log, and how many of them are owed."""
        row = self._database.execute("select count(*), coalesce(sum(ms_us is null), 0) from receipt").fetchone()
        return int(row[0]), int(row[1])

    def is_signing(self, peer: str) -> bool:
        """Has that device ever submitted a signed receipt?"""
        found = self._database.execute("select 1 from receipt where peer = ? and sequence > 0 limit 1", (peer,))
        return found.fetchone() is not None

    def _known(self, said: Said) -> DeviceReceipt | None:
        if said.sequence:
            return self._find("peer = ? and sequence = ? and signed = ?", (said.peer, said.sequence, said.signed))
        same = (said.peer, said.issuer_event_id, said.status, to_us(said.status_time))
        return self._find("peer = ? and event_id = ? and status = ? and status_us = ? and sequence = 0", same)

    def _find(self, where: str, values: tuple[object, ...]) -> DeviceReceipt | None:
        row = self._database.execute(f"select {_COLUMNS} from receipt where {where}", values).fetchone()  # noqa: S608 - constants
        return None if row is None else _receipt(*row)

    def _one(self, where: str, values: tuple[object, ...]) -> DeviceReceipt:
        found = self._find(where, values)
        assert found is not None
        return found


def _receipt(*values: Any) -> DeviceReceipt:
    log_number, sender, event_id, status, status_us, meter_us, sequence, signed = values
    return DeviceReceipt(
        log_number, sender, event_id, status, from_us(status_us), from_us(meter_us), sequence, bytes(signed)
    )
