"""The auditor's command: what it says of whole and of broken logs, and what it writes out (X-SECURITY, C1FR43)."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.utility.__main__ import main
from devices.utility.ms.head_end import HeadEnd

AT = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path) -> Path:
    with closing(HeadEnd(tmp_path / "ms.db", lambda _sender, _signed: None)) as ms:
        ms.links.clock = lambda: AT
        ms.enrol("meter-1", AT)
    return tmp_path


def test_a_log_that_nobody_touched_is_said_to_be_unbroken(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--state", str(state)]) == 0
    assert capsys.readouterr().out.startswith(f"ms: unbroken since {AT.isoformat()}, ")


def test_an_altered_entry_is_named_and_the_exit_code_tells(state: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(state / "ms.db")) as db, db:
        db.execute("UPDATE audit_log SET who = 'nobody' WHERE n = 3")
    assert main(["audit", "verify", "--state", str(state)]) == 1
    assert "ms: BROKEN after 2 entries: entry 3 was altered" in capsys.readouterr().out


def test_an_export_holds_every_entry_and_ends_with_the_sealed_head(state: Path) -> None:
    out = state / "log.jsonl"
    assert main(["audit", "export", "--state", str(state), "--out", str(out)]) == 0
    *lines, last = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["entry"] for line in lines] == list(range(1, last["head"] + 1))
    assert (last["chain"], len(last["seal"])) == (lines[-1]["chain"], 64)


def test_a_folder_without_a_log_is_refused_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--state", str(tmp_path)]) == 1
    assert "no system has an audit log here" in capsys.readouterr().err
