"""Keeps one chatty or hostile source from taking the processor from all others."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final

FRAMES_PER_SECOND: Final = 20.0
BURST: Final = 60.0
MAX_SOURCES: Final = 256


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


class TokenBuckets:
    """One token bucket for each source address, before anything of its frames is parsed (TM11)."""

    def __init__(self, per_second: float = FRAMES_PER_SECOND, burst: float = BURST) -> None:
        self._per_second = per_second
        self._burst = burst
        self._buckets: dict[Hashable, _Bucket] = {}
        self.dropped = 0

    def admit(self, source: Hashable, at_s: float) -> bool:
        """Whether a frame from `source` at monotonic `at_s` may pass."""
        bucket = self._buckets.pop(source, None)
        if bucket is None:
            bucket = _Bucket(self._burst, at_s)
            if len(self._buckets) >= MAX_SOURCES:
                del self._buckets[next(iter(self._buckets))]
        self._buckets[source] = bucket  # the most recent last: the oldest is the first to be forgotten
        refill = (at_s - bucket.at_s) * self._per_second
        bucket.tokens = min(self._burst, bucket.tokens + refill)
        bucket.at_s = at_s
        if bucket.tokens < 1:
            self.dropped += 1
            return False
        bucket.tokens -= 1
        return True

    def expect(self, source: Hashable) -> None:
        """We ask `source` something: its answer is no part of a flood, so it does not count."""
        if (bucket := self._buckets.get(source)) is not None:
            bucket.tokens = min(self._burst, bucket.tokens + 1)
