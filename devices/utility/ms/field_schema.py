"""The head end's tables about meters behind concentrators. Bitmaps are over the numbers that it gives to meters."""

from sqlite_utils import Database, Migrations

from devices.utility.ledger import create


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
