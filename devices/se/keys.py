"""Key Establishment cluster, 0x0800: the frames of certificate-based key establishment."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs, ZCLAttributeDef, ZCLCommandDef

from devices.se.profile import KEY_ESTABLISHMENT


class KeyEstablishmentSuite(t.bitmap16):
    """Which cryptographic suites a side can use; a request names exactly one."""

    Suite_1_CBKE_ECMQV = 0x0001
    Suite_2_CBKE_ECMQV = 0x0002


class TerminateStatus(t.enum8):
    """Why a side gave up."""

    UNKNOWN_ISSUER = 0x01
    BAD_KEY_CONFIRM = 0x02
    BAD_MESSAGE = 0x03
    NO_RESOURCES = 0x04
    UNSUPPORTED_SUITE = 0x05
    INVALID_CERTIFICATE = 0x06


class MessageAuthenticationCode(t.FixedList, item_type=t.uint8_t, length=16):  # type: ignore[call-arg]
    """The secure message authentication code's 16 octets."""


_TERMINATE: Final = {
    "status_code": TerminateStatus,
    "wait_time": t.uint8_t,
    "key_establishment_suite": KeyEstablishmentSuite,
}


class KeyEstablishment(Cluster):
    """Both sides send the same four frames; certificates and points run to the end of the frame."""

    _skip_registry = True
    cluster_id: Final[t.uint16_t] = t.uint16_t(KEY_ESTABLISHMENT)
    ep_attribute: Final = "smartenergy_key_establishment"
    aps_encryption = True

    class AttributeDefs(BaseAttributeDefs):
        """The same attribute on both sides."""

        key_establishment_suite: Final = ZCLAttributeDef(id=0x0000, type=t.enum16, access="r", mandatory=True)

    class ServerCommandDefs(BaseCommandDefs):
        """Client (initiator) to server (responder)."""

        initiate_key_establishment_request: Final = ZCLCommandDef(
            id=0x00,
            schema={
                "key_establishment_suite": KeyEstablishmentSuite,
                "ephemeral_data_generate_time": t.uint8_t,
                "confirm_key_generate_time": t.uint8_t,
                "identity": t.Bytes,
            },
        )
        ephemeral_data_request: Final = ZCLCommandDef(id=0x01, schema={"ephemeral_data": t.Bytes})
        confirm_key_data_request: Final = ZCLCommandDef(
            id=0x02, schema={"secure_message_authentication_code": MessageAuthenticationCode}
        )
        terminate_key_establishment_by_initiator: Final = ZCLCommandDef(id=0x03, schema=dict(_TERMINATE))

    class ClientCommandDefs(BaseCommandDefs):
        """Server (responder) to client (initiator)."""

        initiate_key_establishment_response: Final = ZCLCommandDef(
            id=0x00,
            schema={
                "requested_key_establishment_suite": KeyEstablishmentSuite,
                "ephemeral_data_generate_time": t.uint8_t,
                "confirm_key_generate_time": t.uint8_t,
                "identity": t.Bytes,
            },
        )
        ephemeral_data_response: Final = ZCLCommandDef(id=0x01, schema={"ephemeral_data": t.Bytes})
        confirm_key_data_response: Final = ZCLCommandDef(
            id=0x02, schema={"secure_message_authentication_code": MessageAuthenticationCode}
        )
        terminate_key_establishment: Final = ZCLCommandDef(id=0x03, schema=dict(_TERMINATE))
