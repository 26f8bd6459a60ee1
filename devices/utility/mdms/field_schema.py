"""The records' tables about meters behind concentrators."""

import json
from itertools import groupby

from sqlite_utils import Database, Migrations

from devices.utility.ledger import create


def field_tables(migrations: Migrations) -> None:
    """Add them to the records' migrations. Time is Unix milliseconds."""

    @migrations(name="field")
    def field(db: Database) -> None:
        create(db, "field_places", ("concentrator", "place"), {"concentrator": str, "place": int, "meter_id": str})
        arrivals: dict[str, type] = {"message_id": str, "at": int, "received": int, "concentrator": str, "kind": str}
        create(db, "field_arrivals", "message_id", arrivals | {"issuer_event_id": int, "count": int})
        create(db, "field_orders", "message_id", {"message_id": str, "kind": str, "issuer_event_id": int})
        create(db, "field_events", "issuer_event_id", {"issuer_event_id": int, "end": int, "is_closed": int})

    @migrations(name="field_pages")
    def field_pages(db: Database) -> None:
        """Meters by the page, as they were told; and what was kept and is still to be worked off."""
        create(db, "field_names", ("concentrator", "first"), {"concentrator": str, "first": int, "names": str})
        create(db, "field_work", "number", {"number": int, "at": int, "message_id": str, "body": bytes})
        rows = db.execute("SELECT concentrator, place, meter_id FROM field_places ORDER BY 1, 2").fetchall()
        for name, several in groupby(rows, key=lambda row: str(row[0])):
            meters = {place: meter for _, place, meter in several}
            names = [meters.get(place, "") for place in range(max(meters) + 1)]
            db.execute("INSERT INTO field_names VALUES (?, 0, ?)", (name, json.dumps(names)))

    @migrations(name="field_controls")
    def field_controls(db: Database) -> None:
        """What events were, as they were sent to neighbourhoods: price, reason, hours."""
        create(
            db,
            "field_controls",
            ("issuer_event_id", "revision"),
            {"issuer_event_id": int, "revision": int, "body": str},
        )
