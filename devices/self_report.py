"""What a display tells the utility of itself and its network: a heartbeat each day, answers, test results, diagnoses.

One record for all of them (`SelfReport`), signed by the display (`devices.wan.reports`) and carried through the meter
untouched. It names no room, no person and no set point: equipment, how it is heard, and what was found (X-SECURITY).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.names import Eui64

SCHEMA = 1
MOST_DEVICES, MOST_CHANGES, MOST_FINDINGS = 64, 20, 70
MOST_WORDS = 120


class ReportKind(Enum):
    """Why it was made."""

    DAILY = "daily"  # C1FR39, X-NETWORK-MGMT
    ANSWER = "answer"  # to a query of the records (C1FR39)
    TEST = "test"  # of the Customer Interface, ordered by the head end (C1NFR4)
    PASSPORT = "passport"  # a home was handed over: `code` is the digest of its passport
    DIAGNOSIS = "diagnosis"  # a person asked to find the problem (X-SELF-DIAGNOSE)


class Verdict(Enum):
    """How a check ended."""

    GOOD = "good"
    DOUBTFUL = "doubtful"  # it works, and should be looked at
    BAD = "bad"
    UNKNOWN = "unknown"  # nothing tells yet


class CheckKind(Enum):
    """What a check looks at, in the order of the way that a number takes from the meter's utility to the screen."""

    DISPLAY = "display"
    RADIO = "radio"
    METER = "meter"
    UTILITY = "utility"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class DeviceStanding:
    """One device: its kind and signal word, of `asked` exchanges how many it `answered`; None: it does not tell."""

    device: Eui64
    kind: str
    signal: str
    answered: int
    asked: int
    lqi: int | None
    battery_percent: int | None
    heard: datetime | None
    parent: str = ""


@dataclass(frozen=True, slots=True)
class ConfigurationChange:
    """One entry of the display's audit log: its kind alone, never its words."""

    at: datetime
    what: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check and its evidence: what was found (a word of `hemsapp.domain.diagnosis`), about whom, as of when."""

    check: CheckKind
    verdict: Verdict
    found: str
    about: str = ""
    evidence: str = ""
    known: datetime | None = None


@dataclass(frozen=True, slots=True)
class SelfReport:
    """What a display tells; `asked_by` is the number of the query or test that it answers, 0: nobody asked.

    `code` is the support code of a diagnosis, or a passport's digest; `is_passed` tells of a test whether all that was
    asked is good, and of a passport whether the rehearsal was.
    """

    schema: int
    sequence: int
    kind: ReportKind
    made: datetime
    asked_by: int
    version: str
    radio: str
    channel: int | None
    pan_id: int | None
    meter_heard: datetime | None
    receipts_owed: int
    devices: tuple[DeviceStanding, ...] = ()
    changes: tuple[ConfigurationChange, ...] = ()
    findings: tuple[Finding, ...] = ()
    code: str = ""
    is_passed: bool | None = None


# What comes in


@dataclass(frozen=True, slots=True)
class ReportAsked:
    """The utility asks, through the meter, for a heartbeat (`checks` empty), or for a test of these checks.

    `ordered` is the head end's own time; the answer is worth nothing `within_s` later.
    """

    device: Eui64
    number: int
    is_test: bool
    ordered: datetime
    checks: tuple[CheckKind, ...] = ()
    within_s: int = 60


@dataclass(frozen=True, slots=True)
class ReportLogged:
    """The meter has the report of that sequence number in its log: the debt is paid."""

    device: Eui64
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportProgress:
    """A report reached `stage` ("MS" or "MDMS"), at that system's own time."""

    device: Eui64
    sequence: int
    stage: str
    at: datetime


# What goes out


@dataclass(frozen=True, slots=True)
class SendReport:
    """Give the meter a report for the utility, signed; `ReportLogged` may come later than `Delivered`."""

    device: Eui64
    report: SelfReport


ReportMessage = ReportAsked | ReportLogged | ReportProgress
