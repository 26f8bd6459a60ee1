"""A real disk that fills up, or turns read-only: a small tmpfs, where the machine lets us mount one."""

import os
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hemsapp import database
from hemsapp.domain.facts import Happened, Happening
from hemsapp.store import StorageFailed, Store
from tests.hemsapp.test_store import NOON, ZONE, interval, moment, urgent

SIZE = 14_000_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path, leave: int) -> Path:
    """Somebody else's big file."""
    left = os.statvfs(folder).f_bavail * os.statvfs(folder).f_bsize
    file = folder / "films"
    with file.open("wb") as big:
        os.posix_fallocate(big.fileno(), 0, left - leave)
    return file


def story(number: int) -> Happening:
    """An entry of some size."""
    return Happening(NOON + timedelta(seconds=number), Happened.GAP_OPENED, "x" * 20_000)


def test_a_disk_that_fills_up_costs_the_reserve_first_then_waits_and_loses_nothing(disk: Path) -> None:
    """F24"""
    store = Store(disk / "home.db", ZONE)
    films = fill(disk, leave=60_000)
    problems: list[str | None] = []

    def write_on() -> None:
        for number in range(1000):
            store.record(urgent(story(number), interval(NOON + timedelta(minutes=15 * number))), moment(number))
            problems.append(store.problem)

    with pytest.raises(StorageFailed, match="The disk is full: free some space"):
        write_on()
    written = len(problems)
    assert problems[-1] == "The disk is almost full. Free some space, or history will stop."
    assert written > 50, "the reserve was of no use"
    assert not database.reserve(disk / "home.db").exists()
    films.unlink()
    store.commit(moment(2000))
    assert store.problem is None
    store.close()
    again = Store(disk / "home.db", ZONE)
    assert again.problem is None
    assert again.database.execute("SELECT count(*) FROM happenings").fetchone() == (written + 1,)
    assert again.database.execute("SELECT count(*) FROM intervals").fetchone() == (written + 1,)
    again.close()


def test_a_disk_that_turns_read_only_is_named_and_recovers(disk: Path) -> None:
    """F26"""
    store = Store(disk / "home.db", ZONE)
    store.record(urgent(interval(NOON)), moment())
    # The kernel remounts a failing disk by force; here files that are open for writing must be let go first.
    store._drop_connection()
    os.close(store._lock._file)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(StorageFailed, match=r"The disk can only be read|The disk does not serve"):
        store.record(urgent(interval(NOON + timedelta(minutes=15))), moment(1))
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    store._lock = database.Lock(disk / "home.db")
    store.commit(moment(10))
    assert store.problem is None
    assert len(store.restore(NOON).intervals) == 2
    store.close()
