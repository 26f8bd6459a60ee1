"""What an event was worth to the home: its hours, the days that are no usual ones, the dollars."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from devices.measured_response import Adjustment, Reason
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.event_worth import measured, measured_hours, outcome, saved
from hemsapp.snapshot.events import Program

ZONE = "America/Los_Angeles"
LOCAL = ZoneInfo(ZONE)
LATER = datetime(2026, 7, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 7, day, hour, minute, tzinfo=LOCAL).astimezone(UTC)


def kept(number: int, start: datetime, minutes: int, state: EventState = EventState.ENDED) -> KeptEvent:
    return KeptEvent(
        number, state, start - timedelta(hours=4), start, minutes, 2, 1, 0, Program.CRITICAL_PEAK,
        start_delay_s=421, price=Decimal("0.62"), began=start + timedelta(seconds=421),
    )  # fmt: skip


EVENT = kept(1, at(14, 17), 240)


def used_wh(start: datetime, end: datetime) -> int:
    """1 kWh an hour, but in the event a quarter of it."""
    per_minute = 250 if at(14, 17) <= start < at(14, 21) else 1000
    return per_minute * int((end - start) / MINUTE) // 60


def test_the_saving_is_the_reduction_at_the_price_of_the_event() -> None:
    """X-MEASURED-RESPONSE at home."""
    found = measured(EVENT, [EVENT], used_wh, ZONE, LATER)
    assert found is not None
    assert (found.baseline_wh, found.used_wh, found.reduction_wh) == (4000, 1000, 3000)
    shown = outcome(found, EVENT.price)
    assert (shown.used_wh, shown.usual_wh, shown.usual_days, shown.saved) == (1000, 4000, 10, Decimal("1.86"))
    assert (shown.adjustment_percent, shown.is_business_day) == (0, True)
    assert saved(found, None) is None


def test_the_hours_are_those_that_were_announced_not_those_of_the_draw() -> None:
    assert measured_hours(EVENT, LATER) == (at(14, 17), at(14, 21))
    assert measured_hours(EVENT, at(14, 18, 20)) == (at(14, 17), at(14, 18, 15))
    assert measured_hours(EVENT, at(14, 17, 5)) is None
    assert measured_hours(replace(EVENT, state=EventState.REJECTED), LATER) is None


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.SUPERSEDED])
def test_an_event_that_was_taken_back_is_measured_until_then(state: EventState) -> None:
    taken = replace(EVENT, state=state, cancelled_at=at(14, 19, 10), ended=at(14, 19, 10))
    assert measured_hours(taken, LATER) == (at(14, 17), at(14, 19))
    assert measured_hours(replace(taken, cancelled_at=at(14, 9), ended=at(14, 9)), LATER) is None


def test_days_of_other_events_are_no_usual_days_unless_they_never_came() -> None:
    ran, cancelled, practice, coming = (
        kept(2, at(13, 17), 60),
        replace(kept(3, at(10, 17), 60, EventState.CANCELLED), ended=at(9, 12)),
        replace(kept(4, at(9, 17), 5), is_test=True),
        kept(5, at(21, 17), 60, EventState.SCHEDULED),
    )
    found = measured(EVENT, [EVENT, ran, cancelled, practice, coming], used_wh, ZONE, LATER)
    assert found is not None
    reasons = {step.day.day: step.reason for step in found.steps if step.day.month == 7}
    assert (reasons[13], reasons[10], reasons[9]) == (Reason.EVENT, Reason.TAKEN, Reason.EVENT)
    assert found.adjustment is Adjustment.APPLIED


def test_a_home_that_knows_too_few_days_claims_nothing() -> None:
    found = measured(EVENT, [EVENT], lambda start, end: used_wh(start, end) if start > at(8, 0) else None, ZONE, LATER)
    assert found is not None
    shown = outcome(found, EVENT.price)
    assert (shown.used_wh, shown.usual_wh, shown.usual_days, shown.saved) == (1000, None, 0, None)
