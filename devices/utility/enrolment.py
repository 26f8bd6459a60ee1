"""Making the keys of a utility and its meters, each in a file of its own that knows the public half of its peers."""

from collections.abc import Iterable
from pathlib import Path

from devices.utility.process import key_file
from devices.wan.keys import Keys, Role, introduce

SYSTEMS = {"MS": Role.HEAD_END, "MDMS": Role.RECORDS, "CSS": Role.CUSTOMER_SERVICE}


def make_keys(directory: Path, meters: Iterable[str], concentrators: Iterable[str] = ()) -> list[Path]:
    """Make what is missing for the utility's systems, these meters and concentrators, and introduce them; the files.

    Keys that are there stay. Meters and concentrators know the head end, never each other. Raises KeysRefused, OSError.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    systems = {name: _kept(directory, name, role) for name, role in SYSTEMS.items()}
    introduce(systems.values())
    enrolled = [_kept(directory, name, Role.METER) for name in meters]
    enrolled += [_kept(directory, name, Role.CONCENTRATOR) for name in concentrators]
    for one in enrolled:
        introduce((systems["MS"], one))
    files = []
    for keys in (*systems.values(), *enrolled):
        files.append(key_file(directory, keys.name))
        keys.save(files[-1])
    return files


def _kept(directory: Path, name: str, role: Role) -> Keys:
    path = key_file(directory, name)
    return Keys.load(path) if path.exists() else Keys.generate(name, role)
