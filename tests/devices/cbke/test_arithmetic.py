"""The mathematics of key establishment against published vectors, and against itself where there are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.cbke.authority import ISSUER, DemonstrationAuthority
from devices.cbke.certificates import Certificate, CertificateInvalid
from devices.cbke.curves import Curve, PointInvalid
from devices.cbke.ecmqv import Derived, KeyPair, drawn, shared_secret
from devices.cbke.mmo import aes_mmo, keyed_hash
from devices.cbke.suites import SUITE_1, SUITE_2, SUITES, Suite, best_of, of_bit
from devices.install_code import is_valid
from tests.devices.cbke.vectors import SUITE_1_RUN, SUITE_2_CERTIFICATE, VECTORS, ephemeral, octets, suite_1, suite_2

CURVES = [suite.curve for suite in SUITES]
METER, DISPLAY = octets("000d6f0000000001"), octets("000d6f0000000002")


@pytest.mark.parametrize("vector", VECTORS["mmo"])
def test_the_hash_matches(vector: dict[str, str]) -> None:
    assert aes_mmo(octets(vector["m"])).hex() == vector["h"]


@pytest.mark.parametrize("vector", VECTORS["install_code"])
def test_an_install_code_gives_its_link_key(vector: dict[str, str]) -> None:
    code = octets(vector["code"]) + octets(vector["crc"])[::-1]
    assert is_valid(code) or is_valid(octets(vector["code"] + vector["crc"]))
    made = {aes_mmo(code), aes_mmo(octets(vector["code"] + vector["crc"]))}
    assert octets(vector["key"]) in made


def test_the_keyed_hash_matches() -> None:
    [vector] = VECTORS["hmac_mmo"]
    assert keyed_hash(octets(vector["k"]), octets(vector["m"])).hex() == vector["h"]


@pytest.mark.parametrize("side", ["U", "V"])
def test_a_suite_1_certificate_gives_the_public_key_of_its_subject(side: str) -> None:
    its, credentials = SUITE_1_RUN[side], suite_1(side)
    certificate = credentials.certificate
    assert (certificate.subject.hex(), certificate.issuer) == (its["eui"], b"TESTSECA")
    public = SUITE_1.curve.encode(certificate.public_point(credentials.authority))
    assert public.hex() == its["pub"] == credentials.keys.public.hex()
    assert credentials.are_consistent


def test_a_suite_2_certificate_of_certicoms_test_authority_gives_the_public_key_of_its_subject() -> None:
    its, credentials = SUITE_2_CERTIFICATE, suite_2()
    certificate = credentials.certificate
    assert (certificate.subject.hex(), certificate.issuer.hex()) == (its["eui"], its["issuer"])
    public = SUITE_2.curve.encode(certificate.public_point(credentials.authority))
    assert public.hex() == its["pub"] == credentials.keys.public.hex()


@pytest.mark.parametrize(("ours", "theirs"), [("U", "V"), ("V", "U")])
def test_both_sides_of_suite_1_come_to_the_published_secret_keys_and_proofs(ours: str, theirs: str) -> None:
    other = suite_1(theirs)
    point = SUITE_1.curve.decode(octets(SUITE_1_RUN[theirs]["eph_pub"]))
    secret = shared_secret(suite_1(ours).keys, ephemeral(ours), other.certificate.public_point(other.authority), point)
    assert secret.hex() == SUITE_1_RUN["Z"]
    keys = Derived.of(secret)
    assert (keys.mac_key.hex(), keys.link_key.hex()) == (SUITE_1_RUN["mac_key"], SUITE_1_RUN["key_data"])
    names = suite_1("U").certificate.subject, suite_1("V").certificate.subject
    points = ephemeral("U").public, ephemeral("V").public
    assert keys.initiators_proof(*names, points).hex() == SUITE_1_RUN["mac_u"]
    assert keys.responders_proof(*names, points).hex() == SUITE_1_RUN["mac_v"]


def test_suite_2_derives_the_published_keys_from_the_published_secret() -> None:
    vector = VECTORS["suite_2_derivation"]
    keys = Derived.of(octets(vector["Z"]))
    assert (keys.mac_key.hex(), keys.link_key.hex()) == (vector["mac_key"], vector["key_data"])


@pytest.mark.parametrize("suite", SUITES, ids=lambda suite: f"suite {suite.number}")
def test_both_sides_come_to_one_secret_with_certificates_of_the_demonstration_authority(suite: Suite) -> None:
    authority = DemonstrationAuthority(7)
    one, other = authority.issue(suite, METER), authority.issue(suite, DISPLAY)
    assert one.are_consistent
    assert one.certificate.issuer == ISSUER
    once, also_once = drawn(suite.curve, b"\x11" * 48), drawn(suite.curve, b"\x22" * 48)
    public = authority.public(suite)
    secrets = {
        shared_secret(one.keys, once, other.certificate.public_point(public), also_once.point),
        shared_secret(other.keys, also_once, one.certificate.public_point(public), once.point),
    }
    assert [len(secret) for secret in secrets] == [suite.private_octets]


def test_an_authority_follows_from_its_seed_and_another_one_is_another() -> None:
    certificates = {DemonstrationAuthority(seed).issue(SUITE_1, METER).certificate.octets for seed in (1, 1, 2)}
    assert len(certificates) == 2
    credentials = DemonstrationAuthority(1).issue(SUITE_1, METER)
    stranger = DemonstrationAuthority(2).public(SUITE_1)
    assert credentials.certificate.public_point(stranger) != credentials.keys.point


def test_private_keys_are_in_no_words() -> None:
    """TM8: what is printed by mistake tells nothing."""
    credentials = suite_1("U")
    spelled = repr([credentials, credentials.keys, Derived.of(b"x" * 21)])
    assert "private" not in spelled
    assert str(credentials.private) not in spelled
    assert SUITE_1_RUN["U"]["priv"].lstrip("0") not in spelled


@pytest.mark.parametrize("curve", CURVES, ids=lambda curve: curve.name)
class TestCurve:
    """What holds on each curve."""

    def test_the_base_point_has_the_order_of_the_curve(self, curve: Curve) -> None:
        assert curve.has(curve.base)
        assert curve.multiply(curve.order, curve.base) is None
        assert curve.multiply(curve.order + 1, curve.base) == curve.base
        assert curve.multiply(curve.order - 1, curve.base) == (curve.base[0], curve.base[0] ^ curve.base[1])
        assert curve.multiply(1, curve.base) == curve.base
        assert curve.multiply(0, curve.base) is None

    @settings(max_examples=4, deadline=None, derandomize=True)
    @given(one=st.integers(1, 2**40), other=st.integers(1, 2**40))
    def test_sums_of_multiples_are_multiples_of_sums(self, curve: Curve, one: int, other: int) -> None:
        total = curve.add(curve.multiply(one, curve.base), curve.multiply(other, curve.base))
        assert total == curve.multiply(one + other, curve.base)
        assert curve.has(total)

    @settings(max_examples=4, deadline=None, derandomize=True)
    @given(seed=st.binary(min_size=48, max_size=48))
    def test_a_point_survives_its_compression(self, curve: Curve, seed: bytes) -> None:
        keys = drawn(curve, seed)
        assert curve.decode(keys.public) == keys.point
        x, y = keys.point
        assert curve.decode(bytes((keys.public[0] ^ 1,)) + keys.public[1:]) == (x, x ^ y)

    @settings(max_examples=10, deadline=None, derandomize=True)
    @given(one=st.integers(1), other=st.integers(1))
    def test_an_inverse_undoes_and_sums_distribute(self, curve: Curve, one: int, other: int) -> None:
        field = curve.field
        one, other = (field.spread(value % (1 << field.degree) or 1) for value in (one, other))
        assert field.plain(field.multiply(one, field.inverse(one))) == 1
        assert field.square(one ^ other) == field.square(one) ^ field.square(other)
        assert field.multiply(one, other) == field.multiply(other, one)

    def test_octets_that_are_no_point_are_refused(self, curve: Curve) -> None:
        size = curve.coordinate_octets
        wrong = [b"", b"\x02", b"\x04" + bytes(size), b"\x02" + bytes(size), b"\x02" + b"\xff" * size]
        for octets_ in wrong:
            with pytest.raises(PointInvalid):
                curve.decode(octets_)
        refused = 0
        for x in range(2, 30):
            try:
                assert curve.has(curve.decode(b"\x02" + x.to_bytes(size, "big")))
            except PointInvalid:
                refused += 1
        assert 0 < refused < 28  # about half of all coordinates belong to no point

    def test_a_point_of_small_order_is_refused(self, curve: Curve) -> None:
        with pytest.raises(PointInvalid):
            curve.decode(b"\x02" + (1).to_bytes(curve.coordinate_octets, "big"))

    @pytest.mark.parametrize("private", [0, -1])
    def test_a_private_key_that_is_none_is_refused(self, curve: Curve, private: int) -> None:
        with pytest.raises(PointInvalid):
            KeyPair(curve, private or curve.order).public  # noqa: B018 - made when asked for


@pytest.mark.parametrize(("place", "octet"), [(0, 1), (9, 0x0C), (10, 1), (36, 0x80)])
def test_a_suite_2_certificate_of_another_kind_is_refused(place: int, octet: int) -> None:
    changed = bytearray(suite_2().certificate.octets)
    changed[place] = octet
    with pytest.raises(CertificateInvalid):
        Certificate.parse(SUITE_2, bytes(changed))


def test_a_certificate_has_the_length_of_its_suite() -> None:
    with pytest.raises(CertificateInvalid):
        Certificate.parse(SUITE_1, suite_2().certificate.octets)


def test_the_stronger_common_suite_is_taken_and_a_request_names_one() -> None:
    assert [best_of(bits) for bits in (0, 1, 2, 3, 4)] == [None, SUITE_1, SUITE_2, SUITE_2, None]
    assert [of_bit(bits) for bits in (1, 2, 3, 4)] == [SUITE_1, SUITE_2, None, None]
