"""Renewals and revocations as they lie beside the keys: written by an operator, taken by every system at its start."""

import logging
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from devices.wan.credentials import TERM, Credential, CredentialRefused, Register, renewed, revocations
from devices.wan.keys import Keys, KeysRefused

LOGGER = logging.getLogger(__name__)
_RENEWAL, _REVOCATIONS, _REGISTER = ".renewal", "revocations-", ".register"


def take_notices(folder: Path, keys: Keys, at: datetime) -> Register:
    """Honour what lies in the folder, log each change, and keep it; what is not believed is logged and left.

    Peers of whose term nothing is known have one from now on. Raises KeysRefused, OSError.
    """
    path = folder / f"{keys.name}{_REGISTER}"
    register = Register.read(path.read_bytes(), keys) if path.exists() else Register(keys)
    for peer in keys.peers.values():
        register.held.setdefault(peer.name, Credential(peer, 1, at, at + TERM))
    lines: list[str] = []
    for version, name, notice in _renewals(folder):
        if name in keys.peers and version > register.held[name].version:
            lines += _taken(notice, lambda data: (register.take_renewal(data, at),))
    for number, notice in _lists(folder):
        if number > register.number:
            lines += _taken(notice, register.take_revocations)
    lines += register.expire(at)
    for line in lines:
        LOGGER.warning("%s: %s", keys.name, line)
    for name in register.due(at):
        LOGGER.warning("%s: the keys of %s end soon: renew them", keys.name, name)
    path.write_bytes(register.written())
    if lines:
        keys.save(_key_file(folder, keys.name))
    return register


def renew(folder: Path, name: str, at: datetime) -> Path:
    """Give a system new keys, and write what tells the others. Raises KeysRefused, OSError."""
    path = _key_file(folder, name)
    version = 2 + sum(each == name for _, each, _ in _renewals(folder))
    new, told = renewed(Keys.load(path), version, at)
    notice = folder / f"{name}-{version}{_RENEWAL}"
    notice.write_bytes(told)
    new.save(path)
    return notice


def revoke(folder: Path, name: str, at: datetime, head_end: str = "MS") -> Path:
    """Write the head end's next list, with that system's keys in it. Raises KeysRefused, OSError."""
    keys = Keys.load(_key_file(folder, head_end))
    register = take_notices(folder, keys, at)
    peer = keys.peers.get(name)
    if peer is None:
        raise KeysRefused(f"{head_end} knows no {name}: there is nothing to revoke.")
    number = register.number + 1
    notice = folder / f"{_REVOCATIONS}{number}.cose"
    notice.write_bytes(revocations(keys, number, register.revoked | {peer.thumbprint}, at))
    return notice


def _key_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.keys"


def _taken(notice: Path, take: Callable[[bytes], tuple[str, ...]]) -> tuple[str, ...]:
    try:
        return take(notice.read_bytes())
    except CredentialRefused as refused:
        return (f"{notice.name} is not believed: {refused}",)


def _renewals(folder: Path) -> list[tuple[int, str, Path]]:
    """(version, name, file), the oldest version first."""
    found = []
    for path in folder.glob(f"*-*{_RENEWAL}"):
        name, _, version = path.stem.rpartition("-")
        if version.isdigit():
            found.append((int(version), name, path))
    return sorted(found)


def _lists(folder: Path) -> list[tuple[int, Path]]:
    found = [(path.stem.removeprefix(_REVOCATIONS), path) for path in folder.glob(f"{_REVOCATIONS}*.cose")]
    return sorted((int(number), path) for number, path in found if number.isdigit())
