"""How devices join the home of objects: the words that the byte path would make, at the instants of virtual time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from devices import install_code
from devices.errors import InstallCodeInvalid, JoinFault, JoinRefused
from devices.messages import (
    DeviceFound,
    DeviceIdentified,
    DeviceJoined,
    DeviceKind,
    Eui64,
    Exchanged,
    JoinFailed,
    Message,
    SignalHeard,
)
from devices.sim.device import HomeNode
from devices.sim.direct_orders import kind_of, label_of
from devices.sim.join_trouble import WEAK_LQI, WEAK_RSSI_DBM, JoinTrouble

MILLION: Final = 1_000_000
PROOF_US: Final = 10 * MILLION
INTERVIEW_US: Final = 60 * MILLION
FIRMWARE: Final = "1"
WEAK_ASKED, WEAK_ANSWERED = 16, 3
UNSWITCHABLE: Final = "it says that it switches a load, but nobody can switch it or ask whether it is on"
OF_NO_USE: Final = "it is no kind of device that this home can use"


@dataclass(slots=True)
class DirectJoining:
    """Who is in, what is the matter with whom, and which permits still run (their end, and what it tells)."""

    nodes: dict[Eui64, HomeNode]
    joined: set[Eui64] = field(default_factory=set)
    troubles: dict[Eui64, JoinTrouble] = field(default_factory=dict)
    ends: dict[Eui64, tuple[int, JoinFailed]] = field(default_factory=dict)

    def permit(self, device: Eui64, code: bytes, now_us: int, seconds: int, *, is_heard: bool) -> Iterator[Message]:
        """What its joining tells at once, `DeviceReady` left to the caller; raises as `Han.permit` does."""
        self.ends.pop(device, None)
        if not seconds:
            return
        if not install_code.is_valid(code):
            raise InstallCodeInvalid("the install code's length or check digits are wrong")
        if is_heard:
            raise JoinRefused("this device is of this home already", JoinFault.KNOWN)
        node = self.nodes.get(device)
        if node is None:
            self.ends[device] = now_us + seconds * MILLION, JoinFailed(device, JoinFault.NOBODY_CAME)
            return
        yield DeviceFound(device)
        if node.install_code != code:
            self.ends[device] = now_us + PROOF_US, JoinFailed(device, JoinFault.CODE_WRONG)
            return
        self.joined.add(device)
        yield DeviceJoined(device)
        yield from self.interview(device, now_us)

    def interview(self, device: Eui64, now_us: int) -> Iterator[Message]:
        """What it says of itself; what is the matter with it shows here."""
        match self.troubles.get(device, JoinTrouble.NONE):
            case JoinTrouble.WEAK:
                yield SignalHeard(device, WEAK_LQI, WEAK_RSSI_DBM)
                yield from (Exchanged(device, is_answered=each < WEAK_ANSWERED) for each in range(WEAK_ASKED))
                self.ends[device] = now_us + INTERVIEW_US, JoinFailed(device, JoinFault.INTERVIEW_STUCK)
            case JoinTrouble.MUTE:
                self.ends[device] = now_us + INTERVIEW_US, JoinFailed(device, JoinFault.INTERVIEW_STUCK)
            case JoinTrouble.WRONG_KEY:
                yield JoinFailed(device, JoinFault.KEY_FAILED)
            case JoinTrouble.LACKS_CLUSTERS:
                yield DeviceIdentified(device, DeviceKind.UNKNOWN, *label_of(self.nodes[device]), FIRMWARE)
                yield JoinFailed(device, JoinFault.REFUSED, UNSWITCHABLE)
            case JoinTrouble.BULB:
                yield DeviceIdentified(device, DeviceKind.UNKNOWN, *label_of(self.nodes[device]), FIRMWARE)
                yield JoinFailed(device, JoinFault.WRONG_KIND, OF_NO_USE)
            case _:
                yield self.identified(device)

    def identified(self, device: Eui64) -> DeviceIdentified:
        """What it is."""
        node = self.nodes[device]
        return DeviceIdentified(device, kind_of(node), *label_of(node), FIRMWARE)

    def is_whole(self, device: Eui64) -> bool:
        """Can it be set up?"""
        return self.troubles.get(device, JoinTrouble.NONE) is JoinTrouble.NONE

    def due(self, stop_us: int) -> list[JoinFailed]:
        """Permits that end by then."""
        over = [device for device, (end_us, _) in self.ends.items() if end_us <= stop_us]
        return [self.ends.pop(device)[1] for device in over]
