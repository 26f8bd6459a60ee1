"""A station on a bus where everything goes wrong: each message acts once, and counters never go back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.utility.bus import Faults
from devices.utility.local import LocalNet
from devices.wan.codec import decode_record
from devices.wan.replay import LinkState
from devices.wan.system import Cause
from devices.wan.words import SecurityClass
from tests.devices.utility.echo import Announcer, Disk, Taker
from tests.devices.wan.world import AT, MS, MTR


@dataclass
class World:
    faults: Faults = field(default_factory=Faults)
    seed: int = 0
    ms: Announcer = field(default_factory=Announcer)
    meter: Taker = field(default_factory=Taker)

    def __post_init__(self) -> None:
        self.net = LocalNet(AT, self.seed, self.faults)
        self.net.add(self.meter, MTR)
        self.net.add(self.ms, MS)

    def announce(self) -> None:
        self.ms.next_wake = self.net.now

    def after(self, seconds: float) -> None:
        self.net.advance(self.net.now + timedelta(seconds=seconds))


def test_an_event_is_taken_and_confirmed_at_once() -> None:
    world = World()
    world.announce()
    world.after(300)
    assert world.meter.links.taken == [1]
    assert world.ms.confirmed == [AT + timedelta(milliseconds=40)]
    assert world.ms.refusals == world.meter.refusals == []


def test_an_event_to_a_meter_that_is_silent_is_sent_four_times() -> None:
    world = World(Faults(silent={"MTR-1"}))
    world.announce()
    world.after(600)
    assert (world.ms.sent, world.meter.links.taken) == (4, [])


def test_what_waited_for_a_meter_arrives_when_it_is_back() -> None:
    world = World(Faults(cut={"MTR-1"}))
    world.announce()
    world.after(30)
    world.net.bus.faults.cut.clear()
    world.after(1)
    assert world.ms.confirmed == [AT + timedelta(seconds=30.02)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1000), st.floats(0, 0.5), st.floats(0, 0.9), st.floats(0, 1))
def test_whatever_the_bus_does_a_message_acts_once(seed: int, loss: float, duplicate: float, reorder: float) -> None:
    world = World(Faults(loss, duplicate, reorder, timedelta(seconds=3)), seed)
    world.announce()
    world.after(900)
    assert len(world.meter.links.taken) == len(set(world.meter.links.taken))
    assert len(world.ms.confirmed) <= world.ms.sent
    assert {refusal.cause for refusal in world.meter.refusals} <= {Cause.DOUBLED}


def test_a_seed_gives_the_same_run() -> None:
    def run() -> tuple[list[int], int]:
        world = World(Faults(0.4, 0.4, 0.4, timedelta(seconds=3)), seed=11)
        world.announce()
        world.after(900)
        return world.meter.links.taken, world.ms.sent

    assert run() == run()


def test_a_message_that_the_line_doubled_is_answered_again_without_acting_twice() -> None:
    heard: list[str] = []

    def twice(target: str, source: str, data: bytes) -> Iterable[bytes]:
        heard.append(target)
        return (data, data) if target == "MTR-1" else (data,)

    world = World(Faults(on_the_way=twice))
    world.announce()
    world.after(10)
    assert world.meter.links.taken == [1]
    assert [refusal.cause for refusal in world.meter.refusals] == [Cause.DOUBLED]
    assert heard == ["MTR-1", "MS", "MS"]


@pytest.mark.parametrize("after_minutes", [10, 59])
def test_a_recording_played_later_is_an_attempt(after_minutes: int) -> None:
    tape: list[bytes] = []

    def record(target: str, source: str, data: bytes) -> Iterable[bytes]:
        if target == "MTR-1":
            tape.append(data)
        return (data,)

    world = World(Faults(on_the_way=record))
    world.announce()
    world.after(after_minutes * 60)
    world.net.bus.publish("MTR-1", "MS", tape[0])
    world.after(1)
    assert world.meter.links.taken == [1]
    assert [(refusal.cause, refusal.source) for refusal in world.meter.refusals] == [(Cause.REPLAYED, "MS")]


def test_an_altered_message_moves_nothing() -> None:
    def altered(target: str, source: str, data: bytes) -> Iterable[bytes]:
        return (data[:-1] + bytes((data[-1] ^ 1,)),)

    world = World(Faults(on_the_way=altered))
    world.announce()
    world.after(600)
    assert world.meter.links.taken == []
    assert {refusal.cause for refusal in world.meter.refusals} == {Cause.ALTERED}


def test_a_meter_that_crashed_after_it_answered_acts_once() -> None:
    world = World()
    world.announce()
    world.after(10)
    again = Taker(links=Disk(dict(world.meter.links.links), list(world.meter.links.taken)))
    world.net.add(again, MTR)
    world.announce()
    world.after(10)
    assert again.links.taken == [1, 2]
    assert world.meter.links.taken == [1]


def test_counters_go_on_where_they_stood_before_a_crash() -> None:
    world = World()
    world.announce()
    world.after(10)
    ms = Announcer(links=world.ms.links)
    world.net.remove("MS")
    world.net.add(ms, MS)
    ms.next_wake = world.net.now
    world.after(10)
    assert world.meter.links.taken == [1, 2]
    assert world.meter.refusals == []


def test_nothing_is_sent_of_what_could_not_be_committed() -> None:
    world = World()
    world.meter.links.is_broken = True
    world.announce()
    with pytest.raises(OSError, match="disk is full"):
        world.after(10)
    assert (world.meter.links.taken, world.meter.links.links, world.ms.confirmed) == ([], {}, [])
    world.meter.links.is_broken = False
    world.after(70)
    assert world.meter.links.taken == [2]
    assert len(world.ms.confirmed) == 1


def test_a_crash_between_the_commit_and_the_bus_takes_no_counter_twice() -> None:
    world = World()

    def killed(target: str, source: str, data: bytes) -> Iterable[bytes]:
        if source == "MTR-1":
            raise KeyboardInterrupt  # the process is gone: it has committed, and said nothing
        return (data,)

    world.faults.on_the_way = killed
    world.announce()
    with pytest.raises(KeyboardInterrupt):
        world.after(10)
    world.faults.on_the_way = None
    again = Taker(links=Disk(dict(world.meter.links.links), list(world.meter.links.taken)))
    world.net.add(again, MTR)
    world.after(70)
    assert again.links.taken == [1, 2]
    assert len(world.ms.confirmed) == 1
    assert (again.refusals, world.ms.refusals) == ([], [])
    kept: LinkState = decode_record(again.links.links["MS"], LinkState)
    assert kept.sent == 2


def test_what_a_system_may_not_send_is_told_to_itself() -> None:
    world = World(ms=Announcer(security=SecurityClass.PRIVATE))
    world.announce()
    world.after(1)
    assert [(refusal.cause, refusal.source) for refusal in world.ms.refusals] == [(Cause.DOWNGRADED, "MS")]
    assert world.meter.links.taken == []


def test_what_is_kept_names_the_counters() -> None:
    world = World()
    world.announce()
    world.after(10)
    kept: LinkState = decode_record(world.meter.links.links["MS"], LinkState)
    assert (kept.sent, kept.highest) == (1, 1)


def test_a_system_with_a_wrong_clock_wakes_by_its_own() -> None:
    world = World()
    world.net.clock_errors["MS"] = timedelta(minutes=-5)
    world.ms.next_wake = AT
    world.after(299)
    assert world.ms.sent == 0
    world.after(2)
    assert world.ms.sent == 1


def test_a_station_is_not_run_with_anothers_keys() -> None:
    world = World()
    with pytest.raises(ValueError, match="keys of MS"):
        world.net.add(Taker(), MS)
