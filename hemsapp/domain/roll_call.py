"""A check that a person runs: each device is asked, and who answered is told."""

from collections.abc import Callable, Iterable

from devices.han import ReadState
from devices.messages import Delivered, Eui64, Undelivered
from devices.moment import Moment
from hemsapp.effects import SendOrder
from hemsapp.snapshot import Check

LONGEST_S = 60.0


def ask(call: "RollCall", devices: Iterable[Eui64], number: Callable[[], int], at: Moment) -> list[SendOrder]:
    """Begin a check of these devices; the orders that ask them."""
    orders = [(number(), device) for device in devices]
    call.begin(orders, at)
    return [SendOrder(order_id, ReadState(device)) for order_id, device in orders]


class RollCall:
    """One check at a time; a newer one takes the place of the one before. `view` stays when it ended."""

    def __init__(self) -> None:
        self.view: Check | None = None
        self._awaited: dict[int, Eui64] = {}

    def begin(self, orders: Iterable[tuple[int, Eui64]], at: Moment) -> None:
        """These orders ask; with none of them the check has ended."""
        self._awaited = dict(orders)
        asked = tuple(self._awaited.values())
        self.view = Check(at, asked, answered=(), silent=(), ended=None if asked else at)

    def hear(self, thing: object, at: Moment) -> None:
        """An order was delivered, or was not."""
        if isinstance(thing, Delivered | Undelivered) and thing.order_id in self._awaited:
            device = self._awaited.pop(thing.order_id)
            self._tell(device, at, is_answered=isinstance(thing, Delivered))

    def wake(self, at: Moment) -> bool:
        """Whoever is still awaited after `LONGEST_S` did not answer; did that change anything?"""
        if (due_s := self.next_wake_s) is None or at.monotonic_s < due_s:
            return False
        for device in self._awaited.values():
            self._tell(device, at, is_answered=False)
        self._awaited.clear()
        return True

    @property
    def next_wake_s(self) -> float | None:
        """`Moment.monotonic_s` at which it ends in any case, None: it has."""
        return self.view.begun.monotonic_s + LONGEST_S if self._awaited and self.view is not None else None

    def _tell(self, device: Eui64, at: Moment, *, is_answered: bool) -> None:
        check = self.view
        assert check is not None
        answered = (*check.answered, device) if is_answered else check.answered
        silent = check.silent if is_answered else (*check.silent, device)
        is_ended = len(answered) + len(silent) == len(check.asked)
        self.view = Check(check.begun, check.asked, answered, silent, at if is_ended else None)
