"""How often somebody may try: counted by account and by address, within a sliding window."""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

_KEYS_KEPT = 20_000


class Attempts:
    """At most `limit` attempts of one key within `window`; the oldest keys are forgotten beyond twenty thousand."""

    def __init__(self, wall: Callable[[], datetime], limit: int, window: timedelta) -> None:
        self._wall, self._limit, self._window = wall, limit, window
        self._tried: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait_s(self, key: str) -> int:
        """Seconds until that key may try again; 0: now."""
        at, tried = self._wall(), self._tried.get(key, deque())
        while tried and tried[0] <= at - self._window:
            tried.popleft()
        if len(tried) < self._limit:
            return 0
        return max(1, math.ceil((tried[0] + self._window - at).total_seconds()))

    def count(self, key: str) -> None:
        """Somebody tries: counted before it is known whether it was right, so that trying at once gains nothing."""
        self._tried.setdefault(key, deque()).append(self._wall())
        self._tried.move_to_end(key)
        if len(self._tried) > _KEYS_KEPT:
            self._tried.popitem(last=False)

    def forgive(self, key: str) -> None:
        """The last attempt was right: it does not count."""
        if tried := self._tried.get(key):
            tried.pop()
