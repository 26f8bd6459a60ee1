"""The answer to a frame that nobody asked for."""

from typing import Any

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.zcl.foundation import Status

from devices import codec


def acknowledge(device: ZigbeeDevice, packet: t.ZigbeePacket, data: bytes) -> None:
    """Answer a frame that nobody asked for and that wants an answer."""
    header = codec.header_of(data)
    endpoint: Any = device.endpoints.get(packet.src_ep or 0)
    cluster = getattr(endpoint, "in_clusters", {}).get(packet.cluster_id)
    if header is not None and cluster is not None and not header.frame_control.disable_default_response:
        cluster.send_default_rsp(header, Status.SUCCESS)
