"""The website's own file stands under the same chain: sign-ins, refusals, tokens, users, looks (X-SECURITY, C1FR43)."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devices.utility.__main__ import main
from devices.utility.access import Principal, UserRole
from devices.utility.audit.trail import LOOK, REFUSED, REMOVED, SET, SIGN_IN, SIGN_OUT, named
from devices.utility.audit.verify import entries, verify
from devices.utility.web.store import WebStore
from devices.utility.web.tokens import Tokens
from tests.devices.utility.web.world import MARIA, PASSWORD, World

KEY = bytes(32)
AT = datetime(2026, 7, 14, 20, tzinfo=UTC)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


async def test_a_sign_in_a_refusal_a_token_and_a_look_stand_in_the_websites_log_and_it_verifies(
    world: World,
) -> None:
    async with world.browser() as browser:
        await browser.sign_in(password="a guess in the dark")
        await browser.sign_in()
        await browser.see("/displays")
        await browser.fill("/displays", label="Kitchen")
        await browser.see("/console/troubles")
        await browser.fill("/sign-out")
    world.store.audit.flush()
    told = [(one.who, one.what, one.about) for one in entries(world.store.db)]
    maria = named(MARIA)
    assert ("", REFUSED, "sign-in as maria") in told
    assert (maria, SET, "tokens") in told
    assert (maria, LOOK, "GET /displays") in told
    assert (maria, REFUSED, "GET /console/troubles") in told
    assert (maria, SIGN_OUT, "") in told
    (sign_in,) = [one for one in entries(world.store.db) if one.what == SIGN_IN]
    assert (sign_in.who, sign_in.at) == (maria, world.clock.at)
    assert verify(world.store.db, KEY).fault is None
    everything = " ".join(one.said or "" for one in entries(world.store.db))
    assert PASSWORD not in everything
    assert "$argon2" not in everything


def test_what_holds_a_line_break_is_one_line_of_the_log(world: World) -> None:
    world.site.audit.record(AT, MARIA, REFUSED, "GET /1\n2", "no\nsuch page")
    (refusal,) = [one for one in entries(world.store.db) if one.what == REFUSED]
    assert refusal.about == "GET /1 2"
    assert refusal.said == json.dumps({"outcome": "no\nsuch page"})
    assert verify(world.store.db, KEY).fault is None


def test_the_command_that_keeps_users_writes_the_same_log_beside_a_running_website(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(WebStore(tmp_path / "web.db")) as site:
        tokens = Tokens(site, lambda: AT)
        for does in (["add", "--random", "--role", "auditor", "ada"], ["password", "--random", "ada"], ["list"]):
            assert main(["user", "--state", str(tmp_path), *does]) == 0
            tokens.make("1001", "Kitchen", timedelta(days=1))
        assert main(["user", "--state", str(tmp_path), "remove", "ada"]) == 0
        told = [(one.who, one.what, one.about) for one in entries(site.db)]
    operator = named(Principal("operator", UserRole.OPERATOR))
    users = [entry for entry in told if entry[2] in {"users", "user list"} and entry[1] != "table"]
    assert users == [(operator, what, about) for what, about in zip((SET, SET, LOOK, REMOVED), USERS, strict=True)]
    assert [entry[2] for entry in told].count("tokens") == 1 + 3
    capsys.readouterr()
    assert main(["audit", "verify", "--state", str(tmp_path)]) == 0
    assert capsys.readouterr().out.startswith("web: unbroken since ")


USERS = ("users", "users", "user list", "users")
BEHIND = (
    "UPDATE users SET role = 'operator' WHERE name = 'maria'",
    "DELETE FROM audit_log WHERE what = 'refused'",
    "UPDATE tokens SET account = '1002'",
    "INSERT INTO users VALUES ('eve', 'eve', 'operator', '', 'x', 0.0)",
    "UPDATE kept SET value = x'00' WHERE name = 'form key'",
)


@pytest.mark.parametrize("sql", BEHIND)
async def test_what_is_changed_in_the_websites_file_behind_its_log_is_found(
    world: World, sql: str, tmp_path: Path
) -> None:
    async with world.browser() as browser:
        await browser.sign_in(password="a guess in the dark")
        await browser.sign_in()
        await browser.see("/displays")
        await browser.fill("/displays", label="Kitchen")
    world.store.audit.flush()
    world.store.db.execute("VACUUM INTO ?", (str(tmp_path / "web.db"),))
    with closing(sqlite3.connect(tmp_path / "web.db")) as db, db:
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(sql)
        for _, made in triggers:
            db.execute(made)
    (tmp_path / "web.audit.key").write_bytes(KEY)
    assert main(["audit", "verify", "--state", str(tmp_path)]) == 1


def test_a_websites_file_of_before_keeps_what_was_done_there_and_tells_it_in_its_log(tmp_path: Path) -> None:
    with closing(WebStore(tmp_path / "web.db")) as store:
        store.db.execute("DELETE FROM _sqlite_migrations WHERE name = 'log'")
        for (name,) in store.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            store.db.execute(f"DROP TRIGGER {name}")
        store.db.execute("DROP TABLE audit_log")
        store.db.execute("DROP TABLE audit_seal")
        store.db.execute("CREATE TABLE done (id INTEGER PRIMARY KEY, at REAL, name TEXT, outcome TEXT) STRICT")
        store.db.execute("INSERT INTO done VALUES (1, 0.0, 'maria', 'done')")
    with closing(WebStore(tmp_path / "web.db")) as store:
        assert ("added", "done", "1") in {(one.what, one.about, one.key) for one in entries(store.db)}
        assert verify(store.db, (tmp_path / "web.audit.key").read_bytes()).fault is None


def test_a_website_that_only_started_has_a_whole_log_also_when_it_starts_again(tmp_path: Path) -> None:
    for _ in range(2):
        with closing(WebStore(tmp_path / "web.db")) as store:
            store.kept("form key", b"secret")
            assert verify(store.db, (tmp_path / "web.audit.key").read_bytes()).fault is None
