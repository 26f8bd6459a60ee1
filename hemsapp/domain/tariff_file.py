"""A rate plan as a file in TOML: what a person can read, a utility can check, and a display can charge.

A plan of several baseline regions lists each as one of `[[baselines]]`; `region` names the one that holds unless
another is chosen with `baseline_for`. docs/bills/README.md tells every key.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from hemsapp.domain.billing import holidays
from hemsapp.domain.tariff_check import TariffInvalid, check
from hemsapp.rates import (
    NO_MONEY,
    Baseline,
    CriticalPeak,
    DayType,
    Season,
    TariffTier,
    TariffVersion,
    Tax,
    TimeOfUse,
)
from hemsapp.units import WH_PER_KWH

ALL_HOLIDAYS = "all"


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan, with the baseline of its usual region, and those of all its regions, medical allowance and all."""

    version: TariffVersion
    baselines: tuple[Baseline, ...]


def parse(text: str) -> TariffVersion:
    """The plan written in TOML, in its usual region, as version 1; raises TariffInvalid."""
    return parse_plan(text).version


def parse_plan(text: str) -> PlanFile:
    """The plan written in TOML with all its regions; raises TariffInvalid."""
    try:
        plan = _plan(_Table(tomllib.loads(text, parse_float=Decimal), "the plan"))
    except tomllib.TOMLDecodeError as error:
        raise TariffInvalid(f"this is not TOML: {error}") from error
    check(plan.version)
    for baseline in plan.baselines:
        check(replace(plan.version, baseline=baseline))
    return plan


def baseline_for(plan: PlanFile, region: str, *, is_medical: bool = False) -> Baseline:
    """The baseline of a region, with the medical allowance or without; raises TariffInvalid if there is none."""
    for baseline in plan.baselines:
        if baseline.region == region:
            return baseline if is_medical else replace(baseline, medical_wh_per_day=0)
    known = ", ".join(baseline.region for baseline in plan.baselines) or "none"
    raise TariffInvalid(f"there is no baseline region {region!r}; the plan has {known}")


class _Table:
    """A table of the file, of which every key is taken once, with its kind checked."""

    def __init__(self, table: dict[str, Any], where: str) -> None:
        self._left = dict(table)
        self._known: list[str] = []
        self.where = where

    def value(self, name: str, otherwise: Any = None, *, is_needed: bool = False) -> Any:
        """The value of a key, or `otherwise`."""
        self._known.append(name)
        if name in self._left:
            return self._left.pop(name)
        if is_needed:
            raise TariffInvalid(f"'{name}' is missing in {self.where}: add it")
        return otherwise

    def text(self, name: str, *, is_needed: bool = False) -> str:
        """A text, "" if there is none."""
        value = self.value(name, "", is_needed=is_needed)
        if not isinstance(value, str):
            raise self._wrong(name, value, "a text in quotes")
        return value

    def flag(self, name: str) -> bool:
        """True or false as it is written, false if it is not."""
        value = self.value(name, False)
        if not isinstance(value, bool):
            raise self._wrong(name, value, "true or false")
        return value

    def number(self, name: str, otherwise: Decimal | None = NO_MONEY, *, is_needed: bool = False) -> Decimal:
        """A number, exactly as it is written."""
        return self.as_number(name, self.value(name, otherwise, is_needed=is_needed))

    def as_number(self, name: str, value: Any) -> Decimal:
        """The value as a number."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise self._wrong(name, value, "a number")
        return Decimal(value)

    def wh(self, name: str, value: Any) -> int:
        """A value in kWh as whole watt-hours."""
        wh = self.as_number(name, value) * WH_PER_KWH
        if wh != int(wh):
            raise TariffInvalid(f"{name} = {value} in {self.where} has more than three decimals")
        return int(wh)

    def day(self, name: str, *, is_needed: bool = False) -> date | None:
        """A date."""
        value = self.value(name, is_needed=is_needed)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self._wrong(name, value, "a date, like 2026-03-01")
        return value

    def items(self, name: str, *, is_needed: bool = False) -> list["_Table"]:
        """The tables `[[name]]`."""
        value = self.value(name, [], is_needed=is_needed)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._wrong(name, value, f"written as [[{name}]]")
        return [_Table(each, f"[[{name}]], number {number}") for number, each in enumerate(value, 1)]

    def end(self) -> None:
        """Nothing may be left: a key that is misspelled would charge nothing."""
        for name in self._left:
            near = get_close_matches(name, self._known, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else f"; known are {', '.join(sorted(self._known))}"
            raise TariffInvalid(f"'{name}' is not known in {self.where}{hint}")

    def _wrong(self, name: str, value: Any, wanted: str) -> TariffInvalid:
        return TariffInvalid(f"'{name}' in {self.where} is {value!r}: it must be {wanted}")


def _plan(table: _Table) -> PlanFile:
    seasons = tuple(_season(each) for each in table.items("seasons"))
    names = [season.name for season in seasons]
    tiers = tuple(_tier(each, names) for each in table.items("tiers", is_needed=True))
    baselines = tuple(_baseline(each, names) for each in table.items("baselines"))
    starts = table.day("starts", is_needed=True)
    assert starts is not None
    version = TariffVersion(
        version=1,
        starts=starts,
        name=table.text("name", is_needed=True),
        source=table.text("source", is_needed=True),
        is_sample=table.flag("is_sample"),
        tiers=tiers,
        times_of_use=tuple(
            sorted(
                (_time_of_use(each, len(tiers)) for each in table.items("times_of_use")),
                key=lambda time: time.start_minute,
            )
        ),
        fixed_per_day=table.number("fixed_per_day"),
        sold_price=table.number("sold_price"),
        seasons=seasons,
        holidays=_holidays(table),
        baseline_credit=table.number("baseline_credit"),
        critical_peak=_critical_peak(table),
        fixed_per_month=table.number("fixed_per_month"),
        minimum_per_day=table.number("minimum_per_day"),
        taxes=tuple(_tax(each) for each in table.items("taxes")),
        utility=table.text("utility"),
        source_date=table.day("source_date"),
    )
    region = table.text("region", is_needed=len(baselines) > 1)
    table.end()
    if not baselines:
        return PlanFile(version, ())
    plan = PlanFile(version, baselines)
    return PlanFile(replace(version, baseline=baseline_for(plan, region or baselines[0].region)), baselines)


def _season(table: _Table) -> Season:
    start = table.text("from", is_needed=True)
    month, _, day = start.partition("-")
    if not month.isdecimal() or not day.isdecimal():
        raise TariffInvalid(f'{start!r} is no day of the year: write month and day, as "06-01"')
    season = Season(table.text("name", is_needed=True), int(month), int(day))
    table.end()
    return season


def _by_season(table: _Table, name: str, value: Any, seasons: list[str]) -> list[Any]:
    """The values of `{ summer = 1, winter = 2 }` in the order of the seasons."""
    if sorted(value) != sorted(seasons):
        wanted = ", ".join(seasons) or "none, so that it must be a single number"
        raise TariffInvalid(f"'{name}' in {table.where} needs one value for each season, which are: {wanted}")
    return [value[season] for season in seasons]


def _tier(table: _Table, seasons: list[str]) -> TariffTier:
    value = table.value("price", is_needed=True)
    by_season: tuple[Decimal, ...] = ()
    if isinstance(value, dict):
        by_season = tuple(table.as_number("price", each) for each in _by_season(table, "price", value, seasons))
    limit = table.value("up_to_kwh")
    percent = table.value("up_to_percent")
    if percent is not None and (isinstance(percent, bool) or not isinstance(percent, int)):
        raise TariffInvalid(f"'up_to_percent' in {table.where} must be a whole number")
    tier = TariffTier(
        None if limit is None else table.wh("up_to_kwh", limit),
        by_season[0] if by_season else table.as_number("price", value),
        percent,
        by_season,
    )
    table.end()
    return tier


def _time_of_use(table: _Table, tiers: int) -> TimeOfUse:
    start = _minute(table.text("from", is_needed=True))
    price, prices, adder = table.value("price"), table.value("prices"), table.value("adder")
    if sum(each is not None for each in (price, prices, adder)) != 1:
        raise TariffInvalid(f"{table.where} needs one of: adder, price (for all tiers), prices (one for each tier)")
    if prices is not None and not isinstance(prices, list):
        raise TariffInvalid(f"'prices' in {table.where} must be written as [0.30, 0.40]")
    whole = prices if prices is not None else [] if price is None else [price] * tiers
    days = table.text("days") or DayType.EVERY_DAY.value
    if days not in {kind.value for kind in DayType}:
        known = ", ".join(kind.value for kind in DayType)
        raise TariffInvalid(f"'days' in {table.where} is {days!r}: it must be one of {known}")
    time = TimeOfUse(
        start,
        NO_MONEY if adder is None else table.as_number("adder", adder),
        table.text("name"),
        table.text("season"),
        DayType(days),
        tuple(table.as_number("prices", each) for each in whole),
    )
    table.end()
    return time


def _minute(text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and minute.isdecimal()) or int(minute) >= 60 or int(hour) >= 24:
        raise TariffInvalid(f'{text!r} is no time of day: write it as "14:00"')
    return int(hour) * 60 + int(minute)


def _baseline(table: _Table, seasons: list[str]) -> Baseline:
    value = table.value("kwh_per_day", is_needed=True)
    each_season = _by_season(table, "kwh_per_day", value, seasons) if isinstance(value, dict) else [value]
    baseline = Baseline(
        table.text("region", is_needed=True),
        tuple(table.wh("kwh_per_day", each) for each in each_season),
        table.wh("medical_kwh_per_day", table.value("medical_kwh_per_day", 0)),
    )
    table.end()
    return baseline


def _holidays(table: _Table) -> tuple[str, ...]:
    value = table.value("holidays", [])
    if value == ALL_HOLIDAYS:
        return holidays.NAMES
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TariffInvalid(f"'holidays' must be \"{ALL_HOLIDAYS}\", or a list of names")
    return tuple(value)


def _critical_peak(table: _Table) -> CriticalPeak | None:
    value = table.value("critical_peak")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise TariffInvalid("'critical_peak' must be written as [critical_peak]")
    peak = _Table(value, "[critical_peak]")
    made = CriticalPeak(peak.number("adder", None, is_needed=True), peak.number("credit"), peak.text("credit_season"))
    peak.end()
    return made


def _tax(table: _Table) -> Tax:
    tax = Tax(table.text("name", is_needed=True), table.number("price"), table.number("percent"))
    table.end()
    return tax
