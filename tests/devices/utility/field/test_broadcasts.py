"""Events to meters behind concentrators, through head end, records and customer service."""

from collections.abc import Iterator

import pytest

from tests.devices.utility.field.town import Town


@pytest.fixture
def town() -> Iterator[Town]:
    one = Town()
    yield one
    one.close()


def test_an_event_reaches_every_meter_by_one_message_a_concentrator(town: Town) -> None:
    event = town.order()
    town.after(60)
    assert town.ms.field.broadcasts.of_event(event) == {"targets": 200, "taken": 200}
    (sent,) = town.ms.links.db.execute("SELECT count(*) FROM messages WHERE way = 'sent'").fetchone()
    assert sent == 4
    assert town.mdms.customers.counts(event) == {"notified": 200}
    assert {one["state"] for one in town.css.standings(event)} == {"notified"}
    assert len(town.css.standings(event)) == 200
    assert town.ms.owed == town.mdms.owed == 0
