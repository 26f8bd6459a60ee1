"""A kill at every step of an event day ends in the same set points, choices and overrides (S2, S3, DR4, DR8)."""

from collections.abc import Callable
from itertools import count

import pytest

from devices.messages import DeviceKind, DeviceReady, SwitchRead
from hemsapp.commands import Ease, OptIn, OptOut, SaveProgramme, SetRoomTemperature, TakeBreak
from hemsapp.domain.comfort.facts import Override, SetPointEntry, SwitchEntry
from hemsapp.domain.comfort.steps import Steered, Steps
from tests.hemsapp.domain.comfort.test_rooms import PROGRAMME
from tests.hemsapp.domain.comfort.world import F76, F77, HALL, HEATER, World, an_event, key_of

STEPS: tuple[Callable[[World], None], ...] = (
    lambda world: world.wish(SaveProgramme(HALL, PROGRAMME)),
    lambda world: world.govern(an_event()),
    lambda world: world.govern(an_event(), HEATER),
    lambda world: world.wish(Ease(7, HALL, 56)),
    lambda world: world.turn(F77),
    lambda world: world.wish(TakeBreak(7, None, 30)),
    lambda world: world.wish(OptIn(7, HALL)),
    lambda world: world.govern(an_event(8, is_emergency=True, after_minutes=70, minutes=30)),
    lambda world: world.wish(SetRoomTemperature(HALL, F76)),
    lambda world: world.govern(an_event()),
    lambda world: world.wish(OptOut(7, HALL)),
    lambda world: world.wish(OptOut(7, HEATER)),
    lambda world: world.govern(None),
    lambda world: world.until(8),
)


class Killed(Exception):
    """The process is gone."""


class FrailWorld(World):
    """Dies at the n-th of the instants that matter: before the facts are kept, after, and after the order was done."""

    def __init__(self, dies_at: int) -> None:
        self.instants = count(1)
        self.dies_at = dies_at
        self.is_frail = False
        super().__init__()

    def live_on(self) -> None:
        if self.is_frail and next(self.instants) == self.dies_at:
            raise Killed

    def rejoin(self) -> None:
        """Devices tell again that they are there, and are governed again."""
        super().take(self.rooms.hear(DeviceReady(HEATER, DeviceKind.LOAD_SWITCH, "", ""), self.at))
        super().take(self.rooms.hear(SwitchRead(HEATER, self.switches[HEATER]), self.at))
        for device, governance in list(self.governances.items()):
            self.govern(governance, device)

    def take(self, steps: Steps) -> None:
        if steps.facts or steps.orders:
            self.live_on()
        for fact in steps.facts:
            self.store[key_of(fact)] = fact
        if steps.facts:
            self.live_on()
        super().take(steps)

    def carry_out(self, steered: Steered) -> None:
        super().carry_out(steered)
        self.live_on()


def live_a_day(world: FrailWorld) -> bool:
    """Each step once more if it was killed: whoever wished it sees that nothing happened; was there a kill?"""
    world.thermostat()
    world.switch()
    world.is_frail = True
    killed = False
    for step in STEPS:
        for _ in range(2):
            try:
                step(world)
                world.ahead(minutes=10)
            except Killed:
                killed = True
                world.restart()
                world.rejoin()
                continue
            break
    return killed


def ends(world: FrailWorld) -> tuple[object, ...]:
    entries = [fact for fact in world.store.values() if isinstance(fact, SetPointEntry | SwitchEntry)]
    overrides = [(fact.issuer_event_id, fact.kind) for fact in world.store.values() if isinstance(fact, Override)]
    wall = world.walls[HALL]
    return wall.cooling, wall.heating, world.switches[HEATER], sorted(each.is_open for each in entries), len(overrides)


def instants() -> tuple[int, ...]:
    world = FrailWorld(0)
    live_a_day(world)
    return tuple(range(1, next(world.instants)))


@pytest.mark.parametrize("dies_at", instants())
def test_a_kill_at_any_instant_of_a_day_changes_nothing_of_its_end(dies_at: int) -> None:
    undisturbed, world = FrailWorld(0), FrailWorld(dies_at)
    live_a_day(undisturbed)
    assert live_a_day(world)
    assert ends(world) == ends(undisturbed)
    assert all(entry.is_open for entry in world.written_after)
