"""May the wall clock decide when an event begins? Not before something has confirmed it (T2)."""

from devices.messages import MeterTime
from devices.moment import Moment
from hemsapp.domain.days import seconds
from hemsapp.domain.facts import Restored

TOLERANCE_S = 60
GRACE_S = 120.0


class ClockTrust:
    """Trusted is a clock that agrees with the meter's, or that a person set.

    Without either it is believed after two minutes, unless it says less than what is on the disk.
    """

    def __init__(self, restored: Restored, speed: float) -> None:
        self.is_trusted = False
        self._speed = speed
        self._latest_s = _latest_s(restored)
        self._doubted_s = 0.0

    def doubt(self, at: Moment) -> None:
        """It has just begun to run, or is about to be stepped."""
        self.is_trusted = False
        self._doubted_s = at.monotonic_s

    def hear(self, message: MeterTime, at: Moment, *, is_by_hand: bool) -> None:
        """Our meter told the time."""
        is_near = abs(seconds(message.utc) - seconds(at.utc)) <= TOLERANCE_S * self._speed
        if is_near or is_by_hand or not message.is_synchronized:
            self.is_trusted = True
        else:
            self.doubt(at)

    def wake(self, at: Moment) -> None:
        """Nobody has told the time for so long."""
        if not self.is_trusted and at.monotonic_s - self._doubted_s >= GRACE_S:
            self.is_trusted = seconds(at.utc) >= self._latest_s

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which it may be believed, None: it is."""
        return None if self.is_trusted else self._doubted_s + GRACE_S


def _latest_s(restored: Restored) -> int:
    known = [each.owed for each in restored.receipts[-1:]]
    known += [each.start for each in restored.intervals[-1:]]
    known += [each.utc for each in restored.anchors]
    return max(map(seconds, known), default=0)
