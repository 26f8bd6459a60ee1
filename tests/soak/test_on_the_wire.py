"""Scenarios on the wire: every process, the real Zigbee stack, sixty times as fast as life."""

from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp import logs
from hemsapp.play.report import seen
from hemsapp.play.steps import SCENARIOS
from hemsapp.play.wire import play
from resources import scenarios

SPEED = 60.0
NAMES = ("p1", "p3", "cancelled", "superseded", "emergency-locked", "emergency-ja5", "two-commanders")


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_goes_on_the_wire_as_it_goes_in_objects(name: str, tmp_path: Path) -> None:
    """UC96.1.1, UC96.1.32, UC96.3.13, X-ENROL"""
    try:
        run = play(parse(scenarios.read(name)), tmp_path, SPEED)
    finally:
        logs.stop()
    assert run.complaints == ()
    for step in seen(SCENARIOS.get(name, ()), run.entries, run.windows[0]):
        assert step.is_seen, f"{step.step.identifier}: {step.missing}"
