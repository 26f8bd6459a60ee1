"""Yesterday's intervals of every meter behind a concentrator by morning, and who is missing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from devices.sim.field.field import FieldSettings
from devices.sim.field.usage import usage_wh
from devices.utility.mdms.bulk import put_many
from devices.utility.mdms.marks import Finding
from devices.wan.bits import DOUBTFUL, MISSING, MISSING_WH, VALID
from devices.wan.journal import Noted
from tests.devices.utility.field.town import Town

DAY = date(2026, 7, 15)
EVENING = datetime(2026, 7, 16, 1, 0, tzinfo=UTC)  # 18:00 in Los Angeles
MORNING = datetime(2026, 7, 16, 13, 0, tzinfo=UTC)  # 06:00 in Los Angeles


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """An evening and a night: what came before was never read, one concentrator is dead for a while, two meters are."""
    one = Town(80, 3, settings=FieldSettings(loss=0.02), start=EVENING)
    one.field.cut(np.array([3, 44]), one.net.now)
    one.kill("C-1")
    one.after(3 * 3600)
    one.revive("C-1")
    one.until(MORNING)
    yield one
    one.close()


def test_99_percent_of_yesterday_is_collected_by_six_with_gaps_fetched_again(town: Town) -> None:
    """C1NFR1, X-SELF-HEALING: everything but what the dead meters never recorded."""
    (read,) = [one for one in town.ms.field.reads.reads() if one["day"] == DAY.isoformat()]
    assert read["expected"] == 80
    assert read["came"] == 78
    assert town.ms.field.map.names(town.ms.field.reads.missing(DAY)) == ["N000004", "N000045"]
    rows = town.mdms.intervals.store.rows([DAY], None, 0)
    assert len(rows) == 78
    whole = [row for row in rows if (np.frombuffer(row.quality, np.uint8) == VALID).all()]
    assert len(whole) >= 0.99 * 78
    (row,) = (one for one in whole if one.meter_id == "N000010")
    midnight = datetime.combine(DAY, time(), town.ms.settings.zone)
    starts_ms = round(midnight.timestamp() * 1000) + np.arange(96) * 900_000
    expected = usage_wh(np.array([9]), starts_ms, 900_000, town.field.seed, -7)
    assert np.frombuffer(row.wh, np.int32).tolist() == expected[0].tolist()


def test_the_intervals_of_a_quarter_of_an_hour_are_there_before_the_next_one_ends(town: Town) -> None:
    """C1NFR9, C1NFR5, C1NFR7: individual values, and their sum, minutes after the interval."""
    logged = town.journal("MDMS", Noted.INTERVALS_LOGGED)
    received = list(town.mdms.links.db.execute("SELECT at - received FROM field_arrivals"))
    assert max(late for (late,) in received) <= 3_000
    singles = [entry for entry in logged if entry.detail.startswith("1 of")]
    late = [entry.at - datetime.fromisoformat(entry.detail.split()[-1]) for entry in singles]
    assert len(singles) > 100
    assert max(late) < timedelta(minutes=30)


def test_more_than_four_broadcasts_an_hour_are_taken_by_every_meter() -> None:
    """C1NFR6.1."""
    town = Town(40)
    for _ in range(6):
        town.ms.synchronise_clocks(["all"], town.net.now)
        town.net.stations["MS"].wake()
        town.after(600)
    counts = [town.ms.field.broadcasts.counts(number) for number in range(1, 7)]
    assert counts == [{"targets": 40, "left": 0, "taken": 40}] * 6
    town.close()


def test_clocks_are_set_each_night_by_one_message_a_concentrator(town: Town) -> None:
    """C1FR11."""
    sent = [(entry.who, entry.detail) for entry in town.journal("MS", Noted.CLOCK_SENT)]
    assert sorted(sent) == [("C-1", "27 meters"), ("C-2", "27 meters"), ("C-3", "26 meters")]


def test_a_day_that_was_not_whole_is_asked_for_again(town: Town) -> None:
    asked = town.ms.field.reads.collect(DAY, town.net.now)
    assert asked == 2
    town.net.stations["MS"].wake()
    town.after(30)
    assert int(town.ms.field.reads.missing(DAY).sum()) == 2


def test_many_meter_days_are_kept_as_one_by_one() -> None:
    town = Town(4)
    start = datetime(2026, 11, 1, 6, 45, tzinfo=UTC)  # 23:45 of the day before one of 25 hours
    wh = np.array([[1, 2, 3], [4, MISSING_WH, -6]], np.int32)
    marks = np.array([[VALID, VALID, VALID], [VALID, MISSING, DOUBTFUL]], np.uint8)
    put = ("N1", "N2"), 0, start, 15
    assert put_many(town.mdms.intervals, *put, wh, marks) == 5
    assert put_many(town.mdms.intervals, *put, wh, marks) == 0
    wh[0, 1] = 20
    assert put_many(town.mdms.intervals, *put, wh, marks) == 1
    before = town.mdms.intervals.day("N1", 0, date(2026, 10, 31), 15)
    after = [town.mdms.intervals.day(name, 0, date(2026, 11, 1), 15) for name in ("N1", "N2")]
    assert (before.values_wh[-1], before.revision, len(before.values_wh)) == (1, 0, 96)
    assert [day.values_wh[:3] for day in after] == [(20, 3, None), (None, -6, None)]
    assert [(day.revision, len(day.values_wh)) for day in after] == [(1, 100), (0, 100)]
    assert after[1].qualities[1] == VALID | Finding.NEGATIVE
    with pytest.raises(ValueError, match="off the grid"):
        put_many(town.mdms.intervals, ("N1", "N2"), 0, start + timedelta(minutes=1), 15, wh, marks)
    town.close()
