"""The words of the pages in three languages: TOML files in `resources/web/locales/TAG`, all read as one table.

A file is a table of sections; `words("sign_in.title")` is one text, with `{names}` filled in. The receipt chain is told
in the words of the home's display, from its own file.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en-US", "es-US", "fr-CA")
"""The first one is spoken where nothing else was asked for."""


class Words:
    """One language."""

    def __init__(self, tag: str, texts: Mapping[str, str]) -> None:
        self.tag, self._texts = tag, texts

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under that key. Raises KeyError for one that no file has."""
        return self._texts[key].format(**values)

    def has(self, key: str) -> bool:
        """Is there a text under that key?"""
        return key in self._texts

    def counted(self, key: str, count: int, **values: object) -> str:
        """The text for that many: `key.one` or `key.other`; French counts nothing as one."""
        is_one = count == 1 or (count == 0 and self.tag.startswith("fr"))
        return self(f"{key}.{'one' if is_one else 'other'}", count=count, **values)

    def keys(self) -> set[str]:
        """Every key."""
        return set(self._texts)


@cache
def words(tag: str) -> Words:
    """The words of one of LANGUAGES."""
    return Words(tag, _read(tag))


@cache
def staff_words() -> Words:
    """The console's words, and the site's, in English: the staff of one utility speaks one language."""
    return Words(LANGUAGES[0], _read(LANGUAGES[0]) | _read("staff"))


def language(chosen: str | None, accepted: str) -> str:
    """The language of a visit: the one chosen, else the first that the browser accepts (RFC 9110 12.5.4)."""
    if chosen in LANGUAGES:
        return chosen
    ranked = []
    for place, part in enumerate(accepted[:200].split(",")):
        tag, _, quality = part.partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            continue
        ranked.append((-weight, place, tag.strip().lower()[:2]))
    for _, _, wanted in sorted(ranked):
        for tag in LANGUAGES:
            if tag.startswith(wanted) and wanted:
                return tag
    return LANGUAGES[0]


def _read(folder: str) -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in sorted(
        resources.files("resources").joinpath(f"web/locales/{folder}").iterdir(), key=lambda one: one.name
    ):
        if file.name.endswith(".toml"):
            texts |= _flat("", tomllib.loads(file.read_text("utf-8")))
    return texts | _of_display(folder) if folder in LANGUAGES else texts


def _of_display(tag: str) -> dict[str, str]:
    told = tomllib.loads(resources.files("resources").joinpath(f"locales/{tag}.toml").read_text("utf-8"))
    return _flat("chain.", told["chain"])


def _flat(prefix: str, table: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in table.items():
        found |= _flat(f"{prefix}{name}.", value) if isinstance(value, dict) else {f"{prefix}{name}": str(value)}
    return found
