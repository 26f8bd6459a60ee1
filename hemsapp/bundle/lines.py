"""What came to the engine as a line of JSON, and a message back from it: a report's own alphabet.

Text that people or the utility wrote never becomes a line, nor do octets: keys, install codes, names and messages
cannot be in a recording because nothing writes them there. What is left out reads back as empty.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from devices.messages import Message
from hemsapp.rows import instant, milliseconds

Line = dict[str, Any]

_EUI64 = re.compile(r"(?:[0-9a-f]{2}:){7}[0-9a-f]{2}")
_SPOKEN = frozenset({"manufacturer", "model", "firmware", "rate_label", "program"})
"""Fields of text that devices and utility fill with names of kinds, never with what a person wrote."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was recorded; None: something else happened, such as a wish or a start (`name` says what)."""

    at: datetime
    name: str
    message: Message | None = None


def line_of(thing: object, at: datetime) -> Line:
    """The thing as plain values (`of`), under its class's name (`is`), at Unix milliseconds (`at`)."""
    return {"at": milliseconds(at), "is": type(thing).__name__, "of": _fields_of(thing)}


def heard(line: Mapping[str, Any]) -> Heard:
    """What a line tells. Raises ValueError, KeyError, TypeError for one that no display of ours wrote."""
    kinds = _messages()
    name = str(line["is"])
    message = _read(kinds[name], line["of"]) if name in kinds else None
    return Heard(instant(int(line["at"])), name, message)


def _fields_of(thing: Any) -> Line:
    return {each.name: _plain(each.name, getattr(thing, each.name)) for each in fields(thing)}


def _plain(name: str, value: object) -> Any:  # noqa: PLR0911 - a table
    """The value without words that somebody wrote."""
    match value:
        case None | bool() | float():
            return value
        case Enum():
            return value.value
        case int():
            return value
        case str():
            return value if name in _SPOKEN or _EUI64.fullmatch(value) else ""
        case datetime():
            return milliseconds(value)
        case date() | time():
            return value.isoformat()
        case Decimal():
            return str(value)
        case tuple() | frozenset() | list():
            return [_plain(name, each) for each in value]
        case _ if is_dataclass(value):
            return _fields_of(value)
        case _:
            return None  # octets, and whatever else is no value of a message


@cache
def _messages() -> dict[str, type]:
    found: dict[str, type] = {}
    _gather(Message, found)
    return found


def _gather(hint: Any, found: dict[str, type]) -> None:
    for option in get_args(hint):
        if get_origin(option) is None:
            found[option.__name__] = option
        else:
            _gather(option, found)


@cache
def _readers(kind: type) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(kind)
    return {each.name: _reader(hints[each.name]) for each in fields(kind)}


def _read(kind: type, values: Mapping[str, Any]) -> Any:
    """A value of that class; fields that the line does not have are left to their defaults."""
    return kind(**{name: read(values[name]) for name, read in _readers(kind).items() if name in values})


def _reader(hint: Any) -> Callable[[Any], Any]:
    hint = getattr(hint, "__supertype__", hint)
    origin = get_origin(hint)
    if origin in {UnionType, Union}:
        (inner,) = (_reader(option) for option in get_args(hint) if option is not NoneType)
        return lambda value: None if value is None else inner(value)
    if origin in {tuple, frozenset}:
        return _reader_of_many(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        kind: type = hint
        return lambda value: _read(kind, value)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    return _PLAIN[hint]


def _reader_of_many(hint: Any) -> Callable[[Any], Any]:
    kind, options = get_origin(hint), get_args(hint)
    if len(options) == 1 or options[1] is Ellipsis:
        each = _reader(options[0])
        return lambda values: kind(each(value) for value in values)
    parts = [_reader(option) for option in options]
    return lambda values: tuple(read(value) for read, value in zip(parts, values, strict=True))


_PLAIN: dict[Any, Callable[[Any], Any]] = {
    bool: bool,
    int: int,
    float: float,
    str: str,
    bytes: lambda _: b"",
    Decimal: Decimal,
    datetime: instant,
    date: date.fromisoformat,
    timedelta: lambda seconds: timedelta(seconds=seconds),
}
