"""C1FR34a, C1FR34b: stored and preprogrammed rates."""

from dataclasses import replace
from datetime import date

import pytest

from hemsapp.domain.tariff import TariffInvalid, Tariffs, parse, split_by_tier, tier_at
from resources import tariffs
from tests.hemsapp.domain.world import SAMPLE


@pytest.mark.parametrize("name", tariffs.names())
def test_every_sample_tariff_says_that_it_is_one(name: str) -> None:
    """C1FR34b"""
    sample = parse(tariffs.read(name))
    assert sample.is_sample
    assert "not current" in sample.name
    assert sample.source_date is not None
    assert str(sample.source_date.year) in sample.source


@pytest.mark.parametrize(
    ("position", "energy", "parts"),
    [
        (0, 100, [(0, 100)]),
        (299_990, 20, [(0, 10), (1, 10)]),
        (300_000, 5, [(1, 5)]),
        (299_999, 300_002, [(0, 1), (1, 300_000), (2, 1)]),
        (700_000, 5, [(2, 5)]),
        (10, 0, []),
    ],
)
def test_energy_is_split_at_the_block_threshold(position: int, energy: int, parts: list[tuple[int, int]]) -> None:
    """users.md 4, C1FR34d"""
    assert list(split_by_tier(SAMPLE, position, energy)) == parts


def test_the_next_watt_hour_after_a_full_tier_is_in_the_next() -> None:
    """C1FR34d"""
    assert [tier_at(SAMPLE, wh) for wh in (0, 299_999, 300_000, 600_000)] == [0, 0, 1, 2]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("up_to_kwh = 600", "up_to_kwh = 200"), "above the one before"),
        (("price = 0.33000", "price = 0.3300001"), "five decimals"),
        (("price = 0.33000", "price = -0.33"), "negative"),
        (('from = "08:00"', 'from = "8 AM"'), "time of day"),
        (('from = "08:00"', 'from = "08:07"'), "quarter of an hour"),
        (("starts = 2007-01-01", ""), "missing"),
        (("fixed_per_day = 0.49", "fixed_per_day = ["), "TOML"),
    ],
)
def test_a_wrong_tariff_is_refused_with_a_sentence(change: tuple[str, str], words: str) -> None:
    with pytest.raises(TariffInvalid, match=words):
        parse(tariffs.read().replace(*change))


def test_a_version_holds_until_a_later_one_starts() -> None:
    """users.md 2: old versions are kept."""
    august = replace(SAMPLE, version=2, starts=date(2026, 8, 1))
    july = replace(SAMPLE, version=3, starts=date(2026, 7, 1))
    versions = Tariffs([SAMPLE])
    versions.add(august)
    versions.add(july)
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 31), date(2026, 8, 1)]
    assert [versions.on(day).version for day in days] == [1, 3, 3, 2]
    assert versions.next_number == 4
