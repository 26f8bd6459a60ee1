"""C1FR35, F45: when bills begin."""

from datetime import date

import pytest

from hemsapp.domain.bill_dates import bill_starts, on_day

D = date.fromisoformat


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (2026, 6, 31, "2026-06-30"),
        (2026, 2, 31, "2026-02-28"),
        (2028, 2, 29, "2028-02-29"),
        (2027, 2, 29, "2027-02-28"),
        (2026, 12, 31, "2026-12-31"),
    ],
)
def test_a_short_month_ends_the_bill_on_its_last_day(year: int, month: int, day: int, expected: str) -> None:
    assert on_day(year, month, day) == D(expected)


@pytest.mark.parametrize(
    ("reads", "day", "today", "start", "end"),
    [
        ([], None, "2026-07-13", "2026-07-01", "2026-08-01"),
        ([], 24, "2026-07-13", "2026-06-24", "2026-07-24"),
        ([], 24, "2026-07-24", "2026-07-24", "2026-08-24"),
        ([], 31, "2026-03-01", "2026-02-28", "2026-03-31"),
        ([], 29, "2028-03-01", "2028-02-29", "2028-03-29"),
        ([], 1, "2026-12-31", "2026-12-01", "2027-01-01"),
        (["2026-07-22"], 24, "2026-07-25", "2026-07-22", "2026-08-24"),  # read two days early: no bill of two days
        (["2026-07-26"], 24, "2026-07-25", "2026-06-24", "2026-07-26"),  # read two days late: the old bill is longer
        (["2026-05-20", "2026-06-19", "2026-07-15", "2026-08-19"], 20, "2026-07-20", "2026-07-15", "2026-08-19"),
    ],
)
def test_a_bill_runs_between_real_read_dates_or_the_usual_day(
    reads: list[str], day: int | None, today: str, start: str, end: str
) -> None:
    """users.md 3: the month is not the bill."""
    starts = bill_starts([D(each) for each in reads], day, D(today), D(today))
    assert starts == [D(start), D(end)]
