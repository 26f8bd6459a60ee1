"""Debts to the utility, paid in order and only by the meter's own word: the mechanics that receipts and reports share.

A debt is numbered and kept in the transaction of what it tells of; then it is sent, one at a time, for as long as it
takes. That a frame arrived pays nothing: the meter's word that it logged it does. So a lost frame, a lost answer and a
kill all end in the same: it is sent again under the same number, and the utility counts it once.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Generic, Protocol, Self, TypeVar

from devices.moment import Moment

RETRY_S = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
LOGGED_S = 15.0
REMEMBERED = 400


class Owed(Protocol):
    """A fact that is owed: its number, and when the meter, the MS and the MDMS had it."""

    @property
    def sequence(self) -> int:
        """Its number."""

    @property
    def logged(self) -> datetime | None:
        """When the meter had it."""

    @property
    def ms(self) -> datetime | None:
        """When the head end had it."""

    @property
    def mdms(self) -> datetime | None:
        """When the records had it."""

    def came_to(self, stage: str, at: datetime) -> Self:
        """The same, as it stands once it reached "meter", "MS" or "MDMS"."""


T = TypeVar("T", bound=Owed)


class Debts(Generic[T]):
    """All that is owed, and what was paid of late; `remembered` of those at most."""

    def __init__(self, kept: Iterable[T], remembered: int = REMEMBERED, retry_s: tuple[float, ...] = RETRY_S) -> None:
        self._retry_s = retry_s
        self.owed: dict[int, T] = {}
        self.paid: dict[int, T] = {}
        self.next_number = 1
        self._remembered = remembered
        self._due_s = 0.0
        self._tries = 0
        self._sent: int | None = None
        self._tried: int | None = None
        for each in kept:
            (self.owed if each.logged is None else self.paid)[each.sequence] = each
            self.next_number = max(self.next_number, each.sequence + 1)

    def owe(self, debt: T, at: Moment) -> None:
        """A debt under `next_number`."""
        if not self.owed:
            self._due_s, self._tries = at.monotonic_s, 0
        self.owed[debt.sequence] = debt
        self.next_number = debt.sequence + 1

    def due(self, now_s: float, first: Callable[[T], bool] = lambda _: True) -> T | None:
        """The debt that is next, if it is time to send it; `first` come before others."""
        if self._sent is not None or not self.owed or now_s < self._due_s:
            return None
        preferred = (each for each in self.owed.values() if first(each))
        following = next(preferred, None) or next(iter(self.owed.values()))
        self._sent = self._tried = following.sequence
        return following

    def delivered(self, sequence: int, now_s: float) -> None:
        """It arrived: that is no payment, but the meter is given time to say that it logged it."""
        if self._sent == sequence:
            self._sent = None
            self._due_s = now_s + max(LOGGED_S, self._wait_s())

    def failed(self, sequence: int, now_s: float) -> None:
        """It did not arrive: later."""
        if self._sent == sequence:
            self._sent = None
            self._due_s = now_s + self._wait_s()

    def begin(self, now_s: float) -> None:
        """The meter is there (again): what is owed is due now."""
        self._tries = 0
        self._due_s = now_s

    def lose(self) -> None:
        """The radio is gone, and what was on its way with it."""
        self._sent = None

    def logged(self, sequence: int, at: datetime, now_s: float) -> T | None:
        """The meter has it: paid; None: a second word of it, which changes nothing."""
        debt = self.owed.pop(sequence, None)
        if debt is None:
            return None
        if self._sent == sequence:
            self._sent = None
        self.begin(now_s)
        return self._remember(debt.came_to("meter", at))

    def progress(self, sequence: int, stage: str, at: datetime) -> T | None:
        """How far it came beyond the meter; the first word of each stage counts, None: no news."""
        paid = self.paid.get(sequence)
        if paid is None or stage not in {"MS", "MDMS"}:
            return None
        known = paid.ms if stage == "MS" else paid.mdms
        return None if known is not None else self._remember(paid.came_to(stage, at))

    @property
    def next_s(self) -> float | None:
        """When something is due."""
        return self._due_s if self.owed and self._sent is None else None

    def tries(self, sequence: int) -> int:
        """How often the debt that is being paid was tried in vain since the meter was last heard."""
        return self._tries if sequence == self._tried else 0

    def _wait_s(self) -> float:
        wait_s = self._retry_s[min(self._tries, len(self._retry_s) - 1)]
        self._tries += 1
        return wait_s

    def _remember(self, paid: T) -> T:
        self.paid[paid.sequence] = paid
        while len(self.paid) > self._remembered:
            del self.paid[next(iter(self.paid))]
        return paid
