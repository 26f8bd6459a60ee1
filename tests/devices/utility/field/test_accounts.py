"""Accounts whose meters are behind concentrators: usage, sums of groups, responses of groups (C1FR16, C1FR19)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from devices.sim.field.field import FieldSettings
from devices.utility.mdms.operations import operations
from devices.utility.operations import ask
from tests.devices.utility.field.town import ORDER, Town

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 7, 14, 19, 0, 5, tzinfo=UTC)
START = NOON.replace(second=0)


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """An account with two meters; an event of half an hour; the intervals of an hour and a half."""
    one = Town(40, 4, FieldSettings(loss=0.0, opting_out=0.1), start=NOON)
    asked(one, "open-account", account="7", name="Ann Field", meter="N000003", since=START.isoformat())
    asked(one, "fit-meter", account="7", meter="N000031", since=START.isoformat())
    asked(one, "make-group", group="oak-street")
    asked(one, "group-members", group="oak-street", meters=["N000001", "N000002"], accounts=["7"])
    one.order(order=replace(ORDER, start=NOON + timedelta(minutes=30), duration_minutes=30))
    one.after(90 * 60 + 120)
    yield one
    one.close()


def asked(town: Town, verb: str, **given: Any) -> Any:
    return ask(operations(town.mdms, town.css), verb, given, town.net.now, ZONE)


def wh_of(town: Town, number: int) -> list[int]:
    return [int(one) for one in town.field.recorded(np.array([number - 1]), START, 6, town.net.now)[0]]


def known(values: list[int | None]) -> list[int]:
    return [one for one in values if one is not None]


def test_an_accounts_usage_is_the_sum_of_its_meters_behind_concentrators(town: Town) -> None:
    """C1FR19"""
    (day,) = asked(town, "usage", account="7", day="2026-07-14")["days"]
    sums = [one + other for one, other in zip(wh_of(town, 3), wh_of(town, 31), strict=True)]
    assert known(day["values_wh"]) == sums


def test_a_group_of_meters_and_accounts_is_summed(town: Town) -> None:
    """C1FR16"""
    (day,) = asked(town, "aggregate", group="oak-street", day="2026-07-14")["days"]
    sums = [sum(four) for four in zip(*(wh_of(town, number) for number in (1, 2, 3, 31)), strict=True)]
    assert [one for one, count in zip(day["values_wh"], day["known"], strict=True) if count] == sums
    assert set(day["known"]) == {0, 4}


def test_an_account_sees_the_event_of_each_of_its_meters_with_program_and_price(town: Town) -> None:
    """C1FR19"""
    events = asked(town, "events", account="7")
    assert [one["meter"] for one in events] == ["N000003", "N000031"]
    for event in events:
        assert event["program"] == "critical peak"
        assert event["price"] == Decimal("0.62")
        assert event["standing"] == "completed"


def test_a_groups_response_counts_its_homes_and_those_that_opted_out(town: Town) -> None:
    """X-MEASURED-RESPONSE"""
    event = asked(town, "events", account="7")[0]["event"]
    of_group = asked(town, "responses", event=event, group="oak-street")
    assert of_group["customers"] == of_group["took_part"] == 4
    assert {one["meter"]: one["used_wh"] for one in of_group["one_by_one"]} == {
        f"N{number:06}": wh_of(town, number)[3] for number in (1, 2, 3, 31)
    }
    of_all = asked(town, "responses", event=event)
    assert of_all["customers"] == 40
    assert of_all["overrode"] == int(town.field.opts_out.sum()) > 0
