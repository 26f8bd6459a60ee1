"""Every number of a rate plan that can be typed: its words, its unit, what it is now, and the plan with another one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import Enum

from hemsapp.rates import NO_MONEY, CriticalPeak, TariffVersion, Tax
from ui import i18n
from ui.i18n import words
from ui.presenters import rates_draft as draft

MEDICAL = "medical"
_CENTS, _WH = 100, 1000


class Unit(Enum):
    """In which a number is typed; the plan keeps dollars, Wh and percent."""

    CENTS = "cents"
    DOLLARS = "dollars"
    KWH = "kwh"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Entry:
    """A number: `value` as it is typed (None: empty), and the plan that holds another."""

    key: str
    label: str
    unit: Unit
    value: Decimal | None
    put: Callable[[Decimal | None], TariffVersion]
    can_be_empty: bool = False

    def text(self) -> str:
        """As it stands in its field."""
        if self.value is None:
            return ""
        if self.unit is Unit.CENTS:
            return i18n.number(self.value, 3)
        if self.unit is Unit.KWH:
            return i18n.number(self.value, min(3, i18n.decimals_of(self.value, 0)))
        least = 2 if self.unit is Unit.DOLLARS else 0
        return i18n.number(self.value, min(5, i18n.decimals_of(self.value, least)))


def critical(plan: TariffVersion) -> tuple[Entry, ...]:
    """What an event adds, and what is taken off at other times; none where the plan has no critical days."""
    peak = plan.critical_peak
    if peak is None:
        return ()
    return (
        _money("critical.adder", Unit.CENTS, peak.adder, lambda new: _with_peak(plan, adder=new)),
        _money("critical.credit", Unit.CENTS, peak.credit, lambda new: _with_peak(plan, credit=new)),
    )


def fixed(plan: TariffVersion) -> tuple[Entry, ...]:
    """Charges by day and month, the minimum, what is sold, and taxes."""
    entries = [
        _money("fixed.day", Unit.DOLLARS, plan.fixed_per_day, lambda new: replace(plan, fixed_per_day=new)),
        _money("fixed.month", Unit.DOLLARS, plan.fixed_per_month, lambda new: replace(plan, fixed_per_month=new)),
        _money("fixed.minimum", Unit.DOLLARS, plan.minimum_per_day, lambda new: replace(plan, minimum_per_day=new)),
        _money("fixed.sold", Unit.CENTS, plan.sold_price, lambda new: replace(plan, sold_price=new)),
    ]
    if plan.baseline is not None:
        entries.append(
            _money("fixed.credit", Unit.CENTS, plan.baseline_credit, lambda new: replace(plan, baseline_credit=new))
        )
    return (*entries, *_taxes(plan))


def baseline(plan: TariffVersion, medical_wh: int = 0) -> tuple[Entry, ...]:
    """The allowance of each season, and what a medical one adds (the plan grants `medical_wh`); none without any."""
    region = plan.baseline
    if region is None:
        return ()
    entries = []
    for index, energy_wh in enumerate(region.wh_per_day):
        season = i18n.capital(i18n.name_of(plan.seasons[index].name)) if plan.seasons else ""
        label = words("rates.baseline_in", season=season) if season else words("rates.baseline")
        entries.append(Entry(f"baseline.{index}", label, Unit.KWH, Decimal(energy_wh) / _WH, _allowance(plan, index)))
    medical = replace(region, medical_wh_per_day=0)
    return (
        *entries,
        Entry(
            MEDICAL,
            words("rates.medical_of", energy=i18n.energy(medical_wh)) if medical_wh else words("rates.medical"),
            Unit.KWH,
            Decimal(region.medical_wh_per_day) / _WH,
            lambda new: replace(plan, baseline=replace(medical, medical_wh_per_day=_watt_hours(new))),
        ),
    )


def limit(plan: TariffVersion, tier: int) -> Entry:
    """Up to how many kWh, or percent of the baseline, the tier reaches; empty: without end."""
    is_percent = draft.by_percent(plan)
    old = plan.tiers[tier]
    known = old.up_to_percent if is_percent else old.up_to_wh
    value = None if known is None else Decimal(known) if is_percent else Decimal(known) / _WH

    def put(new: Decimal | None) -> TariffVersion:
        if not new:
            return draft.with_limit(plan, tier, None)
        whole = int(new) if is_percent else _watt_hours(new)
        return draft.with_limit(plan, tier, whole, is_percent=is_percent)

    key = "rates.pad_up_to_percent" if is_percent else "rates.pad_up_to"
    unit = Unit.PERCENT if is_percent else Unit.KWH
    return Entry(f"tier{tier + 1}.up_to", words(key, number=tier + 1), unit, value, put, can_be_empty=True)


def price(plan: TariffVersion, tier: int, season: int) -> Entry:
    """What a kWh of the tier costs in that season."""
    label = words("rates.pad_price", number=tier + 1)
    if plan.tiers[tier].season_prices:
        label = words(
            "rates.pad_price_in", number=tier + 1, season=i18n.capital(i18n.name_of(plan.seasons[season].name))
        )
    value = draft.tier_price(plan, tier, season) * _CENTS
    return Entry(
        f"tier{tier + 1}.price",
        label,
        Unit.CENTS,
        value,
        lambda new: draft.with_tier_price(plan, tier, season, _dollars(new, Unit.CENTS)),
    )


def typed(text: str) -> Decimal | None:
    """What stands in a field, as a number."""
    try:
        return Decimal(text.replace(i18n.locale().group, "").replace(i18n.locale().decimal_point, "."))
    except InvalidOperation:
        return None


def _taxes(plan: TariffVersion) -> list[Entry]:
    """A field for each part of each tax; where there is none, one for each kind."""
    entries = []
    for index, tax in enumerate(plan.taxes or (Tax(words("rates.tax")),)):
        name = i18n.name_of(tax.name) or words("rates.tax")
        if tax.price or not tax.percent:
            label = words("rates.tax_price", name=name)
            entries.append(
                Entry(f"tax{index}.price", label, Unit.CENTS, tax.price * _CENTS, _tax(plan, index, is_percent=False))
            )
        if tax.percent or not tax.price:
            label = words("rates.tax_percent", name=name)
            entries.append(
                Entry(f"tax{index}.percent", label, Unit.PERCENT, tax.percent, _tax(plan, index, is_percent=True))
            )
    return entries


def _tax(plan: TariffVersion, index: int, *, is_percent: bool) -> Callable[[Decimal | None], TariffVersion]:
    def put(new: Decimal | None) -> TariffVersion:
        taxes = list(plan.taxes or (Tax(words("rates.tax")),))
        if is_percent:
            taxes[index] = replace(taxes[index], percent=new or NO_MONEY)
        else:
            taxes[index] = replace(taxes[index], price=_dollars(new, Unit.CENTS))
        return replace(plan, taxes=tuple(tax for tax in taxes if tax.price or tax.percent))

    return put


def _allowance(plan: TariffVersion, index: int) -> Callable[[Decimal | None], TariffVersion]:
    def put(new: Decimal | None) -> TariffVersion:
        assert plan.baseline is not None
        days = tuple(_watt_hours(new) if i == index else each for i, each in enumerate(plan.baseline.wh_per_day))
        return replace(plan, baseline=replace(plan.baseline, wh_per_day=days))

    return put


def _with_peak(plan: TariffVersion, *, adder: Decimal | None = None, credit: Decimal | None = None) -> TariffVersion:
    peak = plan.critical_peak or CriticalPeak(NO_MONEY)
    new = replace(peak, adder=peak.adder if adder is None else adder, credit=peak.credit if credit is None else credit)
    return replace(plan, critical_peak=new)


def _money(key: str, unit: Unit, value: Decimal, put: Callable[[Decimal], TariffVersion]) -> Entry:
    shown = value * _CENTS if unit is Unit.CENTS else value
    return Entry(key, words(f"rates.{key.replace('.', '_')}"), unit, shown, lambda new: put(_dollars(new, unit)))


def _dollars(value: Decimal | None, unit: Unit) -> Decimal:
    """What was typed in cents or dollars, to five decimals of a dollar."""
    return draft.exact((value or NO_MONEY) / (_CENTS if unit is Unit.CENTS else 1))


def _watt_hours(kwh: Decimal | None) -> int:
    return int(((kwh or NO_MONEY) * _WH).quantize(Decimal(1), rounding=ROUND_HALF_UP))
