"""Messaging cluster, 0x0703. The server is the energy services interface."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs

from devices.se.definitions import command
from devices.se.profile import MESSAGING
from devices.se.values import OctetString

TRANSMISSION_MASK: Final = 0x03
IMPORTANCE_MASK: Final = 0x0C
IMPORTANCE_SHIFT: Final = 2
ENHANCED_CONFIRMATION_REQUIRED: Final = 0x20
CONFIRMATION_REQUIRED: Final = 0x80
ALREADY_CONFIRMED: Final = 0x01  # ExtendedMessageControl

_DISPLAY: Final = {
    "message_id": t.uint32_t,
    "message_control": t.bitmap8,
    "start_time": t.UTCTime,
    "duration_in_minutes": t.uint16_t,
    "message": OctetString,
    "extended_message_control?": t.bitmap8,
}


class Messaging(Cluster):
    """Sentences from the utility to the people in the home."""

    _skip_registry = True
    cluster_id = MESSAGING
    ep_attribute = "smartenergy_messaging"
    aps_encryption = True

    class AttributeDefs(BaseAttributeDefs):
        """The cluster has no attributes."""

    class ServerCommandDefs(BaseCommandDefs):
        """Client to server."""

        get_last_message: Final = command(0x00, {})
        message_confirmation: Final = command(
            0x01,
            {
                "message_id": t.uint32_t,
                "confirmation_time": t.UTCTime,
                "message_confirmation_control?": t.bitmap8,
                "message_confirmation_response?": OctetString,
            },
        )
        get_message_cancellation: Final = command(0x02, {"earliest_implementation_time": t.UTCTime})

    class ClientCommandDefs(BaseCommandDefs):
        """Server to client."""

        display_message: Final = command(0x00, _DISPLAY)
        cancel_message: Final = command(0x01, {"message_id": t.uint32_t, "message_control": t.bitmap8})
        display_protected_message: Final = command(0x02, _DISPLAY)
        cancel_all_messages: Final = command(0x03, {"implementation_date_time": t.UTCTime})
