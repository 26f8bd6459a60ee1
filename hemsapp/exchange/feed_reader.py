"""Reading a Green Button file that anybody may have written: as events, without a tree, within limits of our own.

A document type is refused when it is met, so nothing can be expanded; nothing is loaded from anywhere. What is read is
not judged here (`energy`), beyond what every number must be.
"""

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from devices.green_button.words import ATOM, ESPI
from hemsapp.saying import say
from hemsapp.work import WorkRefused

MOST_BYTES = 100_000_000
MOST_READINGS = 400_000  # eleven years of quarter-hours
_MOST_ENTRIES = 50_000
_MOST_LINKS = 50
_MOST_DEPTH = 32
_MOST_TEXT = 200
_CHUNK = 1 << 16
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_PACKED = (b"PK", b"\x1f\x8b", b"7z", b"Rar!", b"BZh", b"\xfd7zXZ")


@dataclass(slots=True)
class Reading:
    """An IntervalReading as it stands in the file; `value` in units of its reading type, `cost` in 1/100,000."""

    start_s: int
    length_s: int
    value: int
    cost: int | None = None
    quality: int | None = None
    cpp: int = 0


@dataclass(slots=True)
class FeedEntry:
    """An Atom entry: where it says that it stands, what it holds, the plain numbers in that, its readings."""

    at: str = ""
    up: str = ""
    related: list[str] = field(default_factory=list)
    kind: str = ""
    numbers: dict[str, int] = field(default_factory=dict)
    readings: list[Reading] = field(default_factory=list)


NOT_OURS = say("This is not a Green Button file.")
_KINDS = {"UsagePoint", "MeterReading", "ReadingType", "IntervalBlock"}
_NUMBERS: dict[str, dict[tuple[str, ...], str]] = {
    "UsagePoint": {("ServiceCategory", "kind"): "service"},
    "ReadingType": {
        ("accumulationBehaviour",): "accumulation",
        ("commodity",): "commodity",
        ("flowDirection",): "flow",
        ("kind",): "kind",
        ("powerOfTenMultiplier",): "multiplier",
        ("uom",): "uom",
    },
}
_READING = {
    ("cost",): "cost",
    ("ReadingQuality", "quality"): "quality",
    ("timePeriod", "duration"): "length_s",
    ("timePeriod", "start"): "start_s",
    ("value",): "value",
    ("cpp",): "cpp",
}


def read(path: Path, chunk_read: Callable[[int, int], None]) -> list[FeedEntry]:
    """The entries of the file, telling how many of its bytes are read. Raises WorkRefused, OSError."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise WorkRefused(say("{name} is not a file. Nothing was changed.", name=path.name))
    if found.st_size > MOST_BYTES:
        raise WorkRefused(
            say(
                "This file is {size} MB long; a Green Button file of many years has less than {most} MB. "
                "Nothing was changed.",
                size=f"{found.st_size / 1e6:.0f}",
                most=f"{MOST_BYTES / 1e6:.0f}",
            )
        )
    target = _Target()
    parser = etree.XMLParser(
        target=target, resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    done = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                if done == 0 and chunk.startswith(_PACKED):
                    raise WorkRefused(
                        say("This is a packed file: unpack it, and choose the file within. Nothing was changed.")
                    )
                parser.feed(chunk)
                done += len(chunk)
                chunk_read(min(done, found.st_size), found.st_size)
            parser.close()
        except etree.XMLSyntaxError as error:
            raise WorkRefused(_damage(error.lineno, is_begun=target.is_begun)) from error
    return target.entries


def _damage(line: int | None, *, is_begun: bool) -> str:
    if not is_begun:
        return say("{not_ours} Nothing was changed.", not_ours=NOT_OURS)
    return say("The file is damaged, or ends too early (line {line}). Nothing was changed.", line=line)


class _Target:
    """What the parser calls; a path of names, the running entry and reading, and the text of a number."""

    def __init__(self) -> None:
        self.entries: list[FeedEntry] = []
        self.is_begun = False
        self._path: list[str] = []
        self._entry: FeedEntry | None = None
        self._reading: dict[str, int] | None = None
        self._text: list[str] | None = None
        self._content = 0
        self._count = 0

    def doctype(self, *_: object) -> None:
        """Refuse: only a document type can hold entities."""
        raise WorkRefused(
            say("{not_ours} It has a document type, which those never have. Nothing was changed.", not_ours=NOT_OURS)
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        space, _, name = tag[1:].rpartition("}")
        if not self.is_begun:
            if (space, name) not in {(ATOM, "feed"), (ATOM, "entry")}:
                raise WorkRefused(say("{not_ours} It is XML of another kind. Nothing was changed.", not_ours=NOT_OURS))
            self.is_begun = True
        if len(self._path) >= _MOST_DEPTH:
            raise WorkRefused(
                say("{not_ours} Its elements are nested too deeply. Nothing was changed.", not_ours=NOT_OURS)
            )
        self._path.append(name)
        self._text = []
        if space == ATOM:
            self._begin_of_atom(name, attributes)
        elif space == ESPI and self._entry is not None:
            self._begin_of_espi(self._entry, name)

    def _begin_of_atom(self, name: str, attributes: dict[str, str]) -> None:
        if name == "entry":
            if len(self.entries) >= _MOST_ENTRIES:
                raise WorkRefused(say("The file has more entries than a home has. Nothing was changed."))
            self._entry = FeedEntry()
            self.entries.append(self._entry)
        elif name == "link" and self._entry is not None:
            href = attributes.get("href", "").rstrip("/")
            match attributes.get("rel"):
                case "self":
                    self._entry.at = href
                case "up":
                    self._entry.up = href
                case "related" if len(self._entry.related) < _MOST_LINKS:
                    self._entry.related.append(href)

    def _begin_of_espi(self, entry: FeedEntry, name: str) -> None:
        if name in _KINDS and self._path[-2:-1] == ["content"]:
            entry.kind = name
            self._content = len(self._path)
        elif name == "IntervalReading" and entry.kind == "IntervalBlock":
            self._reading = {}
            self._content = len(self._path)

    def data(self, text: str) -> None:
        """Text within an element, in pieces; kept only as far as a number is long."""
        if self._text is not None and len(self._text) < _MOST_TEXT:
            self._text.append(text[:_MOST_TEXT])

    def end(self, _: str) -> None:
        """An element ends; a number is a leaf."""
        name, text = self._path[-1], self._text
        if self._entry is not None and text is not None:
            self._number(self._entry, tuple(self._path[self._content :]), "".join(text).strip())
        self._text = None
        self._path.pop()
        if name == "IntervalReading" and self._reading is not None and self._entry is not None:
            self._entry.readings.append(self._whole(self._reading))
            self._reading = None
        elif name == "entry":
            self._entry = None

    def _number(self, entry: FeedEntry, path: tuple[str, ...], text: str) -> None:
        if self._reading is not None:
            known = _READING.get(path)
            if known is not None:
                self._reading[known] = _whole_number(text, path[-1])
        elif (known := _NUMBERS.get(entry.kind, {}).get(path)) is not None and text:
            entry.numbers[known] = _whole_number(text, path[-1])

    def _whole(self, numbers: dict[str, int]) -> Reading:
        self._count += 1
        if self._count > MOST_READINGS:
            raise WorkRefused(
                say(
                    "The file has more than {count} readings: bring it in year by year. Nothing was changed.",
                    count=MOST_READINGS,
                )
            )
        if not {"start_s", "length_s", "value"} <= numbers.keys():
            raise WorkRefused(say("A reading in this file has no time, or no value. Nothing was changed."))
        return Reading(**numbers)

    def close(self) -> None:
        """The document is over."""


def _whole_number(text: str, name: str) -> int:
    if _WHOLE.fullmatch(text) is None:
        raise WorkRefused(
            say(
                "{text} in this file ({name}) is no whole number. Nothing was changed.",
                text=f"{text[:30]!r}",
                name=name,
            )
        )
    return int(text)
