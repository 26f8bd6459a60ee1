"""The head end's tables about meters behind concentrators. Bitmaps are over the numbers that it gives to meters."""

import json
from collections.abc import Iterator
from itertools import groupby

import numpy as np
from sqlite_utils import Database, Migrations

from devices.utility.ledger import create
from devices.wan.bits import none_of, pack


def field_tables(migrations: Migrations) -> None:
    """Add them to the head end's migrations. Time is Unix milliseconds."""

    @migrations(name="field")
    def field(db: Database) -> None:
        concentrators: dict[str, type] = {"name": str, "served": bytes, "told": int, "heard": int, "is_silent": int}
        create(db, "concentrators", "name", concentrators)
        create(db, "field_meters", "number", {"number": int, "meter_id": str, "heard": int})
        db.table("field_meters").create_index(["meter_id"], unique=True)
        create(db, "field_places", ("concentrator", "place"), {"concentrator": str, "place": int, "number": int})
        create(db, "field_groups", ("name", "number"), {"name": str, "number": int})
        create(db, "field_addressed", "issuer_event_id", {"issuer_event_id": int, "targets": bytes})
        broadcasts: dict[str, type] = {"id": int, "purpose": str, "verb": str, "noun": str, "issuer_event_id": int}
        broadcasts |= {"kind": str, "body": str, "priority": int, "targets": bytes, "attempts": int}
        broadcasts |= {"sent": int, "next_at": int}
        create(db, "broadcasts", "id", broadcasts)
        db.table("broadcasts").create_index(["next_at"])
        db.table("broadcasts").create_index(["issuer_event_id"])
        sends: dict[str, type] = {"message_id": str, "broadcast": int, "attempt": int, "concentrator": str, "at": int}
        create(db, "broadcast_sends", "message_id", sends | {"places": bytes})
        db.table("broadcast_sends").create_index(["broadcast", "attempt"])
        receipts: dict[str, type] = {"message_id": str, "at": int, "concentrator": str, "broadcast": int}
        receipts |= {"issuer_event_id": int, "told": str, "numbers": bytes, "since": int, "times_ms": bytes}
        create(db, "field_receipts", "message_id", receipts)
        db.table("field_receipts").create_index(["broadcast"])
        db.table("field_receipts").create_index(["issuer_event_id"])
        days: dict[str, type] = {"day": str, "channel": int, "concentrator": str, "came": bytes}
        create(db, "field_days", ("day", "channel", "concentrator"), days)
        reads: dict[str, type] = {"day": str, "began": int, "next_at": int, "ended": int, "came": int, "expected": int}
        create(db, "field_reads", "day", reads)

    @migrations(name="field_pages")
    def field_pages(db: Database) -> None:
        """Rows of many meters instead of a row each: half a million are registered in seconds. What was is copied."""
        create(db, "field_names", "first", {"first": int, "names": str, "heard": int})
        create(db, "field_spans", ("concentrator", "first"), {"concentrator": str, "first": int, "numbers": bytes})
        create(db, "field_members", "name", {"name": str, "members": bytes})
        create(db, "field_passing", "number", {"number": int, "body": bytes})
        rows = db.execute("SELECT number, meter_id, heard FROM field_meters ORDER BY number").fetchall()
        for heard, page in groupby(rows, key=lambda row: int(row[2])):
            several = list(page)
            names = json.dumps([meter for _, meter, _ in several])
            db.execute("INSERT INTO field_names VALUES (?, ?, ?)", (several[0][0], names, heard))
        _copy_spans(db)
        for name, members in _by_name(db, "SELECT name, number FROM field_groups ORDER BY name"):
            bits = none_of(max(members) + 1)
            bits[members] = True
            db.execute("INSERT INTO field_members VALUES (?, ?)", (name, pack(bits)))

    @migrations(name="field_policies")
    def field_policies(db: Database) -> None:
        """How a broadcast is repeated, where a policy was set for its meters."""
        create(db, "broadcast_policies", "broadcast", {"broadcast": int, "wait_s": float, "attempts": int})


def _copy_spans(db: Database) -> None:
    rows = db.execute("SELECT concentrator, place, number FROM field_places ORDER BY concentrator, place").fetchall()
    for name, several in groupby(rows, key=lambda row: str(row[0])):
        numbers: dict[int, int] = {place: number for _, place, number in several}
        cells = np.full(max(numbers) + 1, -1, np.int32)
        cells[list(numbers)] = list(numbers.values())
        db.execute("INSERT INTO field_spans VALUES (?, 0, ?)", (name, cells.astype("<i4").tobytes()))


def _by_name(db: Database, sql: str) -> Iterator[tuple[str, list[int]]]:
    for name, rows in groupby(db.execute(sql).fetchall(), key=lambda row: str(row[0])):
        yield name, [int(number) for _, number in rows]
