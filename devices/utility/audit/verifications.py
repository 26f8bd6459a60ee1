"""Verifying the logs of a running process: beside it, on a thread of its own, so that nobody waits for it."""

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from devices import chain as chains
from devices.utility.audit.commands import sentence, verdict_of
from devices.utility.audit.trail import Trail, WatchedDatabase
from devices.utility.audit.verify import Verdict, verify


class Logged(Protocol):
    """Somebody with an audit log: where its file is (None: in memory), and the open file."""

    @property
    def path(self) -> Path | None:
        """The file."""

    @property
    def db(self) -> WatchedDatabase:
        """The file, open."""

    @property
    def audit(self) -> Trail:
        """The end of its log."""


@dataclass(frozen=True, slots=True)
class _Done:
    asked: datetime
    verdict: Verdict


class Verifications:
    """The last verification of each log, and the one that runs. `logs` by the names that their files have."""

    def __init__(self, logs: Mapping[str, Logged]) -> None:
        self._logs = dict(logs)
        self._done: dict[str, _Done] = {}
        self._running: Future[None] | None = None

    def start(self, at: datetime) -> None:
        """Begin to verify every log as it is now, unless that is being done; of a log in memory it is done at once."""
        if self._is_running:
            return
        files: dict[str, Path] = {}
        for name, log in self._logs.items():
            if log.path is None:
                self._done[name] = _Done(at, verify(log.db, bytes(chains.KEY_OCTETS)))
            else:
                files[name] = log.path
        if files:
            thread = ThreadPoolExecutor(1, "audit")
            self._running = thread.submit(self._verify, files, at)
            thread.shutdown(wait=False)  # it ends when it is done

    def told(self) -> list[dict[str, Any]]:
        """Of each log what is known: the last verdict with the time that it is of, and whether another one is made."""
        return [_told(name, self._done.get(name), is_running=self._is_running) for name in self._logs]

    @property
    def _is_running(self) -> bool:
        return self._running is not None and not self._running.done()

    def _verify(self, files: Mapping[str, Path], at: datetime) -> None:
        for name, path in files.items():
            self._done[name] = _Done(at, verdict_of(path))


def _told(name: str, done: _Done | None, *, is_running: bool) -> dict[str, Any]:
    told: dict[str, Any] = {"system": name, "is_running": is_running, "asked": None, "is_unbroken": None}
    if done is None:
        return told | {"says": f"{name}: not verified yet"}
    found, kept = done.verdict, done.verdict.kept
    told |= {"asked": done.asked, "is_unbroken": found.fault is None, "says": sentence(name, found)}
    told |= {"entries": found.count, "since": found.since, "fault": found.fault}
    return told | {"kept": {"by": kept.keeper, "entries": kept.number, "told": kept.told} if kept else None}
