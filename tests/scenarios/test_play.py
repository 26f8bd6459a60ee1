"""Every scenario, played from its first line to its last."""

from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp.play.player import Player

SCENARIOS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_happens_as_it_is_written(path: Path, tmp_path: Path) -> None:
    """F1, F2, F20, F40, F42, F80, F81, F82, F83, C1FR32a, C1FR32c, C1FR32d, C1FR32f, C1FR32g"""
    Player(parse(path.read_text(encoding="utf-8")), tmp_path).play()
