"""Customer service's tables, as functions that are only ever appended. Time is Unix milliseconds."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import common_tables, create
from devices.utility.owed import owed_tables

migrations = Migrations("css")
common_tables(migrations)


@migrations()
def standings_and_alarms(db: Database) -> None:
    """Both are logs: added to, never changed."""
    standings: dict[str, type] = {"id": int, "at": int, "told": int, "issuer_event_id": int, "meter_id": str}
    create(db, "standings", "id", standings | {"state": str, "detail": str})
    db.table("standings").create_index(["issuer_event_id", "meter_id"])
    db.table("standings").create_index(["meter_id"])
    alarms: dict[str, type] = {"id": int, "at": int, "meter_id": str, "meter_time": int, "kind": str, "detail": str}
    create(db, "alarms", "id", alarms)


@migrations()
def troubles_and_notes(db: Database) -> None:
    """What somebody must look at, with each step of it, and notes on accounts; the last two are only added to."""
    troubles: dict[str, type] = {"id": int, "kind": str, "meter_id": str, "issuer_event_id": int, "detail": str}
    troubles |= {"opened": int, "last": int, "times": int, "state": str, "taken_by": str, "closed": int}
    create(db, "troubles", "id", troubles)
    db.table("troubles").create_index(["state", "last"])
    db.table("troubles").create_index(["meter_id", "state"])
    steps: dict[str, type] = {"id": int, "trouble": int, "at": int, "by": str, "what": str, "note": str}
    create(db, "trouble_steps", "id", steps)
    db.table("trouble_steps").create_index(["trouble"])
    create(db, "account_notes", "id", {"id": int, "account": str, "at": int, "by": str, "text": str})
    db.table("account_notes").create_index(["account"])


owed_tables(migrations)


@migrations()
def meter_tests(db: Database) -> None:
    """Remote tests that representatives ordered, what the records told of them, and what meters did on orders."""
    tests: dict[str, type] = {"number": int, "meter_id": str, "issuer_event_id": int, "ordered": int}
    tests |= {"ordered_by": str, "told": int, "body": str, "is_shown": int}
    create(db, "meter_tests", ("number", "meter_id"), tests)
    db.table("meter_tests").create_index(["meter_id", "ordered"])
    create(db, "recoveries", "id", {"id": int, "number": int, "meter_id": str, "at": int, "body": str})
    db.table("recoveries").create_index(["meter_id", "number"])
    create(db, "order_numbers", "number", {"number": int})
