"""X-MEASURED-RESPONSE: an event is played; the card at home, the page of worth and the utility's records agree."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from devices.demand_response import DeviceClass, LoadControl
from devices.messages import IntervalChannel
from devices.moment import Moment
from devices.utility.mdms.records import Records
from devices.utility.mdms.responses import Responses
from devices.wan.words import (
    Body,
    Envelope,
    EventControl,
    Forwarded,
    Noun,
    Origin,
    Program,
    Readings,
    Reply,
    SecurityClass,
    Verb,
    Verified,
)
from hemsapp.archive import answer
from hemsapp.archive.kept import Source
from hemsapp.effects import Record
from hemsapp.questions import WorthShown, WorthWanted
from hemsapp.snapshot import Outcome
from hemsapp.store import Store
from tests.hemsapp.domain.world import METER, SAMPLE, ZONE, World, utc

FIRST = utc("2026-06-30 07:00")  # local midnight
START = utc("2026-07-15 00:00")  # 17:00 on Tuesday the 14th
END = START + timedelta(hours=4)
QUARTER = timedelta(minutes=15)
EVENT = LoadControl(METER, 7, DeviceClass.HVAC, 0, START, 240, 2, cooling_offset_centi_c=220, is_start_randomised=True)


def wh_of(start: datetime, lesser: int) -> int:
    """A household that differs from day to day, a hot 14th of July, and less in the event."""
    hours = (start - FIRST) // timedelta(hours=1)
    usual = 150 + 40 * (hours % 24 > 10) + 7 * (hours // 24 % 5)
    if start >= utc("2026-07-14 07:00"):
        usual += usual // 8
    return lesser if START <= start < END else usual


def lived(lesser: int, outage: tuple[datetime, datetime] | None) -> World:
    """The home until an hour after the event; in the outage nobody hears the meter, which tells its profile later."""
    world = World(FIRST)
    world.report()
    while world.now < END + timedelta(hours=1):
        is_out = outage is not None and outage[0] <= world.now < outage[1]
        world.is_meter_answering = not is_out
        world.use(wh_of(world.now, lesser), 900, is_heard=not is_out)
        if world.now == START - timedelta(hours=8):
            world.hear(EVENT)
        if not is_out and (world.now.minute == 0 or START <= world.now <= END):
            world.wake()
    world.settle()
    world.flush()
    return world


class Meter:
    """What the meter of that home sent to the records, by way of the head end."""

    def __init__(self, world: World) -> None:
        self.records = Records(None, lambda _sender, _signed: None)
        self._number = 0
        self._now = FIRST
        control = EventControl(
            7, 1, Program.CRITICAL_PEAK, Origin.UTILITY, 3, START, 240, 2, int(DeviceClass.HVAC), price=None
        )
        self._tell(control, message_id="m-1")
        self._tell(Reply(is_ok=True, meter_time=START, issuer_event_id=7), correlation_id="m-1")
        starts = [start for start in sorted(world.profile) if start >= FIRST]
        values = tuple(world.profile[start] for start in starts)
        for first in range(0, len(values), 96):
            self._tell(Readings("meter-1", IntervalChannel.DELIVERED, starts[first], 15, values[first : first + 96]))

    def _tell(self, body: Body, *, message_id: str = "", correlation_id: str = "") -> None:
        self._number += 1
        own_id = message_id or f"x-{self._number}"
        told = Forwarded("meter-1", self._now, SecurityClass.PRIVATE, own_id, body, correlation_id)
        until = self._now + timedelta(hours=1)
        envelope = Envelope(
            Verb.CREATED,
            Noun.END_DEVICE_EVENTS,
            f"f-{self._number}",
            "MS",
            "MDMS",
            self._now,
            until,
            self._number,
            told,
        )
        self.records.receive(Verified(envelope, SecurityClass.PRIVATE), self._now)


def card(world: World) -> Outcome:
    (event,) = world.seen().events.all
    assert event.outcome is not None
    return event.outcome


def page(world: World, folder: Path) -> WorthShown:
    store = Store(folder / "home.db", ZONE)
    store.record(Record(tuple(world.disk.kept.values()), is_urgent=True), Moment(world.now, 1.0))
    store.catch_up(Moment(world.now, 1.0))
    shown = answer(Source(store.path, ZONE, SAMPLE), WorthWanted(), world.now)
    store.close()
    assert isinstance(shown, WorthShown)
    return shown


@pytest.mark.parametrize(("lesser", "outage"), [(60, None), (260, (utc("2026-07-08 20:00"), utc("2026-07-09 16:00")))])
def test_card_page_and_records_name_the_same_watt_hours(
    tmp_path: Path, lesser: int, outage: tuple[datetime, datetime] | None
) -> None:
    """X-MEASURED-RESPONSE: the saving may be negative; what was not heard the meter's own profile filled in."""
    world = lived(lesser, outage)
    shown, of_page = card(world), page(world, tmp_path)
    told = Responses(Meter(world).records).of_customer(7, "meter-1")
    (event,) = of_page.events
    assert (told["start"], told["end"]) == (event.start, event.end) == (START, END)
    assert (shown.used_wh, shown.usual_wh) == (told["used_wh"], told["baseline_wh"]) == (16 * lesser, event.baseline_wh)
    assert (event.used_wh, event.raw_wh) == (told["used_wh"], told["raw_wh"])
    assert shown.adjustment_percent == event.adjustment_percent == told["adjustment_percent"] > 0
    assert (shown.usual_days, told["days"]) == (10, 10)
    steps = [(step["day"], step["is_taken"], step["energy_wh"]) for step in told["steps"]]
    assert steps == [(step.day.isoformat(), step.is_taken, step.energy_wh) for step in event.steps]
    assert date(2026, 7, 8) in [step.day for step in event.steps if step.is_taken]
    assert event.price is not None
    reduction_wh = told["reduction_wh"]
    assert (reduction_wh > 0) is (lesser == 60)
    assert shown.saved == event.saved == of_page.season_saved == event.price * Decimal(reduction_wh).scaleb(-3)
