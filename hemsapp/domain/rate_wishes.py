"""Rate plans that a person saves: a new one, a corrected one, an older one anew (C1FR34a, C1FR34b).

A plan that holds from a day before today is a correction. What the engine remembers is rated anew at once, what lies in
the store by the work RE_RATE, which also tells what all of it cost before and what it costs now. No version is ever
lost: the corrected one stays beside the one that was wrong.
"""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from devices.moment import Moment
from hemsapp.commands import SaveRates, SaveTariff
from hemsapp.domain import tariff
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.domain.long_work import NAMES, LongWork
from hemsapp.rates import TariffTier, TariffVersion
from hemsapp.saying import say
from hemsapp.units import WH_PER_KWH
from hemsapp.work import Task, WorkKind

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

SOURCE = "entered on this display"


class RateWishes:
    """Takes the wishes for rate plans."""

    def __init__(self, home: Home, long_work: LongWork) -> None:
        self._home = home
        self._long_work = long_work
        self.takers: dict[type, Taker] = {SaveTariff: self._save_tariff, SaveRates: self._save_rates}

    def _save_tariff(self, command: SaveTariff, at: Moment) -> list[Fact]:
        """The simple form: prices of tiers, the rest stays; for a plan whose tiers are no more than that."""
        held = self._home.tariffs.on(command.starts)
        if any(tier.season_prices or tier.up_to_percent is not None for tier in held.tiers):
            return self._refuse(at, say("the prices were not saved: save rates with seasons or a baseline whole"))
        tiers = tuple(
            TariffTier(None if tier.up_to_kwh is None else tier.up_to_kwh * WH_PER_KWH, Decimal(tier.price))
            for tier in command.tiers
        )
        return self._save(replace(held, starts=command.starts, source=SOURCE, is_sample=False, tiers=tiers), at)

    def _save_rates(self, command: SaveRates, at: Moment) -> list[Fact]:
        return self._save(command.rates, at)

    def _save(self, rates: TariffVersion, at: Moment) -> list[Fact]:
        home = self._home
        now_s = seconds(at.utc)
        version = replace(rates, version=home.tariffs.next_number)
        try:
            tariff.check(version)
        except tariff.TariffInvalid as error:
            return self._refuse(at, say("the prices were not saved: {error}", error=str(error)))
        is_correction = version.starts < home.zone.date_of(now_s)
        if is_correction and home.work is not None and self._long_work.is_running:
            name = NAMES[home.work.task.kind]
            return self._refuse(
                at, say("the prices were not saved: {name} is not done yet, wait for it or stop it first", name=name)
            )
        home.add_rates(version, now_s)
        detail = f"prices of version {version.version} hold from {version.starts}"
        if is_correction:
            task = Task(WorkKind.RE_RATE, start=version.starts)
            self._long_work.begin(task, at)
        return [version, Happening(at.utc, Happened.TARIFF_SAVED, detail)]

    def _refuse(self, at: Moment, why: str) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]
