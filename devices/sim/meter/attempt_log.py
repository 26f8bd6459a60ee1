"""The meter's own account of unauthorised attempts: journal, alarm, report (C1FR41, C1FR42, C1FR43)."""

from datetime import datetime

from devices.sim.meter.attempts import Attempts
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted


class AttemptLog:
    """`Attempts` in the ledger; each call within the caller's transaction."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.attempts = Attempts(log.now)
        self.load()

    def count(self, source: str, cause: str, why: str, *, is_inbound: bool) -> None:
        """One more: logged word for word if it is among the first of its hour, alarmed if it is one too many."""
        now = self._log.now
        alarm = self.attempts.count(source, cause, now, is_inbound=is_inbound)
        if self.attempts.is_verbatim(now):
            direction = "inbound" if is_inbound else "outbound"
            self._log.note(Noted.ATTEMPT_REFUSED, detail=f"{direction}, {cause}: {why}", who=source or "unknown")
        if alarm is not None:
            self._log.alarm("unauthorised attempts", alarm)
        self._keep()

    @property
    def report_due(self) -> datetime:
        """When the next report is due, by the meter's clock."""
        return self.attempts.report_due

    def report(self) -> None:
        """Owe the utility a report of what was counted since the last one."""
        self._log.owe(self.attempts.report(self._log.now))
        self._keep()

    def configure(self, report_minutes: int | None, per_hour: int | None) -> None:
        """Set what is given."""
        if report_minutes is not None:
            self.attempts.report_minutes = report_minutes
        if per_hour is not None:
            self.attempts.limit(per_hour)
        self._keep()

    def load(self) -> None:
        """Take up what the ledger holds."""
        saved = self._log.ledger.setting("attempts")
        if saved is not None:
            self.attempts = Attempts.of(saved)

    def _keep(self) -> None:
        self._log.ledger.set("attempts", self.attempts.save())
