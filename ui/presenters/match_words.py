"""What a correction would change, in numbers: `Tier 2: 24.600¢ instead of 24.100¢ per kWh.`"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hemsapp.questions import Correction
from hemsapp.rates import CriticalPeak, TariffVersion, Tax
from hemsapp.statement import Statement
from hemsapp.units import WH_PER_KWH
from ui import i18n
from ui.i18n import Quantity, words

_CHARGES = (
    ("fixed_per_day", "account.kind.fixed", "match.a_day"),
    ("fixed_per_month", "account.kind.fixed", "match.a_month"),
    ("minimum_per_day", "account.kind.minimum", "match.a_day"),
)
_PRICES = (("sold_price", "account.kind.sold"), ("baseline_credit", "account.kind.baseline_credit"))


def proposed(correction: Correction, ours: Statement, versions: Sequence[TariffVersion]) -> str:
    """One change as a sentence; where a whole part of the plan changes, what the correction calls it; else empty."""
    if correction.rates is None:
        moved = (("match.from", correction.start, ours.start), ("match.to", correction.end, ours.end))
        return " ".join(
            words("match.instead", what=words(key), new=i18n.short_date(new), old=i18n.short_date(old))
            for key, new, old in moved
            if new != old
        )
    held = _corrected(correction.rates, versions)
    said: list[str] = []
    if held is not None and _shape(held) == _shape(correction.rates):
        said = list(dict.fromkeys(changes(held, correction.rates)))
    if len(said) == 1:
        return said[0]
    return words("match.rates_are", name=correction.name.rstrip(".")) if correction.name else ""


def changes(old: TariffVersion, new: TariffVersion) -> Iterator[str]:
    """A sentence for each number of the plan that is another one."""
    yield from _tiers(old, new)
    yield from _times(old, new)
    yield from _baseline(old, new)
    for name, what, key in _CHARGES:
        yield from _money(words(what), getattr(old, name), getattr(new, name), key)
    for name, what in _PRICES:
        yield from _price(words(what), getattr(old, name), getattr(new, name))
    none = CriticalPeak(Decimal(0))
    before, after = old.critical_peak or none, new.critical_peak or none
    yield from _price(words("match.on_top", what=words("account.kind.event")), before.adder, after.adder)
    yield from _price(words("account.kind.event_credit"), before.credit, after.credit)
    yield from _taxes(old.taxes, new.taxes)


def _corrected(rates: TariffVersion, versions: Sequence[TariffVersion]) -> TariffVersion | None:
    """The plan whose correction it is: a correction keeps the number of what it corrects."""
    return next((each for each in versions if (each.version, each.starts) == (rates.version, rates.starts)), None)


def _shape(plan: TariffVersion) -> tuple[object, ...]:
    """What no single number says: plans that differ in it are not told apart by their numbers."""
    tiers = [(tier.up_to_wh is None, tier.up_to_percent is None, len(tier.season_prices)) for tier in plan.tiers]
    times = [(time.start_minute, time.name, time.season, time.days, len(time.prices)) for time in plan.times_of_use]
    peak_season = plan.critical_peak.credit_season if plan.critical_peak is not None else ""
    return tiers, times, plan.seasons, plan.holidays, plan.baseline is None, peak_season


def _tiers(old: TariffVersion, new: TariffVersion) -> Iterator[str]:
    for place, (before, after) in enumerate(zip(old.tiers, new.tiers, strict=False)):
        what = words("account.tier", number=place + 1) if len(old.tiers) > 1 else words("match.each_kwh")
        if not before.season_prices:
            yield from _price(what, before.price, after.price)
        for season, one, other in zip(old.seasons, before.season_prices, after.season_prices, strict=False):
            yield from _price(_named(what, i18n.name_of(season.name)), one, other)
        end = words("match.tier_end", number=place + 1)
        if before.up_to_wh is not None and after.up_to_wh is not None:
            yield from _sentence("match.instead", end, _kwh(before.up_to_wh), _kwh(after.up_to_wh))
        if before.up_to_percent is not None and after.up_to_percent is not None:
            shares = i18n.percent(before.up_to_percent), i18n.percent(after.up_to_percent)
            yield from _sentence("match.of_baseline", end, *shares)


def _times(old: TariffVersion, new: TariffVersion) -> Iterator[str]:
    for before, after in zip(old.times_of_use, new.times_of_use, strict=False):
        what = _named(i18n.name_of(before.name) or words("account.kind.time_of_use"), i18n.name_of(before.season))
        yield from _price(words("match.on_top", what=what), before.adder, after.adder)
        for place, (one, other) in enumerate(zip(before.prices, after.prices, strict=False)):
            tier = words("account.tier", number=place + 1) if len(before.prices) > 1 else ""
            yield from _price(_named(what, tier), one, other)


def _baseline(old: TariffVersion, new: TariffVersion) -> Iterator[str]:
    before, after = old.baseline, new.baseline
    if before is None or after is None:
        return
    if before.region != after.region:  # its allowances follow from it
        yield from _sentence("match.instead", words("match.region"), before.region, after.region)
        return
    for place, (one, other) in enumerate(zip(before.wh_per_day, after.wh_per_day, strict=False)):
        season = i18n.name_of(old.seasons[place].name) if len(before.wh_per_day) > 1 else ""
        yield from _sentence("match.a_day", _named(words("match.baseline"), season), _kwh(one), _kwh(other))
    medical = _kwh(before.medical_wh_per_day), _kwh(after.medical_wh_per_day)
    yield from _sentence("match.a_day", words("match.medical"), *medical)


def _taxes(old: Sequence[Tax], new: Sequence[Tax]) -> Iterator[str]:
    """By name: one that is not there takes nothing."""
    before, after = ({tax.name: tax for tax in taxes} for taxes in (old, new))
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name, Tax(name)), after.get(name, Tax(name))
        yield from _price(name, one.price, other.price)
        yield from _sentence("match.instead", name, i18n.exact_percent(one.percent), i18n.exact_percent(other.percent))


def _price(what: str, old: Decimal, new: Decimal) -> Iterator[str]:
    yield from _sentence("match.per_kwh", what, i18n.exact_price(old), i18n.exact_price(new))


def _money(what: str, old: Decimal, new: Decimal, key: str) -> Iterator[str]:
    decimals = max(i18n.decimals_of(old), i18n.decimals_of(new))
    yield from _sentence(key, what, i18n.exact_money(old, decimals), i18n.exact_money(new, decimals))


def _sentence(key: str, what: str, old: str, new: str) -> Iterator[str]:
    if old != new:
        yield words(key, what=i18n.capital(what), old=old, new=new)


def _named(what: str, more: str) -> str:
    return f"{what} · {more}" if more else what


def _kwh(wh: int) -> str:
    kwh = Decimal(wh) / WH_PER_KWH
    return str(Quantity(i18n.number(kwh, i18n.decimals_of(kwh, 0)), words("unit.kwh")))
