"""The schema, as functions that are only ever appended: what was released is never edited.

Time is Unix milliseconds, a local date ISO text, energy integer Wh, money exact decimal text; a value within a fact is
a JSON list of its fields. `rows.py` says which fact lies where.
"""

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x48454D53  # "HEMS": tells our file from anybody else's (PRAGMA application_id)

migrations = Migrations("hemsapp")


_WHOLE, _TEXT = int, str
_ENERGY = {"delivered_wh": _WHOLE, "received_wh": _WHOLE}
_FIRST_LIGHT: dict[str, tuple[str | tuple[str, ...], dict[str, type]]] = {
    "samples": ("utc", {"utc": _WHOLE, "demand_w": _WHOLE, "delivered_wh": _WHOLE, "received_wh": _WHOLE}),
    "intervals": (
        "start",
        {"start": _WHOLE, "length_s": _WHOLE, **_ENERGY}
        | {"measured_delivered_wh": _WHOLE, "measured_received_wh": _WHOLE}
        | {"profile_delivered_wh": _WHOLE, "profile_received_wh": _WHOLE}
        | {"quality": _TEXT, "rate_version": _WHOLE, "price": _TEXT, "costs": _TEXT},
    ),
    "gaps": (
        ("channel", "start"),
        {"channel": _WHOLE, "start": _WHOLE, "length_s": _WHOLE, "total_wh": _WHOLE, "left_wh": _WHOLE}
        | {"rate_version": _WHOLE, "price": _TEXT, "costs": _TEXT},
    ),
    "anchors": (
        "channel",
        {"channel": _WHOLE, "device": _TEXT, "utc": _WHOLE, "register_wh": _WHOLE}
        | {"doubt_utc": _WHOLE, "doubt_wh": _WHOLE},
    ),
    "read_dates": ("date", {"date": _TEXT, "is_replaced": _WHOLE}),
    "closed_bills": (
        "start",
        {"start": _TEXT, "end": _TEXT, **_ENERGY, "not_itemised_wh": _WHOLE}
        | {"costs": _TEXT, "fixed": _TEXT, "events": _TEXT},
    ),
    "tariffs": (
        "version",
        {"version": _WHOLE, "starts": _TEXT, "name": _TEXT, "source": _TEXT, "is_sample": _WHOLE}
        | {"tiers": _TEXT, "times_of_use": _TEXT, "fixed_per_day": _TEXT, "sold_price": _TEXT},
    ),
    "preferences": ("name", {"name": _TEXT, "value": _TEXT}),
    "published_prices": (
        ("provider_id", "issuer_event_id"),
        {"provider_id": _WHOLE, "issuer_event_id": _WHOLE, "rate_label": _TEXT, "start": _WHOLE, "end": _WHOLE}
        | {"price": _TEXT, "currency": _WHOLE, "price_tier": _WHOLE, "heard": _WHOLE},
    ),
    "texts": (
        "message_id",
        {"message_id": _WHOLE, "device": _TEXT, "text": _TEXT, "importance": _WHOLE, "received": _WHOLE}
        | {"start": _WHOLE, "end": _WHOLE, "is_confirmation_required": _WHOLE}
        | {"acknowledged": _WHOLE, "is_confirmed": _WHOLE},
    ),
    "devices": (
        "device",
        {"device": _TEXT, "kind": _TEXT, "manufacturer": _TEXT, "model": _TEXT, "is_gone": _WHOLE},
    ),
    "meters": (
        "device",
        {"device": _TEXT, "serial_number": _TEXT, "multiplier": _WHOLE, "divisor": _WHOLE}
        | {"register_modulus_wh": _WHOLE},
    ),
    "happenings": ("id", {"id": _WHOLE, "utc": _WHOLE, "kind": _TEXT, "detail": _TEXT}),
    "hours": ("start", {"start": _WHOLE, "intervals": _WHOLE, **_ENERGY, "costs": _TEXT}),
    "days": (
        "date",
        {"date": _TEXT, "start": _WHOLE, "end": _WHOLE, "intervals": _WHOLE, **_ENERGY, "costs": _TEXT},
    ),
    "unsummed": ("start", {"start": _WHOLE}),
    "facts_of_the_file": ("name", {"name": _TEXT, "value": _TEXT}),
}


@migrations()
def first_light(db: Database) -> None:
    """Facts, their roll-ups by hour and by local day, and the intervals that these do not hold yet."""
    for name, (key, columns) in _FIRST_LIGHT.items():
        db.table(name).create(columns, pk=key, strict=True)
    db.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations()
def blocks_of_the_meter(db: Database) -> None:
    """The block tariffs that the meter published."""
    columns: dict[str, type] = {"start": _WHOLE, "thresholds_wh": _TEXT, "prices": _TEXT}
    columns |= {"period_start": _WHOLE, "period_minutes": _WHOLE}
    db.table("published_blocks").create(columns, pk="start", strict=True)


_OFFSETS = {
    f"{kind}_centi_c": _WHOLE for kind in ("cooling_offset", "heating_offset", "cooling_set_point", "heating_set_point")
}
_EVENTS: dict[str, tuple[str | tuple[str, ...], dict[str, type]]] = {
    "journal": (
        "id",
        {"id": _WHOLE, "system": _TEXT, "at": _WHOLE, "noted": _TEXT, "issuer_event_id": _WHOLE}
        | {"who": _TEXT, "detail": _TEXT},
    ),
    "events": (
        "issuer_event_id",
        {"issuer_event_id": _WHOLE, "state": _TEXT, "announced": _WHOLE, "start": _WHOLE, "duration_minutes": _WHOLE}
        | {"criticality": _WHOLE, "device_class": _WHOLE, "enrollment_group": _WHOLE, "program": _TEXT}
        | _OFFSETS
        | {"load_adjustment_percent": _WHOLE, "duty_cycle_percent": _WHOLE}
        | {"is_start_randomised": _WHOLE, "is_duration_randomised": _WHOLE}
        | {"start_delay_s": _WHOLE, "end_delay_s": _WHOLE, "is_control_known": _WHOLE}
        | {"price": _TEXT, "reason": _TEXT, "is_test": _WHOLE, "meter_status": _TEXT, "meter_told": _WHOLE}
        | {"is_status_missing": _WHOLE, "is_answered": _WHOLE, "is_skipped": _WHOLE, "is_stopped": _WHOLE}
        | {"changed_at": _WHOLE, "moved_from": _WHOLE, "cancel_at": _WHOLE, "cancelled_at": _WHOLE}
        | {"began": _WHOLE, "held_s": _WHOLE, "ended": _WHOLE, "revision": _WHOLE, "former": _TEXT}
        | {"notice": _WHOLE, "notice_seen": _WHOLE}
        | {"peak": _WHOLE, "peak_answer": _WHOLE, "is_peak_answered": _WHOLE, "parts": _TEXT},
    ),
    "receipts": (
        "sequence",
        {"sequence": _WHOLE, "receipt": _TEXT, "owed": _WHOLE, "logged": _WHOLE, "ms": _WHOLE, "mdms": _WHOLE},
    ),
    "plans": ("device", {"device": _TEXT, "plan": _TEXT}),
    "programmes": ("device", {"device": _TEXT, "periods": _TEXT}),
    "choices": (
        "device",
        {"device": _TEXT, "cooling_centi_c": _WHOLE, "heating_centi_c": _WHOLE, "is_held": _WHOLE}
        | {"since": _WHOLE, "until": _WHOLE, "by_whom": _TEXT},
    ),
    "overrides": (
        ("device", "issuer_event_id"),
        {"device": _TEXT, "issuer_event_id": _WHOLE, "kind": _TEXT, "by_centi_c": _WHOLE}
        | {"cooling_centi_c": _WHOLE, "heating_centi_c": _WHOLE, "since": _WHOLE, "until": _WHOLE, "by_whom": _TEXT},
    ),
    "set_points": (
        "device",
        {"device": _TEXT, "target_cooling_centi_c": _WHOLE, "target_heating_centi_c": _WHOLE}
        | {"baseline_cooling_centi_c": _WHOLE, "baseline_heating_centi_c": _WHOLE, "issuer_event_id": _WHOLE}
        | {"why": _TEXT, "since": _WHOLE, "is_open": _WHOLE, "knob_seen": _WHOLE, "mode": _TEXT}
        | {"is_event_client": _WHOLE},
    ),
    "governed": (
        ("device", "issuer_event_id"),
        {"device": _TEXT, "issuer_event_id": _WHOLE, "start": _WHOLE, "end": _WHOLE, "left": _WHOLE}
        | {"recovers_until": _WHOLE, "from_cooling_centi_c": _WHOLE, "from_heating_centi_c": _WHOLE},
    ),
    "switches": (
        "device",
        {"device": _TEXT, "target": _WHOLE, "was_on": _WHOLE, "issuer_event_id": _WHOLE, "why": _TEXT}
        | {"since": _WHOLE, "is_open": _WHOLE},
    ),
    "learned_rooms": (
        "device",
        {"device": _TEXT, "is_cooling": _WHOLE, "power_w": _WHOLE}
        | {"drift_milli_c_per_h": _WHOLE, "pull_milli_c_per_h": _WHOLE},
    ),
}


@migrations()
def demand_response(db: Database) -> None:
    """Events, the receipts that are owed, what is written to devices and why, and what the customer decided."""
    for name, (key, columns) in _EVENTS.items():
        db.table(name).create(columns, pk=key, strict=True)
    db.table("receipts").create_index(["logged"])
    db.table("journal").create_index(["issuer_event_id"])
    db.execute("ALTER TABLE devices ADD COLUMN is_event_client INTEGER")


_RATES = {
    "seasons": "[]",
    "holidays": "[]",
    "baseline": None,
    "baseline_credit": "0",
    "critical_peak": None,
    "fixed_per_month": "0",
    "minimum_per_day": "0",
    "taxes": "[]",
    "utility": "",
    "source_date": None,
}


@migrations()
def whole_rate_plans(db: Database) -> None:
    """Seasons, baseline, credits, charges and taxes of a rate plan, and what a person said of history."""
    for name in _RATES:
        db.execute(f"ALTER TABLE tariffs ADD COLUMN {name} TEXT")
    filled = {name: value for name, value in _RATES.items() if value is not None}
    changes = ", ".join(f"{name} = ?" for name in filled)
    db.execute(f"UPDATE tariffs SET {changes}", tuple(filled.values()))  # noqa: S608 - our own names
    columns: dict[str, type] = {"start": _WHOLE, "length_s": _WHOLE, "delivered_wh": _WHOLE, "at": _WHOLE}
    db.table("amendments").create(columns | {"is_undone": _WHOLE}, pk="start", strict=True)


@migrations()
def bills_line_by_line(db: Database) -> None:
    """What a closed bill was made of: its lines, minimum charge, taxes and baseline."""
    for name, kind in (("minimum", "TEXT"), ("taxes", "TEXT"), ("baseline_wh", "INTEGER"), ("lines", "TEXT")):
        db.execute(f"ALTER TABLE closed_bills ADD COLUMN {name} {kind}")
    db.execute("UPDATE closed_bills SET minimum = '0', taxes = '0', lines = '[]'")


@migrations()
def counted_beside_amended(db: Database) -> None:
    """What was counted in an interval stays beside what a person said of it."""
    db.execute("ALTER TABLE intervals ADD COLUMN counted_delivered_wh INTEGER")


@migrations()
def outdoor_temperature(db: Database) -> None:
    """How warm it was outdoors, hour by hour."""
    columns: dict[str, type] = {"start": _WHOLE, "sum_centi_c": _WHOLE, "count": _WHOLE}
    db.table("outdoor_hours").create(columns, pk="start", strict=True)


@migrations()
def devices_health(db: Database) -> None:
    """How well each device answers, and how its battery stands."""
    db.table("answers").create({"device": _TEXT, "outcomes": _TEXT}, pk="device", strict=True)
    columns: dict[str, type] = {"device": _TEXT, "percent": _WHOLE, "is_low": _WHOLE, "heard": _WHOLE}
    db.table("batteries").create(columns | {"is_seen": _WHOLE}, pk="device", strict=True)


@migrations()
def audit_log(db: Database) -> None:
    """What was written and changed, each entry chained to the one before; `row` is that of a table that only grows."""
    columns: dict[str, type] = {"n": _WHOLE, "at": _WHOLE, "subject": _TEXT, "row": _WHOLE, "said": _TEXT}
    db.table("audit_log").create(columns | {"chain": bytes}, pk="n", strict=True)
    db.table("audit_log").create_index(["subject", "row"])


@migrations()
def gas_and_water(db: Database) -> None:
    """Registers of gas and water meters, each by its device and endpoint."""
    columns: dict[str, type] = {"device": _TEXT, "endpoint": _WHOLE, "commodity": _TEXT, "unit": _TEXT}
    columns |= {"milli_units": _WHOLE, "heard": _WHOLE, "is_leaking": _WHOLE}
    db.table("volumes").create(columns, pk=("device", "endpoint"), strict=True)


@migrations()
def network_map(db: Database) -> None:
    """Who hears whom, as each device told it last; and what we tell the utility of ourselves."""
    columns: dict[str, type] = {"device": _TEXT, "read": _WHOLE, "neighbours": _TEXT, "routes": _TEXT}
    db.table("neighbours").create(columns, pk="device", strict=True)
    reports: dict[str, type] = {"sequence": _WHOLE, "report": _TEXT, "owed": _WHOLE, "ordered": _WHOLE}
    reports |= {"logged": _WHOLE, "ms": _WHOLE, "mdms": _WHOLE}
    db.table("reports").create(reports, pk="sequence", strict=True)
    db.table("reports").create_index(["logged"])


@migrations()
def leaks_seen(db: Database) -> None:
    """Whether a person saw that a gas or water meter reports a leak."""
    db.execute("ALTER TABLE volumes ADD COLUMN is_leak_seen INTEGER NOT NULL DEFAULT 0")


@migrations()
def devices_firmware(db: Database) -> None:
    """What devices run, and every update that was ordered."""
    runs: dict[str, type] = {"device": _TEXT, "manufacturer_id": _WHOLE, "image_type": _WHOLE, "version": _WHOLE}
    runs |= {"hardware": _WHOLE, "told": _WHOLE, "label": _TEXT}
    db.table("firmware").create(runs, pk="device", strict=True)
    updates: dict[str, type] = {"device": _TEXT, "ordered": _WHOLE, "by_whom": _TEXT, "before": _WHOLE}
    updates |= {"version": _WHOLE, "label": _TEXT, "digest": _TEXT, "began": _WHOLE, "ended": _WHOLE, "outcome": _TEXT}
    db.table("firmware_updates").create(updates, pk=("device", "ordered"), strict=True)


@migrations()
def bindings_read_back(db: Database) -> None:
    """To whom devices send what they send by themselves, and how often, as they told."""
    columns: dict[str, type] = {"device": _TEXT, "read": _WHOLE, "bindings": _TEXT, "reports": _TEXT}
    db.table("bindings").create(columns, pk="device", strict=True)


@migrations()
def meters_turns(db: Database) -> None:
    """When the meter launched and ended an event, by its own word."""
    for name in ("meter_began", "meter_ended"):
        db.execute(f"ALTER TABLE events ADD COLUMN {name} INTEGER")
