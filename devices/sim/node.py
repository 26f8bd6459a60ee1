"""What the simulated air carries, and what stands behind an address: the contract between radio and devices.

A node is sans-I/O: a frame and an instant go in, frames come out. The network co-processor (bytes) and
`devices.sim.direct` (objects) both drive the same nodes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from devices.moment import Moment


@dataclass(frozen=True, slots=True)
class ApsFrame:
    """An application frame; `is_encrypted` means under the APS link key that both ends share.

    `peer` is the device at the other end, to which a node sends it or from which it came; None is the coordinator.
    `rssi_dbm` is how strongly it was heard; None where there is no radio.
    """

    profile_id: int
    cluster_id: int
    source_endpoint: int
    destination_endpoint: int
    payload: bytes
    is_encrypted: bool = False
    peer: str | None = None
    rssi_dbm: int | None = None


@dataclass(frozen=True, slots=True)
class Peer:
    """An endpoint of another device, to which something is sent; `eui64` None is the coordinator."""

    eui64: str | None
    endpoint: int


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A simple descriptor (ZDO Simple_Desc_rsp)."""

    number: int
    profile_id: int
    device_id: int
    server_clusters: tuple[int, ...]
    client_clusters: tuple[int, ...]


class Node(Protocol):
    """A simulated device. `eui64` is in zigpy's spelling, lower case with colons, most significant octet first."""

    @property
    def eui64(self) -> str:
        """The device's address and name."""

    @property
    def install_code(self) -> bytes:
        """Code and CRC, from which the preconfigured link key is derived."""

    @property
    def manufacturer_code(self) -> int:
        """For the node descriptor."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """For ZDO Active_EP_rsp and Simple_Desc_rsp."""

    @property
    def link_key_clusters(self) -> frozenset[int]:
        """Clusters whose frames this node accepts only under the link key, and answers under it."""

    def receive(self, frame: ApsFrame, at: Moment) -> list[ApsFrame]:
        """Frames that this node sends in answer; ZDO (profile 0) except binding is the air's, not the node's."""

    def wake(self, at: Moment) -> list[ApsFrame]:
        """Do what is due (reports, publications); call again at `next_wake_s`."""

    @property
    def next_wake_s(self) -> float | None:
        """Monotonic seconds of the next thing due, or None."""

    def bind(
        self,
        source_endpoint: int,
        cluster_id: int,
        destination_endpoint: int,
        is_bound: bool,
        destination: str | None = None,
    ) -> None:
        """A cluster was bound (or unbound) to a device, None is the coordinator: what it sends by itself goes there."""

    def take_link_key(self) -> bytes | None:
        """A link key that was established with the coordinator since the last call; None if none was."""

    def reset(self, at: Moment) -> None:
        """Power was cut and came back: volatile state is gone, registers stay."""

    def drive(self, command: str, arguments: Mapping[str, object], at: Moment) -> object:
        """A verb from the control socket or a scenario (JSON values); raises ValueError with a sentence."""
