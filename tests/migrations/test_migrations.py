"""Old databases are tests: every released schema opens, is copied first, and is never left half changed (F35)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from hemsapp import database, migrations
from hemsapp.database import StoreRefused
from hemsapp.store import Store

HERE = Path(__file__).parent
ZONE = "America/Los_Angeles"


def schema(db: Database) -> list[str]:
    return sorted(row[0] for row in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def from_dump(path: Path, name: str) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.executescript((HERE / name).read_text())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home.db"


@pytest.mark.parametrize("dump", sorted(p.name for p in HERE.glob("*.sql")))
def test_an_old_database_opens_with_all_it_held(path: Path, dump: str) -> None:
    from_dump(path, dump)
    old = Store(path, ZONE)
    with closing(Database(memory=True)) as new:
        migrations.migrations.apply(new)
        assert schema(old.database) == schema(new)
    (kept,) = old.database.execute("SELECT sum(delivered_wh) FROM intervals").fetchone()
    assert kept == 1234
    assert old.problem is None
    old.close()


def newer(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """What the next release may look like."""
    later = Migrations("hemsapp")
    later._migrations = list(migrations.migrations._migrations)

    @later()
    def second(db: Database) -> None:
        db.table("rooms").create({"name": str}, pk="name", strict=True)
        db.execute("INSERT INTO rooms VALUES ('hall')")

    monkeypatch.setattr(database, "migrations", later)
    return later


def test_an_older_database_is_copied_before_it_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(path, ZONE).close()
    newer(monkeypatch)
    Store(path, ZONE).close()
    with closing(sqlite3.connect(path)) as now, closing(sqlite3.connect(f"{path}.before-second")) as before:
        assert now.execute("SELECT name FROM rooms").fetchall() == [("hall",)]
        with pytest.raises(sqlite3.OperationalError, match="no such table"):
            before.execute("SELECT name FROM rooms")


def test_a_database_from_the_future_is_refused_untouched(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as later:
        newer(later)
        Store(path, ZONE).close()
    before = path.read_bytes()
    with pytest.raises(StoreRefused, match=r"written by a newer hemsapp \(second\)\. Install that version again"):
        Store(path, ZONE)
    assert path.read_bytes() == before


@pytest.mark.parametrize("statement", range(1, 5))
def test_an_interrupted_migration_leaves_the_old_version(
    path: Path, monkeypatch: pytest.MonkeyPatch, statement: int
) -> None:
    """F35"""
    Store(path, ZONE).close()
    with monkeypatch.context() as later:
        newer(later)
        real = Database.execute
        left = statement

        def interrupted(db: Database, sql: str, *args: object) -> sqlite3.Cursor:
            nonlocal left
            if "rooms" in sql or "_sqlite_migrations" in sql.lower():
                left -= 1
                if left == 0:
                    raise KeyboardInterrupt
            return real(db, sql, *args)  # type: ignore[arg-type] # passed through

        later.setattr(Database, "execute", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Store(path, ZONE)
    Store(path, ZONE).close()
    newer(monkeypatch)
    opened = Store(path, ZONE)
    assert opened.database.execute("SELECT name FROM rooms").fetchall() == [("hall",)]
    opened.close()
