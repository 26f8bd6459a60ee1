"""Demand Response and Load Control cluster, 0x0701. The server is the energy services interface."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, BaseCommandDefs

from devices.se.definitions import attribute, command
from devices.se.profile import DRLC

MAX_DURATION_MINUTES: Final = 1440
NO_OFFSET: Final = 0xFF
NO_SET_POINT: Final = -0x8000
NO_SET_POINT_APPLIED: Final = 0x8000
NO_LOAD_ADJUSTMENT: Final = -0x80
NO_DUTY_CYCLE: Final = 0xFF
NO_SIGNATURE: Final = b"\xff" * 42


class DeviceClass(t.bitmap16):
    """Which kinds of load an event is for."""

    HVAC_Compressor_or_Furnace = 0x0001
    Strip_Heaters_or_Baseboard_Heaters = 0x0002
    Water_Heater = 0x0004
    Pool_Pump_or_Spa_or_Jacuzzi = 0x0008
    Smart_Appliances = 0x0010
    Irrigation_Pump = 0x0020
    Managed_Commercial_and_Industrial_Loads = 0x0040
    Simple_Misc_Residential_On_Off_Loads = 0x0080
    Exterior_Lighting = 0x0100
    Interior_Lighting = 0x0200
    Electric_Vehicle = 0x0400
    Generation_Systems = 0x0800


class CriticalityLevel(t.enum8):
    """How hard the event presses: 1 to 6 are voluntary, 7 to 9 are not."""

    Reserved_0 = 0x00
    Green = 0x01
    Level_1 = 0x02
    Level_2 = 0x03
    Level_3 = 0x04
    Level_4 = 0x05
    Level_5 = 0x06
    Emergency = 0x07
    Planned_Outage = 0x08
    Service_Disconnect = 0x09
    Utility_Defined_1 = 0x0A
    Utility_Defined_2 = 0x0B
    Utility_Defined_3 = 0x0C
    Utility_Defined_4 = 0x0D
    Utility_Defined_5 = 0x0E
    Utility_Defined_6 = 0x0F


class EventControl(t.bitmap8):
    """Whether start and duration are randomised."""

    Randomize_Start_Time = 0x01
    Randomize_Duration_Time = 0x02


class CancelControl(t.bitmap8):
    """Whether a cancelled event ends with its own randomisation."""

    Terminate_with_Randomization = 0x01


class EventStatus(t.enum8):
    """Where a device stands with an event."""

    Load_Control_Event_Received = 0x01
    Event_Started = 0x02
    Event_Completed = 0x03
    User_Opted_Out = 0x04
    User_Opted_In = 0x05
    Event_Cancelled = 0x06
    Event_Superseded = 0x07
    Event_Partially_Completed_with_User_Opt_Out = 0x08
    Event_Partially_Completed_due_to_User_Opt_In = 0x09
    Event_Completed_no_User_Participation = 0x0A
    Invalid_Opt_Out = 0xF6
    Event_Not_Found = 0xF7
    Rejected_Invalid_Cancel_Command = 0xF8
    Rejected_Invalid_Cancel_Command_Invalid_Effective_Time = 0xF9
    Rejected_Event_Received_after_Expired = 0xFB
    Rejected_Invalid_Cancel_Command_Undefined_Event = 0xFD
    Load_Control_Event_Rejected = 0xFE


class SignatureType(t.enum8):
    """How a status report is signed."""

    No_Signature = 0x00
    ECDSA = 0x01


class Signature(t.FixedList, item_type=t.uint8_t, length=42):  # type: ignore[type-arg]  # the items' type is the keyword
    """The signature's 42 octets; all 0xFF without one."""


class Drlc(Cluster):
    """Load control events, their cancellation, and what devices did with them."""

    _skip_registry = True
    cluster_id = DRLC
    ep_attribute = "smartenergy_drlc"
    aps_encryption = True

    class AttributeDefs(BaseAttributeDefs):
        """Attributes of the client; the server has none."""

        utility_enrollment_group: Final = attribute(0x0000, t.uint8_t, "rw", is_mandatory=True)
        start_randomization_minutes: Final = attribute(0x0001, t.uint8_t, "rw", is_mandatory=True)
        duration_randomization_minutes: Final = attribute(0x0002, t.uint8_t, "rw", is_mandatory=True)
        device_class_value: Final = attribute(0x0003, t.uint16_t, "rw", is_mandatory=True)

    class ServerCommandDefs(BaseCommandDefs):
        """Client to server."""

        report_event_status: Final = command(
            0x00,
            {
                "issuer_event_id": t.uint32_t,
                "event_status": EventStatus,
                "event_status_time": t.UTCTime,
                "criticality_level_applied": CriticalityLevel,
                "cooling_temperature_set_point_applied": t.uint16_t,
                "heating_temperature_set_point_applied": t.uint16_t,
                "average_load_adjustment_percentage_applied": t.int8s,
                "duty_cycle_applied": t.uint8_t,
                "event_control": EventControl,
                "signature_type": SignatureType,
                "signature?": Signature,
            },
        )
        get_scheduled_events: Final = command(
            0x01,
            {
                "start_time": t.UTCTime,
                "number_of_events": t.uint8_t,
                "issuer_event_id?": t.uint32_t,
            },
        )

    class ClientCommandDefs(BaseCommandDefs):
        """Server to client."""

        load_control_event: Final = command(
            0x00,
            {
                "issuer_event_id": t.uint32_t,
                "device_class": DeviceClass,
                "utility_enrollment_group": t.uint8_t,
                "start_time": t.UTCTime,
                "duration_in_minutes": t.uint16_t,
                "criticality_level": CriticalityLevel,
                "cooling_temperature_offset": t.uint8_t,
                "heating_temperature_offset": t.uint8_t,
                "cooling_temperature_set_point": t.int16s,
                "heating_temperature_set_point": t.int16s,
                "average_load_adjustment_percentage": t.int8s,
                "duty_cycle": t.uint8_t,
                "event_control": EventControl,
            },
        )
        cancel_load_control_event: Final = command(
            0x01,
            {
                "issuer_event_id": t.uint32_t,
                "device_class": DeviceClass,
                "utility_enrollment_group": t.uint8_t,
                "cancel_control": CancelControl,
                "effective_time": t.UTCTime,
            },
        )
        cancel_all_load_control_events: Final = command(0x02, {"cancel_control": CancelControl})
