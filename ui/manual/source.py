"""The manual's source: Markdown files of one language become chapters, sections and blocks, words of the screen put in.

A chapter is a file `resources/manual/<tag>/NN-name.md`: `# Title`, then sections `## Title {#anchor show=bill}`. Below
stand paragraphs, `- points`, `1. call-outs` and `![what it shows](figure)`. Within a text stand `**strong**`,
`{words:home.today}` (as on the screen), `{icon:mail}`, `{level:critical}`, `{phone}` and other facts of the place.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from ui import i18n
from ui.views import Level

FIRST = "en-US"
_HEAD = re.compile(r"## (?P<title>.+?) \{#(?P<anchor>[a-z-]+)(?: show=(?P<show>[a-z_/]+))?\}$")
_FIGURE = re.compile(r"!\[(?P<alt>.+)\]\((?P<name>[a-z-]+)\)$")
_ITEM = re.compile(r"(?P<mark>- |\d+\. )(?P<text>.+)$", re.DOTALL)
_TOKEN = re.compile(r"\*\*|\{(?P<kind>[a-z]+)(?::(?P<name>[\w.-]+))?\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters, an icon or the shape of a level, within which no line breaks."""

    text: str = ""
    is_strong: bool = False
    icon: str = ""
    level: Level | None = None


Word = tuple[Piece, ...]
"""Pieces between two spaces."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; with a mark (`•` or a number) a point of a list."""

    words: tuple[Word, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure by its name, and what it shows."""

    name: str
    sentence: str


Block = Text | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """What begins a page: `show` is the page that its button opens, or `rehearsal`, or empty."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    show: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter by the name of its file."""

    name: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The whole manual; `language` is the tag in which it is written, not always the one that was asked for."""

    language: str
    chapters: tuple[Chapter, ...]


def manual(tag: str, facts: Mapping[str, str]) -> Manual:
    """The manual in that language, else in English; the words of the screen stand in it as that language writes them.

    `facts` are the sentences for `{phone}` and the like; `KeyError` for one that is missing, `ValueError` for a line
    that is not understood.
    """
    written = tag if tag in languages() else FIRST
    known = i18n.locale(tag).words
    return Manual(written, tuple(_chapter(name, text, known, facts) for name, text in _files(written)))


def languages() -> tuple[str, ...]:
    """The tags of the languages in which there is a manual."""
    return tuple(sorted(each.name for each in _root().iterdir() if each.is_dir() and "-" in each.name))


def texts(tag: str) -> dict[str, str]:
    """The source by chapter name, as it was written."""
    return dict(_files(tag))


def _root() -> Traversable:
    return resources.files("resources") / "manual"


@cache
def _files(tag: str) -> tuple[tuple[str, str], ...]:
    found = sorted((each for each in (_root() / tag).iterdir() if each.name.endswith(".md")), key=lambda e: e.name)
    return tuple((each.name[3:-3], each.read_text(encoding="utf-8")) for each in found)


def _chapter(name: str, text: str, known: Mapping[str, str], facts: Mapping[str, str]) -> Chapter:
    head, *rest = (each.strip() for each in re.split(r"^(?=## )", text, flags=re.MULTILINE))
    if not head.startswith("# ") or len(head.splitlines()) != 1:
        raise ValueError(f"chapter {name} does not begin with its title alone: {head!r}")
    return Chapter(name, head[2:].strip(), tuple(_section(each, known, facts) for each in rest))


def _section(text: str, known: Mapping[str, str], facts: Mapping[str, str]) -> Section:
    first, _, body = text.strip().partition("\n")
    head = _HEAD.match(first)
    if head is None:
        raise ValueError(f"no title of a section: {first!r}")
    blocks = tuple(_block(each, known, facts) for each in _paragraphs(body))
    return Section(head["anchor"], _plain(head["title"], known, facts), blocks, head["show"] or "")


def _paragraphs(body: str) -> Iterator[str]:
    """Blocks between empty lines; each point of a list is one."""
    for block in re.split(r"\n\s*\n", body.strip()):
        yield from (" ".join(each.split()) for each in re.split(r"\n(?=- |\d+\. )", block) if each.strip())


def _block(text: str, known: Mapping[str, str], facts: Mapping[str, str]) -> Block:
    if figure := _FIGURE.match(text):
        return Picture(figure["name"], figure["alt"])
    if item := _ITEM.match(text):
        mark = item["mark"].strip(" .")
        return Text(_words(item["text"], known, facts), "•" if mark == "-" else mark)
    return Text(_words(text, known, facts))


def _words(text: str, known: Mapping[str, str], facts: Mapping[str, str]) -> tuple[Word, ...]:
    words: list[list[Piece]] = [[]]
    at, is_strong = 0, False
    for token in _TOKEN.finditer(text):
        _add(words, text[at : token.start()], is_strong=is_strong)
        at = token.end()
        match token["kind"]:
            case None:
                is_strong = not is_strong
            case "icon":
                words[-1].append(Piece(icon=token["name"]))
            case "level":
                words[-1].append(Piece(level=Level(token["name"])))
            case kind:
                _add(words, known[token["name"]] if kind == "words" else facts[kind], is_strong=is_strong)
    _add(words, text[at:], is_strong=is_strong)
    return tuple(tuple(word) for word in words if word)


def _add(words: list[list[Piece]], text: str, *, is_strong: bool) -> None:
    for index, part in enumerate(text.split(" ")):
        if index:
            words.append([])
        if part:
            words[-1].append(Piece(part, is_strong))


def _plain(text: str, known: Mapping[str, str], facts: Mapping[str, str]) -> str:
    return said(_words(text, known, facts))


def said(words: tuple[Word, ...]) -> str:
    """The words as they are read aloud; a sign never stands without its word."""
    spoken = ("".join(piece.text for piece in word) for word in words)
    return " ".join(each for each in spoken if each)
