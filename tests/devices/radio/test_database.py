"""What zigpy remembers is put aside only when the file is broken; a full disk never costs a home its devices."""

import sqlite3
from pathlib import Path

import pytest
from zigpy.exceptions import CorruptDatabase

from devices.radio.database import is_broken, make_private, put_aside


def _fault_of(path: Path, does: str, *pragmas: str) -> sqlite3.DatabaseError:
    database = sqlite3.connect(path, timeout=0)
    try:
        for pragma in pragmas:
            database.execute(pragma)
        with pytest.raises(sqlite3.DatabaseError) as caught:
            database.execute(does)
        return caught.value
    finally:
        database.close()


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "zigbee.db"
    make_private(path)
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE devices (ieee TEXT)")
    database.close()
    return path


def test_a_file_that_is_no_database_is_broken(tmp_path: Path) -> None:
    path = tmp_path / "zigbee.db"
    path.write_bytes(b"this is no database" * 100)
    assert is_broken(_fault_of(path, "SELECT * FROM devices"))


def test_a_database_without_its_tables_is_broken(kept: Path) -> None:
    assert is_broken(_fault_of(kept, "SELECT * FROM neighbors"))
    assert is_broken(CorruptDatabase("the versions differ"))


def test_a_full_disk_breaks_no_file(kept: Path) -> None:
    fill = "INSERT INTO devices SELECT zeroblob(1000000)"
    assert not is_broken(_fault_of(kept, fill, "PRAGMA max_page_count = 3"))


def test_another_programs_lock_breaks_no_file(kept: Path) -> None:
    other = sqlite3.connect(kept)
    try:
        other.execute("BEGIN EXCLUSIVE")
        assert not is_broken(_fault_of(kept, "INSERT INTO devices VALUES ('a')"))
    finally:
        other.close()


def test_a_folder_that_cannot_be_opened_breaks_no_file(tmp_path: Path) -> None:
    database = tmp_path / "zigbee.db"
    database.mkdir()
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(database)
    assert not is_broken(caught.value)


def test_what_was_put_aside_before_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "zigbee.db"
    for content in ("the first", "the second", "the third"):
        path.write_text(content, encoding="utf-8")
        path.with_name("zigbee.db-wal").touch()
        put_aside(path)
    kept = sorted(each.name for each in tmp_path.iterdir())
    assert kept == ["zigbee.db.broken", "zigbee.db.broken-2", "zigbee.db.broken-3"]
    assert (tmp_path / "zigbee.db.broken").read_text(encoding="utf-8") == "the first"
