"""What displays keep of each other: JSON files for their owner alone, beside the database."""

import base64
import json
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hemsapp.displays.identity import key_of, write_private

_VERSION = 1
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptDisplay:
    """A companion that was paired; `certificate` is DER. One that was removed is kept until it was told so."""

    name: str
    certificate: bytes
    paired: datetime
    is_removed: bool = False

    @property
    def key(self) -> str:
        """How it is addressed."""
        return key_of(self.certificate)


@dataclass(frozen=True, slots=True)
class KeptHome:
    """What a companion keeps: its main display (`certificate` empty: none), and how a person set this screen."""

    address: str = ""
    certificate: bytes = b""
    main_name: str = ""
    own_name: str = ""
    preferences: tuple[tuple[str, str], ...] = ()

    @property
    def has_home(self) -> bool:
        """Was it paired?"""
        return bool(self.certificate)


def read_displays(path: Path) -> tuple[KeptDisplay, ...]:
    """The displays that were paired; none if the file cannot be read: then nobody is let in."""
    try:
        return tuple(
            KeptDisplay(
                str(each["name"]),
                base64.b64decode(each["certificate"], validate=True),
                datetime.fromisoformat(each["paired"]).astimezone(UTC),
                each.get("is_removed") is True,
            )
            for each in _table(path).get("displays", [])
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        _log.error("%s: damaged, no other display is let in: %s", path, error)
        return ()


def write_displays(path: Path, displays: tuple[KeptDisplay, ...]) -> None:
    """Keep them. Raises OSError."""
    rows = [
        {
            "name": each.name,
            "certificate": base64.b64encode(each.certificate).decode(),
            "paired": each.paired.isoformat(),
            "is_removed": each.is_removed,
        }
        for each in displays
    ]
    _write(path, {"displays": rows})


def read_home(path: Path) -> KeptHome:
    """What the companion keeps; nothing if the file cannot be read."""
    try:
        table = _table(path)
        texts = {name: str(table.get(name, "")) for name in ("address", "main_name", "own_name")}
        return KeptHome(
            certificate=base64.b64decode(table.get("certificate", ""), validate=True),
            preferences=tuple((str(name), str(text)) for name, text in table.get("preferences", {}).items()),
            **texts,
        )
    except (ValueError, TypeError, AttributeError) as error:
        _log.error("%s: damaged, this display has no home: %s", path, error)
        return KeptHome()


def write_home(path: Path, home: KeptHome) -> None:
    """Keep it. Raises OSError."""
    table = {
        "address": home.address,
        "main_name": home.main_name,
        "own_name": home.own_name,
        "certificate": base64.b64encode(home.certificate).decode(),
        "preferences": dict(home.preferences),
    }
    _write(path, table)


def without_home(home: KeptHome) -> KeptHome:
    """The screen as it was set, and no home any more."""
    return replace(KeptHome(), preferences=home.preferences, own_name=home.own_name)


def _table(path: Path) -> dict[str, Any]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ValueError(str(error)) from error
    if not isinstance(table, dict) or table.get("version") != _VERSION:
        raise ValueError("it is of another version")
    return table


def _write(path: Path, table: dict[str, Any]) -> None:
    write_private(path, json.dumps({"version": _VERSION, **table}, indent=1).encode())
