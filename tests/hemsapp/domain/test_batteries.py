"""Batteries: which run low, when that is news, and what is kept of it."""

from datetime import timedelta

import pytest

from devices.messages import BatteryRead, DisplayPowerRead, MeterStatus, Reading
from hemsapp.domain.batteries import Batteries
from hemsapp.domain.facts import DISPLAY, Fact, Happened, Happening, KeptBattery
from hemsapp.snapshot import Battery
from tests.hemsapp.domain.world import METER, OTHER, utc

NOW = utc("2026-07-13 20:12")


def told(batteries: Batteries, percent: int | None, minute: int = 0, **more: object) -> list[Fact]:
    message = BatteryRead(OTHER, percent, **more)  # type: ignore[arg-type]  # fields of the message, by name
    return batteries.read(message, "Hall", NOW + timedelta(minutes=minute))


def stands(batteries: Batteries) -> Battery:
    battery = batteries.of(OTHER)
    assert battery is not None
    return battery


def happened(facts: list[Fact]) -> list[Happened]:
    return [fact.kind for fact in facts if isinstance(fact, Happening)]


def test_a_battery_that_nobody_told_of_is_not_known_and_not_zero() -> None:
    """C1NFR13.4"""
    assert Batteries().of(OTHER) is None
    batteries = Batteries()
    told(batteries, None, voltage_mv=2900)
    assert (stands(batteries).percent, stands(batteries).is_low) == (None, False)


def test_a_low_battery_is_news_once_until_it_was_full_and_ran_low_again() -> None:
    """C1NFR13.4, F16: attribute 100 to 5 to 100, with hysteresis"""
    batteries = Batteries()
    assert happened(told(batteries, 100)) == []
    assert happened(told(batteries, 15, 1)) == [Happened.BATTERY_LOW]
    assert stands(batteries).is_news
    assert batteries.acknowledge(OTHER) == [KeptBattery(OTHER, 15, True, NOW + timedelta(minutes=1), is_seen=True)]
    assert not stands(batteries).is_news
    for minute, percent in enumerate((16, 14, 29, 15, 0), start=2):  # it flaps around the limit
        assert happened(told(batteries, percent, minute)) == []
        assert (stands(batteries).is_low, stands(batteries).is_news) == (True, False)
    assert happened(told(batteries, 100, 9)) == [Happened.BATTERY_FULL]
    assert not stands(batteries).is_low
    assert happened(told(batteries, 5, 10)) == [Happened.BATTERY_LOW]
    assert stands(batteries).is_news
    assert batteries.acknowledge(METER) == []


def test_what_was_seen_survives_a_restart() -> None:
    """C1NFR13.4"""
    first = Batteries()
    told(first, 12)
    (kept,) = first.acknowledge(OTHER)
    assert isinstance(kept, KeptBattery)
    again = Batteries([kept])
    assert (stands(again).is_low, stands(again).is_news) == (True, False)
    assert told(again, 12, 30) == []  # nothing new: nothing is written


@pytest.mark.parametrize(
    ("message", "is_low"),
    [
        (BatteryRead(OTHER, voltage_mv=2400, rated_mv=3000), True),
        (BatteryRead(OTHER, voltage_mv=2500, rated_mv=3000), False),
        (BatteryRead(OTHER, voltage_mv=2400), False),  # of what, nobody knows
        (BatteryRead(OTHER, is_alarmed=True), True),
        (BatteryRead(OTHER, 80, is_alarmed=True), True),  # the device knows best
    ],
)
def test_a_battery_without_a_percentage_is_judged_by_its_voltage_or_by_itself(
    message: BatteryRead, *, is_low: bool
) -> None:
    """C1NFR13.4"""
    batteries = Batteries()
    batteries.read(message, "Hall", NOW)
    assert stands(batteries).is_low is is_low


def test_a_report_of_one_attribute_forgets_none_of_the_others() -> None:
    batteries = Batteries()
    told(batteries, 12, voltage_mv=2300)
    told(batteries, None, 1, voltage_mv=2290)
    assert (stands(batteries).percent, stands(batteries).is_low) == (12, True)


def test_the_meters_status_tells_of_its_battery() -> None:
    """C1NFR13.4: each transmitter, the meter among them"""
    batteries = Batteries()
    assert batteries.metered(Reading(METER, status=MeterStatus(0)), "Meter", NOW) == []
    assert batteries.of(METER) is None
    assert happened(batteries.metered(Reading(METER, status=MeterStatus.LOW_BATTERY), "Meter", NOW)) == [
        Happened.BATTERY_LOW
    ]
    assert happened(batteries.metered(Reading(METER, status=MeterStatus(0)), "Meter", NOW)) == [Happened.BATTERY_FULL]


def test_the_displays_battery_is_low_only_while_nothing_feeds_it() -> None:
    """C1NFR13.4: the display"""
    batteries = Batteries()
    batteries.powered(DisplayPowerRead(9, is_on_mains=True, is_charging=True), NOW)
    own = batteries.of(DISPLAY)
    assert own is not None
    assert (own.is_low, own.is_charging) == (False, True)
    facts = batteries.powered(DisplayPowerRead(9, is_on_mains=False, is_charging=False), NOW)
    assert happened(facts) == [Happened.BATTERY_LOW]
    assert batteries.acknowledge(DISPLAY)
    batteries.powered(DisplayPowerRead(20, is_on_mains=True, is_charging=True), NOW)
    assert happened(batteries.powered(DisplayPowerRead(14, is_on_mains=False, is_charging=False), NOW)) == [
        Happened.BATTERY_LOW
    ]


def test_a_device_that_left_takes_its_battery_along() -> None:
    batteries = Batteries()
    told(batteries, 5)
    assert batteries.forget(OTHER)
    assert batteries.of(OTHER) is None
    assert batteries.forget(OTHER) == []
