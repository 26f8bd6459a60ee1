"""Rate plans and years of use that a seed makes: whatever a plan can say, with clocks that change on odd days."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random

from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.holidays import NAMES
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import check
from hemsapp.rates import (
    NO_MONEY,
    Baseline,
    CriticalPeak,
    DayType,
    Season,
    TariffTier,
    TariffVersion,
    Tax,
    TimeOfUse,
)

# Quarter-hour zones, half-hour steps, clocks that change at midnight, and none at all.
ZONES = (
    "America/Los_Angeles", "America/New_York", "America/Phoenix", "America/Havana", "America/Santiago",
    "America/Asuncion", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham",
)  # fmt: skip
QUARTER_S = 900


def _price(random: Random, low: int = 0, high: int = 90_000) -> Decimal:
    return Decimal(random.randint(low, high)).scaleb(-5)


def _maybe(random: Random, amount: Decimal) -> Decimal:
    return amount if random.random() < 0.5 else NO_MONEY


def _seasons(random: Random) -> tuple[Season, ...]:
    starts = random.sample(
        [(month, day) for month in range(1, 13) for day in (1, 7, 15, 28)], random.choice((0, 1, 2, 2, 3, 4))
    )
    return tuple(Season(f"season {number}", *start) for number, start in enumerate(starts))


def _tiers(random: Random, seasons: int, *, is_in_percent: bool) -> tuple[TariffTier, ...]:
    count = random.choice((1, 2, 3, 4))
    limits = sorted(random.sample(range(50, 500, 10), count - 1)) if is_in_percent else []
    limits_wh = [] if is_in_percent else sorted(random.sample(range(10_001, 900_000, 777), count - 1))
    return tuple(
        TariffTier(
            limits_wh[index] if index < len(limits_wh) else None,
            _price(random),
            limits[index] if index < len(limits) else None,
            tuple(_price(random) for _ in range(seasons)) if seasons and random.random() < 0.4 else (),
        )
        for index in range(count)
    )


def _times(random: Random, seasons: tuple[Season, ...], tiers: int) -> tuple[TimeOfUse, ...]:
    style = random.choice(("none", "adders", "whole", "mixed"))
    if style == "none":
        return ()
    times = []
    for season in [each.name for each in seasons] if seasons and random.random() < 0.7 else [""]:
        kinds = random.choice(((DayType.EVERY_DAY,), (DayType.WORKING_DAY, DayType.WEEKEND)))
        for kind in kinds:
            for minute in random.sample(range(0, 1440, 15), random.choice((1, 2, 3, 5))):
                is_whole = style == "whole" or (style == "mixed" and random.random() < 0.5)
                times.append(
                    TimeOfUse(
                        minute,
                        NO_MONEY if is_whole else _price(random, -9_000, 40_000),
                        random.choice(("peak", "off-peak", "night", "")),
                        season,
                        kind,
                        tuple(_price(random) for _ in range(tiers)) if is_whole else (),
                    )
                )
    return tuple(times)


def plan(random: Random, number: int, starts: date) -> TariffVersion:
    """Any plan that is allowed."""
    seasons = _seasons(random)
    is_in_percent = random.random() < 0.5
    tiers = _tiers(random, len(seasons), is_in_percent=is_in_percent)
    per_season = len(seasons) if seasons and random.random() < 0.8 else 1
    has_baseline = any(tier.up_to_percent for tier in tiers) or random.random() < 0.5
    allowances = tuple(random.randint(0, 40_000) for _ in range(per_season))
    peak = CriticalPeak(
        _price(random), _maybe(random, _price(random, 0, 5_000)), random.choice(["", *(s.name for s in seasons)])
    )
    taxes = (
        Tax("state", price=Decimal("0.0003")),
        Tax("city", percent=_price(random, 0, 1_000_000)),
        Tax("both", Decimal("0.00111"), Decimal("1.5")),
    )
    made = TariffVersion(
        version=number,
        starts=starts,
        name=f"plan {number}",
        source="a seed",
        is_sample=True,
        tiers=tiers,
        times_of_use=_times(random, seasons, len(tiers)),
        fixed_per_day=_maybe(random, _price(random)),
        sold_price=_maybe(random, _price(random)),
        seasons=seasons,
        holidays=tuple(random.sample(NAMES, random.choice((0, 3, 8)))),
        baseline=Baseline("here", allowances, random.choice((0, 16_500))) if has_baseline else None,
        baseline_credit=_maybe(random, _price(random, 0, 10_000)) if has_baseline else NO_MONEY,
        critical_peak=peak if random.random() < 0.5 else None,
        fixed_per_month=_maybe(random, _price(random, 0, 3_000_000)),
        minimum_per_day=_maybe(random, _price(random, 0, 500_000)),
        taxes=tuple(random.sample(taxes, random.choice((0, 1, 2)))),
    )
    check(made)
    return made


def bills_of(random: Random, year: int) -> list[tuple[date, date]]:
    """Bills that together hold a year, as long as read dates make them."""
    starts = [date(year, 1, 1)]
    while starts[-1] < date(year + 1, 1, 1):
        starts.append(
            min(starts[-1] + timedelta(days=random.choice((1, 27, 28, 30, 31, 33, 60))), date(year + 1, 1, 1))
        )
    return list(pairwise(starts))


def uses(random: Random, zone: HomeZone, start: date, end: date) -> Iterator[Use]:
    """Quarter-hours one after the other, now and then cut at an event, published, or grown into hours together."""
    at_s, end_s = zone.midnight(start), zone.midnight(end)
    scale = random.choice((20, 300, 1_500))
    event_left, price = 0, None
    while at_s < end_s:
        if not event_left and random.random() < 0.003:
            event_left, price = random.randint(1, 20), random.choice((None, _price(random, 0, 150_000)))
        is_event, event_left = event_left > 0, max(event_left - 1, 0)
        own = price if is_event else None
        wh, back = random.randint(0, scale), random.choice((0, 0, 0, random.randint(0, scale)))
        fate = random.random()
        if fate < 0.97:
            published = _price(random) if fate < 0.02 else None
            yield Use(at_s, QUARTER_S, wh, back, own, is_event, published)
            at_s += QUARTER_S
        elif fate < 0.995:
            cut_s = random.randint(1, QUARTER_S - 1)
            yield Use(at_s, cut_s, wh, back)
            yield Use(at_s + cut_s, QUARTER_S - cut_s, wh // 2, 0, own, is_event)
            at_s += QUARTER_S
        else:
            length_s = min(random.randint(1, 9 * 3600), end_s - at_s)
            yield Use(at_s, length_s, wh * 5, back)
            at_s += -(-length_s // QUARTER_S) * QUARTER_S
