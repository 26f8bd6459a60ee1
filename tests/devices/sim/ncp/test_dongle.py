"""EZSP as the co-processor speaks it: version agreement, sequence numbers, and frames that make no sense."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from devices.sim.air import Air
from devices.sim.ncp.commands import VERSIONS, by_name, commands
from devices.sim.ncp.dongle import MAX_CALLBACKS, Dongle
from devices.sim.ncp.flash import Flash, new_flash
from devices.sim.ncp.network import BLANK_NETWORK
from devices.sim.ncp.status import Status
from tests.devices.sim.ncp.plain_node import PlainNode

START = datetime(2026, 7, 1, tzinfo=UTC)
both_versions = pytest.mark.parametrize("version", VERSIONS)


def at(seconds: float) -> Moment:
    return Moment(START, seconds)


def new(version: int = 14) -> Dongle:
    return Dongle(version, new_flash(1), Air(random.Random(1)), 1, at(0.0))


def agreed(version: int = 14) -> Dongle:
    dongle = new(version)
    dongle.execute(bytes((0, 0, 1, 0, 0, version)), at(0.0))
    assert dongle.take_payload() is not None
    return dongle


def on_network(version: int) -> Dongle:
    dongle = agreed(version)
    dongle.flash.network = {**BLANK_NETWORK, "channel": 15, "pan_id": 0x1234}
    dongle.chip.ram.is_network_up = True
    dongle.air.add(PlainNode(1))
    return dongle


def call(dongle: Dongle, sequence: int, name: str, parameters: bytes = b"") -> bytes:
    identifier = by_name(dongle.version)[name].identifier
    dongle.execute(bytes((sequence, 0, 1)) + identifier.to_bytes(2, "little") + parameters, at(0.0))
    response = dongle.take_payload()
    assert response is not None
    return response


@both_versions
def test_the_version_is_asked_in_the_old_format_and_agreed_in_the_new_one(version: int) -> None:
    dongle = new(version)
    dongle.execute(bytes((7, 0, 0, 4)), at(0.0))
    old = dongle.take_payload()
    assert old is not None
    assert (old[0], old[1], old[2], old[3], old[4]) == (7, 0x80, 0, version, 2)
    dongle.execute(bytes((8, 0, 1, 0, 0, version)), at(0.0))
    extended = dongle.take_payload()
    assert extended is not None
    assert extended[:7] == bytes((8, 0x80, 1, 0, 0, version, 2))


def test_before_a_version_is_agreed_every_command_is_invalid() -> None:
    assert call(new(), 1, "nop") == bytes.fromhex("018001580030000000")


def test_an_unknown_command_is_invalid_and_a_short_one_is_truncated() -> None:
    dongle = agreed()
    dongle.execute(bytes.fromhex("010001eeee"), at(0.0))
    assert dongle.take_payload() == bytes.fromhex("018001580031000000")
    assert call(dongle, 2, "getConfigurationValue") == bytes.fromhex("028001580033000000")


def test_version_13_spells_the_reason_in_one_octet() -> None:
    dongle = agreed(13)
    dongle.execute(bytes.fromhex("010001eeee"), at(0.0))
    assert dongle.take_payload() == bytes.fromhex("0180015800" + "31")


def test_responses_go_before_callbacks_which_carry_the_last_answered_number() -> None:
    dongle = agreed()
    dongle.chip.stack_status(Status.NETWORK_UP)
    dongle.chip.stack_status(Status.NETWORK_DOWN)
    assert call(dongle, 42, "nop") == bytes.fromhex("2a80010500")
    assert dongle.take_payload() == bytes.fromhex("2a90011900" + "15000000")
    call(dongle, 43, "nop")
    assert dongle.take_payload() == bytes.fromhex("2b90011900" + "16000000")
    assert dongle.take_payload() is None


def test_callbacks_that_nobody_fetches_are_counted_and_the_overflow_is_said() -> None:
    dongle = agreed()
    for _ in range(MAX_CALLBACKS + 3):
        dongle.chip.stack_status(Status.NETWORK_UP)
    first = dongle.take_payload()
    assert first is not None
    assert first[1] == 0x91
    assert dongle.statistics.callbacks_lost == 3


def test_a_reset_forgets_ram_and_keeps_flash() -> None:
    dongle = agreed()
    call(dongle, 1, "setConfigurationValue", bytes.fromhex("1e4000"))
    call(dongle, 2, "importLinkKey", b"\x00" + bytes(8) + bytes(range(16)))
    assert call(dongle, 3, "getConfigurationValue", b"\x1e")[-2:] == b"\x40\x00"
    dongle.reset(at(1.0))
    dongle.execute(bytes((0, 0, 1, 0, 0, 14)), at(1.0))
    dongle.take_payload()
    assert call(dongle, 4, "getConfigurationValue", b"\x1e")[-2:] == b"\x0c\x00"
    assert call(dongle, 5, "exportLinkKeyByIndex", b"\x00")[5:9] == bytes(4)


@both_versions
def test_every_command_of_the_table_is_answered(version: int) -> None:
    handled = agreed(version)._handlers
    asked = {name for name in by_name(version) if not name.endswith("Handler")} - {"version", "invalidCommand"}
    assert asked <= set(handled)


@given(
    version=st.sampled_from(VERSIONS),
    calls=st.lists(st.tuples(st.sampled_from(sorted(commands(13))), st.binary(max_size=60)), max_size=20),
)
def test_no_command_whatever_its_octets_stops_the_co_processor(version: int, calls: list[tuple[int, bytes]]) -> None:
    dongle = on_network(version)
    for number, (identifier, parameters) in enumerate(calls):
        dongle.execute(bytes((number, 0, 1)) + identifier.to_bytes(2, "little") + parameters, at(number))
        dongle.air.run(at(number + 0.5))
        while dongle.take_payload():
            pass


@given(st.binary(max_size=40))
def test_no_frame_whatever_its_header_stops_the_co_processor(frame: bytes) -> None:
    agreed().execute(frame, at(1.0))


def test_flash_is_read_as_it_was_written_and_no_frame_counter_is_used_twice(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """F15"""
    path = tmp_path_factory.mktemp("flash") / "dongle.json"
    dongle = agreed()
    call(dongle, 1, "importLinkKey", b"\x03" + bytes(range(8)) + bytes(range(16)))
    dongle.flash.counters.nwk_frame = 500
    dongle.flash.save(path)
    read = Flash.load(path)
    assert read.link_keys == dongle.flash.link_keys
    assert read.address == dongle.flash.address
    assert read.counters.nwk_frame > 500
