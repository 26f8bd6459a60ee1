"""Rate plans from OpenEI's Utility Rate Database (URDB: api.openei.org/utility_rates, all details), or not at all.

A record, a list of them, or an answer with `items`. Its periods become seasons, day types and times of use with whole
prices; `adj` is added to `rate`; tiers by kWh are tiers of the bill, tiers by "kWh daily" shares of a baseline. What a
plan here cannot say refuses the record in a sentence; what is said otherwise than in the record stands in the notes.
URDB has no prices of events: they are added in the editor.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hemsapp.domain.tariff import TariffInvalid, check
from hemsapp.exchange.urdb_tiers import DAILY, Period, UrdbRefused, limits_of, number, periods, shares, whole_wh
from hemsapp.exchange.urdb_times import Hours, Span, commonest, spans, times_of_use
from hemsapp.rates import NO_MONEY, Baseline, TariffTier, TariffVersion

MOST_RECORDS = 200
_FIVE_DECIMALS = Decimal("0.00001")
_DEMAND = ("demandratestructure", "flatdemandstructure", "coincidentratestructure")
_NO_LIMIT = Decimal(100_000)
_MOST_TEXT = 120


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan of the file, `version` 0 until it is saved, and what is said otherwise than in its record."""

    plan: TariffVersion
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotImported:
    """A record that cannot be taken: its name, and why."""

    name: str
    why: str


def read(text: str) -> tuple[Imported | NotImported, ...]:
    """Every record of the text, in its order. Raises UrdbRefused where there is none."""
    return tuple(_one(record) for record in _records(text))


def _records(text: str) -> list[Any]:
    try:
        told = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UrdbRefused(f"This is not JSON ({str(error)[:_MOST_TEXT]}).") from error
    if isinstance(told, dict):
        told = told.get("items", [told])
    if not isinstance(told, list) or not any(isinstance(one, dict) and "energyratestructure" in one for one in told):
        raise UrdbRefused("This file has no rate of the Utility Rate Database in it: export it with all details.")
    if len(told) > MOST_RECORDS:
        raise UrdbRefused(f"This file has {len(told)} rates; choose one utility, or one rate.")
    return told


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


def _one(record: Any) -> Imported | NotImported:
    if not isinstance(record, dict):
        return NotImported("A rate without a name", "It cannot be read.")
    name = _text(record, "name") or _text(record, "label")
    try:
        found = _Record(record, name or "Imported rate").imported()
        check(found.plan)
    except (UrdbRefused, TariffInvalid) as refused:
        why = str(refused)
        return NotImported(name or "A rate without a name", f"{why[:1].upper()}{why[1:].rstrip('.')}.")
    return found


def _text(record: dict[str, Any], key: str) -> str:
    value = record.get(key)
    return " ".join(value.split())[:_MOST_TEXT] if isinstance(value, str) else ""


class _Record:
    """One record on its way; `notes` are collected."""

    def __init__(self, record: dict[str, Any], name: str) -> None:
        self._record = record
        self._name = name
        self._notes: list[str] = []
        self._rounded: list[str] = []

    def imported(self) -> Imported:
        """The plan. Raises UrdbRefused."""
        self._refuse_what_cannot_be_said()
        all_periods = periods(self._record.get("energyratestructure"))
        found = spans(*self._schedules(len(all_periods)))
        used = {each: all_periods[each] for each in sorted({each for span in found for each in span.periods})}
        tiers, baseline = self._tiers(found, used)
        prices = {each: tuple(map(self._five, period.padded(len(tiers)))) for each, period in used.items()}
        times = times_of_use(found, prices)
        starts = self._day("startdate")
        usual = prices[commonest(found)]
        by_season = [] if times else [prices[span.weekday[0]] for span in found]
        if len({*by_season}) == 1:
            by_season = []
        plan = TariffVersion(
            version=0,
            starts=starts or date(2000, 1, 1),
            name=self._name,
            source=self._source(),
            is_sample=False,
            tiers=tuple(
                TariffTier(up_to_wh, usual[place], up_to_percent, tuple(each[place] for each in by_season))
                for place, (up_to_wh, up_to_percent) in enumerate(tiers)
            ),
            times_of_use=times,
            fixed_per_day=self._charge("fixedcharge", "fixedchargefirstmeter", "$/day"),
            sold_price=self._sold(used),
            seasons=tuple(span.season for span in found) if len(found) > 1 else (),
            baseline=baseline,
            fixed_per_month=self._charge("fixedcharge", "fixedchargefirstmeter", "$/month"),
            minimum_per_day=self._minimum(),
            utility=_text(self._record, "utility"),
            source_date=starts,
        )  # fmt: skip
        self._note_what_is_not_said(plan, used)
        return Imported(plan, tuple(self._notes))

    def _refuse_what_cannot_be_said(self) -> None:
        record = self._record
        if any(_has_price(record.get(key)) for key in _DEMAND):
            raise UrdbRefused("it charges for the highest power (demand), which this display does not reckon with")
        if _has_price(record.get("fueladjustmentsmonthly")):
            raise UrdbRefused("its prices are adjusted from month to month (fueladjustmentsmonthly)")
        if record.get("country") and _text(record, "country") != "USA":
            raise UrdbRefused(f"its prices are those of {_text(record, 'country') or 'another country'}, not dollars")

    def _schedules(self, count: int) -> tuple[tuple[Hours, ...], tuple[Hours, ...]]:
        keys = ("energyweekdayschedule", "energyweekendschedule")
        if count == 1 and not any(key in self._record for key in keys):
            flat = ((0,) * 24,) * 12
            return flat, flat
        weekday, weekend = (self._schedule(key, count) for key in keys)
        return weekday, weekend

    def _schedule(self, key: str, count: int) -> tuple[Hours, ...]:
        months = self._record.get(key)
        if not isinstance(months, list) or len(months) != 12:
            raise UrdbRefused(f"its {key} has not 12 months of 24 hours")
        for hours in months:
            if not isinstance(hours, list) or len(hours) != 24:
                raise UrdbRefused(f"its {key} has not 12 months of 24 hours")
            if not all(type(hour) is int and 0 <= hour < count for hour in hours):
                raise UrdbRefused(f"its {key} names a period that has no price")
        return tuple(tuple(hours) for hours in months)

    def _tiers(
        self, found: list[Span], used: dict[int, Period]
    ) -> tuple[list[tuple[int | None, int | None]], Baseline | None]:
        """(limit in Wh, limit in percent of the baseline) of each tier, and the baseline if they are daily."""
        units = {period.unit for period in used.values() if period.limits}
        if len(units) > 1:
            raise UrdbRefused("some of its tiers end by the month, some by the day")
        if DAILY not in units:
            limits = limits_of(used.values(), "at different times")
            return [*((whole_wh(limit), None) for limit in limits), (None, None)], None
        by_season = [
            limits_of((used[each] for each in sorted(span.periods)), f"in {span.name or 'a month'}") for span in found
        ]
        baselines, percents = shares(by_season)
        region = re.search(r"\b(?:Baseline )?Region (\w+)", self._name)
        baseline = Baseline(region[1] if region else "URDB", tuple(baselines))
        return [*((None, percent) for percent in percents), (None, None)], baseline

    def _charge(self, kind: str, key: str, unit: str) -> Decimal:
        """The charge in that unit; what is by the year is a twelfth by the month."""
        value = self._record.get(key)
        if value is None:
            return NO_MONEY
        amount = number(value, f"its {key}")
        has = _text(self._record, f"{kind}units") or "$/month"
        if has == "$/year" and unit == "$/month":
            self._notes.append(f"Its charge of ${amount} a year is taken by the month.")
            return self._five(amount / 12)
        if has not in {"$/day", "$/month", "$/year"}:
            raise UrdbRefused(f"its {key} is by {has!r}, which this display does not know")
        return self._five(amount) if has == unit else NO_MONEY

    def _minimum(self) -> Decimal:
        """The minimum bill by the day; by the month or year it is told how it was taken."""
        if not self._record.get("mincharge"):
            return NO_MONEY
        per_day = self._charge("mincharge", "mincharge", "$/day")
        if per_day:
            return per_day
        amount = number(self._record["mincharge"], "its mincharge")
        is_monthly = _text(self._record, "minchargeunits") != "$/year"
        per_day = (amount * (12 if is_monthly else 1) / 365).quantize(_FIVE_DECIMALS, ROUND_HALF_UP)
        self._notes.append(
            f"Its minimum of ${amount} a {'month' if is_monthly else 'year'} is taken as ${per_day} a day."
        )
        return per_day

    def _sold(self, used: dict[int, Period]) -> Decimal:
        sells = {each for period in used.values() for each in period.sells}
        if len(sells) == 1:
            return self._five(sells.pop() or NO_MONEY)
        self._notes.append(
            "It pays for sold energy by the hour or tier; a plan here has one price for it: none is taken."
        )
        return NO_MONEY

    def _five(self, amount: Decimal) -> Decimal:
        shown = amount.quantize(_FIVE_DECIMALS, ROUND_HALF_UP)
        if shown != amount and (note := f"{amount.normalize():f}"[:12]) not in self._rounded:
            self._rounded.append(note)
        return shown

    def _source(self) -> str:
        parts = ["OpenEI URDB", _text(self._record, "label")]
        source = _text(self._record, "source") or _text(self._record, "uri")
        return " ".join(filter(None, parts)) + (f", {source}" if source else "")

    def _day(self, key: str) -> date | None:
        """The UTC date of Unix seconds, as URDB means a day; None if it is not said or cannot be."""
        value = self._record.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 1 << 33:
            return None
        return datetime.fromtimestamp(value, UTC).date()

    def _note_what_is_not_said(self, plan: TariffVersion, used: dict[int, Period]) -> None:
        notes = self._notes
        if self._rounded:
            notes.append(f"Finer than five decimals, and rounded: {', '.join(sorted(self._rounded))}.")
        if any(time.days.value != "every day" for time in plan.times_of_use):
            notes.append("It names no holidays: add those on which the weekend's prices hold.")
        tops = {period.ends_at for period in used.values() if period.ends_at is not None and period.ends_at < _NO_LIMIT}
        if tops:
            notes.append(f"It says nothing above {', '.join(map(str, sorted(tops)))} kWh: the last price goes on.")
        notes += self._warnings()

    def _warnings(self) -> Iterator[str]:
        record = self._record
        if self._record.get("annualmincharge"):
            yield "Its minimum for a year is not taken."
        if _text(record, "sector") not in {"", "Residential"}:
            yield f"It is a rate for {_text(record, 'sector')}, not for homes."
        if _text(record, "servicetype") in {"Delivery", "Energy"}:
            yield f"It is for {_text(record, 'servicetype').lower()} alone: another rate stands on the same bill."
        if (ended := self._day("enddate")) is not None:
            yield f"It held until {ended}."
        if record.get("approved") is False:
            yield "OpenEI has not approved it."


def _has_price(value: Any) -> bool:
    """Does any number in it, but for limits, differ from nothing?"""
    if isinstance(value, dict):
        return any(_has_price(each) for key, each in value.items() if key not in {"max", "unit"})
    if isinstance(value, list):
        return any(_has_price(each) for each in value)
    return isinstance(value, int | Decimal) and value != 0
