"""How a device is brought where it is wanted: look, write, let it be read back; again, ever more rarely, for ever.

One order at a time. A device that has not told its set points just now is looked at before it is written, for somebody
may have turned its knob, and what it said of that may be lost: written over, the hand is forgotten for good. Retries
wait 1 s, 2 s, 4 s, 8 s, 15 s, then each 30 s: a device that can be reached again is put right within a minute. A device
is written at most ten times a minute, whoever asks.
"""

from collections import deque

from devices.names import Eui64
from hemsapp.domain.comfort.steps import ComfortOrder, Steered, Steering

RETRY_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
UNREACHABLE_TRIES = 3
ANSWER_S = 60.0
SLEEPY_ANSWER_S = 3700.0
"""A device that sleeps answers when it wakes; its outbox gives it up within the hour."""
JUST_NOW_S = 3.0
MOST_WRITES = 10
WRITES_WITHIN_S = 60.0


class Tries:
    """The orders of one device; monotonic seconds."""

    def __init__(self, device: Eui64) -> None:
        self.is_known = False
        self.is_unreachable = False
        self.answer_s = ANSWER_S
        self._device = device
        self._serial = 0
        self._since_s: float | None = None
        self._told_s: float | None = None
        self.is_write = False
        self._tries = 0
        self._next_s = 0.0
        self._writes: deque[float] = deque(maxlen=MOST_WRITES)

    @property
    def is_under_way(self) -> bool:
        """Is an order on its way?"""
        return self._since_s is not None

    def send(self, order: ComfortOrder, now_s: float, *, is_write: bool) -> Steered | None:
        """The order, if one may go now."""
        if self.due_s(is_write=is_write) > now_s or self.is_under_way:
            return None
        self._serial += 1
        self._since_s = now_s
        self.is_write = is_write
        if is_write:
            self._writes.append(now_s)
        return Steered(Steering(self._device, self._serial), order)

    def due_s(self, *, is_write: bool) -> float:
        """When the next order may go: or, with one on its way, when it is given up."""
        if self._since_s is not None:
            return self._since_s + self.answer_s
        if is_write and len(self._writes) == MOST_WRITES:
            return max(self._next_s, self._writes[0] + WRITES_WITHIN_S)
        return self._next_s

    def may_write(self, now_s: float) -> bool:
        """Is nothing on its way, and no wait to be kept?"""
        return not self.is_under_way and self.due_s(is_write=True) <= now_s

    def is_mine(self, purpose: Steering) -> bool:
        """Is it the order that is on its way? A late answer to one that was given up is not."""
        return self.is_under_way and purpose.serial == self._serial

    def ended(self) -> None:
        """The order is over, and did what it was for."""
        self._since_s = None

    def fell_short(self, now_s: float) -> bool:
        """The order is over for nothing; is that the one that makes the device unreachable?"""
        self._since_s = None
        self.is_known = False
        self._next_s = now_s + RETRY_S[min(self._tries, len(RETRY_S) - 1)]
        self._tries += 1
        is_news = self._tries >= UNREACHABLE_TRIES and not self.is_unreachable
        self.is_unreachable = self.is_unreachable or is_news
        return is_news

    def give_up_the_lost(self, now_s: float) -> bool:
        """Is the order on its way so long that nobody will answer it any more? Then it fell short."""
        return self._since_s is not None and now_s >= self._since_s + self.answer_s

    def heard(self, now_s: float, *, is_told: bool = True) -> None:
        """It told something, and (`is_told`) where it stands; a retry need not wait longer."""
        self.is_known = True
        if is_told:
            self._told_s = now_s
        if self.is_unreachable:
            self._next_s = 0.0
        self.is_unreachable = False

    def has_told(self, now_s: float) -> bool:
        """Did it tell just now where it stands?"""
        return self._told_s is not None and now_s - self._told_s <= JUST_NOW_S

    def reached(self) -> None:
        """It stands where it is wanted: begin with the short waits again."""
        self._tries = 0
        self._next_s = 0.0

    def begin(self) -> None:
        """It is there (again): look at it now."""
        self.is_known = False
        self._since_s = None
        self._tries = 0
        self._next_s = 0.0

    def lose(self) -> None:
        """It left: nothing is on its way any more."""
        self._since_s = None
        self.is_known = False
