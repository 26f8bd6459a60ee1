"""The state of one home: its accounts, its devices, its choices; put together here, acted on by the engine."""

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from devices.messages import RadioChanged, RadioState
from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.domain import preferences, pricing
from hemsapp.domain.amendments import Amendments
from hemsapp.domain.bill import BillView, Period, closed_bill
from hemsapp.domain.bill_dates import bill_starts, is_correction, remembered
from hemsapp.domain.blocks import MeterBlocks, ladder, period_start_s
from hemsapp.domain.comparison import WEEKS
from hemsapp.domain.days import HomeZone
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.facts import REMEMBERED_DAYS, ClosedBill, Preference, ReadDate, Restored
from hemsapp.domain.household import Household
from hemsapp.domain.joining import Joining
from hemsapp.domain.ledger import Ledger
from hemsapp.domain.mesh import MeshRounds
from hemsapp.domain.names import Names
from hemsapp.domain.network import Network
from hemsapp.domain.outdoors import Outdoors
from hemsapp.domain.peak_prices import PeakPrices
from hemsapp.domain.power import Demand
from hemsapp.domain.published import PublishedPrices
from hemsapp.domain.rating import Rating
from hemsapp.domain.roll_call import RollCall
from hemsapp.domain.scale import ScaleCheck
from hemsapp.domain.sums import Sums
from hemsapp.domain.tariff import Tariffs, tier_at
from hemsapp.domain.texts import Texts
from hemsapp.domain.usage import Usage
from hemsapp.rates import TariffVersion
from hemsapp.saying import sentence
from hemsapp.snapshot import NO_DISPLAYS, NO_UPKEEP, AirScan, Firmware, Health, PriceLevel, Refusal
from hemsapp.units import DAY_S

if TYPE_CHECKING:
    from hemsapp.work import Work

PROFILE_DAYS = 45
AWAITED_METER = "awaited_meter"  # kept among the preferences: a person said that another one comes


class Home:
    """All that is known. Energy flows usage -> ledger -> rating -> bill; everything else stands beside it."""

    def __init__(
        self, zone: str, tariff: TariffVersion, restored: Restored, *, port: str, speed: float, bill_day: int | None
    ) -> None:
        self.zone = HomeZone(zone)
        self.preferences = preferences.from_facts(restored.preferences, zone, bill_day)
        self.tariffs = Tariffs(restored.tariffs or (tariff,))
        self.published = PublishedPrices(restored.published)
        self.blocks = MeterBlocks(restored.blocks)
        self.peaks = PeakPrices(restored.events, has_adder=self.tariffs.has_adder)
        self.ledger = Ledger(self.published, self.peaks, is_published=self.is_published)
        self.ledger.restore(restored.intervals, restored.gaps)
        self.amendments = Amendments(self.ledger, restored.amendments)
        self.rating = Rating(self.ledger, self.tariffs, self.zone, self.blocks, self.peaks)
        self.bills = BillView(self.rating, self.zone)
        self.usage = Usage(self.ledger, speed)
        self.usage.restore(restored.anchors, restored.meter)
        self.usage.is_change_awaited = Preference(AWAITED_METER, "yes") in restored.preferences
        self.demand = Demand(speed)
        self.demand.restore(restored.samples)
        self.scale = ScaleCheck(speed)
        self.refusal: Refusal | None = None
        self.displays = NO_DISPLAYS
        self.work: Work | None = None
        self.health = Health(
            is_storage_working=True, storage_problem=None, messages_shed=0, malformed=0, unprotected=0, undelivered=0
        )
        self.household = Household(
            restored.devices, restored.answers, restored.batteries, Names(restored.preferences), restored.volumes
        )
        self.roll_call = RollCall()
        self.mesh = MeshRounds()
        self.mesh.restore(restored.neighbours)
        self.upkeep = NO_UPKEEP
        self.firmware: tuple[Firmware, ...] = ()
        self.outdoors = Outdoors(restored.outdoors)
        self.joining = Joining(speed)
        self.network = Network(restored.preferences)
        self.air: AirScan | None = None
        self.texts = Texts(restored.texts)
        self.read_dates = {fact.date: fact for fact in restored.read_dates}
        self.period = Period(date.min, date.max)
        self.radio = RadioChanged(RadioState.CLOSED, port)
        self.meter_clock_offset_s: int | None = None
        if self.usage.meter is None:
            self.usage.meter = next(iter(self.household.meters()), None)
        self._bills: list[tuple[date, date]] = []

    def refuse(self, why: str, at: Moment) -> None:
        """Tell the person that a command was not done, and why; the next command clears it from the screen."""
        self.refusal = Refusal(sentence(why), at)

    @property
    def is_published(self) -> bool:
        """Do the meter's prices hold?"""
        return self.preferences.price_source is PriceSource.PUBLISHED

    @property
    def is_read_date_known(self) -> bool:
        """Did anybody say when bills start?"""
        return self.preferences.bill_day is not None or any(not each.is_replaced for each in self.read_dates.values())

    def real_dates(self) -> list[date]:
        """The read dates that begin bills."""
        return sorted(each.date for each in self.read_dates.values() if not each.is_replaced)

    def set_period(self, now_s: int) -> bool:
        """Find the bill in which now lies; did the dates of any bill change?"""
        today = self.zone.date_of(now_s)
        first = today - timedelta(days=REMEMBERED_DAYS)
        starts = bill_starts(self.real_dates(), self.usual_day, first, today)
        current = max(each for each in starts if each <= today)
        following = min(each for each in starts if each > today)
        kept = remembered(starts, today)
        self.period = Period(current, following)
        compared_s = self.zone.midnight(min(current, today - timedelta(weeks=WEEKS)))
        self.usage.history_from_s = max(compared_s, now_s - PROFILE_DAYS * DAY_S)
        bills = list(pairwise(kept))
        if bills == self._bills:
            return False
        self._bills = bills
        self.rating.set_bills(kept)
        return True

    @property
    def first_bill(self) -> date:
        """The first date of the bills that are kept in step here; what is before lies in the store alone."""
        return self._bills[0][0]

    @property
    def has_older_history(self) -> bool:
        """Was anything counted before these?"""
        first_s = self.ledger.first_s
        return first_s is not None and first_s < self.zone.midnight(self.first_bill)

    @property
    def usual_day(self) -> int | None:
        """The day that was set; else that of the last real read date."""
        real = self.real_dates()
        return self.preferences.bill_day or (real[-1].day if real else None)

    def closed_bills(self) -> list[ClosedBill]:
        """Every bill that ended, as far as we know its energy."""
        first_s = self.ledger.first_s
        return [
            closed_bill(self.bills.closed(start), self.rating.sums_up_to(self.zone.midnight(end)))
            for start, end in self._bills
            if end <= self.period.start and first_s is not None and self.zone.midnight(end) > first_s
        ]

    def start_bill(self, read_date: date) -> list[ReadDate]:
        """A bill began on that date; a date entered before that is near it was the same reading, wrongly entered."""
        changed = [ReadDate(each, is_replaced=True) for each in self.real_dates() if is_correction(read_date, each)]
        changed.append(ReadDate(read_date))
        self.read_dates.update({fact.date: fact for fact in changed})
        return changed

    def sums(self) -> Sums:
        """Sums of the running bill; a clock that was stepped back leaves nothing out."""
        return self.rating.sums_at(self.zone.midnight(self.period.end) - 1)

    def published_price(self, now_s: int) -> Decimal | None:
        """What the meter's price is now: what it published, else the price of the block that is reached."""
        price = self.published.price_at(now_s)
        rungs = self.block_ladder(now_s) if price is None else None
        return price if rungs is None else rungs[0].tiers[tier_at(*rungs)].price

    def add_rates(self, version: TariffVersion, now_s: int) -> None:
        """Keep a version, and rate what it holds for anew; its critical peaks have hours from now on."""
        self.tariffs.add(version)
        self.rating.tariffs_changed(version.starts)
        self.peaks.has_adder = self.tariffs.has_adder
        self.take_events(self.peaks.events, now_s)

    def take_events(self, events: Collection[KeptEvent], now_s: int) -> None:
        """The events stand so: what they cost is booked."""
        new = self.peaks.take(events)
        if new is not None:
            self.ledger.peaks_changed(new, now_s)
            self.rating.rate_from(min([now_s, *(start_s for start_s, _ in new)]))

    def price_level(self, now_s: int) -> PriceLevel | None:
        """What the price means by the rates, without events: these steer rooms themselves; None: no price is known."""
        tier = self.rating.tier(now_s, self.sums().delivered_wh)
        reference = pricing.stored_reference(self.rating.calendar, tier, now_s)
        price: Decimal | None = pricing.stored_price(self.rating.calendar, tier, now_s)
        if self.is_published:
            price = self.published_price(now_s)
            reference = pricing.published_reference(self.published, now_s, reference)
        return None if price is None else pricing.level_of(price, reference)

    def used_today_wh(self, now_s: int) -> int | None:
        """What was delivered on this local day so far; None before the first reading."""
        if self.ledger.first_s is None:
            return None
        midnight_s = self.zone.midnight(self.zone.date_of(now_s))
        return sum(row.delivered_wh for row in self.ledger.rows(midnight_s, now_s))

    def usual_price(self, at_s: int) -> Decimal:
        """Dollars per kWh by the stored tariff at that time, in the tier that is reached."""
        tier = self.rating.tier(at_s, self.sums().delivered_wh)
        return pricing.stored_price(self.rating.calendar, tier, at_s)

    def block_ladder(self, now_s: int) -> tuple[TariffVersion, int] | None:
        """The meter's blocks, and what was used of them in this block period; None: it publishes none."""
        blocks = self.blocks.at(now_s)
        if blocks is None:
            return None
        from_s = period_start_s(blocks, now_s, self.zone.midnight(self.period.start))
        return ladder(blocks), self.rating.delivered_since(from_s, self.sums(), now_s)
