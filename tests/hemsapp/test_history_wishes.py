"""What a person says of history: an hour left out, replaced, undone; a meter changed; how long readings are kept."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.messages import DeviceKind, DeviceReady, Reading
from hemsapp.commands import (
    AmendHistory,
    AnswerMeterReplaced,
    ChangeMeter,
    SetRetention,
    UndoAmendment,
)
from hemsapp.domain.comparison import used_wh
from hemsapp.domain.entries import Row
from hemsapp.domain.facts import Amendment, Happened, Interval, KeptDevice, Quality
from tests.hemsapp.domain.world import METER, OTHER, World, utc

START = utc("2026-07-13 17:00")  # 10 AM of a Monday in Los Angeles
HOUR = timedelta(hours=1)


def home(hours: int = 3, wh: int = 25) -> World:
    """A home that used `wh` each minute for some hours."""
    world = World(START)
    world.report()
    for _ in range(hours * 60):
        world.use(wh, 60)
    return world


def used(world: World) -> int:
    seen = world.seen().bill.used_wh
    assert seen is not None
    return seen


def rows(world: World, start: datetime = START) -> list[Interval]:
    return [each for each in world.disk.of(Interval) if start <= each.start < start + HOUR]


def logged(world: World) -> list[str]:
    return [each.detail for each in world.disk.happenings if each.kind is Happened.HISTORY_AMENDED]


def refused(world: World) -> str:
    refusal = world.seen().refusal
    return "" if refusal is None else refusal.sentence


# Fix this hour


def test_an_hour_is_left_out_and_what_was_counted_is_kept_and_logged() -> None:
    """users.md 12"""
    world = home()
    before = world.seen().bill
    world.hear(AmendHistory(START, START + HOUR, None))
    after = world.seen().bill
    assert (before.used_wh, after.used_wh) == (4500, 3000)
    assert after.energy_cost < before.energy_cost
    assert {(each.quality, each.delivered_wh, each.counted_delivered_wh) for each in rows(world)} == {
        (Quality.AMENDED, 0, 375)
    }
    assert world.disk.of(Amendment) == (Amendment(START, 3600, None, world.now),)
    assert logged(world) == ["2026-07-13 17:00 to 18:00 UTC: left out"]


def test_an_hour_is_replaced_and_the_bill_follows_to_the_cent() -> None:
    """users.md 12"""
    world = home()
    world.hear(AmendHistory(START, START + HOUR, 1001))
    assert used(world) == 3000 + 1001
    assert [each.delivered_wh for each in rows(world)] == [250, 250, 250, 251]
    assert world.seen().bill.tier_cost == Decimal("0.68")  # 4.001 kWh at 17 cents
    assert sum(each.costs.tier for each in rows(world)) == Decimal("0.17017")


def test_undoing_gives_back_what_was_counted() -> None:
    """users.md 12"""
    world = home()
    before, kept = world.seen().bill, rows(world)
    world.hear(AmendHistory(START, START + HOUR, 53_700))
    world.hear(UndoAmendment(START))
    assert world.seen().bill == before
    assert rows(world) == kept
    (amendment,) = world.disk.of(Amendment)
    assert amendment.is_undone
    assert logged(world)[-1] == "from 2026-07-13 17:00 UTC on it is as it was counted"
    world.hear(UndoAmendment(START))
    assert refused(world) == "Nothing was corrected there."


def test_a_correction_survives_a_kill_and_can_be_undone_after_it() -> None:
    world = home()
    world.hear(AmendHistory(START, START + HOUR, 1000))
    world.kill()
    world.use(0, 10)
    assert used(world) == 4000
    world.hear(UndoAmendment(START + timedelta(minutes=30)))  # any quarter-hour of it that a finger finds
    assert used(world) == 4500


def test_a_new_correction_takes_the_place_of_those_it_touches() -> None:
    world = home()
    half = timedelta(minutes=30)
    world.hear(AmendHistory(START, START + HOUR, 1000))
    world.hear(AmendHistory(START + half, START + half + HOUR, 600))
    assert used(world) == 750 + 600 + 2250  # the first half-hour is as it was counted
    assert [each.is_undone for each in sorted(world.disk.of(Amendment), key=lambda each: each.start)] == [True, False]


def test_a_price_that_cuts_a_corrected_quarter_hour_changes_nothing_of_its_energy() -> None:
    world = home(hours=2)
    world.hear(AmendHistory(START, START + HOUR, 1000))
    ledger, start_s = world.engine._home.ledger, int(START.timestamp())
    later = ledger._cut(ledger._row_at(start_s), start_s + 100, is_published=False)
    assert later.start_s == start_s + 100
    assert sum(row.delivered_wh for row in ledger.rows(start_s, start_s + 3600)) == 1000


def test_of_what_is_left_out_nothing_is_known_and_nothing_is_compared() -> None:
    """users.md 9 and 12: left out is a gap, not a zero."""
    world = home()
    ledger, start_s = world.engine._home.ledger, int(START.timestamp())
    assert used_wh(ledger, start_s, start_s + 3600) == 1500
    world.hear(AmendHistory(START, START + HOUR, None))
    assert used_wh(ledger, start_s, start_s + 3600) is None
    assert used_wh(ledger, start_s + 3600, start_s + 7200) == 1500


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (AmendHistory(START + timedelta(minutes=7), START + HOUR, 5), "A correction is for whole quarter-hours"),
        (AmendHistory(START, START, 5), "A correction is for whole quarter-hours"),
        (AmendHistory(START, START + timedelta(hours=25), 5), "A correction is for whole quarter-hours"),
        (AmendHistory(START + 3 * HOUR, START + 4 * HOUR, 5), "Only what is past can be corrected."),
        (AmendHistory(START, START + HOUR, 5_000_000), "5000000 Wh in that time is more than a home can use."),
        (AmendHistory(START, START + HOUR, -1), "-1 Wh in that time is more than a home can use."),
        (AmendHistory(START - HOUR, START, 5), "Not all of that time was counted, so there is nothing to correct."),
    ],
)
def test_a_correction_that_cannot_be_is_refused_with_a_sentence(command: AmendHistory, why: str) -> None:
    world = home()
    before = world.seen().bill
    world.hear(command)
    assert refused(world).startswith(why)
    assert world.seen().bill == before
    assert world.disk.of(Amendment) == ()


def test_an_hour_within_a_silence_cannot_be_corrected_before_the_meter_tells() -> None:
    world = home(hours=1)
    world.is_meter_answering = False
    world.use(900, 7200)
    world.hear(AmendHistory(START + HOUR, START + 2 * HOUR, 100))
    assert refused(world).startswith("The energy of that time is not itemised yet")


CORRECTIONS = st.lists(
    st.tuples(
        st.sampled_from(["amend", "leave out", "undo", "use", "silence", "kill"]),
        st.integers(0, 11),
        st.integers(1, 4),
        st.integers(0, 4000),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(CORRECTIONS)
def test_whatever_is_corrected_undone_and_killed_nothing_that_was_counted_is_lost(
    steps: list[tuple[str, int, int, int]],
) -> None:
    """users.md 12: the original is kept, to the watt-hour; undoing all of it gives the first accounts back."""
    world = home(wh=7)
    for kind, quarter, length, wh in steps:
        start = START + timedelta(minutes=15 * quarter)
        match kind:
            case "amend" | "leave out":
                said = wh if kind == "amend" else None
                world.hear(AmendHistory(start, start + timedelta(minutes=15 * length), said))
            case "undo":
                world.hear(UndoAmendment(start))
            case "use":
                world.use(wh // 4, 600)
            case "silence":
                world.use(wh // 2, 5400)
                world.settle()
            case _:
                world.flush()
                world.kill()
                world.use(0, 10)
    ledger = world.engine._home.ledger
    for entry in ledger.entries:
        assert not isinstance(entry, Row) or entry.delivered_wh >= 0
    amended = {each.start: each for each in world.disk.of(Amendment) if not each.is_undone}
    for each in amended.values():
        held = ledger.rows(int(each.start.timestamp()), int(each.start.timestamp()) + each.length_s)
        assert sum(row.delivered_wh for row in held) == (each.delivered_wh or 0)
    for start in amended:
        world.hear(UndoAmendment(start))
    assert world.counted_wh == world.register_wh - world.first_wh


# The meter was changed


def test_a_changed_meter_is_joined_at_the_two_readings_that_a_person_took() -> None:
    """users.md 14: closing reading, opening reading, nothing lost between; the old meter is no ghost."""
    world = home(hours=1)
    closing = world.register_wh + 400
    world.pass_time(400, 1800)
    world.hear(DeviceReady(OTHER, DeviceKind.METER_GATEWAY, "Sample", "Meter"))
    for wh in (60, 70, 80):
        world.pass_time(0, 10)
        world.hear(Reading(OTHER, wh, demand_w=700))
    assert world.seen().question is not None
    world.hear(ChangeMeter(closing_wh=closing, opening_wh=50))
    seen = world.seen()
    assert (seen.question, seen.link.meter) == (None, OTHER)
    assert world.counted_wh == 1500 + 400 + 30
    world.pass_time(0, 10)
    world.hear(Reading(OTHER, 95, demand_w=700))
    assert world.counted_wh == 1500 + 400 + 30 + 15
    assert KeptDevice(METER, DeviceKind.METER_GATEWAY, "", "", is_gone=True) in world.disk.of(KeptDevice)
    assert METER not in {device.device for device in seen.devices}


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_new_meter_may_be_told_of_before_it_is_heard(is_killed: bool) -> None:
    """users.md 14"""
    world = home(hours=1)
    world.pass_time(400, 1800)
    world.hear(ChangeMeter(closing_wh=world.register_wh, opening_wh=50))
    assert world.counted_wh == 1900
    if is_killed:
        world.kill()
    world.hear(DeviceReady(OTHER, DeviceKind.METER_GATEWAY, "Sample", "Meter"))
    world.pass_time(0, 600)
    world.hear(Reading(OTHER, 62, 9, demand_w=700))
    world.pass_time(0, 10)
    world.hear(Reading(OTHER, 65, 9, demand_w=700))
    assert world.seen().link.meter == OTHER
    assert world.seen().question is None
    assert world.counted_wh == 1915
    assert world.seen().bill.sold_wh == 0
    world.kill()
    world.hear(Reading(OTHER, 75, 9, demand_w=700))
    assert world.counted_wh == 1925


def test_what_a_replaced_meter_used_unseen_is_not_itemised_and_not_lost() -> None:
    """users.md 9 and 14"""
    world = home(hours=1)
    world.pass_time(400, 7200)
    world.hear(ChangeMeter(closing_wh=world.register_wh, opening_wh=0))
    assert world.seen().bill.not_itemised_wh == 400


@pytest.mark.parametrize(
    ("more_wh", "opening_wh", "why"),
    [
        (-1, 0, "the old meter showed"),
        (4_000_000, 0, "4000080 Wh since the old meter was last heard is more than a home can use"),
        (0, 81, "the new meter shows 80 Wh, so it cannot have begun at 81 Wh"),
    ],
)
def test_readings_that_cannot_be_are_refused_and_nothing_changes(more_wh: int, opening_wh: int, why: str) -> None:
    world = home(hours=1)
    world.pass_time(0, 600)
    for wh in (60, 70, 80):
        world.pass_time(0, 10)
        world.hear(Reading(OTHER, wh, demand_w=700))
    before = world.counted_wh
    world.hear(ChangeMeter(world.register_wh + more_wh, opening_wh))
    assert why.lower() in refused(world).lower()
    assert world.counted_wh == before
    assert world.seen().question is not None
    world.hear(AnswerMeterReplaced(is_replaced=True))
    assert world.seen().link.meter == OTHER


def test_without_a_meter_there_is_nothing_to_join() -> None:
    world = World(START)
    world.hear(ChangeMeter(10, 0))
    assert refused(world) == "No meter was read yet, so there is nothing to join."


# Retention


def test_how_long_raw_readings_are_kept_is_the_persons_choice_within_bounds() -> None:
    world = home(hours=1)
    world.hear(SetRetention(90))
    assert world.seen().preferences.raw_days == 90
    world.kill()
    assert world.seen().preferences.raw_days == 90
    world.hear(SetRetention(6))
    assert refused(world) == "Raw readings are kept for 7 to 400 days, not 6."
    assert world.seen().preferences.raw_days == 90
