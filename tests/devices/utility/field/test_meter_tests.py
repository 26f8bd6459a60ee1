"""Remote tests of meters behind concentrators: one order, an octet of each meter back, a result for each (C1NFR4)."""

from collections import Counter
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from devices.utility.ms.operations import operations
from devices.utility.operations import ask
from devices.wan.meter_words import MeterCheck, MeterTest, MeterTestResult, checks_of, octet_of
from tests.devices.utility.field.town import Town

ZONE = ZoneInfo("America/Los_Angeles")


@pytest.fixture
def town() -> Iterator[Town]:
    one = Town()
    one.field.is_home_silent[:] = False
    one.field.is_home_silent[[5, 150]] = True
    one.field.cut(np.array([9]), one.net.now)
    yield one
    one.close()


def test_the_whole_test_of_every_meter_is_back_within_a_minute(town: Town) -> None:
    """C1NFR4, UC96.3.9: what each meter found, not only that it heard the order."""
    table = operations(town.ms)
    number = ask(table, "test-meter", {"to": ["all"]}, town.net.now, ZONE)["test"]
    town.net.stations["MS"].wake()
    town.after(59)
    tests = town.ms.meter_tests.tests(number)
    assert Counter(one["state"] for one in tests) == {"passed": 197, "failed": 2, "running": 1}
    assert {one["meter"]: one["detail"] for one in tests if one["state"] == "failed"} == {
        "N000006": f"test {number}: failed, home devices",
        "N000151": f"test {number}: failed, home devices",
    }
    assert max(one["seconds"] for one in tests if one["seconds"] is not None) < 60
    town.after(10)
    (silent,) = (one for one in town.ms.meter_tests.tests(number) if one["meter"] == "N000010")
    assert "did not answer within 60 s" in silent["detail"]
    in_records = town.mdms.meter_tests.tests(number=number)
    assert Counter(one["state"] for one in in_records) == {"passed": 197, "failed": 3}
    (told,) = (one["result"] for one in in_records if one["meter"] == "N000006")
    assert isinstance(told, MeterTestResult)
    assert told.failed == (MeterCheck.HOME_DEVICES,)
    assert len(told.found) == len(MeterCheck)


def test_the_desk_has_one_meter_tested_through_its_concentrator(town: Town) -> None:
    """UC96.3.8"""
    order = MeterTest("N000006", 1_000_007, town.net.now, (MeterCheck.CLOCK, MeterCheck.HOME_DEVICES))
    town.net.stations["MDMS"].act(lambda at: [town.mdms.meter_tests.order(order, at)])
    town.after(30)
    (kept,) = town.mdms.meter_tests.tests(number=1_000_007)
    assert kept["state"] == "failed"
    assert [(one.check, one.is_good) for one in kept["result"].found] == [
        (MeterCheck.HOME_DEVICES, False),
        (MeterCheck.CLOCK, True),
    ]
    assert town.ms.field.broadcasts.counts(1) == {"targets": 1, "left": 0, "tested": 1}


@pytest.mark.parametrize("checks", [(), (MeterCheck.CLOCK,), tuple(MeterCheck)])
def test_checks_are_an_octet_and_come_back(checks: tuple[MeterCheck, ...]) -> None:
    assert checks_of(octet_of(checks)) == checks
