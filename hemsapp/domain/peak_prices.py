"""The prices of events: while an event is in force its price holds, whoever's rates hold otherwise.

The hours are those that were announced: a randomised start moves loads, not prices. Taking no part changes nothing of
what is owed. A cancel, a newer event or a move ends the price when it comes; the hours before it keep theirs.
A critical peak that came without a price of its own has hours too, where the rate plan says what these add.
"""

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

from hemsapp.domain import event_windows as windows
from hemsapp.domain.days import seconds
from hemsapp.domain.event_facts import KeptEvent
from hemsapp.domain.event_table import EventState
from hemsapp.snapshot.events import Program

Peak = tuple[int, int, Decimal | None]
Span = tuple[int, int, int, Decimal | None]


def _hours(event: KeptEvent) -> Iterator[tuple[int, int]]:
    """The spans in which the price of an event holds, or held before it was moved."""
    for start, end in (windows.hours_in_force(event), *windows.hours_before_moves(event)):
        yield seconds(start), seconds(end)


def _spans(events: Iterable[KeptEvent], *, has_adder: bool) -> list[Span]:
    """(start, end, issuer event id, price) of all that count; they may overlap."""
    return [
        (start_s, end_s, event.issuer_event_id, event.price)
        for event in events
        if event.price is not None or (has_adder and event.program is Program.CRITICAL_PEAK)
        if event.state is not EventState.REJECTED and not event.is_test
        for start_s, end_s in _hours(event)
        if start_s < end_s
    ]


def _laid(spans: list[Span]) -> list[Peak]:
    """Peaks that do not overlap, rising: of two events the newer one's price holds."""
    laid: list[Peak] = []
    for start_s, end_s in pairwise(sorted({edge for span in spans for edge in span[:2]})):
        holding = [(newest, price) for from_s, until_s, newest, price in spans if from_s <= start_s < until_s]
        if not holding:
            continue
        _, price = max(holding, key=lambda each: each[0])
        if laid and laid[-1][1:] == (start_s, price):
            laid[-1] = (laid[-1][0], end_s, price)
        else:
            laid.append((start_s, end_s, price))
    return laid


def _is_within(at_s: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start_s <= at_s < end_s for start_s, end_s in spans)


class PeakPrices:
    """Every hour, past and to come, in which an event says the price; `has_adder`: a rate plan says it in its place."""

    def __init__(self, events: Iterable[KeptEvent] = (), *, has_adder: bool = False) -> None:
        self.has_adder = has_adder
        self.events = tuple(events)
        self._spans = _spans(events, has_adder=has_adder)
        self._line = _laid(self._spans)

    def take(self, events: Collection[KeptEvent]) -> list[tuple[int, int]] | None:
        """The events stand so: the spans to book anew, because they got a peak, or theirs was a practice event's.

        None if no price changed.
        """
        self.events = tuple(events)
        spans = _spans(events, has_adder=self.has_adder)
        if spans == self._spans:
            return None
        self._spans = spans
        before, self._line = self._line, _laid(spans)
        if self._line == before:
            return None
        edges = sorted({edge for each in (*before, *self._line) for edge in each[:2]})
        known = [(start_s, end_s) for start_s, end_s, _ in before]
        practised = [hours for event in events if event.is_test for hours in _hours(event)]
        return [
            (start_s, end_s)
            for start_s, end_s in pairwise(edges)
            if (not _is_within(start_s, known) if self.at(start_s) is not None else _is_within(start_s, practised))
        ]

    def at(self, at_s: int) -> Peak | None:
        """(start, end, dollars per kWh) of the peak that holds then, or None; its price is None: the plan's adder."""
        return next((peak for peak in self._line if peak[0] <= at_s < peak[1]), None)

    def price_at(self, at_s: int) -> Decimal | None:
        """An event's own dollars per kWh then, or None."""
        peak = self.at(at_s)
        return None if peak is None else peak[2]

    def edges(self, after_s: int, until_s: int) -> list[int]:
        """Where a peak begins or ends after `after_s` and up to `until_s`, rising."""
        return sorted({edge for peak in self._line for edge in peak[:2] if after_s < edge <= until_s})

    def stretches(self, from_s: int, until_s: int) -> list[Peak]:
        """Those that hold at any time in a span, in order."""
        return [peak for peak in self._line if peak[0] < until_s and from_s < peak[1]]
