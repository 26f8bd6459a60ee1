"""Rate plans with one item wrong, as people get them wrong, and the bills of the right ones; all by a seed."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hemsapp.domain.bill_match.bills import Bills
from hemsapp.domain.billing.charges import Use
from hemsapp.domain.billing.statement import statement
from hemsapp.domain.days import HomeZone
from hemsapp.domain.tariff import TariffInvalid, check, parse_plan
from hemsapp.exchange.rate_files import of_plan
from hemsapp.questions import MatchWanted
from hemsapp.rates import NO_MONEY, TariffVersion, Tax, TimeOfUse
from resources import tariffs

ZONE = HomeZone("America/Los_Angeles")
LIBRARY = [
    replace(plan, version=1, starts=date(2020, 1, 1))
    for name in tariffs.names()
    for plan in of_plan(parse_plan(tariffs.read(name)), is_medical=True)
]
_CENTS = Decimal("0.50")  # what differs by less has many explanations


@dataclass(frozen=True)
class Broken:
    """The home's wrong plan (or the right one, for wrong dates), and the bill of the utility, which has no errors."""

    right: TariffVersion
    wrong: TariffVersion
    wanted: MatchWanted
    start: date
    end: date
    uses: tuple[Use, ...]

    @property
    def bills(self) -> Bills:
        return Bills(ZONE, [self.wrong], self.uses)


Pair = tuple[TariffVersion, TariffVersion] | None


def slip(random: Random, value: Decimal) -> Decimal | None:
    """The value with two digits swapped, one digit wrong, in cents, or a tenth; None if it has no such digits."""
    digits = list(f"{value:.5f}".rstrip("0"))
    kind = random.choice(("swap", "digit", "cents", "tenth"))
    if kind in {"cents", "tenth"}:
        return value * 100 if kind == "cents" else value / 10
    places = [
        place
        for place in range(2, len(digits))
        if kind == "digit" or (place + 1 < len(digits) and digits[place] != digits[place + 1])
    ]
    if not value or not places:
        return None
    place = random.choice(places)
    if kind == "swap":
        digits[place], digits[place + 1] = digits[place + 1], digits[place]
    else:
        digits[place] = random.choice([digit for digit in "0123456789" if digit != digits[place]])
    return Decimal("".join(digits))


def tier_price(random: Random, plan: TariffVersion) -> Pair:
    if any(time.prices for time in plan.times_of_use):
        return None
    place = random.randrange(min(2, len(plan.tiers)))
    tier = plan.tiers[place]
    old = tier.season_prices[0] if tier.season_prices else tier.price
    if (new := slip(random, old)) is None:
        return None
    prices = tuple(new if each == old else each for each in tier.season_prices)
    wrong = replace(tier, season_prices=prices) if prices else replace(tier, price=new)
    return plan, replace(plan, tiers=(*plan.tiers[:place], wrong, *plan.tiers[place + 1 :]))


def time_price(random: Random, plan: TariffVersion) -> Pair:
    if not plan.times_of_use:
        return None
    time = random.choice(plan.times_of_use)
    new = slip(random, time.prices[0] if time.prices else time.adder)
    if new is None:
        return None

    def wrong(each: TimeOfUse) -> TimeOfUse:
        is_same = (each.name, each.season, each.adder, each.prices) == (time.name, time.season, time.adder, time.prices)
        if not is_same:
            return each
        return replace(each, prices=(new, *each.prices[1:])) if each.prices else replace(each, adder=new)

    return plan, replace(plan, times_of_use=tuple(map(wrong, plan.times_of_use)))


def fixed_charge(random: Random, plan: TariffVersion) -> Pair:
    name = "fixed_per_day" if plan.fixed_per_day else "fixed_per_month"
    new = slip(random, getattr(plan, name))
    return None if new is None else (plan, replace(plan, **{name: new}))  # type: ignore[arg-type] # a field by its name


def no_fixed_charge(_: Random, plan: TariffVersion) -> Pair:
    if bool(plan.fixed_per_day) is bool(plan.fixed_per_month):
        return None
    return plan, replace(plan, fixed_per_day=NO_MONEY, fixed_per_month=NO_MONEY)


def missing_tax(random: Random, plan: TariffVersion) -> Pair:
    if any(tax.percent for tax in plan.taxes):
        return None
    tax = Tax("A tax", percent=Decimal(random.choice(("5", "7.5", "4.75", "10", "6.2"))))
    return replace(plan, taxes=(*plan.taxes, tax)), plan


def tier_size(random: Random, plan: TariffVersion) -> Pair:
    tier = plan.tiers[0]
    if tier.up_to_wh:
        wrong = replace(tier, up_to_wh=tier.up_to_wh + random.choice((-100, -50, 25, 50)) * 1000)
    elif tier.up_to_percent:
        wrong = replace(tier, up_to_percent=tier.up_to_percent + random.choice((-10, 10, 30)))
    else:
        return None
    return plan, replace(plan, tiers=(wrong, *plan.tiers[1:]))


def medical(_: Random, plan: TariffVersion) -> Pair:
    if plan.baseline is None or not plan.baseline.medical_wh_per_day:
        return None
    return plan, replace(plan, baseline=replace(plan.baseline, medical_wh_per_day=0))


def region(random: Random, plan: TariffVersion) -> Pair:
    others = [each for each in LIBRARY if each.name == plan.name and each.baseline != plan.baseline]
    return (plan, replace(plan, baseline=random.choice(others).baseline)) if others else None


def baseline_credit(random: Random, plan: TariffVersion) -> Pair:
    new = slip(random, plan.baseline_credit) if plan.baseline_credit else None
    return None if new is None else (plan, replace(plan, baseline_credit=new))


ITEMS: dict[str, Callable[[Random, TariffVersion], Pair]] = {
    "tier price": tier_price,
    "time price": time_price,
    "fixed charge": fixed_charge,
    "no fixed charge": no_fixed_charge,
    "missing tax": missing_tax,
    "tier size": tier_size,
    "medical": medical,
    "region": region,
    "baseline credit": baseline_credit,
}


def broken(item: str, seed: int) -> Broken:
    """The first one from that seed on whose bill differs; the energy is printed on every other bill."""
    random = Random(f"{item} {seed}")
    while True:
        plan = random.choice(LIBRARY)
        pair = ITEMS[item](random, plan)
        if pair is None:
            continue
        right, wrong = pair
        start = date(2026, random.randint(1, 11), random.randint(6, 20))
        end = start + timedelta(days=random.randint(27, 33))
        uses = used(random, start, end)
        try:
            check(wrong)
        except TariffInvalid:
            continue
        bill, ours = (statement(ZONE, [each], start, end, uses) for each in (right, wrong))
        if abs(bill.total - ours.total) >= _CENTS and _is_beyond_baseline(bill.delivered_wh, bill.baseline_wh):
            wanted = MatchWanted(start, end, bill.total, random.choice((None, bill.delivered_wh)))
            return Broken(right, wrong, wanted, start, end, uses)


def _is_beyond_baseline(used_wh: int, baseline_wh: int | None) -> bool:
    """Within the baseline every larger allowance makes the same bill."""
    return baseline_wh is None or used_wh > baseline_wh


def moved(seed: int, *, is_energy_printed: bool) -> Broken:
    """A bill whose read dates are others than ours, both only where the energy is printed."""
    random = Random(f"dates {seed}")
    plan = random.choice(LIBRARY)
    start = date(2026, random.randint(1, 11), random.randint(6, 20))
    end = start + timedelta(days=random.randint(27, 33))
    uses = used(random, start, end)
    first, last = (random.choice((-5, -3, -2, -1, 1, 2, 4)) for _ in range(2))
    if not is_energy_printed or random.random() < 0.5:
        first, last = random.choice(((first, 0), (0, last)))
    read = start + timedelta(days=first), end + timedelta(days=last)
    bill = statement(ZONE, [plan], *read, uses)
    energy_wh = round(bill.delivered_wh, -3) if is_energy_printed else None
    return Broken(plan, plan, MatchWanted(start, end, bill.total, energy_wh), *read, uses)


def used(random: Random, start: date, end: date) -> tuple[Use, ...]:
    """Around as much in each quarter-hour, five days before and after as well."""
    level = random.randint(80, 300)
    from_s, until_s = (ZONE.midnight(day) for day in (start - timedelta(days=5), end + timedelta(days=5)))
    return tuple(Use(at_s, 900, max(0, int(random.gauss(level, level / 2)))) for at_s in range(from_s, until_s, 900))
