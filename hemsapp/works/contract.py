"""The contract of a long work: what it is given, what it gives back, how it is refused or stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hemsapp.archive.kept import Source
from hemsapp.domain.facts import Interval
from hemsapp.work import Task, WorkRefused, WorkStopped

__all__ = ["Outcome", "Progress", "Surroundings", "WorkFunction", "WorkRefused", "WorkStopped"]

Progress = Callable[[int, int], None]
"""Tell that `done` of `total` steps are done, at least ten times a second. Raises WorkStopped when it is to stop."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a work is done, and when it was begun (aware UTC).

    A work reads through an `Archive` of its own, and writes what it changes in one short transaction at its end
    (`database.connect`): the engine goes on recording meanwhile, and waits a second at most.
    """

    source: Source
    now: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a work ended well: a sentence, the file it wrote, what it changed in the engine's memory; what is wrong."""

    sentence: str
    path: str = ""
    intervals: tuple[Interval, ...] = ()
    fault: str | None = None


WorkFunction = Callable[[Surroundings, Task, Progress], Outcome]
