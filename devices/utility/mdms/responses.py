"""How customers responded to an event (X-MEASURED-RESPONSE): one by one with every step, and all together.

Measured from the intervals that meters sent (channel 0), by the computation that the home shows as well. What a home
with intervals longer than a quarter-hour used is measured on its whole intervals.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from devices.measured_response import DAYS_BACK, Measured, Span, measure, whole_intervals
from devices.utility.mdms.participation import Participation
from devices.utility.mdms.records import Records
from devices.utility.mdms.series import Series, placed
from devices.utility.stored import moment

_DELIVERED = 0
_QUARTER_MINUTES = 15
_UNTOLD = ("", "failed")
_CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class _Customer:
    """A customer's part in an event: its hours, until it was cancelled if it was."""

    issuer_event_id: int
    meter_id: str
    program: str
    state: str
    is_test: bool
    hours: Span


class _Use:
    """What a meter used between two times, from its days as they are kept."""

    def __init__(self, records: Records, meter_id: str, hours: Span) -> None:
        """Read what measuring these hours may need."""
        zone = records.settings.zone
        own_day = hours[0].astimezone(zone).date()
        until = hours[1].astimezone(zone).date()
        days = [until - timedelta(days=number) for number in range((until - own_day).days + DAYS_BACK + 2)]
        rows = records.intervals.store.rows(days, [meter_id], _DELIVERED)
        own = [row.interval_minutes for row in rows if row.day >= own_day]
        self.interval_minutes = max([_QUARTER_MINUTES, *own])
        first = datetime.combine(days[-1], time(), zone).astimezone(UTC)
        end = datetime.combine(days[0] + timedelta(days=1), time(), zone).astimezone(UTC)
        by_length = groupby(sorted(rows, key=lambda row: row.interval_minutes), key=lambda row: row.interval_minutes)
        self._series = [placed(each, (first, end)) for _, each in by_length]

    def wh(self, start: datetime, end: datetime) -> int | None:
        """Wh of [`start`, `end`); None where an interval is missing or reaches beyond."""
        total = 0
        while start < end:
            found = next((one for one in (_stretch(each, start, end) for each in self._series) if one), None)
            if found is None:
                return None
            start, value = found
            total += value
        return total if start == end else None


def _stretch(series: Series, start: datetime, end: datetime) -> tuple[datetime, int] | None:
    """As far from `start` on as the series knows it, and the Wh; None: it does not know the first interval."""
    step = timedelta(minutes=series.interval_minutes)
    first, rest = divmod(start - series.start, step)
    last = min(-((series.start - end) // step), len(series.wh))
    if rest or not 0 <= first < last:
        return None
    known = series.is_known[first:last]
    count = last - first if known.all() else int(known.argmin())
    return (start + count * step, int(series.wh[first : first + count].sum())) if count else None


class Responses:
    """Questions only: nothing is changed."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self._db = records.links.db

    def of_customer(self, issuer_event_id: int, meter_id: str, until: datetime | None = None) -> dict[str, Any]:
        """One customer's response with all its steps, `until` then where the event still runs.

        Raises ValueError for one that the event was not sent to.
        """
        for whole in self._customers(issuer_event_id, meter_id):
            end = whole.hours[1] if until is None else min(until, whole.hours[1])
            customer = replace(whole, hours=(whole.hours[0], end))
            found = self._measured(customer)
            return {**_told(customer, found), **({} if found is None else _steps(found))}
        raise ValueError(f"event {issuer_event_id} was not sent to {meter_id}")

    def of_event(self, issuer_event_id: int, meters: Collection[str] | None = None) -> dict[str, Any]:
        """All customers' responses, or of those at `meters`: by standing, and of those that had been notified.

        Beside the sums: who took part and who stepped out, of all and by class of device.
        """
        whose = None if meters is None else set(meters)
        those = [one for one in self._customers(issuer_event_id) if whose is None or one.meter_id in whose]
        part = Participation(self._db)
        did = part.by_meter(issuer_event_id)
        customers = [
            {**_told(one, self._measured(one)), **_took_part(*did.get(one.meter_id, (False, False)))} for one in those
        ]
        states = sorted({one["state"] for one in customers})
        notified = [one for one in customers if one["state"] not in _UNTOLD]
        return {
            "event": issuer_event_id,
            "is_test": any(one["is_test"] for one in customers),
            **_sums(notified),
            **part.of(issuer_event_id, [one["meter"] for one in notified]),
            "by_state": {state: _sums([one for one in customers if one["state"] == state]) for state in states},
            "one_by_one": customers,
        }

    def of_events(self, meter_id: str | None = None) -> list[dict[str, Any]]:
        """Every event that was not a practice, the newest first, with its sums: of all customers, or of one."""
        events: dict[int, list[_Customer]] = {}
        for one in self._rows("NOT is_test AND (? IS NULL OR meter_id = ?)", (meter_id, meter_id)):
            events.setdefault(one.issuer_event_id, []).append(one)
        told = []
        for event, customers in sorted(events.items(), reverse=True):
            notified = [_told(one, self._measured(one)) for one in customers if one.state not in _UNTOLD]
            first = customers[0]
            told.append({"event": event, "program": first.program, "start": first.hours[0], **_sums(notified)})
        return told

    def _measured(self, customer: _Customer) -> Measured | None:
        """None: there is no whole interval in its hours."""
        use = _Use(self._records, customer.meter_id, customer.hours)
        span = whole_intervals(*customer.hours, use.interval_minutes)
        others = self._other_hours(customer)
        return None if span is None else measure(span, use.wh, self._records.settings.zone, others)

    def _other_hours(self, customer: _Customer) -> list[Span]:
        """The hours of every other event that this customer was told of and that ran, also of practices."""
        found = self._rows("meter_id = ? AND issuer_event_id != ?", (customer.meter_id, customer.issuer_event_id))
        return [one.hours for one in found if one.state not in _UNTOLD and one.hours[0] < one.hours[1]]

    def _customers(self, issuer_event_id: int, meter_id: str | None = None) -> Iterator[_Customer]:
        where = "issuer_event_id = ? AND (? IS NULL OR meter_id = ?) ORDER BY meter_id"
        yield from self._rows(where, (issuer_event_id, meter_id, meter_id))

    def _rows(self, where: str, values: tuple[object, ...]) -> Iterator[_Customer]:
        sql = 'SELECT issuer_event_id, meter_id, program, state, is_test, start, "end", at FROM customers'
        rows = self._db.execute(f"{sql} WHERE start IS NOT NULL AND {where}", values).fetchall()
        for event, meter, program, state, is_test, start, end, at in rows:
            until = min(end, at) if state == _CANCELLED else end
            yield _Customer(event, meter, program, state, bool(is_test), (moment(start), moment(until)))


def _told(customer: _Customer, found: Measured | None) -> dict[str, Any]:
    return {
        "event": customer.issuer_event_id,
        "meter": customer.meter_id,
        "program": customer.program,
        "state": customer.state,
        "is_test": customer.is_test,
        "start": customer.hours[0] if found is None else found.start,
        "end": customer.hours[1] if found is None else found.end,
        "used_wh": None if found is None else found.used_wh,
        "raw_wh": None if found is None else found.raw_wh,
        "adjustment_percent": None if found is None or found.raw_wh is None else found.adjustment_percent,
        "baseline_wh": None if found is None else found.baseline_wh,
        "reduction_wh": None if found is None else found.reduction_wh,
        "days": 0 if found is None else found.days,
    }


def _took_part(took_part: bool, overrode: bool) -> dict[str, Any]:
    return {"took_part": took_part, "overrode": overrode}


def _steps(found: Measured) -> dict[str, Any]:
    return {
        "adjustment": found.adjustment.value,
        "before_wh": found.before_wh,
        "usual_before_wh": found.usual_before_wh,
        "ratio": str(found.ratio),
        "steps": [
            {
                "day": step.day.isoformat(),
                "is_taken": step.is_taken,
                "reason": step.reason.value,
                "energy_wh": step.energy_wh,
                "before_wh": step.before_wh,
            }
            for step in found.steps
        ],
    }


def _sums(customers: list[dict[str, Any]]) -> dict[str, Any]:
    measured = [one for one in customers if one["reduction_wh"] is not None]
    return {
        "customers": len(customers),
        "measured": len(measured),
        "baseline_wh": sum(one["baseline_wh"] for one in measured),
        "used_wh": sum(one["used_wh"] for one in measured),
        "reduction_wh": sum(one["reduction_wh"] for one in measured),
    }
