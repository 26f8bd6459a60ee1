"""Long work: begun by a person, done elsewhere, one at a time; how far it is and how it ended are shown."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp.commands import StartWork, StopWork
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Fact, Happened, Happening, Preference
from hemsapp.domain.home import Home
from hemsapp.effects import DoWork, Effect, Restart
from hemsapp.saying import say
from hemsapp.snapshot import LogCheck
from hemsapp.work import Task, Work, WorkEnded, WorkKind, WorkProgressed

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

NAMES = {
    WorkKind.EXPORT_GREEN_BUTTON: say("the export"),
    WorkKind.EXPORT_CSV: say("the export"),
    WorkKind.IMPORT_GREEN_BUTTON: say("the import"),
    WorkKind.IMPORT_RATES: say("the import of rates"),
    WorkKind.BACK_UP: say("the backup"),
    WorkKind.RESTORE: say("the return to a backup"),
    WorkKind.IMPORT_LABELS: say("the reading of the list of devices"),
    WorkKind.SEAL: say("the sealed backup"),
    WorkKind.UNSEAL: say("the return to a sealed backup"),
    WorkKind.RE_RATE: say("the new computation of costs"),
    WorkKind.SAVE_REPORT: say("the report"),
    WorkKind.VERIFY_LOG: say("the check of the log"),
    WorkKind.EXPORT_LOG: say("the export of the log"),
}
_DONE = {
    WorkKind.EXPORT_GREEN_BUTTON: Happened.HISTORY_EXPORTED,
    WorkKind.EXPORT_CSV: Happened.HISTORY_EXPORTED,
    WorkKind.IMPORT_GREEN_BUTTON: Happened.HISTORY_IMPORTED,
    WorkKind.IMPORT_RATES: Happened.RATES_IMPORTED,
    WorkKind.BACK_UP: Happened.BACKUP_MADE,
    WorkKind.RESTORE: Happened.BACKUP_RESTORED,
    WorkKind.IMPORT_LABELS: Happened.LABELS_IMPORTED,
    WorkKind.SEAL: Happened.BACKUP_MADE,
    WorkKind.UNSEAL: Happened.BACKUP_RESTORED,
    WorkKind.RE_RATE: Happened.RE_RATED,
    WorkKind.SAVE_REPORT: Happened.REPORT_SAVED,
    WorkKind.VERIFY_LOG: Happened.LOG_VERIFIED,
    WorkKind.EXPORT_LOG: Happened.LOG_EXPORTED,
}


_BACKED_UP, _LOG_CHECKED = "backed_up", "log_checked"
_OF_THE_NIGHT = {WorkKind.BACK_UP, WorkKind.VERIFY_LOG}
_NIGHT_MINUTE = 3 * 60 + 10
_AGAIN_S = 6 * 3600.0
_SETTLED_S = 600.0  # a display that was just switched on has other things to do


class LongWork:
    """Takes the wishes for long work, and the reports of it; `effects` are performed after the facts are kept.

    With `is_backed_up` the home's data is backed up every night (or after it, if the display was off then), and the
    audit log is verified after it.
    """

    def __init__(self, home: Home, preferences: Iterable[Preference], *, is_backed_up: bool) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self._is_backed_up = is_backed_up
        self._backed_up = _backed_up(preferences)
        self._show_backup(self._backed_up)
        self._show_check(_log_checked(preferences))
        self._not_before_s: float | None = None
        self._owed: Task | None = None
        self.wishes: dict[type, Taker] = {StartWork: self._start, StopWork: self._stop}
        self.reports: dict[type, Taker] = {WorkProgressed: self._progressed, WorkEnded: self._ended}

    @property
    def is_running(self) -> bool:
        """Is there work that has not ended?"""
        return self._home.work is not None and self._home.work.ended is None

    def begin(self, task: Task, at: Moment) -> None:
        """Have it done; none may run."""
        assert not self.is_running, "two works at a time"
        self._home.work = Work(replace(task, passphrase=""), 0, 0, started=at)
        self.effects.append(DoWork(task))

    def owe(self, task: Task, at: Moment) -> None:
        """Have it done: at once, or when what runs has ended well; of what waits so the last alone."""
        if self.is_running:
            self._owed = task
        else:
            self.begin(task, at)

    def wake(self, at: Moment) -> bool:
        """Begin the backup of the night if it is due; was it?"""
        if self._not_before_s is None:
            self._not_before_s = at.monotonic_s + _SETTLED_S
        if not self._is_backed_up or self.is_running or at.monotonic_s < self._not_before_s:
            return False
        now_s = seconds(at.utc)
        today = self._home.zone.date_of(now_s)
        if not self._is_owed(today) or self._home.zone.minute_of(now_s) < _NIGHT_MINUTE:
            return False
        self.begin(Task(WorkKind.BACK_UP, start=today), at)
        return True

    def _is_owed(self, today: date) -> bool:
        """Was something kept before today that no backup of this day holds?"""
        first_s = self._home.ledger.first_s
        if first_s is None or self._home.zone.date_of(first_s) >= today:
            return False
        return self._backed_up is None or self._backed_up < today

    def tell_taken_up(self, sentence: str, at: Moment) -> list[Fact]:
        """A backup was taken up at this start: it is shown as work that ended."""
        self._home.work = Work(Task(WorkKind.RESTORE), 1, 1, started=at, ended=at, result=sentence)
        return [Happening(at.utc, Happened.BACKUP_RESTORED, sentence)]

    def _start(self, command: StartWork, at: Moment) -> list[Fact]:
        if (running := self._running()) is not None:
            why = say("{name} is not done yet: wait for it, or stop it first", name=NAMES[running.task.kind])
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
        kind, night = report.task.kind, report.task.start
        if report.problem is not None:
            self._not_before_s = at.monotonic_s + _AGAIN_S
            return [Happening(at.utc, Happened.WORK_FAILED, f"{NAMES[kind]}: {report.problem}")]
        happened = Happened.LOG_BROKEN if report.fault is not None else _DONE[kind]
        facts: list[Fact] = [Happening(at.utc, happened, report.result)]
        if kind is WorkKind.VERIFY_LOG:
            facts.append(self._checked(LogCheck(at.utc, report.fault)))
        if kind is WorkKind.BACK_UP:
            self._show_backup(self._home.zone.date_of(seconds(at.utc)))
        if kind is WorkKind.BACK_UP and night is not None:
            self._backed_up = night
            facts.append(Preference(_BACKED_UP, night.isoformat()))
            self._owed = self._owed or Task(WorkKind.VERIFY_LOG, start=night)
        if night is not None and kind in _OF_THE_NIGHT and report.fault is None:
            self._home.work = None  # nobody asked for it: nobody need put it away
        if kind in {WorkKind.RESTORE, WorkKind.UNSEAL}:
            self.effects.append(Restart())
        elif self._owed is not None:
            owed, self._owed = self._owed, None
            self.begin(owed, at)
        return facts

    def _checked(self, check: LogCheck) -> Preference:
        self._show_check(check)
        return Preference(_LOG_CHECKED, json.dumps([check.at.isoformat(), check.fault]))

    def _show_check(self, check: LogCheck | None) -> None:
        self._home.health = replace(self._home.health, log=check)

    def _show_backup(self, day: date | None) -> None:
        self._home.health = replace(self._home.health, backed_up=day)

    def _running(self) -> Work | None:
        return self._home.work if self.is_running else None


def _log_checked(preferences: Iterable[Preference]) -> LogCheck | None:
    for each in preferences:
        if each.name == _LOG_CHECKED:
            with suppress(ValueError, TypeError):
                at, fault = json.loads(each.value)
                return LogCheck(datetime.fromisoformat(at), fault)
    return None


def _backed_up(preferences: Iterable[Preference]) -> date | None:
    for each in preferences:
        if each.name == _BACKED_UP:
            with suppress(ValueError):
                return date.fromisoformat(each.value)
    return None
