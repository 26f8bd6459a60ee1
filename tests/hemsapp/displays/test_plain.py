"""Every state of the screens crosses from one display to another unchanged, and nothing else does."""

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from devices.names import Eui64
from devices.wan import cbor
from devices.wan.cbor import Undecodable
from hemsapp.commands import Command, Ease, SaveTariff, TierEntry
from hemsapp.displays import plain
from hemsapp.displays.frames import PARTS, Frame, Framer, Settled, written
from hemsapp.saying import Saying, say
from hemsapp.snapshot import Undo
from ui.screens.cases import CASES, NOW


def test_every_part_of_every_state_of_the_screens_comes_back_equal() -> None:
    for make in tuple(CASES.values())[::5]:
        snapshot = make()
        for name, hint in PARTS:
            part = getattr(snapshot, name)
            assert plain.loads(plain.dumps(part, hint), hint) == part


@pytest.mark.parametrize(
    "command",
    [
        Ease(4711, Eui64("00:11:22:33:44:55:66:77"), -56, "Kitchen"),
        SaveTariff(date(2026, 7, 1), (TierEntry(100, Decimal("0.10")), TierEntry(None, Decimal("0.31")))),
    ],
)
def test_a_command_comes_back_equal(command: Command) -> None:
    assert plain.loads(plain.dumps(command, Command), Command) == command


def test_moments_are_moved_to_the_readers_clock_and_utc_stays() -> None:
    moment = Moment(NOW.utc, 100.0)
    assert plain.loads(plain.dumps(moment, Moment), Moment, -40.0) == Moment(NOW.utc, 60.0)
    undo = Undo(None, 2500, None, 110.0)
    assert plain.loads(plain.dumps(undo, Undo), Undo, -40.0) == replace(undo, until_s=70.0)


def test_a_sentence_keeps_its_pattern_so_that_the_reader_says_it_in_its_own_language() -> None:
    told = plain.loads(plain.dumps(say("a bill day is 1 to 31, not {day}", day=32), str), str)
    assert isinstance(told, Saying)
    assert (told, told.pattern, told.values) == (
        "a bill day is 1 to 31, not 32",
        "a bill day is 1 to 31, not {day}",
        {"day": 32},
    )


@pytest.mark.parametrize(
    "octets",
    [
        cbor.dumps(["Reboot", []]),
        cbor.dumps(["Ease", [1, None, -56]]),
        cbor.dumps(["Ease", [1, None, "much", ""]]),
        cbor.dumps(["Ease", [True, None, 1, ""]]),
        cbor.dumps([["Ease"], []]),
        cbor.dumps(None),
        b"\xbf\xff",
        b"",
    ],
)
def test_what_does_not_fit_its_type_is_refused(octets: bytes) -> None:
    """X-SECURITY"""
    with pytest.raises(Undecodable):
        plain.loads(octets, Command)


@given(st.binary(max_size=200))
def test_garbage_is_refused_and_nothing_else_happens(octets: bytes) -> None:
    """X-SECURITY"""
    with pytest.raises(Undecodable):
        plain.loads(octets, Frame)


def test_frames_are_cut_wherever_the_stream_breaks() -> None:
    stream = written(Settled(1, "")) + written(Settled(2, "no"))
    for at in range(len(stream)):
        framer = Framer()
        bodies = framer.feed(stream[:at]) + framer.feed(stream[at:])
        assert [plain.loads(body, Frame) for body in bodies] == [Settled(1, ""), Settled(2, "no")]


def test_a_frame_longer_than_allowed_is_refused_before_it_is_kept() -> None:
    """X-SECURITY"""
    with pytest.raises(Undecodable):
        Framer(at_most=100).feed((101).to_bytes(4, "big") + os.urandom(3))
