"""Sample states of the pages of prices, history and data: the house, the moment, and what a finger does there."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from devices.moment import Moment
from hemsapp.commands import PriceSource
from hemsapp.snapshot import PriceBlock, PriceLevel, Prices, Snapshot
from ui.presenters.frame import Page
from ui.screens.cases import CASES, NOW, normal
from ui.screens.history_answers import QUARTER, midnight, price_at

AFTER_EVENT = Moment(datetime(2026, 7, 15, 15, 20, tzinfo=UTC), 255_000.0)
"""8:20 AM, on the day after the event."""


def whole_prices(now: Moment, *, is_event_tomorrow: bool, hours: int = 36) -> Prices:
    """The sample's prices for so many hours ahead."""
    blocks: list[PriceBlock] = []
    at = now.utc.replace(minute=now.utc.minute // 15 * 15, second=0, microsecond=0)
    end = at + timedelta(hours=hours)
    event_from = midnight(now.utc.date()) + timedelta(hours=24)
    while at < end:
        price, level = price_at(at, is_event_day=is_event_tomorrow and at >= event_from)
        if blocks and blocks[-1].price == price:
            blocks[-1] = replace(blocks[-1], end=at + QUARTER)
        else:
            blocks.append(PriceBlock(at, at + QUARTER, price, level))
        at += QUARTER
    first = blocks[0]
    return replace(
        normal().prices, price=first.price, level=first.level, stored=first.price, until=first.end, blocks=tuple(blocks)
    )


def event_tomorrow() -> Snapshot:
    """The event of tomorrow is known, its plan kept, and prices for a day and a half."""
    s = CASES["event-announced"]()
    kept = tuple(replace(each, is_answered=True) for each in s.events.all)
    events = replace(s.events, all=kept, coming=kept[0], current=None)
    return replace(s, events=events, comfort=normal().comfort, prices=whole_prices(NOW, is_event_tomorrow=True))


def today_only() -> Snapshot:
    """The utility sent prices until midnight, and none for tomorrow."""
    known = whole_prices(NOW, is_event_tomorrow=False, hours=11)
    return replace(normal(), prices=replace(known, source=PriceSource.PUBLISHED, published=known.price))


def one_price() -> Snapshot:
    """One price the whole day: nothing is cheaper than now."""
    price, s = Decimal("0.21000"), normal()
    block = PriceBlock(NOW.utc, NOW.utc + timedelta(hours=36), price, PriceLevel.NORMAL)
    return replace(s, prices=replace(s.prices, price=price, stored=price, until=None, blocks=(block,)))


def day_after() -> Snapshot:
    """The morning after the event."""
    s = normal()
    return replace(s, at=AFTER_EVENT, prices=whole_prices(AFTER_EVENT, is_event_tomorrow=False), texts=())


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in a state: which house, when; `drag` is where a finger reads (0 to 1), `pressed` the buttons."""

    make: Callable[[], Snapshot]
    page: Page
    now: Moment = NOW
    drag: tuple[float, ...] = ()
    pressed: tuple[str, ...] = ()


HISTORY_SCENES: dict[str, Scene] = {
    "prices": Scene(event_tomorrow, Page.PRICES, drag=(0.832,)),
    "prices-now": Scene(event_tomorrow, Page.PRICES),
    "prices-today-only": Scene(today_only, Page.PRICES),
    "prices-one": Scene(one_price, Page.PRICES),
    "prices-none": Scene(CASES["no-tariff"], Page.PRICES),
    "prices-loading": Scene(CASES["loading"], Page.PRICES),
    "prices-event": Scene(CASES["event-active"], Page.PRICES),
}
