"""The home as it may be seen: each part is made anew, and given out only if it differs from the one before."""

from dataclasses import fields, replace
from datetime import datetime, timedelta

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.domain import comparison, pricing
from hemsapp.domain.comfort.rooms import Rooms
from hemsapp.domain.days import instant, seconds
from hemsapp.domain.event_view import EventView
from hemsapp.domain.home import Home
from hemsapp.domain.tariff import tier_at
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
from hemsapp.units import cost_of, quarter_of

_PARTS = tuple(field.name for field in fields(Snapshot) if field.name != "at")


class Portrait:
    """Makes snapshots of one home."""

    def __init__(self, home: Home, events: EventView, rooms: Rooms) -> None:
        self._home = home
        self._events = events
        self._rooms = rooms
        self._stored = pricing.StoredStretches(home.tariffs, home.zone)
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
            link=self._link(),
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
            join=home.joining.view,
            events=self._events.at(at),
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

    def _link(self) -> Link:
        home = self._home
        radio = home.radio
        return Link(
            radio=radio.state,
            port=radio.port,
            fault=radio.fault,
            retry_s=radio.retry_s,
            meter=home.usage.meter,
            meter_heard=home.demand.heard,
            meter_clock_offset_s=home.meter_clock_offset_s,
        )

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
        )

    def _prices(self, now_s: int) -> Prices:
        home = self._home
        sums = home.sums()
        version = home.tariffs.on(home.zone.date_of(now_s))
        tier = tier_at(version, sums.delivered_wh)
        stored = pricing.stored_price(home.tariffs, home.zone, tier, now_s)
        base = pricing.tier_price(version, tier)
        published = home.published_price(now_s)
        if home.is_published:
            stretches = pricing.published_stretches(home.published, home.zone, now_s)
            if published is not None and home.published.at(now_s) is None:
                stretches = [(quarter_of(now_s), quarter_of(now_s) + pricing.HORIZON_S, published)]
            reference = pricing.published_reference(home.published, now_s, base)
            price, source = published, PriceSource.PUBLISHED
        else:
            stretches = self._stored.at(tier, now_s)
            price, source, reference = stored, PriceSource.STORED, base
        blocks = pricing.blocks_of(stretches, reference)
        usual = Prices(
            price=price,
            level=None if price is None else pricing.level_of(price, reference),
            source=source,
            until=self._until(now_s, blocks[0]) if blocks else None,
            blocks=blocks,
            published=published,
            stored=stored,
        )
        return self._with_events(usual, now_s)

    def _with_events(self, usual: Prices, now_s: int) -> Prices:
        """The prices with those of events: one that is in force, and those to come."""
        peaks = self._home.peaks.stretches(now_s, now_s + pricing.HORIZON_S)
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

    def _until(self, now_s: int, block: PriceBlock) -> datetime | None:
        """When the running price ends; None: nothing says so."""
        home = self._home
        if instant(now_s) < block.start:
            return None
        if home.is_published:
            running = home.published.at(now_s)
            return running.end if running else None
        today = home.tariffs.on(home.zone.date_of(now_s))
        return (
            block.end if today.times_of_use or home.tariffs.on(home.zone.date_of(seconds(block.end))) != today else None
        )

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
        version = self._home.tariffs.on(self._home.zone.date_of(now_s))
        return TariffView(
            name=version.name,
            version=version.version,
            since=version.starts,
            tiers=tuple(
                (None if tier.up_to_wh is None else tier.up_to_wh // 1000, tier.price) for tier in version.tiers
            ),
            fixed_per_day=version.fixed_per_day,
            is_sample=version.is_sample,
        )
