"""Long work: begun by a person, done elsewhere, one at a time; how far it is and how it ended are shown."""

from dataclasses import replace
from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp.commands import StartWork, StopWork
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.effects import DoWork, Effect
from hemsapp.work import Task, Work, WorkEnded, WorkKind, WorkProgressed

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

NAMES = {
    WorkKind.EXPORT_GREEN_BUTTON: "the export",
    WorkKind.EXPORT_CSV: "the export",
    WorkKind.IMPORT_GREEN_BUTTON: "the import",
    WorkKind.IMPORT_RATES: "the import of rates",
    WorkKind.BACK_UP: "the backup",
    WorkKind.RESTORE: "the return to a backup",
    WorkKind.RE_RATE: "the new computation of costs",
}
_DONE = {
    WorkKind.EXPORT_GREEN_BUTTON: Happened.HISTORY_EXPORTED,
    WorkKind.EXPORT_CSV: Happened.HISTORY_EXPORTED,
    WorkKind.IMPORT_GREEN_BUTTON: Happened.HISTORY_IMPORTED,
    WorkKind.IMPORT_RATES: Happened.RATES_IMPORTED,
    WorkKind.BACK_UP: Happened.BACKUP_MADE,
    WorkKind.RESTORE: Happened.BACKUP_RESTORED,
    WorkKind.RE_RATE: Happened.RE_RATED,
}


class LongWork:
    """Takes the wishes for long work, and the reports of it; `effects` are performed after the facts are kept."""

    def __init__(self, home: Home) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self.wishes: dict[type, Taker] = {StartWork: self._start, StopWork: self._stop}
        self.reports: dict[type, Taker] = {WorkProgressed: self._progressed, WorkEnded: self._ended}

    @property
    def is_running(self) -> bool:
        """Is there work that has not ended?"""
        return self._home.work is not None and self._home.work.ended is None

    def begin(self, task: Task, at: Moment) -> None:
        """Have it done; none may run."""
        assert not self.is_running, "two works at a time"
        self._home.work = Work(task, 0, 0, started=at)
        self.effects.append(DoWork(task))

    def _start(self, command: StartWork, at: Moment) -> list[Fact]:
        if (running := self._running()) is not None:
            why = f"{NAMES[running.task.kind]} is not done yet: wait for it, or stop it first"
            self._home.refuse(why, at)
            return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]
        self.begin(command.task, at)
        return []

    def _stop(self, _: StopWork, __: Moment) -> None:
        if self.is_running:
            self.effects.append(DoWork(None))
        else:
            self._home.work = None

    def _progressed(self, report: WorkProgressed, _: Moment) -> None:
        if (running := self._running()) is not None and running.task == report.task:
            self._home.work = replace(running, done=report.done, total=report.total)

    def _ended(self, report: WorkEnded, at: Moment) -> list[Fact]:
        running = self._running()
        if running is None or running.task != report.task:
            return []
        self._home.work = replace(running, ended=at, result=report.result, problem=report.problem, path=report.path)
        if report.intervals:
            self._home.ledger.take_imported(report.intervals)
        if report.problem is not None:
            detail = f"{NAMES[report.task.kind]}: {report.problem}"
            return [Happening(at.utc, Happened.WORK_FAILED, detail)]
        return [Happening(at.utc, _DONE[report.task.kind], report.result)]

    def _running(self) -> Work | None:
        return self._home.work if self.is_running else None
