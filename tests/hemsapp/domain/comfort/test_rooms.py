"""Rooms through events: set back and confirmed, overridden, restored (C1FR36, C1FR37, C1FR38, C1FR40)."""

from hemsapp.domain.comfort.steps import Confirmed, Restored
from tests.hemsapp.domain.comfort.world import F74, HALL, World, an_event


def test_an_event_raises_the_set_point_and_its_end_restores_it() -> None:
    """C1FR38: 4 F warmer while it runs, confirmed by the thermostat's own word."""
    world = World()
    wall = world.thermostat()
    world.govern(an_event())
    assert wall.cooling == F74 + 222
    assert [each.cooling_centi_c for each in world.said(Confirmed)] == [F74 + 222]
    world.until(4.1)
    assert wall.cooling == F74
    assert [each.issuer_event_id for each in world.said(Restored)] == [7]
    assert world.seen(HALL).wanted_centi_c == F74
