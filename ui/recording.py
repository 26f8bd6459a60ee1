"""The file of a recorded session: a line of JSON for the start, then one for each touch, key and check point.

docs/automation.md describes it. Plain Python: it is read before there is a screen, and may come from anybody.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hemsapp.state_json import Json

VERSION = 1
MOST_BYTES = 64 * 1024 * 1024
SIZES = ("800x480", "1024x600", "1280x800")
LONGEST_HOLD_S = 10.0
_KIND = "hemsapp recording"
_TWO = 2

Line = dict[str, Json]


class RecordingInvalid(Exception):
    """The file is no recording that can be replayed; the sentence names its line."""


@dataclass(frozen=True, slots=True)
class Start:
    """How the session began: the scenario as text, its name, its seed, and the window's size."""

    name: str
    scenario: str
    seed: int
    size: str

    def line(self) -> Line:
        """The first line."""
        return {
            "kind": _KIND,
            "version": VERSION,
            "name": self.name,
            "seed": self.seed,
            "size": self.size,
            "scenario": self.scenario,
        }


@dataclass(frozen=True, slots=True)
class Recording:
    """A session: how it began, and its lines, each with its number in the file."""

    start: Start
    lines: tuple[tuple[int, Line], ...]

    @property
    def secrets(self) -> int:
        """How many secrets were typed: whoever replays it must give them."""
        return sum(line["do"] == "secret" for _, line in self.lines)


def text(line: Line) -> str:
    """A line as it stands in the file."""
    return json.dumps(line, ensure_ascii=False) + "\n"


def read(path: Path) -> Recording:
    """What a file holds. Raises RecordingInvalid."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise RecordingInvalid(f"{path} is larger than {MOST_BYTES // 1024 // 1024} MB: it is no recording")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RecordingInvalid(f"{path} cannot be read ({error})") from error
    objects = list(_objects(lines))
    if not objects:
        raise RecordingInvalid("line 1: a recording begins with its start, and the file is empty")
    return Recording(_start(objects[0][1]), tuple(_checked(objects[1:])))


def _objects(lines: list[str]) -> Iterator[tuple[int, Line]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            raise RecordingInvalid(f"line {number}: that is no JSON") from None
        if not isinstance(found, dict):
            raise RecordingInvalid(f"line {number}: a line is an object")
        yield number, found


def _start(line: Line) -> Start:
    if line.get("kind") != _KIND:
        raise RecordingInvalid(f'line 1: a recording begins with {{"kind": "{_KIND}", ...}}')
    if line.get("version") != VERSION:
        raise RecordingInvalid(f"line 1: version {json.dumps(line.get('version'))}; this hemsapp reads {VERSION}")
    name, scenario, seed, size = (line.get(key) for key in ("name", "scenario", "seed", "size"))
    if not isinstance(name, str) or not isinstance(scenario, str):
        raise RecordingInvalid("line 1: name and scenario are text")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise RecordingInvalid("line 1: seed is a whole number")
    if not isinstance(size, str) or size not in SIZES:
        raise RecordingInvalid(f"line 1: size is one of {', '.join(SIZES)}")
    return Start(name, scenario, seed, size)


def _checked(objects: list[tuple[int, Line]]) -> Iterator[tuple[int, Line]]:
    before_s = 0.0
    for number, line in objects:
        at_s, do = line.get("at_s"), line.get("do")
        if not _is_number(at_s) or not before_s <= at_s:  # type: ignore[operator]  # _is_number says that it is one
            raise RecordingInvalid(f"line {number}: at_s is seconds since the start, and never goes back")
        before_s = float(at_s)  # type: ignore[arg-type]  # as above
        if not isinstance(do, str) or do not in FIELDS:
            raise RecordingInvalid(f"line {number}: do is {json.dumps(do)}; it is one of {', '.join(FIELDS)}")
        for name, (is_right, what) in FIELDS[do].items():
            if not is_right(line.get(name)):
                raise RecordingInvalid(f"line {number}: {name} of {do} is {what}")
        yield number, line


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_text(value: Json) -> bool:
    return isinstance(value, str) and bool(value)


def _is_name(value: Json) -> bool:
    return isinstance(value, str)


def _is_place(value: Json) -> bool:
    return isinstance(value, list) and len(value) == _TWO and all(_is_number(each) and 0 <= each <= 1 for each in value)  # type: ignore[operator]  # numbers


def _is_short(value: Json) -> bool:
    return _is_number(value) and 0 < value <= LONGEST_HOLD_S  # type: ignore[operator]  # it is a number


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _are_texts(value: Json) -> bool:
    return isinstance(value, dict) and all(isinstance(each, str) for each in value.values())


_Field = tuple[Callable[[Json], bool], str]
_NAME: _Field = (_is_name, "an object's name, or empty")
_PLACE: _Field = (_is_place, "two fractions from 0 to 1")
FIELDS: dict[str, dict[str, _Field]] = {
    "tap": {"name": _NAME, "at": _PLACE, "point": _PLACE},
    "hold": {"name": _NAME, "at": _PLACE, "point": _PLACE, "seconds": (_is_short, f"at most {LONGEST_HOLD_S:g}")},
    "drag": {"name": _NAME, "from": _PLACE, "to": _PLACE},
    "swipe": {"from": _PLACE, "to": _PLACE},
    "key": {"key": (_is_text, "a key's name")},
    "type": {"text": (_is_text, "text")},
    "secret": {"name": (_is_text, "the name of what it was typed on"), "number": (_is_count, "1, 2, ...")},
    "check": {"screen": (_is_text, "a page"), "texts": (_are_texts, "what each object says, by its name")},
}
"""What each line has beside `do` and `at_s`: how it is checked, and how that is said."""
