"""Home's four rows: the price, today, this bill, the tier (C1FR32c to f, C1FR34c, C1FR34d)."""

from dataclasses import replace

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.snapshot import Freshness, Snapshot, Tier, freshness
from ui import i18n
from ui.i18n import UNKNOWN, words
from ui.presenters import event_words as told
from ui.presenters.blank import is_blank
from ui.presenters.events import saved_so_far
from ui.presenters.frame import level_word, shown_level
from ui.views import LedgerRowView, Line, Run, TierBarView, TierSegment, Tone, plain, quiet

OPEN_TIER_WIDTH = 0.16
"""The last tier has no limit: its share of the bar is only a sign that it is there."""


def price_row(snapshot: Snapshot, now: Moment) -> LedgerRowView:
    """What a kWh costs now, until when, and which price holds when there are two (C1FR32f)."""
    prices = snapshot.prices
    if prices.price is None or prices.level is None:
        return _priceless_row(snapshot)
    shown = i18n.price(prices.price)
    label = words("ledger.price")
    is_double = prices.published is not None and prices.stored is not None and prices.published != prices.stored
    if is_double and not prices.is_event:
        is_published = prices.source is PriceSource.PUBLISHED
        label = words("ledger.price_published" if is_published else "ledger.price_stored")
    sentence = f"{label}, {shown}, {level_word(prices.level)}"
    return LedgerRowView(label, shown.number, shown.unit, second=_price_outlook(snapshot, now), sentence=sentence)


def _priceless_row(snapshot: Snapshot) -> LedgerRowView:
    label = words("ledger.price")
    if is_blank(snapshot):
        return LedgerRowView(label, UNKNOWN)
    if snapshot.prices.source is PriceSource.PUBLISHED:
        expired = words("price.expired")
        return LedgerRowView(label, expired, second=quiet(words("ledger.expired")), sentence=f"{label}, {expired}")
    if snapshot.tariff.tiers:
        return LedgerRowView(label, UNKNOWN)
    return LedgerRowView(label, UNKNOWN, second=quiet(words("ledger.no_rates")))


def _price_outlook(snapshot: Snapshot, now: Moment) -> Line:
    prices, zone = snapshot.prices, snapshot.preferences.zone
    assert prices.level is not None
    here = Run(level_word(prices.level), level=shown_level(prices.level), is_strong=True)
    if freshness(snapshot.link.meter_heard, now) is Freshness.SILENT:
        is_stored = prices.source is PriceSource.STORED and not prices.is_event
        return (Run(words("ledger.saved_plan" if is_stored else "ledger.published_plan")), here)
    if prices.until is None:
        return (here, Run(words("ledger.until_changed")))
    time = i18n.clock_time(prices.until, zone)
    then = next((block for block in prices.blocks if block.start >= prices.until), None)
    if then is None:
        return (here, Run(words("ledger.until", time=time)))
    return (
        Run(words("ledger.until_then", time=time)),
        Run(level_word(then.level), level=shown_level(then.level), is_strong=True),
        Run(i18n.price(then.price).number),
    )


def today_row(snapshot: Snapshot, now: Moment) -> LedgerRowView:
    """Energy to 0.1 kWh and cost to the cent since midnight (C1FR32c), beside the usual."""
    label, today = words("ledger.today"), snapshot.today
    energy, money = i18n.energy(today.used_wh), i18n.money(today.cost)
    if is_unknown(snapshot, now):
        return _last_known(label, snapshot, f"{energy} · {money}", is_known=today.used_wh is not None)
    return LedgerRowView(
        label,
        money,
        amount=energy.number,
        amount_unit=energy.unit if today.used_wh is not None else "",
        second=_usual(snapshot, now),
        sentence=f"{label}, {energy}, {money}",
    )


def _usual(snapshot: Snapshot, now: Moment) -> Line:
    saved = saved_so_far(snapshot)
    if saved is not None:
        return (Run(words("events.saved_so_far", amount=i18n.money(saved)), Tone.DONE, icon="check"),)
    percent = snapshot.today.usual_percent
    if percent is None:
        return quiet(words("ledger.too_early_to_compare"))
    weekday = i18n.weekday(i18n.local(now.utc, snapshot.preferences.zone).date())
    if percent == 0:
        return quiet(words("ledger.same", weekday=weekday))
    text = words("ledger.less" if percent < 0 else "ledger.more", percent=i18n.percent(abs(percent)), weekday=weekday)
    return (Run(text, Tone.DONE, icon="check"),) if percent < 0 else quiet(text)


def bill_row(snapshot: Snapshot, now: Moment) -> LedgerRowView:
    """Month to date: energy to 0.01 kWh (C1FR32d), cost to the cent (C1FR32e), and how it may end."""
    label, bill = words("ledger.bill"), snapshot.bill
    energy, money = i18n.bill_energy(bill.used_wh), i18n.money(bill.total)
    if is_unknown(snapshot, now):
        known = bill.used_wh is not None
        if is_room_shown(snapshot):
            return _in_tier(_last_known(label, snapshot, money, is_known=known), snapshot)
        return _last_known(label, snapshot, f"{energy} · {money}", is_known=known)
    return LedgerRowView(
        label,
        money,
        amount=energy.number,
        amount_unit=energy.unit if bill.used_wh is not None else "",
        second=quiet(_tier_outlook(snapshot) if is_room_shown(snapshot) else _outlook(snapshot)),
        sentence=f"{label}, {energy}, {money}",
    )


def _in_tier(row: LedgerRowView, snapshot: Snapshot) -> LedgerRowView:
    """The row with tier and rate before what it says: they do not go when the meter is silent (C1FR34c, C1FR34d)."""
    tier = current_tier(snapshot)
    if tier is None:
        return row
    told_tier = words("events.tier_now", number=tier.number, price=i18n.price(tier.price).number)
    return replace(row, second=quiet(words("frame.join", first=told_tier, second=plain(row.second))))


def _outlook(snapshot: Snapshot) -> str:
    bill, left = snapshot.bill, words("ledger.days_left", count=days_left(snapshot))
    if bill.projection is not None:
        likely = words("ledger.likely", range=i18n.money_range(bill.projection.low, bill.projection.high))
        return words("frame.join", first=likely, second=left)
    return words("frame.join", first=words("ledger.too_early"), second=left) if bill.total is not None else left


def _tier_outlook(snapshot: Snapshot) -> str:
    """Tier and rate stay on Home while the room takes their row (C1FR34c, C1FR34d)."""
    parts, bill, tier = [], snapshot.bill, current_tier(snapshot)
    if tier is not None:
        parts.append(words("events.tier_now", number=tier.number, price=i18n.price(tier.price).number))
        if bill.left_wh is not None:
            parts.append(words("events.tier_left", energy=i18n.bill_energy(bill.left_wh)))
    if bill.projection is not None:
        parts.append(words("ledger.likely", range=i18n.money_range(bill.projection.low, bill.projection.high)))
    if not parts:
        return _outlook(snapshot)
    text = parts[0]
    for part in parts[1:]:
        text = words("frame.join", first=text, second=part)
    return text


def is_room_shown(snapshot: Snapshot) -> bool:
    """Does a room stand among the rows, because an event moves it?"""
    event = snapshot.events.current
    return event is not None and told.first_room(event) is not None


def room_row(snapshot: Snapshot, now: Moment) -> LedgerRowView:
    """The room that stands for all in an event: its set point, the normal one, and why they differ."""
    event = snapshot.events.current
    each = None if event is None else told.first_room(event)
    if event is None or each is None:
        return LedgerRowView("", UNKNOWN)
    name = told.room(each.name)
    shown = i18n.temperature(told.confirmed(each, snapshot, now))
    second = told.part_line(event, each, now, snapshot.preferences.zone)
    normal = words("events.normally", normal=i18n.temperature(each.normal_centi_c))
    sentence = ", ".join((name, shown, normal, plain(second).strip()))
    return LedgerRowView(name, shown, amount_unit=normal, second=second, sentence=sentence)


def days_left(snapshot: Snapshot) -> int:
    """Days of this bill that are not over, today among them."""
    return max(0, snapshot.bill.days - snapshot.bill.day + 1)


def tier_row(snapshot: Snapshot, now: Moment) -> LedgerRowView:
    """The current tier, its rate (C1FR34c, C1FR34d), and what is left in it."""
    bill = snapshot.bill
    tier = current_tier(snapshot)
    if tier is None:
        return LedgerRowView(words("ledger.no_tiers"), UNKNOWN)
    price = i18n.price(tier.price).number
    label = words("ledger.tier", number=tier.number, all=len(bill.tiers), price=price)
    if len(bill.tiers) == 1:
        label = words("ledger.one_price", price=price)
    if bill.left_wh is None:
        amount, unit = i18n.bill_energy(tier.used_wh), words("ledger.kwh_in_it")
        told = f"{amount.number} {unit}"
    else:
        amount, unit = i18n.bill_energy(bill.left_wh), words("ledger.kwh_left")
        told = words("ledger.left", energy=amount)
    if freshness(snapshot.power.heard, now) is Freshness.SILENT:
        return LedgerRowView(label, UNKNOWN, second=quiet(_last(snapshot, told)), sentence=label)
    if bill.used_wh is None:
        return LedgerRowView(label, UNKNOWN, bar=tier_bar(bill.tiers), sentence=label)
    return LedgerRowView(label, amount.number, unit, bar=tier_bar(bill.tiers), sentence=f"{label}, {told}")


def current_tier(snapshot: Snapshot) -> Tier | None:
    """The tier that is being filled."""
    return next((tier for tier in snapshot.bill.tiers if tier.number == snapshot.bill.current_tier), None)


def tier_bar(tiers: tuple[Tier, ...]) -> TierBarView:
    """Tiers to scale; one without a limit is a stub at the end."""
    sized = sum(tier.size_wh or 0 for tier in tiers)
    has_open = any(tier.size_wh is None for tier in tiers)
    room = (1 - OPEN_TIER_WIDTH if has_open else 1.0) if sized else 0.0
    segments = []
    for tier in tiers:
        if tier.size_wh:
            segments.append(TierSegment(room * tier.size_wh / sized, min(1.0, tier.used_wh / tier.size_wh)))
        else:
            segments.append(TierSegment(1 - room, open_fill(tier, tiers)))
    return TierBarView(tuple(segments))


def open_fill(tier: Tier, tiers: tuple[Tier, ...]) -> float:
    """How full a tier without a limit looks: full when as much was used in it as the largest limited one holds."""
    largest = max((each.size_wh or 0 for each in tiers), default=0)
    if largest == 0:
        return 1.0 if tier.used_wh else 0.0
    return min(1.0, tier.used_wh / largest)


def is_unknown(snapshot: Snapshot, now: Moment) -> bool:
    """Are the numbers of now unknown: never heard, or silent?"""
    return freshness(snapshot.power.heard, now) in {Freshness.NEVER, Freshness.SILENT}


def _last_known(label: str, snapshot: Snapshot, what: str, *, is_known: bool) -> LedgerRowView:
    is_heard = is_known and snapshot.power.heard is not None
    second = quiet(_last(snapshot, what) if is_heard else words("ledger.listening"))
    return LedgerRowView(label, UNKNOWN, amount=UNKNOWN, second=second, sentence=f"{label}, {second[0].text}")


def _last(snapshot: Snapshot, what: str) -> str:
    assert snapshot.power.heard is not None
    time = i18n.clock_time(snapshot.power.heard.utc, snapshot.preferences.zone)
    return words("ledger.last", what=what, time=time)
