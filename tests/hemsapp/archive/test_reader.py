"""Questions: answered on a thread of their own from what the store holds, one after the other, each asker's newest."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from devices.moment import Moment
from hemsapp.archive import ANSWERS, answer
from hemsapp.archive.kept import Archive, Source
from hemsapp.archive.reader import NOTHING_KEPT, Reader
from hemsapp.clock import Clock
from hemsapp.domain.facts import Preference
from hemsapp.effects import Record
from hemsapp.questions import Answer, BillsShown, BillsWanted, HistoryWanted, PlacesWanted, Question, Scale, Unanswered
from hemsapp.service import Service
from hemsapp.store import Store
from tests.hemsapp.domain.world import SAMPLE
from tests.hemsapp.test_service import FakeHan, ScriptedEngine

NOW = datetime(2026, 7, 14, 19, tzinfo=UTC)


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in another thread
            await asyncio.sleep(0.005)


class Desk:
    """A reader over a store; `replies` are the answers in their order, `threads` where they were found."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store = Store(folder / "home.db", "America/New_York")
        self.source = Source(self.store.path, "America/New_York", SAMPLE)
        self.replies: list[Answer] = []
        self.asked: list[Question] = []
        self.threads: set[str] = set()
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.clock = Clock()
        self.reader = Reader(self.source, self.clock, lambda: self.store.catch_up(self.clock.now()))
        monkeypatch.setitem(ANSWERS, HistoryWanted, self.find)
        monkeypatch.setitem(ANSWERS, BillsWanted, self.find)

    def find(self, archive: Archive, question: Question) -> Answer:
        self.threads.add(threading.current_thread().name)
        self.may_go_on.wait(5)
        self.asked.append(question)
        return Unanswered(archive.preferences.theme.value)

    def reply(self, found: Answer) -> None:
        self.replies.append(found)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def day(number: int) -> HistoryWanted:
    return HistoryWanted(Scale.DAY, date(2026, 7, number))


async def test_what_waits_in_the_store_is_in_the_answer_that_comes_from_another_thread(desk: Desk) -> None:
    desk.store.record(Record((Preference("theme", "light"),), is_urgent=False), Moment(NOW, 5.0))
    task = asyncio.create_task(desk.reader.run())
    desk.reader.put(day(1), desk.reply)
    await until(lambda: desk.replies)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    desk.store.close()
    assert desk.replies == [Unanswered("light")]
    assert all(name.startswith("archive") for name in desk.threads)


async def test_the_newest_question_of_an_asker_takes_the_place_of_those_that_wait(desk: Desk) -> None:
    desk.may_go_on.clear()
    task = asyncio.create_task(desk.reader.run())
    desk.reader.put(day(1), desk.reply)
    await until(lambda: desk.threads)
    for number in range(2, 30):
        desk.reader.put(day(number), desk.reply)
    others: list[Answer] = []
    desk.reader.put(BillsWanted(), desk.reply)
    desk.reader.put(day(30), others.append)
    desk.may_go_on.set()
    await until(lambda: others)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    desk.store.close()
    assert desk.asked == [day(1), day(29), BillsWanted(), day(30)]


async def test_a_mistake_of_ours_in_an_answer_is_not_hidden(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def err(archive: Archive, question: Question) -> Answer:
        raise RuntimeError("our own mistake")

    monkeypatch.setitem(ANSWERS, HistoryWanted, err)
    desk.reader.put(day(1), desk.reply)
    with pytest.raises(RuntimeError, match="our own mistake"):
        await desk.reader.run()
    desk.store.close()


def test_a_question_without_an_answer_yet_gets_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(ANSWERS, PlacesWanted, raising=False)
    desk.store.close()
    assert answer(desk.source, PlacesWanted(), NOW) == Unanswered("This display cannot answer that yet.")


def test_a_disk_that_does_not_serve_is_a_sentence(desk: Desk) -> None:
    desk.store.close()
    desk.store.path.unlink()
    found = answer(desk.source, day(1), NOW)
    assert isinstance(found, Unanswered)
    assert found.sentence.startswith("The disk does not serve")


def test_the_archive_cannot_write(desk: Desk) -> None:
    with Archive(desk.source, NOW) as archive, pytest.raises(sqlite3.OperationalError, match="readonly"):
        archive.db.execute("DELETE FROM preferences")
    desk.store.close()


async def test_the_service_answers_what_was_asked_before_it_ran_and_from_another_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ANSWERS, BillsWanted, lambda _, __: BillsShown(()))
    clock = Clock()
    store = Store(tmp_path / "home.db", "America/New_York")
    source = Source(store.path, "America/New_York", SAMPLE)
    service = Service(FakeHan(), ScriptedEngine(), store, clock, source)
    answers: list[Answer] = []
    service.ask(BillsWanted(), answers.append)
    task = asyncio.create_task(service.run())
    late: list[Answer] = []
    await asyncio.to_thread(service.ask, BillsWanted(), late.append)
    await until(lambda: late)
    service.stop()
    await task
    assert (answers, late) == ([BillsShown(())], [BillsShown(())])


async def test_a_service_without_an_archive_says_so() -> None:
    answers: list[Answer] = []
    reader = Reader(None, Clock(), lambda: None)
    reader.put(BillsWanted(), answers.append)
    task = asyncio.create_task(reader.run())
    await until(lambda: answers)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert answers == [NOTHING_KEPT]
