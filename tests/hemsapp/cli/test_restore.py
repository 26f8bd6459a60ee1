"""A backup is made, chosen, and in use after the process was started again: with the whole program but the dongle."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from devices.moment import Moment
from hemsapp.__main__ import main
from hemsapp.cli import headless
from hemsapp.cli.assembly import make_service
from hemsapp.cli.exits import Exit
from hemsapp.commands import StartWork
from hemsapp.database import staged
from hemsapp.domain.facts import Interval
from hemsapp.effects import Record
from hemsapp.rows import select
from hemsapp.service import Service
from hemsapp.store import Store
from hemsapp.work import Task, WorkKind
from tests.hemsapp.cli.test_commands import config
from tests.hemsapp.domain.world import ZONE
from tests.hemsapp.works.kept_home import FIRST, NOW, quarters


@pytest.fixture
def wished(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """What a person begins at once after each start."""
    tasks: list[Task] = []

    def with_wish(*parts: Any) -> Service:
        service = make_service(*parts)
        for task in tasks:
            service.submit(StartWork(task))
        return service

    monkeypatch.setattr(headless, "make_service", with_wish)
    return tasks


def kept_intervals(path: Path) -> int:
    with closing(Store(path, ZONE)) as store:
        return len(select(store.database, Interval))


def test_a_backup_is_in_use_after_the_process_was_started_again(
    tmp_path: Path, wished: list[Task], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["headless", "--config", str(config(tmp_path)), "--state", "--for"]
    database = tmp_path / "home.db"
    with closing(Store(database, ZONE)) as store:
        store.record(Record(tuple(quarters(FIRST, [100] * 96)), is_urgent=True), Moment(NOW, 1.0))
    wished[:] = [Task(WorkKind.BACK_UP)]
    assert main([*command, "3"]) == Exit.OK
    backup = json.loads(capsys.readouterr().out)["work"]["path"]
    with closing(Store(database, ZONE)) as store:
        store.record(Record(tuple(quarters(FIRST.replace(day=15), [7] * 96)), is_urgent=True), Moment(NOW, 1.0))
    assert kept_intervals(database) == 192

    wished[:] = [Task(WorkKind.RESTORE, backup)]
    assert main([*command, "30"]) == Exit.RESTART
    assert "is taken up when hemsapp starts again" in capsys.readouterr().err
    assert staged(database).exists()

    wished.clear()
    assert main([*command, "1"]) == Exit.OK
    work = json.loads(capsys.readouterr().out)["work"]
    assert work["result"].startswith("The backup is in use: ")
    assert work["result"].endswith("What was here before is kept as home.db.before-restore-1.")
    assert kept_intervals(database) == 96
    assert kept_intervals(tmp_path / "home.db.before-restore-1") == 192
