"""The outdoor temperature is kept hour by hour, exactly, without hurry, and over a restart."""

from devices.messages import TemperatureRead
from hemsapp.domain.facts import OutdoorHour
from hemsapp.domain.outdoors import Outdoors
from hemsapp.effects import Record
from tests.hemsapp.domain.world import OTHER, World, utc

NOON = utc("2026-07-13 19:00")
NOON_S = int(NOON.timestamp())


def test_the_sum_and_count_of_an_hour_are_kept_to_the_hundredth() -> None:
    outdoors = Outdoors(())
    for at_s, centi_c in ((0, 2001), (1200, -350), (3599, 2000), (3600, 2100)):
        outdoors.hear(centi_c, NOON_S + at_s)
    assert outdoors.changed() == [OutdoorHour(NOON, 3651, 3), OutdoorHour(utc("2026-07-13 20:00"), 2100, 1)]
    assert outdoors.changed() == []


def test_the_hour_goes_on_after_a_restart() -> None:
    outdoors = Outdoors((OutdoorHour(NOON, 4000, 2),))
    assert outdoors.changed() == []
    outdoors.hear(2200, NOON_S + 1800)
    assert outdoors.changed() == [OutdoorHour(NOON, 6200, 3)]


def test_what_is_told_outdoors_is_recorded_with_what_waits_anyway_and_survives_a_kill() -> None:
    world = World(NOON)
    world.use(10, 10)
    before = len(world.effects)
    world.hear(TemperatureRead(OTHER, outdoor_centi_c=2500))
    assert not [effect for effect in world.effects[before:] if isinstance(effect, Record)]
    world.use(10, 10)
    world.flush()
    assert world.disk.of(OutdoorHour) == (OutdoorHour(NOON, 2500, 1),)
    world.kill()
    world.hear(TemperatureRead(OTHER, outdoor_centi_c=2601))
    world.use(10, 900)
    assert world.disk.of(OutdoorHour) == (OutdoorHour(NOON, 5101, 2),)


def test_a_thermostat_that_does_not_know_the_weather_leaves_no_hour() -> None:
    world = World(NOON)
    world.hear(TemperatureRead(OTHER, 2300))
    world.use(10, 900)
    assert world.disk.of(OutdoorHour) == ()
