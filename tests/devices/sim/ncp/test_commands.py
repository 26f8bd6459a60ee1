"""Our table of EZSP frames, read against bellows' and against known answers."""

from typing import Any

import bellows.ezsp.v13.commands
import bellows.ezsp.v14.commands
import bellows.types as bt
import pytest

from devices.sim.ncp import security
from devices.sim.ncp.commands import VERSIONS, Member, by_name, commands
from devices.sim.ncp.status import Status

BELLOWS: dict[int, dict[str, Any]] = {
    13: bellows.ezsp.v13.commands.COMMANDS,
    14: bellows.ezsp.v14.commands.COMMANDS,
}
CASES = [(version, name) for version in VERSIONS for name in by_name(version)]
SAMPLES: dict[str, Any] = {
    "u8": 7,
    "u16": 0x1234,
    "u32": 0x12345678,
    "s8": -5,
    "eui64": bytes(range(8)),
    "epid": bytes(range(8)),
    "key": bytes(range(16)),
    "octets": b"hello",
    "octets32": b"hello",
    "words": [1, 2, 3],
    "sl": Status.OK,
    "ember": Status.OK,
    "ezsp": Status.OK,
}


def sample(member: Member) -> Any:
    """A value of the field's kind; for a structure, what zeros read as."""
    if member.field.name in SAMPLES:
        return SAMPLES[member.field.name]
    return member.field.take(bytes(64))[0]


def octets(members: tuple[Member, ...]) -> bytes:
    return b"".join(member.field.put(sample(member)) for member in members)


@pytest.mark.parametrize(("version", "name"), CASES)
def test_bellows_knows_the_frame_by_the_same_number(version: int, name: str) -> None:
    assert BELLOWS[version][name][0] == by_name(version)[name].identifier


@pytest.mark.parametrize(("version", "name"), CASES)
def test_bellows_reads_our_response_to_the_last_octet(version: int, name: str) -> None:
    schema, command = BELLOWS[version][name][2], by_name(version)[name]
    data = octets(command.response)
    if isinstance(schema, dict):
        _, rest = bt.deserialize_dict(data, schema)
    else:
        _, rest = schema.deserialize(data)
    assert rest == b""


@pytest.mark.parametrize(("version", "name"), CASES)
def test_we_read_bellows_request_to_the_last_octet(version: int, name: str) -> None:
    schema, command = BELLOWS[version][name][1], by_name(version)[name]
    data = octets(command.request)
    if name == "addEndpoint":
        data = bytes.fromhex("010401010100010100000300")
    assert isinstance(schema, dict)
    read, rest = bt.deserialize_dict(data, schema)
    assert rest == b""
    written = bt.serialize_dict((), read, schema)
    assert written == data
    values = command.read_request(written)
    assert set(values) == {member.name for member in command.request}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_transient_key_is_read_with_and_without_flags(version: int) -> None:
    command = by_name(version)["importTransientKey"]
    data = bytes(range(8)) + bytes(range(16))
    assert command.read_request(data) == {"eui64": bytes(range(8)), "key": bytes(range(16)), "flags": None}
    assert command.read_request(data + b"\x00")["flags"] == 0


def test_version_14_says_sl_status_wherever_13_says_older_ones() -> None:
    for command in commands(14).values():
        assert {member.field.name for member in command.response}.isdisjoint({"ember", "ezsp"})


@pytest.mark.parametrize("status", list(Status))
def test_each_status_is_spelled_as_bellows_spells_it(status: Status) -> None:
    assert bt.sl_Status.from_ember_status(bt.EmberStatus(status.ember)) == bt.sl_Status(status.sl)


def test_the_cryptography_gives_the_standards_answers() -> None:
    """Zigbee annex C.5 and C.6; the install code vector of the Zigbee specification."""
    assert security.aes_mmo(b"\xc0").hex() == "ae3a102a28d43ee0d4a09e22788b206c"
    assert security.aes_mmo(bytes(range(0xC0, 0xD0))).hex() == "a7977e88bc0b61e8210827109a228f2d"
    assert security.keyed_hash(bytes(range(0x40, 0x50)), b"\xc0").hex() == "4512807bf94cb3400f0e2c25fb76e999"
    code = bytes.fromhex("83FED3407A939723A5C639B26916D505C3B5")
    assert security.aes_mmo(code).hex() == "66b6900981e1ee3ca4206b6b861c02bb"
