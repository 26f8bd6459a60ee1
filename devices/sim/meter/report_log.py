"""The meter's durable log of what displays report of themselves, a debt until the head end has them."""

from datetime import datetime, timedelta
from typing import Final

from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.wan.words import DisplayReport, ReportStage

RESEND: Final = timedelta(seconds=60)
MAX_AT_ONCE: Final = 10
STAGES: Final = ("MS", "MDMS")
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


class ReportLog:
    """Reports in the ledger, each once, in the order in which they came."""

    def __init__(self, ledger: Ledger) -> None:
        self._database = ledger.database
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

    def next_due(self) -> datetime | None:
        """When something is to be sent (again), by the meter's clock; None if nothing is owed."""
        (due_us,) = self._database.execute("select min(due_us) from report where ms_us is null").fetchone()
        return None if due_us is None else from_us(due_us)

    def reached(self, stage: ReportStage) -> str | None:
        """The report came so far: the display that it came from if that is news, else None."""
        columns = ("ms_us",) if stage.stage == STAGES[0] else ("ms_us", "mdms_us")  # what the records have, the MS has
        changed = 0
        for column in columns:
            query = f"update report set {column} = ? where log_number = ? and {column} is null"  # noqa: S608 - constants
            changed += self._database.execute(query, (to_us(stage.at), stage.log_number)).rowcount
        row = self._database.execute("select peer from report where log_number = ?", (stage.log_number,)).fetchone()
        return row[0] if changed and row else None

    def end_debt(self, log_number: int, now: datetime) -> bool:
        """It is owed no more, though nobody has it; was it owed?"""
        query = "update report set ms_us = ?, told = 1 where log_number = ? and ms_us is null"
        return bool(self._database.execute(query, (to_us(now), log_number)).rowcount)

    def untold(self, peer: str) -> list[tuple[int, str, datetime]]:
        """Stages that the display was not told: sequence number, stage, time."""
        rows = self._database.execute(
            "select sequence, told, ms_us, mdms_us from report where peer = ?"
            " and told < (ms_us is not null) + (mdms_us is not null) order by log_number",
            (peer,),
        )
        found = []
        for sequence, told, *reached in rows:
            stages = list(zip(STAGES, reached, strict=True))[told:]
            found += [(sequence, stage, from_us(at_us)) for stage, at_us in stages if at_us is not None]
        return found

    def told(self, peer: str, sequence: int, stage: str) -> None:
        """The display was told that stage."""
        self._database.execute(
            "update report set told = max(told, ?) where peer = ? and sequence = ?",
            (STAGES.index(stage) + 1, peer, sequence),
        )

    def try_again(self) -> None:
        """Power came back: whatever is owed goes out at once."""
        self._database.execute("update report set due_us = 0 where ms_us is null and tries > 0")

    def count(self) -> int:
        """How many are owed."""
        (count,) = self._database.execute("select count(*) from report where ms_us is null").fetchone()
        return int(count)
