"""What the person chose: kept as text by name, changed only by commands."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from datetime import time
from enum import Enum
from typing import Any

from hemsapp.commands import ClockSource, PriceSource, Role, Theme
from hemsapp.domain.facts import Preference
from hemsapp.manners import Manners, Refused
from hemsapp.snapshot import Preferences

_YES = "yes"
_DEFAULTS = Preferences(
    theme=Theme.DARK,
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
    "role": Role,
    "price_source": PriceSource,
    "clock_source": ClockSource,
    "bill_day": int,
    "raw_days": int,
}


_MANNERS: dict[str, Callable[[str], Any]] = {
    name: {bool: _YES.__eq__, time: time.fromisoformat}.get(kind, kind)
    for name, kind in ((each.name, type(each.default)) for each in fields(Manners))
}


def written(manners: Manners) -> dict[str, str]:
    """Each manner by its name, as text: what `from_facts` reads."""
    return {each.name: _text(getattr(manners, each.name)) for each in fields(Manners)}


def _text(value: object) -> str:
    match value:
        case bool():
            return _YES if value else "no"
        case Enum():
            return str(value.value)
        case time():
            return value.isoformat("minutes")
    return str(value)


def _with(chosen: Preferences, fact: Preference) -> Preferences:
    if fact.name == "is_text_larger":  # of a store from before there were three sizes
        fact = Preference("text_percent", "120" if fact.value == _YES else "100")
    if fact.name in _MANNERS:
        manners = replace(chosen.manners, **{fact.name: _MANNERS[fact.name](fact.value)})
        return replace(chosen, manners=_if_possible(manners, chosen.manners))
    reader = _READERS.get(fact.name)
    return chosen if reader is None else replace(chosen, **{fact.name: reader(fact.value)})


def _if_possible(manners: Manners, otherwise: Manners) -> Manners:
    try:
        return manners.checked()
    except Refused:
        return otherwise


def changed(chosen: Preferences, name: str, value: str) -> tuple[Preferences, Preference]:
    """The preferences with one changed, and what is to be recorded. Raises ValueError for a word that is none."""
    fact = Preference(name, value)
    return _with(chosen, fact), fact
