"""A fact as a row and back: one table a class, one column a field."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from sqlite_utils import Database

from devices.messages import MeterDescribed
from devices.wan.journal import Entry
from hemsapp import rates
from hemsapp.domain import event_facts, facts, firmware_facts, health_facts
from hemsapp.domain.comfort import facts as comfort
from hemsapp.domain.facts import Fact

Cell = int | str | None
F = TypeVar("F")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Table:
    """Where the facts of one class lie; without a `key` they are only ever added."""

    name: str
    kind: type
    key: tuple[str, ...]
    columns: tuple[str, ...]
    write: tuple[Callable[[Any], Cell], ...]
    read: tuple[Callable[[Any], Any], ...]
    values: Callable[[Fact], tuple[Any, ...]]
    insert: str

    def row(self, fact: Fact) -> tuple[Cell, ...]:
        """The cells of `fact`, in the order of `columns`."""
        return tuple([write(value) for write, value in zip(self.write, self.values(fact), strict=True)])

    def fact(self, row: tuple[Cell, ...]) -> Any:
        """The fact whose cells are `row`."""
        return self.kind(*(read(cell) for read, cell in zip(self.read, row, strict=True)))

    def key_of(self, fact: Fact) -> tuple[object, ...]:
        """What a later fact replaces this one by."""
        return tuple(getattr(fact, name) for name in self.key)


def milliseconds(utc: datetime) -> int:
    """Unix milliseconds, as time is kept in every column."""
    return (utc - _EPOCH) // timedelta(milliseconds=1)


def instant(unix_ms: int) -> datetime:
    """Aware UTC from Unix milliseconds."""
    return _EPOCH + timedelta(milliseconds=unix_ms)


def _codec(hint: Any) -> tuple[Callable[[Any], Cell], Callable[[Any], Any]]:
    """How a value of that type becomes a cell, and how it is read back."""
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) is UnionType:
        (inner,) = (option for option in get_args(hint) if option is not NoneType)
        write, read = _codec(inner)
        if write is read:
            return write, read
        return (lambda v: None if v is None else write(v)), (lambda c: None if c is None else read(c))
    if (kind := get_origin(hint)) in {tuple, frozenset}:
        write, read = _codec(get_args(hint)[0])
        arranged = sorted if kind is frozenset else list
        return (lambda v: json.dumps(arranged(map(write, v)))), (lambda c: kind(map(read, json.loads(c))))
    if is_dataclass(hint):
        return _record_codec(hint)
    if issubclass(hint, Enum):
        return (lambda v: v.value), hint
    return _PLAIN.get(hint, (_same, _same))


def _record_codec(kind: Any) -> tuple[Callable[[Any], Cell], Callable[[Any], Any]]:
    """A value within a fact is a JSON list of its fields; those that a later version added have their defaults."""
    hints = get_type_hints(kind)
    inner = [(f.name, *_codec(hints[f.name])) for f in fields(kind)]
    return (
        lambda v: json.dumps([write(getattr(v, name)) for name, write, _ in inner]),
        lambda c: kind(*(read(i) for (_, _, read), i in zip(inner, json.loads(c), strict=False))),
    )


def _same(value: Any) -> Any:
    return value


_PLAIN: dict[Any, tuple[Callable[[Any], Cell], Callable[[Any], Any]]] = {
    bool: (int, bool),
    datetime: (milliseconds, instant),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    Decimal: (str, Decimal),
}


def _table(name: str, kind: type, *key: str) -> Table:
    hints = get_type_hints(kind)
    columns = tuple(f.name for f in fields(kind))
    write, read = zip(*(_codec(hints[column]) for column in columns), strict=True)
    marks = ", ".join("?" * len(columns))
    insert = f"INSERT OR REPLACE INTO {name} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our own names
    return Table(name, kind, key, columns, write, read, attrgetter(*columns), insert)


TABLES: dict[type, Table] = {
    table.kind: table
    for table in (
        _table("samples", facts.Sample),
        _table("intervals", facts.Interval, "start"),
        _table("gaps", facts.Gap, "channel", "start"),
        _table("anchors", facts.RegisterAnchor, "channel"),
        _table("read_dates", facts.ReadDate, "date"),
        _table("closed_bills", facts.ClosedBill, "start"),
        _table("tariffs", rates.TariffVersion, "version"),
        _table("amendments", facts.Amendment, "start"),
        _table("preferences", facts.Preference, "name"),
        _table("published_prices", facts.PublishedPrice, "provider_id", "issuer_event_id"),
        _table("published_blocks", facts.PublishedBlocks, "start"),
        _table("texts", facts.KeptText, "message_id"),
        _table("outdoor_hours", facts.OutdoorHour, "start"),
        _table("devices", facts.KeptDevice, "device"),
        _table("answers", facts.KeptAnswers, "device"),
        _table("batteries", facts.KeptBattery, "device"),
        _table("volumes", facts.KeptVolume, "device", "endpoint"),
        _table("reports", health_facts.KeptReport, "sequence"),
        _table("neighbours", health_facts.KeptNeighbours, "device"),
        _table("bindings", health_facts.KeptBindings, "device"),
        _table("firmware", firmware_facts.KeptFirmware, "device"),
        _table("firmware_updates", firmware_facts.KeptUpdate, "device", "ordered"),
        _table("meters", MeterDescribed, "device"),
        _table("happenings", facts.Happening),
        _table("journal", Entry),
        _table("events", event_facts.KeptEvent, "issuer_event_id"),
        _table("receipts", event_facts.KeptReceipt, "sequence"),
        _table("plans", comfort.KeptPlan, "device"),
        _table("programmes", comfort.KeptProgramme, "device"),
        _table("choices", comfort.Choice, "device"),
        _table("overrides", comfort.Override, "device", "issuer_event_id"),
        _table("set_points", comfort.SetPointEntry, "device"),
        _table("governed", comfort.Governed, "device", "issuer_event_id"),
        _table("switches", comfort.SwitchEntry, "device"),
        _table("learned_rooms", comfort.LearnedRoom, "device"),
    )
}


def select(db: Database, kind: type[F], rest: str = "", *arguments: Cell) -> tuple[F, ...]:
    """The facts of a class; `rest` is SQL after the table's name."""
    table = TABLES[kind]
    sql = f"SELECT {', '.join(table.columns)} FROM {table.name} {rest}"  # noqa: S608 - our own names
    return tuple(table.fact(row) for row in db.execute(sql, arguments))
