"""C1FR19: series on a grid, against the plainest computation of the same."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from devices.utility.mdms.records import Records
from devices.utility.mdms.series import Series, added, read
from devices.wan.words import Readings
from tests.devices.utility.test_accounts import midnight
from tests.devices.utility.world import ZONE, verify

DAYS = (date(2026, 3, 7), date(2026, 3, 10))  # the clocks go forward between
SPAN = (midnight(DAYS[0]), midnight(DAYS[1]))
Known = dict[datetime, tuple[int, int]]
"""By start: minutes and Wh."""


def told(records: Records, meter: str, chance: random.Random) -> Known:
    """Stretches of quarter-hours and of five minutes, with holes; what was known of each interval."""
    known: Known = {}
    at = SPAN[0] - timedelta(hours=3)
    while at < SPAN[1] + timedelta(hours=3):
        minutes, count = chance.choice((5, 15, 15)), chance.randint(1, 12) * 12
        values = tuple(chance.choice((None, 0, 7, 130, 900)) if chance.random() < 0.2 else 60 for _ in range(count))
        records.intervals.put(Readings(meter, 0, at, minutes, values))
        for number, value in enumerate(values):
            if value is not None:
                known[at + number * timedelta(minutes=minutes)] = (minutes, value)
        at += count * timedelta(minutes=minutes) + timedelta(hours=chance.choice((0, 0, 1)))
    return known


def plainly(known: Known, minutes: int) -> list[int | None]:
    found: list[int | None] = []
    start = SPAN[0]
    while start < SPAN[1]:
        end, at, total = start + timedelta(minutes=minutes), start, 0
        while at < end and at in known:
            total += known[at][1]
            at += timedelta(minutes=known[at][0])
        found.append(total if at == end else None)
        start = end
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_series_is_what_adding_up_by_hand_gives(seed: int) -> None:
    chance, records = random.Random(seed), Records(None, verify)
    known = {meter: told(records, meter, chance) for meter in ("meter-1", "meter-2")}
    store = records.intervals.store
    for minutes in (15, 30, 60):
        each = {meter: read(store, ZONE, meter, 0, SPAN, minutes) for meter in known}
        expected = {meter: plainly(one, minutes) for meter, one in known.items()}
        for meter in known:
            assert each[meter].values_wh() == expected[meter]
            assert len(expected[meter]) == 71 * 60 // minutes
        both = [
            None if one is None or other is None else one + other
            for one, other in zip(expected["meter-1"], expected["meter-2"], strict=True)
        ]
        assert added(list(each.values())).values_wh() == both
    records.close()


def test_what_is_withheld_is_no_value() -> None:
    records = Records(None, verify)
    records.intervals.put(Readings("meter-1", 0, SPAN[0], 15, (5,) * 12))
    hours = [SPAN[0] + timedelta(hours=number) for number in range(4)]
    series: Series = read(records.intervals.store, ZONE, "meter-1", 0, (hours[0], hours[3])).within(hours[1], hours[2])
    assert series.values_wh() == [None] * 4 + [5] * 4 + [None] * 4
    assert series.start.tzinfo is UTC
