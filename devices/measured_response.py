"""How much less was used in an event than without it: "10 of 10" with a capped same-day adjustment (decision 22).

X-MEASURED-RESPONSE; the steps are those of CAISO's customer load baseline. The home and the utility's records share
this computation, so that both name the same watt-hours. Integers and fractions only: nothing is rounded between.

1. Like days: business days, or weekends and holidays, as the event's own day (`devices.holidays`).
2. Back from the day before the event, 45 days at most, without event days and days whose energy is not wholly known:
   ten like days, of weekends four. With fewer than five (four), event days fill up, those of the most energy first.
3. `raw`: the mean energy of the event's hours, by the local clock, over those days.
4. The adjustment: what the three hours from four to one hour before the event used, over their mean on those days.
5. It is held between 0.8 and 1.2; 1 where those hours usually use nothing, are not known, or belong to another event.
6. `baseline` = raw x adjustment, rounded once, half up; the reduction is baseline less what was used, maybe negative.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from devices.holidays import is_business_day

Span = tuple[datetime, datetime]
"""Two aware UTC instants [from, until)."""
UsedWh = Callable[[datetime, datetime], int | None]
"""Wh used in [from, until) of UTC, both on quarter-hours; None where not all of it is known."""

DAYS_BACK = 45
QUARTER = timedelta(minutes=15)
_TAKEN_AT_MOST = {True: 10, False: 4}  # by: is it a business day?
_TAKEN_AT_LEAST = {True: 5, False: 4}
_LEAST_RATIO, _MOST_RATIO = Fraction(4, 5), Fraction(6, 5)
_BEFORE = timedelta(hours=4), timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Reason(Enum):
    """Why a day was taken or left out."""

    TAKEN = "taken"
    TAKEN_FOR_WANT = "an event day, for want of others"
    OTHER_KIND = "another kind of day"
    EVENT = "an event day"
    UNKNOWN = "energy not known"


class Adjustment(Enum):
    """What became of the same-day adjustment."""

    APPLIED = "applied"
    CAPPED = "capped"
    UNKNOWN = "the hours before are not known"
    NO_USE = "the hours before usually use nothing"
    EVENT_BEFORE = "another event in the hours before"


@dataclass(frozen=True, slots=True)
class Step:
    """A day that was looked at: Wh in the event's hours and in the hours before, None where not known or not needed."""

    day: date
    reason: Reason
    energy_wh: int | None = None
    before_wh: int | None = None

    @property
    def is_taken(self) -> bool:
        """Does it count in the mean?"""
        return self.reason in {Reason.TAKEN, Reason.TAKEN_FOR_WANT}


@dataclass(frozen=True, slots=True)
class Measured:
    """What an event's hours used and would have used, and how that was found; None: too little is known.

    `raw_wh` and `usual_before_wh` are means, rounded to be shown; `ratio` is the adjustment as it was applied.
    """

    start: datetime
    end: datetime
    is_business_day: bool
    steps: tuple[Step, ...]
    used_wh: int | None
    raw_wh: int | None
    before_wh: int | None
    usual_before_wh: int | None
    adjustment: Adjustment
    ratio: Fraction
    baseline_wh: int | None

    @property
    def days(self) -> int:
        """Over how many days the mean is taken; 0 where they were too few."""
        return 0 if self.raw_wh is None else sum(step.is_taken for step in self.steps)

    @property
    def reduction_wh(self) -> int | None:
        """How much less was used; negative where it was more."""
        return None if self.baseline_wh is None or self.used_wh is None else self.baseline_wh - self.used_wh

    @property
    def adjustment_percent(self) -> int:
        """The adjustment that was applied, in whole percent."""
        return half_up((self.ratio - 1) * 100)


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def whole_intervals(start: datetime, end: datetime, minutes: int = 15) -> Span | None:
    """The whole intervals of that length in [`start`, `end`); None if there is none."""
    step = timedelta(minutes=minutes)
    first, last = -((_EPOCH - start) // step), (end - _EPOCH) // step
    return (_EPOCH + first * step, _EPOCH + last * step) if first < last else None


def measure(event: Span, used_wh: UsedWh, zone: ZoneInfo, others: Collection[Span] = ()) -> Measured:
    """Measure the response to an event on whole quarter-hours; `others` are all other events of that customer.

    Raises ValueError for a span that is empty or off the quarter-hours.
    """
    if whole_intervals(*event) != event:
        raise ValueError(f"an event is measured on whole quarter-hours, not from {event[0]} to {event[1]}")
    day = event[0].astimezone(zone).date()
    is_business = is_business_day(day)
    steps = _steps(event, used_wh, zone, {each for span in others for each in _dates(span, zone)})
    taken = [step for step in steps if step.is_taken]
    before = (event[0] - _BEFORE[0], event[0] - _BEFORE[1])
    before_wh = used_wh(*before)
    raw = usual_before = None
    if len(taken) >= _TAKEN_AT_LEAST[is_business]:
        raw = Fraction(sum(step.energy_wh or 0 for step in taken), len(taken))
        usual_before = Fraction(sum(step.before_wh or 0 for step in taken), len(taken))
    is_event_before = any(start < before[1] and before[0] < end for start, end in others)
    adjustment, ratio = _adjustment(before_wh, usual_before, is_event_before=is_event_before)
    return Measured(
        *event,
        is_business,
        tuple(steps),
        used_wh(*event),
        None if raw is None else half_up(raw),
        before_wh,
        None if usual_before is None else half_up(usual_before),
        adjustment,
        ratio,
        None if raw is None else half_up(raw * ratio),
    )


def _adjustment(
    before_wh: int | None, usual_before: Fraction | None, *, is_event_before: bool
) -> tuple[Adjustment, Fraction]:
    """Steps 4 and 5."""
    none = Fraction(1)
    if is_event_before:
        return Adjustment.EVENT_BEFORE, none
    if before_wh is None or usual_before is None:
        return Adjustment.UNKNOWN, none
    if usual_before <= 0:
        return Adjustment.NO_USE, none
    ratio = before_wh / usual_before
    held = min(max(ratio, _LEAST_RATIO), _MOST_RATIO)
    return (Adjustment.APPLIED if held == ratio else Adjustment.CAPPED), held


def _steps(event: Span, used_wh: UsedWh, zone: ZoneInfo, event_days: set[date]) -> list[Step]:
    """Steps 1 and 2: the days that were looked at, the newest first."""
    day = event[0].astimezone(zone).date()
    is_business = is_business_day(day)
    steps: list[Step] = []
    for back in range(1, DAYS_BACK + 1):
        other = day - timedelta(days=back)
        if is_business_day(other) is not is_business:
            steps.append(Step(other, Reason.OTHER_KIND))
            continue
        its_hours, hours_before = _windows(event, zone, other)
        energy_wh, before_wh = _sum(used_wh, its_hours), _sum(used_wh, hours_before)
        if energy_wh is None or before_wh is None:
            steps.append(Step(other, Reason.UNKNOWN, energy_wh, before_wh))
        else:
            steps.append(Step(other, Reason.EVENT if other in event_days else Reason.TAKEN, energy_wh, before_wh))
        if sum(step.is_taken for step in steps) == _TAKEN_AT_MOST[is_business]:
            break
    return _filled(steps, _TAKEN_AT_LEAST[is_business])


def _filled(steps: list[Step], fewest: int) -> list[Step]:
    """With too few days without events, those with one count, the highest in the event's hours first."""
    missing = fewest - sum(step.is_taken for step in steps)
    of_events = sorted((step for step in steps if step.reason is Reason.EVENT), key=lambda step: -(step.energy_wh or 0))
    if missing <= 0 or len(of_events) < missing:
        return steps
    filling = {step.day for step in of_events[:missing]}
    return [
        Step(step.day, Reason.TAKEN_FOR_WANT, step.energy_wh, step.before_wh) if step.day in filling else step
        for step in steps
    ]


def _sum(used_wh: UsedWh, spans: Iterable[Span]) -> int | None:
    total = 0
    for span in spans:
        used = used_wh(*span)
        if used is None:
            return None
        total += used
    return total


def _dates(span: Span, zone: ZoneInfo) -> Iterable[date]:
    """The local dates that it touches."""
    start, end = span[0].astimezone(zone), (span[1] - timedelta(microseconds=1)).astimezone(zone)
    for after in range((end.date() - start.date()).days + 1):
        yield start.date() + timedelta(days=after)


@lru_cache(maxsize=1024)
def _windows(event: Span, zone: ZoneInfo, day: date) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The event's hours, and the hours before it, by the local clock of another day.

    An hour that clocks skip on that day is the one after it; of one that comes twice the first counts; an event that
    itself lies across a change of clocks takes the hours that its own clock showed.
    """
    before = (event[0] - _BEFORE[0], event[0] - _BEFORE[1])
    own = event[0].astimezone(zone).date()
    return _moved(event, zone, day - own), _moved(before, zone, day - own)


def _moved(span: Span, zone: ZoneInfo, by: timedelta) -> tuple[Span, ...]:
    moved: list[Span] = []
    for number in range((span[1] - span[0]) // QUARTER):
        local = (span[0] + number * QUARTER).astimezone(zone)
        start = datetime.combine(local.date() + by, local.time().replace(fold=0), zone).astimezone(UTC)
        if moved and moved[-1][1] == start:
            moved[-1] = (moved[-1][0], start + QUARTER)
        else:
            moved.append((start, start + QUARTER))
    return tuple(moved)
