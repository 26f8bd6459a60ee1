"""Every word of the utility link as CBOR and back, by the types of its fields alone.

A record is an array of its fields in their order; where one of several classes may stand, its name comes first. Time is
Unix seconds (a float only where it has a fraction), money text, an enum its value.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from devices.wan import cbor
from devices.wan.cbor import Undecodable
from devices.wan.words import VERSION, Envelope

__all__ = ["Undecodable", "decode", "decode_record", "encode", "encode_record", "is_name"]

Write = Callable[[Any], Any]
Read = Callable[[Any], Any]
MAX_TEXT = 4096
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INT64 = 1 << 63
_LATEST_S = (1 << 32) - 1  # the year 2106, as in Zigbee; up to there a float tells microseconds
_MONEY = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,63}")


def is_name(text: str) -> bool:
    """May it name a system or a message? Nothing that means something in a topic, a path or a log line."""
    return _NAME.fullmatch(text) is not None


def encode(envelope: Envelope) -> bytes:
    """The envelope as CBOR. Raises ValueError for a value that has no place on the wire (a naive time, no name)."""
    _check_names(envelope)
    return encode_record(envelope)


def decode(data: bytes) -> Envelope:
    """The envelope of which `data` is the one encoding. Raises Undecodable."""
    envelope: Envelope = decode_record(data, Envelope)
    if envelope.version != VERSION:
        raise Undecodable(f"Version {envelope.version} is not spoken here.")
    _check_names(envelope)
    return envelope


def _check_names(envelope: Envelope) -> None:
    for name in (envelope.source, envelope.target, envelope.message_id):
        if not is_name(name):
            raise Undecodable(f"{name!r} is no name.")
    if envelope.correlation_id and not is_name(envelope.correlation_id):
        raise Undecodable(f"{envelope.correlation_id!r} is no message id.")
    if envelope.counter < 1:
        raise Undecodable("Its counter is not positive.")


def encode_record(record: Any, kind: Any = None) -> bytes:
    """Any record as CBOR; `kind` is the union that it is one of. Raises ValueError as `encode` does."""
    of: Any = kind or type(record)
    write, _ = _codec(of)
    return cbor.dumps(write(record))


def decode_record(data: bytes, kind: Any, at_most: int = cbor.MAX_OCTETS) -> Any:
    """The record of that class, or of one class of that union. Raises Undecodable."""
    _, read = _codec(kind)
    return read(cbor.loads(data, at_most))


@cache
def _codec(hint: Any) -> tuple[Write, Read]:
    """How a value of that type is written as CBOR's plain values, and read back strictly."""
    hint = getattr(hint, "__supertype__", hint)
    if isinstance(hint, UnionType):
        return _union(get_args(hint))
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint))
    if hint in _PLAIN:
        return _PLAIN[hint]
    return _record(hint) if is_dataclass(hint) else _enum(hint)


def _union(options: tuple[Any, ...]) -> tuple[Write, Read]:
    """`X | None`, or one of several records by its name."""
    inner: tuple[Any, ...] = tuple(option for option in options if option is not NoneType)
    write, read = _codec(inner[0]) if len(inner) == 1 else _named(inner)
    if len(inner) == len(options):
        return write, read
    return (lambda v: None if v is None else write(v)), (lambda c: None if c is None else read(c))


def _named(kinds: tuple[Any, ...]) -> tuple[Write, Read]:
    by_name: dict[str, Any] = {kind.__name__: kind for kind in kinds}

    def write(value: Any) -> Any:
        name = type(value).__name__
        if by_name.get(name) is not type(value):
            raise ValueError(f"{name} has no place here.")
        return [name, *_codec(by_name[name])[0](value)]

    def read(cell: Any) -> Any:
        if type(cell) is not list or not cell or type(cell[0]) is not str or cell[0] not in by_name:
            raise Undecodable("It holds no record that belongs there.")
        return _codec(by_name[cell[0]])[1](cell[1:])

    return write, read


def _record(kind: Any) -> tuple[Write, Read]:
    hints = get_type_hints(kind)
    names = tuple(field.name for field in fields(kind))

    def write(record: Any) -> Any:
        if type(record) is not kind:
            raise ValueError(f"{record!r} is no {kind.__name__}.")
        return [_codec(hints[name])[0](getattr(record, name)) for name in names]

    def read(cell: Any) -> Any:
        if type(cell) is not list or len(cell) != len(names):
            raise Undecodable(f"It has not the {len(names)} fields of {kind.__name__}.")
        values = []
        for name, value in zip(names, cell, strict=True):
            try:
                values.append(_codec(hints[name])[1](value))
            except Undecodable as error:
                raise Undecodable(f"{kind.__name__}.{name}: {error}") from error
        return kind(*values)

    return write, read


def _tuple(options: tuple[Any, ...]) -> tuple[Write, Read]:
    """`tuple[X, ...]`, or a tuple of as many values as named."""
    if options[-1] is Ellipsis:
        write, read = _codec(options[0])
        return (lambda v: [write(i) for i in v]), (lambda c: tuple(read(i) for i in _listed(c)))
    each = tuple(_codec(option) for option in options)

    def read_all(cell: Any) -> Any:
        if len(_listed(cell)) != len(each):
            raise Undecodable(f"It is no list of {len(each)}.")
        return tuple(one[1](value) for one, value in zip(each, cell, strict=True))

    return (lambda v: [one[0](value) for one, value in zip(each, v, strict=True)]), read_all


def _listed(cell: Any) -> list[Any]:
    if type(cell) is not list:
        raise Undecodable("It is no list.")
    return cell


def _enum(kind: Any) -> tuple[Write, Read]:
    by_value = {member.value: member for member in kind}

    def read(cell: Any) -> Any:
        if type(cell) not in (int, str) or cell not in by_value:
            raise Undecodable(f"{cell!r} is no {kind.__name__}.")
        return by_value[cell]

    return (lambda v: v.value), read


def _exactly(kind: type) -> tuple[Write, Read]:
    """A value that CBOR has itself: of that very type, so that true is no number."""

    def write(value: Any) -> Any:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ValueError(f"{value!r} is no {kind.__name__}.")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise ValueError(f"A text of {len(value)} characters is too long.")
        if isinstance(value, int) and not -_INT64 <= value < _INT64:
            raise ValueError(f"{value} has more than 64 bits.")
        return kind(value)

    def read(cell: Any) -> Any:
        if type(cell) is not kind:
            raise Undecodable(f"{cell!r:.40} is no {kind.__name__}.")
        if isinstance(cell, str) and len(cell) > MAX_TEXT:
            raise Undecodable(f"A text of {len(cell)} characters is too long.")
        return cell

    return write, read


def _seconds(value: datetime) -> int | float:
    since = value - _EPOCH if value.tzinfo else timedelta(-1)
    if not timedelta(0) <= since <= timedelta(seconds=_LATEST_S):
        raise ValueError(f"{value} is no time of the wire: aware, and between 1970 and 2106.")
    return since // timedelta(seconds=1) if not since.microseconds else since.total_seconds()


def _instant(cell: Any) -> datetime:
    if type(cell) not in (int, float) or not 0 <= cell <= _LATEST_S:
        raise Undecodable(f"{cell!r:.40} is no time.")
    instant = _EPOCH + timedelta(seconds=cell)
    if _seconds(instant) != cell or type(_seconds(instant)) is not type(cell):
        raise Undecodable(f"{cell!r:.40} is finer than a microsecond.")
    return instant


def _money_text(value: Decimal) -> str:
    text = f"{value:f}" if value.is_finite() else ""
    if not _MONEY.fullmatch(text):
        raise ValueError(f"{value} has no place on the wire.")
    return text


def _money(cell: Any) -> Decimal:
    if type(cell) is not str or not _MONEY.fullmatch(cell):
        raise Undecodable(f"{cell!r:.40} is no amount.")
    return Decimal(cell)


_PLAIN: dict[Any, tuple[Write, Read]] = {
    bool: _exactly(bool),
    int: _exactly(int),
    str: _exactly(str),
    bytes: _exactly(bytes),
    datetime: (_seconds, _instant),
    Decimal: (_money_text, _money),
}
