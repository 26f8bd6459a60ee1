"""The head end's tables, as functions that are only ever appended. Time is Unix milliseconds."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import common_tables, create
from devices.utility.ms.field_schema import field_tables
from devices.utility.owed import owed_tables

migrations = Migrations("ms")
common_tables(migrations)
owed_tables(migrations)


@migrations()
def events_and_meters(db: Database) -> None:
    """Meters and groups, events and whom they are for, receipts, resend policies, daily chores."""
    create(db, "meters", "meter_id", {"meter_id": str, "interval_minutes": int, "enrolled": int, "log_until": int})
    create(db, "meter_groups", ("name", "meter_id"), {"name": str, "meter_id": str})
    events: dict[str, type] = {"issuer_event_id": int, "revision": int, "program": str, "delivery": str}
    events |= {"priority": int, "start": int, "end": int, "is_test": int, "submitted": int, "body": str}
    create(db, "events", "issuer_event_id", events)
    addressed: dict[str, type] = {"issuer_event_id": int, "meter_id": str, "is_cancelled": int}
    addressed |= {"collection": str, "raise_at": int, "close_at": int, "receipt_due": int}
    addressed |= {"collect_from": int, "collect_until": int}
    create(db, "addressed", ("issuer_event_id", "meter_id"), addressed)
    db.table("addressed").create_index(["collection", "raise_at"])
    db.table("addressed").create_index(["meter_id", "collect_until"])
    db.table("addressed").create_index(["receipt_due"])
    receipts: dict[str, type] = {"id": int, "at": int, "meter_id": str, "sender": str, "sequence": int}
    receipts |= {"log_number": int, "issuer_event_id": int, "status": int, "message_id": str, "forwarded_as": str}
    receipts |= {"signed": str, "recorded": int}
    create(db, "receipts", "id", receipts)
    db.execute("CREATE UNIQUE INDEX receipts_by_sequence ON receipts (sender, sequence) WHERE sequence > 0")
    db.execute("CREATE UNIQUE INDEX receipts_by_log ON receipts (meter_id, log_number) WHERE sequence = 0")
    db.table("receipts").create_index(["forwarded_as"])
    forgeries: dict[str, type] = {"meter_id": str, "log_number": int, "signed": str, "at": int}
    create(db, "forgeries", ("meter_id", "log_number", "signed"), forgeries)
    create(
        db,
        "policies",
        ("security", "target"),
        {"security": str, "target": str, "wait_s": float, "attempts": int},
    )
    create(db, "chores", "name", {"name": str, "next_at": int})


@migrations()
def displays(db: Database) -> None:
    """Displays' reports on their way to the records, the numbers of queries and tests, and how tests ended."""
    reports: dict[str, type] = {"sender": str, "sequence": int, "meter_id": str, "log_number": int, "message_id": str}
    reports |= {"received": int, "forwarded_as": str, "recorded": int}
    create(db, "display_reports", ("sender", "sequence"), reports)
    db.table("display_reports").create_index(["forwarded_as"])
    create(db, "display_numbers", "number", {"number": int})
    tests: dict[str, type] = {"number": int, "meter_id": str, "ordered": int, "due": int, "ended": int}
    create(db, "display_tests", ("number", "meter_id"), tests | {"is_passed": int, "detail": str})
    db.table("display_tests").create_index(["ended", "due"])


@migrations()
def meter_tests(db: Database) -> None:
    """Remote tests of meters, and how they ended; numbers of recoveries."""
    tests: dict[str, type] = {"number": int, "meter_id": str, "issuer_event_id": int, "ordered": int, "due": int}
    tests |= {"ended": int, "is_passed": int, "detail": str}
    create(db, "meter_tests", ("number", "meter_id"), tests)
    db.table("meter_tests").create_index(["ended", "due"])
    create(db, "recoveries", "number", {"number": int})


field_tables(migrations)


@migrations()
def meter_reads(db: Database) -> None:
    """Reads on demand, network reports of meters, and clock tolerances that differ from the head end's."""
    reads: dict[str, type] = {"number": int, "meter_id": str, "ordered": int, "answered": int, "body": str}
    create(db, "meter_reads", ("number", "meter_id"), reads)
    create(db, "network_reports", "id", {"id": int, "meter_id": str, "at": int, "body": str})
    db.table("network_reports").create_index(["meter_id", "at"])
    create(db, "clock_tolerances", "meter_id", {"meter_id": str, "tolerance_s": int})


@migrations()
def day_reads(db: Database) -> None:
    """Which meter has told its intervals, and its log, of each local day; until when it is asked again."""
    columns: dict[str, type] = {"day": str, "kind": str, "meter_id": str, "next_at": int, "until": int}
    create(db, "day_reads", ("day", "kind", "meter_id"), columns | {"answered": int, "is_whole": int})
    db.table("day_reads").create_index(["next_at"])


@migrations()
def downloads(db: Database) -> None:
    """What meters are given, its octets, and how far each meter is."""
    orders: dict[str, type] = {"number": int, "kind": str, "manufacturer_id": int, "meter_type": int, "version": int}
    orders |= {"label": str, "size": int, "digest": str, "signature": str, "activate_at": int, "at_once": int}
    orders |= {"block_s": int, "is_older": int, "reason": str, "ordered": int, "ordered_by": str}
    create(db, "downloads", "number", orders)
    create(db, "download_octets", "number", {"number": int, "octets": bytes})
    meters: dict[str, type] = {"number": int, "meter_id": str, "state": str, "due": int, "heard": int}
    create(db, "download_meters", ("number", "meter_id"), meters | {"done_octets": int, "detail": str})
    db.table("download_meters").create_index(["state", "due"])


@migrations()
def home_tries(db: Database) -> None:
    """How often a home was told of an event that no device of it has acknowledged."""
    create(db, "home_tries", ("issuer_event_id", "meter_id"), {"issuer_event_id": int, "meter_id": str, "tries": int})
