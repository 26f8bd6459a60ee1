"""What a scenario's run left behind: every system's journal, the events that were announced, and what did not fit."""

from dataclasses import dataclass

from devices.wan.journal import Entry
from hemsapp.play.report import Window


@dataclass(frozen=True, slots=True)
class Run:
    """`complaints` are sentences with the scenario's line; `checks` is how many lines looked at something."""

    entries: tuple[Entry, ...]
    windows: tuple[Window, ...]
    complaints: tuple[str, ...]
    checks: int
