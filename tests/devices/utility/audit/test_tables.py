"""No table is forgotten: each one of every system is told of in its log, or left out with its reason."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlite_utils import Database

from devices.utility.audit import tables
from devices.utility.audit.trail import has_triggers, triggers
from devices.utility.css.desk import ServiceDesk
from devices.utility.field.concentrator import Concentrator
from devices.utility.field.settings import Settings
from devices.utility.field.simulated import concentrators_for, simulated
from devices.utility.mdms.records import Records
from devices.utility.ms.head_end import HeadEnd
from devices.utility.web.store import WebStore

SOURCES = Path(__file__).parents[4] / "devices" / "utility"
WRITES = re.compile(r"\b(?:INSERT(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM) +\"?([a-z_]{3,})\b")
ALLOWED = {("mdms/postgres_days.py", "meter_days")}
"""Interval data in PostgreSQL has no log (docs/audit-log.md)."""


@pytest.fixture(scope="module")
def files() -> Iterator[dict[str, Database]]:
    """The file of every kind of system, as it is made."""
    with ExitStack() as stack:
        names = concentrators_for(2)
        (name, neighbourhood), *_ = simulated(2, names).items()
        systems: dict[str, HeadEnd | Records | ServiceDesk | Concentrator] = {
            "ms": HeadEnd(None, lambda _sender, _signed: None),
            "mdms": Records(None, lambda _sender, _signed: None),
            "css": ServiceDesk(None),
            "concentrator": Concentrator(None, neighbourhood, Settings(name)),
        }
        found: dict[str, Database] = {}
        for kind, system in systems.items():
            stack.callback(system.close)
            found[kind] = system.links.db
        website = WebStore(None)
        stack.callback(website.close)
        yield found | {"web": website.db}


def of(db: Database) -> set[str]:
    return {name for name in db.table_names() if not name.startswith((tables.OWN, "sqlite_", "_sqlite_"))}


def test_every_table_of_every_system_is_told_of_or_left_out_with_a_reason(files: dict[str, Database]) -> None:
    for kind, db in files.items():
        told = {one.table for one in tables.spellings(db)}
        assert told | set(tables.EXEMPT) >= of(db), kind
        assert told.isdisjoint(tables.EXEMPT)
        assert [one.table for one in tables.spellings(db) if not has_triggers(db, one)] == [], kind
    assert all(len(why.split()) >= 3 for why in tables.EXEMPT.values())


def test_what_is_left_out_or_told_by_digest_is_a_table_that_there_is(files: dict[str, Database]) -> None:
    every = set().union(*(of(db) for db in files.values())) | {"done"}  # a website's file of before has that one
    assert set(tables.EXEMPT) <= every
    assert every >= tables.BULK
    assert tables.BULK.isdisjoint(tables.EXEMPT)


def test_each_change_of_each_told_table_has_its_trigger(files: dict[str, Database]) -> None:
    for db in files.values():
        for spelling in tables.spellings(db):
            made = " ".join(triggers(spelling).values())
            assert all(f"AFTER {change} ON" in made for change in ("INSERT", "UPDATE", "DELETE"))


def test_nothing_in_the_source_writes_into_a_table_that_the_log_does_not_know(files: dict[str, Database]) -> None:
    every = set().union(*(of(db) for db in files.values()))
    written = {
        (path.relative_to(SOURCES).as_posix(), table)
        for path in SOURCES.rglob("*.py")
        if path.parent.name != "audit"
        for table in WRITES.findall(path.read_text(encoding="utf-8"))
    }
    assert len({table for _, table in written}) > 25
    assert {(path, table) for path, table in written if table not in every} - ALLOWED == set()
