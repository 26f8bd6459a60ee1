"""`hemsapp headless` on the simulated dongle, killed again and again: the real stack, the real process (F20)."""

import asyncio
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devices.messages import IntervalChannel
from hemsapp import logs
from hemsapp.cli.simulator import simulator
from hemsapp.clock import Clock
from hemsapp.domain.facts import Restored
from hemsapp.store import Store
from tests.hemsapp.cli.test_demo import PATIENCE_S, Home

CONFIG = '[radio]\nport = "{port}"\n[store]\npath = "home.db"\n[log]\npath = "headless.log"\n'


def outlived(config: Path, seconds: float) -> int:
    """Run headless for so long, kill it, and say how it ended before, if it did."""
    command = [sys.executable, "-m", "hemsapp", "headless", "--config", str(config)]
    with subprocess.Popen(command) as process:
        time.sleep(seconds)
        code = process.poll()
        process.kill()
    return code or 0


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
def test_a_killed_kiosk_goes_on_where_it_was_to_the_watt_hour(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    with simulator(tmp_path, speed=1, seed=seed, start=None) as world:

        async def settle() -> None:
            home = Home(tmp_path, world)
            async with asyncio.timeout(PATIENCE_S):
                await home.service.run()

        asyncio.run(settle())
        logs.stop()
        config = tmp_path / "hemsapp.toml"
        config.write_text(CONFIG.format(port=world.port))
        first_registers = set()
        for _ in range(8):
            assert outlived(config, dice.uniform(0.5, 8.0)) == 0
            store = Store(tmp_path / "home.db", "America/Los_Angeles")
            restored = store.restore(Clock().now().utc)
            assert store.problem is None
            store.close()
            first_registers.add(first_register_wh(restored))
    assert len(first_registers) == 1


def first_register_wh(restored: Restored) -> int:
    """The register at the first reading ever: what was counted since, live or as gaps, taken off the last one."""
    (anchor,) = (a for a in restored.anchors if a.channel is IntervalChannel.DELIVERED)
    gaps_wh = sum(g.total_wh or 0 for g in restored.gaps if g.channel is IntervalChannel.DELIVERED)
    return anchor.register_wh - gaps_wh - sum(i.measured_delivered_wh for i in restored.intervals)
