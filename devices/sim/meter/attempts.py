"""Unauthorised attempts: counted in a sliding hour by source and in all, with one alarm for each excursion (C1FR41)."""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from devices.sim.meter.ledger import from_us, to_us
from devices.wan.words import AttemptsReport

HOUR: Final = timedelta(hours=1)
DEFAULT_PER_HOUR: Final = 10
MAX_PER_HOUR: Final = 1000
DEFAULT_REPORT_MINUTES: Final = 1440
MAX_SOURCES: Final = 64
MAX_VERBATIM: Final = 100
OTHERS: Final = "others"


@dataclass(slots=True)
class Window:
    """The latest attempts: as many as the rate allows, and one more."""

    times: deque[datetime]
    is_raised: bool = False

    def exceeds(self, at: datetime, per_hour: int) -> bool:
        """Does this attempt begin an excursion above the rate? The hour is open at its old end."""
        if self.is_raised and not self._is_above(at, per_hour):
            self.is_raised = False
        self.times.append(at)
        if self.is_raised or not self._is_above(at, per_hour):
            return False
        self.is_raised = True
        return True

    def _is_above(self, at: datetime, per_hour: int) -> bool:
        return len(self.times) > per_hour and self.times[-per_hour - 1] > at - HOUR


@dataclass(slots=True)
class Attempts:
    """Counts by cause since the last report, windows by source, and how many were logged word for word this hour."""

    since: datetime
    per_hour: int = DEFAULT_PER_HOUR
    report_minutes: int = DEFAULT_REPORT_MINUTES
    inbound: Counter[str] = field(default_factory=Counter)
    outbound: Counter[str] = field(default_factory=Counter)
    total: Window = field(init=False)
    sources: dict[str, Window] = field(default_factory=dict)
    _hour: datetime | None = None
    _verbatim: int = 0

    def __post_init__(self) -> None:
        self.total = self._window()

    def count(self, source: str, cause: str, at: datetime, *, is_inbound: bool) -> str | None:
        """One more; a sentence when an alarm is due."""
        (self.inbound if is_inbound else self.outbound)[cause] += 1
        is_total = self.total.exceeds(at, self.per_hour)
        name = source if source in self.sources or len(self.sources) < MAX_SOURCES else OTHERS
        window = self.sources.setdefault(name, self._window())
        if window.exceeds(at, self.per_hour):
            return f"more than {self.per_hour} unauthorised attempts in an hour from {name or 'nobody named'}"
        return f"more than {self.per_hour} unauthorised attempts in an hour" if is_total else None

    def is_verbatim(self, at: datetime) -> bool:
        """Is this one of the first of its hour, which are logged word for word?"""
        hour = at.replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._verbatim = hour, 0
            self._forget_quiet(at)
        self._verbatim += 1
        return self._verbatim <= MAX_VERBATIM

    @property
    def report_due(self) -> datetime:
        """When the next report is due."""
        return self.since + timedelta(minutes=self.report_minutes)

    def report(self, until: datetime) -> AttemptsReport:
        """What was counted since the last report, which begins the next."""
        report = AttemptsReport(
            self.since, until, tuple(sorted(self.inbound.items())), tuple(sorted(self.outbound.items()))
        )
        self.since = until
        self.inbound.clear()
        self.outbound.clear()
        return report

    def limit(self, per_hour: int) -> None:
        """Another rate; what the windows hold stays."""
        self.per_hour = per_hour
        for window in (self.total, *self.sources.values()):
            window.times = deque(window.times, maxlen=per_hour + 1)

    def _window(self) -> Window:
        return Window(deque(maxlen=self.per_hour + 1))

    def _forget_quiet(self, at: datetime) -> None:
        quiet = [name for name, window in self.sources.items() if window.times[-1] <= at - HOUR]
        for name in quiet:
            del self.sources[name]

    def save(self) -> dict[str, object]:
        """In JSON's values."""
        return {
            "since": to_us(self.since),
            "per_hour": self.per_hour,
            "report_minutes": self.report_minutes,
            "inbound": self.inbound,
            "outbound": self.outbound,
            "total": _saved(self.total),
            "sources": {name: _saved(window) for name, window in self.sources.items()},
        }

    @classmethod
    def of(cls, saved: Any) -> "Attempts":
        """What `save` wrote."""
        attempts = cls(from_us(saved["since"]), saved["per_hour"], saved["report_minutes"])
        attempts.inbound, attempts.outbound = Counter(saved["inbound"]), Counter(saved["outbound"])
        attempts.total = attempts._loaded(saved["total"])
        attempts.sources = {name: attempts._loaded(window) for name, window in saved["sources"].items()}
        return attempts

    def _loaded(self, saved: Any) -> Window:
        times_us, is_raised = saved
        return Window(deque(map(from_us, times_us), maxlen=self.per_hour + 1), is_raised)


def _saved(window: Window) -> list[object]:
    return [[to_us(at) for at in window.times], window.is_raised]
