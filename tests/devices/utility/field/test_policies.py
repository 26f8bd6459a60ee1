"""Resend policies of meters behind concentrators: a concentrator's, a group's, everybody's (C1FR6, C1NFR3)."""

from collections.abc import Iterator

import numpy as np
import pytest

from devices.utility.ms.broadcasts import Broadcasts
from tests.devices.utility.field.town import Town


@pytest.fixture
def town() -> Iterator[Town]:
    one = Town()
    one.field.cut(np.array([3, 60, 199]), one.net.now)  # of C-1, C-2 and C-4
    yield one
    one.close()


def attempts(town: Town, event: int) -> dict[str, int]:
    sql = (
        "SELECT concentrator, count(DISTINCT attempt) FROM broadcast_sends JOIN broadcasts b ON b.id = broadcast"
        " WHERE b.issuer_event_id = ? AND attempt > 1 GROUP BY concentrator"
    )
    return dict(town.ms.links.db.execute(sql, (event,)).fetchall())


def test_without_a_policy_one_broadcast_reaches_all(town: Town) -> None:
    event = town.order()
    town.after(70)
    assert len(town.ms.field.broadcasts._open) == 1
    assert attempts(town, event) == {"C-1": 1, "C-2": 1, "C-4": 1}


def test_a_concentrator_and_a_group_have_a_policy_of_their_own(town: Town) -> None:
    town.ms.set_policy("*", "C-1", 20, 6)
    with town.ms.links.transaction():
        town.ms.field.map.group("coast", ["N000061", "N000004"])
    town.ms.set_policy("control", "group:coast", 30, 2)
    event = town.order()
    town.after(55)
    assert attempts(town, event) == {"C-1": 2, "C-2": 1}
    assert town.ms.field.broadcasts.of_event(event) == {"targets": 200, "taken": 197}
    again = Broadcasts(town.ms._books, town.ms.field.map, town.ms.field._passing)
    assert {one.number: one.policy for one in again._open.values()} == {
        one.number: one.policy for one in town.ms.field.broadcasts._open.values()
    }
    town.after(10)
    assert town.mdms.customers.counts(event) == {"": 2, "failed": 1, "notified": 197}
    town.after(240)
    assert town.mdms.customers.counts(event) == {"failed": 3, "notified": 197}


def test_a_meters_own_policy_comes_before_its_concentrators(town: Town) -> None:
    town.ms.set_policy("*", "*", 40, 3)
    town.ms.set_policy("*", "C-1", 30, 3)
    town.ms.set_policy("*", "N000004", 10, 2)
    event = town.order()
    town.after(25)
    assert town.mdms.customers.counts(event) == {"": 2, "failed": 1, "notified": 197}
