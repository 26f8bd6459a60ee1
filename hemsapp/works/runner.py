"""The thread of long work: one task at a time, what it reports comes back on the engine thread."""

import asyncio
import errno
import logging
import sqlite3
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from hemsapp.archive.kept import Source
from hemsapp.database import StoreRefused
from hemsapp.saying import in_order, say
from hemsapp.store import is_disk_failure
from hemsapp.work import Task, WorkEnded, WorkKind, WorkProgressed, WorkReport
from hemsapp.works.contract import Surroundings, WorkFunction, WorkRefused, WorkStopped

STOPPED = say("Stopped. Nothing was changed.")
_DISK = {
    errno.ENOSPC: say("There is no space left. Free some, or choose another place."),
    errno.EROFS: say("It can only be read. Choose another place."),
    errno.EACCES: say("hemsapp may not write there. Choose another place."),
    errno.ENOENT: say("It is not there any more. Was the stick pulled out?"),
    errno.EIO: say("The stick or disk does not serve. Try another one."),
    errno.ENODEV: say("It is not there any more. Was the stick pulled out?"),
}
_SQLITE = {
    sqlite3.SQLITE_FULL: _DISK[errno.ENOSPC],
    sqlite3.SQLITE_READONLY: _DISK[errno.EROFS],
    sqlite3.SQLITE_IOERR: _DISK[errno.EIO],
    sqlite3.SQLITE_BUSY: say("The database was busy. Try again."),
}

_log = logging.getLogger(__name__)


class Runner:
    """Does works on what a home keeps."""

    def __init__(self, works: Mapping[WorkKind, WorkFunction], source: Source) -> None:
        self._works = works
        self._source = source
        self._is_stopped = False

    def stop(self) -> None:
        """Let the running work end, with nothing changed; harmless when none runs."""
        self._is_stopped = True

    def run(self, task: Task, now: datetime, deliver: Callable[[WorkReport], None]) -> Coroutine[None, None, None]:
        """Do it, one at a time; `deliver` is called on the loop's thread. A mistake of the work's own is raised.

        Cancelled, it returns once the work has ended: no thread is left behind.
        """
        self._is_stopped = False
        return self._run(task, now, deliver)

    async def _run(self, task: Task, now: datetime, deliver: Callable[[WorkReport], None]) -> None:
        loop = asyncio.get_running_loop()
        told = [-1]

        def progress(done: int, total: int) -> None:
            if self._is_stopped:
                raise WorkStopped
            if (percent := done * 100 // max(total, 1)) != told[0]:
                told[0] = percent
                loop.call_soon_threadsafe(deliver, WorkProgressed(task, done, total))

        with ThreadPoolExecutor(1, thread_name_prefix="work") as thread:
            doing = loop.run_in_executor(thread, self._do, task, now, progress)
            try:
                ended = await asyncio.shield(doing)
            except asyncio.CancelledError:
                self.stop()
                await asyncio.wait({doing})
                raise
        deliver(ended)

    def _do(self, task: Task, now: datetime, progress: Callable[[int, int], None]) -> WorkEnded:
        """On the thread: do it, and say in a sentence what the world refused."""
        work = self._works.get(task.kind)
        if work is None:
            return WorkEnded(task, "", say("This display cannot do that yet."))
        around = Surroundings(self._source, now)
        try:
            outcome = work(around, task, progress)
        except WorkStopped:
            return WorkEnded(task, "", STOPPED)
        except (WorkRefused, StoreRefused) as refused:
            return WorkEnded(task, "", str(refused))
        except OSError as error:
            _log.warning("%s: %s", task.kind.value, error)
            return WorkEnded(
                task, "", _sentence(_DISK.get(error.errno or 0, say("It failed: {error}.", error=error.strerror)))
            )
        except sqlite3.OperationalError as error:
            if not is_disk_failure(error):
                raise
            _log.warning("%s: %s", task.kind.value, error)
            return WorkEnded(
                task,
                "",
                _sentence(_SQLITE.get(error.sqlite_errorcode & 0xFF, say("It failed: {error}.", error=str(error)))),
            )
        return WorkEnded(task, outcome.sentence, None, outcome.path, outcome.intervals, outcome.fault)


def _sentence(text: str) -> str:
    return in_order(text, say("Nothing was changed."))
