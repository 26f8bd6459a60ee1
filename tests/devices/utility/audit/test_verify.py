"""The chain itself: whatever is done to the log, or to a table behind its back, is found (X-SECURITY, C1FR43)."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from devices.utility.access import Principal, UserRole
from devices.utility.audit.tables import spellings
from devices.utility.audit.trail import LOOK, ORDER, Told, Trail, WatchedDatabase, triggers
from devices.utility.audit.verify import Anchor, entries, verify

KEY = bytes(range(32))
AT = datetime(2026, 7, 14, 20, 0, tzinfo=UTC)
PAT = Principal("pat", UserRole.PROGRAM_MANAGER)


def written() -> WatchedDatabase:
    """A log of twenty entries: a bulk table, a table told whole, orders and looks."""
    db = WatchedDatabase(sqlite3.connect(":memory:", isolation_level=None), recursive_triggers=False)
    db.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, body TEXT, octets BLOB) STRICT")
    db.execute("CREATE TABLE policies (security TEXT, target TEXT, wait_s REAL, PRIMARY KEY (security, target)) STRICT")
    db.execute("INSERT INTO policies VALUES ('*', '*', 60.0)")
    now = [AT]
    trail = Trail(db, KEY, lambda: now[0])
    for number in range(4):
        now[0] = AT + timedelta(seconds=number)
        with db.atomic(), trail.acting(PAT):
            db.execute("INSERT INTO messages (body, octets) VALUES (?, ?)", (f"message {number}", bytes([number])))
            db.execute("INSERT OR REPLACE INTO policies VALUES ('*', ?, 1.5)", (f"meter-{number}",))
            trail.tell(Told(now[0], "pat", ORDER, "policy", '{"target": "meter"}'))
        trail.look(Told(now[0], "carla", LOOK, "history", '{"meter": "meter-1"}'))
    db.execute("UPDATE policies SET wait_s = 9.0 WHERE target = 'meter-1'")
    db.execute("DELETE FROM policies WHERE target = 'meter-2'")
    db.execute("UPDATE messages SET octets = NULL WHERE id = 2")
    trail.flush()
    return db


def disarmed(db: WatchedDatabase) -> WatchedDatabase:
    """As somebody has it who opens the file with another program: no trigger speaks."""
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    return db


def armed(db: Database) -> Database:
    """As it was before: the triggers are put back so that their lack does not tell on him."""
    for spelling in spellings(db):
        for sql in triggers(spelling).values():
            db.execute(sql)
    return db


def test_a_log_that_nobody_touched_is_whole() -> None:
    found = verify(written(), KEY)
    assert (found.count, found.fault) == (22, None)


COLUMNS = ("at", "who", "what", "about", "key", "said", "chain")
CHANGES: dict[str, Callable[[Database, int, int], object]] = {
    "removal": lambda db, one, _: db.execute("DELETE FROM audit_log WHERE n = ?", (one,)),
    "a removal that closes the gap": lambda db, one, _: (
        db.execute("DELETE FROM audit_log WHERE n = ?", (one,)),
        db.execute("UPDATE audit_log SET n = -(n - 1) WHERE n > ?", (one,)),
        db.execute("UPDATE audit_log SET n = -n WHERE n < 0"),
    ),
    "swap": lambda db, one, other: (
        db.execute("UPDATE audit_log SET n = -1 WHERE n = ?", (one,)),
        db.execute("UPDATE audit_log SET n = ? WHERE n = ?", (one, other)),
        db.execute("UPDATE audit_log SET n = ? WHERE n = -1", (other,)),
    ),
    "insertion": lambda db, one, other: (
        db.execute("UPDATE audit_log SET n = -(n + 1) WHERE n >= ?", (one,)),
        db.execute("UPDATE audit_log SET n = -n WHERE n < 0"),
        db.execute(
            "INSERT INTO audit_log SELECT ?, at, who, what, about, key, said, chain FROM audit_log WHERE n = ?",
            (one, other + (other >= one)),
        ),
    ),
    "a cut end": lambda db, one, _: db.execute("DELETE FROM audit_log WHERE n >= ?", (one,)),
}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CHANGES)), st.integers(1, 22), st.integers(1, 22))
def test_an_entry_that_was_removed_swapped_or_slipped_in_is_found(how: str, one: int, other: int) -> None:
    db = disarmed(written())
    before = db.execute("SELECT * FROM audit_log ORDER BY n").fetchall()
    CHANGES[how](db, one, other)
    is_same = db.execute("SELECT * FROM audit_log ORDER BY n").fetchall() == before
    assert (verify(armed(db), KEY).fault is None) is is_same


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 22), st.sampled_from(COLUMNS), st.data())
def test_an_entry_that_was_altered_in_one_bit_is_found(number: int, column: str, data: st.DataObject) -> None:
    db = disarmed(written())
    (value,) = db.execute(f"SELECT {column} FROM audit_log WHERE n = ?", (number,)).fetchone()
    db.execute(f"UPDATE audit_log SET {column} = ? WHERE n = ?", (flipped(value, data), number))
    assert verify(armed(db), KEY).fault is not None


def flipped(value: object, data: st.DataObject) -> object:
    if isinstance(value, int):
        return value ^ (1 << data.draw(st.integers(0, 40)))
    if isinstance(value, bytes):
        at, bit = data.draw(st.integers(0, len(value) - 1)), data.draw(st.integers(0, 7))
        return bytes(octet ^ (1 << bit) if place == at else octet for place, octet in enumerate(value))
    text = str(value or "")
    at = data.draw(st.integers(0, max(len(text) - 1, 0)))
    return f"{text[:at]}~{text[at + 1 :]}"


BEHIND = (
    "UPDATE messages SET body = 'message 9' WHERE id = 3",
    "UPDATE messages SET octets = x'00' WHERE id = 2",
    "DELETE FROM messages WHERE id = 1",
    "DELETE FROM messages WHERE id = 4",
    "INSERT INTO messages (body) VALUES ('never sent')",
    "UPDATE messages SET id = 9 WHERE id = 4",
    "UPDATE policies SET wait_s = 2.0 WHERE target = 'meter-1'",
    "UPDATE policies SET wait_s = 1.5 WHERE target = 'meter-1'",
    "DELETE FROM policies WHERE target = '*'",
    "INSERT INTO policies VALUES ('*', 'meter-2', 1.5)",
    "CREATE TABLE more (id INTEGER PRIMARY KEY)",
    "DROP TABLE policies",
)


@pytest.mark.parametrize("sql", BEHIND)
def test_a_table_that_was_changed_behind_the_log_is_found(sql: str) -> None:
    db = disarmed(written())
    db.execute(sql)
    if "TABLE" not in sql:
        armed(db)
    assert verify(db, KEY).fault is not None


def test_a_trigger_that_was_taken_away_is_found_and_the_next_start_tells_it_for_ever() -> None:
    db = written()
    db.execute("DROP TRIGGER audit_policies_set")
    assert verify(db, KEY).fault == "policies: its changes are not told"
    Trail(db, KEY, lambda: AT)
    assert verify(db, KEY).fault == "entry 23 tells: changes of policies were not told for a time"


def test_a_cut_end_is_found_at_the_next_start_and_told_for_ever() -> None:
    db = disarmed(written())
    db.execute("DELETE FROM audit_log WHERE n > 20")
    armed(db)
    Trail(db, KEY, lambda: AT)
    assert verify(db, KEY).fault == "entry 21 tells: entries 21 to 22 are missing"


def test_a_chain_that_was_made_anew_without_the_key_is_found() -> None:
    db = disarmed(written())
    for table in ("audit_log", "audit_seal"):
        db.execute(f"DELETE FROM {table}")
    Trail(WatchedDatabase(db.conn), bytes(32), lambda: AT)
    assert verify(db, bytes(32)).fault is None
    assert verify(db, KEY).fault == "the seal was made with another key"


def test_a_chain_that_was_made_anew_with_the_key_is_found_by_what_another_system_was_told() -> None:
    db = written()
    last = list(entries(db))[-1]
    anchor = Anchor(last.number, last.chain, AT)
    assert verify(db, KEY, [anchor]).fault is None
    disarmed(db)
    for table in ("audit_log", "audit_seal"):
        db.execute(f"DELETE FROM {table}")
    Trail(WatchedDatabase(db.conn), KEY, lambda: AT)
    assert verify(db, KEY).fault is None
    assert "another system was told" in str(verify(db, KEY, [anchor]).fault)


def test_what_was_rolled_back_left_no_entry() -> None:
    db = written()
    count = db.execute("SELECT count(*) FROM audit_log").fetchone()
    db.execute("BEGIN")
    db.execute("INSERT INTO policies VALUES ('control', '*', 5.0)")
    db.execute("ROLLBACK")
    assert db.execute("SELECT count(*) FROM audit_log").fetchone() == count
    assert verify(db, KEY).fault is None


def test_who_did_it_stands_in_each_entry_of_a_change() -> None:
    changes = [one.who for one in entries(written()) if one.about == "policies" and one.what == "set"]
    assert changes[0] == ""
    assert changes[1:5] == ['["pat", "program manager"]'] * 4


def test_a_column_that_came_later_leaves_old_entries_whole() -> None:
    db = written()
    db.execute("ALTER TABLE messages ADD COLUMN way TEXT NOT NULL DEFAULT 'sent'")
    db.execute("ALTER TABLE policies ADD COLUMN attempts INTEGER NOT NULL DEFAULT 3")
    Trail(db, KEY, lambda: AT)
    db.execute("INSERT INTO messages (body, way) VALUES ('later', 'received')")
    assert verify(db, KEY).fault is None
    disarmed(db).execute("UPDATE policies SET attempts = 9 WHERE target = '*'")
    assert verify(armed(db), KEY).fault is not None


def test_a_password_is_never_in_the_log() -> None:
    db = WatchedDatabase(sqlite3.connect(":memory:", isolation_level=None), recursive_triggers=False)
    db.execute("CREATE TABLE users (name TEXT PRIMARY KEY, password TEXT) STRICT")
    Trail(db, KEY, lambda: AT)
    db.execute("INSERT INTO users VALUES ('pat', 'correct horse')")
    db.execute("UPDATE users SET password = 'battery staple'")
    said = [one.said or "" for one in entries(db) if one.about == "users"]
    assert len(said) == 3
    assert "sha256:" in said[1]
    assert said[1] != said[2]
    assert not any("horse" in one or "staple" in one for one in said)
    assert verify(db, KEY).fault is None
