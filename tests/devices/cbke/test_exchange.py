"""Both sides of the exchange without a radio: how it succeeds, and each way in which it ends without a key."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import pytest

from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.certificates import Certificate, Credentials
from devices.cbke.exchange import PATIENT, Established, Failed, Initiator, Parties, Responder, Side
from devices.cbke.suites import SUITE_1, SUITE_2, Suite
from devices.cbke.words import ConfirmKey, EphemeralData, Initiate, Terminate, Word, WordMalformed, decode, encode
from devices.se.keys import TerminateStatus
from tests.devices.cbke.vectors import SUITE_1_RUN, octets, suite_1

KIOSK, METER = octets("000d6f0000000001"), octets("000d6f0000000002")
AUTHORITY = DemonstrationAuthority(1)
W = TypeVar("W", bound=Word)
Bend = Callable[[Word], Word]


def held(name: bytes, *suites: Suite, authority: DemonstrationAuthority = AUTHORITY) -> Mapping[Suite, Credentials]:
    return {suite: authority.issue(suite, name) for suite in suites}


def draw(count: int) -> bytes:
    return bytes((7 * count + index) % 256 for index in range(count))


def sides(kiosk: Mapping[Suite, Credentials], meter: Mapping[Suite, Credentials]) -> tuple[Initiator, Responder]:
    return (
        Initiator(Parties(KIOSK, METER, kiosk), draw),
        Responder(Parties(METER, KIOSK, meter), lambda count: bytes(reversed(draw(count)))),
    )


def play(initiator: Initiator, responder: Responder, suite: Suite = SUITE_1, bend: Bend = lambda word: word) -> None:
    """Carry words between them until both are silent; `bend` changes what the responder says."""
    said = initiator.begin(suite, 0.0)
    while said:
        answers = [answer for word in said for answer in responder.receive(over_the_air(word), 1.0)]
        said = [word for answer in answers for word in initiator.receive(bend(over_the_air(answer)), 2.0)]


def over_the_air(word: Word) -> Word:
    return decode(*encode(word))


@pytest.mark.parametrize("suite", [SUITE_1, SUITE_2], ids=["suite 1", "suite 2"])
def test_both_sides_end_with_the_same_new_link_key(suite: Suite) -> None:
    """C1FR44, X-SECURITY: each has proved by its certificate who it is."""
    initiator, responder = sides(held(KIOSK, suite), held(METER, suite))
    play(initiator, responder, suite)
    assert isinstance(initiator.outcome, Established)
    assert initiator.outcome == responder.outcome
    assert initiator.outcome.suite is suite
    assert len(initiator.outcome.link_key) == 16
    assert initiator.outcome.link_key.hex() not in repr(initiator.outcome)
    assert initiator.next_wake_s is None


def test_the_published_run_of_suite_1_gives_the_published_key_word_for_word() -> None:
    u, v = suite_1("U"), suite_1("V")
    names = u.certificate.subject, v.certificate.subject

    def fixed(side: str) -> Callable[[int], bytes]:
        return lambda count: (int(SUITE_1_RUN[side]["eph_priv"], 16) - 1).to_bytes(count, "big")

    initiator = Initiator(Parties(*names, {SUITE_1: u}), fixed("U"))
    responder = Responder(Parties(names[1], names[0], {SUITE_1: v}), fixed("V"))
    [request] = initiator.begin(SUITE_1, 0)
    assert isinstance(request, Initiate)
    assert request.certificate.hex() == SUITE_1_RUN["U"]["cert"]
    [point] = initiator.receive(only(responder.receive(request, 0)), 0)
    assert point == EphemeralData(octets(SUITE_1_RUN["U"]["eph_pub"]))
    [proof] = initiator.receive(only(responder.receive(point, 0)), 0)
    assert proof == ConfirmKey(octets(SUITE_1_RUN["mac_u"]))
    answer = only(responder.receive(proof, 0))
    assert answer == ConfirmKey(octets(SUITE_1_RUN["mac_v"]))
    assert initiator.receive(answer, 0) == []
    assert isinstance(initiator.outcome, Established)
    assert initiator.outcome.link_key.hex() == SUITE_1_RUN["key_data"]


def only(words: list[Word]) -> Word:
    [word] = words
    return word


def failed(side: Side) -> Failed:
    assert isinstance(side.outcome, Failed)
    return side.outcome


def test_an_issuer_that_we_do_not_know_is_refused_by_name() -> None:
    strangers = DemonstrationAuthority(1, issuer=b"STRANGER")
    initiator, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1, authority=strangers))
    play(initiator, responder)
    assert failed(responder) == Failed(TerminateStatus.UNKNOWN_ISSUER, is_theirs=False)
    assert failed(initiator) == Failed(TerminateStatus.UNKNOWN_ISSUER, is_theirs=True)
    assert failed(initiator).is_final


def test_a_certificate_forged_in_the_name_of_our_authority_comes_to_no_key() -> None:
    """X-SECURITY: impersonation; the issuer's name is right, its signature is not."""
    initiator, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1, authority=DemonstrationAuthority(2)))
    play(initiator, responder)
    assert failed(responder) == Failed(TerminateStatus.BAD_KEY_CONFIRM, is_theirs=False)
    assert failed(initiator).is_final


def bend(kind: type[W], change: Callable[[W], Word]) -> Bend:
    return lambda word: change(word) if isinstance(word, kind) else word


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (bend(ConfirmKey, lambda _: ConfirmKey(bytes(16))), TerminateStatus.BAD_KEY_CONFIRM),
        (bend(Initiate, lambda word: replace(word, certificate=word.certificate[:-1])), TerminateStatus.BAD_MESSAGE),
        (bend(Initiate, lambda word: replace(word, suite_bits=2)), TerminateStatus.BAD_MESSAGE),
        (bend(Initiate, lambda _: ConfirmKey(bytes(16))), TerminateStatus.BAD_MESSAGE),
        (bend(EphemeralData, lambda word: EphemeralData(word.point[:-1])), TerminateStatus.BAD_MESSAGE),
        (bend(EphemeralData, lambda _: EphemeralData(bytes(22))), TerminateStatus.BAD_MESSAGE),
        (
            bend(Initiate, lambda word: replace(word, certificate=bytes((3,)) + b"\xff" * 21 + word.certificate[22:])),
            TerminateStatus.INVALID_CERTIFICATE,
        ),
    ],
    ids=["bad confirm", "short certificate", "other suite", "out of order", "short point", "no point", "no key in it"],
)
def test_what_the_other_side_says_wrongly_ends_it_with_the_standards_reason(change: Bend, status: int) -> None:
    initiator, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1))
    play(initiator, responder, bend=change)
    assert failed(initiator) == Failed(TerminateStatus(status), is_theirs=False)  # type: ignore[no-untyped-call]  # zigpy's


def test_somebody_elses_certificate_is_invalid() -> None:
    initiator, responder = sides(held(KIOSK, SUITE_1), held(octets("000d6f00000000ff"), SUITE_1))
    play(initiator, responder)
    assert failed(initiator) == Failed(TerminateStatus.INVALID_CERTIFICATE, is_theirs=False)


def test_a_suite_2_certificate_that_is_not_for_key_agreement_is_invalid() -> None:
    initiator, responder = sides(held(KIOSK, SUITE_2), held(METER, SUITE_2))

    def for_signatures(word: Initiate) -> Word:
        return replace(word, certificate=word.certificate[:36] + b"\x80" + word.certificate[37:])

    play(initiator, responder, SUITE_2, bend(Initiate, for_signatures))
    assert failed(initiator).status == TerminateStatus.INVALID_CERTIFICATE


@pytest.mark.parametrize(
    ("bits", "status"),
    [(2, TerminateStatus.UNSUPPORTED_SUITE), (3, TerminateStatus.BAD_MESSAGE), (4, TerminateStatus.UNSUPPORTED_SUITE)],
)
def test_a_request_names_one_suite_that_both_can(bits: int, status: int) -> None:
    _, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1))
    certificate = AUTHORITY.issue(SUITE_1, KIOSK).certificate.octets
    answer = only(responder.receive(Initiate(bits, 4, 4, certificate), 0))
    assert answer == Terminate(TerminateStatus(status), 0, SUITE_1.bit)  # type: ignore[no-untyped-call]  # zigpy's


def test_one_that_has_no_time_is_asked_again_when_it_said() -> None:
    initiator, _ = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1))
    initiator.begin(SUITE_1, 0.0)
    initiator.receive(Terminate(TerminateStatus.NO_RESOURCES, 9, 1), 1.0)
    assert failed(initiator) == Failed(TerminateStatus.NO_RESOURCES, is_theirs=True, wait_s=9)
    assert not failed(initiator).is_final


def test_silence_ends_it_by_the_times_that_the_other_side_gave() -> None:
    initiator, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1))
    request = only(initiator.begin(SUITE_1, 100.0))
    assert initiator.next_wake_s == 100.0 + PATIENT.first_answer_s
    answer = only(responder.receive(request, 101.0))
    assert isinstance(answer, Initiate)
    initiator.receive(replace(answer, ephemeral_s=20, confirm_s=30), 102.0)
    assert initiator.next_wake_s == 102.0 + 20 + PATIENT.allowance_s
    assert initiator.wake(121.0) == []
    assert initiator.outcome is None
    initiator.wake(125.0)
    assert failed(initiator) == Failed(None, is_theirs=True)
    assert responder.next_wake_s == 101.0 + 4 + PATIENT.allowance_s


def test_nothing_is_said_after_the_end() -> None:
    initiator, responder = sides(held(KIOSK, SUITE_1), held(METER, SUITE_1))
    play(initiator, responder)
    outcome = responder.outcome
    assert responder.receive(ConfirmKey(bytes(16)), 9.0) == []
    assert responder.outcome is outcome


@pytest.mark.parametrize(
    ("command", "payload"),
    [(0, b"\x01\x00\x04"), (0, b"\x01\x00\xff\x04" + bytes(48)), (2, bytes(15)), (3, b"\x01\x00\x01"), (4, b"")],
)
def test_octets_that_are_no_word_are_refused(command: int, payload: bytes) -> None:
    with pytest.raises(WordMalformed):
        decode(command, payload)


def test_a_certificate_says_who_and_by_whom() -> None:
    certificate = Certificate.parse(SUITE_2, AUTHORITY.issue(SUITE_2, METER).certificate.octets)
    assert (certificate.subject, certificate.issuer) == (METER, b"HEMSTEST")
