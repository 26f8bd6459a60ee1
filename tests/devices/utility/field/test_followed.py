from datetime import timedelta
from decimal import Decimal

from devices.utility.mdms import operations as records_operations
from devices.utility.mdms.availability import Consumer, Kind
from devices.utility.mdms.responses import Responses
from devices.utility.operations import ask
from tests.devices.utility.field.town import START, Town
from tests.devices.utility.world import ZONE

_PROGRAMS = Consumer.PROGRAM_MANAGEMENT


def test_what_a_neighbourhood_tells_is_followed_customer_by_customer_and_measured() -> None:
    """C1NFR5, X-MEASURED-RESPONSE, C1FR16: behind concentrators as elsewhere."""
    town = Town(meters=60, concentrators=2)
    with town.mdms.links.transaction():
        town.mdms.feed.follow(_PROGRAMS, [Kind.EVENTS], START)
    event = town.order()
    town.after(60)
    told = town.mdms.feed.owed(_PROGRAMS, town.net.now)["entries"]
    assert len({one["meter"] for one in told}) == len(told) == 60
    assert {(one["event"], one["standing"]) for one in told} == {(event, "notified")}
    assert all(town.net.now - one["at"] < timedelta(seconds=60) for one in told)
    assert len(town.mdms.groups.all_meters(START, town.net.now)) == 60
    town.after(2.5 * 3600)
    measured = Responses(town.mdms).of_event(event)
    assert measured["customers"] == 60
    assert measured["take_percent"] == 100
    assert measured["took_part"] == 60
    town.close()


def test_a_customer_behind_a_concentrator_sees_its_event_with_program_reason_and_hourly_price() -> None:
    """UC96.4.4, C1FR15: one message went to the whole neighbourhood, and each customer is told what it said."""
    town = Town(meters=20, concentrators=1)
    event = town.order()
    town.after(60)
    meter = town.mdms.groups.all_meters(START, town.net.now)[0]
    verbs = records_operations.operations(town.mdms, town.css)
    opened = {"account": "1001", "name": "Jordan Reyes", "meter": meter, "since": "2026-07-01T00:00"}
    ask(verbs, "open-account", opened, town.net.now, ZONE)
    (told,) = ask(verbs, "events", {"account": "1001"}, town.net.now, ZONE)
    assert (told["event"], told["standing"], told["revision"]) == (event, "notified", 1)
    assert (told["program"], told["reason"]) == ("critical peak", "Very hot")
    assert [hour["price"] for hour in told["hours"]] == [Decimal("0.62")]
    town.close()
