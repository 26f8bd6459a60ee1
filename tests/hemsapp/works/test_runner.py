"""The thread of long work: what it tells, how it stops, and that nothing of it is left behind."""

import asyncio
import errno
import sqlite3
import threading
from pathlib import Path

import pytest

from hemsapp.archive.kept import Source
from hemsapp.work import Task, WorkEnded, WorkKind, WorkProgressed, WorkReport
from hemsapp.works.contract import Outcome, Progress, Surroundings, WorkFunction, WorkRefused
from hemsapp.works.runner import STOPPED, Runner
from tests.hemsapp.domain.world import SAMPLE, ZONE, utc

TASK = Task(WorkKind.EXPORT_CSV, "/media/stick")
NOW = utc("2026-07-13 17:00")
SOURCE = Source(Path("/nowhere/home.db"), ZONE, SAMPLE)


def runner(work: WorkFunction) -> Runner:
    return Runner({WorkKind.EXPORT_CSV: work}, SOURCE)


async def reports_of(work: WorkFunction) -> list[WorkReport]:
    reports: list[WorkReport] = []
    await runner(work).run(TASK, NOW, reports.append)
    assert no_thread_is_left()
    return reports


def no_thread_is_left() -> bool:
    return not any(thread.name.startswith("work") for thread in threading.enumerate())


async def test_each_percent_is_told_once_and_then_the_end() -> None:
    def work(around: Surroundings, task: Task, progress: Progress) -> Outcome:
        assert threading.current_thread() is not threading.main_thread()
        assert (around, task) == (Surroundings(SOURCE, NOW), TASK)
        for done in range(1000):
            progress(done + 1, 1000)
        return Outcome("Done.", "/media/stick/x.csv")

    *progressed, ended = await reports_of(work)
    assert ended == WorkEnded(TASK, "Done.", None, "/media/stick/x.csv")
    assert progressed[0] == WorkProgressed(TASK, 1, 1000)
    assert progressed[-1] == WorkProgressed(TASK, 1000, 1000)
    assert len(progressed) == 101


async def test_a_work_that_is_stopped_says_that_nothing_was_changed() -> None:
    started = threading.Event()

    def work(_: Surroundings, __: Task, progress: Progress) -> Outcome:
        while True:
            progress(0, 1)
            started.set()

    reports: list[WorkReport] = []
    bench = runner(work)
    running = asyncio.create_task(bench.run(TASK, NOW, reports.append))
    assert await asyncio.to_thread(started.wait, 10)
    bench.stop()
    await running
    assert reports[-1] == WorkEnded(TASK, "", STOPPED)
    assert no_thread_is_left()


async def test_a_stop_that_comes_before_the_thread_has_begun_is_heard() -> None:
    def work(_: Surroundings, __: Task, progress: Progress) -> Outcome:
        progress(0, 1)
        raise AssertionError("it was to stop")

    reports: list[WorkReport] = []
    bench = runner(work)
    running = bench.run(TASK, NOW, reports.append)
    bench.stop()
    await running
    assert reports == [WorkEnded(TASK, "", STOPPED)]


async def test_the_end_of_the_service_waits_for_the_work_to_let_go() -> None:
    started, steps = threading.Event(), []

    def work(_: Surroundings, __: Task, progress: Progress) -> Outcome:
        try:
            while True:
                progress(0, 1)
                started.set()
        finally:
            steps.append("cleaned up")

    reports: list[WorkReport] = []
    running = asyncio.create_task(runner(work).run(TASK, NOW, reports.append))
    assert await asyncio.to_thread(started.wait, 10)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert steps == ["cleaned up"]
    assert no_thread_is_left()


def _full() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (WorkRefused("This is not a Green Button file."), "This is not a Green Button file."),
        (OSError(errno.ENOSPC, "No space left on device"), "There is no space left. Free some, or choose another"),
        (OSError(errno.ENOENT, "No such file"), "It is not there any more. Was the stick pulled out? Nothing was"),
        (OSError(errno.EPERM, "Operation not permitted"), "It failed: Operation not permitted. Nothing was changed."),
        (_full(), "There is no space left."),
    ],
)
async def test_what_the_world_refuses_is_a_sentence(failure: Exception, sentence: str) -> None:
    def work(_: Surroundings, __: Task, ___: Progress) -> Outcome:
        raise failure

    (ended,) = await reports_of(work)
    assert isinstance(ended, WorkEnded)
    assert ended.problem is not None
    assert ended.problem.startswith(sentence)
    assert ended.result == ""


async def test_our_own_mistake_is_raised() -> None:
    def work(_: Surroundings, __: Task, ___: Progress) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await reports_of(work)


async def test_a_kind_that_nobody_does_is_refused_with_a_sentence() -> None:
    reports: list[WorkReport] = []
    bench = Runner({}, SOURCE)
    await bench.run(TASK, NOW, reports.append)
    assert reports == [WorkEnded(TASK, "", "This display cannot do that yet.")]
