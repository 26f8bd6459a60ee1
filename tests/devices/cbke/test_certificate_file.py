"""Device certificates as they come, and what is said of a file that cannot be used."""

from pathlib import Path

import pytest

from devices.cbke.authority import DemonstrationAuthority
from devices.cbke.certificate_file import CertificateUnusable, load, parse, written
from devices.cbke.suites import SUITE_1, SUITE_2
from tests.devices.cbke.vectors import SUITE_2_CERTIFICATE, octets

KIOSK = octets("000d6f0000000001")
SUITE_1_TEXT = """Test Info: None
IEEE Address: 0022080000000001

CA Pub Key:
0200fde8a7f3d1084224962a4e7c54e69ac3f04da6b8
Device Implicit Cert:
02020882b1d7df05538f37cdd09a4f6b15368998642b
002208000000000154455354534543410109108301234567890a
Private Key Reconstruction Data:
0392ba4afc2453a49eebe9bca8de73210f02479a4a
Device Public Key:
0207d1ca014786b5e552cfd5f04339a2e856f00eaaef
"""
SUITE_2_TEXT = f"""CA Public Key: {SUITE_2_CERTIFICATE["ca_pub"]}
Device Implicit Cert: {SUITE_2_CERTIFICATE["cert"]}
Device Private Key: {SUITE_2_CERTIFICATE["priv"]}
Device Public Key: {SUITE_2_CERTIFICATE["pub"]}
"""


def test_the_text_of_certicoms_test_certificates_is_read_for_both_suites() -> None:
    found = parse(SUITE_1_TEXT + SUITE_2_TEXT)
    assert list(found) == [SUITE_1, SUITE_2]
    assert {one.certificate.subject.hex() for one in found.values()} == {"0022080000000001"}
    assert all(one.are_consistent for one in found.values())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    authority = DemonstrationAuthority(3)
    credentials = {suite: authority.issue(suite, KIOSK) for suite in (SUITE_1, SUITE_2)}
    path = tmp_path / "device.certificate"
    path.touch(mode=0o600)
    path.write_text(written(credentials), encoding="utf-8")
    assert load(path) == credentials


def test_a_private_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    """TM8"""
    path = tmp_path / "device.certificate"
    path.write_text(SUITE_1_TEXT, encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(CertificateUnusable, match=r"0640.*chmod 600"):
        load(path)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CertificateUnusable, match="No such file"):
        load(tmp_path / "none")


def without(text: str, label: str) -> str:
    lines = text.splitlines()
    place = next(index for index, line in enumerate(lines) if line.startswith(label))
    return "\n".join(line for index, line in enumerate(lines) if index not in (place, place + 1))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no certificate"),
        ("Dear customer,\nhere are no keys.\n", "no certificate"),
        (without(SUITE_1_TEXT, "Private"), "lacks Device Private Key"),
        (without(SUITE_1_TEXT, "CA Pub"), "lacks CA Public Key"),
        (SUITE_1_TEXT.replace("0109108301234567890a", "01091083012345678900"), "do not belong together"),
        (SUITE_1_TEXT.replace("0109108301234567890a", "0109108301234567890"), "hexadecimal digits"),
        (SUITE_1_TEXT.replace("0109108301234567890a", "010910830123456789"), "not 47"),
        (SUITE_1_TEXT.replace("0392ba", "92ba"), "not of suite 1"),
        (SUITE_1_TEXT.replace("Key:\n0207d1", "Key:\n0307d1"), "Device Public Key"),
        (SUITE_2_TEXT.replace("ffffffff", "fffffffz"), "hexadecimal digits"),
        (SUITE_1_TEXT + SUITE_1_TEXT, "two certificates of suite 1"),
    ],
)
def test_a_text_that_gives_no_credentials_says_why_and_never_the_key(text: str, why: str) -> None:
    """X-SECURITY: the private key stands in no sentence."""
    with pytest.raises(CertificateUnusable, match=why) as refusal:
        parse(text)
    assert "92ba4afc" not in str(refusal.value)


def test_certificates_of_two_devices_are_refused() -> None:
    authority = DemonstrationAuthority(3)
    one, other = authority.issue(SUITE_1, KIOSK), authority.issue(SUITE_2, octets("000d6f0000000009"))
    with pytest.raises(CertificateUnusable, match="two devices"):
        parse(written({SUITE_1: one}) + written({SUITE_2: other}))
