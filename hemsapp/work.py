"""Long work that a person starts and watches: what may be done, and how far it is; frozen values.

The service does it on a thread of its own, and tells the engine; one at a time.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from devices.moment import Moment

if TYPE_CHECKING:
    from hemsapp.domain.facts import Interval  # facts know snapshots, and these know work


class WorkKind(Enum):
    """What is done."""

    EXPORT_GREEN_BUTTON = "export green button"
    EXPORT_CSV = "export csv"
    IMPORT_GREEN_BUTTON = "import green button"
    IMPORT_RATES = "import rates"
    BACK_UP = "back up"
    RESTORE = "restore"
    IMPORT_LABELS = "import labels"
    SEAL = "seal"
    UNSEAL = "unseal"
    RE_RATE = "re-rate"
    SAVE_REPORT = "save report"
    VERIFY_LOG = "verify log"
    EXPORT_LOG = "export log"


@dataclass(frozen=True, slots=True)
class Task:
    """Work to do: `path` is a folder to write into, or a file to read; dates [`start`, `end`) where they matter.

    A check of the log with a `start` is that of a night.
    A backup with a `start` is that of the night to this date, kept with the data. SEAL and UNSEAL: the whole home
    under a `passphrase`, which is never shown, kept or logged. RE_RATE: `start` is the first day of
    a corrected rate plan; with an `end`, bills of these dates (of all before `end` without a `start`) were cut anew.
    """

    kind: WorkKind
    path: str = ""
    start: date | None = None
    end: date | None = None
    passphrase: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class WorkProgressed:
    """`done` of `total` steps are done."""

    task: Task
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class WorkEnded:
    """It ended: `result` is a sentence, `problem` another if it failed or was stopped, and then nothing was changed.

    `fault` is what a check found that ended well.
    `intervals` are those that it wrote into the store of the last `REMEMBERED_DAYS`, oldest first.
    """

    task: Task
    result: str
    problem: str | None = None
    path: str = ""
    intervals: tuple["Interval", ...] = field(default=(), repr=False)
    fault: str | None = None


WorkReport = WorkProgressed | WorkEnded


class WorkRefused(Exception):
    """The work cannot be done, and nothing was changed: the text is a sentence for the person."""


class WorkStopped(Exception):
    """It was asked to stop: the work cleans up, changes nothing, and lets this pass."""


class RestartWanted(Exception):
    """The process is to end and to be started again; the text says why."""


@dataclass(frozen=True, slots=True)
class Work:
    """How work stands; over when `ended` is set, and then shown until it is put away."""

    task: Task
    done: int
    total: int
    started: Moment
    ended: Moment | None = None
    result: str = ""
    problem: str | None = None
    path: str = ""
