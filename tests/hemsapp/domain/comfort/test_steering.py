"""How a device is brought where it is wanted: retries, back-off, read-back, journal (S2, DR1, DR3, DR4, C1NFR17)."""

from devices.demand_response import ReadTemperature, SetTemperature
from devices.messages import TemperatureRead
from hemsapp.commands import OptOut, SetRoomTemperature
from hemsapp.domain.comfort.facts import SetPointEntry
from hemsapp.domain.comfort.steering import MOST_WRITES
from hemsapp.domain.comfort.steps import Confirmed, Restored, Unreachable
from tests.hemsapp.domain.comfort.test_rooms import OFFSET
from tests.hemsapp.domain.comfort.test_wishes import in_event
from tests.hemsapp.domain.comfort.world import F74, F76, F77, HALL, World, an_event


def entry_of(world: World) -> SetPointEntry:
    entry = world.store[SetPointEntry, HALL]
    assert isinstance(entry, SetPointEntry)
    return entry


def test_intent_is_written_before_each_write() -> None:
    """S2: the journal names device, baseline, target and event, and is open."""
    world, _ = in_event()
    world.wish(OptOut(7, HALL))
    first, second = world.written_after
    assert (first.is_open, first.target_cooling_centi_c, first.baseline_cooling_centi_c, first.issuer_event_id) == (
        True,
        F74 + OFFSET,
        F74,
        7,
    )
    assert (second.is_open, second.target_cooling_centi_c) == (True, F74)


def test_an_acknowledgement_is_no_state() -> None:
    """DR3, DR4: the entry stays open until the thermostat itself shows the target."""
    world = World()
    world.thermostat()
    world.is_carrying_out = False
    world.govern(an_event())
    steered = world.waiting.popleft()
    assert isinstance(steered.order, SetTemperature)
    world.take(world.rooms.delivered(steered.purpose, world.at))
    assert entry_of(world).is_open
    assert world.said(Confirmed) == []
    world.walls[HALL].write(steered.order, world.utc)
    world.report()
    assert not entry_of(world).is_open
    assert len(world.said(Confirmed)) == 1


def test_a_write_that_is_not_shown_is_tried_again_after_a_look() -> None:
    world = World()
    world.thermostat()
    world.is_carrying_out = False
    world.govern(an_event())
    world.take(world.rooms.failed(world.waiting.popleft().purpose, "no answer", world.at))
    world.ahead(seconds=1.5)
    assert isinstance(world.waiting[0].order, ReadTemperature)
    world.is_carrying_out = True
    world.carry_out(world.waiting.popleft())
    assert world.walls[HALL].cooling == F74 + OFFSET


def test_only_one_order_is_on_its_way_and_the_last_wish_is_the_one_that_is_sent_next() -> None:
    world = World()
    world.thermostat()
    world.is_carrying_out = False
    world.govern(an_event())
    for point in (F76, F77, F76):
        world.wish(SetRoomTemperature(HALL, point))
    assert len(world.waiting) == 1
    world.is_carrying_out = True
    world.carry_out(world.waiting.popleft())
    assert [cooling for cooling, _ in world.walls[HALL].writes] == [F74 + OFFSET, F76]


def test_a_wish_that_comes_while_an_order_is_on_its_way_is_done_at_once_after_it() -> None:
    world = World()
    world.thermostat()
    world.is_carrying_out = False
    world.govern(an_event())
    world.wish(OptOut(7, HALL))
    world.is_carrying_out = True
    world.carry_out(world.waiting.popleft())
    assert world.walls[HALL].cooling == F74
    assert [each.issuer_event_id for each in world.said(Restored)] == [7]


def test_an_order_that_nobody_answers_is_given_up_and_its_late_answer_is_nobodys() -> None:
    world = World()
    world.thermostat()
    world.is_carrying_out = False
    world.govern(an_event())
    lost = world.waiting.popleft()
    world.ahead(seconds=70)
    assert isinstance(world.waiting[0].order, ReadTemperature)
    before = world.rooms.next_wake_s
    world.take(world.rooms.delivered(lost.purpose, world.at))
    assert world.rooms.next_wake_s == before


def test_a_thermostat_out_of_reach_is_told_once_and_put_right_within_a_minute_of_its_return() -> None:
    world, wall = in_event()
    wall.is_deaf = True
    world.until(30)
    assert len(world.said(Unreachable)) == 1
    assert world.seen().problem == "does not answer"
    wall.is_deaf = False
    world.ahead(seconds=60)
    assert wall.cooling == F74
    assert world.seen().problem == ""


def test_one_that_was_away_at_the_start_is_set_back_late_but_only_while_the_event_runs() -> None:
    world = World()
    wall = world.thermostat()
    wall.is_deaf = True
    world.govern(an_event())
    world.until(3)
    wall.is_deaf = False
    world.ahead(minutes=1)
    assert wall.cooling == F74 + OFFSET
    wall.is_deaf = True
    world.until(5)
    wall.is_deaf = False
    world.ahead(minutes=1)
    assert wall.cooling == F74


def test_after_an_outage_longer_than_the_event_the_house_is_put_back() -> None:
    world, wall = in_event()
    world.restart(down_minutes=600)
    assert wall.cooling == F74
    assert [each.issuer_event_id for each in world.said(Restored)] == [7]


def test_one_that_was_set_elsewhere_by_a_power_cut_is_put_where_it_belongs() -> None:
    world, wall = in_event()
    wall.write(SetTemperature(HALL, F74), world.utc)  # back at what it was given before
    world.report()
    assert wall.cooling == F74 + OFFSET


def test_half_degrees_are_near_enough() -> None:
    world, wall = in_event()
    wall.cooling = 2550
    world.report()
    assert len(wall.writes) == 1
    assert world.rooms.next_wake_s is not None


def test_a_device_is_written_at_most_ten_times_a_minute() -> None:
    world = World()
    wall = world.thermostat()
    for _ in range(30):
        world.wish(SetRoomTemperature(HALL, F77))
        world.wish(SetRoomTemperature(HALL, F74))
    assert len(wall.writes) == MOST_WRITES
    world.wish(SetRoomTemperature(HALL, F77))
    world.ahead(seconds=61)
    assert wall.cooling == F77


def test_in_a_demonstration_the_waits_for_the_radio_stay_real() -> None:
    world = World(speed=60)
    wall = world.thermostat()
    wall.is_deaf = True
    world.govern(an_event())
    world.ahead(minutes=3)
    wall.is_deaf = False
    world.ahead(minutes=10)
    assert wall.cooling == F74 + OFFSET


def test_a_report_without_set_points_is_taken_and_moves_nothing() -> None:
    world, wall = in_event()
    world.take(world.rooms.hear(TemperatureRead(HALL, 2500), world.at))
    assert world.seen().indoor_centi_c == 2500
    assert len(wall.writes) == 1


def test_a_stepped_clock_is_followed() -> None:
    world, wall = in_event()
    world.take(world.rooms.wake(world.at))
    world.utc = an_event().end
    world.take(world.rooms.wake(world.at))
    assert wall.cooling == F74
