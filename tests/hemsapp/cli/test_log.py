"""`hemsapp log`: what an auditor types (X-SECURITY)."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hemsapp.__main__ import main
from hemsapp.cli.exits import Exit
from hemsapp.domain.facts import Happened, Happening
from tests.hemsapp.works.kept_home import NOW, KeptHome


@pytest.fixture
def config(tmp_path: Path) -> Path:
    home = KeptHome(tmp_path)
    home.keep(Happening(NOW, Happened.PREFERENCE_CHANGED, "dark"))
    home.close()
    path = tmp_path / "hemsapp.toml"
    path.write_text('[store]\npath = "home.db"\n', encoding="utf-8")
    return path


def test_a_log_is_verified_and_written_out(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "verify", "--config", str(config)]) == Exit.OK
    assert capsys.readouterr().out == "The log is unbroken: 3 entries since 2026-07-20.\n"
    file = config.with_name("log.jsonl")
    assert main(["log", "export", str(file), "--config", str(config)]) == Exit.OK
    told = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [each.get("entry") for each in told] == [1, 2, 3, None]


def test_a_broken_log_is_said_and_is_no_success(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(config.with_name("home.db"))) as behind:
        behind.execute("DELETE FROM happenings")
        behind.commit()
    assert main(["log", "verify", "--config", str(config)]) == Exit.MISTAKE
    assert "The log is broken: entry 3 was altered." in capsys.readouterr().out


def test_without_a_database_it_says_when_the_log_begins(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hemsapp.toml"
    path.write_text('[store]\npath = "home.db"\n', encoding="utf-8")
    assert main(["log", "verify", "--config", str(path)]) == Exit.DATABASE
    assert "there is no database yet" in capsys.readouterr().err
