"""The audit log: whatever is altered, removed, reordered or slipped in is found (X-SECURITY, X-INDEPENDENT-LOG)."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from devices.moment import Moment
from devices.wan.journal import Entry, Noted, System
from hemsapp import audit, database
from hemsapp.domain.facts import Happened, Happening, Preference, Sample
from hemsapp.effects import Record
from hemsapp.rows import TABLES
from hemsapp.store import Store

NOON = datetime(2026, 7, 13, 19, 0, tzinfo=UTC)


def moment(seconds: float) -> Moment:
    return Moment(NOON + timedelta(seconds=seconds), 100.0 + seconds)


def happening(seconds: float, detail: str = "by hand") -> Happening:
    return Happening(moment(seconds).utc, Happened.PREFERENCE_CHANGED, detail)


def keep(store: Store, seconds: float, *facts: object) -> None:
    store.record(Record(tuple(facts), is_urgent=True), moment(seconds))  # type: ignore[arg-type]  # facts, as they come


def lived(path: Path) -> None:
    """A home that noted three happenings and an entry of the journal, and changed its mind once."""
    store = Store(path, "America/Los_Angeles")
    keep(store, 0, happening(0), Preference("theme", "dark"))
    keep(store, 1, happening(1, "the theme"), Preference("theme", "light"), Sample(moment(1).utc, 1500, 10, 0))
    keep(store, 2, happening(2, "the end"), Entry(System.CI, moment(2).utc, Noted.RECEIPT_SENT, 7))
    store.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    home = tmp_path / "home.db"
    lived(home)
    return home


@pytest.fixture
def db(path: Path) -> Iterator[Database]:
    with closing(database.connect(path)) as found:
        yield found


def fault(db: Database, path: Path) -> str:
    return audit.verify(db, audit.key_of(path)).fault or ""


def test_an_untouched_log_is_unbroken_and_says_since_when(db: Database, path: Path) -> None:
    verdict = audit.verify(db, audit.key_of(path))
    assert verdict.fault is None
    assert verdict.count == 1 + 3 + 2 + 1  # where it begins, happenings, choices, the journal; no samples
    assert verdict.since == NOON


def test_every_change_of_a_choice_is_told_with_what_was_chosen(db: Database) -> None:
    said = [each.said for each in audit.entries(db) if each.subject == "preferences"]
    assert said == ['{"name":"theme","value":"dark"}', '{"name":"theme","value":"light"}']


DEEDS: dict[str, tuple[str, str]] = {
    "a happening is altered": ("UPDATE happenings SET detail = 'nothing' WHERE id = 2", "entry 4 was altered"),
    "a happening is removed": ("DELETE FROM happenings WHERE id = 2", "entry 4 was altered"),
    "the last happening is removed": ("DELETE FROM happenings WHERE id = 3", "was altered"),
    "a happening is slipped in": (
        "INSERT INTO happenings (utc, kind, detail) VALUES (0, 'x', 'y')",
        "happenings holds entries",
    ),
    "a choice is changed": ("UPDATE preferences SET value = 'contrast'", "preferences was changed"),
    "a choice is removed": ("DELETE FROM preferences", "preferences was changed"),
    "a choice is slipped in": ("INSERT INTO preferences VALUES ('x', 'y')", "preferences was changed"),
    "the journal is altered": ("UPDATE journal SET issuer_event_id = 8", "was altered"),
    "an entry is altered": ("UPDATE audit_log SET at = at + 1 WHERE n = 3", "entry 3 was altered"),
    "what an entry says is altered": ("UPDATE audit_log SET said = '{}' WHERE said LIKE '%dark%'", "was altered"),
    "an entry is removed": ("DELETE FROM audit_log WHERE n = 3", "entries 3 to 3 are missing"),
    "the last entry is removed": ("DELETE FROM audit_log WHERE n = 7", "entries 7 to 7 are missing"),
    "two entries change places": (
        "UPDATE audit_log SET n = -n WHERE n IN (3, 4); UPDATE audit_log SET n = n + 7 WHERE n < 0",
        "entry 3 was altered",
    ),
    "the seal is removed": ("DELETE FROM facts_of_the_file WHERE name = 'audit_seal'", "no seal"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_what_was_done_behind_the_log_is_found(deed: str, db: Database, path: Path) -> None:
    sql, sentence = DEEDS[deed]
    db.conn.executescript(sql)
    assert sentence in fault(db, path)


def test_a_chain_that_somebody_made_anew_has_not_our_seal(db: Database, path: Path) -> None:
    db.execute("DELETE FROM audit_log")
    db.execute("DELETE FROM happenings WHERE id = 3")
    log = audit.Log(db, b"another key")
    log.go_on(None, NOON)
    log.seal()
    assert "another key" in fault(db, path)


def test_a_log_that_was_broken_stays_broken_whatever_follows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as behind:
        behind.execute("UPDATE happenings SET detail = 'nothing' WHERE id = 2")
        behind.commit()
    store = Store(path, "America/Los_Angeles")
    keep(store, 9, happening(9))
    assert "entry 4" in fault(store.database, path)
    store.close()


def test_an_end_that_was_cut_off_is_told_for_ever(path: Path) -> None:
    with closing(sqlite3.connect(path)) as behind:
        behind.executescript("DELETE FROM audit_log WHERE n = 7; DELETE FROM journal")
    store = Store(path, "America/Los_Angeles")
    keep(store, 9, happening(9))
    assert fault(store.database, path) == "entries 7 to 7 are missing"
    store.close()


def test_a_display_from_before_the_log_begins_it_with_what_it_kept(path: Path) -> None:
    with closing(database.connect(path)) as db:
        database.begin_log_anew(db)
        db.conn.commit()
    store = Store(path, "America/Los_Angeles")
    keep(store, 9, happening(9))
    verdict = audit.verify(store.database, audit.key_of(path))
    assert (verdict.fault, verdict.since) == (None, moment(9).utc)
    subjects = [each.subject for each in audit.entries(store.database)]
    assert subjects[0] == "taken over"
    assert subjects.count("happenings") == 4
    store.close()


def test_what_failed_to_be_written_is_logged_once_when_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(path, "America/Los_Angeles")
    store.record(Record((happening(5),), is_urgent=False), moment(5))
    seal = audit.Log.seal

    def full(_: audit.Log) -> None:
        raise sqlite3.DataError("it stops in the middle")

    monkeypatch.setattr(audit.Log, "seal", full)
    with pytest.raises(sqlite3.DataError):
        store.commit(moment(6))
    monkeypatch.setattr(audit.Log, "seal", seal)
    store.commit(moment(7))
    assert fault(store.database, path) == ""
    assert sum(each.subject == "happenings" for each in audit.entries(store.database)) == 4
    store.close()


def test_the_key_lies_beside_the_database_for_its_owner_alone(path: Path) -> None:
    key = path.with_name("audit.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert audit.key_of(path) == key.read_bytes()
    assert len(key.read_bytes()) == 32


def test_progress_is_told_in_thousands(db: Database, path: Path) -> None:
    log = audit.Log(db, audit.key_of(path))
    for number in range(2500):
        log.add(TABLES[Preference], (f"n{number}", "v"), None, NOON)
        db.execute("INSERT INTO preferences VALUES (?, 'v')", (f"n{number}",))
    log.seal()
    steps: list[tuple[int, int]] = []
    assert audit.verify(db, audit.key_of(path), lambda done, total: steps.append((done, total))).fault is None
    assert steps == [(1000, 2507), (2000, 2507)]


_deeds: dict[str, Callable[[int], str]] = {
    "DELETE": lambda n: f"DELETE FROM audit_log WHERE n = {n}",
    "at": lambda n: f"UPDATE audit_log SET at = at - 1 WHERE n = {n}",
    "chain": lambda n: f"UPDATE audit_log SET chain = zeroblob(32) WHERE n = {n}",
    "row": lambda n: f"UPDATE audit_log SET row = coalesce(row, 0) + 1 WHERE n = {n}",
}


@settings(max_examples=40, deadline=None)
@given(number=st.integers(1, 7), deed=st.sampled_from(sorted(_deeds)))
def test_any_deed_to_any_entry_is_found(tmp_path_factory: pytest.TempPathFactory, number: int, deed: str) -> None:
    path = tmp_path_factory.mktemp("home") / "home.db"
    lived(path)
    with closing(database.connect(path)) as db:
        db.execute(_deeds[deed](number))
        assert fault(db, path) != ""
