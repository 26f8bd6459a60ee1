from datetime import timedelta

from devices.utility.mdms.availability import Consumer, Kind
from devices.utility.mdms.responses import Responses
from tests.devices.utility.field.town import START, Town

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
