"""The baseline of a bill and the tier limits that follow from it.

Documented rules. The baseline of a bill is the sum of the allowances of all its local days, the medical one included,
also while the bill still runs. A limit in percent of it is rounded down to the watt-hour. Where a bill has two
versions, each one's limits are those of the whole bill by that version.
"""

from datetime import date, timedelta

from hemsapp.domain.billing.calendar import season_index
from hemsapp.rates import TariffVersion

UNLIMITED_WH = 1 << 62


def allowance_wh(version: TariffVersion, start: date, end: date) -> int | None:
    """The baseline of the local dates [`start`, `end`); None if the plan has none."""
    baseline = version.baseline
    if baseline is None:
        return None
    days = (end - start).days
    medical_wh = baseline.medical_wh_per_day * days
    if len(baseline.wh_per_day) == 1:
        return baseline.wh_per_day[0] * days + medical_wh
    seasons = (season_index(version, start + timedelta(days=each)) for each in range(days))
    return sum(baseline.wh_per_day[season] for season in seasons) + medical_wh


def limits_wh(version: TariffVersion, start: date, end: date) -> tuple[int, ...]:
    """The upper limit of each tier in the bill [`start`, `end`), the last one's UNLIMITED_WH."""
    baseline_wh = allowance_wh(version, start, end) or 0
    return tuple(
        tier.up_to_wh
        if tier.up_to_wh is not None
        else UNLIMITED_WH
        if tier.up_to_percent is None
        else baseline_wh * tier.up_to_percent // 100
        for tier in version.tiers
    )
