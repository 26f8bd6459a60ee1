"""What stepping out costs: learned from the house's own meter, priced by its own rates (C1FR36, X-CHOICE)."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.sim.house.climate import Climate, SystemMode
from hemsapp.commands import Ease, OptOut, TakeBreak
from hemsapp.domain.comfort.decision import Side
from hemsapp.domain.comfort.facts import LearnedRoom
from hemsapp.domain.comfort.learning import Learning
from hemsapp.domain.comfort.options import cost_of
from hemsapp.domain.comfort.override_prices import AIR_H, Rates, Stay, extra, use
from tests.hemsapp.domain.comfort.test_wishes import in_event
from tests.hemsapp.domain.comfort.world import ATTIC, BEGIN, F74, HALL, World, an_event

RATES = Rates(Decimal("0.62"), Decimal("0.20"))
ROOM = LearnedRoom(HALL, is_cooling=True, power_w=2900, drift_milli_c_per_h=1200, pull_milli_c_per_h=1100)


@dataclass
class Cycle:
    """An air conditioner of `power_w` that works half an hour and rests half an hour; base load that wanders."""

    learning: Learning
    power_w: int = 2900
    now: datetime = BEGIN
    indoor: float = F74

    def live(self, hours: float) -> list[LearnedRoom]:
        news = []
        for minute in range(round(hours * 60)):
            is_working = minute % 60 < 30
            self.now += timedelta(minutes=1)
            self.indoor += -1.8 if is_working else 2.0  # hundredths a minute
            base = 400 + 150 * (minute % 7) + (1500 if minute % 50 == 0 else 0)
            self.learning.measured(base + (self.power_w if is_working else 0), self.now)
            learned = self.learning.felt(round(self.indoor), Side.COOLING, self.now)
            news += [] if learned is None else [learned]
        return news


def test_the_air_conditioner_is_learned_from_a_few_hours_of_meter_and_room() -> None:
    cycle = Cycle(Learning(HALL))
    news = cycle.live(8)
    learned = news[-1]
    assert learned.is_cooling
    assert abs(learned.power_w - 2900) < 150
    assert abs(learned.drift_milli_c_per_h - 1200) < 120
    assert abs(learned.pull_milli_c_per_h - 1080) < 120
    assert len(news) <= 4  # only what is news is kept


def test_nothing_is_said_before_enough_is_known_or_where_the_meter_was_silent() -> None:
    assert Cycle(Learning(HALL)).live(0.4) == []
    silent = Learning(HALL)
    for minute in range(600):
        silent.felt(F74 + minute % 30, Side.COOLING, BEGIN + timedelta(minutes=3 * minute))
    assert silent.learned is None


def test_a_room_whose_equipment_does_not_show_at_the_meter_stays_unknown() -> None:
    assert Cycle(Learning(HALL), power_w=0).live(8) == []


def test_a_longer_stay_nearer_to_comfort_costs_more() -> None:
    stay = (Stay(2, 222),)
    degree = extra(ROOM, 222, stay, (Stay(2, 166),), RATES)
    pause = extra(ROOM, 222, stay, (Stay(0.5, 0), Stay(1.5, 222)), RATES)
    out = extra(ROOM, 222, stay, (Stay(2, 0),), RATES)
    assert Decimal("0.05") < degree < out
    assert Decimal(0) < pause < out
    assert Decimal("0.50") < out < Decimal(3)


def test_a_room_that_floats_up_uses_nothing_until_it_is_there() -> None:
    assert use(ROOM, 0, (Stay(1, 222),)).during_wh == pytest.approx(0)
    assert use(ROOM, 222, (Stay(1, 222),)).during_wh > 0


def test_the_warmth_that_is_left_is_paid_for_at_the_usual_price() -> None:
    free_event = Rates(Decimal(0), Decimal("0.20"))
    assert extra(ROOM, 0, (Stay(4, 0),), (Stay(4, 222),), free_event) > 0


@given(
    indoor=st.integers(-100, 400),
    near=st.integers(0, 200),
    further=st.integers(0, 200),
    hours=st.floats(0.1, 6),
)
def test_comfort_never_earns_money_where_the_event_is_dear(indoor: int, near: int, further: int, hours: float) -> None:
    away = near + further
    assert extra(ROOM, indoor, (Stay(hours, away),), (Stay(hours, near),), RATES) >= 0


@settings(max_examples=40, deadline=None)
@given(indoor=st.integers(-100, 400), minutes=st.integers(31, 360))
def test_a_break_never_earns_money_where_the_event_is_dear(indoor: int, minutes: int) -> None:
    world = World()
    world.thermostat(indoor=F74 + indoor)
    world.rooms._rooms[HALL].learning.learned = ROOM
    world.govern(an_event(minutes=minutes))
    offered = world.rooms.options(an_event(minutes=minutes), RATES, world.at)
    (cost,) = (each.cost for each in offered if each.kind == "break" and each.device == HALL)
    assert cost is not None
    assert cost >= 0


def test_each_way_out_has_its_price_smallest_first_for_one_room_and_for_all() -> None:
    world = World()
    for device in (HALL, ATTIC):
        world.thermostat(device, indoor=F74 + 222)
        world.rooms._rooms[device].learning.learned = ROOM
        world.govern(an_event(minutes=134), device)
    offered = world.rooms.options(an_event(minutes=134), RATES, world.at)
    assert [(each.kind, each.device) for each in offered] == [
        *((kind, HALL) for kind in ("degrees", "break", "out")),
        *((kind, ATTIC) for kind in ("degrees", "break", "out")),
        *((kind, None) for kind in ("degrees", "break", "out")),
    ]
    assert [each.set_point_centi_c for each in offered[:3]] == [F74 + 166, F74, F74]
    costs = [each.cost for each in offered]
    assert all(cost is not None and cost > 0 for cost in costs)
    assert costs[6] == (costs[0] or 0) * 2
    assert cost_of(Ease(7, HALL, 56), offered) == costs[0]
    assert cost_of(TakeBreak(7, ATTIC, 30), offered) == costs[4]
    assert cost_of(OptOut(7, None), offered) == costs[8]
    assert cost_of(Ease(7, HALL, 100), offered) is None
    seen = world.rooms.view(world.at, {7: RATES}).thermostats[0]
    assert seen.by_degree is not None
    assert seen.by_degree[0] == costs[0]
    assert seen.by_degree[1] > 0


def test_a_cost_that_is_not_known_is_none_and_the_way_is_open_all_the_same() -> None:
    world, _ = in_event()
    offered = world.rooms.options(an_event(), RATES, world.at)
    assert [each.kind for each in offered] == ["degrees", "break", "out"] * 2
    assert {each.cost for each in offered} == {None}
    assert world.seen().by_degree is None


def test_there_is_no_way_out_of_a_lock_nor_of_what_one_has_left() -> None:
    world, _ = in_event(is_emergency=True, is_locked=True)
    assert world.rooms.options(an_event(is_emergency=True, is_locked=True), RATES, world.at) == ()
    world, _ = in_event()
    world.wish(OptOut(7, HALL))
    assert world.rooms.options(an_event(), RATES, world.at) == ()


def test_what_an_event_is_likely_to_save_is_told_before_it() -> None:
    world = World()
    world.thermostat()
    coming = an_event(after_minutes=600)
    assert world.rooms.likely_saving(coming, RATES, world.at) is None
    world.rooms._rooms[HALL].learning.learned = ROOM
    saving = world.rooms.likely_saving(coming, RATES, world.at)
    assert saving is not None
    assert Decimal("0.50") < saving < Decimal(4)


def test_what_was_learned_survives_a_restart() -> None:
    world, _ = in_event()
    world.store[LearnedRoom, HALL] = ROOM
    world.restart()
    assert world.rooms.options(an_event(), RATES, world.at)[0].cost is not None


def test_a_break_as_long_as_the_event_is_not_offered() -> None:
    world, _ = in_event(minutes=20)
    assert [each.kind for each in world.rooms.options(an_event(minutes=20), RATES, world.at)][:2] == ["degrees", "out"]


def test_a_room_learns_from_what_it_hears_and_the_meter_says() -> None:
    world = World()
    wall = world.thermostat()
    for minute in range(8 * 60):
        is_working = minute % 60 < 30
        wall.indoor = F74 + (60 - 2 * (minute % 60) if is_working else 2 * (minute % 60) - 60)
        world.rooms.measured(3300 if is_working else 400, world.at)
        world.report()
        world.ahead(minutes=1)
    learned = world.store[LearnedRoom, HALL]
    assert isinstance(learned, LearnedRoom)
    assert abs(learned.power_w - 2900) < 100


def hot_day(minute: int) -> tuple[float, float]:
    """Outside in degrees Celsius, and sunlight, of a minute of a hot day."""
    hour = minute / 60
    sunlight = max(0.0, math.sin((hour - 6) / 12 * math.pi)) if 6 < hour < 18 else 0.0
    return 30 + 7 * math.sin((hour - 9) / 24 * 2 * math.pi), sunlight


def test_in_the_simulated_house_the_learned_power_and_the_price_are_near_the_true_ones() -> None:
    """The judge is the house's own physics, which this model does not share."""
    climate, learning = Climate(mode=SystemMode.COOL), Learning(HALL)
    for minute in range(7 * 60, 17 * 60):
        climate.step(*hot_day(minute))
        now = BEGIN + timedelta(minutes=minute)
        learning.measured(350 + climate.watts + (1200 if minute % 37 < 4 else 0), now)
        learning.felt(round(climate.inside_c * 10) * 10, Side.COOLING, now)
    room = learning.learned
    assert room is not None
    assert abs(room.power_w - 2900) < 200
    climate.cooling_centi_c = F74 + 222
    for minute in range(17 * 60, 18 * 60):
        climate.step(*hot_day(minute))
    away = round(climate.inside_c * 100) - F74
    told = extra(room, away, (Stay(2, 222),), (Stay(2, 0),), RATES)
    true = cost_in_the_house(climate, F74) - cost_in_the_house(climate, F74 + 222)
    assert float(told) == pytest.approx(true, rel=0.35)


@pytest.mark.parametrize("hours", [1, 2, 3])
def test_in_the_simulated_house_a_break_costs_what_is_told_also_when_much_of_the_event_is_left(hours: int) -> None:
    """C1FR36: the comfort of a break is gone again long before the event's end, and no credit for it is left.

    The mean over the event's first hours, for where a compressor's cycle stands is worth a dime.
    """
    climate, learning = Climate(mode=SystemMode.COOL), Learning(HALL)
    for minute in range(7 * 60, 17 * 60):
        climate.step(*hot_day(minute))
        now = BEGIN + timedelta(minutes=minute)
        learning.measured(350 + climate.watts, now)
        learning.felt(round(climate.inside_c * 10) * 10, Side.COOLING, now)
    room = learning.learned
    assert room is not None
    climate.cooling_centi_c = F74 + 222
    told, true = [], []
    for minute in range(17 * 60, 18 * 60 + 45):
        climate.step(*hot_day(minute))
        if minute % 15:
            continue
        away = round(climate.inside_c * 100) - F74
        stays = (Stay(0.5, 0), Stay(hours - 0.5, 222))
        told.append(float(extra(room, away, (Stay(hours, 222),), stays, RATES, AIR_H)))
        end = minute + 60 * hours
        true.append(cost_of_a_break(climate, minute, 30, end) - cost_of_a_break(climate, minute, 0, end))
    assert sum(told) == pytest.approx(sum(true), rel=0.25)


def cost_of_a_break(before: Climate, since: int, break_minutes: int, end: int) -> float:
    """Dollars from the minute `since` of the day until three hours after the event's end."""
    climate = replace(before)
    dollars = 0.0
    for minute in range(since + 1, end + 180):
        is_saving = since + break_minutes < minute <= end
        climate.cooling_centi_c = F74 + 222 if is_saving else F74
        climate.step(*hot_day(minute))
        dollars += climate.watts / 60_000 * float(RATES.event if minute <= end else RATES.usual)
    return dollars


def cost_in_the_house(before: Climate, cooling_centi_c: int) -> float:
    """Dollars of two hours of the event at that set point, and of three hours at normal after it."""
    climate = replace(before, cooling_centi_c=cooling_centi_c)
    dollars = 0.0
    for minute in range(18 * 60, 23 * 60):
        if minute == 20 * 60:
            climate.cooling_centi_c = F74
        climate.step(*hot_day(minute))
        price = RATES.event if minute < 20 * 60 else RATES.usual
        dollars += climate.watts / 60_000 * float(price)
    return dollars
