"""History bar by bar: days of 92, 96 and 100 quarter-hours, gaps that stay gaps, sums that are exact, what is usual."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from devices.messages import IntervalChannel
from hemsapp.archive.kept import Archive
from hemsapp.archive.meaning import Meaning
from hemsapp.archive.walk import Walk
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.facts import Costs, Gap, Interval, PublishedPrice, ReadDate
from hemsapp.questions import EventMark, HistoryShown, HistoryWanted, Scale
from hemsapp.snapshot.events import Program
from hemsapp.snapshot.home import PriceLevel
from tests.hemsapp.archive.kept_home import KeptHome, local, quarters, row

DAY = date(2026, 7, 14)
NOW = local("2026-07-14T18:07")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KeptHome]:
    made = KeptHome(tmp_path, NOW)
    yield made
    made.store.close()


def shown(home: KeptHome, scale: Scale = Scale.DAY, day: date = DAY) -> HistoryShown:
    return home.ask(HistoryWanted(scale, day), HistoryShown)


def event(number: int, start: datetime, hours: int, price: str | None = "0.62", **more: object) -> KeptEvent:
    facts = {
        "issuer_event_id": number, "state": EventState.ENDED, "announced": start - timedelta(days=1), "start": start,
        "duration_minutes": hours * 60, "criticality": 1, "device_class": 1, "enrollment_group": 0,
        "program": Program.CRITICAL_PEAK, "price": None if price is None else Decimal(price),
    }  # fmt: skip
    return KeptEvent(**{**facts, **more})  # type: ignore[arg-type] # the table's shorthand


@pytest.mark.parametrize(("day", "count"), [("2026-03-08", 92), ("2026-07-14", 96), ("2025-11-02", 100)])
def test_a_day_has_as_many_quarter_hours_as_the_clock_gives_it(home: KeptHome, day: str, count: int) -> None:
    """users.md 11: no hour is missing in autumn, none is made up in spring."""
    which = date.fromisoformat(day)
    home.keep(*quarters(which, 100, cost="0.02"))
    found = shown(home, Scale.DAY, which)
    assert len(found.bars) == count
    assert [bar.delivered_wh for bar in found.bars] == [100] * count
    assert (found.delivered_wh, found.cost) == (100 * count, Decimal("0.02") * count)
    assert all(one.end == other.start for one, other in pairwise(found.bars))


@pytest.mark.parametrize(("day", "start"), [(date(2025, 11, 2), "08:00"), (date(2026, 3, 8), "09:00")])
def test_an_event_across_the_change_of_the_clock_is_marked_in_both_its_hours(
    home: KeptHome, day: date, start: str
) -> None:
    """users.md 11: from 1 AM two hours long, which is 2 AM in November, where that hour is twice, and 4 AM in March."""
    begin = datetime.fromisoformat(f"{day}T{start}").replace(tzinfo=UTC)
    home.keep(*quarters(day, 100), event(7, begin, 2))
    found = shown(home, Scale.DAY, day)
    assert [bar.start for bar in found.bars if bar.is_event] == [begin + timedelta(minutes=15 * n) for n in range(8)]
    assert found.events == (EventMark(7, begin, begin + timedelta(hours=2), Decimal("0.62")),)


def test_pieces_of_a_quarter_hour_are_one_bar(home: KeptHome) -> None:
    start = local("2026-07-14T14:00")
    later = start + timedelta(seconds=420)
    home.keep(row(start, 60, length_s=420, cost="0.01"), row(later, 90, length_s=480, price="0.62", cost="0.05"))
    bar = next(bar for bar in shown(home).bars if bar.start == start)
    assert (bar.delivered_wh, bar.cost) == (150, Decimal("0.06"))
    assert dict(bar.levels) == {PriceLevel.HIGH: 60, PriceLevel.CRITICAL: 90}


def test_what_is_not_known_is_a_gap_and_never_a_zero(home: KeptHome) -> None:
    """users.md 9: no reading is no number."""
    kept = quarters(DAY, 100, count=40)
    home.keep(*kept[:20], *kept[24:])
    bars = shown(home).bars
    assert [bar.delivered_wh for bar in bars[18:26]] == [100, 100, None, None, None, None, 100, 100]
    assert all((bar.delivered_wh, bar.cost) == (None, None) for bar in bars[40:])


def test_the_energy_of_a_silence_is_spread_over_it_and_called_not_itemised(home: KeptHome) -> None:
    """users.md 9: what came after a silence is one labelled block, never a spike, and nothing of it is lost."""
    kept = quarters(DAY, 100, count=40)
    silence = Gap(
        IntervalChannel.DELIVERED, kept[20].start, 3 * 900 + 450, 1000, 1000, 1, None, Costs(tier=Decimal("0.17"))
    )
    home.keep(*kept[:20], *kept[24:], silence)
    found = shown(home)
    assert [bar.not_itemised_wh for bar in found.bars[19:25]] == [0, 285, 286, 286, 143, 0]
    assert [bar.delivered_wh for bar in found.bars[19:25]] == [100, 285, 286, 286, 143, 100]
    assert found.delivered_wh == 36 * 100 + 1000
    assert found.cost == 36 * Decimal("0.05") + Decimal("0.17") == sum(bar.cost for bar in found.bars if bar.cost)


def test_a_silence_over_midnight_belongs_to_both_days(home: KeptHome) -> None:
    midnight = local("2026-07-14T00:00")
    silence = Gap(IntervalChannel.DELIVERED, midnight - timedelta(hours=3), 4 * 3600, 800, 800, 1, None, Costs())
    home.keep(*quarters(DAY, 100, count=40)[4:], silence)
    assert shown(home).bars[0].not_itemised_wh == 50
    week = shown(home, Scale.WEEK)
    assert [bar.not_itemised_wh for bar in week.bars] == [0, 600, 200, 0, 0, 0, 0]


@pytest.mark.parametrize(("scale", "count"), [(Scale.WEEK, 7), (Scale.BILL, 30), (Scale.YEAR, 12)])
def test_every_view_sums_the_same_energy_and_money(home: KeptHome, scale: Scale, count: int) -> None:
    days = [date(2026, 7, 12) + timedelta(days=each) for each in range(3)]
    home.keep(ReadDate(date(2026, 6, 20)), ReadDate(date(2026, 7, 20)))
    for number, day in enumerate(days):
        home.keep(*quarters(day, 100 + number, cost="0.03"))
    found = shown(home, scale)
    assert len(found.bars) == count
    assert found.delivered_wh == sum(96 * (100 + number) for number in range(3))
    assert found.cost == 3 * 96 * Decimal("0.03")
    levels = [wh for bar in found.bars for _, wh in bar.levels]
    assert sum(levels) == found.delivered_wh


def test_a_bill_is_shown_between_its_read_dates(home: KeptHome) -> None:
    home.keep(ReadDate(date(2026, 6, 24)), ReadDate(date(2026, 7, 23)), *quarters(DAY, 100))
    found = shown(home, Scale.BILL)
    assert (found.start, found.end) == (date(2026, 6, 24), date(2026, 7, 23))


def test_neighbours_are_offered_where_something_is_kept(home: KeptHome) -> None:
    home.keep(*quarters(DAY - timedelta(days=1), 100), *quarters(DAY, 100, count=30))
    assert (shown(home).previous, shown(home).next) == (DAY - timedelta(days=1), None)
    before = shown(home, Scale.DAY, DAY - timedelta(days=1))
    assert (before.previous, before.next) == (None, DAY)


def test_today_is_compared_with_the_same_weekdays_by_the_same_time(home: KeptHome) -> None:
    for week in range(1, 5):
        home.keep(*quarters(DAY - timedelta(weeks=week), 100))
    home.keep(*quarters(DAY - timedelta(days=1), 900), *quarters(DAY, 112, count=72))
    found = shown(home)
    assert (found.usual_percent, found.usual_days) == (12, 4)
    assert [bar.usual_wh for bar in found.bars] == [100] * 96


def test_one_like_day_alone_says_nothing(home: KeptHome) -> None:
    home.keep(*quarters(DAY - timedelta(weeks=1), 100), *quarters(DAY, 112, count=72))
    found = shown(home)
    assert (found.usual_percent, found.usual_days) == (None, 1)


def test_a_day_with_a_gap_is_no_day_to_compare_with(home: KeptHome) -> None:
    for week in range(1, 4):
        home.keep(*quarters(DAY - timedelta(weeks=week), 100))
    home.keep(*quarters(DAY - timedelta(weeks=4), 300, count=50), *quarters(DAY, 100, count=72))
    assert (shown(home).usual_percent, shown(home).usual_days) == (0, 3)


def test_a_running_bill_is_compared_with_the_last_one_so_far(home: KeptHome) -> None:
    for each in range(30):
        home.keep(*quarters(date(2026, 6, 1) + timedelta(days=each), 100))
    for each in range(13):
        home.keep(*quarters(date(2026, 7, 1) + timedelta(days=each), 120))
    home.keep(*quarters(DAY, 120, count=72))
    found = shown(home, Scale.BILL)
    assert (found.usual_percent, found.usual_days) == (20, 1)


def test_the_prices_of_a_day_cover_all_of_it_with_the_event_in_its_place(home: KeptHome) -> None:
    start = local("2026-07-14T15:00")
    kept = quarters(DAY, 100, count=64)
    home.keep(*(each for each in kept if each.start < start), event(7, start, 2))
    home.keep(*(row(start + timedelta(minutes=15 * n), 100, price="0.62") for n in range(4)))
    prices = shown(home).prices
    assert prices[0].start == local("2026-07-14T00:00")
    assert prices[-1].end == local("2026-07-15T00:00")
    assert all(one.end == other.start for one, other in pairwise(prices))
    assert [(each.start, each.end, each.level) for each in prices if each.level is PriceLevel.CRITICAL] == [
        (start, start + timedelta(hours=2), PriceLevel.CRITICAL)
    ]
    assert [str(each.price) for each in prices] == [
        "0.08000",
        "0.17000",
        "0.26400",
        "0.62",
        "0.26400",
        "0.17000",
        "0.08000",
    ]


def test_published_prices_are_shown_as_they_held(home: KeptHome) -> None:
    start = local("2026-07-14T10:00")
    home.keep(
        PublishedPrice(1, 5, "x", start, start + timedelta(hours=1), Decimal("0.30"), 840, 3, start),
        *(row(start + timedelta(minutes=15 * n), 100, price="0.30", version=None) for n in range(4)),
        *(row(start + timedelta(minutes=15 * n), 100, price=None, version=None) for n in range(4, 8)),
    )
    found = shown(home)
    (held,) = [each for each in found.prices if each.price == Decimal("0.30")]
    assert (held.start, held.end) == (start, start + timedelta(hours=1))
    expired = next(bar for bar in found.bars if bar.start == start + timedelta(hours=1))
    assert (expired.level, expired.delivered_wh, expired.levels) == (None, 100, ())


def test_a_cancelled_event_is_marked_until_it_was(home: KeptHome) -> None:
    start = local("2026-07-14T15:00")
    cancelled = start + timedelta(minutes=40)
    home.keep(
        event(7, start, 2, state=EventState.CANCELLED, cancelled_at=cancelled),
        event(8, start + timedelta(hours=4), 1, state=EventState.CANCELLED, cancelled_at=cancelled),
        event(9, start, 2, state=EventState.REJECTED),
        event(10, start, 2, is_test=True),
    )
    assert [(each.issuer_event_id, each.end) for each in shown(home).events] == [(7, cancelled)]


@pytest.mark.parametrize("seed", range(5))
def test_hours_taken_together_mean_what_their_quarter_hours_do(home: KeptHome, seed: int) -> None:
    """A long view reads the hourly roll-up; where prices of events and of the meter cut the hours, it does not."""
    random = Random(seed)
    facts: list[Interval] = []
    for each in quarters(DAY, 0):
        price = random.choice([None, None, None, "0.62"])
        cut = random.choice([900, 900, 900, 333])
        facts.append(row(each.start, random.randrange(400), length_s=cut, price=price))
        if cut < 900:
            facts.append(
                row(
                    each.start + timedelta(seconds=cut),
                    random.randrange(400),
                    length_s=900 - cut,
                    version=None,
                    price="0.3",
                )
            )
    home.keep(*facts, event(7, facts[0].start, 24))
    sums = []
    with Archive(home.source, NOW) as archive:
        walk = Walk(archive)
        meaning = Meaning(archive, walk.calendar)
        day = walk.calendar.day(DAY)
        for is_coarse in (False, True):
            levels: dict[PriceLevel | None, list[int]] = {}
            for piece in walk.pieces(day.start_s, day.end_s, is_coarse=is_coarse):
                found = levels.setdefault(meaning.of(piece, day), [0, 0])
                found[0] += piece.delivered_wh
                found[1] += piece.length_s
            sums.append(levels)
    assert sums[0] == sums[1]
    assert sum(wh for wh, _ in sums[0].values()) == sum(each.delivered_wh for each in facts)


def test_of_a_home_without_history_everything_is_unknown(home: KeptHome) -> None:
    for scale in Scale:
        found = shown(home, scale)
        assert {bar.delivered_wh for bar in found.bars} == {None}
        assert (found.delivered_wh, found.cost, found.usual_percent, found.previous) == (None, None, None, None)
