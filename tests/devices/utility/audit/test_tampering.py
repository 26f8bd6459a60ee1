"""Whatever is done to a log by somebody who opens the file, the first entry that is wrong is named (X-SECURITY)."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from devices.utility.audit.trail import LOOK, ORDER, Told, Trail, WatchedDatabase
from devices.utility.audit.verify import opened_to_read, verify

KEY = bytes(range(32))
AT = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)
NAMED = re.compile(r"entr(?:y|ies) (-?\d+)")
COLUMNS = ("at", "who", "what", "about", "key", "said", "chain")


def opened(path: Path) -> tuple[WatchedDatabase, Trail]:
    """The file as its system has it."""
    db = WatchedDatabase(sqlite3.connect(path, isolation_level=None), recursive_triggers=False)
    db.execute("PRAGMA journal_mode=WAL").fetchall()
    db.execute("CREATE TABLE IF NOT EXISTS messages (id INTEGER PRIMARY KEY, body TEXT) STRICT")
    db.execute("CREATE TABLE IF NOT EXISTS policies (target TEXT PRIMARY KEY, wait_s REAL) STRICT")
    return db, Trail(db, KEY, lambda: AT)


def write(db: WatchedDatabase, trail: Trail, number: int) -> None:
    """A message, a setting, an order and a look."""
    with db.atomic():
        db.execute("INSERT INTO messages (body) VALUES (?)", (f"message {number}",))
        db.execute("INSERT OR REPLACE INTO policies VALUES (?, ?)", (f"meter-{number % 3}", float(number)))
        trail.tell(Told(AT, "pat", ORDER, "policy", f'{{"number": {number}}}'))
    trail.look(Told(AT, "carla", LOOK, "history", "{}"))


@pytest.fixture(scope="module")
def octets(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with a log, closed."""
    path = tmp_path_factory.mktemp("log") / "log.db"
    db, trail = opened(path)
    for number in range(5):
        write(db, trail, number)
    trail.flush()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    db.execute("PRAGMA journal_mode=DELETE").fetchall()
    db.close()
    return path.read_bytes()


def fault_after(octets: bytes, change: Callable[[Database], object]) -> str | None:
    """What is said of the log when somebody has changed the file with a program of his own."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.deserialize(octets)
        db = Database(raw, recursive_triggers=False)
        made = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()]
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {name}")
        change(db)
        for sql in made:
            db.execute(sql)
        reading(db)
        return verify(db, KEY).fault


def reading(db: Database) -> None:
    for name, count in (("audit_link", 5), ("audit_word", 2), ("audit_at", 0), ("audit_who", 0), ("audit_is_alone", 0)):
        db.conn.create_function(name, count, lambda *_: None)


def first_named(fault: str | None) -> int:
    found = NAMED.search(fault or "")
    assert found, fault
    return int(found[1])


def count_of(octets: bytes) -> int:
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(octets)
        return int(db.execute("SELECT max(n) FROM audit_log").fetchone()[0])


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_an_entry_of_which_any_byte_was_flipped_is_named(octets: bytes, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, count_of(octets)))
    column = data.draw(st.sampled_from(COLUMNS))
    place, mask = data.draw(st.integers(0, 400)), data.draw(st.integers(1, 255))

    def flip(db: Database) -> None:
        (kind, value) = db.execute(
            f"SELECT typeof({column}), CAST({column} AS BLOB) FROM audit_log WHERE n = ?", (number,)
        ).fetchone()
        if kind == "integer":
            (at,) = db.execute("SELECT at FROM audit_log WHERE n = ?", (number,)).fetchone()
            db.execute("UPDATE audit_log SET at = ? WHERE n = ?", (at ^ (mask << (place % 50)), number))
            return
        before = value or b"\0"
        at = place % len(before)
        after = before[:at] + bytes([before[at] ^ mask]) + before[at + 1 :]
        sql = "UPDATE audit_log SET chain = ? WHERE n = ?"
        if column != "chain":
            sql = f"UPDATE audit_log SET {column} = CAST(? AS TEXT) WHERE n = ?"
        db.execute(sql, (after, number))

    assert first_named(fault_after(octets, flip)) == number


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_what_was_removed_swapped_or_slipped_in_is_named(octets: bytes, data: st.DataObject) -> None:
    most = count_of(octets)
    one, other = sorted(data.draw(st.lists(st.integers(1, most), min_size=2, max_size=2, unique=True)))
    how = data.draw(st.sampled_from(["remove", "swap", "insert", "truncate"]))

    def change(db: Database) -> None:
        if how == "remove":
            db.execute("DELETE FROM audit_log WHERE n = ?", (one,))
        elif how == "truncate":
            db.execute("DELETE FROM audit_log WHERE n > ?", (one,))
        elif how == "swap":
            for before, after in ((one, -1), (other, one), (-1, other)):
                db.execute("UPDATE audit_log SET n = ? WHERE n = ?", (after, before))
        else:
            db.execute("UPDATE audit_log SET n = -(n + 1) WHERE n > ?", (one,))
            db.execute("UPDATE audit_log SET n = -n WHERE n < 0")
            db.execute(
                "INSERT INTO audit_log SELECT ?, at, 'eve', what, about, key, said, chain FROM audit_log WHERE n = ?",
                (one + 1, one),
            )

    is_end = how in {"truncate", "insert"}
    assert first_named(fault_after(octets, change)) == (one + 1 if is_end else one)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 255))
def test_a_byte_of_the_file_itself_that_was_flipped_is_found_or_changed_nothing(
    octets: bytes, place: int, mask: int
) -> None:
    at = place % len(octets)
    changed = octets[:at] + bytes([octets[at] ^ mask]) + octets[at + 1 :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        path.write_bytes(changed)
        try:
            with closing(opened_to_read(path)) as db:
                fault = verify(db, KEY).fault
        except (sqlite3.Error, UnicodeDecodeError) as error:
            fault = str(error)
        if fault is None:
            assert dump(changed) == dump(octets)


def dump(octets: bytes) -> list[object]:
    """All that the file tells, but for its schema's layout."""
    found: list[object] = []
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(octets)
        for table in ("audit_log", "messages", "policies"):
            found += db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    return found


STEPS = st.lists(st.sampled_from(["write", "roll back", "restart", "kill", "kill within"]), max_size=12)


@settings(max_examples=30, deadline=None)
@given(STEPS)
def test_a_log_that_nobody_touched_is_whole_across_restarts_and_kills(steps: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        db, trail = opened(path)
        written = 0
        for number, step in enumerate(steps):
            if step == "write":
                write(db, trail, number)
                written += 1
            elif step == "roll back":
                with suppress(ZeroDivisionError), db.atomic():
                    db.execute("INSERT INTO messages (body) VALUES ('never sent')")
                    raise ZeroDivisionError
            elif step == "restart":
                trail.flush()
                db.close()
                db, trail = opened(path)
            else:
                if step == "kill within":
                    db.execute("BEGIN")
                    db.execute("INSERT INTO messages (body) VALUES ('cut off')")
                db.close()  # what was not committed is gone, and the looks that waited
                db, trail = opened(path)
        assert verify(db, KEY).fault is None
        assert db.execute("SELECT count(*) FROM messages").fetchone() == (written,)
        (orders,) = db.execute("SELECT count(*) FROM audit_log WHERE what = ?", (ORDER,)).fetchone()
        assert orders == written
        db.close()


@pytest.mark.parametrize("how", ["INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"])
def test_a_statement_outside_of_any_transaction_is_sealed_however_it_treats_conflicts(how: str) -> None:
    db, trail = opened(Path(":memory:"))
    write(db, trail, 1)
    db.execute(f"{how} INTO policies VALUES ('meter-9', 1.0)")
    assert verify(db, KEY).fault is None
    db.execute("UPDATE OR IGNORE policies SET wait_s = 2.0")
    assert verify(db, KEY).fault is None
    db.close()
