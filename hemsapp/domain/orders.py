"""What we ask of the meter, when, and how often we try: the whole retry policy.

Each *errand* is due at a monotonic instant. One that is delivered comes back after its period; one that is not is
tried again after 5 s, 30 s, 2 min, then each 10 min.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from devices.demand_response import ReadEvents
from devices.han import ConfirmText, Order, ReadIntervals, ReadMeter, ReadPrices, ReadText, ReadTime
from devices.messages import Eui64, IntervalChannel
from hemsapp.effects import SendOrder

RETRY_S = (5.0, 30.0, 120.0, 600.0)
ANSWER_S = 180.0
PAGE_PERIODS = 24
LEAST_PERIODS = 8
ASK_SLOT_AGAIN_S = (60.0, 600.0, 3600.0, 86_400.0)


class Errand(Enum):
    """The things that are asked again and again; the period is in seconds of utility time, None: only when wanted."""

    TIME = ("time", 86_400.0)
    METER = ("meter", None)
    PRICES = ("prices", 3600.0)
    TEXT = ("text", None)
    EVENTS = ("events", 3600.0)

    def __init__(self, word: str, period_s: float | None) -> None:
        self.word = word
        self.period_s = period_s


_ORDERS: dict[Errand, Callable[[Eui64], Order]] = {
    Errand.TIME: ReadTime,
    Errand.METER: ReadMeter,
    Errand.PRICES: ReadPrices,
    Errand.TEXT: ReadText,
    Errand.EVENTS: ReadEvents,
}


@dataclass(frozen=True, slots=True)
class Page:
    """Quarter-hours of one channel asked for together, in so many periods of the meter's profile."""

    channel: IntervalChannel
    slots: tuple[int, ...]
    periods: int


Purpose = Errand | Page | ConfirmText


def _key_of(purpose: Purpose) -> Errand | tuple[str, int]:
    """Under what tries are counted."""
    if isinstance(purpose, Errand):
        return purpose
    return ("page", purpose.channel) if isinstance(purpose, Page) else ("text", purpose.message_id)


@dataclass(frozen=True, slots=True)
class _Sent:
    purpose: Purpose
    since_s: float


class Orders:
    """Errands due, orders on their way, and the pages of the meter's profile (`is_profile_wanted`: at once)."""

    def __init__(self, speed: float = 1.0) -> None:
        self.undelivered = 0
        self.is_profile_wanted = False
        self._speed = speed
        self._next_id = 1
        self._due: dict[Errand, float] = {}
        self._asked: dict[Errand, float] = {}
        self._tries: dict[Errand | tuple[str, int], int] = {}
        self._page_periods = PAGE_PERIODS
        self._rest_s: dict[IntervalChannel, float] = {}
        self._sent: dict[int, _Sent] = {}
        self._confirm: dict[int, tuple[ConfirmText, float]] = {}
        self._slot_tries: dict[tuple[IntervalChannel, int], tuple[int, float]] = {}

    def number(self) -> int:
        """An identifier for an order, never given twice."""
        order_id = self._next_id
        self._next_id += 1
        return order_id

    @property
    def is_waiting(self) -> bool:
        """Is an order unanswered?"""
        return bool(self._sent)

    def asked_s(self, errand: Errand) -> float | None:
        """When that errand was last sent, None: never."""
        return self._asked.get(errand)

    def begin(self, now_s: float) -> None:
        """The meter is there (again): ask for everything, and for every page once more."""
        for errand in Errand:
            self.want(errand, now_s)
        self._slot_tries.clear()
        self._rest_s.clear()

    def want(self, errand: Errand, now_s: float) -> None:
        """Ask now, unless it is being asked."""
        self._tries.pop(errand, None)
        if not self._is_sent(errand):
            self._due[errand] = now_s

    def want_soon(self, errand: Errand, now_s: float) -> None:
        """Ask now, unless it is being asked, or will be tried again anyway."""
        if not self._is_sent(errand):
            self._due.setdefault(errand, now_s)

    def want_within(self, errand: Errand, at_s: float) -> None:
        """Ask at `at_s` at the latest."""
        if not self._is_sent(errand):
            self._due[errand] = min(at_s, self._due.get(errand, at_s))

    def confirm(self, order: ConfirmText, now_s: float) -> None:
        """Tell the utility that a text was read, until it is delivered."""
        self._confirm[order.message_id] = (order, now_s)

    def end(self) -> None:
        """The radio is gone: what was on its way is forgotten."""
        self._sent.clear()
        self._due.clear()

    def due(self, meter: Eui64, now_s: float) -> list[SendOrder]:
        """Orders to be sent now."""
        for order_id in [key for key, sent in self._sent.items() if now_s - sent.since_s > ANSWER_S]:
            self.failed(order_id, now_s)
        effects = []
        for errand in [errand for errand, due_s in self._due.items() if due_s <= now_s]:
            del self._due[errand]
            effects.append(self._send(errand, _ORDERS[errand](meter), now_s))
        for message_id, (order, due_s) in list(self._confirm.items()):
            if due_s <= now_s and not self._is_sent(order):
                self._confirm[message_id] = (order, now_s + ANSWER_S)
                effects.append(self._send(order, order, now_s))
        return effects

    def page(
        self, meter: Eui64, channel: IntervalChannel, slots: Iterable[int], interval_s: int, now_s: float,
        instant: Callable[[int], datetime],
    ) -> SendOrder | None:  # fmt: skip
        """The next page of the meter's profile, oldest first, one at a time for each channel; None: nothing to ask."""
        if any(isinstance(sent.purpose, Page) and sent.purpose.channel is channel for sent in self._sent.values()):
            return None
        if now_s < self._rest_s.get(channel, now_s):
            return None
        wanted = [slot for slot in slots if self._slot_tries.get((channel, slot), (0, 0.0))[1] <= now_s]
        if not wanted:
            return None
        end_s = min(
            wanted[0] - wanted[0] % interval_s + self._page_periods * interval_s,
            -(-(wanted[-1] + 900) // interval_s) * interval_s,
        )
        asked = tuple(slot for slot in wanted if slot < end_s)
        periods = max(-(-(end_s - asked[0]) // interval_s), 1)
        for slot in asked:
            tries = self._slot_tries.get((channel, slot), (0, 0.0))[0]
            again_s = ASK_SLOT_AGAIN_S[min(tries, len(ASK_SLOT_AGAIN_S) - 1)]
            self._slot_tries[channel, slot] = (tries + 1, now_s + again_s)
        page = Page(channel, asked, min(periods, self._page_periods))
        return self._send(page, ReadIntervals(meter, channel, instant(end_s), page.periods), now_s)

    def answered(self, channel: IntervalChannel, periods: int) -> None:
        """A page of so many periods came: the next one may be asked for, no larger than fits the meter's frame."""
        self._tries.pop(("page", channel), None)
        for order_id, sent in list(self._sent.items()):
            if isinstance(sent.purpose, Page) and sent.purpose.channel is channel:
                del self._sent[order_id]
                if LEAST_PERIODS <= periods < sent.purpose.periods:
                    self._page_periods = periods
                    for slot in sent.purpose.slots:  # what did not fit is asked for at once
                        self._slot_tries.pop((channel, slot), None)

    def delivered(self, order_id: int, now_s: float) -> Purpose | None:
        """An order was accepted; what it was for, None if it is not ours any more."""
        sent = self._sent.pop(order_id, None)
        if sent is None:
            return None
        if isinstance(sent.purpose, Errand):
            self._tries.pop(sent.purpose, None)
            if sent.purpose.period_s is not None:
                self._due.setdefault(sent.purpose, now_s + max(sent.purpose.period_s / self._speed, 10.0))
        elif isinstance(sent.purpose, ConfirmText):
            self._confirm.pop(sent.purpose.message_id, None)
        return sent.purpose

    def failed(self, order_id: int, now_s: float) -> None:
        """An order did not arrive: try again later; pages by their own rule."""
        self.undelivered += 1
        sent = self._sent.pop(order_id, None)
        if sent is None:
            return
        key = _key_of(sent.purpose)
        tries = self._tries.get(key, 0)
        self._tries[key] = tries + 1
        again_s = now_s + RETRY_S[min(tries, len(RETRY_S) - 1)]
        if isinstance(sent.purpose, Errand):
            self._due.setdefault(sent.purpose, again_s)
        elif isinstance(sent.purpose, Page):
            self._rest_s[sent.purpose.channel] = again_s
            for slot in sent.purpose.slots:
                self._slot_tries.pop((sent.purpose.channel, slot), None)
        else:
            self._confirm[sent.purpose.message_id] = (sent.purpose, again_s)

    @property
    def next_s(self) -> float | None:
        """When something is due."""
        dues = [*self._due.values(), *(due_s for _, due_s in self._confirm.values())]
        dues += [sent.since_s + ANSWER_S for sent in self._sent.values()]
        return min(dues, default=None)

    def _is_sent(self, purpose: Purpose) -> bool:
        return any(sent.purpose == purpose for sent in self._sent.values())

    def _send(self, purpose: Purpose, order: Order, now_s: float) -> SendOrder:
        order_id = self.number()
        self._sent[order_id] = _Sent(purpose, now_s)
        if isinstance(purpose, Errand):
            self._asked[purpose] = now_s
        return SendOrder(order_id, order)
