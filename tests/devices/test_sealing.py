"""Secrets at rest: what is sealed is read by this machine alone, and for the same purpose alone."""

from pathlib import Path

import pytest

from devices.sealing import CREDENTIAL, KEY_OCTETS, Sealer, Unsealable, sealer_of

SECRET = bytes(range(16))


def test_the_key_file_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    """TM8"""
    path = tmp_path / "machine.key"
    sealed = sealer_of(path).seal(SECRET, "keys")
    assert path.stat().st_mode & 0o777 == 0o600
    assert sealer_of(path).unseal(sealed, "keys") == SECRET
    assert SECRET not in sealed
    assert [each.name for each in tmp_path.iterdir()] == ["machine.key"]


def test_a_credential_of_the_service_manager_stands_before_any_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """systemd-creds: sealed by the TPM where there is one; no key file is made then."""
    (tmp_path / CREDENTIAL).write_text("ab" * KEY_OCTETS)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    sealed = sealer_of(tmp_path / "machine.key").seal(SECRET, "keys")
    assert Sealer(b"\xab" * KEY_OCTETS).unseal(sealed, "keys") == SECRET
    assert not (tmp_path / "machine.key").exists()


def test_every_change_of_a_sealed_file_is_noticed(tmp_path: Path) -> None:
    sealer = sealer_of(tmp_path / "machine.key")
    sealed = sealer.seal(SECRET, "keys")
    for at in range(len(sealed)):
        with pytest.raises(Unsealable):
            sealer.unseal(sealed[:at] + bytes((sealed[at] ^ 1,)) + sealed[at + 1 :], "keys")
        with pytest.raises(Unsealable):
            sealer.unseal(sealed[:at], "keys")
    with pytest.raises(Unsealable):
        sealer.unseal(sealed, "labels")
    with pytest.raises(Unsealable):
        sealer_of(tmp_path / "other.key").unseal(sealed, "keys")


@pytest.mark.parametrize("content", ["", "zz" * KEY_OCTETS, "ab" * 16])
def test_a_key_file_that_holds_no_key_is_refused_and_left_alone(tmp_path: Path, content: str) -> None:
    path = tmp_path / "machine.key"
    path.write_text(content)
    with pytest.raises(ValueError, match="holds no machine key"):
        sealer_of(path)
    assert path.read_text() == content
