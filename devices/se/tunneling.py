"""Tunneling cluster, 0x0704: octets of another protocol between two devices. The server is the meter's gateway."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs

from devices.se.definitions import attribute, command
from devices.se.profile import TUNNELING

CLOSE_TUNNEL_TIMEOUT: Final = 0x0000
MANUFACTURER_DEFINED_PROTOCOLS: Final = range(200, 255)
NOT_MANUFACTURER_SPECIFIC: Final = 0xFFFF  # ManufacturerCode of a protocol that the specification names
NO_TUNNEL: Final = 0xFFFF  # TunnelID of a refusal


class ProtocolId(t.enum8):
    """What the tunnel carries; 200 to 254 are a manufacturer's own."""

    DLMS_COSEM = 0
    IEC_61107 = 1
    ANSI_C12 = 2
    M_BUS = 3
    SML = 4
    ClimateTalk = 5
    GB_HRGP = 6
    IPv4 = 7
    IPv6 = 8
    Null = 9


class TunnelStatus(t.enum8):
    """How RequestTunnel was answered."""

    Success = 0x00
    Busy = 0x01
    No_More_Tunnel_IDs = 0x02
    Protocol_Not_Supported = 0x03
    Flow_Control_Not_Supported = 0x04


class TransferDataStatus(t.enum8):
    """Why TransferData was not taken."""

    No_Such_Tunnel = 0x00
    Wrong_Device = 0x01
    Data_Overflow = 0x02


class TunnelProtocol(t.Struct):
    """One entry of SupportedTunnelProtocolsResponse."""

    manufacturer_code: t.uint16_t
    protocol_id: ProtocolId


class TunnelProtocols(t.List, item_type=TunnelProtocol):  # type: ignore[type-arg]  # the items' type is the keyword
    """Protocols to the end of the frame."""


_TRANSFER: Final = {"tunnel_id": t.uint16_t, "data": t.Bytes}
_TRANSFER_ERROR: Final = {"tunnel_id": t.uint16_t, "transfer_data_status": TransferDataStatus}
_OCTETS_LEFT: Final = {"tunnel_id": t.uint16_t, "number_of_octets_left": t.uint16_t}


class Tunneling(Cluster):
    """Tunnels and what travels through them."""

    _skip_registry = True
    cluster_id = TUNNELING
    ep_attribute = "smartenergy_tunneling"
    aps_encryption = True

    class AttributeDefs(BaseAttributeDefs):
        """Attributes of the server."""

        close_tunnel_timeout: Final = attribute(CLOSE_TUNNEL_TIMEOUT, t.uint16_t, is_mandatory=True)

    class ServerCommandDefs(BaseCommandDefs):
        """Client to server."""

        request_tunnel: Final = command(
            0x00,
            {
                "protocol_id": ProtocolId,
                "manufacturer_code": t.uint16_t,
                "flow_control_support": t.Bool,
                "maximum_incoming_transfer_size": t.uint16_t,
            },
        )
        close_tunnel: Final = command(0x01, {"tunnel_id": t.uint16_t})
        transfer_data: Final = command(0x02, _TRANSFER)
        transfer_data_error: Final = command(0x03, _TRANSFER_ERROR)
        ack_transfer_data: Final = command(0x04, _OCTETS_LEFT)
        ready_data: Final = command(0x05, _OCTETS_LEFT)
        get_supported_tunnel_protocols: Final = command(0x06, {"protocol_offset": t.uint8_t})

    class ClientCommandDefs(BaseCommandDefs):
        """Server to client."""

        request_tunnel_response: Final = command(
            0x00,
            {
                "tunnel_id": t.uint16_t,
                "tunnel_status": TunnelStatus,
                "maximum_incoming_transfer_size": t.uint16_t,
            },
        )
        transfer_data: Final = command(0x01, _TRANSFER)
        transfer_data_error: Final = command(0x02, _TRANSFER_ERROR)
        ack_transfer_data: Final = command(0x03, _OCTETS_LEFT)
        ready_data: Final = command(0x04, _OCTETS_LEFT)
        supported_tunnel_protocols_response: Final = command(
            0x05,
            {
                "protocol_list_complete": t.Bool,
                "protocol_count": t.uint8_t,
                "protocol_list": TunnelProtocols,
            },
        )
        tunnel_closure_notification: Final = command(0x06, {"tunnel_id": t.uint16_t})
