"""How single fields and structures of EZSP frames stand in octets (little-endian throughout).

A structure's value is a dictionary by field name; an address or a key is bytes in the order of the wire.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from devices.sim.ncp.status import Status

Values = dict[str, Any]


class FrameTooShort(Exception):
    """The frame ends before its last field."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field's two directions; `take` gives the value and the rest."""

    name: str
    put: Callable[[Any], bytes]
    take: Callable[[bytes], tuple[Any, bytes]]


def _cut(data: bytes, size: int) -> tuple[bytes, bytes]:
    if len(data) < size:
        raise FrameTooShort
    return data[:size], data[size:]


def _integer(name: str, size: int, *, is_signed: bool = False) -> Field:
    def put(value: Any) -> bytes:
        return int(value).to_bytes(size, "little", signed=is_signed)

    def take(data: bytes) -> tuple[int, bytes]:
        head, rest = _cut(data, size)
        return int.from_bytes(head, "little", signed=is_signed), rest

    return Field(name, put, take)


def _octets(name: str, size: int) -> Field:
    def put(value: Any) -> bytes:
        if len(value) != size:
            raise ValueError(f"{name} has {size} octets, not {len(value)}")
        return bytes(value)

    return Field(name, put, lambda data: _cut(data, size))


def _counted(name: str, count: Field) -> Field:
    def take(data: bytes) -> tuple[bytes, bytes]:
        size, rest = count.take(data)
        return _cut(rest, size)

    return Field(name, lambda value: count.put(len(value)) + bytes(value), take)


def _status(name: str, size: int, spell: Callable[[Status], int]) -> Field:
    def take(data: bytes) -> tuple[Status, bytes]:
        head, rest = _cut(data, size)
        number = int.from_bytes(head, "little")
        return next(status for status in Status if spell(status) == number), rest

    return Field(name, lambda value: spell(value).to_bytes(size, "little"), take)


def _words(name: str) -> Field:
    def take(data: bytes) -> tuple[list[int], bytes]:
        return [int.from_bytes(data[at : at + 2], "little") for at in range(0, len(data) - 1, 2)], b""

    return Field(name, lambda value: b"".join(int(word).to_bytes(2, "little") for word in value), take)


U8, U16, U32, S8 = _integer("u8", 1), _integer("u16", 2), _integer("u32", 4), _integer("s8", 1, is_signed=True)
EUI64, KEY, EXTENDED_PAN = _octets("eui64", 8), _octets("key", 16), _octets("epid", 8)
OCTETS, OCTETS32, WORDS = _counted("octets", U8), _counted("octets32", U32), _words("words")
SL = _status("sl", 4, lambda status: status.sl)
EMBER = _status("ember", 1, lambda status: status.ember)
EZSP = _status("ezsp", 1, lambda status: status.ezsp)


def _structure(name: str, fields: str) -> Field:
    members = [(key, FIELDS[kind]) for key, kind in (item.split(":") for item in fields.split())]

    def put(value: Mapping[str, Any]) -> bytes:
        return b"".join(kind.put(value[key]) for key, kind in members)

    def take(data: bytes) -> tuple[Values, bytes]:
        values: Values = {}
        for key, kind in members:
            values[key], data = kind.take(data)
        return values, data

    return Field(name, put, take)


FIELDS: dict[str, Field] = {
    field.name: field
    for field in (U8, U16, U32, S8, EUI64, KEY, EXTENDED_PAN, OCTETS, OCTETS32, WORDS, SL, EMBER, EZSP)
}
for _name, _fields in {
    "aps": "profile_id:u16 cluster_id:u16 source_endpoint:u8 destination_endpoint:u8"
    " options:u16 group_id:u16 sequence:u8",
    "network": "extended_pan_id:epid pan_id:u16 tx_power:s8 channel:u8 join_method:u8"
    " manager_id:u16 update_id:u8 channels:u32",
    "initial_security": "bitmask:u16 preconfigured_key:key network_key:key key_sequence:u8 trust_center:eui64",
    "security": "bitmask:u16 trust_center:eui64",
    "child": "eui64:eui64 type:u8 node_id:u16 phy:u8 power:s8 timeout:u8 timeout_remaining:u32",
    "multicast": "group_id:u16 endpoint:u8 network_index:u8",
    "neighbour": "node_id:u16 lqi:u8 in_cost:u8 out_cost:u8 age:u8 eui64:eui64",
    "route": "destination:u16 next_hop:u16 status:u8 age:u8 concentrator:u8 record_state:u8",
    "binding": "type:u8 local:u8 cluster_id:u16 remote:u8 eui64:eui64 network_index:u8",
    "key_context": "key_type:u8 key_index:u8 derived_type:u16 eui64:eui64 network_index:u8 flags:u8 algorithm:u32",
    "key_metadata": "bitmask:u16 tx_counter:u32 rx_counter:u32 ttl_s:u16",
    "network_key": "is_set:u8 is_alternate_set:u8 sequence:u8 alternate_sequence:u8 frame_counter:u32",
    "radio": "tx_power:s8 page:u8 channel:u8",
    "token_info": "key:u32 is_counter:u8 is_indexed:u8 size:u8 array_size:u8",
}.items():
    FIELDS[_name] = _structure(_name, _fields)
