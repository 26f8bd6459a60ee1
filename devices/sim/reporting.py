"""Configured reporting: when a value has changed enough, or been quiet too long, to be sent (ZCL 2.5.7).

Times are real seconds (`Moment.monotonic_s`), whatever pace the utility's time keeps.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from devices.sim.node import Peer

SAMPLE_S: Final = 1.0
"""How often a device looks whether a value has changed: InstantaneousDemand updates every 1 to 5 s."""

NEVER: Final = 0xFFFF
NO_PERIOD: Final = 0

Value = int | bool | str | bytes | None


@dataclass(slots=True)
class Subscription:
    """One attribute's reporting configuration, and what was sent last. `change` None: any change."""

    attribute_id: int
    type_id: int
    min_s: int
    max_s: int
    change: int | None
    sent_value: Value
    sent_s: float

    def is_due(self, value: Value, at_s: float, period_s: int | None) -> bool:
        """Should `value` be reported at `at_s`? `period_s` is the fast poll's, while it lasts."""
        elapsed_s = at_s - self.sent_s
        if period_s is not None and elapsed_s >= period_s:
            return True
        if self.max_s != NO_PERIOD and elapsed_s >= self.max_s:
            return True
        return elapsed_s >= self.min_s and self._has_changed(value)

    def next_s(self, looked_s: float, period_s: int | None) -> float:
        """When to look again, having looked at `looked_s`."""
        times = [max(self.sent_s + self.min_s, looked_s + SAMPLE_S)]
        if self.max_s != NO_PERIOD:
            times.append(self.sent_s + self.max_s)
        if period_s is not None:
            times.append(self.sent_s + period_s)
        return min(times)

    def _has_changed(self, value: Value) -> bool:
        if not isinstance(value, int) or not isinstance(self.sent_value, int) or not self.change:
            return value != self.sent_value
        return abs(value - self.sent_value) >= self.change


@dataclass(slots=True)
class Reports:
    """The reporting configuration of one cluster of one endpoint.

    What is due is sent in one frame together with every other configured attribute of the cluster, so that
    registers and demand are of one instant.
    """

    read: Callable[[int], Value]
    subscriptions: dict[int, Subscription] = field(default_factory=dict)
    bindings: list[Peer] = field(default_factory=list)
    fast_period_s: int | None = None
    fast_until_s: float | None = None
    _looked_s: float = 0.0

    @property
    def is_bound(self) -> bool:
        """Does what the cluster sends by itself go to anybody?"""
        return bool(self.bindings)

    def bind(self, peer: Peer, *, is_bound: bool) -> None:
        """Send what is sent by itself to that endpoint too, or no longer."""
        if peer in self.bindings:
            self.bindings.remove(peer)
        if is_bound:
            self.bindings.append(peer)

    def configure(
        self, attribute_id: int, type_id: int, min_s: int, max_s: int, change: int | None, at_s: float
    ) -> None:
        """Begin, change or (max_s 0xFFFF) end the reporting of one attribute."""
        if max_s == NEVER:
            self.subscriptions.pop(attribute_id, None)
            return
        self.subscriptions[attribute_id] = Subscription(
            attribute_id, type_id, min_s, max_s, change, self.read(attribute_id), at_s
        )

    def poll_fast(self, period_s: int, until_s: float) -> None:
        """Report each `period_s` until `until_s`, beside the configuration (Metering 0x03)."""
        self.fast_period_s, self.fast_until_s = period_s, until_s

    def due(self, at_s: float) -> dict[int, Value]:
        """Attribute values to report now; they count as sent."""
        self._looked_s = at_s
        self._end_fast_poll(at_s)
        if not self.is_bound:
            return {}
        values = {attribute_id: self.read(attribute_id) for attribute_id in self.subscriptions}
        period_s = self.fast_period_s
        if not any(one.is_due(values[one.attribute_id], at_s, period_s) for one in self.subscriptions.values()):
            return {}
        sent: dict[int, Value] = {}
        for one in self.subscriptions.values():
            if at_s - one.sent_s < one.min_s and period_s is None:
                continue
            one.sent_value, one.sent_s = values[one.attribute_id], at_s
            sent[one.attribute_id] = one.sent_value
        return sent

    @property
    def next_s(self) -> float | None:
        """When `due` wants to be asked again, or None."""
        if not self.is_bound or not self.subscriptions:
            return None
        return min(one.next_s(self._looked_s, self.fast_period_s) for one in self.subscriptions.values())

    def restart(self, at_s: float) -> None:
        """Power came back: timers begin anew, the configuration stays."""
        self.fast_period_s = self.fast_until_s = None
        for one in self.subscriptions.values():
            one.sent_s = at_s

    def save(self) -> dict[str, object]:
        """Bindings and configuration, for the state file."""
        rows = [
            [one.attribute_id, one.type_id, one.min_s, one.max_s, one.change] for one in self.subscriptions.values()
        ]
        return {"bindings": [[peer.eui64, peer.endpoint] for peer in self.bindings], "subscriptions": rows}

    def load(self, saved: Mapping[str, object], at_s: float) -> None:
        """Take up what `save` wrote."""
        bindings, rows = saved.get("bindings", ()), saved["subscriptions"]
        assert isinstance(bindings, Iterable)
        assert isinstance(rows, Iterable)
        self.bindings = [Peer(eui64, endpoint) for eui64, endpoint in bindings]
        for attribute_id, type_id, min_s, max_s, change in rows:
            self.configure(attribute_id, type_id, min_s, max_s, change, at_s)

    def _end_fast_poll(self, at_s: float) -> None:
        if self.fast_until_s is not None and at_s >= self.fast_until_s:
            self.fast_period_s = self.fast_until_s = None
