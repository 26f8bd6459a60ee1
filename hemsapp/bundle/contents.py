"""What a report tells beside its recording: devices, health, the audit log, journal and receipts, redacted."""

import json
import logging
import platform
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from devices.messages import MeterDescribed
from devices.wan.journal import Entry
from hemsapp import logs
from hemsapp.archive.kept import Archive
from hemsapp.bundle.lines import Line, line_of
from hemsapp.bundle.redaction import Redactor
from hemsapp.domain.event_facts import KeptEvent, KeptReceipt
from hemsapp.domain.facts import Happened, Happening, KeptAnswers, KeptBattery, KeptDevice, KeptText, Preference
from hemsapp.domain.names import PREFIX
from hemsapp.rows import milliseconds

MOST_HAPPENINGS = 1_000
MOST_LOG_BYTES = 2_000_000
_LIBRARIES = ("zigpy", "bellows", "zha-quirks", "PySide6", "sqlite-utils")
_SILENT = frozenset(
    {
        Happened.PREFERENCE_CHANGED,
        Happened.TEXT_ACKNOWLEDGED,
        Happened.TARIFF_SAVED,
        Happened.PROGRAMME_SAVED,
        Happened.PIN_WRONG,
        Happened.PIN_OPENED,
        Happened.PIN_CHANGED,
        Happened.HISTORY_EXPORTED,
        Happened.HISTORY_IMPORTED,
        Happened.RATES_IMPORTED,
        Happened.BACKUP_MADE,
        Happened.BACKUP_RESTORED,
        Happened.COMMAND_REFUSED,
        Happened.WORK_FAILED,
    }
)
"""That it happened may be told; what a person wrote or chose there may not."""

_log = logging.getLogger(__name__)


def private_words(archive: Archive) -> set[str]:
    """What must not be found in a report: names of devices, what the utility wrote, serial numbers."""
    named = {each.value for each in archive.select(Preference) if each.name.startswith(PREFIX)}
    texts = {each.text for each in archive.select(KeptText)}
    return named | texts | {each.serial_number for each in archive.select(MeterDescribed)} | set(archive.source.private)


def versions() -> dict[str, str]:
    """Of this program and of what it stands on."""
    found = {"hemsapp": version("hemsapp"), "python": platform.python_version(), "machine": platform.machine()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            _log.debug("%s is not installed", name)
    return found


def devices(archive: Archive) -> list[Line]:
    """Every device that was let in: its kind, maker and model, how it answered last, its battery."""
    answers = {each.device: each.outcomes for each in archive.select(KeptAnswers)}
    batteries = {each.device: each for each in archive.select(KeptBattery)}
    found = []
    for each in archive.select(KeptDevice, "ORDER BY rowid"):
        line: dict[str, Any] = {"device": each.device, "kind": each.kind.value, "manufacturer": each.manufacturer}
        line |= {"model": each.model, "is_gone": each.is_gone, "is_event_client": each.is_event_client}
        line["last_answers"] = answers.get(each.device, "")
        if (battery := batteries.get(each.device)) is not None:
            line["battery"] = {"percent": battery.percent, "is_low": battery.is_low}
        found.append(line)
    return found


def health(archive: Archive) -> dict[str, Any]:
    """How much is kept, and on what disk."""
    counts = {}
    for table in ("samples", "intervals", "gaps", "happenings", "journal", "events", "receipts"):
        ((counts[table],),) = archive.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
    ((newest,),) = archive.rows("SELECT max(utc) FROM samples")
    size = archive.source.path.stat().st_size
    return {"rows": counts, "newest_sample_ms": newest, "database_bytes": size}


def audit(archive: Archive, since: datetime) -> Iterable[Line]:
    """The audit log, newest last; where a person wrote or chose something, that it happened."""
    kept = archive.select(Happening, "WHERE utc >= ? ORDER BY rowid DESC LIMIT ?", milliseconds(since), MOST_HAPPENINGS)
    for each in reversed(kept):
        detail = "" if each.kind in _SILENT else each.detail
        yield {"at": milliseconds(each.utc), "kind": each.kind.value, "detail": detail}


def journal(archive: Archive, since: datetime) -> Iterable[Line]:
    """What this display noted of events."""
    for each in archive.select(Entry, "WHERE at >= ? ORDER BY rowid", milliseconds(since)):
        line: Line = {"at": milliseconds(each.at), "system": each.system.value, "noted": each.noted.value}
        yield line | {"issuer_event_id": each.issuer_event_id, "who": each.who, "detail": each.detail}


def events(archive: Archive, since: datetime) -> Iterable[Line]:
    """The events that were announced since then, as they stand."""
    for each in archive.select(KeptEvent, "WHERE announced >= ?", milliseconds(since - timedelta(days=1))):
        yield line_of(each, each.announced)


def receipts(archive: Archive, since: datetime) -> Iterable[Line]:
    """The receipts that were owed since then, and how far each came."""
    for each in archive.select(KeptReceipt, "WHERE owed >= ? ORDER BY sequence", milliseconds(since)):
        yield line_of(each, each.owed)


def log(redactor: Redactor) -> Iterable[Line]:
    """The last lines of the log: when, how grave, from where, and the message as far as a stranger may read it."""
    for text in _log_lines():
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            kept = {name: line[name] for name in ("time", "level", "logger") if name in line}
            for name in ("message", "exc_info"):
                if line.get(name):
                    kept[name] = redactor.text(str(line[name]))
            yield kept


def _log_lines() -> Iterable[str]:
    if (path := logs.path()) is None:
        return logs.tail()
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - MOST_LOG_BYTES))
        return file.read().decode("utf-8", errors="replace").splitlines()
