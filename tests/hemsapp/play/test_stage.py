"""A scenario in a window's hands: its time stands, runs and leaps as it is told, and nothing drifts apart."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from devices.sim.scenario import parse
from hemsapp.clock import SteeredClock
from hemsapp.commands import OptOut, StartBill
from hemsapp.play.stage import Stage, clock_of
from hemsapp.questions import Answer, BillsWanted
from hemsapp.snapshot import Snapshot
from hemsapp.state_json import Json, to_json

PATIENCE_S = 60
ANNOUNCED_S, RUNNING_S, OVER_S = 2 * 60, 6 * 60, 25 * 60
SHORT = """date 2026-07-14
begins 16:55
tariff 00:00 low 0.156, 08:00 normal 0.246, 14:00 high 0.34, 20:00 normal
house base 400 W, air conditioner 2.9 kW, 74 F, outside 97 F

16:56 utility critical peak price #7 from 17:00 for 15 min at 0.62
"""


@dataclass
class Played:
    """A stage that runs, and what it published."""

    stage: Stage
    clock: SteeredClock
    seen: list[Snapshot] = field(default_factory=list)

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not is_so():  # noqa: ASYNC110 - what is waited for is no event of ours
                await asyncio.sleep(0.005)

    async def advance(self, seconds: float) -> Snapshot:
        self.clock.advance(seconds)
        end_s = self.clock.wanted_s
        await self.until(lambda: self.clock.now().monotonic_s >= end_s - 0.001 and self.clock.is_settled)
        return self.seen[-1]

    def state(self) -> Json:
        return to_json(self.seen[-1], self.clock.now())


@asynccontextmanager
async def played(folder: Path) -> AsyncIterator[Played]:
    scenario = parse(SHORT)
    clock = clock_of(scenario, speed=0.0)
    stage = Stage(scenario, folder, clock)
    it = Played(stage, clock)
    stage.subscribe(it.seen.append)
    running = asyncio.create_task(stage.run())
    await it.until(lambda: bool(it.seen))
    yield it
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_time_stands_until_it_is_told_and_all_of_the_house_goes_with_it(tmp_path: Path) -> None:
    """UC96.1.7, UC96.1.14, UC96.1.32: announced, running and over when the timetable says so, however far the leap."""
    async with played(tmp_path) as it:
        before = it.clock.now()
        await asyncio.sleep(0.25)
        assert it.clock.now() == before
        snapshot = await it.advance(ANNOUNCED_S)
        assert [event.phase.value for event in snapshot.events.all] == ["scheduled"]
        snapshot = await it.advance(RUNNING_S - ANNOUNCED_S)
        assert [event.phase.value for event in snapshot.events.all] == ["active"]
        assert snapshot.power.heard is not None
        assert it.clock.now().seconds_since(snapshot.power.heard) <= 10
        snapshot = await it.advance(OVER_S - RUNNING_S)
        assert snapshot.events.current is None


async def test_what_a_person_asks_for_happens_at_the_moment_that_is_shown(tmp_path: Path) -> None:
    async with played(tmp_path) as it:
        await it.advance(RUNNING_S)
        stands = it.clock.now()
        it.stage.submit(OptOut(7, None))
        it.stage.submit(StartBill(date(2026, 7, 3)))
        assert not it.clock.is_settled
        await it.until(lambda: it.clock.is_settled)
        assert it.clock.now() == stands
        assert it.seen[-1].bill.start == date(2026, 7, 3)


async def test_what_is_kept_can_be_asked_for(tmp_path: Path) -> None:
    async with played(tmp_path) as it:
        answers: list[Answer] = []
        it.stage.ask(BillsWanted(), answers.append)
        await it.until(lambda: bool(answers))


async def test_the_same_seed_gives_the_same_house_in_one_leap_or_in_many(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with played(tmp_path) as it:
        await it.advance(RUNNING_S)
        once, at = it.state(), it.clock.now()
    async with played(tmp_path_factory.mktemp("many")) as it:
        while (left_s := at.monotonic_s - it.clock.now().monotonic_s) > 0.001:
            await it.advance(min(left_s, 97.3))
        assert _without_ages(it.state()) == _without_ages(once)


def _without_ages(state: Json) -> Json:
    if isinstance(state, dict):
        return {name: _without_ages(part) for name, part in state.items() if name != "age_s"}
    return [_without_ages(part) for part in state] if isinstance(state, list) else state
