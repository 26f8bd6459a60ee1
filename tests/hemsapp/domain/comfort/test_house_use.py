"""Rooms and switches that give way to the house's own load and consumption (X-PRICE-RESPONSE)."""

from dataclasses import replace

from hemsapp.commands import SavePlan, SetRoomTemperature
from hemsapp.domain.comfort.house_use import HouseUse
from hemsapp.plans import DEFAULT_PLAN, PRICE_OFFSETS_CENTI_C, Saving
from hemsapp.snapshot.comfort import Because
from hemsapp.snapshot.home import PriceLevel
from tests.hemsapp.domain.comfort.world import BEGIN, F74, F76, HALL, HEATER, World

LIMITED = replace(DEFAULT_PLAN, load_limit_w=5000, day_limit_wh=20_000)


def draw(world: World, watts: int | None, minutes: int) -> None:
    """The meter tells it each minute."""
    for _ in range(minutes):
        world.take(world.rooms.measured(watts, world.at))
        world.ahead(minutes=1)
    world.take(world.rooms.measured(watts, world.at))


def test_a_room_gives_way_while_the_house_draws_too_much_and_not_for_a_moment_of_it() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, LIMITED))
    draw(world, 400, 6)
    draw(world, 9000, 1)
    assert wall.cooling == F74
    draw(world, 9000, 4)
    assert wall.cooling == F74 + 111
    assert world.seen().reasons[-1].because is Because.LOAD
    draw(world, 4800, 20)  # under the limit, though not by a tenth
    assert wall.cooling == F74 + 111
    draw(world, 4000, 6)
    assert wall.cooling == F74


def test_it_rests_a_quarter_of_an_hour_at_least() -> None:
    world = World()
    world.switch()
    world.wish(SavePlan(HEATER, LIMITED))
    draw(world, 9000, 6)
    assert world.switches[HEATER] is False
    draw(world, 1000, 8)
    assert world.switches[HEATER] is False
    draw(world, 1000, 10)
    assert world.switches[HEATER] is True


def test_once_the_day_used_more_than_its_limit_rooms_give_way_until_midnight() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, LIMITED))
    world.take(world.rooms.consumed(19_999, world.at))
    assert wall.cooling == F74
    world.take(world.rooms.consumed(20_001, world.at))
    assert wall.cooling == F74 + 111
    assert world.seen().reasons[-1].because is Because.CONSUMPTION
    world.take(world.rooms.consumed(12, world.at))
    assert wall.cooling == F74


def test_a_price_and_a_load_do_not_add_up() -> None:
    world = World()
    wall = world.thermostat()
    offsets = PRICE_OFFSETS_CENTI_C[Saving.SAVINGS]
    world.wish(SavePlan(HALL, replace(LIMITED, saving=Saving.SAVINGS, price_offsets_centi_c=offsets)))
    world.charge(PriceLevel.HIGH)
    draw(world, 9000, 6)
    assert wall.cooling == F74 + 167


def test_what_a_person_sets_meanwhile_stays() -> None:
    world = World()
    wall = world.thermostat()
    world.wish(SavePlan(HALL, LIMITED))
    draw(world, 9000, 6)
    world.wish(SetRoomTemperature(HALL, F76))
    assert wall.cooling == F76


def test_no_limit_and_no_meter_move_nothing() -> None:
    world = World()
    wall = world.thermostat()
    draw(world, 20_000, 10)
    world.wish(SavePlan(HALL, LIMITED))
    draw(world, None, 10)
    assert wall.writes == []
    assert HouseUse().load_w(BEGIN) is None
