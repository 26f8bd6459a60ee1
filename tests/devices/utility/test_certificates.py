"""The private authority: each system one certificate of its name, keys for their owner alone."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from devices.utility.certificates import Authority, BadName, main
from devices.utility.mqtt_bus import Certificates

NOW = datetime.now(UTC)


def certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def test_a_client_is_certified_under_its_own_name(tmp_path: Path) -> None:
    assert Authority(tmp_path, NOW).issue("MTR-1")
    made, authority = certificate(tmp_path / "MTR-1.pem"), certificate(tmp_path / "ca.pem")
    assert made.subject.rfc4514_string() == "CN=MTR-1"
    made.verify_directly_issued_by(authority)
    assert made.not_valid_after_utc < NOW + timedelta(days=826)
    usage = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [one.dotted_string for one in usage] == ["1.3.6.1.5.5.7.3.2"]


def test_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    Authority(tmp_path, NOW).issue("server", ("localhost", "127.0.0.1"))
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("*.key")} == {0o600}


def test_what_is_there_stays(tmp_path: Path) -> None:
    Authority(tmp_path, NOW).issue("MTR-1")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert not Authority(tmp_path, NOW).issue("MTR-1")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["../etc", "a/b", "#", "+", "", "ca"])
def test_a_name_with_a_meaning_elsewhere_gets_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadName, match="no name"):
        Authority(tmp_path, NOW).issue(name)


def test_the_command_makes_all_that_the_bus_needs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--server", "localhost", "MS", "MTR-1"]) == 0
    assert capsys.readouterr().out.count("made") == 3
    context = Certificates.of(tmp_path, "MS").context()
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert main([str(tmp_path), "a/b"]) == 1
    assert "no name" in capsys.readouterr().err
