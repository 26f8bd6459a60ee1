"""When something happened, on the two clocks that matter."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

Due = TypeVar("Due", float, datetime)


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """One instant: `utc` says what it means, `monotonic_s` how long to wait and how old a thing is.

    `utc` is aware UTC and may be stepped, or run faster than the wall in a demonstration;
    `monotonic_s` is real elapsed seconds from an arbitrary origin and never goes back.
    """

    utc: datetime
    monotonic_s: float

    def __post_init__(self) -> None:
        if self.utc.tzinfo is not UTC:
            raise ValueError(f"a moment is aware UTC, not {self.utc!r}")

    def seconds_since(self, earlier: "Moment") -> float:
        """Real seconds elapsed since `earlier`; a stepped wall clock does not change it."""
        return self.monotonic_s - earlier.monotonic_s


def earliest(*dues: Due | None) -> Due | None:
    """The first of what is due; None where nothing is."""
    first = None
    for due in dues:
        if due is not None and (first is None or due < first):
            first = due
    return first
