"""A report as a file: written from what a home keeps, and read again, here or at the utility."""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from hemsapp.archive.kept import Archive
from hemsapp.bundle import contents, timeline
from hemsapp.bundle.lines import Heard, Line, heard
from hemsapp.bundle.pseudonyms import Pseudonyms, secret_beside
from hemsapp.bundle.redaction import Redactor
from hemsapp.rows import instant, milliseconds

FORMAT = 1
SPAN = timedelta(hours=6)
MANIFEST, TIMELINE, DEVICES = "manifest.json", "timeline.jsonl", "devices.json"
_MOST_BYTES = 64_000_000
_MOST_LINES = 400_000


class ReportInvalid(Exception):
    """The file is no report, or a damaged one; the text is a sentence without its name."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a report tells: when it was made, of which stretch, what was heard in it, which devices are there.

    `devices`, `events` and `receipts` are lines as `hemsapp.bundle.contents` writes them.
    """

    made: datetime
    since: datetime
    zone: str
    versions: dict[str, str]
    devices: tuple[Line, ...]
    heard: tuple[Heard, ...]
    events: tuple[Line, ...]
    receipts: tuple[Line, ...]


def write(archive: Archive, file: BinaryIO, span: timedelta = SPAN) -> int:
    """Write the report of the last hours into `file`; how many messages it holds. Raises OSError."""
    path = archive.source.path
    redactor = Redactor(Pseudonyms(secret_beside(path)), contents.private_words(archive))
    since = archive.now - span
    lines = [redactor.value(line) for line in timeline.lines(timeline.beside(path), archive.now, span)]
    parts = {
        TIMELINE: _lines(lines),
        DEVICES: _whole(redactor.value(contents.devices(archive))),
        "settings.json": _whole(redactor.value(dict(archive.source.chosen))),
        "health.json": _whole(contents.health(archive)),
        "audit.jsonl": _lines(map(redactor.value, contents.audit(archive, since))),
        "journal.jsonl": _lines(map(redactor.value, contents.journal(archive, since))),
        "events.jsonl": _lines(map(redactor.value, contents.events(archive, since))),
        "receipts.jsonl": _lines(map(redactor.value, contents.receipts(archive, since))),
        "log.jsonl": _lines(contents.log(redactor)),
    }
    manifest = {
        "format": FORMAT,
        "made_ms": milliseconds(archive.now),
        "since_ms": milliseconds(since),
        "zone": archive.source.zone,
        "versions": contents.versions(),
        "left_out": "keys, install codes, names, messages' text, telephone numbers, places; addresses are pseudonyms",
        "sha256": {name: hashlib.sha256(text).hexdigest() for name, text in parts.items()},
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(MANIFEST, _whole(manifest))
        for name, text in parts.items():
            packed.writestr(name, text)
    return len(lines)


def read(path: Path) -> Report:
    """The report in that file. Raises ReportInvalid, OSError."""
    try:
        with zipfile.ZipFile(BytesIO(path.read_bytes())) as packed:
            manifest = json.loads(_part(packed, MANIFEST))
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
                raise ReportInvalid("it is a report of another version")
            parts = {name: _part(packed, name) for name in manifest["sha256"]}
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise ReportInvalid(f"it is no report, or it is damaged ({error})") from error
    for name, digest in manifest["sha256"].items():
        if hashlib.sha256(parts[name]).hexdigest() != digest:
            raise ReportInvalid(f"{name} in it was changed since it was made")
    return _report(manifest, parts)


def is_report(path: Path) -> bool:
    """Does the file look like one?"""
    try:
        with zipfile.ZipFile(path) as packed:
            return {MANIFEST, TIMELINE} <= set(packed.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _report(manifest: dict[str, Any], parts: dict[str, bytes]) -> Report:
    try:
        return Report(
            made=instant(int(manifest["made_ms"])),
            since=instant(int(manifest["since_ms"])),
            zone=str(manifest["zone"]),
            versions=dict(manifest["versions"]),
            devices=tuple(json.loads(parts[DEVICES])),
            heard=tuple(heard(line) for line in _parsed(parts[TIMELINE])),
            events=tuple(_parsed(parts["events.jsonl"])),
            receipts=tuple(_parsed(parts["receipts.jsonl"])),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise ReportInvalid(f"it cannot be read ({error})") from error


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    if packed.getinfo(name).file_size > _MOST_BYTES:
        raise ReportInvalid(f"{name} in it is larger than any report of ours")
    return packed.read(name)


def _parsed(text: bytes) -> list[Line]:
    lines = text.splitlines()
    if len(lines) > _MOST_LINES:
        raise ReportInvalid("it has more lines than any report of ours")
    return [json.loads(line) for line in lines]


def _whole(value: Any) -> bytes:
    return (json.dumps(value, indent=1) + "\n").encode()


def _lines(values: Iterable[Line]) -> bytes:
    return "".join(json.dumps(value, separators=(",", ":")) + "\n" for value in values).encode()
