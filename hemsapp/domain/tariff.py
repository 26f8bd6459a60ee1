"""The stored tariff: its versions by their date, and ladders of tiers in watt-hours.

How a plan is read is in `tariff_file`, what is refused in `tariff_check`; both are offered here.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from hemsapp.domain.tariff_check import TariffInvalid, check
from hemsapp.domain.tariff_file import PlanFile, baseline_for, parse, parse_plan
from hemsapp.rates import TariffVersion

__all__ = (
    "PlanFile", "TariffInvalid", "Tariffs", "baseline_for", "check", "parse", "parse_plan", "split_by_tier",
    "tier_at",
)  # fmt: skip


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


def _in_order(versions: Sequence[TariffVersion]) -> list[TariffVersion]:
    return sorted(versions, key=lambda version: (version.starts, version.version))


class Tariffs:
    """All versions; one holds from its `starts` until a later one starts, and of equal ones the newer."""

    def __init__(self, versions: Sequence[TariffVersion]) -> None:
        self._versions = _in_order(versions)
        self._by_day: dict[date, TariffVersion] = {}

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

    def add(self, version: TariffVersion) -> None:
        """Add a version; the old ones stay."""
        self._versions = _in_order([*self._versions, version])
        self._by_day.clear()

    @property
    def versions(self) -> tuple[TariffVersion, ...]:
        """All of them, by their first day, then their number."""
        return tuple(self._versions)

    @property
    def has_adder(self) -> bool:
        """Does any of them say what a critical peak without a price of its own adds?"""
        return any(version.critical_peak is not None for version in self._versions)

    @property
    def next_number(self) -> int:
        """The number of the version that is saved next."""
        return max(version.version for version in self._versions) + 1
