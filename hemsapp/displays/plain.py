"""Frozen values as strict CBOR and back, by their type hints: what crosses from one display to another.

A dataclass is the array of its fields in order, one of several is led by its class's name, an enum is its value, money
is text. `Moment`s are shifted to the reader's monotonic clock. Whatever does not fit its hint is refused.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from devices.moment import Moment
from devices.wan import cbor
from devices.wan.cbor import Undecodable
from hemsapp.saying import Saying
from hemsapp.snapshot import Undo

MOST_OCTETS = 4 * 1024 * 1024
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MOST_SIGNS = 64
_BRACES = re.compile(r"\{\w+\}")
_MONOTONIC = {(Undo, "until_s")}
"""Fields that are seconds of the monotonic clock."""


@dataclass(frozen=True, slots=True)
class Coder:
    """How a value of one type becomes lists, numbers and text, and back; `decode` takes seconds to shift moments by."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any, float], Any]
    schema: str


def dumps(value: Any, hint: Any) -> bytes:
    """The value of that type as octets."""
    return cbor.dumps(coder(hint).encode(value))


def loads(data: bytes, hint: Any, shift_s: float = 0.0) -> Any:
    """The value of that type; monotonic seconds are moved by `shift_s`. Raises Undecodable."""
    plain = cbor.loads(data, MOST_OCTETS)
    try:
        return coder(hint).decode(plain, shift_s)
    except (ValueError, TypeError, LookupError, ArithmeticError) as error:
        if isinstance(error, Undecodable):
            raise
        raise Undecodable(f"It does not fit: {error}.") from error


def schema(*hints: Any) -> bytes:
    """Eight octets that differ where two programs understand these types differently."""
    return hashlib.sha256("\n".join(coder(hint).schema for hint in hints).encode()).digest()[:8]


@cache
def coder(hint: Any) -> Coder:  # noqa: PLR0911 - a table: one line a kind of type
    """How values of that type cross."""
    if isinstance(hint, NewType):
        return coder(hint.__supertype__)
    if hint in _BASIC:
        return _BASIC[hint]
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin is tuple:
        return _sequence(arguments[0]) if arguments[1:] == (...,) else _row(arguments)
    if origin is frozenset:
        items = _sequence(arguments[0])
        return Coder(
            lambda value: items.encode(sorted(value)), lambda plain, s: frozenset(items.decode(plain, s)), items.schema
        )
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    assert is_dataclass(hint), f"{hint} does not cross from one display to another"
    return _fields(hint)


def _enum(kind: type[Enum]) -> Coder:
    by_name = {each.name: each for each in kind}

    def decode(plain: Any, _: float) -> Enum:
        return by_name[_is(plain, str)]

    return Coder(lambda value: value.name, decode, f"{kind.__name__}={'|'.join(by_name)}")


def _fields(kind: Any) -> Coder:
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))
    parts = tuple(_MONOTONIC_S if (kind, name) in _MONOTONIC else coder(hints[name]) for name in names)

    def encode(value: Any) -> Any:
        assert type(value) is kind, f"{value!r} is no {kind.__name__}"
        return [part.encode(getattr(value, name)) for part, name in zip(parts, names, strict=True)]

    def decode(plain: Any, shift_s: float) -> Any:
        return kind(*(part.decode(item, shift_s) for part, item in zip(parts, _list(plain), strict=True)))

    shape = ", ".join(f"{name}: {part.schema}" for name, part in zip(names, parts, strict=True))
    return Coder(encode, decode, f"{kind.__name__}({shape})")


def _union(arguments: tuple[Any, ...]) -> Coder:
    kinds = tuple(each for each in arguments if each is not NoneType)
    is_optional = len(kinds) < len(arguments)
    if len(kinds) == 1:
        return _optional(coder(kinds[0]))
    by_name: dict[str, tuple[type, Coder]] = {kind.__name__: (kind, coder(kind)) for kind in kinds}

    def encode(value: Any) -> Any:
        return [type(value).__name__, by_name[type(value).__name__][1].encode(value)]

    def decode(plain: Any, shift_s: float) -> Any:
        name, inner = _list(plain)
        return by_name[_is(name, str)][1].decode(inner, shift_s)

    whole = Coder(encode, decode, "|".join(sorted(each.schema for _, each in by_name.values())))
    return _optional(whole) if is_optional else whole


def _optional(inner: Coder) -> Coder:
    return Coder(
        lambda value: None if value is None else inner.encode(value),
        lambda plain, shift_s: None if plain is None else inner.decode(plain, shift_s),
        f"{inner.schema}?",
    )


def _sequence(item: Any) -> Coder:
    inner = coder(item)
    return Coder(
        lambda value: [inner.encode(each) for each in value],
        lambda plain, shift_s: tuple(inner.decode(each, shift_s) for each in _list(plain)),
        f"[{inner.schema}]",
    )


def _row(items: tuple[Any, ...]) -> Coder:
    coders = tuple(coder(each) for each in items)
    return Coder(
        lambda value: [each.encode(item) for each, item in zip(coders, value, strict=True)],
        lambda plain, s: tuple(each.decode(item, s) for each, item in zip(coders, _list(plain), strict=True)),
        f"({', '.join(each.schema for each in coders)})",
    )


def _is(plain: Any, kind: type) -> Any:
    if type(plain) is not kind:
        raise Undecodable(f"{type(plain).__name__} stands where {kind.__name__} belongs.")
    return plain


def _list(plain: Any) -> list[Any]:
    if not isinstance(plain, list | tuple):
        raise Undecodable(f"{type(plain).__name__} stands where several things belong.")
    return list(plain)


def _money(plain: Any, _: float) -> Decimal:
    text = _is(plain, str)
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Undecodable("It holds a number that is none.") from error
    if len(text) > _MOST_SIGNS or not value.is_finite():
        raise Undecodable("It holds a number that is none.")
    return value


def _text(value: str) -> Any:
    """Text; of a sentence that the house words, its pattern and its values, to be said in the reader's language."""
    if not isinstance(value, Saying):
        return str(value)
    return [value.pattern, [[name, _tagged(each)] for name, each in value.values.items()]]


def _said(plain: Any, shift_s: float) -> str:
    if isinstance(plain, str):
        return plain
    pattern, values = _list(plain)
    if _BRACES.sub("", _is(pattern, str)).count("{"):
        raise Undecodable("A sentence has braces that none of ours has.")
    return Saying(pattern, {_is(name, str): _untagged(each, shift_s) for name, each in map(_list, values)})


def _tagged(value: object) -> Any:
    kind = str if isinstance(value, str) else type(value)
    if kind not in _TAGGED:
        kind, value = str, str(value)
    return [kind.__name__, _BASIC[kind].encode(value)]


def _untagged(plain: Any, shift_s: float) -> object:
    name, inner = _list(plain)
    kind = next((each for each in _TAGGED if each.__name__ == name), None)
    if kind is None:
        raise Undecodable("A sentence holds a value that is none.")
    return _BASIC[kind].decode(inner, shift_s)


def _instant(plain: Any, _: float) -> datetime:
    microseconds: int = _is(plain, int)
    return _EPOCH + microseconds * _MICROSECOND


def _microseconds(value: datetime) -> int:
    return (value - _EPOCH) // _MICROSECOND


def _moment(plain: Any, shift_s: float) -> Moment:
    utc, monotonic_s = _list(plain)
    return Moment(_instant(utc, shift_s), float(_is(monotonic_s, float)) + shift_s)


def _same(kind: type) -> Coder:
    return Coder(lambda value: value, lambda plain, _: _is(plain, kind), kind.__name__)


_MONOTONIC_S = Coder(float, lambda plain, shift_s: float(_is(plain, float)) + shift_s, "monotonic")
_BASIC: dict[Any, Coder] = {
    bool: _same(bool),
    int: Coder(int, lambda plain, _: _is(plain, int), "int"),
    bytes: _same(bytes),
    float: Coder(float, lambda plain, _: _is(plain, float), "float"),
    str: Coder(_text, _said, "str"),
    Decimal: Coder(str, _money, "Decimal"),
    datetime: Coder(_microseconds, _instant, "datetime"),
    date: Coder(date.isoformat, lambda plain, _: date.fromisoformat(_is(plain, str)), "date"),
    time: Coder(time.isoformat, lambda plain, _: time.fromisoformat(_is(plain, str)), "time"),
    timedelta: Coder(lambda value: value // _MICROSECOND, lambda plain, _: _is(plain, int) * _MICROSECOND, "timedelta"),
    Moment: Coder(lambda value: [_microseconds(value.utc), float(value.monotonic_s)], _moment, "Moment"),
}
_TAGGED: tuple[type, ...] = (bool, int, float, Decimal, datetime, date, time, str)
