"""The recording of the last days: what came to the engine, line by line, in two files that take turns."""

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from devices.moment import Moment
from hemsapp.bundle.lines import Line, line_of
from hemsapp.inbox import Thing
from hemsapp.rows import milliseconds
from hemsapp.work import WorkProgressed

FILE_BYTES = 4_000_000
"""Two days of a home with ten devices; with the file before it, two to four days are kept."""
SETTLED_S = 60.0
MOST_WAITING = 2_000
NAME = "timeline.jsonl"
STARTED = "Started"

_log = logging.getLogger(__name__)


def beside(database: Path) -> Path:
    """Where the recording of the home with that database lies."""
    return database.with_name(NAME)


class Timeline:
    """Records into the file `path`, a minute at a time; a disk that does not serve loses lines, and nothing else."""

    def __init__(self, path: Path, at: Moment) -> None:
        self._path = path
        self._waiting: list[Line] = [{"at": milliseconds(at.utc), "is": STARTED, "of": {}}]
        self._due_s = at.monotonic_s + SETTLED_S
        self._is_failing = False

    def note(self, thing: Thing, at: Moment) -> None:
        """It came."""
        if not isinstance(thing, WorkProgressed):
            self._waiting.append(line_of(thing, at.utc))
            if len(self._waiting) >= MOST_WAITING:
                self.flush()

    def settle(self, at: Moment) -> None:
        """Write, if a minute is over."""
        if at.monotonic_s >= self._due_s:
            self._due_s = at.monotonic_s + SETTLED_S
            self.flush()

    def flush(self) -> None:
        """Write what waits, for a reader; no sync: a report is not worth wearing a card out."""
        text = "".join(json.dumps(line, separators=(",", ":")) + "\n" for line in self._waiting)
        self._waiting.clear()
        try:
            if self._path.exists() and self._path.stat().st_size > FILE_BYTES:
                self._path.replace(older(self._path))
            with self._path.open("a", encoding="utf-8") as file:
                file.write(text)
        except OSError as error:
            if not self._is_failing:
                _log.warning("the recording for reports is not kept: %s", error)
            self._is_failing = True
        else:
            self._is_failing = False


def older(path: Path) -> Path:
    """The file before the one that is written."""
    return path.with_suffix(".1.jsonl")


def lines(path: Path, until: datetime, span: timedelta) -> Iterator[Line]:
    """What was recorded in the `span` before `until`, oldest first; a line that was cut short is passed over."""
    first, last = milliseconds(until - span), milliseconds(until)
    for part in (older(path), path):
        if not part.exists():
            continue
        with part.open(encoding="utf-8", errors="replace") as file:
            for text in file:
                line = _parsed(text)
                if line is not None and first <= line["at"] <= last:
                    yield line


def _parsed(text: str) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    is_line = isinstance(line, dict) and isinstance(line.get("at"), int) and isinstance(line.get("is"), str)
    return line if is_line else None
