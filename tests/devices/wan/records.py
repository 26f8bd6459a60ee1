"""Any record of the utility link, for properties."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from devices.wan.words import VERSION, Envelope, Forwarded, GroupControl

NAMES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,20}", fullmatch=True)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    bool: st.booleans(),
    int: st.integers(-(1 << 63), (1 << 63) - 1),
    str: st.text(max_size=60),
    bytes: st.binary(max_size=80),
    datetime: st.datetimes(datetime(1970, 1, 1), datetime(2106, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    NoneType: st.none(),
    Decimal: st.decimals(-(10**9), 10**9, places=5, allow_nan=False, allow_infinity=False),
}


def any_of(hint: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    hint = getattr(hint, "__supertype__", hint)
    if isinstance(hint, UnionType):
        deepest = {Forwarded: 1, GroupControl: 2}  # a group's order is passed on, and holds no other
        options = [o for o in get_args(hint) if depth < deepest.get(o, depth + 1)]
        return st.one_of(*(any_of(option, depth) for option in options))
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if inner[-1] is Ellipsis:
            return st.lists(any_of(inner[0], depth), max_size=4).map(tuple)
        return st.tuples(*(any_of(one, depth) for one in inner))
    if is_dataclass(hint) and isinstance(hint, type):
        hints = get_type_hints(hint)
        return st.builds(hint, **{f.name: any_of(hints[f.name], depth + 1) for f in fields(hint)})
    return st.sampled_from(list(hint)) if issubclass(hint, Enum) else _PLAIN[hint]


def envelopes() -> st.SearchStrategy[Envelope]:
    hints = get_type_hints(Envelope)
    own = {
        "message_id": NAMES,
        "source": NAMES,
        "target": NAMES,
        "counter": st.integers(1, (1 << 63) - 1),
        "correlation_id": st.one_of(st.just(""), NAMES),
        "version": st.just(VERSION),
    }
    return st.builds(
        Envelope, **{f.name: own[f.name] if f.name in own else any_of(hints[f.name]) for f in fields(Envelope)}
    )
