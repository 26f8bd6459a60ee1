from datetime import timedelta
from typing import Any

import pytest

from devices.demand_response import EventStatus
from devices.utility.access import Principal, UserRole
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.sample import Sizes, account_id, fill
from devices.utility.operations import NotAllowed, ask
from devices.wan.meter_words import Found, MeterCheck, MeterTestResult
from devices.wan.words import Alarm, Noun, Readings
from tests.devices.utility.test_account_events import ordered
from tests.devices.utility.world import START, ZONE, World, receipt

PROGRAMS = Principal("pat", UserRole.PROGRAM_MANAGER)
TROUBLE = Principal("tom", UserRole.TROUBLE_DESK)
CUSTOMER = Principal("maria", UserRole.CUSTOMER, account_id(1))


def asked(world: World, verb: str, by: Principal | None = None, **given: Any) -> Any:
    table = records_operations.operations(world.mdms, world.css)
    return ask(table, verb, given, world.now, ZONE, *([by] if by else []))


def with_followers() -> World:
    world = World()
    world.add_meter("meter-1")
    asked(world, "follow", PROGRAMS, kinds="events,receipts,intervals")
    asked(world, "follow", TROUBLE, kinds="failures,alarms,tests,exceptions")
    return world


def test_who_follows_is_told_within_a_minute_each_what_is_its_own() -> None:
    """C1NFR5, C1FR17: program management and trouble reporting."""
    world = with_followers()
    world.add_meter("meter-2", is_deaf=True)
    event = ordered(world, 30)
    meter = world.meters["meter-1"]
    world.send("meter-1", meter.report(receipt(1, event, EventStatus.STARTED, world.now), world.now))
    quarter = START - timedelta(minutes=15)
    world.send("meter-1", [meter.created(Readings("meter-1", 0, quarter, 15, (250, None)), Noun.METER_READINGS)])
    world.send("meter-1", [meter.created(Alarm("tamper", world.now, "cover removed"))])
    world.run(5)
    told = asked(world, "feed", PROGRAMS)["entries"]
    assert [one["kind"] for one in told] == ["events", "receipts", "events", "intervals"]
    assert told[0]["standing"] == "notified"
    assert (told[1]["event"], told[1]["action"]) == (event, "cooling to 78 F")
    assert told[3]["values_wh"] == [250, None]
    (alarm,) = asked(world, "feed", TROUBLE)["entries"]
    assert (alarm["meter"], alarm["alarm"]["kind"]) == ("meter-1", "tamper")
    assert all(world.now - one["at"] < timedelta(seconds=60) for one in [*told, alarm])


def test_who_was_down_has_everything_in_order_once() -> None:
    """C1NFR5: what was told and not confirmed is told again, and an entry is known by its number."""
    world = with_followers()
    kept: dict[int, str] = {}
    for round_number in range(6):
        event = ordered(world, 30 + 100 * round_number)
        told = asked(world, "feed", PROGRAMS, limit=2)
        kept |= {one["number"]: one["standing"] for one in told["entries"]}
        if round_number % 2:  # else it went down before it confirmed
            asked(world, "feed-confirm", PROGRAMS, cursor=told["cursor"])
        assert event
    while (told := asked(world, "feed", PROGRAMS, limit=2))["entries"]:
        kept |= {one["number"]: one["standing"] for one in told["entries"]}
        asked(world, "feed-confirm", PROGRAMS, cursor=told["cursor"])
    assert list(kept) == sorted(kept)
    assert list(kept.values()) == ["notified"] * 6
    (events, *_) = asked(world, "followers")
    assert (events["consumer"], events["kind"], events["owed"]) == ("program management", "events", 0)


def test_a_change_of_an_account_reaches_who_follows_accounts() -> None:
    """C1NFR5: account information too."""
    world = with_followers()
    desk = Principal("r", UserRole.REPRESENTATIVE)
    asked(world, "follow", desk, kinds="accounts")
    asked(world, "open-account", desk, account="a-1", name="Maria", meter="meter-1")
    with pytest.raises(ValueError, match="meter-1 is the meter of account a-1 already"):
        asked(world, "open-account", desk, account="a-2", name="Jon", meter="meter-1")
    asked(world, "change-account", desk, account="a-1", programs="critical-peak")
    told = asked(world, "feed", desk)["entries"]
    assert [(one["account"], one["change"], one["meter"]) for one in told] == [
        ("a-1", "open-account", "meter-1"),
        ("a-1", "change-account", ""),
    ]
    assert [one.account for one in asked(world, "accounts")] == ["a-1"]


def test_trouble_reporting_follows_a_meter_test_that_failed() -> None:
    """UC96.3.11.1: notify trouble reporting, within a minute."""
    world = with_followers()
    meter = world.meters["meter-1"]
    found = (Found(MeterCheck.HOME_DEVICES, is_good=False, found="thermostat does not answer"),)
    world.send("meter-1", [meter.created(MeterTestResult(7, "meter-1", world.now, False, found, ()))])
    world.run(30)
    test, alarm = asked(world, "feed", TROUBLE)["entries"]
    assert (test["kind"], test["test"], test["is_passed"], test["of"]) == ("tests", 7, False, "meter")
    assert alarm["alarm"]["kind"] == "meter test failed"
    assert "thermostat does not answer" in alarm["alarm"]["detail"]


def test_what_is_owed_survives_the_records_own_restart() -> None:
    world = with_followers()
    ordered(world, 30)
    (entry,) = asked(world, "feed", PROGRAMS)["entries"]
    assert asked(world, "feed", PROGRAMS)["entries"] == [entry]
    asked(world, "follow", PROGRAMS, kinds="receipts")
    assert asked(world, "feed", PROGRAMS)["entries"] == []


def test_how_soon_and_how_long_is_set_for_each_consumer() -> None:
    """C1FR17: availability is configurable by kind, by consumer, in time."""
    world = with_followers()
    asked(world, "set-availability", consumer="program-management", kind="events", delay_s=3600, keep_days=2)
    ordered(world, 30)
    assert asked(world, "feed", PROGRAMS)["entries"] == []
    world.run(3600)
    assert len(asked(world, "feed", PROGRAMS)["entries"]) == 1
    world.run(2 * 86_400)
    numbers = [one["number"] for one in asked(world, "feed", PROGRAMS)["entries"]]
    assert 1 not in numbers
    with pytest.raises(ValueError, match="a delay is 0 s to a year"):
        asked(world, "set-availability", consumer="website", kind="events", delay_s=-1)


def test_what_is_not_available_to_a_consumer_is_refused_or_withheld() -> None:
    """C1FR17: the website may show intervals late, for two days, or not at all."""
    world = World()
    fill(world.mdms, Sizes(1, 4, START.astimezone(ZONE).date()))
    days: dict[str, Any] = {"account": account_id(1), "first": "2026-07-11", "last": "2026-07-14"}
    asked(world, "set-availability", consumer="website", kind="intervals", delay_s=6 * 3600, keep_days=2)
    told = asked(world, "usage", CUSTOMER, **days)["days"]
    assert [day["known"] for day in told] == [0, 44, 96, 28]
    assert told[0]["marks"] == ["not available"] * 96
    assert [day["known"] for day in asked(world, "usage", **days)["days"]] == [96] * 4
    asked(world, "set-availability", consumer="program-management", kind="intervals", delay_s=6 * 3600, keep_days=2)
    sums = asked(world, "aggregate", PROGRAMS, day="2026-07-11", last="2026-07-14")["days"]
    assert [sum(day["known"]) for day in sums] == [0, 44, 96, 28]
    asked(world, "set-availability", consumer="website", kind="intervals", is_available=False)
    with pytest.raises(NotAllowed, match="intervals are not available to website"):
        asked(world, "usage", CUSTOMER, **days)
    assert asked(world, "usage", Principal("r", UserRole.REPRESENTATIVE), **days)["known"] > 0


@pytest.mark.parametrize(
    ("verb", "by", "given", "says"),
    [
        ("feed", PROGRAMS, {"consumer": "trouble reporting"}, "who follows is named"),
        ("feed", None, {}, "who follows is named"),
        ("feed-confirm", PROGRAMS, {"cursor": "events:9"}, "nothing was told up to 9"),
        ("feed-confirm", PROGRAMS, {"cursor": "events:x"}, "a cursor is told with the entries"),
        ("follow", PROGRAMS, {"kinds": "gossip"}, "a kind is one of"),
        ("set-availability", PROGRAMS, {"consumer": "website", "kind": "events"}, "may not use set-availability"),
        ("feed", CUSTOMER, {}, "a customer may not use feed"),
    ],
)
def test_nobody_follows_what_is_anothers(verb: str, by: Principal | None, given: dict[str, Any], says: str) -> None:
    """C1FR17, X-MULTI-CLIENT."""
    with pytest.raises(ValueError, match=says):
        asked(with_followers(), verb, by, **given)


def test_what_all_have_confirmed_is_forgotten() -> None:
    world = with_followers()
    ordered(world, 30)
    ordered(world, 300)
    asked(world, "feed-confirm", PROGRAMS, cursor=asked(world, "feed", PROGRAMS)["cursor"])
    with world.mdms.links.transaction():
        world.mdms.feed.forget(world.now)
    (kept,) = world.mdms.links.db.execute("SELECT count(*) FROM feed").fetchone()
    assert kept == 1  # the last one holds the numbers' place


@pytest.mark.parametrize(
    ("verb", "kind", "given"),
    [
        ("accounts", "accounts", {}),
        ("failures", "failures", {}),
        ("alarms", "alarms", {}),
        ("receipts", "receipts", {"event": 1}),
        ("responses", "events", {}),
        ("aggregate", "intervals", {"day": "2026-07-13"}),
        ("exceptions", "exceptions", {}),
    ],
)
def test_every_question_obeys_what_is_set(verb: str, kind: str, given: dict[str, Any]) -> None:
    """C1FR17."""
    world = with_followers()
    asked(world, verb, PROGRAMS, **given)
    asked(world, "set-availability", consumer="program-management", kind=kind, is_available=False)
    with pytest.raises(NotAllowed, match=f"{kind} are not available to program management"):
        asked(world, verb, PROGRAMS, **given)
    asked(world, verb, **given)
