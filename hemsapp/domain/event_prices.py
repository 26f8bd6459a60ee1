"""What the hours of an event cost, and what a wish to step out of it was said to cost."""

from decimal import Decimal
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
from hemsapp.snapshot.events import Program


def price_of(home: Home, event: KeptEvent) -> Decimal | None:
    """Dollars per kWh in the event's hours: its own, else a published one, else with what the plan adds, else None."""
    if event.price is not None:
        return event.price
    start_s = seconds(event.start)
    published = home.published.price_at(start_s)
    peak = home.tariffs.on(home.zone.date_of(start_s)).critical_peak
    if published is not None or peak is None or home.is_published or event.program is not Program.CRITICAL_PEAK:
        return published
    return home.usual_price(start_s) + peak.adder


def rates_of(home: Home, event: KeptEvent) -> Rates:
    """What holds in its hours, else the usual price at its start; and the usual one after its end."""
    price = price_of(home, event)
    usual = home.usual_price(seconds(effective_start(event)))
    return Rates(usual if price is None else price, home.usual_price(seconds(effective_end(event))))


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
