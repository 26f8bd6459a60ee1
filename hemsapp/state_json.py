"""A Snapshot as plain JSON: one form for `--state` and for the automation door."""

from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntEnum

from devices.moment import Moment
from hemsapp.duties import measure
from hemsapp.snapshot import Snapshot, freshness

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def to_json(snapshot: Snapshot, now: Moment) -> dict[str, Json]:
    """The snapshot by its own field names, as seen at `now`.

    Money and prices are strings of exact decimals, enums their words, time ISO 8601 in UTC, a moment is
    `{"utc": ..., "age_s": ...}`; `link` and `power` get a `freshness`;
    `duties` stand beside them (`hemsapp.duties`). What is unknown is null, never zero.
    """
    state = _fields(snapshot, now)
    for part, heard in (("link", snapshot.link.meter_heard), ("power", snapshot.power.heard)):
        inner = state[part]
        assert isinstance(inner, dict)
        inner["freshness"] = freshness(heard, now).value
    state["duties"] = {each.duty.key: _fields(each, now) | {"is_kept": each.is_kept} for each in measure(snapshot, now)}
    return state


def _fields(thing: object, now: Moment) -> dict[str, Json]:
    assert is_dataclass(thing)
    return {field.name: _plain(getattr(thing, field.name), now) for field in fields(thing)}


def _plain(value: object, now: Moment) -> Json:  # noqa: PLR0911 - a table: one line a type
    match value:
        case IntEnum():
            return value.name.lower()
        case Enum():
            return _plain(value.value, now)
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime() | date() | time():
            return value.isoformat()
        case Moment():
            return {"utc": value.utc.isoformat(), "age_s": round(now.seconds_since(value), 3)}
        case tuple() | list():
            return [_plain(item, now) for item in value]
        case frozenset():
            return [_plain(item, now) for item in sorted(value)]
    return _fields(value, now)
