from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from devices.utility.access import STAFF, Principal, UserRole
from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.accounts import AccountRefused
from devices.utility.operations import NotAllowed, ask
from devices.wan.words import Program, Readings
from tests.devices.utility.world import START, ZONE, World

PEOPLE = (
    ("a-100", "María Muñoz", "12 Oak Street, Fresno", "(559) 555-0134", "meter-1"),
    ("a-101", "Jonas Oakley", "7 Elm Court, Fresno", "559 555 0199", "meter-2"),
    ("a-102", "Ann O'Neil", "12 Oak Street, Davis", "+1 530 555 0111", "m%3"),
)


def with_people() -> World:
    world = World()
    for account, name, address, phone, meter in PEOPLE:
        given: dict[str, Any] = {"account": account, "name": name, "address": address, "phone": phone, "meter": meter}
        asked(world, "open-account", **given, since="2026-01-01T00:00", programs="critical-peak")
    return world


def asked(world: World, verb: str, by: Principal | None = None, **given: Any) -> Any:
    table = records_operations.operations(world.mdms, world.css)
    return ask(table, verb, given, world.now, ZONE, *([by] if by else []))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("munoz", ["a-100"]),
        ("MARIA fres", ["a-100"]),
        ("oak", ["a-100", "a-101", "a-102"]),
        ("12 oak davis", ["a-102"]),
        ("5595550134", ["a-100"]),
        ("(559) 555", ["a-100", "a-101"]),
        ("0199", ["a-101"]),
        ("meter-2", ["a-101"]),
        ("m%3", ["a-102"]),
        ("a-10", ["a-100", "a-101", "a-102"]),
        ("", ["a-100", "a-101", "a-102"]),
        ("%", []),
        ("' OR 1=1 --", []),
        ("unoz", []),
    ],
)
def test_an_account_is_found_by_the_beginnings_of_words(text: str, found: list[str]) -> None:
    assert [one.account for one in asked(with_people(), "accounts", text=text)] == found


def test_a_search_goes_on_after_the_last_account_that_it_told() -> None:
    world = with_people()
    assert [one.account for one in asked(world, "accounts", limit=2)] == ["a-100", "a-101"]
    assert [one.account for one in asked(world, "accounts", after="a-101")] == ["a-102"]


def test_an_account_that_is_changed_is_found_by_what_it_is_now() -> None:
    world = with_people()
    asked(world, "change-account", account="a-100", name="Mary Miller")
    assert asked(world, "accounts", text="munoz") == []
    assert [one.account for one in asked(world, "accounts", text="miller")] == ["a-100"]


@pytest.mark.parametrize(
    ("verb", "given", "says"),
    [
        ("open-account", {"account": "a-100", "name": "x"}, "there is an account a-100 already"),
        ("open-account", {"account": "a/1", "name": "x"}, "an account is named with"),
        ("open-account", {"account": "a-1", "name": "  "}, "an account has a name"),
        ("open-account", {"account": "a-1", "name": "x\nBcc: y"}, "a name is one line"),
        ("open-account", {"account": "a-1", "name": "x", "zone": "../etc/passwd"}, "there is no time zone"),
        ("open-account", {"account": "a-1", "name": "x", "meter": "meter-1"}, "the meter of account a-100 already"),
        ("fit-meter", {"account": "a-9", "meter": "m"}, "there is no account a-9"),
        ("fit-meter", {"account": "a-100", "meter": "m", "instead_of": "meter-2"}, "meter-2 is no meter of account"),
        ("remove-meter", {"account": "a-100", "meter": "meter-2"}, "meter-2 is no meter of account"),
        ("change-account", {"account": "a-100", "programs": "bingo"}, "a program is one of critical-peak"),
        ("usage", {"account": "a-100", "meter": "meter-1", "day": "2026-07-14"}, "usage needs account, or meter"),
        ("usage", {"account": "a-100"}, "usage needs day"),
        ("usage", {"account": "a-100", "first": "2026-07-14", "last": "2026-07-13"}, "from the first day to the last"),
        ("usage", {"account": "a-100", "day": "9999-12-31"}, "day is between the years"),
    ],
)
def test_what_cannot_be_kept_or_told_is_refused_in_a_sentence(verb: str, given: dict[str, Any], says: str) -> None:
    world = with_people()
    with pytest.raises(ValueError, match=says):
        asked(world, verb, **given)
    assert len(asked(world, "accounts")) == 3


def test_programs_and_meters_keep_their_history() -> None:
    world = with_people()
    world.run(60)
    asked(world, "change-account", account="a-100", programs="demand-bidding")
    asked(world, "fit-meter", account="a-100", meter="meter-9", instead_of="meter-1")
    one = asked(world, "account", account="a-100")
    assert [(each.program, each.until) for each in one.programs] == [
        (Program.CRITICAL_PEAK, world.now),
        (Program.DEMAND_BIDDING, None),
    ]
    assert one.meter_ids == ("meter-9",)
    assert [each.until for each in one.meters] == [world.now, None]
    assert asked(world, "account-of-meter", meter="meter-9").account == "a-100"
    closed = asked(world, "close-account", account="a-100")
    assert closed.meter_ids == ()
    with pytest.raises(AccountRefused, match="is closed"):
        asked(world, "fit-meter", account="a-100", meter="meter-1")


@pytest.mark.parametrize(
    ("day", "quarters"), [(date(2026, 3, 8), 92), (date(2026, 7, 14), 96), (date(2026, 11, 1), 100)]
)
def test_usage_at_meter_and_at_account_level_has_every_interval_of_the_local_day(day: date, quarters: int) -> None:
    """C1FR19, UC96.4.1: what is not known is none, never zero, and is marked."""
    world = with_people()
    world.now = midnight(day) + timedelta(days=2)
    wh = tuple(None if slot == 5 else slot for slot in range(quarters - 1))
    world.mdms.intervals.put(Readings("meter-1", 0, midnight(day), 15, wh))
    each: list[dict[str, Any]] = [{"account": "a-100"}, {"meter": "meter-1"}]
    for whose in each:
        (told,) = asked(world, "usage", day=day.isoformat(), **whose)["days"]
        assert told["values_wh"] == [*wh, None]
        assert told["marks"][4:7] == ["", "invalid", ""]
        assert told["marks"][-1] == "missing"
        assert (told["known"], told["intervals"]) == (quarters - 2, quarters)
        assert told["end"] - told["start"] == quarters * timedelta(minutes=15)


def test_usage_of_an_account_is_the_sum_of_its_meters_where_each_is_known() -> None:
    """C1FR19."""
    world, day = with_people(), date(2026, 7, 13)
    asked(world, "fit-meter", account="a-100", meter="meter-7", since="2026-01-01T00:00")
    world.mdms.intervals.put(Readings("meter-1", 0, midnight(day), 15, (100, 100, None, 100)))
    world.mdms.intervals.put(Readings("meter-7", 0, midnight(day), 5, (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, None, 4)))
    found = asked(world, "usage", account="a-100", day=day.isoformat())
    assert found["days"][0]["values_wh"][:5] == [103, 106, None, None, None]
    assert found["total_wh"] == 209
    (hourly,) = asked(world, "usage", account="a-100", day=day.isoformat(), interval_minutes=60)["days"]
    assert (hourly["interval_minutes"], hourly["values_wh"]) == (60, [None] * 24)


def test_a_meter_that_is_changed_leaves_what_it_counted_with_the_account() -> None:
    """C1FR19: and what it counts for others afterwards is not the account's."""
    world, day = with_people(), date(2026, 7, 13)
    noon = midnight(day) + timedelta(hours=12)
    asked(world, "fit-meter", account="a-100", meter="meter-8", since=noon.isoformat(), instead_of="meter-1")
    world.mdms.intervals.put(Readings("meter-1", 0, midnight(day), 15, (10,) * 96))
    world.mdms.intervals.put(Readings("meter-8", 0, noon, 15, (7,) * 40))
    (told,) = asked(world, "usage", account="a-100", day=day.isoformat())["days"]
    assert told["values_wh"] == [10] * 48 + [7] * 40 + [None] * 8


def test_nothing_is_known_of_times_without_a_meter_and_nothing_is_missing_of_times_to_come() -> None:
    world, day = with_people(), START.astimezone(ZONE).date()
    asked(world, "remove-meter", account="a-101", meter="meter-2", until="2026-07-14T01:00")
    world.mdms.intervals.put(Readings("meter-2", 0, midnight(day), 15, (10,) * 8))
    (told,) = asked(world, "usage", account="a-101", day=day.isoformat())["days"]
    assert told["values_wh"][:6] == [10, 10, 10, 10, None, None]
    assert told["marks"][51:54] == ["missing", "to come", "to come"]
    empty = asked(world, "usage", account="a-102", first="2026-07-01", last="2026-07-03", each="day")
    assert [one["total_wh"] for one in empty["days"]] == [0, 0, 0]
    assert (empty["total_wh"], empty["known"]) == (None, 0)


@pytest.mark.parametrize("verb", ["account", "usage", "events", "response"])
def test_a_customer_is_told_of_its_own_account_alone(verb: str) -> None:
    """C1FR17, X-MULTI-CLIENT."""
    world = with_people()
    customer = Principal("maria", UserRole.CUSTOMER, "a-100")
    with pytest.raises(NotAllowed, match="not your account"):
        asked(world, verb, customer, account="a-101")


def test_a_customer_reaches_nothing_past_its_account() -> None:
    """C1FR17, X-MULTI-CLIENT: not by meter, not by search, not by another's words."""
    world = with_people()
    customer = Principal("maria", UserRole.CUSTOMER, "a-100")
    assert asked(world, "account", customer).name == "María Muñoz"
    with pytest.raises(ValueError, match="usage needs account, or meter"):
        asked(world, "usage", customer, meter="meter-2", day="2026-07-14")
    table = records_operations.operations(world.mdms, world.css)
    open_to_customers = {verb for verb, one in table.items() if UserRole.CUSTOMER in one.roles}
    assert open_to_customers >= {"account", "usage", "events", "response"}
    assert all("account" in {option.name for option in table[verb].options} for verb in open_to_customers)
    assert [verb for verb, one in table.items() if not one.roles] == ["set-availability", "keep-log-head"]
    for role in STAFF - {UserRole.OPERATOR, UserRole.REPRESENTATIVE, UserRole.PROGRAM_MANAGER}:
        with pytest.raises(NotAllowed):
            asked(world, "close-account", Principal("x", role), account="a-100")
