"""Every scenario, played from its first line to its last."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from devices.sim.scenario import parse
from devices.wan.journal import Noted
from hemsapp.play.player import Player
from hemsapp.play.report import attempts, seen
from hemsapp.play.run import Run
from hemsapp.play.steps import SCENARIOS
from hemsapp.play.texts import is_at_website, read
from resources import scenarios

SHIPPED = [name for name in scenarios.names() if not is_at_website(read(name)[2])]
FILES = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_happens_as_it_is_written(path: Path, tmp_path: Path) -> None:
    """F1, F2, F20, F40, F42, F80, F81, F82, F83, C1FR32a, C1FR32c, C1FR32d, C1FR32f, C1FR32g"""
    Player(parse(path.read_text(encoding="utf-8")), tmp_path).play()


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Run]:
    """Plays a shipped scenario; each once, whoever asks."""
    return cache(lambda name: Player(parse(scenarios.read(name)), tmp_path_factory.mktemp(name)).play())


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SHIPPED])
def test_an_event_goes_as_it_is_written_and_leaves_nothing_behind(name: str, played: Callable[[str], Run]) -> None:
    """C1FR31, C1FR36, C1FR38, C1FR40; UC96.3.1, UC96.3.2, UC96.3.3, UC96.3.4, UC96.3.5, UC96.3.6, UC96.3.7, UC96.3.8,
    UC96.3.9, UC96.3.10, UC96.3.11, UC96.3.11.1, UC96.3.11.2, UC96.3.12, UC96.3.13

    UC96.1.1, UC96.1.2, UC96.1.3, UC96.1.4, UC96.1.5, UC96.1.6, UC96.1.7, UC96.1.8, UC96.1.9, UC96.1.10, UC96.1.11,
    UC96.1.12, UC96.1.13, UC96.1.14, UC96.1.15, UC96.1.16, UC96.1.17, UC96.1.18, UC96.1.19, UC96.1.20, UC96.1.21,
    UC96.1.22, UC96.1.23, UC96.1.24, UC96.1.25, UC96.1.26, UC96.1.27, UC96.1.28, UC96.1.29, UC96.1.30, UC96.1.31,
    UC96.1.32; UC96.2.1, UC96.2.2, UC96.2.3, UC96.2.4, UC96.2.5, UC96.2.6
    """
    run = played(name)
    assert run.checks
    for step in seen(SCENARIOS.get(name, ()), run.entries, run.windows[0]) if run.windows else ():
        assert step.is_seen, f"{step.step.identifier}: {step.missing}"


@pytest.mark.xdist_group("p2")
def test_a_meter_that_cannot_be_reached_is_tried_four_times_a_minute_apart(played: Callable[[str], Run]) -> None:
    """UC96.2.2, UC96.2.3, UC96.2.5, UC96.2.6, C1FR6, C1NFR3"""
    run = played("p2")
    (times,) = attempts(run.entries, run.windows[0])
    tried = [datetime.fromisoformat(each) for each in times.split(", ")]
    assert [(later - earlier).total_seconds() for earlier, later in pairwise(tried)] == [60, 60, 60]


@pytest.mark.xdist_group("two-commanders")
def test_no_device_that_acts_by_itself_is_written_to_for_an_event(played: Callable[[str], Run]) -> None:
    """X-ENROL, C1FR44: one device, one commander"""
    run = played("two-commanders")
    by_themselves = {entry.who for entry in run.entries if entry.noted is Noted.DEVICE_REPORTED}
    commanded = {entry.who for entry in run.entries if entry.noted is Noted.WRITTEN}
    assert by_themselves
    assert commanded
    assert not by_themselves & commanded
