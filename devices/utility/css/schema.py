"""Customer service's tables, as functions that are only ever appended. Time is Unix milliseconds."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import common_tables, create

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
