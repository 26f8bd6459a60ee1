"""A language that nobody speaks: English a third longer (DESIGN section 8), so that a page meets long words early."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from unittest.mock import patch

from ui import locales
from ui.locales import Locale

TAG, PLACE = "en-XL", "fr-CA"
"""Its own tag, and that of the language whose place it takes."""
_LONGER = 0.35
_RAIL = 9
_MOST, _SENTENCE, _FILLER = 2, 3, " hey"
"""A word grows by two letters, the rest of a sentence by further words."""
_PARTS = re.compile(r"(\{[^}]*\})")
_WORD = re.compile(r"[A-Za-z]{3,}")
_VOWEL = re.compile(r"[aeiou](?!.*[aeiou])", re.IGNORECASE)
_NUMBERS = ("unit.", "time.", "date.", "weekday_short.", "month_short.", "ordinal.")
"""What stands beside a number is as short in any language."""


@contextmanager
def spoken() -> Iterator[str]:
    """The tag under which the longer English is known while this lasts."""
    read = locales._read
    longer = _longer()
    with patch.object(locales, "_read", lambda tag: longer if tag == PLACE else read(tag)):
        yield PLACE


@cache
def _longer() -> Locale:
    english = locales._read("en-US")
    return replace(english, tag=PLACE, words={key: _lengthened(key, text) for key, text in english.words.items()})


def _lengthened(key: str, text: str) -> str:
    if key.startswith(_NUMBERS):
        return text
    room = _RAIL - len(text) if key.startswith("rail.") else len(text)
    owed = 0.0
    parts = _PARTS.split(text)
    for index, part in enumerate(parts):
        if part.startswith("{"):
            continue
        made, end = [], 0
        for word in _WORD.finditer(part):
            owed += _LONGER * len(word[0])
            more = min(int(owed), max(room, 0), _MOST)
            owed, room = owed - more, room - more
            made += [part[end : word.start()], _stretched(word[0], more)]
            end = word.end()
        parts[index] = "".join((*made, part[end:]))
    more = int(owed // len(_FILLER)) if text.count(" ") > _SENTENCE else 0
    return "".join((*parts, *(_FILLER,) * more))


def _stretched(word: str, more: int) -> str:
    vowel = _VOWEL.search(word)
    at = vowel.start() if vowel else len(word) - 1
    return word[:at] + word[at] * more + word[at:]
