"""One order of events; telemetry gives way first, and what gave way is counted."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from devices.messages import DeviceLeft, Eui64, Reading
from devices.moment import Moment
from hemsapp.commands import RunCheck
from hemsapp.inbox import Inbox, Thing

AT = Moment(datetime(2026, 7, 13, tzinfo=UTC), 0.0)
METER = Eui64("00:0d:6f:00:0a:90:69:e7")


def drained(inbox: Inbox) -> list[Thing]:
    things = []
    while taken := inbox.take():
        things.append(taken[0])
    return things


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 10))
def test_control_is_never_lost_to_telemetry_and_order_is_kept(kinds: list[bool], most: int) -> None:
    """F92: a flood of readings loses the oldest readings, and nothing else."""
    inbox = Inbox(most_telemetry=most)
    things: list[Thing] = [
        DeviceLeft(Eui64(str(n))) if is_control else Reading(METER, demand_w=n) for n, is_control in enumerate(kinds)
    ]
    for thing in things:
        inbox.put(thing, AT)
    readings = [t for t in things if isinstance(t, Reading)]
    dropped = readings[: max(0, len(readings) - most)]
    assert inbox.shed == len(dropped)
    assert len(inbox) == len(things) - len(dropped)
    assert drained(inbox) == [t for t in things if t not in dropped]


def test_even_control_is_bounded() -> None:
    inbox = Inbox(most_control=2)
    for _ in range(3):
        inbox.put(RunCheck(), AT)
    assert (len(drained(inbox)), inbox.shed) == (2, 1)
