"""The audit log as a person and an auditor meet it: verified, and written out (X-SECURITY)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hemsapp.domain.facts import Happened, Happening
from hemsapp.work import Task, WorkKind
from hemsapp.works.logs import export_log, verify_log
from tests.hemsapp.works.kept_home import NOW, KeptHome


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    home = KeptHome(tmp_path)
    home.keep(Happening(NOW, Happened.PREFERENCE_CHANGED, "dark"))
    yield home
    home.close()


def test_a_check_says_how_much_is_unbroken_and_since_when(home: KeptHome) -> None:
    outcome = home.do(verify_log, Task(WorkKind.VERIFY_LOG))
    assert outcome.sentence == "The log is unbroken: 3 entries since 2026-07-20."
    assert outcome.fault is None


def test_a_check_that_finds_something_ends_well_and_says_what(home: KeptHome) -> None:
    with closing(sqlite3.connect(home.store.path)) as behind:
        behind.execute("UPDATE happenings SET detail = 'light'")
        behind.commit()
    outcome = home.do(verify_log, Task(WorkKind.VERIFY_LOG))
    assert outcome.fault == "entry 3 was altered"
    assert outcome.sentence == "The log is broken: entry 3 was altered."


def test_an_auditor_gets_every_entry_and_the_seal(home: KeptHome) -> None:
    outcome = home.do(export_log, Task(WorkKind.EXPORT_LOG))
    lines = [json.loads(line) for line in Path(outcome.path).read_text(encoding="utf-8").splitlines()]
    assert [each["entry"] for each in lines[:-1]] == [1, 2, 3]
    assert [each["subject"] for each in lines[:-1]] == ["taken over", "tariffs", "happenings"]
    assert json.loads(lines[2]["said"])["detail"] == "dark"
    count, end, _ = lines[-1]["seal"]
    assert (count, end) == (3, lines[2]["chain"])
    assert "3 entries were written to hemsapp-log-2026-07-20-" in outcome.sentence
    assert "unbroken" in outcome.sentence
