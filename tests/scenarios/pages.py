"""A receipt chain read back from wherever it is told: an answer, the kiosk's snapshot, or a page by its structure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from devices.event_chain import Link
from devices.utility.web.words import Words

_EMPTY = {"link", "meta", "input", "br", "img", "path", "circle", "line", "rect"}


@dataclass(frozen=True)
class Seen:
    """One link as a reader sees it."""

    place: tuple[str, str, str]
    device: str
    at: datetime | None
    state: str
    security: str
    attempts: int
    way: tuple[datetime, ...]
    missing_since: str


def of_answer(links: Iterable[dict[str, Any]]) -> list[Seen]:
    """From the verb of customer service, or from the API."""
    return [_of_answer(one) for one in links]


def _of_answer(one: dict[str, Any]) -> Seen:
    at, due = one.get("at"), one.get("due")
    return Seen(
        (one["phase"], one["station"], one["what"]),
        one.get("about", ""),
        datetime.fromisoformat(at) if at else None,
        one["state"],
        one.get("security", ""),
        len(one.get("attempts", ())),
        tuple(datetime.fromisoformat(each) for _, each in one.get("way", ())),
        _clock(datetime.fromisoformat(due)) if due and one["state"] == "missing" else "",
    )


def of_kiosk(links: Iterable[Link]) -> list[Seen]:
    """From the kiosk's snapshot."""
    return [
        Seen(
            (one.phase.value, one.station, one.what.value),
            one.about,
            one.at,
            one.state.value,
            one.security,
            len(one.attempts),
            tuple(at for _, at in one.way),
            _clock(one.due) if one.state.value == "missing" and one.due else "",
        )
        for one in links
    ]


def of_page(text: str, words: Words) -> list[Seen]:
    """From a page, by its structure and its words."""
    tree = _Tree()
    tree.feed(text)
    return [_of_element(one, words) for one in tree.root.all("li") if "data-link" in one.attributes]


def _of_element(one: "Element", words: Words) -> Seen:
    phase, station, what = one.attributes["data-link"].split()
    states = {words(f"chain.state_{each}"): each for each in ("done", "late", "waiting", "missing", "unknown")}
    classes = {words(f"chain.class_{each}"): each for each in ("public", "private", "control")}
    said = next(iter(one.classed("class")), None)
    tried = next(iter(one.classed("tries")), None)
    way = next(iter(one.classed("way")), None)
    ats = [each for each in one.classed("at") if each.name == "time"]
    return Seen(
        (phase, station, what),
        one.attributes.get("data-device", ""),
        datetime.fromisoformat(ats[0].attributes["datetime"]) if ats else None,
        states[one.classed("state")[0].text()],
        classes[said.text()] if said else "",
        0 if tried is None else max(1, len(tried.all("time"))),
        () if way is None else tuple(datetime.fromisoformat(each.attributes["datetime"]) for each in way.all("time")),
        "".join(each.text().rsplit(" ", 1)[1] for each in one.classed("critical")),
    )


def _clock(at: datetime) -> str:
    return f"{at.astimezone(at.tzinfo) - timedelta(hours=7):%H:%M:%S}"


@dataclass
class Element:
    """An element of a page."""

    name: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def everything(self) -> Iterator["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.everything()

    def all(self, name: str) -> list["Element"]:
        return [one for one in self.everything() if one.name == name]

    def classed(self, name: str) -> list["Element"]:
        return [one for one in self.everything() if name in one.attributes.get("class", "").split()]

    def text(self) -> str:
        parts = (one if isinstance(one, str) else one.text() for one in self.children)
        return " ".join("".join(parts).split())


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        one = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(one)
        if tag not in _EMPTY:
            self._open.append(one)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while tag not in _EMPTY and len(self._open) > 1 and self._open.pop().name != tag:
            pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)
