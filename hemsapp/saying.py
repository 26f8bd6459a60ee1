"""Sentences for a person that the house itself words: why something is not done, what came of a long work.

They are written in English where the reason is known, and are strings, for logs and the command line; each carries the
pattern and the values it was made of, so that the screen says it in the home's language.
"""

import re
from collections.abc import Mapping
from typing import Self

_FIRST_BRACE = re.compile(r"\{(\w+)\}")


class Saying(str):
    """A sentence in English that knows its pattern (with {braces}) and what fills them."""

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Self:
        """The pattern, filled in. `KeyError` for a brace without a value."""
        made = super().__new__(cls, pattern.format(**values))
        made.pattern, made.values = pattern, dict(values)
        return made

    def __str__(self) -> str:
        """Itself: an exception's text stays a saying."""
        return self


def say(pattern: str, **values: object) -> Saying:
    """A sentence, or a part of one: `say("a bill day is 1 to 31, not {day}", day=32)`."""
    return Saying(pattern, values)


def sentence(text: str) -> str:
    """The text with a large first letter and a full stop; a saying stays one."""
    begun = _begun(text)
    if isinstance(begun, Saying):
        return Saying(ended(begun.pattern), begun.values)
    return ended(begun)


def in_order(*parts: str) -> str:
    """Sentences one after the other, empty ones left out."""
    told = [part for part in parts if part]
    whole = told[0] if told else ""
    for part in told[1:]:
        whole = say("{first} {second}", first=whole, second=part)
    return whole


def ended(text: str) -> str:
    """The text with an end: a full stop where there is none."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _begun(text: str) -> str:
    if isinstance(text, Saying):
        brace = _FIRST_BRACE.match(text.pattern)
        if brace is None:
            return Saying(text.pattern[:1].upper() + text.pattern[1:], text.values)
        first = text.values[brace[1]]
        return Saying(text.pattern, {**text.values, brace[1]: _begun(first) if isinstance(first, str) else first})
    return text[:1].upper() + text[1:]
