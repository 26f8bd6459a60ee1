"""Killed after any effect of a short event and started again: the same ledger, the same set points (F88, S2, L4)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from devices.demand_response import DeviceClass, EventStatus, LoadControl
from hemsapp import commands
from tests.hemsapp.events_home import BEDROOM, HALL, METER, NOON, OWN, RECOVERY, EventsHome, StoreDisk

MINUTE = timedelta(minutes=1)
EVENT = LoadControl(METER, 7, DeviceClass.HVAC, 0, NOON + 20 * MINUTE, 30, 2, cooling_offset_centi_c=220)
DOWN = timedelta(seconds=40)
Story = tuple[tuple[timedelta, Callable[[EventsHome], None]], ...]

PLAIN: Story = ((MINUTE, lambda home: home.announce(EVENT)), (90 * MINUTE, lambda _: None))
LEFT: Story = (
    (MINUTE, lambda home: home.announce(EVENT)),
    (25 * MINUTE, lambda home: home.hear(commands.OptOut(7, HALL))),
    (80 * MINUTE, lambda _: None),
)
CANCELLED: Story = (
    (MINUTE, lambda home: home.announce(EVENT)),
    (25 * MINUTE, lambda home: home.cancel(7)),
    (80 * MINUTE, lambda _: None),
)
NESTED: Story = (
    (MINUTE, lambda home: home.announce(EVENT)),
    (
        5 * MINUTE,
        lambda home: home.announce(
            replace(EVENT, issuer_event_id=9, criticality=7, start=NOON + 25 * MINUTE, duration_minutes=5)
        ),
    ),
    (90 * MINUTE, lambda _: None),
)
STORIES = {"plain": PLAIN, "left": LEFT, "cancelled": CANCELLED, "nested": NESTED}


def lived(story: Story, kill_after: int | None, file: Path | None = None) -> EventsHome:
    """The story, with one kill in it; the process is started again after forty seconds."""
    home = EventsHome(kill_after=kill_after, file=file)
    for delta, act in story:
        end = home.now + delta
        while home.now < end:
            home.run(min(DOWN, end - home.now))
            if not home.is_running:
                home.run(DOWN)
                home.boot()
        act(home)
        if not home.is_running:
            home.run(DOWN)
            home.boot()
            act(home)  # the person touches again, the meter says it again
    if not home.is_running:
        home.boot()
    home.run(RECOVERY)
    return home


def ledger(home: EventsHome) -> dict[tuple[str, int], list[EventStatus]]:
    assert sorted(home.receipts) == list(range(1, len(home.receipts) + 1)), "a number is missing in the meter's log"
    found: dict[tuple[str, int], list[EventStatus]] = {}
    for sequence in sorted(home.receipts):
        receipt = home.receipts[sequence]
        found.setdefault((receipt.subject, receipt.issuer_event_id), []).append(receipt.status)
    return found


class Counting(EventsHome):
    """Counts effects."""

    effects = 0

    def perform(self, effects: list) -> None:  # type: ignore[type-arg] # passed through
        self.effects += len(effects)
        super().perform(effects)


def effects_of(story: Story) -> int:
    home = Counting()
    for delta, act in story:
        home.run(delta)
        act(home)
    return home.effects


@pytest.mark.parametrize("name", STORIES)
def test_killed_after_every_fourth_effect_it_ends_in_the_same_ledger_and_the_same_set_points(name: str) -> None:
    """Another quarter of them in each story; all of them in `make soak`."""
    killed_after(name, slice(list(STORIES).index(name), None, 4))


@pytest.mark.soak
@pytest.mark.parametrize("name", STORIES)
def test_killed_after_any_effect_it_ends_in_the_same_ledger_and_the_same_set_points(name: str) -> None:
    killed_after(name, slice(None))


def killed_after(name: str, chosen: slice) -> None:
    story = STORIES[name]
    undisturbed = lived(story, None)
    expected = ledger(undisturbed)
    assert {HALL, BEDROOM, OWN} == {subject for subject, _ in expected}
    for point in range(effects_of(story))[chosen]:
        home = lived(story, point)
        assert ledger(home) == expected, f"killed after effect {point}"
        assert [each.cooling_centi_c for each in home.thermostats.values()] == [2333, 2333], f"killed after {point}"
        assert home.engine.snapshot(home.at).events.owed == 0


def test_the_true_store_brings_it_back_as_well(tmp_path: Path) -> None:
    """F20, F88: at every eighth effect; a store takes its time."""
    expected = ledger(lived(LEFT, None))
    for point in range(3, effects_of(LEFT), 8):
        home = lived(LEFT, point, tmp_path / f"{point}.db")
        assert ledger(home) == expected, f"killed after effect {point}"
        assert [each.cooling_centi_c for each in home.thermostats.values()] == [2333, 2333], f"killed after {point}"
        assert isinstance(home.disk, StoreDisk)
        home.disk.close()
