"""C1FR26, X-LONG-TERM: what the meter counts is what the house drew, to the watt-hour."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.moment import Moment
from devices.se.metering import Metering
from devices.se.values import Formatting
from devices.sim.house.house import SECOND_US
from devices.sim.meter.registers import MODULUS_48_BIT, WATT_HOUR_WUS, Register, Scale
from tests.devices.sim.meter.bench import NOON, MeterBench


class Integral:
    next_cut_us = 1 << 62

    def __init__(self) -> None:
        self.drawn = self.given = 0

    def flow(self, duration_us: int, watts: int) -> None:
        self.drawn += duration_us * max(0, watts)
        self.given += duration_us * max(0, -watts)

    def cut(self, _at_us: int) -> None:
        raise AssertionError


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 20_000)), max_size=30))
def test_a_register_loses_nothing(stretches: list[tuple[int, int]]) -> None:
    register = Register()
    for duration_us, watts in stretches:
        register.add(duration_us * watts)
    total = sum(duration_us * watts for duration_us, watts in stretches)
    assert register.wh * WATT_HOUR_WUS + register.remainder_wus == total


def test_the_registers_are_the_integral_of_the_power() -> None:
    bench = MeterBench(base_w=437)
    integral = Integral()
    bench.house.counters.append(integral)
    bench.drive("solar", peak_watts=3_000)
    bench.drive("appliance", name="all", switch="auto")
    for seconds in (1, 7.25, 3_600, 0.5, 50_000):
        bench.wait(seconds)
        bench.home.advance(bench.now)
    assert bench.meter.delivered.wh == integral.drawn // WATT_HOUR_WUS > 1_000
    assert bench.meter.received.wh == integral.given // WATT_HOUR_WUS > 100


def test_intervals_sum_to_the_register_difference() -> None:
    """F83"""
    bench = MeterBench(base_w=333)
    bench.drive("appliance", name="all", switch="auto")
    bench.drive("solar", peak_watts=4_000)
    start = bench.meter.registers_wh
    bench.wait(86_400)
    bench.home.advance(bench.now)
    for channel in (0, 1):
        total = sum(one.energy_wh[channel] for one in bench.meter.recorder.intervals)
        assert total == bench.meter.registers_wh[channel] - start[channel]
    assert len(bench.meter.recorder.intervals) == 96


def test_register_less_the_running_interval_is_the_register_at_its_start() -> None:
    bench = MeterBench(base_w=1_700, base_wh=5_000_000)
    bench.wait(900)
    bench.home.advance(bench.now)
    at_start = bench.register()
    bench.wait(421)
    read = bench.read(
        Metering,
        "current_summ_delivered",
        "cur_part_profile_int_start_time_delivered",
        "cur_part_profile_int_value_delivered",
    )
    assert read["current_summ_delivered"] - read["cur_part_profile_int_value_delivered"] == at_start
    assert read["cur_part_profile_int_start_time_delivered"] == NOON.timestamp() + 900 - 946_684_800


def test_tier_registers_sum_to_what_was_delivered() -> None:
    bench = MeterBench(base_w=1_000)
    bench.wait(86_400)
    tiers = bench.read(Metering, *(f"current_tier{n}_summ_delivered" for n in (1, 2, 3, 4)))
    assert list(tiers.values()) == [10_000, 8_000, 6_000, 0]


@pytest.mark.parametrize(
    ("left", "divisor", "modulus"),
    [(6, 1_000, 10**9), (5, 100, 10**7), (5, 1_000, 10**8), (15, 1_000, MODULUS_48_BIT)],
)
def test_a_register_wraps_with_its_display_and_at_48_bits(left: int, divisor: int, modulus: int) -> None:
    """F80"""
    scale = Scale(divisor=divisor, told_divisor=divisor, summation=Formatting(3, left))
    assert scale.modulus == modulus
    register = Register(base_wh=scale.wh(modulus - 1))
    register.add(25 * 1000 // divisor * 1000 * WATT_HOUR_WUS)
    assert 0 <= scale.shown(register) < 30_000


def test_a_register_rolls_over_by_its_digits() -> None:
    """F80"""
    bench = MeterBench(base_w=3_600)
    bench.drive("set_register", value=999_999_999)
    bench.wait(2)
    bench.home.advance(bench.now)
    assert bench.register() == 1
    assert bench.drive("registers")["delivered_wh"] == 2


def test_a_register_rolls_over_at_48_bits() -> None:
    """F80"""
    bench = MeterBench(base_w=3_600)
    bench.drive("scale", digits_left=15)
    bench.drive("set_register", value=MODULUS_48_BIT - 1)
    assert bench.register() == MODULUS_48_BIT - 1
    bench.wait(3)
    assert bench.register() == 2


def test_a_meter_in_tenths_of_a_kilowatt_hour_tells_tenths() -> None:
    """F82"""
    bench = MeterBench(base_w=1_000, base_wh=12_345_678)
    bench.drive("scale", multiplier=1, divisor=10, digits_right=1)
    read = bench.read(Metering, "multiplier", "divisor", "current_summ_delivered", "instantaneous_demand")
    assert list(read.values()) == [1, 10, 123_456, 10]
    bench.drive("scale", multiplier=10, divisor=1)
    assert bench.register() == 1_234


def test_a_divisor_of_zero_is_told_and_the_meter_goes_on() -> None:
    """F82"""
    bench = MeterBench(base_w=3_600)
    bench.drive("scale", divisor=0)
    bench.wait(10)
    assert bench.read(Metering, "divisor")["divisor"] == 0
    assert bench.drive("registers")["delivered_wh"] == 10


def test_export_is_negative_demand_and_counts_on_the_received_register() -> None:
    bench = MeterBench()
    bench.drive("solar", peak_watts=5_000)
    bench.wait(3_600)
    read = bench.read(Metering, "instantaneous_demand", "current_summ_received", "current_summ_delivered")
    assert read["instantaneous_demand"] < -2_000
    assert read["current_summ_received"] > 2_000
    assert read["current_summ_delivered"] == 0


def test_a_reboot_keeps_the_registers() -> None:
    """F81"""
    bench = MeterBench(base_w=2_000, base_wh=777)
    bench.wait(3_600)
    bench.home.advance(bench.now)
    before = bench.register()
    bench.node.reset(bench.now)
    assert bench.register() == before == 2_777


def test_a_replaced_meter_begins_at_zero_under_another_number() -> None:
    """F81"""
    bench = MeterBench(base_w=2_000, base_wh=777)
    bench.wait(7_200)
    bench.drive("replace", serial_number="0815")
    read = bench.read(Metering, "current_summ_delivered", "meter_serial_number")
    assert read == {"current_summ_delivered": 0, "meter_serial_number": b"0815"}
    assert bench.meter.recorder.intervals == []


def test_today_and_yesterday_begin_at_local_midnight() -> None:
    bench = MeterBench(datetime(2026, 7, 14, 6, 0, tzinfo=UTC), base_w=1_000)  # 23:00 the day before
    bench.wait(3_600 + 86_400 + 1_800)
    read = bench.read(Metering, "currentday_consumption_delivered", "previousday_consumption_delivered")
    assert read == {"currentday_consumption_delivered": 500, "previousday_consumption_delivered": 24_000}


def test_a_block_tariff_tells_block_use_and_wraps_to_a_new_period() -> None:
    bench = MeterBench(base_w=2_000, base_wh=5_000)
    bench.drive("blocks", thresholds_kwh=[3, 5], prices=[0.15, 0.2, 0.3], minutes=360)
    names = (
        "current_block",
        "current_block_period_consumption_delivered",
        "current_no_tier_block1_summation_delivered",
        "current_no_tier_block2_summation_delivered",
        "current_no_tier_block3_summation_delivered",
    )
    bench.wait(2 * 3_600)
    assert list(bench.read(Metering, *names).values()) == [2, 4_000, 3_000, 1_000, 0]
    bench.wait(2 * 3_600)
    assert list(bench.read(Metering, *names).values()) == [3, 8_000, 3_000, 2_000, 3_000]
    bench.wait(3 * 3_600)
    assert list(bench.read(Metering, *names).values()) == [1, 2_000, 5_000, 2_000, 7_000]


def test_the_meter_does_not_care_how_fast_the_world_runs() -> None:
    """Utility time may run faster than the wall: energy follows the utility's time."""
    bench = MeterBench(base_w=3_600)
    bench.wait(600, monotonic_s=10)
    assert bench.register() == 600


def test_an_interval_label_does_not_move_when_the_world_is_asked_late() -> None:
    bench = MeterBench(base_w=1_000)
    bench.home.advance(Moment(NOON + timedelta(seconds=1_000_000 / SECOND_US + 4_000), 5_000.0))
    ends = [one.end_s - NOON.timestamp() for one in bench.meter.recorder.intervals]
    assert ends == [900, 1_800, 2_700, 3_600]
