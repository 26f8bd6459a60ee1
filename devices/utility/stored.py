"""How the words of the utility link lie in a table: JSON that a person can read, told back exactly by its type.

On the wire they are CBOR (`devices.wan`); this form is for the systems' own files and their operators.
"""

import json
import types
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from devices.self_report import SelfReport
from devices.wan.words import Body

_AS_THEY_ARE = {int, str, bool, type(None)}
KINDS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Body)}
"""The bodies by name; the name lies beside the JSON, in a column of its own."""


def milliseconds(at: datetime) -> int:
    """Unix milliseconds of an aware time."""
    return round(at.timestamp() * 1000)


def moment(ms: int) -> datetime:
    """The aware UTC time of Unix milliseconds."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def to_json(body: Body) -> str:
    """The fields of a body, without those that hold nothing."""
    return json.dumps(plain(body), ensure_ascii=False, separators=(",", ":"))


def from_json(kind: str, text: str) -> Body:
    """The body of that kind. Raises KeyError, TypeError, ValueError for what `to_json` did not write."""
    return cast("Body", _typed(KINDS[kind], json.loads(text)))


def report_to_json(report: SelfReport) -> str:
    """A display's report, for a person to read and to be told back exactly."""
    return json.dumps(plain(report), ensure_ascii=False, separators=(",", ":"))


def report_of_json(text: str) -> SelfReport:
    """What `report_to_json` wrote."""
    return cast("SelfReport", _typed(SelfReport, json.loads(text)))


def plain(value: object) -> Any:
    """JSON's types for any value of ours, readable: times ISO, octets hexadecimal, a body with its name in `is`."""
    if type(value) in _AS_THEY_ARE:  # of a year of intervals nearly all is numbers
        return value
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        told = {field.name: plain(one) for field, one in named if one is not None or field.default is not None}
        return {"is": type(value).__name__, **told} if type(value).__name__ in KINDS else told
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): plain(one) for name, one in value.items()}
    return _plain_scalar(value)


def _plain_scalar(value: object) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.hex() if isinstance(value, bytes) else value


_HINTS: dict[type[Any], dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    if kind not in _HINTS:
        _HINTS[kind] = get_type_hints(kind)
    return _HINTS[kind]


def _typed(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _one_of(get_args(kind), value)
    if origin is tuple:
        items = get_args(kind)
        if items == (str, Ellipsis):  # JSON has it as it is; there may be thousands of names
            return tuple(value)
        if items[-1] is Ellipsis:
            return tuple(_typed(items[0], one) for one in value)
        return tuple(_typed(item, one) for item, one in zip(items, value, strict=True))
    if is_dataclass(kind):
        record = cast("type[Any]", kind)
        hints = _hints(record)
        return record(**{name: _typed(hints[name], one) for name, one in value.items() if name != "is"})
    return _scalar(kind, value)


def _one_of(options: tuple[Any, ...], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, dict):  # only the bodies are a choice of several records
        return _typed(KINDS[value["is"]], value)
    (only,) = (option for option in options if option is not type(None))
    return _typed(only, value)


def _scalar(kind: Any, value: Any) -> Any:
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone(UTC)
    if kind is bytes:
        return bytes.fromhex(value)
    return kind(value) if isinstance(kind, type) and issubclass(kind, Enum | Decimal) else value
