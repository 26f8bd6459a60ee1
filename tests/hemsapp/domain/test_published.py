"""PublishPrice: one price holds at a time; a higher issuer event id wins (Smart Energy, Price cluster)."""

from datetime import datetime, timedelta
from decimal import Decimal

from devices.messages import PricePublished
from hemsapp.domain.days import seconds
from hemsapp.domain.published import PublishedPrices
from tests.hemsapp.domain.world import METER, utc

NOON = utc("2026-07-13 12:00")


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


def price(event: int, cents: int, start: datetime | None, hours_long: float | None) -> PricePublished:
    minutes = None if hours_long is None else int(hours_long * 60)
    return PricePublished(METER, 1, event, "", start, minutes, Decimal(cents) / 100, 840, 1, 3)


def at(prices: PublishedPrices, hour: float) -> Decimal | None:
    return prices.price_at(seconds(hours(hour)))


def test_a_price_holds_for_its_duration_and_then_expires() -> None:
    prices = PublishedPrices()
    prices.receive(price(1, 20, None, 1), NOON)
    assert at(prices, 0) == at(prices, 0.99) == Decimal("0.2")
    assert at(prices, 1) is None
    assert at(prices, -1) is None


def test_a_higher_event_ends_the_active_price_where_it_begins_and_removes_the_scheduled() -> None:
    prices = PublishedPrices()
    prices.receive(price(1, 20, None, 6), NOON)
    prices.receive(price(2, 30, hours(6), 2), NOON)
    prices.receive(price(3, 90, hours(3), 4), NOON)
    assert [at(prices, hour) for hour in (2.9, 3, 6.5, 7)] == [Decimal("0.2"), Decimal("0.9"), Decimal("0.9"), None]


def test_a_lower_event_never_replaces_a_higher_one() -> None:
    prices = PublishedPrices()
    prices.receive(price(5, 20, None, 6), NOON)
    assert prices.receive(price(4, 90, hours(1), 1), NOON) == []
    assert at(prices, 1.5) == Decimal("0.2")


def test_a_repetition_is_no_news() -> None:
    prices = PublishedPrices()
    assert len(prices.receive(price(1, 20, hours(-1), 6), NOON)) == 1
    assert prices.receive(price(1, 20, hours(-1), 6), hours(1)) == []
    assert prices.receive(price(1, 20, hours(-1), 6), hours(2)) == []


def test_a_price_heard_late_does_not_reach_back() -> None:
    prices = PublishedPrices()
    prices.receive(price(1, 20, hours(-1), 6), NOON)
    assert at(prices, -0.5) is None
    assert at(prices, 0) == Decimal("0.2")


def test_prices_come_back_from_the_store_as_they_were() -> None:
    prices = PublishedPrices()
    facts = {}
    for each in (price(1, 20, None, 6), price(3, 90, hours(3), 4), price(2, 30, hours(4), None)):
        facts.update({fact.issuer_event_id: fact for fact in prices.receive(each, NOON)})
    again = PublishedPrices(facts.values())
    assert [at(again, hour) for hour in range(10)] == [at(prices, hour) for hour in range(10)]
