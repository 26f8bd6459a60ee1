"""Long work as the engine sees it: one at a time, shown while it runs and when it has ended, kept in the audit log."""

from hemsapp.commands import StartWork, StopWork
from hemsapp.domain.facts import Happened
from hemsapp.effects import DoWork, Record
from hemsapp.work import Task, WorkEnded, WorkKind, WorkProgressed
from tests.hemsapp.domain.world import World, utc

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
