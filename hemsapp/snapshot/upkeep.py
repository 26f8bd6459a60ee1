"""What the display told the utility of itself, and how the last search for a problem ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.moment import Moment
from devices.self_report import Finding


class Found(Enum):
    """What a check found."""

    ALL_WELL = "all well"
    STORAGE_FAILS = "storage fails"
    CLOCK_OFF = "clock off"
    RADIO_LOST = "radio lost"
    RADIO_STARTS = "radio starts"
    NO_METER = "no meter"
    METER_SILENT = "meter silent"
    METER_WEAK = "meter weak"
    METER_DOUBTED = "meter doubted"
    LINK_UNKNOWN = "link unknown"
    LINK_WAITS = "link waits"
    LINK_LATE = "link late"
    DEVICE_LOST = "device lost"
    DEVICE_WEAK = "device weak"
    DEVICE_NEW = "device new"
    BATTERY_LOW = "battery low"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A search for a problem: `ended` None, it still runs; the `code` opens the same record at the utility.

    `logged`, `ms`, `mdms`: when meter, head end and records had it; None: not yet.
    """

    begun: datetime
    ended: datetime | None = None
    findings: tuple[Finding, ...] = ()
    code: str = ""
    logged: datetime | None = None
    ms: datetime | None = None
    mdms: datetime | None = None

    @property
    def is_sent(self) -> bool:
        """Can the utility open it?"""
        return self.mdms is not None


@dataclass(frozen=True, slots=True)
class Told:
    """A word of ours to the utility: when it was made, asked for (by the utility's clock), and had by whom."""

    made: datetime
    ordered: datetime | None = None
    ms: datetime | None = None
    mdms: datetime | None = None


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The last heartbeat, the last that arrived, the last test, the last diagnosis; `owed` words wait for the meter.

    `way_s` is how long a reading of the meter's demand was on its way at most, `change_s` with the meter's own
    pause between two reports: a change is on the screen after so long at most; None: not measured yet.
    """

    heartbeat: Told | None = None
    arrived: Told | None = None
    test: Told | None = None
    diagnosis: Diagnosis | None = None
    owed: int = 0
    way_s: float | None = None
    change_s: float | None = None
    measured: Moment | None = None


NO_UPKEEP = Upkeep()
