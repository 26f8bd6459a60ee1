"""Logs for machines and installers: one JSON object a line, rotated, and never a secret in it (X-SECURITY)."""

import base64
import logging
import os
import re
import sys
from collections import deque
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from hemsapp.config import Log

REDACTED = "[redacted]"
ROTATE_BYTES = 5_000_000
OLD_FILES = 5
TAIL_LINES = 2_000
_LONGEST = 4_000
_RESERVED = frozenset(RESERVED_ATTRS)

# A key has 16 octets, an EUI64 has 8 and stays readable: whatever spells ten octets or more in a row is removed.
_OCTETS = re.compile(
    r"(?:\\x[0-9a-fA-F]{2}|\\[tnr\\'\"]|(?<=[\\'])[ -~](?=\\x)){10,}"  # bytes as Python shows them
    r"|\b(?:0x)?[0-9a-fA-F]{2}(?:[:\-., ]{0,2}(?:0x)?[0-9a-fA-F]{2}){9,}\b"  # hexadecimal, joined or separated
    r"|\[\s*\d{1,3}(?:,\s*\d{1,3}){9,}\s*\]"  # a list of numbers
    r"|(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}=="  # base64 of 16 octets
)
_BYTES = re.compile(r"\bb(?P<quote>['\"])(?:(?!(?P=quote)).|\\.){10,}?(?P=quote)")
_NAMED = re.compile(r"(?i)\b((?:\w*key|install[ _]?code|password|secret|pin)[\"']?\s*[=:]\s*)(?!None\b)[^\s,;)}\]]+")


class Redaction(logging.Filter):
    """Turns a record into finished text without key material: what it was told to conceal, and what looks like it."""

    def __init__(self) -> None:
        super().__init__()
        self._concealed: set[str] = set()

    def conceal(self, secret: bytes) -> None:
        """From now on no record shows `secret` in any of its usual spellings, nor a key of 16 octets within it."""
        for part in (secret, secret[:16]):
            for octets in (part, part[::-1]):
                self._concealed.update(_spellings(octets))

    def filter(self, record: logging.LogRecord) -> bool:
        """Finish and clean `record`; it is always kept."""
        record.msg, record.args = self.clean(record.getMessage()), None
        if record.exc_info:
            record.exc_text = self.clean(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        for name, value in list(record.__dict__.items()):
            if name not in _RESERVED and not isinstance(value, bool | int | float | None):
                record.__dict__[name] = self.clean(value if isinstance(value, str) else _shown(value))
        return True

    def clean(self, text: str) -> str:
        """`text` without secrets, cut to a length that a line may have."""
        for spelling in self._concealed:
            if spelling in text:
                text = text.replace(spelling, REDACTED)
        text = _OCTETS.sub(REDACTED, _BYTES.sub(REDACTED, _NAMED.sub(rf"\1{REDACTED}", text)))
        return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}... {len(text) - _LONGEST} more"


def _shown(value: object) -> str:
    return f"{len(value)} octets" if isinstance(value, bytes | bytearray) else repr(value)


def _spellings(octets: bytes) -> Iterator[str]:
    plain = octets.hex()
    for spelling in (plain, octets.hex(":"), octets.hex("-"), octets.hex(" ")):
        yield spelling
        yield spelling.upper()
    yield base64.b64encode(octets).decode().rstrip("=")
    yield base64.urlsafe_b64encode(octets).decode().rstrip("=")
    yield repr(octets)[2:-1]
    yield ", ".join(str(octet) for octet in octets)
    yield from (" ".join(f"0x{octet:02{case}}" for octet in octets) for case in "xX")
    yield octets.decode("latin-1")


class JournalFormatter(JsonFormatter):
    """JSON lines led by the level as journald reads it (sd-daemon)."""

    def format(self, record: logging.LogRecord) -> str:
        """`<4>{...}`; journald takes the number off and files the line under it."""
        levels = {logging.DEBUG: 7, logging.INFO: 6, logging.WARNING: 4, logging.ERROR: 3}
        return f"<{levels.get(record.levelno, 2)}>{super().format(record)}"


class Tail(logging.Handler):
    """The last lines, in memory: journald keeps what a report cannot read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: deque[str] = deque(maxlen=TAIL_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        self.lines.append(self.format(record))


def start(log: Log, stream: TextIO | None = None) -> None:
    """Send every logger to the configured place. Raises OSError."""
    stream = stream or sys.stderr
    if log.path is None:
        outlet: logging.Handler = logging.StreamHandler(stream)
    else:
        log.path.parent.mkdir(parents=True, exist_ok=True)
        outlet = RotatingFileHandler(log.path, maxBytes=ROTATE_BYTES, backupCount=OLD_FILES, encoding="utf-8")
    kind = JournalFormatter if log.path is None and _is_journal(stream) else JsonFormatter
    root = logging.getLogger()
    stop()
    for each, formatter in ((outlet, kind), (Tail(), JsonFormatter)):
        each.setFormatter(
            formatter(
                ["levelname", "name", "message"],
                timestamp="time",
                rename_fields={"levelname": "level", "name": "logger"},
            )
        )
        each.addFilter(Redaction())
        root.addHandler(each)
    root.setLevel(log.level.upper())
    logging.raiseExceptions = False  # a full disk must not fill the journal with the same complaint
    for library in ("zigpy", "bellows", "asyncio", "serialx"):
        # Their debug lines hold raw frames, keys among them.
        logging.getLogger(library).setLevel(max(logging.INFO, root.level))


def conceal(secret: bytes) -> None:
    """From now on no log shows `secret`."""
    for outlet in logging.getLogger().handlers:
        for redaction in outlet.filters:
            if isinstance(redaction, Redaction):
                redaction.conceal(secret)


def path() -> Path | None:
    """The file that the log goes to, if it does."""
    files = (h.baseFilename for h in logging.getLogger().handlers if isinstance(h, RotatingFileHandler))
    return next((Path(name) for name in files), None)


def tail() -> tuple[str, ...]:
    """The last lines of JSON that this process logged, oldest first."""
    return tuple(line for each in logging.getLogger().handlers if isinstance(each, Tail) for line in tuple(each.lines))


def stop() -> None:
    """Close what `start` opened."""
    root = logging.getLogger()
    for outlet in [h for h in root.handlers if any(isinstance(f, Redaction) for f in h.filters)]:
        root.removeHandler(outlet)
        outlet.close()


def _is_journal(stream: TextIO) -> bool:
    """Does `stream` lead to journald (systemd.exec(5), JOURNAL_STREAM)?"""
    try:
        file = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return os.environ.get("JOURNAL_STREAM") == f"{file.st_dev}:{file.st_ino}"
