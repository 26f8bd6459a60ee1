"""The prices that the meter publishes: a time-of-use day ahead, and whatever the utility publishes over it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

MINUTE_S: Final = 60
AHEAD_S: Final = 86_400
MIN_AHEAD: Final = 5
"""A price server holds at least five prices."""

KEPT_PAST: Final = 2
MAX_LABEL: Final = 12


@dataclass(frozen=True, slots=True)
class TimeOfUse:
    """From a local time of day on, this price holds; `tier` 1 is the lowest."""

    at: time
    label: str
    price: Decimal
    tier: int


DEFAULT_DAY: Final = (
    TimeOfUse(time(8), "Normal", Decimal("0.24600"), 2),
    TimeOfUse(time(14), "High", Decimal("0.34000"), 3),
    TimeOfUse(time(20), "Normal", Decimal("0.24600"), 2),
    TimeOfUse(time(22), "Low", Decimal("0.15600"), 1),
)


@dataclass(frozen=True, slots=True)
class PriceEvent:
    """One PublishPrice: dollars per kWh from `start_s` (seconds since 1970, meter's clock) for whole minutes."""

    issuer_event_id: int
    start_s: int
    minutes: int
    price: Decimal
    label: str
    tier: int

    @property
    def end_s(self) -> int:
        """When it ends."""
        return self.start_s + self.minutes * MINUTE_S


@dataclass(slots=True)
class PriceBook:
    """Events without gap or overlap, by rising start; a newer one always has the higher issuer event id."""

    zone: ZoneInfo
    day: tuple[TimeOfUse, ...] = DEFAULT_DAY
    events: list[PriceEvent] = field(default_factory=list)
    last_event_id: int = 0

    def active(self, now_s: int) -> PriceEvent | None:
        """The price that holds."""
        return next((event for event in self.events if event.start_s <= now_s < event.end_s), None)

    def scheduled(self, since_s: int, count: int) -> list[PriceEvent]:
        """Events that end after `since_s`, in order; a `count` of 0 means all."""
        found = [event for event in self.events if event.end_s > since_s]
        return found[:count] if count else found

    def number_of_tiers(self, event: PriceEvent) -> int:
        """NumberOfPriceTiers that goes with an event."""
        return max(event.tier, *(one.tier for one in self.day))

    def next_change_s(self, now_s: int) -> int | None:
        """When the next price begins."""
        return min((event.start_s for event in self.events if event.start_s > now_s), default=None)

    def reach_ahead(self, now_s: int, until_s: int = 0) -> list[PriceEvent]:
        """Publish the time-of-use day ahead (or until then), forget the past; the new events come back."""
        ahead_s = max(now_s + AHEAD_S, until_s)
        past = [event for event in self.events if event.end_s <= now_s]
        self.events = [*past[-KEPT_PAST:], *(event for event in self.events if event.end_s > now_s)]
        published = self._fill_before_first(now_s)
        while self.day and (self._known_until_s(now_s) < ahead_s or len(self.scheduled(now_s, 0)) < MIN_AHEAD):
            start_s = self._known_until_s(now_s)
            stretch, end_s = self._stretch(start_s)
            if not self.events:
                start_s -= start_s % MINUTE_S
            event = self._event(start_s, (end_s - start_s) // MINUTE_S, stretch.price, stretch.label, stretch.tier)
            self.events.append(event)
            published.append(event)
        return published

    def publish(
        self, start_s: int, minutes: int, price: Decimal, label: str, tier: int, now_s: int
    ) -> list[PriceEvent]:
        """Put a price over what is scheduled; every event that is new or changed comes back, in order."""
        if minutes < 1 or len(label.encode()) > MAX_LABEL:
            raise ValueError(f"a price lasts a minute at least and its label has {MAX_LABEL} octets at most")
        start_s -= start_s % MINUTE_S
        end_s = start_s + minutes * MINUTE_S
        before = set(self.events)
        self.reach_ahead(now_s, start_s)
        kept, changed = [], []
        new = self._event(start_s, minutes, price, label, tier)
        for event in self.events:
            if event.end_s <= start_s or event.start_s >= end_s:
                kept.append(event)
                continue
            if event.start_s < start_s:
                changed.append(replace(event, minutes=(start_s - event.start_s) // MINUTE_S))
            if event.end_s > end_s:
                minutes_left = (event.end_s - end_s) // MINUTE_S
                changed.append(self._event(end_s, minutes_left, event.price, event.label, event.tier))
        self.events = sorted([*kept, *changed, new], key=lambda event: event.start_s)
        self.reach_ahead(now_s)
        return [event for event in self.events if event not in before and event.end_s > now_s]

    def withdraw(self, start_s: int, minutes: int, now_s: int) -> list[PriceEvent]:
        """Let the time-of-use day hold again where a price was put over it; what is new comes back, in order."""
        begin_s = max(start_s, now_s)
        begin_s -= begin_s % MINUTE_S
        end_s = start_s - start_s % MINUTE_S + minutes * MINUTE_S
        changed: list[PriceEvent] = []
        while self.day and begin_s < end_s:
            stretch, until_s = self._stretch(begin_s)
            lasting = (min(until_s, end_s) - begin_s) // MINUTE_S
            changed += self.publish(begin_s, lasting, stretch.price, stretch.label, stretch.tier, now_s)
            begin_s += lasting * MINUTE_S
        return [event for event in changed if event in self.events]

    def set_day(self, day: tuple[TimeOfUse, ...], now_s: int) -> list[PriceEvent]:
        """Another time-of-use tariff holds from this minute on."""
        self.day = tuple(sorted(day, key=lambda one: one.at))
        minute_s = now_s - now_s % MINUTE_S
        self.events = [
            replace(event, minutes=(minute_s - event.start_s) // MINUTE_S) if event.end_s > minute_s else event
            for event in self.events
            if event.start_s < minute_s
        ]
        return self.reach_ahead(now_s)

    def _fill_before_first(self, now_s: int) -> list[PriceEvent]:
        """A clock that was stepped back came to a time whose prices are forgotten: the time-of-use day holds there."""
        if not self.day or not self.events or any(event.start_s <= now_s for event in self.events):
            return []
        filled, begin_s, first_s = [], now_s - now_s % MINUTE_S, self.events[0].start_s
        while begin_s < first_s:
            stretch, until_s = self._stretch(begin_s)
            lasting = (min(until_s, first_s) - begin_s) // MINUTE_S
            filled.append(self._event(begin_s, lasting, stretch.price, stretch.label, stretch.tier))
            begin_s += lasting * MINUTE_S
        self.events = [*filled, *self.events]
        return filled

    def _known_until_s(self, now_s: int) -> int:
        return self.events[-1].end_s if self.events else now_s

    def _event(self, start_s: int, minutes: int, price: Decimal, label: str, tier: int) -> PriceEvent:
        self.last_event_id += 1
        return PriceEvent(self.last_event_id, start_s, minutes, price, label, tier)

    def _stretch(self, at_s: int) -> tuple[TimeOfUse, int]:
        """The time of use that holds at an instant, and when the next one begins."""
        local = datetime.fromtimestamp(at_s, self.zone).date()
        starts = sorted(self._starts(local), key=lambda start: start[0])
        begun = [one for start_s, one in starts if start_s <= at_s]
        return begun[-1], next(start_s for start_s, _ in starts if start_s > at_s)

    def _starts(self, around: date) -> Iterator[tuple[int, TimeOfUse]]:
        for shift in (-1, 0, 1):
            for one in self.day:
                wall = datetime.combine(around + timedelta(days=shift), one.at, self.zone)
                yield int(wall.astimezone(UTC).timestamp()), one

    def save(self) -> dict[str, object]:
        """For the state file."""
        return {
            "day": [[one.at.isoformat(), one.label, str(one.price), one.tier] for one in self.day],
            "events": [
                [event.issuer_event_id, event.start_s, event.minutes, str(event.price), event.label, event.tier]
                for event in self.events
            ],
            "last_event_id": self.last_event_id,
        }

    def load(self, saved: Any) -> None:
        """Take up what `save` wrote."""
        self.day = tuple(
            TimeOfUse(time.fromisoformat(at), label, Decimal(price), tier) for at, label, price, tier in saved["day"]
        )
        self.events = [
            PriceEvent(event_id, start_s, minutes, Decimal(price), label, tier)
            for event_id, start_s, minutes, price, label, tier in saved["events"]
        ]
        self.last_event_id = saved["last_event_id"]
