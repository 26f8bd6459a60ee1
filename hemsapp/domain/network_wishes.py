"""What an installer wishes of the network: let a device go, give it a new key; and what the dongle says of it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from devices.han import ReadState
from devices.messages import (
    Delivered,
    DeviceLeft,
    DeviceReady,
    Exchanged,
    KeyRenewalFailed,
    NetworkKeyRenewed,
    RadioChanged,
    RadioState,
    RemovalFailed,
    Undelivered,
)
from devices.moment import Moment
from devices.names import Eui64
from hemsapp.commissioning import RemoveDevice, RenewNetworkKey
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.domain.orders import Orders
from hemsapp.effects import AwaitRejoins, ChangeNetworkKey, Effect, ForgetDevice, SendOrder
from hemsapp.saying import in_order, say

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker


class NetworkWishes:
    """Takes wishes and reports about the network; `effects` are performed after the facts are kept.

    `is_held` tells whether an event holds a device now; `is_taken_up`: a backup was, and everybody is to be called.
    """

    def __init__(
        self, home: Home, orders: Orders, is_held: Callable[[Eui64], bool], *, is_taken_up: bool = False
    ) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self._orders = orders
        self._is_held = is_held
        self._asked: dict[int, Eui64] = {}
        self._is_call_due = is_taken_up
        self._is_calling = False
        self.wishes: dict[type, Taker] = {RemoveDevice: self._remove, RenewNetworkKey: self._renew}
        self.reports: dict[type, Taker] = {
            RemovalFailed: self._removal_failed,
            NetworkKeyRenewed: self._renewed,
            KeyRenewalFailed: self._renewal_failed,
        }

    def hear(self, thing: object, at: Moment) -> list[Fact]:
        """Take note of who left, who holds the new key, and that the radio is back; what is to be recorded."""
        network = self._home.network
        was_absent = network.absent
        facts: list[Fact] = []
        match thing:
            case DeviceLeft():
                facts = [*network.holds_key(thing.device)]
                if (name := network.removing.pop(thing.device, None)) is not None:
                    facts.append(Happening(at.utc, Happened.DEVICE_REMOVED, f"{name} ({thing.device}) was removed"))
            case Delivered() if thing.order_id in self._asked:
                facts = [*network.holds_key(self._asked.pop(thing.order_id))]
            case Undelivered():
                self._asked.pop(thing.order_id, None)
            case DeviceReady() | Exchanged(is_answered=True) if thing.device in network.absent:
                self._ask(thing.device)
            case RadioChanged(state=RadioState.READY):
                if network.absent:
                    self.effects.append(AwaitRejoins(is_awaited=True))
                self._call(at)
        if was_absent and not network.absent:
            self.effects.append(AwaitRejoins(is_awaited=False))
        return facts

    def _ask(self, device: Eui64) -> None:
        """Put a question under the new key, unless one is on its way: who answers, holds it."""
        if device in self._asked.values():
            return
        order_id = self._orders.number()
        self._asked[order_id] = device
        self.effects.append(SendOrder(order_id, ReadState(device)))

    def wake(self, at: Moment) -> list[Fact]:
        """Wait no longer for who never asked for the new key; what is to be recorded."""
        absent = self._home.network.absent
        facts: list[Fact] = self._called(at)
        late = self._home.network.waited_long_enough(at)
        if late:
            facts += late
            self.effects.append(AwaitRejoins(is_awaited=False))
            names = ", ".join(self._home.household.name_of(each) for each in absent)
            facts.append(Happening(at.utc, Happened.NETWORK_KEY_CHANGED, f"never asked for the new key: {names}"))
        return facts

    # After a backup was taken up

    def _call(self, at: Moment) -> None:
        """The radio is there for the first time since: call everybody."""
        if not self._is_call_due:
            return
        self._is_call_due = False
        orders = [(self._orders.number(), device) for device in self._home.household.askable()]
        self.effects += [SendOrder(order_id, ReadState(device)) for order_id, device in orders]
        self._home.roll_call.begin(orders, at)
        self._is_calling = True

    def _called(self, at: Moment) -> list[Fact]:
        """Tell how the roll-call ended, once."""
        check = self._home.roll_call.view
        if not self._is_calling or check is None or check.ended is None:
            return []
        self._is_calling = False
        silent = ", ".join(self._home.household.name_of(each) for each in check.silent)
        told = say("Every device was called, and every one answered ({count}).", count=len(check.answered))
        if silent:
            told = say(
                "Every device was called: {answered} of {asked} answered. Nothing was heard of: {silent}.",
                answered=len(check.answered),
                asked=len(check.asked),
                silent=silent,
            )
        work = self._home.work
        if work is not None and work.ended is not None:
            self._home.work = replace(work, result=in_order(work.result, told))
        return [Happening(at.utc, Happened.BACKUP_RESTORED, told)]

    # Removal

    def _remove(self, command: RemoveDevice, at: Moment) -> list[Fact]:
        home, device = self._home, command.device
        known = home.household.known(device)
        if known is None:
            return self._refuse(at, say("that device is not of this home"))
        if home.radio.state is not RadioState.READY:
            return self._refuse(at, say("the radio is not ready: a device can be removed when it is"))
        if known.is_ready and self._is_held(device):
            return self._refuse(
                at, say("an event holds {name}: let it leave the event first, then remove it", name=known.name)
            )
        if device not in home.network.removing:
            home.network.removing[device] = known.name
            self.effects.append(ForgetDevice(device))
        return []

    def _removal_failed(self, message: RemovalFailed, at: Moment) -> list[Fact]:
        home = self._home
        name = home.network.removing.pop(message.device, message.device)
        return self._refuse(at, say("{name} was not removed: the radio was lost meanwhile", name=name))

    # A new key

    def _renew(self, _: RenewNetworkKey, at: Moment) -> list[Fact]:
        network = self._home.network
        if self._home.radio.state is not RadioState.READY:
            return self._refuse(at, say("the radio is not ready: the network gets a new key when it is"))
        if not network.is_renewing:
            network.begin_renewal(at)
            self.effects.append(ChangeNetworkKey())
        return []

    def _renewed(self, message: NetworkKeyRenewed, at: Moment) -> list[Fact]:
        """Ask everyone: who answers holds the new key, for the question was put under it."""
        home = self._home
        askable = home.household.askable()
        facts: list[Fact] = [*home.network.renewed(askable, at)]
        self._asked.clear()
        for device in askable:
            self._ask(device)
        home.roll_call.begin(self._asked.items(), at)
        if askable:
            self.effects.append(AwaitRejoins(is_awaited=True))
        detail = f"the network speaks under key {message.sequence}"
        return [*facts, Happening(at.utc, Happened.NETWORK_KEY_CHANGED, detail)]

    def _renewal_failed(self, _: KeyRenewalFailed, at: Moment) -> list[Fact]:
        self._home.network.renewal_failed(at)
        return self._refuse(at, say("the network keeps its key: the radio was lost meanwhile"))

    def _refuse(self, at: Moment, why: str) -> list[Fact]:
        self._home.refuse(why, at)
        return [Happening(at.utc, Happened.COMMAND_REFUSED, why)]
