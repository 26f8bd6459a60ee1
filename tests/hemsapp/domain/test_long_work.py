"""Long work as the engine sees it: one at a time, shown while it runs and when it has ended, kept in the audit log."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from devices.moment import Moment
from hemsapp.commands import StartWork, StopWork
from hemsapp.domain.facts import Happened, Happening, Preference, Restored
from hemsapp.effects import DoWork, Record, Restart
from hemsapp.engine import Engine, Settings
from hemsapp.work import Task, WorkEnded, WorkKind, WorkProgressed
from tests.hemsapp.domain.world import SAMPLE, ZONE, World, utc
from tests.hemsapp.works.kept_home import interval

EXPORT = Task(WorkKind.EXPORT_CSV, "/media/stick")
BACK_UP = Task(WorkKind.BACK_UP, "/media/stick")


def home() -> World:
    world = World(utc("2026-07-13 17:00"))
    world.report()
    return world


def test_work_is_begun_after_what_waits_is_on_disk() -> None:
    world = home()
    world.use(100, 30)
    before = len(world.effects)
    world.hear(StartWork(EXPORT))
    kept, begun = world.effects[before:]
    assert isinstance(kept, Record)
    assert kept.is_urgent
    assert begun == DoWork(EXPORT)
    assert world.disk.waiting == []
    work = world.seen().work
    assert work is not None
    assert (work.task, work.ended) == (EXPORT, None)


def test_other_work_is_refused_with_a_sentence_while_work_runs() -> None:
    world = home()
    world.hear(StartWork(EXPORT))
    before = len(world.effects)
    world.hear(StartWork(BACK_UP))
    seen = world.seen()
    assert seen.refusal is not None
    assert seen.refusal.sentence == "The export is not done yet: wait for it, or stop it first."
    assert seen.work is not None
    assert seen.work.task == EXPORT
    assert not any(isinstance(effect, DoWork) for effect in world.effects[before:])


def test_progress_and_end_are_shown_and_kept_until_put_away() -> None:
    world = home()
    world.hear(StartWork(EXPORT))
    world.hear(WorkProgressed(EXPORT, 3, 10))
    work = world.seen().work
    assert work is not None
    assert (work.done, work.total, work.ended) == (3, 10, None)
    world.hear(WorkEnded(EXPORT, "31 days were written.", path="/media/stick/x.csv"))
    work = world.seen().work
    assert work is not None
    assert (work.result, work.problem, work.path) == ("31 days were written.", None, "/media/stick/x.csv")
    assert work.ended == world.at
    assert world.disk.happenings[-1].kind is Happened.HISTORY_EXPORTED
    world.hear(StopWork())
    assert world.seen().work is None
    assert not any(effect == DoWork(None) for effect in world.effects)


def test_stopping_asks_for_it_and_the_end_says_that_nothing_was_changed() -> None:
    world = home()
    world.hear(StartWork(EXPORT))
    world.hear(StopWork())
    assert world.effects[-1] == DoWork(None)
    work = world.seen().work
    assert work is not None
    assert work.ended is None
    world.hear(WorkEnded(EXPORT, "", "Stopped. Nothing was changed."))
    work = world.seen().work
    assert work is not None
    assert work.problem == "Stopped. Nothing was changed."
    assert (world.disk.happenings[-1].kind, world.disk.happenings[-1].detail) == (
        Happened.WORK_FAILED,
        "the export: Stopped. Nothing was changed.",
    )


def test_a_report_of_work_that_does_not_run_changes_nothing() -> None:
    world = home()
    world.hear(WorkProgressed(EXPORT, 1, 2))
    world.hear(WorkEnded(EXPORT, "late"))
    assert world.seen().work is None
    world.hear(StartWork(BACK_UP))
    world.hear(WorkEnded(EXPORT, "another's"))
    work = world.seen().work
    assert work is not None
    assert work.ended is None


def test_every_kind_of_work_is_named_and_has_its_entry_in_the_audit_log() -> None:
    for kind in WorkKind:
        world = home()
        world.hear(StartWork(Task(kind, "/x")))
        world.hear(StartWork(Task(kind, "/y")))
        assert world.seen().refusal is not None
        world.hear(WorkEnded(Task(kind, "/x"), f"done: {kind.value}"))
        assert world.disk.happenings[-1].detail == f"done: {kind.value}"


# The night


class Night:
    """An engine that backs up, and the time."""

    def __init__(self, now: datetime, restored: Restored | None = None) -> None:
        self.at = Moment(now, 1000.0)
        settings = Settings(ZONE, SAMPLE, is_backed_up=True)
        kept = Restored(tariffs=(SAMPLE,), intervals=(interval(utc("2026-07-10 19:00"), 5),))
        self.engine = Engine(settings, kept if restored is None else restored)
        self.engine.start(self.at)

    def begun(self, later: timedelta = timedelta()) -> list[Task | None]:
        """What is begun when that much time has passed."""
        self.at = Moment(self.at.utc + later, self.at.monotonic_s + later.total_seconds())
        return [effect.task for effect in self.engine.wake(self.at) if isinstance(effect, DoWork)]

    def end(self, task: Task, problem: str | None = None) -> list[object]:
        """It ended; what is kept of it."""
        effects = self.engine.receive(WorkEnded(task, "1 day of history.", problem), self.at)
        return [fact for effect in effects if isinstance(effect, Record) for fact in effect.facts]


HOUR = timedelta(hours=1)


def test_the_home_is_backed_up_every_night_by_its_own_clock_and_the_log_tells() -> None:
    night = Night(utc("2026-07-14 06:00"))  # eleven in the evening
    assert night.begun() == []
    assert night.begun(4 * HOUR) == []
    (task,) = night.begun(timedelta(minutes=10))  # ten past three
    assert task == Task(WorkKind.BACK_UP, start=task.start) if task else False
    assert task is not None
    assert str(task.start) == "2026-07-14"
    assert night.begun(HOUR) == []
    kept = night.end(task)
    assert Preference("backed_up", "2026-07-14") in kept
    assert [(fact.kind, fact.detail) for fact in kept if isinstance(fact, Happening)] == [
        (Happened.BACKUP_MADE, "1 day of history.")
    ]
    checking = night.engine.snapshot(night.at).work  # the log, now that what it tells is safe
    assert checking is not None
    night.end(checking.task)
    assert night.engine.snapshot(night.at).work is None
    assert night.begun(12 * HOUR) == []
    assert len(night.begun(12 * HOUR)) == 1


@pytest.mark.parametrize("backed_up", [(), (Preference("backed_up", "2026-07-01"),)])
def test_a_night_that_was_slept_through_is_made_up_for_once(backed_up: tuple[Preference, ...]) -> None:
    """Also by a display that is switched off every night, so that no night was ever seen."""
    counted = (interval(utc("2026-07-10 19:00"), 5),)
    night = Night(utc("2026-07-14 20:00"), Restored(tariffs=(SAMPLE,), preferences=backed_up, intervals=counted))
    assert night.begun() == []
    (task,) = night.begun(timedelta(minutes=10))
    assert task is not None
    night.end(task)
    assert night.begun(HOUR) == []


def test_before_the_first_night_there_is_nothing_to_back_up() -> None:
    night = Night(utc("2026-07-14 20:00"), Restored())
    night.begun()
    assert night.begun(HOUR) == []


def test_a_backup_that_failed_is_shown_and_tried_again_after_some_hours() -> None:
    night = Night(utc("2026-07-14 06:00"))
    night.begun()
    (task,) = night.begun(5 * HOUR)
    assert task is not None
    kept = night.end(task, "There is no space left.")
    assert [fact.kind for fact in kept if isinstance(fact, Happening)] == [Happened.WORK_FAILED]
    work = night.engine.snapshot(night.at).work
    assert work is not None
    assert work.problem == "There is no space left."
    assert night.begun(5 * HOUR) == []
    assert night.begun(HOUR) == [task]


def test_the_night_waits_for_work_that_a_person_began() -> None:
    night = Night(utc("2026-07-14 06:00"))
    night.begun()
    night.engine.receive(StartWork(EXPORT), night.at)
    assert night.begun(5 * HOUR) == []
    night.engine.receive(WorkEnded(EXPORT, "done"), night.at)
    assert len(night.begun()) == 1


# Taking up a backup


def test_a_checked_backup_ends_the_process_and_is_told_of_at_the_next_start() -> None:
    world = home()
    task = Task(WorkKind.RESTORE, "/media/stick/backup.db")
    world.hear(StartWork(task))
    world.hear(WorkEnded(task, "The backup was checked."))
    assert world.effects[-1] == Restart()
    told = "The backup is in use: 31 days of history."
    engine = Engine(Settings(ZONE, SAMPLE), replace(world.disk.restored(), taken_up=told))
    effects = engine.start(world.at)
    kept = [fact for effect in effects if isinstance(effect, Record) for fact in effect.facts]
    assert [fact.detail for fact in kept if isinstance(fact, Happening)] == [told]
    work = engine.snapshot(world.at).work
    assert work is not None
    assert (work.task.kind, work.result, work.ended) == (WorkKind.RESTORE, told, world.at)
    engine.receive(StopWork(), world.at)
    assert engine.snapshot(world.at).work is None


def test_a_backup_that_is_refused_ends_nothing() -> None:
    world = home()
    task = Task(WorkKind.RESTORE, "/media/stick/backup.db")
    world.hear(StartWork(task))
    world.hear(WorkEnded(task, "", "This backup is damaged. Nothing was changed."))
    assert Restart() not in world.effects


def test_a_check_of_the_log_is_kept_and_told_also_after_a_restart() -> None:
    """X-SECURITY"""
    world = home()
    check = Task(WorkKind.VERIFY_LOG)
    world.hear(StartWork(check))
    world.hear(WorkEnded(check, "The log is broken: entry 3 was altered.", fault="entry 3 was altered"))
    log = world.seen().health.log
    assert log is not None
    assert (log.at, log.fault) == (world.at.utc, "entry 3 was altered")
    assert world.disk.happenings[-1].kind is Happened.LOG_BROKEN
    (kept,) = (each for each in world.disk.kept.values() if isinstance(each, Preference) and each.name == "log_checked")
    again = Engine(Settings(ZONE, SAMPLE), Restored(preferences=(kept,)))
    again.start(world.at)
    assert again.snapshot(world.at).health.log == log


def test_a_night_verifies_the_log_after_the_backup_and_says_so_only_if_it_is_broken() -> None:
    """X-SECURITY"""
    world = home()
    night = Task(WorkKind.BACK_UP, start=world.at.utc.date())
    check = Task(WorkKind.VERIFY_LOG, start=night.start)
    world.hear(StartWork(night))
    world.hear(WorkEnded(night, "The backup holds 31 days."))
    assert world.effects[-1] == DoWork(check)
    world.hear(WorkEnded(check, "The log is unbroken: 3 entries since 2026-07-13."))
    assert world.seen().work is None
    world.hear(StartWork(check))
    world.hear(WorkEnded(check, "The log is broken: entry 3 was altered.", fault="entry 3 was altered"))
    work = world.seen().work
    assert work is not None
    assert work.result == "The log is broken: entry 3 was altered."
