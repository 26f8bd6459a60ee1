"""Every test leaves the process as it found it: no task, no thread, no child, no window, and English."""

import asyncio
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

# Some machines forbid bytecode: then each worker, and each of a hundred processes, would compile the product again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

from ui import i18n  # noqa: E402 - it is the first that is compiled

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

MEMORY, MEMORY_BYTES = Path("/dev/shm"), 3 << 30

# Workers of the interpreter's own pools outlive the loop that started them by a moment.
POOLED = ("asyncio_", "ThreadPoolExecutor-", "QThread", "Dummy-", "execnet")


def pytest_configure() -> None:
    """Keep tests' files in memory where there is room: a disk makes a commit wait, and no test pulls the plug."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > MEMORY_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(autouse=True)
def leaves_nothing_behind() -> Iterator[None]:
    """Fail a test that leaves a thread running, or a task in a loop that still runs; the next one reads English."""
    before = set(threading.enumerate())
    yield
    i18n.use(i18n.Style())
    left = {t for t in threading.enumerate() if t not in before and not t.name.startswith(POOLED)}
    for thread in left:
        thread.join(timeout=2)
    assert {t.name for t in left if t.is_alive()} == set()
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    assert [t for t in asyncio.all_tasks(loop) if not t.done()] == []
