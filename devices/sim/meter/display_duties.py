"""What displays report of themselves, on its way to the utility, and what the utility asks of them (C1FR39, C1NFR4)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from devices.sim.meter.forwarded import STAGES
from devices.sim.meter.forwarding import EVERYBODY, TunnelSaid
from devices.sim.meter.meter_log import MeterLog
from devices.sim.meter.report_log import ReportLog
from devices.wan.journal import Noted
from devices.wan.receipts import signer_of
from devices.wan.seal import Refused
from devices.wan.tunnel import ReportReached, ReportSubmitted, ReportTaken, ReportWanted, TunnelWord
from devices.wan.words import Dispatch, DisplayQuery, DisplayTest, Reply, ReportStage

MAX_SIGNED: Final = 8000
REPORT: Final = "report"


class ReportRefused(ValueError):
    """A report that is not let through; the message is the cause."""


class DisplayDuties:
    """Reports upwards, questions downwards; a question that no display was there to hear waits for one, for a while."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.reports = ReportLog(log.ledger)
        self._asked: list[ReportWanted] = []

    # Up

    def submitted(self, peer: str, word: ReportSubmitted) -> ReportTaken:
        """Log it, owe it. Raises ReportRefused."""
        if word.sequence < 1 or not 0 < len(word.signed) <= MAX_SIGNED:
            raise ReportRefused("a report without number or signature")
        try:
            sender = signer_of(word.signed)
        except Refused as error:
            raise ReportRefused("a report that is none") from error
        if self.reports.take(peer, sender, word.sequence, word.signed, self._log.now):
            self._log.note(Noted.REPORT_LOGGED, detail=str(word.sequence), who=peer)
            self._log.on_news()
        return ReportTaken(word.sequence, self._log.now)

    def due(self, now: datetime) -> list[Dispatch]:
        """Reports that the head end does not have yet, and that are to be sent (again)."""
        dispatches = []
        for report, is_first in self.reports.due(now):
            if is_first:
                self._log.note(Noted.REPORT_SENT, detail=str(report.sequence), who=report.sender)
            dispatches.append(self._log.created(report, message_id=f"{REPORT}.{report.log_number}"))
        return dispatches

    def was_refused(self, message_id: str, why: str) -> None:
        """The head end does not take a report: it is sent no more."""
        log_number = self._log.number_of(message_id, REPORT)
        if log_number is not None and self.reports.end_debt(log_number, self._log.now):
            self._log.note(Noted.MESSAGE_REFUSED, detail=f"report {log_number}: {why}")

    # Down

    def ask(self, asked: DisplayQuery | DisplayTest) -> Reply:
        """Pass a question on to the displays of the home, now or when one of them is there."""
        if isinstance(asked, DisplayTest):
            word = ReportWanted(asked.number, True, asked.ordered, asked.checks, asked.within_s)
        else:
            word = ReportWanted(asked.number, False, asked.ordered, (), asked.within_s)
        self._asked = [*self._still_asked(), word]
        self._log.note(Noted.DISPLAY_ASKED, detail=f"{'test' if word.is_test else 'query'} {word.number}")
        self._log.meter.announcements.append(TunnelSaid(word, EVERYBODY))
        return Reply(is_ok=True, meter_time=self._log.now)

    def reached(self, stage: ReportStage) -> None:
        """The head end, or the records, have a report: the debt is paid, its display is told."""
        peer = self.reports.reached(stage) if stage.stage in STAGES else None
        if peer is not None:
            word = ReportReached(stage.sequence, stage.stage, stage.at)
            self._log.meter.announcements.append(TunnelSaid(word, peer))

    def news(self, peer: str) -> list[TunnelWord]:
        """For a display that has just opened its tunnel: how far its reports came, and what is asked of it still."""
        reached = [ReportReached(*stage) for stage in self.reports.untold(peer)]
        return [*reached, *self._still_asked()]

    def was_told(self, peer: str, word: TunnelWord) -> None:
        """A word went out through that display's tunnel."""
        if isinstance(word, ReportReached):
            self.reports.told(peer, word.sequence, word.stage)

    def _still_asked(self) -> Iterable[ReportWanted]:
        now = self._log.now
        return [one for one in self._asked if now < one.ordered + timedelta(seconds=one.within_s)]
