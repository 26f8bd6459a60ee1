"""What looks wrong in a rate plan before it is saved: a slip of the decimal point, limits that fall (money rule 6)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from hemsapp.rates import TariffVersion, TimeOfUse
from ui import i18n
from ui.i18n import words
from ui.presenters import rates_draft as draft

LOWEST, HIGHEST = Decimal("0.02"), Decimal("2.00")
"""Between these dollars a kWh costs usually."""
HIGHEST_DAY, HIGHEST_MONTH = Decimal(10), Decimal(200)
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """What looks wrong, as a sentence; `mended` is what was probably meant, `fix` the word of its button."""

    sentence: str
    fix: str = ""
    mended: TariffVersion | None = None
    is_wrong: bool = False  # it cannot be saved so


def problem(plan: TariffVersion) -> Problem | None:
    """The first thing that looks wrong, None if nothing does."""
    if not draft.is_rising(plan.tiers):
        return Problem(words("rates.must_rise"), is_wrong=True)
    return next(_all(plan), None)


def _all(plan: TariffVersion) -> Iterator[Problem]:
    yield from _tiers(plan)
    yield from _times(plan)
    for price, mended in _single_prices(plan):
        if price > HIGHEST:
            yield _too_high(price, mended)
    for amount, most, mended in (
        (plan.fixed_per_day, HIGHEST_DAY, replace(plan, fixed_per_day=plan.fixed_per_day / _HUNDRED)),
        (plan.minimum_per_day, HIGHEST_DAY, replace(plan, minimum_per_day=plan.minimum_per_day / _HUNDRED)),
        (plan.fixed_per_month, HIGHEST_MONTH, replace(plan, fixed_per_month=plan.fixed_per_month / _HUNDRED)),
    ):
        if amount > most:
            meant = i18n.money(amount / _HUNDRED)
            sentence = words("rates.too_high_dollars", typed=i18n.money(amount), meant=meant)
            yield Problem(sentence, words("rates.use", meant=meant), mended)


def _tiers(plan: TariffVersion) -> Iterator[Problem]:
    for index, tier in enumerate(plan.tiers):
        for season, price in enumerate(tier.season_prices or (tier.price,)):
            if LOWEST <= price <= HIGHEST:
                continue
            if _is_hundredfold(price):
                yield _too_high(price, draft.with_tier_price(plan, index, season, draft.exact(price / _HUNDRED)))
            else:
                yield _unusual(price)


def _times(plan: TariffVersion) -> Iterator[Problem]:
    """What the hours add, or cost as a whole."""
    for index, time in enumerate(plan.times_of_use):
        for tier, price in enumerate(time.prices):
            if not LOWEST <= price <= HIGHEST:
                yield _of_time(plan, index, price, replace(time, prices=_divided(time.prices, tier)))
        if not time.prices and abs(time.adder) > HIGHEST:
            yield _of_time(plan, index, time.adder, replace(time, adder=draft.exact(time.adder / _HUNDRED)))
        elif not time.prices:
            least = min(draft.tier_price(plan, 0, season) for season in range(max(1, len(plan.seasons))))
            if time.adder < 0 and least + time.adder < LOWEST:
                yield _unusual(least + time.adder)


def _of_time(plan: TariffVersion, index: int, price: Decimal, mended: TimeOfUse) -> Problem:
    if not _is_hundredfold(abs(price)):
        return _unusual(price)
    times = (*plan.times_of_use[:index], mended, *plan.times_of_use[index + 1 :])
    return _too_high(price, replace(plan, times_of_use=times))


def _single_prices(plan: TariffVersion) -> Iterator[tuple[Decimal, TariffVersion]]:
    """Prices that stand alone, each with the plan in which it is a hundredth."""
    peak = plan.critical_peak
    if peak is not None:
        adder, credit = draft.exact(peak.adder / _HUNDRED), draft.exact(peak.credit / _HUNDRED)
        yield peak.adder, replace(plan, critical_peak=replace(peak, adder=adder))
        yield peak.credit, replace(plan, critical_peak=replace(peak, credit=credit))
    yield plan.sold_price, replace(plan, sold_price=draft.exact(plan.sold_price / _HUNDRED))
    yield plan.baseline_credit, replace(plan, baseline_credit=draft.exact(plan.baseline_credit / _HUNDRED))


def _is_hundredfold(price: Decimal) -> bool:
    """Would a hundredth of it be usual?"""
    return price > HIGHEST and LOWEST <= price / _HUNDRED <= HIGHEST


def _divided(prices: tuple[Decimal, ...], tier: int) -> tuple[Decimal, ...]:
    return tuple(draft.exact(price / _HUNDRED) if i == tier else price for i, price in enumerate(prices))


def _too_high(price: Decimal, mended: TariffVersion) -> Problem:
    meant = i18n.price(price / _HUNDRED).number
    sentence = words("rates.too_high", typed=i18n.headline_price(price), meant=meant)
    return Problem(sentence, words("rates.use", meant=meant), mended)


def _unusual(price: Decimal) -> Problem:
    low, high = i18n.money(LOWEST), i18n.money(HIGHEST)
    return Problem(words("rates.too_unusual", typed=i18n.price(price).number, low=low, high=high))
