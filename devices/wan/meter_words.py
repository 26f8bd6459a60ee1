"""What travels about the meter itself: remote tests, what they found, and what is done when a home cannot be reached.

Part of `devices.wan.words`, whose `Body` names them. Source: UC96.3.8 to UC96.3.12, C1FR12, C1NFR4.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class MeterCheck(Enum):
    """What a remote test looks at."""

    UTILITY_LINK = "utility link"
    HOME_DEVICES = "home devices"
    CLOCK = "clock"
    EVENTS = "events"
    FACE = "face"
    RECORDING = "recording"
    COMMUNICATION = "communication"


class RecoveryAction(Enum):
    """What a meter can do when it does not reach its home, or when events do not follow its clock."""

    RESEND_EVENTS = "resend events"
    RESTART_EVENTS = "restart events"
    RESTART_RADIO = "restart radio"
    REOPEN_TUNNELS = "reopen tunnels"
    ASK_DISPLAYS = "ask displays"


@dataclass(frozen=True, slots=True)
class MeterTest:
    """create(EndDeviceControls) from the MS: the meter tests itself and its links, and answers within.

    Customer service orders it from the MDMS, and that from the MS, in the same words. A device of the home has
    `device_s` to answer. An event that the test is about lets every log say so.
    """

    meter_id: str
    number: int
    ordered: datetime
    checks: tuple[MeterCheck, ...]
    within_s: int = 60
    device_s: int = 10
    is_recovery_automatic: bool = False
    issuer_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found."""

    check: MeterCheck
    is_good: bool
    found: str


@dataclass(frozen=True, slots=True)
class DeviceLink:
    """A customer's device as the meter sees it: did it answer, when was it last heard (None: not since power came)."""

    device: str
    is_reached: bool
    last_heard: datetime | None
    state: str = ""
    signal_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class MeterTestResult:
    """created(EndDeviceEvents): what the test found. `is_answered` False is the MS's word for a silent meter.

    `meter_time` is the meter's own clock; the MS's where the meter did not answer.
    """

    number: int
    meter_id: str
    meter_time: datetime
    is_passed: bool
    found: tuple[Found, ...]
    devices: tuple[DeviceLink, ...]
    is_answered: bool = True
    issuer_event_id: int | None = None

    @property
    def failed(self) -> tuple[MeterCheck, ...]:
        """The checks that are not good."""
        return tuple(one.check for one in self.found if not one.is_good)


@dataclass(frozen=True, slots=True)
class MeterRecovery:
    """create(EndDeviceControls) from the MS, as a test is ordered: the meter does these, in their order."""

    meter_id: str
    number: int
    ordered: datetime
    actions: tuple[RecoveryAction, ...]
    issuer_event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one action."""

    action: RecoveryAction
    came_of_it: str


@dataclass(frozen=True, slots=True)
class RecoveryResult:
    """created(EndDeviceEvents): the meter has done what a recovery ordered."""

    number: int
    meter_id: str
    meter_time: datetime
    done: tuple[Done, ...]
    issuer_event_id: int | None = None


def recoveries_for(result: MeterTestResult) -> tuple[RecoveryAction, ...]:
    """What may help after a failed test, the mildest first; nothing where the meter cannot mend it."""
    actions: list[RecoveryAction] = []
    if not result.is_answered:
        return ()
    if MeterCheck.EVENTS in result.failed:
        actions.append(RecoveryAction.RESTART_EVENTS)
    if MeterCheck.COMMUNICATION in result.failed or MeterCheck.HOME_DEVICES in result.failed:
        actions += [
            RecoveryAction.RESTART_RADIO,
            RecoveryAction.REOPEN_TUNNELS,
            RecoveryAction.RESEND_EVENTS,
            RecoveryAction.ASK_DISPLAYS,
        ]
    return tuple(actions)


def summary(result: MeterTestResult) -> str:
    """One line for a log: the number, how it ended, and what is not good."""
    bad = ", ".join(f"{one.check.value}: {one.found}" for one in result.found if not one.is_good)
    return f"test {result.number}: {'passed' if result.is_passed else f'failed, {bad}'}"


def octet_of(checks: tuple[MeterCheck, ...]) -> int:
    """Checks as an octet of a `BatchTestResult`: bit i is the i-th."""
    return sum(1 << bit for bit, check in enumerate(MeterCheck) if check in checks)


def checks_of(octet: int) -> tuple[MeterCheck, ...]:
    """The checks of such an octet."""
    return tuple(check for bit, check in enumerate(MeterCheck) if octet >> bit & 1)


@dataclass(frozen=True, slots=True)
class MeterRead:
    """get(MeterReadings): consumption, load and voltage now, while a customer is on the phone (X-TWO-WAY)."""

    meter_id: str
    number: int
    ordered: datetime


@dataclass(frozen=True, slots=True)
class MeterReading:
    """reply(MeterReadings): registers since installation, what runs at this moment, the interval that is not over."""

    number: int
    meter_id: str
    meter_time: datetime
    delivered_wh: int
    received_wh: int
    demand_w: int
    voltage_mv: int
    interval_wh: int


@dataclass(frozen=True, slots=True)
class IntervalsWanted:
    """get(MeterReadings): what the meter has kept from `start` until `end`, a day and an hour at most (X-LONG-TERM)."""

    meter_id: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive intervals of one channel and one length, oldest first; None is invalid."""

    channel: int
    start: datetime
    interval_minutes: int
    values_wh: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class IntervalsKept:
    """reply(MeterReadings): all that it has of that time, on every channel; no run where it has nothing."""

    meter_id: str
    start: datetime
    end: datetime
    runs: tuple[Run, ...]


class Link(Enum):
    """Which of a meter's links."""

    HOME = "home"
    UTILITY = "utility"


@dataclass(frozen=True, slots=True)
class LinkControl:
    """change(EndDeviceConfig): a link is disabled until then, by the meter's clock, or enabled again at once.

    A meter refuses what would shut everybody out: it always enables a link again by itself, within a day.
    """

    link: Link
    is_enabled: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class NetworkQuery:
    """get(EndDeviceEvents): the network report now."""

    meter_id: str


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """created/reply(EndDeviceEvents): how the meter's links were since the last report, and what was configured.

    Each day, and when it is asked for (X-NETWORK-MGMT). `configured` are the lines of the log about changes.
    """

    since: datetime
    until: datetime
    utility_signal_dbm: int
    messages_sent: int
    messages_received: int
    frames_sent: int
    frames_received: int
    radio_restarts: int
    outages: int
    blinks: int
    devices: tuple[DeviceLink, ...]
    configured: tuple[str, ...]


MeterBody = (
    IntervalsKept
    | IntervalsWanted
    | LinkControl
    | MeterRead
    | MeterReading
    | MeterRecovery
    | MeterTest
    | MeterTestResult
    | NetworkQuery
    | NetworkReport
    | RecoveryResult
)
"""Every body of this module that an envelope may hold."""
