"""Why a number is what it is: only where the factors are known and give exactly that number."""

from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.snapshot import Freshness, Prices, Snapshot, freshness
from ui import i18n
from ui.i18n import words
from ui.presenters.ledger import current_tier
from ui.views import WhyRow, WhySheetView


def why_cost(snapshot: Snapshot, now: Moment) -> WhySheetView | None:
    """Power now times price now."""
    power, price = snapshot.power, snapshot.prices.price
    if power.cost_per_hour is None or power.demand_w is None or price is None or power.demand_w < 0:
        return None
    if freshness(power.heard, now) not in {Freshness.LIVE, Freshness.OLD}:
        return None
    rate = i18n.cost_rate(power.cost_per_hour)
    return WhySheetView(
        words("why.cost", rate=rate),
        words("why.cost_sentence"),
        (
            WhyRow(words("why.power_now"), str(i18n.power(power.demand_w))),
            WhyRow(words("why.price_now"), str(i18n.price(price))),
            WhyRow(words("why.per_hour"), str(rate), is_total=True),
        ),
        words("why.close"),
    )


def why_price(snapshot: Snapshot) -> WhySheetView | None:
    """The tier's price and what the hour adds, or what the meter publishes."""
    prices = snapshot.prices
    if prices.price is None:
        return None
    total = WhyRow(words("ledger.price"), str(i18n.price(prices.price)), is_total=True)
    title = words("why.price", price=i18n.price(prices.price).number)
    if prices.is_event:
        return _why_event_price(prices, title, total)
    if prices.source is PriceSource.PUBLISHED:
        rows = [WhyRow(words("why.published"), str(i18n.price(prices.price)))]
        if prices.stored is not None:
            rows.append(WhyRow(words("why.stored"), str(i18n.price(prices.stored))))
        return WhySheetView(title, words("why.price_published"), (*rows, total), words("why.close"))
    tier = current_tier(snapshot)
    if tier is None:
        return None
    rows = [WhyRow(words("why.tier_price", number=tier.number), str(i18n.price(tier.price)))]
    added = prices.price - tier.price
    if added:
        rows.append(WhyRow(words("why.time_price"), signed_cents(added)))
    return WhySheetView(title, words("why.price_stored"), (*rows, total), words("why.close"))


def _why_event_price(prices: Prices, title: str, total: WhyRow) -> WhySheetView:
    """What would hold without the event, and what the event makes of it."""
    rows = []
    if prices.source is PriceSource.STORED and prices.stored is not None and prices.price is not None:
        rows.append(WhyRow(words("why.stored"), str(i18n.price(prices.stored))))
        rows.append(WhyRow(words("why.event_price"), signed_cents(prices.price - prices.stored)))
    return WhySheetView(title, words("why.price_event"), (*rows, total), words("why.close"))


def why_bill(snapshot: Snapshot) -> WhySheetView | None:
    """The lines whose sum the bill is, to the cent."""
    bill = snapshot.bill
    if bill.total is None:
        return None
    rows = []
    for key, amount in (
        ("why.by_tier", bill.tier_cost),
        ("why.by_time", bill.time_of_use_cost),
        ("why.by_meter", bill.published_cost),
        ("bill.credits", bill.credits_cost),
        ("bill.fixed", bill.fixed_cost),
        ("bill.minimum", bill.minimum_cost),
        ("bill.events", bill.events_cost),
        ("bill.sold", bill.sold_cost),
        ("bill.taxes", bill.taxes_cost),
    ):
        if amount or key == "bill.fixed" or (key == "why.by_tier" and not bill.published_cost):
            rows.append(WhyRow(words(key), i18n.money(amount)))
    rows.append(WhyRow(words("bill.total"), i18n.money(bill.total), is_total=True))
    return WhySheetView(
        words("why.bill", total=i18n.money(bill.total)),
        words("why.bill_sentence", date=i18n.day_month(bill.start)),
        tuple(rows),
        words("why.close"),
    )


def why_likely(snapshot: Snapshot) -> WhySheetView | None:
    """Why the bill may end there: the days that are known, and those that are left (X-PROJECTED)."""
    bill, projection = snapshot.bill, snapshot.bill.projection
    if bill.total is None or projection is None or not projection.complete_days:
        return None
    return WhySheetView(
        words("why.likely", range=i18n.money_range(projection.low, projection.high)),
        words("why.likely_sentence", days=projection.complete_days),
        (
            WhyRow(words("bill.so_far"), i18n.money(bill.total)),
            WhyRow(words("why.mean_day"), str(i18n.energy(projection.mean_day_wh))),
            WhyRow(words("why.days_left"), i18n.whole(projection.left_days)),
            WhyRow(words("why.most_likely"), i18n.whole_money(projection.likely), is_total=True),
        ),
        words("why.close"),
    )


def signed_cents(dollars: Decimal) -> str:
    """`+9.4¢`, or with a minus: what the hour adds to the tier's price."""
    text = i18n.price(dollars).number
    return text if text.startswith(i18n.MINUS) else f"+{text}"
