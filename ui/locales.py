"""The languages of the screen: each is one file of words with the rules by which it writes numbers.

Words live in `resources/locales/<tag>.toml`. A rule of a language (its plural, where its currency stands, what
contracts with what) stands in that file; no presenter knows one.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

from hemsapp.manners import LANGUAGES, HourStyle, TemperatureScale
from hemsapp.saying import Saying, ended

MINUS = "\N{MINUS SIGN}"

_PLURALS: Mapping[str, Callable[[int], bool]] = {
    "one_is_singular": lambda count: count == 1,
    "zero_is_singular": lambda count: count in {0, 1},
}
_ORDINALS: Mapping[str, Callable[[int], str]] = {
    "english": lambda day: (
        "other" if day in {11, 12, 13} else {1: "first", 2: "second", 3: "third"}.get(day % 10, "other")
    ),
    "first_only": lambda day: "first" if day == 1 else "other",
    "plain": lambda _: "other",
}


@dataclass(frozen=True, slots=True)
class Locale:
    """How a language writes numbers, and its words.

    `money`, `cents` and `percent` are patterns of {sign} and {number}; `plural` and `ordinal` name a rule;
    `elisions` are pairs of a regular expression and what stands in its place in every filled-in sentence.
    """

    tag: str
    name: str
    decimal_point: str
    group: str
    money: str
    money_range: str
    cents: str
    percent: str
    plural: str
    ordinal: str
    elisions: tuple[tuple[re.Pattern[str], str], ...]
    words: Mapping[str, str]

    def is_singular(self, count: int) -> bool:
        """Does this language speak of that many in its singular?"""
        return _PLURALS[self.plural](count)

    def ordinal_form(self, day: int) -> str:
        """Which of the forms under `ordinal` a day of the month takes."""
        return _ORDINALS[self.ordinal](day)


@dataclass(frozen=True, slots=True)
class Style:
    """What the home reads in: the language's tag, the scale of temperatures, 2:00 PM or 14:00."""

    tag: str = "en-US"
    scale: TemperatureScale = TemperatureScale.FAHRENHEIT
    hour_style: HourStyle = HourStyle.TWELVE


_in_force = [Style()]


def use(style: Style) -> None:
    """Write like this from now on; `FileNotFoundError` for a language that was never translated."""
    locale(style.tag)
    _in_force[0] = style


def style() -> Style:
    """How is written now."""
    return _in_force[0]


def locale(tag: str | None = None) -> Locale:
    """The locale of that tag, of the style in force without one; `FileNotFoundError` when it was never translated."""
    return _read(tag or style().tag)


def language_names() -> Mapping[str, str]:
    """The languages that can be chosen: their tags, and what each calls itself (`Español`)."""
    return {tag: _name(tag) for tag in LANGUAGES}


def is_twelve_hours() -> bool:
    """Is the day told as two halves?"""
    return style().hour_style is HourStyle.TWELVE


@cache
def _name(tag: str) -> str:
    """From the one table that has it: a language that nobody chose is not read for its name."""
    numbers = next(table for table in re.split(r"\n(?=\[)", _text(tag)) if table.startswith("[numbers]"))
    return str(tomllib.loads(numbers)["numbers"]["name"])


@cache
def _read(tag: str) -> Locale:
    return read_locale(tag, _text(tag))


def _text(tag: str) -> str:
    return (resources.files("resources") / "locales" / f"{tag}.toml").read_text(encoding="utf-8")


def read_locale(tag: str, text: str) -> Locale:
    """The locale that a file's text describes; `KeyError`, `TypeError` or `TOMLDecodeError` for a file with a fault."""
    table = tomllib.loads(text)
    numbers = table.pop("numbers")
    elisions = tuple((re.compile(find), say) for find, say in numbers.pop("elisions"))
    return Locale(tag=tag, words=dict(_flat(table)), elisions=elisions, **numbers)


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)


class _Filled(str):
    """A value that fills a brace: `{level:lower}` begins it small, for languages that want it so within a sentence."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec == "lower":
            return f"{self[:1].lower()}{self[1:]}"
        return super().__format__(spec)


def words(key: str, *, count: int | None = None, **values: object) -> str:
    """The words under `section.name`, filled in; with `count`, the form for that many (`.one`, `.other`).

    `KeyError` for a key that is not in the locale's file.
    """
    here = locale()
    if count is not None:
        key = f"{key}.one" if here.is_singular(count) else f"{key}.other"
        values["count"] = whole(count)
    if not values:
        return here.words[key]
    text = here.words[key].format(**{name: _Filled(value) for name, value in values.items()})
    for find, say in here.elisions:
        text = find.sub(say, text)
    return text


def said(text: str) -> str:
    """A sentence of the house (`hemsapp.saying`) in the language in force; any other text as it is."""
    if not isinstance(text, Saying):
        return text
    values = {name: _value(value) for name, value in text.values.items()}
    pattern, form = text.pattern, locale().words.get(f"said.{ended(capital(text.pattern))}")
    if form is None:
        return pattern.format(**values)
    told = form.format(**values)
    for find, say in locale().elisions:
        told = find.sub(say, told)
    if not pattern.endswith("."):
        told = told.removesuffix(".")
    return told if not pattern[:1].islower() else f"{told[:1].lower()}{told[1:]}"


def _value(value: object) -> object:
    if isinstance(value, int):
        return whole(value)
    return said(value) if isinstance(value, str) else value


def capital(text: str) -> str:
    """A name that begins a line: `summer` is `Summer`."""
    return text[:1].upper() + text[1:]


def number(value: Decimal, decimals: int) -> str:
    """The value with that many decimals, rounded half up, digits in groups, and a real minus."""
    here = locale()
    rounded = abs(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{rounded:,f}".translate({ord(","): here.group, ord("."): here.decimal_point})
    return f"{MINUS}{text}" if value < 0 and rounded else text


def whole(value: int) -> str:
    """An integer with its digits in groups."""
    return number(Decimal(value), 0)
