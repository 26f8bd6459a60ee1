"""The Smart Energy clusters, one file each, names verbatim from the specification.

Importing this package puts them into zigpy's registry, in place of its empty ones: here and nowhere else.
`ServerCommandDefs` go from client to server, `ClientCommandDefs` from server to client. A field whose name
ends in "?" in a schema may be left out with all that follow it: the frame is then shorter.
"""

from typing import Final

from zigpy.zcl import Cluster

from devices.se.drlc import Drlc
from devices.se.keys import KeyEstablishment
from devices.se.messaging import Messaging
from devices.se.metering import Metering
from devices.se.price import Price
from devices.se.profile import LINK_KEY_CLUSTERS
from devices.se.time import Time
from devices.se.tunneling import Tunneling

CLUSTERS: Final[tuple[type[Cluster], ...]] = (
    Time,
    Price,
    Drlc,
    Metering,
    Messaging,
    Tunneling,
    KeyEstablishment,
)

for _cluster in CLUSTERS:
    Cluster._registry[_cluster.cluster_id] = _cluster  # noqa: SLF001 - zigpy offers no other way to replace one
for _cluster_id in LINK_KEY_CLUSTERS:
    Cluster._registry[_cluster_id].aps_encryption = True  # noqa: SLF001 - also on those that stay zigpy's

__all__ = ["CLUSTERS", "Drlc", "KeyEstablishment", "Messaging", "Metering", "Price", "Time", "Tunneling"]
