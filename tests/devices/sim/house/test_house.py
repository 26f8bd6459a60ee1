from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.sim.house.appliances import WATTS, Switch, runs_of_day
from devices.sim.house.house import FLICKER_PERCENT, SECOND_US, House, microseconds

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
JULY = microseconds(datetime(2026, 7, 14, 7, tzinfo=UTC))
JANUARY = microseconds(datetime(2026, 1, 14, 8, tzinfo=UTC))
DAY_US = 86_400 * SECOND_US


class Integral:
    """Counts a house's energy by itself, watt-microseconds drawn and given."""

    def __init__(self, house: House, cut_every_us: int = DAY_US) -> None:
        self.drawn = self.given = self.duration_us = 0
        self.cuts: list[int] = []
        self._house, self._every_us = house, cut_every_us
        self.next_cut_us = house.at_us + cut_every_us
        house.counters.append(self)

    def flow(self, duration_us: int, watts: int) -> None:
        self.duration_us += duration_us
        self.drawn += duration_us * max(0, watts)
        self.given += duration_us * max(0, -watts)

    def cut(self, at_us: int) -> None:
        self.cuts.append(at_us)
        self.next_cut_us += self._every_us


def house_at(start_us: int, seed: int = 1) -> House:
    return House(seed, start_us, LOS_ANGELES)


def test_the_same_seed_draws_the_same_power_at_every_minute() -> None:
    one, other = house_at(JULY, seed=7), house_at(JULY, seed=7)
    for minute in range(1, 1441):
        one.advance(JULY + minute * 60 * SECOND_US)
        other.advance(JULY + minute * 60 * SECOND_US)
        assert one.power_w == other.power_w
    assert one.save() == other.save()


def test_another_seed_is_another_household() -> None:
    assert runs_of_day(1, 739_000, 3) != runs_of_day(2, 739_000, 3)


@given(st.lists(st.integers(min_value=1, max_value=7_200 * SECOND_US), min_size=1, max_size=12))
def test_energy_does_not_depend_on_the_steps_by_which_time_passes(steps: list[int]) -> None:
    stepped, whole = house_at(JULY), house_at(JULY)
    in_steps, at_once = Integral(stepped, 900 * SECOND_US), Integral(whole)
    for step_us in steps:
        stepped.advance(stepped.at_us + step_us)
    whole.advance(stepped.at_us)
    assert (in_steps.drawn, in_steps.given) == (at_once.drawn, at_once.given)
    assert stepped.power_w == whole.power_w
    assert stepped.climate == whole.climate


def test_no_instant_is_counted_twice_or_left_out() -> None:
    house = house_at(JULY)
    integral = Integral(house, 900 * SECOND_US)
    house.advance(JULY + DAY_US)
    assert integral.duration_us == DAY_US
    assert all(later - earlier == 900 * SECOND_US for earlier, later in pairwise(integral.cuts))


def test_the_flicker_of_a_minute_sums_to_nothing() -> None:
    assert sum(FLICKER_PERCENT) == 0


def test_time_never_goes_back() -> None:
    house = house_at(JULY)
    house.advance(JULY - SECOND_US)
    assert house.at_us == JULY


def test_the_air_conditioner_holds_the_set_point_on_a_hot_day() -> None:
    house = house_at(JULY)
    house.settings.outside_c = 36.0
    house.refresh()
    house.advance(JULY + DAY_US // 4)
    temperatures = []
    for minute in range(120):
        house.advance(JULY + DAY_US // 4 + minute * 60 * SECOND_US)
        temperatures.append(house.climate.inside_c)
    assert max(temperatures) < 23.33 + 0.6
    assert min(temperatures) > 23.33 - 0.6


def test_a_higher_set_point_lets_the_house_warm_and_saves_energy() -> None:
    cool, warm = house_at(JULY), house_at(JULY)
    cool_integral, warm_integral = Integral(cool), Integral(warm)
    for house in (cool, warm):
        house.settings.outside_c = 36.0
    warm.climate.cooling_centi_c += 222
    for house in (cool, warm):
        house.refresh()
        house.advance(JULY + DAY_US)
    assert warm.climate.inside_c > cool.climate.inside_c + 1.5
    assert warm_integral.drawn < cool_integral.drawn


def test_the_furnace_keeps_the_house_warm_in_winter() -> None:
    house = house_at(JANUARY)
    house.settings.outside_c = 2.0
    house.refresh()
    house.advance(JANUARY + 2 * DAY_US)
    assert house.climate.inside_c == pytest.approx(house.climate.heating_centi_c / 100, abs=0.6)


def test_july_is_warmer_than_january_and_afternoons_warmer_than_nights() -> None:
    hot, cold = house_at(JULY + 15 * 3600 * SECOND_US), house_at(JANUARY + 15 * 3600 * SECOND_US)
    night = house_at(JULY + 3 * 3600 * SECOND_US)
    assert hot.outside_c > cold.outside_c + 3
    assert hot.outside_c > night.outside_c + 8


def test_solar_panels_give_to_the_grid_at_noon_and_nothing_at_midnight() -> None:
    house = house_at(JULY)
    integral = Integral(house)
    house.settings.solar_peak_w = 6_000
    house.refresh()
    assert house.solar_w == 0
    house.advance(JULY + 12 * 3600 * SECOND_US)
    assert house.solar_w > 2_000
    assert integral.given > 0


def test_a_load_that_is_switched_counts_from_that_instant() -> None:
    house = house_at(JULY)
    integral = Integral(house)
    house.settings.held = dict.fromkeys(WATTS, Switch.OFF)
    house.settings.base_w = 0
    house.climate.air_conditioner_w = 0
    house.refresh()
    house.advance(JULY + 1_234_567)
    house.settings.loads_w["heater"] = 1_000
    house.refresh()
    house.advance(JULY + 3_234_567)
    assert integral.drawn == 1_000 * 2_000_000


def test_a_restored_house_lives_on_as_if_nothing_had_happened() -> None:
    house = house_at(JULY, seed=3)
    house.settings.loads_w["heater"] = 1_500
    house.refresh()
    house.advance(JULY + 5 * 3600 * SECOND_US + 12_345_678)
    restored = House(3, JULY, LOS_ANGELES)
    restored.load(house.save())
    mine, its = Integral(house), Integral(restored)
    house.advance(JULY + DAY_US)
    restored.advance(JULY + DAY_US)
    assert mine.drawn == its.drawn
    assert house.save() == restored.save()


@pytest.mark.parametrize(("date", "minutes"), [((2026, 3, 8), 23 * 60), ((2026, 11, 1), 25 * 60)])
def test_a_day_with_a_clock_change_has_its_own_number_of_minutes(date: tuple[int, int, int], minutes: int) -> None:
    """F42"""
    midnight = datetime(*date, tzinfo=LOS_ANGELES)
    next_midnight = datetime(date[0], date[1], date[2] + 1, tzinfo=LOS_ANGELES)
    house = house_at(microseconds(midnight))
    integral = Integral(house)
    house.advance(microseconds(next_midnight))
    assert integral.duration_us == minutes * 60 * SECOND_US
