"""The home as it may be seen: each part is made anew, and given out only if it differs from the one before."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.domain import comparison, pricing
from hemsapp.domain.billing.baseline import UNLIMITED_WH
from hemsapp.domain.billing.calendar import tier_price
from hemsapp.domain.comfort.rooms import Rooms
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.event_view import EventView
from hemsapp.domain.facts import DISPLAY
from hemsapp.domain.home import Home
from hemsapp.domain.rehearsal import Rehearsals
from hemsapp.snapshot import (
    SILENT_S,
    Bill,
    Health,
    Link,
    Power,
    PriceBlock,
    PriceLevel,
    Prices,
    Snapshot,
    TariffView,
    Today,
)
from hemsapp.units import WH_PER_KWH, cost_of, quarter_of

_PARTS = tuple(field.name for field in fields(Snapshot) if field.name != "at")


class Portrait:
    """Makes snapshots of one home."""

    def __init__(self, home: Home, events: EventView, rooms: Rooms, rehearsals: Rehearsals) -> None:
        self._home = home
        self._events = events
        self._rooms = rooms
        self._rehearsals = rehearsals
        self._stored = pricing.StoredStretches()
        self._last: Snapshot | None = None
        self._compared = (-1, 0)
        self._usual_w: tuple[int, int] | None = None
        self._usual_percent: int | None = None

    def at(self, at: Moment, health: Health) -> Snapshot:
        """What may be seen now; the same value as before if no part of it differs."""
        home = self._home
        now_s = seconds(at.utc)
        home.rating.settle()
        self._compare(now_s)
        prices = self._prices(now_s)
        new = Snapshot(
            at=at,
            link=link_of(home),
            power=self._power(at, prices),
            prices=prices,
            today=self._today(now_s),
            bill=self._bill(now_s, prices),
            tariff=self._tariff(now_s),
            devices=home.household.view(),
            texts=home.texts.in_force(at.utc),
            question=home.usage.question,
            preferences=home.preferences,
            health=health,
            refusal=home.refusal,
            work=home.work,
            display_battery=home.household.batteries.of(DISPLAY),
            check=home.roll_call.view,
            mesh=home.mesh.view,
            upkeep=home.upkeep,
            firmware=home.firmware,
            join=home.joining.view,
            displays=home.displays,
            network=home.network.view,
            joins=home.joining.views,
            air=home.air,
            events=self._events.at(at),
            rehearsal=self._rehearsals.view(at),
            comfort=self._rooms.view(at, self._events.rates),
        )
        if self._last is not None:
            same = {name: old for name in _PARTS if (old := getattr(self._last, name)) == getattr(new, name)}
            if len(same) == len(_PARTS):
                return self._last
            new = replace(new, **same)
        self._last = new
        return new

    def _compare(self, now_s: int) -> None:
        known = quarter_of(now_s), self._home.ledger.pages_learned
        if known != self._compared:
            self._compared = known
            self._usual_w = comparison.usual_w(self._home.ledger, self._home.zone, now_s)
            self._usual_percent = comparison.usual_percent(self._home.ledger, self._home.zone, now_s)

    def _power(self, at: Moment, prices: Prices) -> Power:
        demand = self._home.demand
        demand_w = demand.demand_w
        cost = None
        if demand_w is not None and demand_w < 0:
            version = self._home.tariffs.on(self._home.zone.date_of(seconds(at.utc)))
            cost = cost_of(version.sold_price, demand_w)
        elif demand_w is not None and prices.price is not None:
            cost = cost_of(prices.price, demand_w)
        is_silent = demand.heard is not None and at.seconds_since(demand.heard) > SILENT_S
        return Power(
            demand_w=demand_w,
            cost_per_hour=cost,
            heard=demand.heard,
            minutes_w=demand.minutes_w(at),
            usual_w=self._usual_w,
            gap_since=demand.heard.utc if is_silent and demand.heard else None,
            heard_since=None if demand.first_s is None else instant(demand.first_s),
            refresh=demand.refresh(),
        )

    def _prices(self, now_s: int) -> Prices:
        home = self._home
        sums = home.sums()
        calendar = home.rating.calendar
        tier = home.rating.tier(now_s, sums.delivered_wh)
        stored = pricing.stored_price(calendar, tier, now_s)
        base = pricing.stored_reference(calendar, tier, now_s)
        published = home.published_price(now_s)
        if home.is_published:
            stretches = pricing.published_stretches(home.published, home.zone, now_s)
            if published is not None and home.published.at(now_s) is None:
                stretches = [(quarter_of(now_s), quarter_of(now_s) + pricing.UNSCHEDULED_S, published, "")]
            mean: Decimal | None = pricing.published_reference(home.published, now_s, base)
            price, source = published, PriceSource.PUBLISHED
        else:
            stretches = self._stored.at(calendar, tier, now_s)
            price, source, mean = stored, PriceSource.STORED, None

        def reference_at(at_s: int) -> Decimal:
            return pricing.stored_reference(calendar, tier, at_s) if mean is None else mean

        blocks = pricing.blocks_of(stretches, reference_at, now_s)
        usual = Prices(
            price=price,
            level=None if price is None else pricing.level_of(price, reference_at(now_s)),
            source=source,
            until=self._until(now_s, blocks[0]) if blocks else None,
            blocks=blocks,
            published=published,
            stored=stored,
        )
        return self._with_events(usual, now_s)

    def _with_events(self, usual: Prices, now_s: int) -> Prices:
        """The prices with those of events: one that is in force, and those to come."""
        peaks = self._peaks(usual, now_s)
        if not peaks:
            return usual
        prices = replace(usual, blocks=pricing.with_peaks(usual.blocks, peaks, now_s))
        start_s, end_s, price = peaks[0]
        if start_s <= now_s:
            return replace(
                prices,
                price=price,
                level=PriceLevel.CRITICAL,
                until=instant(end_s),
                is_event=True,
                rates_level=usual.level,
            )
        until = instant(start_s) if usual.until is None else min(usual.until, instant(start_s))
        return replace(prices, until=until)

    def _peaks(self, usual: Prices, now_s: int) -> list[tuple[int, int, Decimal]]:
        """What holds in the hours of events: their own price, or the usual ones with what the plan adds."""
        home = self._home
        found = []
        for start_s, end_s, price in home.peaks.stretches(now_s, now_s + pricing.HORIZON_S):
            peak = home.tariffs.on(home.zone.date_of(start_s)).critical_peak
            if price is not None:
                found.append((start_s, end_s, price))
            elif peak is not None and not home.is_published:
                spans = ((max(start_s, seconds(b.start)), min(end_s, seconds(b.end)), b.price) for b in usual.blocks)
                found += [(from_s, until_s, price + peak.adder) for from_s, until_s, price in spans if from_s < until_s]
        return found

    def _until(self, now_s: int, block: PriceBlock) -> datetime | None:
        """When the running price ends; None: nothing says so."""
        home = self._home
        if instant(now_s) < block.start:
            return None
        if home.is_published:
            running = home.published.at(now_s)
            return running.end if running else None
        calendar, end_s = home.rating.calendar, seconds(block.end)
        return None if calendar.rate_at(end_s) is calendar.rate_at(end_s - 1) else block.end

    def _today(self, now_s: int) -> Today:
        home = self._home
        today = home.zone.date_of(now_s)
        midnight_s = home.zone.midnight(today)
        if home.ledger.first_s is None:
            return Today(None, None, None)
        before = home.rating.sums_at(midnight_s)
        now = home.rating.sums_at(home.zone.midnight(today + timedelta(days=1)) - 1)
        if today == home.period.start:
            return Today(now.delivered_wh, now.energy_cost, self._usual_percent)
        return Today(now.delivered_wh - before.delivered_wh, now.energy_cost - before.energy_cost, self._usual_percent)

    def _bill(self, now_s: int, prices: Prices) -> Bill:
        home = self._home
        return home.bills.at(
            home.period,
            now_s,
            home.ledger.known_from_s,
            is_read_date_known=home.is_read_date_known,
            published_price=prices.published,
            is_published=home.is_published,
            blocks=home.block_ladder(now_s) if home.is_published else None,
        )

    def _tariff(self, now_s: int) -> TariffView:
        home = self._home
        rate = home.rating.calendar.rate_at(now_s)
        version = rate.version
        limits_wh = home.rating.charges_at(now_s).limits(rate.plan).tiers_wh
        return TariffView(
            name=version.name,
            version=version.version,
            since=version.starts,
            tiers=tuple(
                (None if limit_wh == UNLIMITED_WH else limit_wh // WH_PER_KWH, tier_price(tier, rate.season))
                for tier, limit_wh in zip(version.tiers, limits_wh, strict=True)
            ),
            fixed_per_day=version.fixed_per_day,
            is_sample=version.is_sample,
            rates=version,
            versions=home.tariffs.versions,
        )


def link_of(home: Home) -> Link:
    """The way to the meter, as it may be seen."""
    radio = home.radio
    return Link(
        radio=radio.state,
        port=radio.port,
        fault=radio.fault,
        retry_s=radio.retry_s,
        meter=home.usage.meter,
        meter_heard=home.demand.heard,
        meter_clock_offset_s=home.meter_clock_offset_s,
        channel=radio.channel,
        pan_id=radio.pan_id,
    )
