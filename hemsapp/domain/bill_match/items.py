"""The items of a rate plan that may be wrong: each with its value, how to put another one, and what that would say."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from hemsapp.domain.bill_match.guesses import Grid, grid
from hemsapp.rates import Baseline, CriticalPeak, TariffTier, TariffVersion, Tax, TimeOfUse
from hemsapp.statement import LineKind
from hemsapp.units import WH_PER_KWH

_PRICES = grid(("0.01", 7), ("0.001", 10), ("0.0001", 13), ("0.00001", 16))
_SMALL_PRICES = grid(("0.001", 8), ("0.0001", 11), ("0.00001", 14))
_BY_DAY = grid(("0.05", 6), ("0.01", 8), ("0.001", 11), ("0.00001", 17))
_BY_MONTH = grid(("1", 6), ("0.5", 7), ("0.05", 10), ("0.01", 12))
_PERCENTS = grid(("1", 5), ("0.5", 6), ("0.25", 7), ("0.1", 9), ("0.01", 12), ("0.001", 15))
_LIMITS = grid(("100", 5), ("50", 6), ("25", 7), ("10", 8), ("5", 9), ("1", 11))
_SHARES = grid(("50", 4), ("10", 6), ("5", 7), ("1", 9))
_ALLOWANCES = grid(("1", 6), ("0.5", 7), ("0.1", 9))

_ODD_BITS = 3.0
_ANY = Decimal("-Infinity"), Decimal("Infinity")
_USUAL_PRICE = Decimal("0.02"), Decimal(1)
_USUAL_CREDIT = Decimal(0), Decimal("0.3")
_USUAL_PRICES = {LineKind.ENERGY: _USUAL_PRICE, LineKind.TIME_OF_USE: _ANY, LineKind.EVENT: _ANY}
_USUAL_ALLOWANCE = Decimal(3), Decimal(60)
_USUAL_CHARGE = {"a day": (Decimal(0), Decimal(3)), "a month": (Decimal(0), Decimal(60))}

Put = Callable[[Decimal], TariffVersion]


@dataclass(frozen=True, slots=True)
class Item:
    """A number of a plan. `put` gives the plan with another one, `step` is a change that shows, `bits` its own cost.

    It lies between `least` and `most`, and in most homes in `usual`.
    """

    kind: LineKind
    value: Decimal
    put: Put
    step: Decimal
    units: Grid
    most: Decimal
    says: Callable[[Decimal], str]
    bits: float = 2.0
    least: Decimal = Decimal(0)
    usual: tuple[Decimal, Decimal] = _ANY

    def oddity_bits(self, value: Decimal) -> float:
        """What it costs to take `value` for this item: more where it is odd, less where the old one is."""
        return _ODD_BITS * (self._is_odd(value) - self._is_odd(self.value))

    def _is_odd(self, value: Decimal) -> bool:
        return not self.usual[0] <= value <= self.usual[1]


def items_of(plan: TariffVersion) -> Iterator[Item]:
    """Every number of the plan, also those that are not there but may be missing."""
    yield from _tiers(plan)
    yield from _times(plan)
    yield from _baseline(plan)
    yield from _charges(plan)
    yield from _peak(plan)
    yield from _taxes(plan)


def _dollars(value: Decimal) -> str:
    text = f"{value.normalize():f}"
    decimals = len(text.partition(".")[2])
    return f"${value:.2f}" if decimals < len("00") else f"${text}"


def _price(
    kind: LineKind, what: str, value: Decimal, put: Put, units: Grid = _PRICES, bits: float = 2.0, least: str = "0"
) -> Item:
    def says(new: Decimal) -> str:
        return f"{what} {_dollars(new)} per kWh, not {_dollars(value)}"

    usual = _USUAL_PRICES.get(kind, _USUAL_CREDIT)
    return Item(kind, value, put, Decimal("0.02"), units, Decimal(2), says, bits, Decimal(least), usual)


def _tiers(plan: TariffVersion) -> Iterator[Item]:
    for place, tier in enumerate(plan.tiers):
        name = f"Tier {place + 1}" if len(plan.tiers) > 1 else "Each kWh"
        if not tier.season_prices:
            yield _price(LineKind.ENERGY, f"{name} costs", tier.price, _in_tier(plan, place, "price"))
        for index, price in enumerate(tier.season_prices):
            put = _in_season(plan, place, index)
            yield _price(LineKind.ENERGY, f"{name} costs in {plan.seasons[index].name}", price, put)
        if tier.up_to_wh is not None:
            yield _limit(plan, place, tier)
        if tier.up_to_percent is not None:
            yield _share(plan, place, tier)


def _limit(plan: TariffVersion, place: int, tier: TariffTier) -> Item:
    kwh = Decimal(tier.up_to_wh or 0) / WH_PER_KWH

    def put(value: Decimal) -> TariffVersion:
        return _in_tier(plan, place, "up_to_wh")(int(value * WH_PER_KWH))

    def says(new: Decimal) -> str:
        return f"Tier {place + 1} ends at {new.normalize():f} kWh, not at {kwh.normalize():f}"

    limits = [Decimal(each.up_to_wh or 0) / WH_PER_KWH for each in plan.tiers]
    least, most = _between(limits, place, Decimal(10_000))
    return Item(LineKind.ENERGY, kwh, put, Decimal(20), _LIMITS, most, says, 3.0, least)


def _share(plan: TariffVersion, place: int, tier: TariffTier) -> Item:
    percent = Decimal(tier.up_to_percent or 0)

    def put(value: Decimal) -> TariffVersion:
        return _in_tier(plan, place, "up_to_percent")(int(value))

    def says(new: Decimal) -> str:
        return f"Tier {place + 1} ends at {int(new)} % of the baseline, not at {int(percent)} %"

    least, most = _between([Decimal(each.up_to_percent or 0) for each in plan.tiers], place, Decimal(1_000))
    return Item(LineKind.ENERGY, percent, put, Decimal(10), _SHARES, most, says, 3.0, least)


def _between(limits: list[Decimal], place: int, most: Decimal) -> tuple[Decimal, Decimal]:
    """Within what a limit can move without passing its neighbours, by a whole unit; the last limit up to `most`."""
    is_last = place == len(limits) - 2
    return (limits[place - 1] if place else Decimal(0)) + 1, most if is_last else limits[place + 1] - 1


def _in_tier(plan: TariffVersion, place: int, name: str) -> Callable[[Decimal | int], TariffVersion]:
    def put(value: Decimal | int) -> TariffVersion:
        tiers = list(plan.tiers)
        tiers[place] = replace(tiers[place], **{name: value})  # type: ignore[arg-type] # a field by its name
        return replace(plan, tiers=tuple(tiers))

    return put


def _in_season(plan: TariffVersion, place: int, index: int) -> Put:
    def put(value: Decimal) -> TariffVersion:
        return _in_tier(plan, place, "season_prices")(_with(plan.tiers[place].season_prices, index, value))  # type: ignore[arg-type] # prices

    return put


def _with(values: tuple[Decimal, ...], index: int, value: Decimal) -> tuple[Decimal, ...]:
    return (*values[:index], value, *values[index + 1 :])


def _times(plan: TariffVersion) -> Iterator[Item]:
    """The prices of times of use; those of the same name, season and price are one item."""
    for time in dict.fromkeys((t.name, t.season, t.adder, t.prices) for t in plan.times_of_use):
        name, season, adder, prices = time
        what = f"{name or 'This time of use'} in {season}" if season else name or "This time of use"
        if not prices:
            put = _in_times(plan, time, lambda old, value: replace(old, adder=value))
            yield _price(LineKind.TIME_OF_USE, f"{what} adds", adder, put, least="-2")
        for place, price in enumerate(prices):
            tier = f" in tier {place + 1}" if len(prices) > 1 else ""
            put = _in_times(plan, time, _whole_price(place))
            yield _price(LineKind.ENERGY, f"{what}{tier} costs", price, put)


def _whole_price(place: int) -> Callable[[TimeOfUse, Decimal], TimeOfUse]:
    return lambda old, value: replace(old, prices=_with(old.prices, place, value))


def _in_times(
    plan: TariffVersion,
    key: tuple[str, str, Decimal, tuple[Decimal, ...]],
    changed: Callable[[TimeOfUse, Decimal], TimeOfUse],
) -> Put:
    def put(value: Decimal) -> TariffVersion:
        times = (
            changed(time, value) if (time.name, time.season, time.adder, time.prices) == key else time
            for time in plan.times_of_use
        )
        return replace(plan, times_of_use=tuple(times))

    return put


def _baseline(plan: TariffVersion) -> Iterator[Item]:
    baseline = plan.baseline
    if baseline is None:
        return
    kind = LineKind.BASELINE_CREDIT if plan.baseline_credit else LineKind.ENERGY
    for index, wh in enumerate(baseline.wh_per_day):
        season = f" in {plan.seasons[index].name}" if len(baseline.wh_per_day) > 1 else ""
        yield _allowance(kind, f"The baseline{season} is", wh, _in_baseline(plan, baseline, index), 3.0)
    yield _allowance(kind, "The medical allowance is", baseline.medical_wh_per_day, _in_baseline(plan, baseline), 2.0)
    put = _field(plan, "baseline_credit")
    yield _price(LineKind.BASELINE_CREDIT, "The baseline credit is", plan.baseline_credit, put, _PRICES, 3.0)


def _allowance(kind: LineKind, what: str, wh: int, put: Put, bits: float) -> Item:
    kwh = Decimal(wh) / WH_PER_KWH

    def says(new: Decimal) -> str:
        return f"{what} {new.normalize():f} kWh a day, not {kwh.normalize():f}"

    usual = _ANY if what.startswith("The medical") else _USUAL_ALLOWANCE
    return Item(kind, kwh, put, Decimal(1), _ALLOWANCES, Decimal(200), says, bits, usual=usual)


def _in_baseline(plan: TariffVersion, baseline: Baseline, index: int | None = None) -> Put:
    def put(value: Decimal) -> TariffVersion:
        wh = int(value * WH_PER_KWH)
        if index is None:
            return replace(plan, baseline=replace(baseline, medical_wh_per_day=wh))
        days = (*baseline.wh_per_day[:index], wh, *baseline.wh_per_day[index + 1 :])
        return replace(plan, baseline=replace(baseline, wh_per_day=days))

    return put


def _field(plan: TariffVersion, name: str) -> Put:
    return lambda value: replace(plan, **{name: value})  # type: ignore[arg-type] # a field by its name


def _charges(plan: TariffVersion) -> Iterator[Item]:
    yield _charge(plan, "fixed_per_day", LineKind.FIXED, "The fixed charge is", "a day", _BY_DAY, Decimal("0.1"))
    yield _charge(plan, "fixed_per_month", LineKind.FIXED, "The fixed charge is", "a month", _BY_MONTH, Decimal(2))
    yield _charge(plan, "minimum_per_day", LineKind.MINIMUM, "The minimum is", "a day", _BY_DAY, Decimal("0.5"), 4.0)
    put = _field(plan, "sold_price")
    yield _price(LineKind.SOLD, "Sold energy earns", plan.sold_price, put, _PRICES, 3.0)


def _charge(
    plan: TariffVersion, name: str, kind: LineKind, what: str, by: str, units: Grid, step: Decimal, bits: float = 2.0
) -> Item:
    value: Decimal = getattr(plan, name)

    def says(new: Decimal) -> str:
        return f"{what} {_dollars(new)} {by}, not {_dollars(value)}"

    return Item(kind, value, _field(plan, name), step, units, Decimal(100), says, bits, usual=_USUAL_CHARGE[by])


def _peak(plan: TariffVersion) -> Iterator[Item]:
    peak = plan.critical_peak or CriticalPeak(Decimal(0))

    def put(name: str) -> Put:
        return lambda value: replace(plan, critical_peak=replace(peak, **{name: value}))  # type: ignore[arg-type] # likewise

    yield _price(LineKind.EVENT, "An event adds", peak.adder, put("adder"), _PRICES, 3.0)
    yield _price(LineKind.EVENT_CREDIT, "The credit outside of events is", peak.credit, put("credit"), _PRICES, 3.0)


def _taxes(plan: TariffVersion) -> Iterator[Item]:
    for place, tax in enumerate(plan.taxes):
        if tax.price:
            yield _price(LineKind.TAX, f"{tax.name} is", tax.price, _in_tax(plan, place, "price"), _SMALL_PRICES, 3.0)
        if tax.percent:
            yield _percent(tax, _in_tax(plan, place, "percent"))
    for name in ("price", "percent"):
        if not any(getattr(tax, name) for tax in plan.taxes):
            missing = Tax("A tax")
            put = _in_tax(replace(plan, taxes=(*plan.taxes, missing)), len(plan.taxes), name)
            if name == "percent":
                yield _percent(missing, put)
            else:
                yield _price(LineKind.TAX, "A tax is", Decimal(0), put, _SMALL_PRICES, 4.0)


def _percent(tax: Tax, put: Put) -> Item:
    def says(new: Decimal) -> str:
        return f"{tax.name} is {new.normalize():f} %, not {tax.percent.normalize():f} %"

    return Item(LineKind.TAX, tax.percent, put, Decimal(2), _PERCENTS, Decimal(30), says, 3.0)


def _in_tax(plan: TariffVersion, place: int, name: str) -> Put:
    def put(value: Decimal) -> TariffVersion:
        changed = replace(plan.taxes[place], **{name: value})  # type: ignore[arg-type] # a field by its name
        taxes = (*plan.taxes[:place], changed, *plan.taxes[place + 1 :])
        return replace(plan, taxes=tuple(each for each in taxes if each.price or each.percent))

    return put
