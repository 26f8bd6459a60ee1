"""Which devices the meter is to send events to itself: one device, one commander (docs/decisions/0015, X-ENROL).

A device that carries events out by itself is enrolled with the meter as soon as both are set up, as long as the
customer lets it take part in anything (X-CHOICE); a device without a plan, which only shows events, always is. What
the meter knows may be lost with either of them, so it is told anew whenever one was set up again. A device that left
is withdrawn, if the meter can still be told so; there is nobody left who could confirm it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from devices.demand_response import EnrolDevice
from devices.names import Eui64

RETRY_S = (5.0, 30.0, 60.0, 120.0)


@dataclass(slots=True)
class _Client:
    told: bool | None = None
    """What the meter confirmed last; None: not known."""
    wanted: bool | None = None
    is_sent: bool = False
    has_left: bool = False
    tries: int = 0
    due_s: float = 0.0

    def anew(self, now_s: float) -> None:
        """Nothing is known of what the meter does: tell it now, whatever is on its way."""
        self.told, self.is_sent, self.tries, self.due_s = None, False, 0, now_s


class Enrolment:
    """The event clients of one home; `takes_part` is the customer's plan, asked whenever something may be due."""

    def __init__(self, takes_part: Callable[[Eui64], bool]) -> None:
        self._takes_part = takes_part
        self._clients: dict[Eui64, _Client] = {}

    def ready(self, client: Eui64, now_s: float) -> None:
        """An event client was set up (again)."""
        known = self._clients.setdefault(client, _Client())
        known.has_left = False
        known.anew(now_s)

    def left(self, client: Eui64, now_s: float) -> None:
        """A device is of this home no more."""
        known = self._clients.get(client)
        if known is not None:
            known.has_left = True
            known.anew(now_s)

    def begin(self, now_s: float) -> None:
        """The meter was set up (again)."""
        for client in self._clients.values():
            client.anew(now_s)

    def due(self, meter: Eui64, now_s: float) -> list[EnrolDevice]:
        """What to tell the meter now; call `delivered` or `failed` with how that went."""
        orders = []
        for device, client in self._clients.items():
            wanted = not client.has_left and self._takes_part(device)
            if wanted is not client.wanted:
                client.wanted, client.tries, client.due_s = wanted, 0, now_s
            if client.told is not wanted and not client.is_sent and client.due_s <= now_s:
                client.is_sent = True
                orders.append(EnrolDevice(meter, device, is_enrolled=wanted))
        return orders

    def delivered(self, order: EnrolDevice) -> None:
        """The meter does so."""
        client = self._clients.get(order.client)
        if client is None:
            return
        client.is_sent, client.told, client.tries = False, order.is_enrolled, 0
        if client.has_left and not order.is_enrolled:
            del self._clients[order.client]

    def failed(self, order: EnrolDevice, now_s: float) -> None:
        """The meter could not be told: again later, but not for ever of a device that left."""
        client = self._clients.get(order.client)
        if client is None:
            return
        client.is_sent, client.told = False, None
        client.due_s = now_s + RETRY_S[min(client.tries, len(RETRY_S) - 1)]
        client.tries += 1
        if client.has_left and client.tries >= len(RETRY_S):
            del self._clients[order.client]

    @property
    def next_s(self) -> float | None:
        """When something is due."""
        dues = [each.due_s for each in self._clients.values() if each.told is not each.wanted and not each.is_sent]
        return min(dues, default=None)
