"""What every node of a simulated home is made of: an address, a label with an install code, a ZCL server, the home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from zigpy.zcl.foundation import GeneralCommand

from devices.moment import Moment
from devices.sim.arguments import Arguments
from devices.sim.chance import seeded
from devices.sim.cluster import ClusterInstance
from devices.sim.common_clusters import IdentifyState
from devices.sim.house.home import Home
from devices.sim.house.verbs import VERBS
from devices.sim.key_establishment import KeyEstablishmentSide
from devices.sim.node import ApsFrame, Endpoint, Peer
from devices.sim.upgrading import UpgradeSide
from devices.sim.zcl import EndpointInstance, ZclServer

MANUFACTURER_CODE: Final = 0x1166
WAKE_S: Final = 1.0
"""A node looks at the world at least that often (real seconds), for what its own clock says is due."""

KEPT_COMMANDS: Final = frozenset(
    {
        GeneralCommand.Write_Attributes,
        GeneralCommand.Write_Attributes_Undivided,
        GeneralCommand.Write_Attributes_No_Response,
        GeneralCommand.Configure_Reporting,
    }
)
"""General commands after which a device's flash is written."""

DeviceVerb = Callable[[Arguments], object]


@dataclass(frozen=True, slots=True)
class Label:
    """What is printed on a device: its address, and the install code with its CRC."""

    eui64: str
    install_code: bytes

    @classmethod
    def of(cls, seed: int, kind: str, number: int) -> "Label":
        """The label of the `number`th device of its kind in a seeded neighbourhood."""
        chance = seeded(seed, "label", kind, number)
        serial = chance.randbytes(5)
        code = chance.randbytes(16)
        eui64 = ":".join(f"{octet:02x}" for octet in bytes.fromhex("000d6f") + serial)
        return cls(eui64, code + crc_x25(code).to_bytes(2, "little"))


def crc_x25(octets: bytes) -> int:
    """CRC-16/X-25, which ends an install code."""
    crc = 0xFFFF
    for octet in octets:
        crc ^= octet
        for _bit in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc ^ 0xFFFF


class HomeNode:
    """A `devices.sim.node.Node` in a home; kinds of device add clusters, verbs and what they do on waking.

    `poll_s`: it sleeps, and asks its parent that often for frames; None: it always listens.
    """

    poll_s: float | None = None

    def __init__(self, label: Label, home: Home, endpoints: list[EndpointInstance], link_key: frozenset[int]) -> None:
        self.label, self.home = label, home
        self.server = ZclServer(endpoints, link_key)
        self.identify = IdentifyState()
        self.key_establishment: KeyEstablishmentSide | None = None
        self.upgrading: UpgradeSide | None = None
        self._seen_s = 0.0
        home.parts[f"{label.eui64}/zcl"] = self.server.save

    @property
    def eui64(self) -> str:
        """The device's address and name."""
        return self.label.eui64

    @property
    def install_code(self) -> bytes:
        """Code and CRC."""
        return self.label.install_code

    @property
    def manufacturer_code(self) -> int:
        """For the node descriptor."""
        return MANUFACTURER_CODE

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """Simple descriptors."""
        return tuple(endpoint.descriptor for endpoint in self.server.endpoints.values())

    @property
    def link_key_clusters(self) -> frozenset[int]:
        """Clusters of which this node takes frames only under the link key."""
        return self.server.link_key_clusters

    def receive(self, frame: ApsFrame, at: Moment) -> list[ApsFrame]:
        """Frames that answer one."""
        self.catch_up(at)
        answers = self.server.receive(frame, at)
        if len(frame.payload) > 2 and frame.payload[0] & 0b11 == 0 and frame.payload[2] in KEPT_COMMANDS:
            self.home.save()
        return answers if self.upgrading is None else [*answers, *self.upgrading.frames(at)]

    def wake(self, at: Moment) -> list[ApsFrame]:
        """Reports and publications that are due."""
        self.catch_up(at)
        begun = [] if self.key_establishment is None else self.key_establishment.begun()
        asked = [] if self.upgrading is None else self.upgrading.frames(at)
        return [*begun, *asked, *self.publications(at), *self.server.due_reports(at)]

    def offer_key_establishment(self, seed: int) -> list[ClusterInstance]:
        """Both sides of Key Establishment (0x0800), with a certificate of the authority that follows from `seed`."""
        self.key_establishment = KeyEstablishmentSide(self.label.eui64, seed, self.server)
        return self.key_establishment.instances()

    def offer_upgrades(self, image_type: int) -> ClusterInstance:
        """OTA Upgrade (0x0019), client: it takes new firmware of that type over the air."""
        self.upgrading = UpgradeSide(self.manufacturer_code, image_type, self.server, self._start_anew)
        self.home.parts[f"{self.label.eui64}/firmware"] = self.upgrading.save
        return self.upgrading.instance()

    def _start_anew(self, at: Moment) -> None:
        self.reset(at)
        self.home.save()

    def take_link_key(self) -> bytes | None:
        """A link key that was established since the last call."""
        return None if self.key_establishment is None else self.key_establishment.take_link_key()

    def publications(self, _at: Moment) -> list[ApsFrame]:
        """Frames, other than reports, that this kind of device sends by itself."""
        return []

    @property
    def next_wake_s(self) -> float | None:
        """When to wake: at least each second while somebody is bound to it."""
        asks_s = None if self.upgrading is None else self.upgrading.due_s
        dues = (self.server.next_report_s, asks_s, self._seen_s + WAKE_S)
        return min(due_s for due_s in dues if due_s is not None)

    def bind(
        self,
        source_endpoint: int,
        cluster_id: int,
        destination_endpoint: int,
        is_bound: bool,
        destination: str | None = None,
    ) -> None:
        """A cluster was bound (or unbound) to a device; None is the coordinator."""
        self.server.bind(source_endpoint, cluster_id, Peer(destination, destination_endpoint), is_bound=is_bound)
        self.home.save()

    def reset(self, at: Moment) -> None:
        """Power came back: timers begin anew; what is in flash stays."""
        self.catch_up(at)
        self.identify.begin(0)
        self.server.restart(at)
        if self.upgrading is not None:
            self.upgrading.power_came_back(at)

    def drive(self, command: str, arguments: Mapping[str, object], at: Moment) -> object:
        """Carry out a verb; ValueError with a sentence if it is unknown or its arguments are wrong."""
        self.catch_up(at)
        mine, house_verb = self.verbs.get(command), VERBS.get(command)
        given = Arguments(command, arguments)
        if mine is not None:
            result = mine(given)
        elif house_verb is not None:
            result = house_verb(self.home.house, given)
            self.home.house.refresh()
        elif command == "reboot":
            given.refuse_others()
            self.reset(at)
            result = None
        elif self.key_establishment is not None and command == "key_establishment":
            result = self.key_establishment.drive(given)
        elif self.upgrading is not None and command == "firmware":
            result = self.upgrading.drive(given)
        else:
            known = ", ".join(sorted({*self.verbs, *VERBS, "firmware", "key_establishment", "reboot"}))
            raise ValueError(f"there is no verb {command!r}; there are {known}")
        self.home.save()
        self._seen_s = at.monotonic_s - WAKE_S  # what changed is told at once
        return result

    @property
    def verbs(self) -> Mapping[str, DeviceVerb]:
        """Verbs of this kind of device."""
        return {}

    def catch_up(self, at: Moment) -> None:
        """Come to the present."""
        self.home.advance(at)
        self.identify.now_s = self._seen_s = at.monotonic_s

    def load_device(self, saved: Mapping[str, Any]) -> None:
        """Take up what this kind of device keeps in its part "<eui64>/device"."""

    def load(self, saved: Mapping[str, Any], at: Moment) -> None:
        """Take up bindings and reporting configuration."""
        self.server.load(saved, at)
