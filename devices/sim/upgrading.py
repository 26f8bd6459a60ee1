"""A simulated device's upgrade cluster (0x0019) on the air: it asks by itself, again if an answer is lost."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from zigpy.zcl.clusters.general import Ota
from zigpy.zcl.foundation import CommandSchema, Status

from devices.moment import Moment
from devices.se.profile import FIRMWARE_CLUSTERS, LINK_KEY_CLUSTERS, OTA, PROFILE_ID
from devices.sim.arguments import Arguments
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.node import ApsFrame, Peer
from devices.sim.ota_client import UpgradeClient
from devices.sim.zcl import ZclServer

SHIPPED_VERSION: Final = 0x14000000
"""1.4, as the maker counts: release in the first octet, build in the second."""
HARDWARE: Final = 3
AGAIN_S: Final = 5.0
RESTART_S: Final = 3.0
"""So long a device is away when it starts anew."""
_RECEIVED: Final = (0x00, 0x02, 0x05, 0x07)


class UpgradeSide:
    """The cluster's client of one node; `restarted` is called when it begins with a new version."""

    def __init__(
        self, manufacturer_id: int, image_type: int, server: ZclServer, restarted: Callable[[Moment], None]
    ) -> None:
        self.client = UpgradeClient(manufacturer_id, image_type, SHIPPED_VERSION, HARDWARE)
        self._server, self._restarted = server, restarted
        self._peer: Peer | None = None
        self._asked: CommandSchema | None = None
        self.due_s: float | None = None

    def instance(self) -> ClusterInstance:
        """OTA Upgrade, client."""
        client = self.client
        return ClusterInstance(
            Ota,
            is_server=False,
            attributes=attributes(
                Ota,
                {
                    "file_offset": lambda: len(client.received),
                    "current_file_version": lambda: client.version,
                    "image_upgrade_status": lambda: int(client.wanted is not None),
                    "manufacturer_id": client.manufacturer_id,
                    "image_type_id": client.image_type,
                },
            ),
            commands=dict.fromkeys(_RECEIVED, self._hear),
        )

    def drive(self, arguments: Arguments) -> object:
        """Tell what runs and what was received; {version?}: that runs from now on."""
        arguments.refuse_others("version")
        if arguments.has("version"):
            self.client.version = int(arguments.number("version"))
        client = self.client
        return {"version": client.version, "received": len(client.received), "restarts": client.restarts}

    def _hear(self, told: Any, at: Moment) -> Answer:
        self._peer = self._server.asker
        restarts = self.client.restarts
        self._asked = self.client.hear(told)
        self.due_s = None if self._asked is None else at.monotonic_s
        if self.client.restarts != restarts:
            self.due_s, self._asked = at.monotonic_s + RESTART_S, self.client.query()
            self._restarted(at)
        elif self.client.waits_s:
            self.due_s, self._asked = at.monotonic_s + self.client.waits_s, self.client.asked_again()
        return Status.SUCCESS

    def power_came_back(self, at: Moment) -> None:
        """What it was in the middle of it takes up again."""
        if self._peer is not None and self.client.wanted is not None:
            self.due_s, self._asked = at.monotonic_s + RESTART_S, self.client.query()

    def frames(self, at: Moment) -> list[ApsFrame]:
        """What it asks now, again after a while until it is answered."""
        if self.due_s is None or at.monotonic_s < self.due_s or self._asked is None or self._peer is None:
            return []
        self.due_s = at.monotonic_s + AGAIN_S
        return self._server.send(OTA, self._asked, self._peer, is_from_server=False)

    def save(self) -> dict[str, object]:
        """What is in flash."""
        client = self.client
        return {"version": client.version, "received": client.received.hex(), "wanted": client.wanted}

    def load(self, saved: Mapping[str, Any]) -> None:
        """Take up what `save` wrote."""
        wanted = saved["wanted"]
        self.client.version = saved["version"]
        self.client.received[:] = bytes.fromhex(saved["received"])
        self.client.wanted = None if wanted is None else (wanted[0], wanted[1])


def keyed(profile_id: int) -> frozenset[int]:
    """Clusters of which a device of Smart Energy takes frames only under the link key."""
    return LINK_KEY_CLUSTERS | FIRMWARE_CLUSTERS if profile_id == PROFILE_ID else frozenset()


def firmware_keyed(profile_id: int) -> frozenset[int]:
    """The same, of a device that has nothing else of Smart Energy."""
    return FIRMWARE_CLUSTERS if profile_id == PROFILE_ID else frozenset()
