"""UC96.1.8, C1FR44: the home's receipt is its own word, and others than we can tell so."""

from dataclasses import replace
from datetime import UTC, datetime

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from devices.demand_response import EventStatus, Receipt
from devices.names import Eui64
from devices.wan.codec import decode_record
from devices.wan.receipts import CONTEXT, ReceiptKey, signed, signer_of, verified
from devices.wan.seal import Refused
from devices.wan.system import Cause

KIOSK = Eui64("00:0d:6f:00:0a:90:69:e7")
KEY = ReceiptKey.generate(KIOSK)
OTHER = ReceiptKey.generate(KIOSK)
AT = datetime(2026, 7, 1, 17, tzinfo=UTC)
RECEIPT = Receipt(3, 7, KIOSK, EventStatus.STARTED, AT, AT, "cooling to 78 F", "America/Los_Angeles", 3, 2556)


def key_for(kiosk: Eui64) -> bytes | None:
    return KEY.public if kiosk == KIOSK else None


def refusal(data: bytes) -> Cause:
    with pytest.raises(Refused, match=r"\w") as refused:
        verified(data, key_for)
    return refused.value.cause


def signature_holds(data: bytes, public: bytes) -> bool:
    """RFC 9052 by hand: the Sig_structure, and nothing of ours."""
    protected, _, payload, signature = cbor2.loads(data).value
    to_be_signed = cbor2.dumps(["Signature1", protected, CONTEXT, payload])
    der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    try:
        point.verify(der, to_be_signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def pycose_says(data: bytes, public: bytes) -> bool:
    from pycose.keys.ec2 import EC2Key  # noqa: PLC0415 - slow to import, and only here is it wanted
    from pycose.messages.sign1message import Sign1Message  # noqa: PLC0415 - as above

    numbers = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public).public_numbers()
    message = Sign1Message.decode(data)
    message.external_aad = CONTEXT  # type: ignore[misc]  # it has a setter that its types do not show
    message.key = EC2Key(crv="P_256", x=numbers.x.to_bytes(32, "big"), y=numbers.y.to_bytes(32, "big"))
    return bool(message.verify_signature())


def test_a_receipt_is_read_as_it_was_signed() -> None:
    data = signed(RECEIPT, KEY)
    assert verified(data, key_for) == RECEIPT
    assert signer_of(data) == KIOSK


def test_an_independent_implementation_verifies_it() -> None:
    data = signed(RECEIPT, KEY)
    assert pycose_says(data, KEY.public)
    assert not pycose_says(data, OTHER.public)
    tag = cbor2.loads(data)
    tag.value[2] = cbor2.loads(signed(replace(RECEIPT, sequence=4), KEY)).value[2]
    assert not pycose_says(cbor2.dumps(tag), KEY.public)


def test_bare_cryptography_verifies_it_and_the_key_id_is_the_kiosk() -> None:
    data = signed(RECEIPT, KEY)
    assert signature_holds(data, KEY.public)
    assert not signature_holds(data, OTHER.public)
    tag = cbor2.loads(data)
    assert tag.tag == 18
    assert cbor2.loads(tag.value[0]) == {1: -7, 4: KIOSK.encode()}
    assert decode_record(tag.value[2], Receipt) == RECEIPT


def test_a_forged_receipt_does_not_verify() -> None:
    assert refusal(signed(RECEIPT, OTHER)) is Cause.ALTERED
    assert refusal(signed(RECEIPT, ReceiptKey.generate(Eui64("00:0d:6f:00:00:00:00:02")))) is Cause.WRONG_KEY


@given(st.data())
def test_no_bit_of_a_receipt_can_be_changed(data: st.DataObject) -> None:
    octets = bytearray(signed(RECEIPT, KEY))
    octets[data.draw(st.integers(0, len(octets) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    refusal(bytes(octets))


@given(st.binary(max_size=200))
def test_garbage_is_no_receipt(data: bytes) -> None:
    assert refusal(data) in {Cause.UNDECODABLE, Cause.DOWNGRADED}


def test_a_signed_control_message_is_no_receipt() -> None:
    from devices.wan import cose  # noqa: PLC0415 - to sign with the kiosk's key for another use
    from devices.wan.codec import encode_record  # noqa: PLC0415 - as above

    assert refusal(cose.sign(encode_record(RECEIPT), KEY._cose, b"hemsapp wan 1 control")) is Cause.ALTERED


def test_the_kiosks_key_is_kept_as_32_octets() -> None:
    again = ReceiptKey.from_secret(KIOSK, KEY.secret)
    assert again.public == KEY.public
    assert verified(signed(RECEIPT, again), key_for) == RECEIPT
    assert KEY.secret.hex() not in repr(KEY)
