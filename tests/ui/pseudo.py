"""A language that nobody speaks, made of English: every letter wears an accent, every sentence its own brackets.

What is still plain on a page was not taken from a locale's file; sentences are longer by a third, as German would be.
"""

import ast
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from pathlib import Path

from devices.moment import Moment
from hemsapp.saying import Saying, ended
from ui import locales
from ui.locales import Locale

LONGER = 0.35
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ACCENTED = "áƀćđéƒğĥíĵķłɱńóƥɋŕšťúʋŵẋýžÁƁĆĐÉƑĞĤÍĴĶŁḾŃÓƤɊŔŠŤÚṼŴẊÝŽ"
_ACCENTS = str.maketrans(_PLAIN, _ACCENTED)
_WORD = re.compile(r"[A-Za-z]{2,}")


def pseudo(text: str) -> str:
    """The text in brackets, accented and longer; braces stay."""
    parts = re.split(r"(\{[^}]*\})", text)
    worn = "".join(part if index % 2 else part.translate(_ACCENTS) for index, part in enumerate(parts))
    return f"⟦{worn}{'~' * round(len(text) * LONGER)}⟧"


def pseudo_locale(tag: str) -> Locale:
    """The language as a whole under that tag, with the numbers of English."""
    english = locales.locale("en-US")
    words = {key: pseudo(text) for key, text in english.words.items()}
    words |= {f"said.{pattern}": pseudo(pattern) for pattern in said_patterns()}
    return replace(english, tag=tag, name=pseudo("English"), words=words)


@cache
def said_patterns() -> frozenset[str]:
    """What the house itself words (`hemsapp.saying`), as a translation finds it: every pattern with any words in it."""
    found = set()
    for path in (Path(__file__).parents[2] / "hemsapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                pattern = ast.literal_eval(node.args[0])
                if plain_words(re.sub(r"\{[^}]*\}", "", pattern)):
                    found.add(ended(locales.capital(pattern)))
    return frozenset(found)


def plain_words(text: str) -> set[str]:
    """What of the text wears no accents."""
    return set(_WORD.findall(text))


def data_words(value: object) -> set[str]:
    """The words that a snapshot brings: names of rooms, of the utility, of plans, what a message says."""
    if isinstance(value, Saying):
        return data_words(tuple(value.values.values()))
    if isinstance(value, str | Enum | Moment):
        return plain_words(value) if isinstance(value, str) else set()
    if is_dataclass(value) and not isinstance(value, type):
        return {word for each in fields(value) for word in data_words(getattr(value, each.name))}
    if isinstance(value, dict):
        return {word for pair in value.items() for each in pair for word in data_words(each)}
    if isinstance(value, tuple | list | frozenset | set):
        return {word for each in value for word in data_words(each)}
    return set()
