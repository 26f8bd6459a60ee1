"""Keys are kept where only their owner reads them, and shown nowhere."""

from pathlib import Path

import pytest

from devices.names import Eui64
from devices.wan.keys import Identity, Keys, KeysRefused, Role, read_identity, write_identity
from devices.wan.receipts import ReceiptKey
from devices.wan.seal import open_sealed, seal
from devices.wan.words import SecurityClass
from tests.devices.wan.world import AT, MS, MTR, control


def test_keys_survive_on_disk_with_their_peers(tmp_path: Path) -> None:
    path = tmp_path / "meter.keys"
    MTR.save(path)
    again = Keys.load(path)
    assert again.identity == MTR.identity
    assert again.peers == MTR.peers
    assert open_sealed(seal(control(), SecurityClass.CONTROL, MS), again, AT).envelope == control()


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "meter.keys"
    MTR.save(path)
    MTR.save(path)  # again, over the first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir()] == ["meter.keys"]
    path.chmod(0o640)
    with pytest.raises(KeysRefused, match="read by others"):
        Keys.load(path)


@pytest.mark.parametrize("content", [b"", b"\x00" * 40, b"\x85"])
def test_a_damaged_key_file_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "meter.keys"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeysRefused, match="is no key file") as refused:
        Keys.load(path)
    assert refused.value.__cause__ is None


def test_no_secret_is_shown(tmp_path: Path) -> None:
    keys = Keys.generate("MTR-9", Role.METER)
    keys.save(tmp_path / "k")
    kept = (tmp_path / "k").read_bytes()
    secrets = [kept[at : at + 32] for at in range(len(kept) - 32) if kept[at - 2 : at] == b"\x58\x20"]
    assert len(secrets) == 2
    shown = f"{keys!r} {keys!s} {ReceiptKey.generate(_kiosk())!r}"
    for secret in secrets:
        assert secret.hex() not in shown
        assert str(int.from_bytes(secret, "big")) not in shown
    assert "PrivateKey" not in shown


def _kiosk() -> Eui64:
    return Eui64("00:0d:6f:00:00:00:00:01")


def test_an_identity_travels_as_a_file(tmp_path: Path) -> None:
    write_identity(MTR.identity, tmp_path / "MTR-1.identity")
    assert read_identity(tmp_path / "MTR-1.identity") == MTR.identity
    (tmp_path / "bad").write_bytes(b"hello")
    with pytest.raises(KeysRefused, match="holds no identity"):
        read_identity(tmp_path / "bad")


@pytest.mark.parametrize("name", ["", "MTR/1", "a+b", "#", "../x", "a b", "x" * 65, "MTR\n"])
def test_a_name_that_means_something_elsewhere_is_no_name(name: str) -> None:
    with pytest.raises(KeysRefused, match="no name"):
        Keys.generate(name, Role.METER)
    with pytest.raises(KeysRefused, match="no name"):
        Keys.generate("MS", Role.HEAD_END).enrol(
            Identity(name, Role.METER, MTR.identity.verifying, MTR.identity.agreement)
        )


def test_keys_that_are_none_are_not_enrolled() -> None:
    with pytest.raises(KeysRefused, match="are none"):
        Keys.generate("MS", Role.HEAD_END).enrol(Identity("MTR-1", Role.METER, b"\x02" * 33, b"short"))


def test_new_keys_of_a_name_have_another_thumbprint() -> None:
    assert Keys.generate("MS", Role.HEAD_END).identity.thumbprint != MS.identity.thumbprint
