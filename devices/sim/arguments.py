"""Reading a verb's arguments: JSON values that came from a person, checked, with sentences when they are wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation


class Arguments:
    """The arguments of one verb."""

    def __init__(self, verb: str, values: Mapping[str, object]) -> None:
        self._verb, self._values = verb, values

    def refuse_others(self, *names: str) -> None:
        """ValueError for a name that the verb does not know."""
        unknown = sorted(set(self._values) - set(names))
        if unknown:
            raise ValueError(
                f"{self._verb} does not know {', '.join(unknown)}; it takes {', '.join(names) or 'nothing'}"
            )

    def has(self, name: str) -> bool:
        """Was it given, and not null?"""
        return self._values.get(name) is not None

    def integer(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise self._wrong(name, "a whole number", value)
        return int(value)

    def number(self, name: str, default: float | None = None) -> float:
        """A number."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._wrong(name, "a number", value)
        return float(value)

    def text(self, name: str, default: str | None = None) -> str:
        """A text."""
        value = self._get(name, default)
        if not isinstance(value, str):
            raise self._wrong(name, "a text", value)
        return value

    def choice(self, name: str, choices: tuple[str, ...], default: str | None = None) -> str:
        """One of some words."""
        value = self.text(name, default)
        if value not in choices:
            raise self._wrong(name, f"one of {', '.join(choices)}", value)
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false", value)
        return value

    def money(self, name: str) -> Decimal:
        """Dollars, as a text or a number; at most five decimals."""
        value = self._get(name, None)
        try:
            money = Decimal(str(value))
        except InvalidOperation:
            money = Decimal("NaN")
        if isinstance(value, bool) or not money.is_finite() or money < 0 or money != round(money, 5):
            raise self._wrong(name, "dollars with up to five decimals", value)
        return money

    def items(self, name: str) -> list[object]:
        """A list."""
        value = self._get(name, None)
        if not isinstance(value, list):
            raise self._wrong(name, "a list", value)
        return value

    def seconds(self, name: str) -> int | None:
        """Seconds since 1970 of an ISO 8601 time with its offset; None if not given."""
        if not self.has(name):
            return None
        value = self.text(name)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise self._wrong(name, "a time such as 2026-07-14T17:00:00-07:00", value)
        return int(moment.astimezone(UTC).timestamp())

    def _wrong(self, name: str, wanted: str, value: object) -> ValueError:
        return ValueError(f"{self._verb}: {name} is {wanted}, not {value!r}")

    def _get(self, name: str, default: object) -> object:
        value = self._values.get(name)
        if value is None:
            value = default
        if value is None:
            raise ValueError(f"{self._verb} needs {name}")
        return value
