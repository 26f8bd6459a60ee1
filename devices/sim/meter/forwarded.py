"""What the meter passes on for the home: a debt, due again each minute until the head end has it, and how far it is."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.until_written import UntilWritten
from devices.wan.words import ReceiptStage, ReportStage

RESEND: Final = timedelta(seconds=60)
STAGES: Final = ("MS", "MDMS")


class Forwarded:
    """A table of the ledger with `log_number`, `peer`, `sequence`, `due_us`, `tries`, `ms_us`, `mdms_us` and `told`."""

    table: ClassVar[str]

    def __init__(self, ledger: Ledger) -> None:
        self._database = ledger.database
        self._soonest = UntilWritten(ledger.database, self._ask_soonest)

    def next_due(self) -> datetime | None:
        """When something is to be sent (again), by the meter's clock; None if nothing is owed."""
        return self._soonest()

    def _ask_soonest(self) -> datetime | None:
        (due_us,) = self._ask("select min(due_us) from {table} where ms_us is null").fetchone()
        return None if due_us is None else from_us(due_us)

    def reached(self, stage: ReceiptStage | ReportStage) -> str | None:
        """It came so far: the device that it came from if that is news, else None."""
        columns = ("ms_us",) if stage.stage == STAGES[0] else ("ms_us", "mdms_us")  # what the records have, the MS has
        changed = 0
        for column in columns:
            query = f"update {{table}} set {column} = ? where log_number = ? and {column} is null"  # noqa: S608 - constants
            changed += self._ask(query, to_us(stage.at), stage.log_number).rowcount
        row = self._ask("select peer from {table} where log_number = ?", stage.log_number).fetchone()
        return row[0] if changed and row else None

    def end_debt(self, log_number: int, now: datetime) -> bool:
        """It is owed no more, though nobody has it; was it owed?"""
        query = "update {table} set ms_us = ?, told = 1 where log_number = ? and ms_us is null"
        return bool(self._ask(query, to_us(now), log_number).rowcount)

    def untold(self, peer: str) -> list[tuple[int, str, datetime]]:
        """Stages that the device was not told: sequence number (above 0), stage, time."""
        rows = self._ask(
            "select sequence, told, ms_us, mdms_us from {table} where peer = ? and sequence > 0"
            " and told < (ms_us is not null) + (mdms_us is not null) order by log_number",
            peer,
        )
        found = []
        for sequence, told, *reached in rows:
            stages = list(zip(STAGES, reached, strict=True))[told:]
            found += [(sequence, stage, from_us(at_us)) for stage, at_us in stages if at_us is not None]
        return found

    def told(self, peer: str, sequence: int, stage: str) -> None:
        """The device was told that stage."""
        query = "update {table} set told = max(told, ?) where peer = ? and sequence = ?"
        self._ask(query, STAGES.index(stage) + 1, peer, sequence)

    def try_again(self) -> None:
        """Power came back: whatever is owed goes out at once."""
        self._ask("update {table} set due_us = 0 where ms_us is null and tries > 0")

    def _ask(self, query: str, *values: object) -> Any:
        return self._database.execute(query.format(table=self.table), values)
