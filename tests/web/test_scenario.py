"""P4 whole: a customer at the website in a headless Chromium, every process real, sixty times as fast as life."""

from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp import logs
from hemsapp.play.report import seen
from hemsapp.play.steps import P4
from hemsapp.play.wire import play
from resources import scenarios


@pytest.mark.browser
@pytest.mark.parametrize("speed", [60.0])
def test_a_customer_looks_at_usage_and_events_online(speed: float, tmp_path: Path) -> None:
    """UC96.4.1, UC96.4.2, UC96.4.3, UC96.4.4, UC96.4.5, UC96.4.6, UC96.4.7, UC96.4.8, UC96.4.9"""
    try:
        run = play(parse(scenarios.read("p4")), tmp_path, speed)
    finally:
        logs.stop()
    assert run.complaints == ()
    for step in seen(P4, run.entries, run.windows[0]):
        assert step.is_seen, f"{step.step.identifier}: {step.missing}"
