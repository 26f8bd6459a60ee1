"""The schema, as functions that are only ever appended: what was released is never edited.

Time is Unix milliseconds, a local date ISO text, energy integer Wh, money exact decimal text; a value within a fact is
a JSON list of its fields. `rows.py` says which fact lies where.
"""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x48454D53  # "HEMS": tells our file from anybody else's (PRAGMA application_id)

migrations = Migrations("hemsapp")


@migrations()
def first_light(db: Database) -> None:
    """Facts, their roll-ups by hour and by local day, and the intervals that these do not hold yet."""
    whole, text = int, str
    interval = {"delivered_wh": whole, "received_wh": whole}
    tables: dict[str, tuple[str | tuple[str, ...], dict[str, type]]] = {
        "samples": ("utc", {"utc": whole, "demand_w": whole, "delivered_wh": whole, "received_wh": whole}),
        "intervals": (
            "start",
            {"start": whole, "length_s": whole, **interval}
            | {"measured_delivered_wh": whole, "measured_received_wh": whole}
            | {"profile_delivered_wh": whole, "profile_received_wh": whole}
            | {"quality": text, "rate_version": whole, "price": text, "costs": text},
        ),
        "gaps": (
            ("channel", "start"),
            {"channel": whole, "start": whole, "length_s": whole, "total_wh": whole, "left_wh": whole}
            | {"rate_version": whole, "price": text, "costs": text},
        ),
        "anchors": (
            "channel",
            {"channel": whole, "device": text, "utc": whole, "register_wh": whole}
            | {"doubt_utc": whole, "doubt_wh": whole},
        ),
        "read_dates": ("date", {"date": text, "is_replaced": whole}),
        "closed_bills": (
            "start",
            {"start": text, "end": text, **interval, "not_itemised_wh": whole}
            | {"costs": text, "fixed": text, "events": text},
        ),
        "tariffs": (
            "version",
            {"version": whole, "starts": text, "name": text, "source": text, "is_sample": whole}
            | {"tiers": text, "times_of_use": text, "fixed_per_day": text, "sold_price": text},
        ),
        "preferences": ("name", {"name": text, "value": text}),
        "published_prices": (
            ("provider_id", "issuer_event_id"),
            {"provider_id": whole, "issuer_event_id": whole, "rate_label": text, "start": whole, "end": whole}
            | {"price": text, "currency": whole, "price_tier": whole, "heard": whole},
        ),
        "texts": (
            "message_id",
            {"message_id": whole, "device": text, "text": text, "importance": whole, "received": whole}
            | {"start": whole, "end": whole, "is_confirmation_required": whole}
            | {"acknowledged": whole, "is_confirmed": whole},
        ),
        "devices": (
            "device",
            {"device": text, "kind": text, "manufacturer": text, "model": text, "is_gone": whole},
        ),
        "meters": (
            "device",
            {"device": text, "serial_number": text, "multiplier": whole, "divisor": whole}
            | {"register_modulus_wh": whole},
        ),
        "happenings": ("id", {"id": whole, "utc": whole, "kind": text, "detail": text}),
        "hours": ("start", {"start": whole, "intervals": whole, **interval, "costs": text}),
        "days": (
            "date",
            {"date": text, "start": whole, "end": whole, "intervals": whole, **interval, "costs": text},
        ),
        "unsummed": ("start", {"start": whole}),
        "facts_of_the_file": ("name", {"name": text, "value": text}),
    }
    for name, (key, columns) in tables.items():
        db.table(name).create(columns, pk=key, strict=True)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
