"""The utility's bill beside ours: what differs, and the corrections that explain it best.

Documented rules. Where the energy printed differs from ours by more than a rounding, only other read dates can explain
it: those within five days whose energy is that of the bill. Otherwise each number of each plan that charged the bill is
solved for the total that was printed, and what would be a slip of the hand or a round value there is tried exactly.
Explanations are ordered by the bits that they need (`guesses`), of a date, an item and its value, and by the cents that
they leave. Nothing is proposed that leaves more than a few cents, nor where the bills differ by two cents at most.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from math import log2

from hemsapp.domain.bill_match.bills import Bills
from hemsapp.domain.bill_match.guesses import meant
from hemsapp.domain.bill_match.items import Item, items_of
from hemsapp.domain.tariff import TariffInvalid, check
from hemsapp.questions import Correction, MatchShown, MatchWanted
from hemsapp.rates import TariffVersion
from hemsapp.statement import LineKind, Statement
from hemsapp.units import WH_PER_KWH

SHIFT_DAYS = 5
_MOST_SHOWN = 4
_ROUNDING = Decimal("0.02")
_CENTS_PER_KWH = Decimal("0.50")  # what a kWh that is counted otherwise may move a total by
_BITS_A_CENT = 4.0
_BITS_WORSE = 8.0  # how many more than the best a correction may need to be shown
_DATE_BITS, _DAY_BITS = 2.0, 1.0
_KNOWN_BITS = 3.0
_MOST_REGIONS = 2
_PARTS = (
    ("tiers", LineKind.ENERGY, "The tiers are"),
    ("times_of_use", LineKind.TIME_OF_USE, "The times of use are"),
    ("holidays", LineKind.TIME_OF_USE, "The holidays are"),
    ("baseline_credit", LineKind.BASELINE_CREDIT, "The baseline credit is"),
    ("fixed_per_day", LineKind.FIXED, "The fixed charge of a day is"),
    ("fixed_per_month", LineKind.FIXED, "The fixed charge of a month is"),
    ("minimum_per_day", LineKind.MINIMUM, "The minimum is"),
    ("critical_peak", LineKind.EVENT, "The price of events is"),
    ("sold_price", LineKind.SOLD, "The price of sold energy is"),
    ("taxes", LineKind.TAX, "The taxes are"),
)
_SOLVING_STEPS = 8
_NEAR = Decimal("0.05")
_TRIED = 8
_PROMILLE = 2


@dataclass(frozen=True, slots=True)
class _Found:
    """A correction, and how many bits it takes to name it."""

    bits: float
    correction: Correction


def match(bills: Bills, wanted: MatchWanted, known: Sequence[TariffVersion], latest: date) -> MatchShown:
    """Compare, and propose; `known` are the library's plans, `latest` is the last date on which a bill may end."""
    ours = bills.bill(wanted.start, wanted.end)
    difference = ours.total - wanted.total
    difference_wh = None if wanted.delivered_wh is None else ours.delivered_wh - wanted.delivered_wh
    found: list[_Found] = []
    if not _is_energy_ours(ours.delivered_wh, wanted):
        found = list(_dates(bills, wanted, latest))
    elif abs(difference) > _ROUNDING:
        slack = _ROUNDING + abs(difference_wh or 0) * _CENTS_PER_KWH / 1000
        found = [each for each in _dates(bills, wanted, latest) if abs(each.correction.left) <= slack]
        for plan in bills.versions_in(wanted.start, wanted.end):
            found += _Plan(bills, wanted, plan, ours, slack).corrections(known)
    return MatchShown(ours, difference, difference_wh, tuple(_best(found)))


def _is_energy_ours(delivered_wh: int, wanted: MatchWanted) -> bool:
    """Is the energy that was printed ours, but for its rounding and the hour of the reading?"""
    if wanted.delivered_wh is None:
        return True
    return abs(delivered_wh - wanted.delivered_wh) <= max(1000, wanted.delivered_wh * _PROMILLE // 1000)


def _best(found: Iterable[_Found]) -> list[Correction]:
    """The few that need the least bits, each item of a plan once."""
    ordered = sorted(found, key=lambda each: each.bits)
    shown: list[Correction] = []
    for each in ordered:
        is_new = all(each.correction.rates is None or each.correction.rates != other.rates for other in shown)
        if is_new and len(shown) < _MOST_SHOWN and each.bits <= ordered[0].bits + _BITS_WORSE:
            shown.append(each.correction)
    return shown


def _dates(bills: Bills, wanted: MatchWanted, latest: date) -> Iterator[_Found]:
    """Other dates of reading the meter: whose energy is the bill's, if that was printed."""
    shifts = sorted(range(-SHIFT_DAYS, SHIFT_DAYS + 1), key=abs)
    for first in shifts:
        for last in shifts:
            start, end = wanted.start + timedelta(days=first), wanted.end + timedelta(days=last)
            is_moved = bool(first or last) and start < end <= latest
            if not is_moved or (wanted.delivered_wh is None and first and last and first != last):
                continue
            if wanted.delivered_wh is None or _is_energy_ours(bills.delivered_wh(start, end), wanted):
                left = bills.bill(start, end).total - wanted.total
                bits = sum(_DATE_BITS + _DAY_BITS * abs(shift) for shift in {first, last} if shift)
                yield _Found(bits + _cost(left), Correction(None, None, start, end, left))


def _cost(left: Decimal) -> float:
    """The bits of what is left, beyond a hundred cents ever slower."""
    cents = float(abs(left) * 100)
    return _BITS_A_CENT * log2(1 + cents)


def _is_valid(plan: TariffVersion) -> bool:
    try:
        check(plan)
    except TariffInvalid:
        return False
    return True


class _Plan:
    """Looks for the one number of a plan that makes the bill come to what was printed."""

    def __init__(self, bills: Bills, wanted: MatchWanted, plan: TariffVersion, ours: Statement, slack: Decimal) -> None:
        self._bills = bills
        self._wanted = wanted
        self._plan = plan
        self._ours = ours
        self._slack = slack

    def corrections(self, known: Sequence[TariffVersion]) -> Iterator[_Found]:
        """The best for each item; what stands otherwise in a known plan of that name."""
        for item in items_of(self._plan):
            window = self._window(item)
            if window is not None:
                tried = meant(item.value, *window, item.units)[:_TRIED]
                yield from _least(self._tried(item, value, bits) for bits, value in tried)
        others = [other for other in known if (other.name, other.utility) == (self._plan.name, self._plan.utility)]
        if others:
            yield from self._as_known(others[0])
            yield from self._regions(others)

    def _found(self, kind: LineKind, plan: TariffVersion, says: str, bits: float) -> _Found | None:
        """The correction, if it is a plan and explains the bill."""
        if not _is_valid(plan) or abs(left := self._left(plan)) > self._slack:
            return None
        correction = Correction(kind, plan, self._wanted.start, self._wanted.end, left, says)
        return _Found(bits + _cost(left), correction)

    def _tried(self, item: Item, value: Decimal, bits: float) -> _Found | None:
        return self._found(item.kind, item.put(value), item.says(value), item.bits + bits + item.oddity_bits(value))

    def _left(self, plan: TariffVersion) -> Decimal:
        wanted = self._wanted
        return self._bills.total(wanted.start, wanted.end, self._plan, plan) - wanted.total

    def _window(self, item: Item) -> tuple[Decimal, Decimal] | None:
        """Between which values of the item the total is what was printed; None: none of them does it.

        The total is a line in pieces over the value: the rule of false position finds it in a few steps.
        """
        unit, most = item.units[-1][0], max(item.most, item.value)
        low, low_left = item.value, self._ours.total - self._wanted.total
        high, high_left, slope = low, low_left, Decimal(0)
        for step in (item.step, -item.step, 3 * item.step, -3 * item.step):  # a limit may lie above all that was used
            if high_left == low_left and item.least <= low + step <= most:
                high, high_left = low + step, self._left(item.put(low + step))
        for _ in range(_SOLVING_STEPS):
            if high_left != low_left:
                slope = (high_left - low_left) / (high - low)
            if not slope or abs(high_left) <= self._slack:
                break
            value = min(max((high - high_left / slope).quantize(unit), item.least), most)
            if value == high:
                break
            low, low_left = high, high_left
            high, high_left = value, self._left(item.put(value))
        if not slope or abs(high_left) > max(self._slack, _NEAR, abs(slope) * unit):
            return None
        middle, reach = high - high_left / slope, max((self._slack + _ROUNDING) / abs(slope), unit)
        return max(middle - reach, item.least), min(middle + reach, item.most)

    def _as_known(self, known: TariffVersion) -> Iterator[_Found]:
        """Each part of the plan as it stands in the known one."""
        for name, kind, says in _PARTS:
            if getattr(known, name) != getattr(self._plan, name):
                plan = replace(self._plan, **{name: getattr(known, name)})
                found = self._found(kind, plan, f"{says} as in the plan of that name in the library", _KNOWN_BITS)
                yield from () if found is None else (found,)

    def _regions(self, known: Sequence[TariffVersion]) -> Iterator[_Found]:
        """The same plan in another region, with its medical allowance, and without."""
        plan, baseline = self._plan, self._plan.baseline
        if baseline is None:
            return
        kind = LineKind.BASELINE_CREDIT if plan.baseline_credit else LineKind.ENERGY
        others = [other.baseline for other in known if other.baseline is not None]
        others = [other for other in others if len(other.wh_per_day) == len(baseline.wh_per_day)]
        others.sort(
            key=lambda other: sum(abs(a - b) for a, b in zip(other.wh_per_day, baseline.wh_per_day, strict=True))
        )
        regions = []
        for other in others:
            medical_wh = other.medical_wh_per_day
            if other.region == baseline.region and medical_wh not in {0, baseline.medical_wh_per_day}:
                meant_plan = replace(plan, baseline=replace(baseline, medical_wh_per_day=medical_wh))
                kwh = (Decimal(medical_wh) / WH_PER_KWH).normalize()
                yield from _least(
                    [self._found(kind, meant_plan, f"A medical allowance of {kwh:f} kWh a day", _KNOWN_BITS)]
                )
            elif other.region != baseline.region:
                meant_plan = replace(plan, baseline=replace(other, medical_wh_per_day=baseline.medical_wh_per_day))
                says = f"The baseline region is {other.region}, not {baseline.region}"
                regions.append(self._found(kind, meant_plan, says, _KNOWN_BITS + log2(len(others))))
        yield from _least(regions, most=_MOST_REGIONS)


def _least(found: Iterable[_Found | None], most: int = 1) -> list[_Found]:
    """Those that need the least bits; of equal ones the first."""
    return sorted((each for each in found if each is not None), key=lambda each: each.bits)[:most]
