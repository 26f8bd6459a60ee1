"""Time cluster, 0x000A, without zigpy's own answers: those ask the wall clock, and time is not zigpy's to give."""

from typing import Final

import zigpy.types as t
from zigpy.zcl import Cluster
from zigpy.zcl.foundation import BaseAttributeDefs

from devices.se.definitions import attribute
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
    cluster_id = TIME
    ep_attribute = "time"

    class AttributeDefs(BaseAttributeDefs):
        """Attributes of the server."""

        time: Final = attribute(0x0000, t.UTCTime, "r*w", is_mandatory=True)
        time_status: Final = attribute(0x0001, TimeStatus, "r*w", is_mandatory=True)
        time_zone: Final = attribute(0x0002, t.int32s, "rw")
        dst_start: Final = attribute(0x0003, t.uint32_t, "rw")
        dst_end: Final = attribute(0x0004, t.uint32_t, "rw")
        dst_shift: Final = attribute(0x0005, t.int32s, "rw")
        standard_time: Final = attribute(0x0006, t.uint32_t)
        local_time: Final = attribute(0x0007, t.uint32_t)
        last_set_time: Final = attribute(0x0008, t.UTCTime)
        valid_until_time: Final = attribute(0x0009, t.UTCTime, "rw")
