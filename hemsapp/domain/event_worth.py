"""What an event was worth to this home: the measured response (`devices.measured_response`), and its price.

The hours are those that were announced, in whole quarter-hours, until the event was taken back if it was: as its price
holds (decision 17), and as the utility's records measure. The dollars are the reduction at the price of those hours:
the event's own, else the published one of its start, else what the stored plan asks then with what it adds in
events (`price_of_hours`). They may be negative.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from devices.measured_response import Measured, Span, UsedWh, measure, whole_intervals
from hemsapp.domain.billing.calendar import season_index
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.domain.event_windows import hours_in_force
from hemsapp.domain.usage import Usage
from hemsapp.rates import TariffVersion
from hemsapp.snapshot.events import Outcome, Program
from hemsapp.units import cost_of

_QUARTER_MINUTES = 15
_ASKED_FOR: Final = timedelta(days=2)
"""So long after an event its meter is asked for what it recorded."""


def measured_hours(event: KeptEvent, until: datetime) -> Span | None:
    """The whole quarter-hours of an event that have passed; None: there is none, or it was never in force."""
    if event.state is EventState.REJECTED:
        return None
    start, end = hours_in_force(event)
    return whole_intervals(start, min(end, until))


def measured(
    event: KeptEvent, others: Iterable[KeptEvent], used_wh: UsedWh, zone: str, at: datetime
) -> Measured | None:
    """The response to an event; `others` may hold the event itself. Days with a practice are no usual days either."""
    span = measured_hours(event, at)
    if span is None:
        return None
    spans = [
        hours
        for other in others
        if other.issuer_event_id != event.issuer_event_id and other.state is not EventState.REJECTED
        if (hours := hours_in_force(other))[0] < hours[1] and hours[0] < at
    ]
    return measure(span, used_wh, ZoneInfo(zone), spans)


def seek(usage: Usage, events: Collection[KeptEvent], zone: str, at: datetime) -> None:
    """Have the meter asked for the quarter-hours by which events that ended lately are measured.

    Not where its intervals are longer: a part of one is better known from what was heard.
    """
    usage.metered.forget()
    if usage.interval_minutes > _QUARTER_MINUTES:
        return
    for event in events:
        hours = measured_hours(event, at)
        if hours is not None and at - _ASKED_FOR < hours[1] and hours_in_force(event)[1] <= at:
            measured(event, events, usage.metered.seeking, zone, at)


def saved(found: Measured, price: Decimal | None) -> Decimal | None:
    """The exact dollars of the reduction at `price` for each kWh; None where either is not known."""
    return None if price is None or found.reduction_wh is None else cost_of(price, found.reduction_wh)


def outcome(found: Measured, price: Decimal | None) -> Outcome:
    """What the page of the event shows."""
    return Outcome(
        found.used_wh,
        found.baseline_wh,
        found.days,
        saved(found, price),
        found.adjustment_percent if found.baseline_wh is not None else 0,
        found.is_business_day,
    )


def price_of_hours(event: KeptEvent, published: Decimal | None, usual: Decimal, adder: Decimal) -> Decimal:
    """Dollars for each kWh of the event's hours; `adder` is the stored plan's for events without a price of their own.

    A practice costs what those hours cost anyway.
    """
    if event.is_test:
        return usual if published is None else published
    if event.price is not None:
        return event.price
    if published is not None:
        return published
    return usual + adder if event.program is Program.CRITICAL_PEAK else usual


def season_start(version: TariffVersion, day: date) -> date:
    """The first day of the season of `day`, by that plan; of the year where the plan has no seasons."""
    if not version.seasons:
        return date(day.year, 1, 1)
    season = version.seasons[season_index(version, day)]
    is_this_year = (season.start_month, season.start_day) <= (day.month, day.day)
    return date(day.year - (not is_this_year), season.start_month, season.start_day)
