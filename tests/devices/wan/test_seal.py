"""C1FR9, C1FR44: what is believed is what was verified, and everything else is refused for a reason that is named."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.wan import cose
from devices.wan.codec import encode
from devices.wan.keys import Keys, Role
from devices.wan.rules import REQUIRED
from devices.wan.seal import Refused, open_sealed, seal
from devices.wan.system import Cause
from devices.wan.words import (
    Body,
    ClockConfig,
    Envelope,
    EventCancel,
    LogRequest,
    MeterConfig,
    Noun,
    Origin,
    ReadSchedule,
    Reply,
    SecurityClass,
    Verb,
)
from tests.devices.wan.world import (
    AT,
    DAY,
    MDMS,
    MS,
    MTR,
    NEIGHBOUR,
    PEAK,
    STRANGER,
    THIRD,
    WORDS,
    control,
    readings,
)

PUBLIC, PRIVATE, CONTROL = SecurityClass.PUBLIC, SecurityClass.PRIVATE, SecurityClass.CONTROL


def refusal(data: bytes, keys: Keys = MTR, later: timedelta = timedelta(0)) -> Cause:
    with pytest.raises(Refused, match=r"\w") as refused:
        open_sealed(data, keys, AT + later)
    return refused.value.cause


@pytest.mark.parametrize(
    ("envelope", "security", "reader"),
    [(control(), CONTROL, MTR), (readings(), PRIVATE, MS), (readings(), CONTROL, MS), (control(WORDS), PUBLIC, MTR)],
)
def test_a_message_arrives_with_the_class_that_was_verified(
    envelope: Envelope, security: SecurityClass, reader: Keys
) -> None:
    sender = MS if envelope.source == "MS" else MTR
    verified = open_sealed(seal(envelope, security, sender), reader, AT)
    assert verified.envelope == envelope
    assert verified.security is security


def test_a_private_message_shows_nothing_on_the_bus() -> None:
    sealed = seal(readings(), PRIVATE, MTR)
    assert encode(readings())[20:] not in sealed
    assert b"Readings" not in sealed


def test_every_body_has_a_rule() -> None:
    assert set(REQUIRED) == set(get_args(Body))


@pytest.mark.parametrize("security", [PUBLIC, PRIVATE])
@pytest.mark.parametrize(
    ("verb", "noun", "body"),
    [
        (Verb.CREATE, Noun.END_DEVICE_CONTROLS, PEAK),
        (Verb.CANCEL, Noun.END_DEVICE_CONTROLS, EventCancel(7)),
        (Verb.CREATE, Noun.METER_READ_SCHEDULE, ReadSchedule(7, 5, AT, AT + timedelta(hours=4))),
        (Verb.CHANGE, Noun.END_DEVICE_CONFIG, ClockConfig(AT, 30)),
        (Verb.CHANGE, Noun.END_DEVICE_CONFIG, MeterConfig(interval_minutes=5)),
    ],
)
def test_what_moves_a_load_or_a_meter_is_refused_below_control(
    security: SecurityClass, verb: Verb, noun: Noun, body: Body
) -> None:
    envelope = control(body, verb=verb, noun=noun)
    with pytest.raises(Refused, match="downgraded"):
        seal(envelope, security, MS)
    assert refusal(downgraded(envelope, security)) is Cause.DOWNGRADED


def downgraded(envelope: Envelope, security: SecurityClass) -> bytes:
    """What a careless head end, or a man in the middle, would send."""
    if security is PUBLIC:
        return encode(envelope)
    return cose.encrypt(encode(envelope), MS.outbound(MTR.identity), b"hemsapp wan 1 private")


def test_readings_are_refused_in_the_clear() -> None:
    assert refusal(encode(readings()), MS) is Cause.DOWNGRADED


def test_a_signature_that_was_stripped_is_a_downgrade() -> None:
    sealed = seal(control(), CONTROL, MS)
    assert refusal(cbor2.loads(sealed).value[2]) is Cause.DOWNGRADED


@pytest.mark.parametrize("algorithm", [-257, -36, 5, 0])
def test_a_header_chooses_no_algorithm(algorithm: int) -> None:
    tag = cbor2.loads(seal(control(), CONTROL, MS))
    header = cbor2.loads(tag.value[0])
    tag.value[0] = cbor2.dumps({**header, 1: algorithm}, canonical=True)
    assert refusal(cbor2.dumps(tag)) is Cause.DOWNGRADED


def test_keys_of_another_are_refused_even_under_the_right_name() -> None:
    assert refusal(seal(control(), CONTROL, STRANGER)) is Cause.WRONG_KEY
    assert refusal(seal(control(LogRequest(AT), verb=Verb.GET, noun=Noun.END_DEVICE_EVENTS), PRIVATE, STRANGER)) is (
        Cause.WRONG_KEY
    )


def test_a_forger_who_copies_the_key_id_does_not_verify() -> None:
    tag = cbor2.loads(seal(control(), CONTROL, STRANGER))
    tag.value[0] = cbor2.loads(seal(control(), CONTROL, MS)).value[0]
    assert refusal(cbor2.dumps(tag)) is Cause.ALTERED


def test_one_who_was_revoked_is_refused() -> None:
    meter = Keys.generate("MTR-1", Role.METER)
    meter.enrol(MS.identity)
    sealed = seal(control(), CONTROL, MS)
    assert open_sealed(sealed, meter, AT).envelope == control()
    meter.revoke("MS")
    assert refusal(sealed, meter) is Cause.WRONG_KEY


@given(st.data())
def test_no_bit_of_a_control_message_can_be_changed(data: st.DataObject) -> None:
    sealed = bytearray(seal(control(), CONTROL, MS))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    refusal(bytes(sealed))


@given(st.data())
def test_no_bit_of_a_private_message_can_be_changed(data: st.DataObject) -> None:
    sealed = bytearray(seal(readings(), PRIVATE, MTR))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    refusal(bytes(sealed), MS)


def test_an_altered_payload_is_named_altered() -> None:
    tag = cbor2.loads(seal(control(), CONTROL, MS))
    tag.value[2] = encode(control(replace(PEAK, duration_minutes=1440)))
    assert refusal(cbor2.dumps(tag)) is Cause.ALTERED


def test_what_is_for_another_meter_is_refused() -> None:
    assert refusal(seal(control(), CONTROL, MS), NEIGHBOUR) is Cause.WRONG_RECIPIENT
    ask = control(LogRequest(AT), verb=Verb.GET, noun=Noun.END_DEVICE_EVENTS)
    assert refusal(seal(ask, PRIVATE, MS), NEIGHBOUR) is Cause.WRONG_RECIPIENT


def test_a_group_may_be_addressed_by_its_name() -> None:
    sealed = seal(control(target="feeder-12"), CONTROL, MS)
    assert refusal(sealed) is Cause.WRONG_RECIPIENT
    assert open_sealed(sealed, MTR, AT, frozenset(("MTR-1", "feeder-12"))).envelope.target == "feeder-12"


def test_an_expired_message_is_refused_but_a_clock_can_always_be_set() -> None:
    assert refusal(seal(control(), CONTROL, MS), later=timedelta(hours=2)) is Cause.EXPIRED
    clock = control(ClockConfig(AT, 30), verb=Verb.CHANGE, noun=Noun.END_DEVICE_CONFIG)
    assert open_sealed(seal(clock, CONTROL, MS), MTR, AT + timedelta(days=400)).envelope == clock


def test_a_neighbour_does_not_speak_for_the_head_end() -> None:
    forged = cose.sign(encode(control()), NEIGHBOUR.signing(), b"hemsapp wan 1 control")
    meter = Keys.generate("MTR-1", Role.METER)
    meter.enrol(MS.identity, NEIGHBOUR.identity)
    assert refusal(forged, meter) is Cause.NOT_AUTHORISED


def test_a_meter_commands_no_meter() -> None:
    forged = cose.sign(encode(control(source="MTR-2")), NEIGHBOUR.signing(), b"hemsapp wan 1 control")
    assert refusal(forged) is Cause.NOT_AUTHORISED


def test_a_third_party_speaks_for_itself_alone() -> None:
    own = control(replace(PEAK, origin=Origin.THIRD_PARTY), source="AGG")
    assert open_sealed(seal(own, CONTROL, THIRD), MTR, AT).envelope == own
    assert refusal(cose.sign(encode(control(source="AGG")), THIRD.signing(), b"hemsapp wan 1 control")) is (
        Cause.NOT_AUTHORISED
    )


def test_a_message_that_is_never_said_is_refused() -> None:
    odd = control(verb=Verb.CLOSE)
    assert refusal(cose.sign(encode(odd), MS.signing(), b"hemsapp wan 1 control")) is Cause.NOT_AUTHORISED


def test_a_public_message_from_a_stranger_is_refused() -> None:
    assert refusal(encode(control(WORDS, source="radio"))) is Cause.NOT_AUTHORISED


def test_a_signature_for_another_use_is_no_control_message() -> None:
    assert refusal(cose.sign(encode(control()), MS.signing(), b"hemsapp receipt 1")) is Cause.ALTERED


@given(st.binary(max_size=300))
def test_garbage_is_undecodable(data: bytes) -> None:
    for begin in (b"", b"\xd2\x84", b"\xd0\x83"):
        assert refusal(begin + data) in {Cause.UNDECODABLE, Cause.DOWNGRADED}


def test_nobody_seals_for_somebody_else() -> None:
    with pytest.raises(Refused, match="does not speak for"):
        seal(control(), CONTROL, MDMS)
    with pytest.raises(Refused, match="no key of"):
        seal(readings(target="nobody"), PRIVATE, MTR)


def test_an_answer_may_go_either_way() -> None:
    taken = Reply(True, AT, 7)
    for source, target in ((MTR, MS), (MS, MTR), (MDMS, MS)):
        said = control(taken, verb=Verb.REPLY, source=source.name, target=target.name)
        assert open_sealed(seal(said, PRIVATE, source), target, AT).envelope.body == taken


def test_a_day_of_readings_grows_little_by_being_sealed() -> None:
    assert len(seal(readings(), PRIVATE, MTR)) - len(encode(readings())) < 120
    assert len(seal(control(), CONTROL, MS)) - len(encode(control())) < 120
    assert DAY.values_wh == (400, None, 420)
