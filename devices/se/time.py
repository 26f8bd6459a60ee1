"""Time cluster, 0x000A, without zigpy's own answers: those ask the wall clock, and time is not zigpy's to give."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs, ZCLAttributeDef

from devices.se.profile import TIME


class TimeStatus(t.bitmap8):
    """Whose clock it is, and whether it is right."""

    Master = 0x01
    Synchronized = 0x02
    Master_for_Zone_and_DST = 0x04
    Superseding = 0x08


class Time(Cluster):
    """A real-time clock, in UTC and in the local zone."""

    _skip_registry = True
    cluster_id: Final[t.uint16_t] = t.uint16_t(TIME)
    ep_attribute: Final = "time"

    class AttributeDefs(BaseAttributeDefs):
        """Attributes of the server."""

        time: Final = ZCLAttributeDef(id=0x0000, type=t.UTCTime, access="r*w", mandatory=True)
        time_status: Final = ZCLAttributeDef(id=0x0001, type=TimeStatus, access="r*w", mandatory=True)
        time_zone: Final = ZCLAttributeDef(id=0x0002, type=t.int32s, access="rw")
        dst_start: Final = ZCLAttributeDef(id=0x0003, type=t.uint32_t, access="rw")
        dst_end: Final = ZCLAttributeDef(id=0x0004, type=t.uint32_t, access="rw")
        dst_shift: Final = ZCLAttributeDef(id=0x0005, type=t.int32s, access="rw")
        standard_time: Final = ZCLAttributeDef(id=0x0006, type=t.uint32_t, access="r")
        local_time: Final = ZCLAttributeDef(id=0x0007, type=t.uint32_t, access="r")
        last_set_time: Final = ZCLAttributeDef(id=0x0008, type=t.UTCTime, access="r")
        valid_until_time: Final = ZCLAttributeDef(id=0x0009, type=t.UTCTime, access="rw")
