"""P1 over bytes, and one process of the loop killed at every moment of it that can be told from the ones before."""

import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest

from devices.sim.scenario import parse
from devices.wan.journal import Entry, System
from hemsapp.play.report import Seen, Window, seen
from hemsapp.play.steps import P1
from resources import scenarios
from tests.soak.loop import Loop, Part

SPEED = 15.0
LOOK_S = 0.3
LEAST_KILLS = 5
OWN = f"{System.CI.value}:"
_UNSEEN = [("thermostat", "no participation"), ("thermostat", "received")]
"""A thermostat that could not be asked while the event lasted: nothing is claimed of it that was not read back (R3)."""
RECEIPTS = [(who, status) for who in ("kiosk", "thermostat") for status in ("completed", "received", "started")]


def is_whole(receipts: set[tuple[str, str]]) -> bool:
    """Is everything told of both to the end? A chain that lacks its start ends without a part in it."""
    return receipts >= set(RECEIPTS) or receipts == {*_UNSEEN, *(each for each in RECEIPTS if each[0] == "kiosk")}


class Left(NamedTuple):
    """What a run left behind; a report that went on unsigned, for its signed twin was late, counts with that."""

    receipts: list[tuple[str, str]]
    standing: str | None
    set_points: list[int]
    missing: list[str]


def moments(entries: list[Entry]) -> set[tuple[str, str, str]]:
    """What was noted, so far as it differs: by whom, what, and the first word of how."""
    return {(each.system.value, each.noted.value, each.detail.split(" ")[0]) for each in entries}


def is_told(steps: tuple[Seen, ...]) -> bool:
    """Does nothing lack but what stands in the kiosk's own journal?"""
    return all(OWN in lack for each in steps for lack in each.missing)


def play(folder: Path, part: Part | None) -> tuple[Left, int]:
    """P1 with that process killed whenever something new was noted; what was left, and how often it was killed."""
    with Loop(parse(scenarios.read("p1")), folder, SPEED) as loop:
        loop.announce()
        event = loop.event
        window = Window(event.issuer_event_id, event.start, loop.end)
        known, kills, set_points = set[tuple[str, str, str]](), 0, [loop.cooling_centi_c()]
        while loop.time.now < loop.end or loop.standing() != "completed" or loop.owed_by_kiosk():
            assert loop.time.now < loop.latest, f"it does not end: {loop.standing()}, {loop.receipts()}"
            if (now := loop.cooling_centi_c()) != set_points[-1]:
                set_points.append(now)
            about = [each for each in loop.entries() if each.issuer_event_id == event.issuer_event_id]
            if part is not None and not moments(about) <= known:
                known |= moments(about)
                loop.kill(part)
                loop.start(part)
                kills += 1
            time.sleep(LOOK_S)
        loop.until(lambda: abs(loop.cooling_centi_c() - set_points[0]) <= 25, "the set point is not back")
        loop.until(lambda: is_whole(set(loop.receipts())), "receipts are missing")
        loop.until(lambda: is_told(seen(P1, loop.entries(), window)), "steps are missing in the journals of the others")
        set_points.append(loop.cooling_centi_c())
        receipts, standing = sorted(set(loop.receipts())), loop.standing()
        steps = seen(P1, loop.entries(is_final=True), window)
        return Left(
            receipts,
            standing,
            [point for at, point in enumerate(set_points) if at == 0 or point != set_points[at - 1]],
            [each.step.identifier for each in steps if not each.is_seen],
        ), kills


@cache
def undisturbed() -> Left:
    with TemporaryDirectory() as folder:
        return play(Path(folder), None)[0]


@pytest.mark.soak
def test_the_undisturbed_run_is_as_it_should_be() -> None:
    left = undisturbed()
    assert (left.receipts, left.standing, left.missing) == (RECEIPTS, "completed", [])
    assert len(left.set_points) == 3


@pytest.mark.soak
@pytest.mark.parametrize("part", Part, ids=lambda part: part.value)
def test_a_process_that_is_killed_at_every_moment_leaves_the_same_behind(part: Part, tmp_path: Path) -> None:
    """UC96.1.1 to UC96.1.32, DR1, R1 to R5"""
    left, kills = play(tmp_path, part)
    assert kills >= LEAST_KILLS
    if part is Part.SIMULATOR and set(_UNSEEN) <= set(left.receipts):  # the thermostat was away whenever it was asked
        assert (left.standing, left.set_points[0]) == ("completed", left.set_points[-1])
        return
    assert left == undisturbed()
