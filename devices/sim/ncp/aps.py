"""What the air shows to a tap, and how much one frame carries."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from devices.moment import Moment
from devices.sim.ncp.flash import Counters
from devices.sim.ncp.station import Network
from devices.sim.node import ApsFrame

if TYPE_CHECKING:
    from devices.sim.air import Message

COORDINATOR_ID = 0x0000
MAX_PAYLOAD = 82
MIC_AND_AUX = 9


@dataclass(frozen=True, slots=True)
class Fragment:
    """Which part of a long payload this is."""

    index: int
    count: int


@dataclass(frozen=True, slots=True)
class AirFrame:
    """One APS data frame as it is sent; `key` is the link key of its APS encryption, if it has one."""

    source_id: int
    source_eui64: bytes
    destination: int
    network: Network
    counters: Counters
    frame: ApsFrame
    sequence: int
    key: bytes | None
    wants_ack: bool
    group_id: int | None = None
    fragment: Fragment | None = None
    rssi_dbm: int = -42


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """An APS command that carries or proves a key; `key` encrypts it, `kind` names the derived key (0 link, 2, 3)."""

    source_id: int
    source_eui64: bytes
    destination: int
    network: Network
    counters: Counters
    command: bytes
    key: bytes | None
    key_kind: int = 0
    is_network_encrypted: bool = True


class Tap(Protocol):
    """Someone who listens to all that is sent."""

    def write(self, sent: AirFrame, at: Moment) -> None:
        """A data frame."""

    def acknowledge(
        self, eui64: bytes, node_id: int, network: Network, counters: Counters, message: "Message", at: Moment
    ) -> None:
        """A station's APS acknowledgement of a frame from the coordinator."""

    def command(self, sent: KeyCommand, at: Moment) -> None:
        """A key is transported, requested, verified or confirmed."""
