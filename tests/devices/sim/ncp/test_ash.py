"""ASH on the co-processor's side: framing, windows, repetition, failure; checked against bellows' reading of it."""

from collections import deque
from dataclasses import dataclass, field

import bellows.ash
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.sim.ncp.ash import (
    CANCEL,
    ESCAPE,
    FLAG,
    MAX_TIMEOUTS,
    SUBSTITUTE,
    WINDOW,
    AshNcp,
    Deframer,
    Link,
    ResetCode,
    crc,
    data_frame,
    frame,
    randomise,
    stuff,
    unstuff,
)

PAYLOADS = st.binary(min_size=3, max_size=200)
RST = b"\x1a" + frame(0xC0)


@dataclass
class End:
    """A co-processor's end with what it was asked to send and what it delivered."""

    waiting: deque[bytes] = field(default_factory=deque)
    delivered: list[bytes] = field(default_factory=list)
    restarts: int = 0

    def __post_init__(self) -> None:
        self.ash = AshNcp(self.next_payload, self.delivered.append, self.restart)

    def next_payload(self) -> bytes | None:
        return self.waiting.popleft() if self.waiting else None

    def restart(self) -> None:
        self.restarts += 1


def connected() -> End:
    end = End()
    end.ash.receive(RST, 0.0)
    return end


@given(st.binary(max_size=300))
def test_stuffing_is_undone(data: bytes) -> None:
    stuffed = stuff(data)
    assert unstuff(stuffed) == data
    assert not set(stuffed) & {FLAG, 0x11, 0x13, SUBSTITUTE, CANCEL}


@given(PAYLOADS)
def test_randomising_twice_gives_the_data_back(data: bytes) -> None:
    assert randomise(randomise(data)) == data


@given(PAYLOADS, st.integers(0, 7), st.integers(0, 7), st.booleans())
def test_an_independent_host_reads_our_data_frames(payload: bytes, number: int, ack: int, is_repeat: bool) -> None:
    wire = data_frame(number, ack, payload, is_repeat=is_repeat)
    read = bellows.ash.parse_frame(bytes(bellows.ash.AshProtocol._unstuff_bytes(wire[:-1])))
    assert (read.frm_num, read.ack_num, read.re_tx, bytes(read.ezsp_frame)) == (number, ack, is_repeat, payload)


@given(st.lists(PAYLOADS, max_size=5), st.randoms(use_true_random=False))
def test_frames_are_found_however_the_octets_are_cut(payloads: list[bytes], random: object) -> None:
    wire = b"".join(data_frame(number % 8, 0, payload) for number, payload in enumerate(payloads))
    deframer, found, at = Deframer(), [], 0
    while at < len(wire):
        size = random.randint(1, 9)  # type: ignore[attr-defined]
        found += deframer.feed(wire[at : at + size])
        at += size
    assert [randomise(body[1:]) for body in found if body] == payloads


@given(st.binary(max_size=2000), PAYLOADS)
def test_after_any_junk_the_next_frame_but_one_is_read(junk: bytes, payload: bytes) -> None:
    """F8: it resynchronises within one frame."""
    deframer = Deframer()
    deframer.feed(junk)
    deframer.feed(bytes((FLAG,)))
    [body] = deframer.feed(data_frame(3, 0, payload))
    assert body is not None
    assert randomise(body[1:]) == payload


def test_the_checksum_is_the_one_of_the_standard() -> None:
    assert crc(b"123456789").hex() == "29b1"
    assert frame(0xC0).hex() == "c038bc7e"
    assert frame(0xC1, b"\x02\x0b").hex() == "c1020b0a527e"


def test_a_reset_is_answered_and_tells_the_co_processor() -> None:
    end = End()
    assert end.ash.receive(RST, 0.0) == [frame(0xC1, b"\x02\x0b")]
    assert end.restarts == 1
    assert end.ash.link is Link.CONNECTED


def test_before_the_first_reset_nothing_is_heard() -> None:
    end = End()
    assert end.ash.receive(data_frame(0, 0, b"abc"), 0.0) == []
    assert end.delivered == []


def test_a_command_is_acknowledged_by_its_response() -> None:
    end = connected()
    end.waiting.append(b"response")
    assert end.ash.receive(data_frame(0, 0, b"command"), 0.0) == [data_frame(0, 1, b"response")]
    assert end.delivered == [b"command"]


def test_a_command_without_a_response_is_acknowledged_by_itself() -> None:
    assert connected().ash.receive(data_frame(0, 0, b"command"), 0.0) == [frame(0x81)]


def test_a_repeated_frame_is_acknowledged_and_delivered_once() -> None:
    """F5"""
    end = connected()
    end.ash.receive(data_frame(0, 0, b"command"), 0.0)
    assert end.ash.receive(data_frame(0, 0, b"command", is_repeat=True), 0.1) == [frame(0x81)]
    assert end.delivered == [b"command"]


def test_a_damaged_or_skipped_frame_is_rejected_once() -> None:
    end = connected()
    damaged = bytearray(data_frame(0, 0, b"command"))
    damaged[3] ^= 0x01
    assert end.ash.receive(bytes(damaged), 0.0) == [frame(0xA0)]
    assert end.ash.receive(data_frame(1, 0, b"later"), 0.0) == []
    assert end.ash.receive(data_frame(0, 0, b"command", is_repeat=True), 0.0) == [frame(0x81)]
    assert end.delivered == [b"command"]


def test_no_more_frames_are_under_way_than_the_window_allows() -> None:
    end = connected()
    end.waiting.extend(bytes((number,)) * 3 for number in range(8))
    assert len(end.ash.flush(0.0)) == WINDOW
    assert end.ash.flush(0.0) == []
    assert len(end.ash.receive(frame(0x82), 0.1)) == 2


def test_a_rejection_makes_it_repeat_what_was_not_acknowledged() -> None:
    end = connected()
    end.waiting.extend([b"one", b"two"])
    end.ash.flush(0.0)
    assert end.ash.receive(frame(0xA1), 0.1) == [data_frame(1, 0, b"two", is_repeat=True)]


def test_five_silences_end_in_the_failed_state_until_a_reset() -> None:
    """F3, F9: the host does not acknowledge."""
    end = connected()
    end.waiting.append(b"callback")
    end.ash.flush(0.0)
    sent = []
    for _ in range(MAX_TIMEOUTS):
        deadline_s = end.ash.deadline_s
        assert deadline_s is not None
        assert end.ash.tick(deadline_s - 0.001) == []
        sent.append(end.ash.tick(deadline_s))
    assert sent[0] == [data_frame(0, 0, b"callback", is_repeat=True)]
    assert sent[-1] == [frame(0xC2, bytes((2, ResetCode.ACK_TIMEOUTS)))]
    assert end.ash.receive(data_frame(0, 0, b"command"), 60.0) == sent[-1]
    assert end.ash.receive(RST, 61.0) == [frame(0xC1, b"\x02\x0b")]
    assert end.ash.link is Link.CONNECTED


@pytest.mark.parametrize("noise", [bytes((CANCEL,)), bytes((SUBSTITUTE, FLAG)), b"\x11\x13"])
def test_cancel_substitute_and_flow_control_octets_do_not_hurt_the_next_frame(noise: bytes) -> None:
    end = connected()
    end.ash.receive(noise + data_frame(0, 0, b"command"), 0.0)
    assert end.delivered == [b"command"]


def test_an_escape_at_the_end_of_a_frame_is_no_error_of_ours() -> None:
    assert Deframer().feed(bytes((0x01, ESCAPE, FLAG))) == [None]


@given(st.lists(st.tuples(st.sampled_from(["ok", "lose", "repeat", "damage"]), PAYLOADS), max_size=12))
def test_each_payload_arrives_once_and_in_order_over_a_bad_line(plan: list[tuple[str, bytes]]) -> None:
    """F5: the host repeats until acknowledged; nothing is lost, doubled or out of order."""
    end, number = connected(), 0
    for fate, payload in plan:
        wire = data_frame(number, 0, payload)
        if fate == "damage":
            end.ash.receive(wire[:2] + bytes((wire[2] ^ 0x40,)) + wire[3:], 0.0)
        elif fate != "lose":
            end.ash.receive(wire, 0.0)
        if fate != "ok":
            end.ash.receive(data_frame(number, 0, payload, is_repeat=True), 0.0)
        number = (number + 1) % 8
    assert end.delivered == [payload for _, payload in plan]
