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


FIRMWARE = """
date    2026-07-14
begins  11:00
devices meter, hall thermostat
house   base 400 W

12:00   kiosk       shows that hall runs 1.4
12:01   installer   brings firmware 1.5 for hall
12:02   person      updates hall
12:20   kiosk       shows that hall runs 1.5
"""


@pytest.mark.soak
def test_a_thermostat_is_updated_on_the_wire_as_in_objects(tmp_path: Path) -> None:
    """X-REMOTE-DOWNLOAD, C1FR44: a folder with a manifest, an order, the real stack, the new version."""
    try:
        run = play(parse(FIRMWARE), tmp_path, SPEED)
    finally:
        logs.stop()
    assert run.complaints == ()
