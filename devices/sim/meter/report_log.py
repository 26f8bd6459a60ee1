"""The meter's durable log of what displays report of themselves, a debt until the head end has them."""

from datetime import datetime
from typing import Final

from devices.sim.meter.forwarded import RESEND, Forwarded
from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.wan.words import DisplayReport

MAX_AT_ONCE: Final = 10
SCHEMA: Final = """
create table if not exists report (
    log_number integer primary key autoincrement,
    peer text not null, sender text not null, sequence integer not null, signed blob not null,
    meter_us integer not null, due_us integer not null, tries integer not null default 0,
    ms_us integer, mdms_us integer, told integer not null default 0
);
create unique index if not exists report_sequence on report (peer, sequence, signed);
create index if not exists report_owed on report (log_number) where ms_us is null;
"""
_COLUMNS: Final = "log_number, sender, sequence, meter_us, signed"


class ReportLog(Forwarded):
    """Reports in the ledger, each once, in the order in which they came."""

    table = "report"

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self._database.executescript(SCHEMA)

    def take(self, peer: str, sender: str, sequence: int, signed: bytes, now: datetime) -> bool:
        """Log it; was it new?"""
        cursor = self._database.execute(
            "insert or ignore into report (peer, sender, sequence, signed, meter_us, due_us) values (?, ?, ?, ?, ?, ?)",
            (peer, sender, sequence, signed, to_us(now), to_us(now)),
        )
        return cursor.rowcount > 0

    def due(self, now: datetime) -> list[tuple[DisplayReport, bool]]:
        """Reports to be sent now, and whether it is the first time; they count as tried."""
        rows = self._database.execute(
            f"select {_COLUMNS}, tries from report where ms_us is null and (due_us <= ? or due_us > ?)"  # noqa: S608 - constants
            " order by log_number limit ?",
            (to_us(now), to_us(now + RESEND), MAX_AT_ONCE),
        ).fetchall()
        self._database.executemany(
            "update report set due_us = ?, tries = tries + 1 where log_number = ?",
            [(to_us(now + RESEND), row[0]) for row in rows],
        )
        return [
            (DisplayReport(number, sender, sequence, from_us(meter_us), bytes(signed)), tries == 0)
            for number, sender, sequence, meter_us, signed, tries in rows
        ]

    def count(self) -> int:
        """How many are owed."""
        (count,) = self._database.execute("select count(*) from report where ms_us is null").fetchone()
        return int(count)
