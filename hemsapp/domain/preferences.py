"""What the person chose: kept as text by name, changed only by commands."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from hemsapp.commands import ClockSource, PriceSource, Role, Theme
from hemsapp.domain.facts import Preference
from hemsapp.snapshot import Preferences

_DEFAULTS = Preferences(
    theme=Theme.DARK,
    is_text_larger=False,
    role=None,
    price_source=PriceSource.STORED,
    clock_source=ClockSource.METER,
    bill_day=None,
    zone="",
)


def from_facts(facts: Iterable[Preference], zone: str, bill_day: int | None) -> Preferences:
    """The preferences that were kept, defaults for the rest; an unknown name or word is left alone."""
    chosen = replace(_DEFAULTS, zone=zone, bill_day=bill_day)
    for fact in facts:
        try:
            chosen = _with(chosen, fact)
        except ValueError:
            continue
    return chosen


_READERS: dict[str, Callable[[str], Any]] = {
    "theme": Theme,
    "is_text_larger": lambda value: value == "yes",
    "role": Role,
    "price_source": PriceSource,
    "clock_source": ClockSource,
    "bill_day": int,
    "raw_days": int,
}


def _with(chosen: Preferences, fact: Preference) -> Preferences:
    reader = _READERS.get(fact.name)
    return chosen if reader is None else replace(chosen, **{fact.name: reader(fact.value)})


def changed(chosen: Preferences, name: str, value: str) -> tuple[Preferences, Preference]:
    """The preferences with one changed, and what is to be recorded. Raises ValueError for a word that is none."""
    fact = Preference(name, value)
    return _with(chosen, fact), fact
