"""What a person or a script may ask of a running system: verbs with named options, given as words or as JSON values.

The command line, the control socket and the documentation are derived from the same table of `Operation`s.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from devices.utility.access import OPERATOR, Principal, UserRole

_MOST = 2**63
_FIRST_YEAR, _LAST_YEAR = 1971, 2199  # a day before and after them is a time of every zone
_LONGEST, _LONGEST_WORD, _LONGEST_SHOWN = 600, 100, 80
_RELATIVE = re.compile(r"\+(\d+)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_CLOCK = re.compile(r"(?:(today|tomorrow) )?(\d\d?):(\d\d)")
TIMES = "now, +90m, 17:00 (the next), tomorrow 17:00, or 2026-07-14T17:00:00-07:00"


class RequestRefused(ValueError):
    """What was asked cannot be done; the text is a sentence for the person who asked."""


class NotAllowed(RequestRefused):
    """Who asks may not; the sentence does not tell whether what was asked for exists."""


@dataclass(frozen=True, slots=True)
class Option:
    """One named value. `kind` is str, int, float, bool, Decimal, datetime, date, an Enum, or list for several words.

    `least`: a number is not below it.
    """

    name: str
    kind: type[Any]
    says: str
    is_required: bool = False
    least: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """The values that were given, read, when it was asked, and by whom."""

    values: Mapping[str, Any]
    at: datetime
    by: Principal = OPERATOR

    def __getitem__(self, name: str) -> Any:
        """A required value."""
        return self.values[name]

    def get(self, name: str, default: Any = None) -> Any:
        """A value that may be missing."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Operation:
    """A verb. `perform` gives what `devices.utility.stored.plain` can tell; a ValueError is a refusal.

    `roles` may use it, besides the operator. A principal that is bound to an account (`access.BOUND`) needs a verb that
    takes `account`, and gets its own.
    """

    verb: str
    says: str
    options: tuple[Option, ...]
    perform: Callable[[Request], Any]
    roles: frozenset[UserRole] = frozenset()


def ask(
    operations: Mapping[str, Operation],
    verb: str,
    given: Mapping[str, Any],
    at: datetime,
    zone: ZoneInfo,
    by: Principal = OPERATOR,
) -> Any:
    """Carry out a verb as `by`.

    Raises RequestRefused with a sentence (NotAllowed: not to this principal); ValueError comes from the system itself,
    in one too.
    """
    operation = operations.get(verb)
    if operation is None:
        raise RequestRefused(f"there is no verb {verb!r}; there are {', '.join(sorted(operations))}")
    known = {option.name: option for option in operation.options}
    given = _permitted(operation, given, by)
    if unknown := sorted(set(given) - set(known)):
        raise RequestRefused(f"{verb} does not know {', '.join(unknown)}; it takes {', '.join(known) or 'nothing'}")
    values = {name: read(known[name], value, at, zone) for name, value in given.items() if value is not None}
    if missing := [name for name, option in known.items() if option.is_required and name not in values]:
        raise RequestRefused(f"{verb} needs {', '.join(missing)}")
    return operation.perform(Request(values, at, by))


def _permitted(operation: Operation, given: Mapping[str, Any], by: Principal) -> Mapping[str, Any]:
    """What may be asked: of one who is bound to an account, about that account. Raises NotAllowed."""
    if by.role is not UserRole.OPERATOR and by.role not in operation.roles:
        raise NotAllowed(f"a {by.role.value} may not use {operation.verb}")
    if not by.account:
        return given
    if all(option.name != "account" for option in operation.options):
        raise NotAllowed(f"a {by.role.value} may not use {operation.verb}")
    if given.get("account", by.account) != by.account:
        raise NotAllowed("that is not your account")
    return {**given, "account": by.account}


def read(option: Option, value: Any, at: datetime, zone: ZoneInfo) -> Any:
    """A value of that kind from a word or a JSON value. Raises RequestRefused."""
    kind, wrong = option.kind, RequestRefused(f"{option.name} is {_wanted(option.kind)}, not {_shown(value)}")
    if kind is list:
        words = value.split(",") if isinstance(value, str) else value
        if not isinstance(words, Sequence) or not all(_is_word(word) for word in words):
            raise wrong
        return [word.strip() for word in words if word.strip()]
    if not isinstance(value, str | int | float | Decimal | date | Enum) or not _is_writable(value):
        raise wrong
    if kind is datetime:
        return _in_range(option, moment_of(str(value), at, zone))
    if kind is str and len(str(value)) > _LONGEST:
        raise RequestRefused(f"{option.name} has {_LONGEST} characters at most")
    if kind is bool:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        if str(value).lower() not in words:
            raise wrong
        return words[str(value).lower()]
    if isinstance(value, bool):
        raise wrong
    try:
        found = _converted(kind, value)
    except (ValueError, OverflowError, InvalidOperation):
        raise wrong from None
    if option.least is not None and found < option.least:
        raise RequestRefused(f"{option.name} is {option.least} at least, not {_shown(value)}")
    return _in_range(option, found) if kind is date else found


def _shown(value: object) -> str:
    """What was given, so that a sentence stays one."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _is_writable(value: object) -> bool:
    """Whether a file can hold that text."""
    return not isinstance(value, str) or ("\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST_WORD and _is_writable(value)


def _in_range(option: Option, found: date) -> date:
    """Within the years that can be reckoned with. Raises RequestRefused."""
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise RequestRefused(f"{option.name} is between the years {_FIRST_YEAR} and {_LAST_YEAR}, not in {found.year}")
    return found


def moment_of(text: str, at: datetime, zone: ZoneInfo) -> datetime:
    """A time that a person gave, in `zone` where it does not say its own. Raises RequestRefused."""
    words = " ".join(text.lower().split())
    if words == "now":
        return at
    if found := _RELATIVE.fullmatch(words):
        try:
            return at + timedelta(**{_UNITS[found[2]]: int(found[1])})
        except (OverflowError, ValueError):
            raise RequestRefused(f"a time is {TIMES}, not {text[:80]!r}") from None
    if found := _CLOCK.fullmatch(words):
        day, hour, minute = at.astimezone(zone).date(), int(found[2]), int(found[3])
        if hour < 24 and minute < 60:
            moment = datetime.combine(day + timedelta(days=found[1] == "tomorrow"), time(hour, minute), zone)
            is_past = found[1] is None and moment <= at
            return (_next_day(moment) if is_past else moment).astimezone(UTC)
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise RequestRefused(f"a time is {TIMES}, not {text[:80]!r}") from None


def _next_day(moment: datetime) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=1), moment.time(), moment.tzinfo)


def _converted(kind: type[Any], value: Any) -> Any:
    if kind is date:
        return date.fromisoformat(str(value))
    if issubclass(kind, Enum):
        by_word = {str(one.value).replace(" ", "-"): one for one in kind}
        return by_word[word] if (word := str(value).replace(" ", "-")) in by_word else kind(value)
    if kind is int:
        return _whole(value)
    return kind(str(value) if kind is Decimal else value)


def _whole(value: Any) -> int:
    """A whole number that a database can hold. Raises ValueError."""
    if isinstance(value, float) and not (isfinite(value) and value == int(value)):
        raise ValueError
    number = int(value)
    if not -_MOST <= number < _MOST:
        raise ValueError
    return number


def _wanted(kind: type[Any]) -> str:
    if issubclass(kind, Enum):
        return f"one of {', '.join(str(one.value).replace(' ', '-') for one in kind)}"
    words = {int: "a whole number", float: "a number", Decimal: "an amount such as 0.62", bool: "true or false"}
    words |= {list: "one or more words with commas between", date: "a day such as 2026-07-14", datetime: TIMES}
    return words.get(kind, "a text")
