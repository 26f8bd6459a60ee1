"""SIGKILL at any moment: the ledger still adds up to the watt-hour (F20, D1, D2)."""

import random
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from devices.messages import IntervalChannel
from hemsapp.domain.facts import NOTHING_RESTORED, Quality, Restored
from hemsapp.store import Store
from tests.hemsapp.crashing_home import BEGIN, FIRST_WH, SPEED, ZONE, register_wh


def lived(folder: Path, start: datetime, seconds: float, *more: str) -> datetime:
    """Run the home for so many real seconds after it serves, kill it, and say what time it is there at least."""
    command = [sys.executable, "-m", "tests.hemsapp.crashing_home", str(folder), start.isoformat(), *more]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as home:
        assert home.stdout is not None
        assert home.stdout.readline() == "serving\n"
        began_s = time.monotonic()
        time.sleep(seconds)
        home.kill()
        home.wait()
        return start + timedelta(seconds=(time.monotonic() - began_s + 2.0) * SPEED)


def ledger(folder: Path, now: datetime) -> Restored:
    store = Store(folder / "home.db", ZONE)
    restored = store.restore(now)
    assert store.problem is None
    assert store.database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    days = store.days(BEGIN.date() - timedelta(days=1), now.date() + timedelta(days=2))
    assert sum(d.total.delivered_wh for d in days) == sum(i.delivered_wh for i in restored.intervals)
    store.close()
    return restored


def counted_wh(restored: Restored) -> int:
    """What intervals itemise and gaps hold back."""
    gaps = [g for g in restored.gaps if g.channel is IntervalChannel.DELIVERED and g.total_wh is not None]
    return sum(i.delivered_wh for i in restored.intervals) + sum(g.left_wh for g in gaps)


def crash(folder: Path, seed: int, rounds: int) -> None:
    """Kill at seeded moments; after each, what was finished before is there, and every watt-hour is in one place."""
    dice = random.Random(seed)
    now, before, first_wh = BEGIN, NOTHING_RESTORED, None
    for _ in range(rounds):
        started = now
        now = lived(folder, now, dice.uniform(0.0, 0.9))
        after = ledger(folder, now)
        for anchor in (a for a in after.anchors if a.channel is IntervalChannel.DELIVERED):
            first_wh = first_wh or anchor.register_wh - counted_wh(after)
            assert anchor.register_wh - first_wh == counted_wh(after)
            assert register_wh(anchor.utc - timedelta(minutes=10)) <= anchor.register_wh <= register_wh(anchor.utc)
        kept = {i.start: i for i in after.intervals}
        finished = [i for i in before.intervals if i.start + timedelta(hours=1) < started]
        assert [i.start for i in finished if i.start not in kept] == []
        assert all(kept[i.start].delivered_wh >= i.delivered_wh for i in finished)
        before = after
    assert first_wh is not None
    assert FIRST_WH <= first_wh <= register_wh(now)
    assert counted_wh(before) > 0


def test_killed_at_any_moment_the_ledger_adds_up_to_the_watt_hour(tmp_path: Path) -> None:
    crash(tmp_path, seed=20, rounds=6)


def test_killed_in_the_middle_of_corrections_each_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """users.md 12: a correction, its rows and what was counted survive together; the register still adds up."""
    now = lived(tmp_path, BEGIN, 2.5)
    first_wh, corrections = None, 0
    for seconds in (0.4, 0.7, 0.2, 0.9):
        now = lived(tmp_path, now, seconds, "corrected")
        after = ledger(tmp_path, now)
        rows = {row.start: row for row in after.intervals}
        held = [each for each in after.amendments if not each.is_undone]
        corrections += len(held)
        said = {each.start: each.delivered_wh or 0 for each in held}
        amended: dict[datetime, int] = {}
        for row in rows.values():
            if row.quality is Quality.AMENDED:
                hour = row.start.replace(minute=0, second=0)
                amended[hour] = amended.get(hour, 0) + row.delivered_wh
        assert amended == said
        as_counted = [
            replace(row, delivered_wh=row.counted_delivered_wh or 0)
            for row in rows.values()
            if row.start.replace(minute=0, second=0) in said
        ]
        others = [row for row in rows.values() if row.start.replace(minute=0, second=0) not in said]
        whole_wh = counted_wh(replace(after, intervals=(*as_counted, *others)))
        (anchor,) = (each for each in after.anchors if each.channel is IntervalChannel.DELIVERED)
        first_wh = first_wh or anchor.register_wh - whole_wh
        assert anchor.register_wh - first_wh == whole_wh
    assert corrections


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_killed_again_and_again_the_ledger_adds_up(tmp_path: Path, seed: int) -> None:
    crash(tmp_path, seed, rounds=25)
