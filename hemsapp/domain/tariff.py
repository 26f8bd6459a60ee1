"""The stored tariff: tiers by bill period, times of use by the local clock, versions by their date."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from hemsapp.rates import NO_MONEY, TariffTier, TariffVersion, TimeOfUse
from hemsapp.units import WH_PER_KWH

DAY_MINUTES = 1440
_STEP_MINUTES = 15
_MOST_REMEMBERED = 1000
_FIVE_DECIMALS = Decimal("0.00001")


class TariffInvalid(ValueError):
    """The tariff cannot be used; the sentence says what to mend."""


def parse(text: str) -> TariffVersion:
    """The tariff written in TOML, version 1; raises TariffInvalid."""
    try:
        table = tomllib.loads(text, parse_float=Decimal)
        tiers = tuple(
            TariffTier(None if tier.get("up_to_kwh") is None else tier["up_to_kwh"] * WH_PER_KWH, _money(tier["price"]))
            for tier in table["tiers"]
        )
        times = tuple(TimeOfUse(_minute(time["from"]), _money(time["adder"])) for time in table.get("times_of_use", ()))
        version = TariffVersion(
            version=1,
            starts=table["starts"],
            name=table["name"],
            source=table["source"],
            is_sample=table.get("is_sample", False),
            tiers=tiers,
            times_of_use=tuple(sorted(times, key=lambda time: time.start_minute)),
            fixed_per_day=_money(table.get("fixed_per_day", 0)),
            sold_price=_money(table.get("sold_price", 0)),
        )
    except tomllib.TOMLDecodeError as error:
        raise TariffInvalid(f"this is not TOML: {error}") from error
    except KeyError as error:
        raise TariffInvalid(f"{error} is missing: add it") from error
    except (TypeError, InvalidOperation, AttributeError) as error:
        raise TariffInvalid(f"a value has the wrong kind: {error}") from error
    check(version)
    return version


def check(version: TariffVersion) -> None:
    """Raise TariffInvalid unless the tiers rise, the last has no limit, and no price has more than five decimals."""
    limits = [tier.up_to_wh for tier in version.tiers]
    if not limits or limits[-1] is not None:
        raise TariffInvalid("the last tier must have no limit: leave its up_to_kwh out")
    bounded = [limit for limit in limits[:-1] if limit is not None]
    if len(bounded) != len(limits) - 1 or any(low >= high for low, high in pairwise([0, *bounded])):
        raise TariffInvalid("each tier but the last needs an up_to_kwh above the one before it")
    prices = [tier.price for tier in version.tiers]
    if any(price < 0 for price in [*prices, version.fixed_per_day, version.sold_price]):
        raise TariffInvalid("a price cannot be negative")
    if any(
        time.start_minute % _STEP_MINUTES or not 0 <= time.start_minute < DAY_MINUTES for time in version.times_of_use
    ):
        raise TariffInvalid("times of use start on a quarter of an hour")


def _money(value: Any) -> Decimal:
    amount = Decimal(str(value))
    if amount != amount.quantize(_FIVE_DECIMALS):
        raise TariffInvalid(f"{value} has more than five decimals")
    return amount


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    try:
        return int(hour) * 60 + int(minute)
    except ValueError as error:
        raise TariffInvalid(f'{text!r} is no time of day: write it as "14:00"') from error


def tier_at(version: TariffVersion, position_wh: int) -> int:
    """The index of the tier in which the next watt-hour falls after `position_wh` of this bill (C1FR34d)."""
    for index, tier in enumerate(version.tiers):
        if tier.up_to_wh is None or position_wh < tier.up_to_wh:
            return index
    raise AssertionError("the last tier has no limit")


def split_by_tier(version: TariffVersion, position_wh: int, energy_wh: int) -> Iterator[tuple[int, int]]:
    """(tier index, Wh) of energy that starts at `position_wh` of the bill, split exactly at each block threshold."""
    index = tier_at(version, position_wh)
    while energy_wh > 0:
        limit = version.tiers[index].up_to_wh
        part = energy_wh if limit is None else min(energy_wh, limit - position_wh)
        yield index, part
        energy_wh -= part
        position_wh += part
        index += 1


def adder_at(version: TariffVersion, minute: int) -> Decimal:
    """What the time of use adds to each kWh at that minute of the local day; the last one runs past midnight."""
    if not version.times_of_use:
        return NO_MONEY
    adder = version.times_of_use[-1].adder
    for time in version.times_of_use:
        if time.start_minute > minute:
            break
        adder = time.adder
    return adder


def _in_order(versions: Sequence[TariffVersion]) -> list[TariffVersion]:
    return sorted(versions, key=lambda version: (version.starts, version.version))


class Tariffs:
    """All versions; one holds from its `starts` until a later one starts, and of equal ones the newer."""

    def __init__(self, versions: Sequence[TariffVersion]) -> None:
        self._versions = _in_order(versions)
        self._by_day: dict[date, TariffVersion] = {}
        self._fixed: dict[tuple[date, date], Decimal] = {}

    def on(self, day: date) -> TariffVersion:
        """The version in force on a local date; before the first one, the first."""
        found = self._by_day.get(day)
        if found is None:
            found = self._versions[0]
            for version in self._versions:
                if version.starts <= day:
                    found = version
            self._by_day[day] = found
        return found

    def fixed_cost(self, start: date, end: date) -> Decimal:
        """The fixed charge of each local day from `start` to before `end`, by the version of that day."""
        found = self._fixed.get((start, end))
        if found is None:
            if len(self._fixed) >= _MOST_REMEMBERED:
                self._fixed.clear()
            days = (start + timedelta(days=each) for each in range((end - start).days))
            found = self._fixed[start, end] = sum((self.on(day).fixed_per_day for day in days), NO_MONEY)
        return found

    def add(self, version: TariffVersion) -> None:
        """Add a version; the old ones stay."""
        self._versions = _in_order([*self._versions, version])
        self._by_day.clear()
        self._fixed.clear()

    @property
    def next_number(self) -> int:
        """The number of the version that is saved next."""
        return max(version.version for version in self._versions) + 1
