"""What was used in an event is one number: on the kiosk's card, on its page of worth, and in the utility's records."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from devices.utility.mdms.responses import Responses
from tests.hemsapp.domain.world import World, utc
from tests.hemsapp.test_measured_response import END, EVENT, FIRST, START, Meter, card, page

MOVED_IN = utc("2026-07-07 07:00")
NIGHT = range(5, 19)
"""Hours of UTC in which nothing is measured, and readings come at the edges."""
EDGE_S = 15
"""Readings come so long before and after the edge of a quarter-hour."""


def lived() -> World:
    """A week and a day with an event; an oven begins or ends in each reading that lies across a quarter-hour's edge."""
    world = World(MOVED_IN)
    world.report()
    while world.now < END + timedelta(hours=1):
        number = (world.now - FIRST) // timedelta(minutes=15)
        if world.now.hour in NIGHT:
            world.use(150 + number % 7, 900)
            continue
        world.use(0, EDGE_S)
        world.use(150 + 11 * (number % 7), 900 - 2 * EDGE_S)
        world.use(9 + number % 5, EDGE_S, is_heard=False)
        if world.now == START - timedelta(hours=4):
            world.hear(EVENT)
        if START <= world.now <= END + timedelta(hours=1):
            world.wake()
    world.settle()
    world.flush()
    return world


def test_an_event_is_the_same_to_the_watt_hour_and_the_cent_at_home_and_at_the_utility(tmp_path: Path) -> None:
    """X-MEASURED-RESPONSE: readings beside a quarter-hour's edge share by time what the meter counted to one side."""
    world = lived()
    shown, of_page = card(world), page(world, tmp_path)
    told = Responses(Meter(world).records).of_customer(7, "meter-1")
    (event,) = of_page.events
    heard_wh = sum(energy_wh for start, energy_wh in world.rows.items() if START <= start < END)
    assert heard_wh != told["used_wh"], "the readings alone tell another number"
    assert shown.used_wh == event.used_wh == told["used_wh"]
    assert shown.usual_wh == event.baseline_wh == told["baseline_wh"]
    assert (event.before_wh, event.raw_wh) == (told["before_wh"], told["raw_wh"])
    assert event.price is not None
    assert shown.saved == event.saved == event.price * Decimal(told["reduction_wh"]).scaleb(-3)
