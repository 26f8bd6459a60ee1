"""Key Establishment cluster, 0x0800: the frames of certificate-based key establishment."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs

from devices.se.definitions import attribute, command
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


class MessageAuthenticationCode(t.FixedList, item_type=t.uint8_t, length=16):  # type: ignore[type-arg]  # the items' type is the keyword
    """The secure message authentication code's 16 octets."""


_TERMINATE: Final = {
    "status_code": TerminateStatus,
    "wait_time": t.uint8_t,
    "key_establishment_suite": KeyEstablishmentSuite,
}


class KeyEstablishment(Cluster):
    """Both sides send the same four frames; certificates and points run to the end of the frame."""

    _skip_registry = True
    cluster_id = KEY_ESTABLISHMENT
    ep_attribute = "smartenergy_key_establishment"

    class AttributeDefs(BaseAttributeDefs):
        """The same attribute on both sides."""

        key_establishment_suite: Final = attribute(0x0000, t.enum16, is_mandatory=True)

    class ServerCommandDefs(BaseCommandDefs):
        """Client (initiator) to server (responder)."""

        initiate_key_establishment_request: Final = command(
            0x00,
            {
                "key_establishment_suite": KeyEstablishmentSuite,
                "ephemeral_data_generate_time": t.uint8_t,
                "confirm_key_generate_time": t.uint8_t,
                "identity": t.Bytes,
            },
        )
        ephemeral_data_request: Final = command(0x01, {"ephemeral_data": t.Bytes})
        confirm_key_data_request: Final = command(
            0x02, {"secure_message_authentication_code": MessageAuthenticationCode}
        )
        terminate_key_establishment_by_initiator: Final = command(0x03, _TERMINATE)

    class ClientCommandDefs(BaseCommandDefs):
        """Server (responder) to client (initiator)."""

        initiate_key_establishment_response: Final = command(
            0x00,
            {
                "requested_key_establishment_suite": KeyEstablishmentSuite,
                "ephemeral_data_generate_time": t.uint8_t,
                "confirm_key_generate_time": t.uint8_t,
                "identity": t.Bytes,
            },
        )
        ephemeral_data_response: Final = command(0x01, {"ephemeral_data": t.Bytes})
        confirm_key_data_response: Final = command(
            0x02, {"secure_message_authentication_code": MessageAuthenticationCode}
        )
        terminate_key_establishment: Final = command(0x03, _TERMINATE)
