"""Octets to headers and attribute records, and what is well formed but impossible: what the clusters share."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from zigpy.zcl.foundation import GENERAL_COMMANDS, GeneralCommand, ReadAttributeRecord, Status, ZCLHeader
from zigpy.zcl.foundation import Direction as ZclDirection

from devices.messages import Eui64, Malformed
from devices.se.values import INVALID_UINT48

Records = Mapping[int, Any]
"""Attribute identifier to value, those that were read or reported without an error."""

_TYPE_AND_MANUFACTURER: Final = 0x07  # of the frame control octet


class Unintelligible(ValueError):
    """A frame is well formed but says something impossible; the text says what."""


def malformed(device: Eui64, cluster_id: int, raw: bytes, why: Exception | str) -> Malformed:
    """One frame that could not be understood."""
    reason = str(why) if isinstance(why, (str, Unintelligible)) else f"not a frame of this cluster: {why}"
    return Malformed(why=reason, raw=bytes(raw), device=device, cluster_id=cluster_id)


def is_report(data: bytes) -> bool:
    """Whether the frame is a general Report Attributes command; asked of each frame, so told from its first octets."""
    return len(data) >= 3 and data[0] & _TYPE_AND_MANUFACTURER == 0 and data[2] == GeneralCommand.Report_Attributes


def is_server_command(data: bytes, command_id: int) -> bool:
    """Whether the frame is that cluster command from a server."""
    header = header_of(data)
    if header is None or header.frame_control.is_general or header.direction != ZclDirection.Server_to_Client:
        return False
    return bool(header.command_id == command_id)


def header_of(data: bytes) -> ZCLHeader | None:
    """The frame's header, or None if it is torn."""
    try:
        return ZCLHeader.deserialize(data)[0]
    except (ValueError, KeyError):
        return None


def attributes_reported(data: bytes) -> frozenset[int]:
    """Identifiers in a report; none if the frame is anything else, or torn."""
    if not is_report(data):
        return frozenset()
    try:
        return frozenset(reported(ZCLHeader.deserialize(data)[1]))
    except (ValueError, KeyError):
        return frozenset()


def records_reported(data: bytes) -> dict[int, Any]:
    """Records of a report; ValueError or KeyError if it is torn, or no report."""
    return reported(ZCLHeader.deserialize(data)[1])


def reported(payload: bytes) -> dict[int, Any]:
    """Records of a Report Attributes command; ValueError if it is torn."""
    schema: Any = GENERAL_COMMANDS[GeneralCommand.Report_Attributes].schema
    command, rest = schema.deserialize(payload)
    if rest:
        raise Unintelligible("the report ends inside a record")
    return {int(record.attrid): record.value.value for record in command.attribute_reports}


def read(records: Iterable[ReadAttributeRecord]) -> dict[int, Any]:
    """Records of a Read Attributes Response that carry a value."""
    return {
        int(record.attrid): record.value.value
        for record in records
        if record.status == Status.SUCCESS and record.value is not None
    }


def integer(records: Records, attribute_id: int) -> int | None:
    """The number of an attribute; None if it was not told, Unintelligible if it is no number."""
    raw = records.get(attribute_id)
    if raw is None:
        return None
    if not isinstance(raw, int):
        raise Unintelligible(f"attribute 0x{attribute_id:04x} is not a number")
    return int(raw)


def valid(records: Records, attribute_id: int, invalid: int) -> int | None:
    """The number of an attribute; None if it was not told, or is the invalid value."""
    raw = integer(records, attribute_id)
    return None if raw == invalid else raw


def register(records: Records, attribute_id: int) -> int | None:
    """A 48-bit register; None if it was not told, or is invalid."""
    return valid(records, attribute_id, INVALID_UINT48)


def scaled(scale: Callable[[int], int], raw: int | None) -> int | None:
    """The number scaled; None stays None."""
    return None if raw is None else scale(raw)


def unless(raw: int, unlimited: int) -> int | None:
    """The number; None if it says that there is no limit."""
    return None if raw == unlimited else int(raw)


def label(octets: bytes) -> str:
    """A label up to its first zero octet."""
    return octets.split(b"\x00")[0].decode("utf-8", errors="replace")
