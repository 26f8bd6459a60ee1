"""Corrections of history that lies in the store alone: rows, bill and roll-ups follow in one transaction."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hemsapp import corrections, rollups, store
from hemsapp.domain.facts import Amendment, ClosedBill, Interval, Preference, Quality, ReadDate, Sample
from hemsapp.questions import BillsShown, BillsWanted, HistoryShown, HistoryWanted, Scale, StatementWanted
from hemsapp.rows import select
from hemsapp.statement import Statement
from tests.hemsapp.archive.kept_home import KeptHome, local, quarters, row
from tests.hemsapp.archive.test_statements import flat

START, END = date(2026, 1, 12), date(2026, 2, 11)
NOW = local("2026-07-14T18:07")
HOUR = local("2026-01-20T17:00")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    """Half a year ago a bill ended, of 30 days with 100 Wh each quarter-hour at 20 cents."""
    made = KeptHome(tmp_path, NOW)
    made.keep(ReadDate(START), ReadDate(END), flat("0.20"))
    made.keep(*(each for number in range(30) for each in quarters(START + timedelta(days=number), 100, cost="0.02")))
    yield made
    made.store.close()


def amendment(wh: int | None, *, is_undone: bool = False, length_s: int = 3600) -> Amendment:
    return Amendment(HOUR, length_s, wh, NOW, is_undone)


def rows(home: KeptHome) -> tuple[Interval, ...]:
    return home.store.intervals(HOUR, HOUR + timedelta(hours=1))


def test_an_old_hour_is_replaced_and_its_bill_follows(home: KeptHome) -> None:
    """users.md 12"""
    home.keep(amendment(1000))
    assert [(each.delivered_wh, each.counted_delivered_wh, each.quality) for each in rows(home)] == [
        (250, 100, Quality.AMENDED)
    ] * 4
    assert [each.costs.tier for each in rows(home)] == [Decimal("0.05")] * 4
    closed = next(each for each in home.ask(BillsWanted(), BillsShown).bills if each.start == START)
    assert closed == home.ask(StatementWanted(START, END), Statement)
    assert closed.total == Decimal("57.72") + Decimal("3.00")
    day = home.ask(HistoryWanted(Scale.DAY, date(2026, 1, 20)), HistoryShown)
    assert (day.delivered_wh, day.cost) == (9600 + 600, Decimal("2.04"))
    corrected = [bar for bar in day.bars if bar.is_corrected]
    assert [(bar.start, bar.delivered_wh, bar.counted_wh) for bar in corrected] == [
        (HOUR + timedelta(minutes=15 * number), 250, 100) for number in range(4)
    ]
    year = home.ask(HistoryWanted(Scale.YEAR, date(2026, 1, 20)), HistoryShown)
    assert year.delivered_wh == 30 * 9600 + 600


def test_an_old_hour_that_is_left_out_is_a_gap_that_says_so(home: KeptHome) -> None:
    """users.md 12"""
    home.keep(amendment(None))
    day = home.ask(HistoryWanted(Scale.DAY, date(2026, 1, 20)), HistoryShown)
    out = [bar for bar in day.bars if bar.is_corrected]
    assert [(bar.delivered_wh, bar.counted_wh) for bar in out] == [(None, 100)] * 4
    assert day.delivered_wh == 9600 - 400


def test_undoing_an_old_correction_gives_all_of_it_back(home: KeptHome) -> None:
    """users.md 12: the original was kept."""
    before, day = rows(home), home.store.days(date(2026, 1, 20), date(2026, 1, 21))
    home.keep(amendment(53_700))
    assert home.store.days(date(2026, 1, 20), date(2026, 1, 21)) != day
    home.keep(amendment(53_700, is_undone=True))
    assert rows(home) == before
    assert home.store.days(date(2026, 1, 20), date(2026, 1, 21)) == day
    closed = next(each for each in home.ask(BillsWanted(), BillsShown).bills if each.start == START)
    assert closed.total == Decimal("57.60") + Decimal("3.00")


def test_a_correction_that_is_kept_twice_changes_nothing_more(home: KeptHome) -> None:
    home.keep(amendment(1000))
    before = rows(home)
    home.keep(amendment(1000))
    assert rows(home) == before


def test_published_prices_are_paid_for_what_it_is_now(home: KeptHome) -> None:
    home.keep(*(row(HOUR + timedelta(minutes=15 * each), 100, version=None, price="0.3") for each in range(4)))
    home.keep(amendment(1000))
    assert {each.costs.published for each in rows(home)} == {Decimal("0.075")}
    home.keep(amendment(1000, is_undone=True))
    assert {each.costs.published for each in rows(home)} == {Decimal("0.03")}


def test_where_nothing_was_counted_nothing_is_made_up(home: KeptHome) -> None:
    home.store.database.execute("DELETE FROM intervals WHERE start = ?", (int(HOUR.timestamp()) * 1000,))
    home.keep(amendment(900))
    assert [each.delivered_wh for each in rows(home)] == [300, 300, 300]


def test_a_crash_in_the_middle_leaves_all_of_it_or_nothing(home: KeptHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The correction, the rows, the bill and the roll-ups are one transaction."""
    before = rows(home), select(home.store.database, ClosedBill)

    def die(*_: object) -> None:
        raise RuntimeError("killed here")

    monkeypatch.setattr(corrections, "write", die)
    with pytest.raises(RuntimeError, match="killed here"):
        home.keep(amendment(1000))
    monkeypatch.undo()
    home.store._waiting.clear()
    assert (rows(home), select(home.store.database, ClosedBill)) == before
    assert select(home.store.database, Amendment) == ()


def test_raw_readings_are_forgotten_after_the_days_that_were_chosen(home: KeptHome) -> None:
    """Quarter-hours, hours and days are kept for ever."""
    home.keep(Preference("raw_days", "10"))
    old, young = (Sample(NOW - timedelta(days=days), 1, None, None) for days in (11, 9))
    home.seconds += 4000
    home.keep(old, young, Preference("theme", "dark"))
    home.seconds += 4000
    home.keep(Preference("theme", "light"))
    assert select(home.store.database, Sample) == (young,)
    assert len(rollups.days(home.store.database, START, END)) == 30


def test_many_raw_readings_are_forgotten_a_share_at_a_time(home: KeptHome, monkeypatch: pytest.MonkeyPatch) -> None:
    """The meter does not wait while a month of them goes."""
    monkeypatch.setattr(store, "_MOST_FORGOTTEN", 4)
    home.keep(*(Sample(NOW - timedelta(days=30, seconds=number), 1, None, None) for number in range(10)))
    home.seconds += 4000
    left = []
    for number in range(4):
        home.keep(Preference("raw_days", "10"), Preference("theme", str(number)))
        left.append(len(select(home.store.database, Sample)))
    assert left == [6, 2, 0, 0]
