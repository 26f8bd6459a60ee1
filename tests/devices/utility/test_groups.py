from datetime import date, timedelta
from typing import Any

import pytest

from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.groups import GroupKind, GroupRefused
from devices.utility.operations import ask
from devices.wan.words import Noun, Readings
from tests.devices.utility.test_accounts import midnight
from tests.devices.utility.world import START, ZONE, World

DAY = date(2026, 7, 14)


def asked(world: World, verb: str, **given: Any) -> Any:
    return ask(records_operations.operations(world.mdms, world.css), verb, given, world.now, ZONE)


def with_groups() -> World:
    world = World()
    for number in (1, 2, 3, 4):
        account, meter = f"a-{number}", f"meter-{number}"
        asked(world, "open-account", account=account, name="x", meter=meter, since="2026-01-01T00:00")
    asked(world, "make-group", group="north", kind="feeder")
    asked(world, "group-members", group="north", meters="meter-1,meter-2")
    asked(world, "make-group", group="both sides")
    asked(world, "group-members", group="both sides", accounts="a-2,a-3", groups="north")
    return world


def test_groups_hold_meters_accounts_and_groups_each_meter_once() -> None:
    """X-MULTI-CLIENT: arbitrary groups."""
    world = with_groups()
    (told,) = asked(world, "groups", group="both sides")
    assert told["all_meters"] == ["meter-1", "meter-2", "meter-3"]
    asked(world, "fit-meter", account="a-3", meter="meter-33", instead_of="meter-3")
    assert world.mdms.groups.meters("both sides", world.now)[2:] == ["meter-33"]
    asked(world, "group-members", group="north", meters="meter-1", is_removed=True)
    assert world.mdms.groups.meters("north", START) == ["meter-2"]
    assert world.mdms.groups.names(GroupKind.FEEDER) == ["north"]
    asked(world, "drop-group", group="north")
    assert [one["groups"] for one in asked(world, "groups")] == [[]]


def test_the_customers_of_a_program_are_a_group_that_nobody_keeps() -> None:
    """C1FR16, X-MULTI-CLIENT."""
    world = with_groups()
    asked(world, "change-account", account="a-1", programs="critical-peak")
    asked(world, "change-account", account="a-4", programs="critical-peak,demand-bidding")
    world.mdms.intervals.put(Readings("meter-4", 0, midnight(DAY) + timedelta(hours=1), 15, (70,)))
    (told,) = asked(world, "groups", group="program:critical-peak")
    assert told["all_meters"] == ["meter-1", "meter-4"]
    (day,) = asked(world, "aggregate", group="program:critical peak", day=DAY.isoformat())["days"]
    assert (day["total_wh"], day["reporting"], day["meters"]) == (70, 1, 2)
    asked(world, "change-account", account="a-1", programs="")
    assert world.mdms.groups.meters("program:critical-peak", world.now) == ["meter-4"]
    with pytest.raises(GroupRefused, match="a program is one of"):
        world.mdms.groups.meters("program:bingo", world.now)


@pytest.mark.parametrize(
    ("verb", "given", "says"),
    [
        ("make-group", {"group": "north"}, "there is a group north already"),
        ("make-group", {"group": "'; DROP TABLE groups"}, "a group is named with"),
        ("group-members", {"group": "south", "meters": "m"}, "there is no group south"),
        ("group-members", {"group": "north", "groups": "both sides"}, "both sides holds north already"),
        ("group-members", {"group": "north", "groups": "north"}, "north holds north already"),
        ("group-members", {"group": "north", "accounts": "a-9"}, "there is no account a-9"),
        ("aggregate", {"group": "south", "day": "2026-07-14"}, "there is no group south"),
        ("aggregate", {"day": "2026-07-14", "last": "2026-07-13"}, "from the first day to the last"),
    ],
)
def test_a_group_that_cannot_be_is_refused_in_a_sentence(verb: str, given: dict[str, Any], says: str) -> None:
    world = with_groups()
    with pytest.raises((GroupRefused, ValueError), match=says):
        asked(world, verb, **given)


def test_aggregates_are_sums_of_what_is_known_and_say_of_how_many_meters() -> None:
    """C1FR16: usage and generation, by group, by feeder, of all, per interval and per day."""
    world = with_groups()
    put = world.mdms.intervals.put
    put(Readings("meter-1", 0, midnight(DAY), 15, (100, 100, 100, None)))
    put(Readings("meter-2", 0, midnight(DAY), 5, (10,) * 10))
    put(Readings("meter-3", 0, midnight(DAY), 15, (1, 2, 3, 4)))
    put(Readings("meter-4", 0, midnight(DAY), 15, (1_000,)))
    put(Readings("meter-4", 0, midnight(DAY) + timedelta(minutes=30), 5, (1, 1, 1)))
    put(Readings("meter-3", 1, midnight(DAY), 15, (7, 8)))
    (feeder,) = asked(world, "aggregate", group="north", day=DAY.isoformat())["days"]
    assert feeder["values_wh"][:5] == [130, 130, 130, 0, 0]
    assert feeder["known"][:5] == [2, 2, 2, 0, 0]
    assert (feeder["total_wh"], feeder["reporting"], feeder["meters"]) == (390, 2, 2)
    (group,) = asked(world, "aggregate", group="both sides", day=DAY.isoformat())["days"]
    assert group["values_wh"][:5] == [131, 132, 133, 4, 0]
    everything = asked(world, "aggregate", day="2026-07-13", last=DAY.isoformat(), each="day")
    assert [one["total_wh"] for one in everything["days"]] == [0, 400 + 1_003]
    assert everything["days"][1]["meters"] == 4
    assert asked(world, "aggregate", day=DAY.isoformat())["days"][0]["values_wh"][:4] == [1_131, 132, 136, 4]
    assert asked(world, "aggregate", day=DAY.isoformat(), channel=1)["total_wh"] == 15


def test_individual_and_aggregate_data_are_there_before_the_next_interval_ends() -> None:
    """C1NFR9."""
    world = with_groups()
    meter = world.add_meter("meter-1")
    for _ in range(4):
        quarter = world.now.replace(minute=world.now.minute // 15 * 15, second=0)
        ended = Readings("meter-1", 0, quarter - timedelta(minutes=15), 15, (250,))
        world.send("meter-1", [meter.created(ended, Noun.METER_READINGS)])
        world.run(5)
        slot = int((ended.start - midnight(DAY)) / timedelta(minutes=15))
        (own,) = asked(world, "usage", account="a-1", day=DAY.isoformat())["days"]
        (feeder,) = asked(world, "aggregate", group="north", day=DAY.isoformat())["days"]
        assert own["values_wh"][slot] == feeder["values_wh"][slot] == 250
        world.run(15 * 60 - 5)


def test_a_day_on_which_the_clocks_change_has_its_own_number_of_sums() -> None:
    """C1FR16."""
    world = with_groups()
    for day, quarters in ((date(2026, 3, 8), 92), (date(2026, 11, 1), 100)):
        for meter in ("meter-1", "meter-2"):
            world.mdms.intervals.put(Readings(meter, 0, midnight(day), 15, (5,) * quarters))
        (told,) = asked(world, "aggregate", group="north", day=day.isoformat(), interval_minutes=60)["days"]
        assert told["values_wh"] == [40] * (quarters // 4)
