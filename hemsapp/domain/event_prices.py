"""What the hours of an event cost, and what a wish to step out of it was said to cost."""

from typing import Any

from devices.moment import Moment
from hemsapp.domain.comfort.options import cost_of
from hemsapp.domain.comfort.override_prices import Rates
from hemsapp.domain.comfort.rooms import Rooms
from hemsapp.domain.comfort.steps import Steps
from hemsapp.domain.days import seconds
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import RUNNING
from hemsapp.domain.event_windows import effective_end, effective_start
from hemsapp.domain.home import Home
from hemsapp.domain.load_control import HomeEvents


def rates_of(home: Home, event: KeptEvent) -> Rates:
    """The event's own price, else the published one of its start, else the usual; and the usual one after its end."""
    start_s, end_s = seconds(effective_start(event)), seconds(effective_end(event))
    price = event.price if event.price is not None else home.published.price_at(start_s)
    return Rates(home.usual_price(start_s) if price is None else price, home.usual_price(end_s))


def running_rates(home: Home, events: HomeEvents) -> dict[int, Rates]:
    """The rates of the events that run, by their issuer event id."""
    running = (event for event in events.book.events.values() if event.state in RUNNING)
    return {event.issuer_event_id: rates_of(home, event) for event in running}


def wished(home: Home, events: HomeEvents, rooms: Rooms, wish: Any, at: Moment) -> Steps:
    """Hand the wish to the rooms, with what was shown as its cost (shown once more beside its undo)."""
    event = events.book.events.get(getattr(wish, "issuer_event_id", -1))
    if event is None or event.state not in RUNNING:
        return rooms.wish(wish, at)
    offered = rooms.options(events.governance(event), rates_of(home, event), at)
    return rooms.wish(wish, at, cost_of(wish, offered))
