"""Who comes into the home's network and who leaves it, as it may be seen: stages, faults, keys, how busy the air is."""

from dataclasses import dataclass
from enum import Enum

from devices.errors import JoinFault
from devices.messages import DeviceKind, Eui64
from devices.moment import Moment


class JoinState(Enum):
    """How far a device that may join has come."""

    WAITING = "waiting"
    FOUND = "found"
    JOINED = "joined"
    IDENTIFIED = "identified"
    SET_UP = "set up"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Join:
    """A device that may join, or the last one that might: the moment of each stage that it reached.

    It looked for the network (`found`), proved the network key (`joined`), said what it is (`identified`), was bound
    and configured (`set_up`), and did what it is there for once (`ready`: tested). `until`: when this stage ends in
    failure; `fault` with FAILED only, and with REFUSED its `reason`, a sentence. `answered` of `asked` messages came
    through. The install code is never in here.
    """

    device: Eui64
    state: JoinState
    since: Moment
    until: Moment
    found: Moment | None = None
    joined: Moment | None = None
    set_up: Moment | None = None
    ready: Moment | None = None
    failed: Moment | None = None
    fault: JoinFault | None = None
    identified: Moment | None = None
    kind: DeviceKind = DeviceKind.UNKNOWN
    manufacturer: str = ""
    model: str = ""
    firmware: str = ""
    lqi: int | None = None
    answered: int = 0
    asked: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeyRenewal:
    """A new network key: `changed` when the dongle spoke under it, `failed` if it could not.

    `absent` have not been heard under it yet; one that still sleeps asks for it when it wakes.
    """

    begun: Moment
    changed: Moment | None = None
    failed: Moment | None = None
    absent: tuple[Eui64, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkCare:
    """What is done to the network itself: devices that are just being removed, and the last new key."""

    removing: tuple[Eui64, ...] = ()
    renewal: KeyRenewal | None = None


NO_CARE = NetworkCare()


@dataclass(frozen=True, slots=True)
class AirScan:
    """The last energy scan: begun, ended (None: it still listens), and (channel, 0 to 255) for each channel heard."""

    begun: Moment
    ended: Moment | None = None
    levels: tuple[tuple[int, int], ...] = ()
