"""The records' tables about meters behind concentrators."""

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
