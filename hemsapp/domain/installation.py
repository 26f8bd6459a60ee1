"""What an installer wishes, and what comes of it: who may join, tests at its end, the air, who blinks."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from devices.errors import JoinFault
from devices.han import IdentifyDevice, Order, SetUpAgain
from devices.messages import (
    AirScanned,
    Delivered,
    DeviceIdentified,
    DeviceKind,
    Eui64,
    JoinFailed,
    KeyEstablished,
    Undelivered,
)
from devices.moment import Moment
from hemsapp import commands, commissioning
from hemsapp.domain.facts import Fact, Happened, Happening
from hemsapp.domain.home import Home
from hemsapp.domain.orders import Orders
from hemsapp.effects import Effect, ForgetDevice, ListenToAir, PermitJoin, SendOrder
from hemsapp.manners import Refused
from hemsapp.snapshot import AirScan, Join, JoinState

if TYPE_CHECKING:
    from hemsapp.domain.wishes import Taker

UNWANTED: Final = (JoinFault.WRONG_KIND, JoinFault.REFUSED, JoinFault.KEY_FAILED)
"""Who is in by then, and may not be: it is told to leave."""


class Installation:
    """Takes commands and messages of commissioning; `effects` are performed after the facts are kept."""

    def __init__(self, home: Home, orders: Orders) -> None:
        self.effects: list[Effect] = []
        self._home = home
        self._orders = orders
        self._names: dict[Eui64, str] = {}
        self._set_ups: dict[int, Eui64] = {}
        self.wishes: dict[type, Taker] = {
            commands.AllowJoin: self._allow_join,
            commands.StopJoin: self._stop_join,
            commissioning.AllowJoins: self._allow_joins,
            commissioning.RetrySetUp: self._retry_set_up,
            commissioning.Identify: self._identify,
            commissioning.ScanAir: self._scan_air,
        }
        self.reports: dict[type, Taker] = {
            JoinFailed: self._join_failed,
            DeviceIdentified: lambda _, __: None,
            KeyEstablished: lambda _, __: None,
            AirScanned: self._air_scanned,
        }

    def settle(self, thing: object, at: Moment) -> list[Fact]:
        """After everything that came (None: only time passed): test who is set up, tell how joinings ended."""
        joining = self._home.joining
        if isinstance(thing, Delivered | Undelivered):
            device = self._set_ups.pop(thing.order_id, None)
            if device is not None and isinstance(thing, Undelivered):
                joining.hear(JoinFailed(device, JoinFault.STOPPED_ANSWERING), at)
        for proof in joining.proofs():
            if (order := proof.order()) is not None:
                proof.sent(self._send(order))
        return [fact for join in joining.ended() for fact in self._ended(join, at)]

    def wake(self, at: Moment) -> list[Fact]:
        """Fail what nothing was heard of in time."""
        self._home.joining.wake(at)
        return self.settle(None, at)

    def _send(self, order: Order) -> int:
        order_id = self._orders.number()
        self.effects.append(SendOrder(order_id, order))
        return order_id

    def _ended(self, join: Join, at: Moment) -> Iterator[Fact]:
        name = self._names.pop(join.device, "")
        if join.state is JoinState.READY:
            if name and (called := self._call(join.device, name)) is not None:
                yield called
        elif join.fault is not None:
            if join.fault in UNWANTED and join.joined is not None:
                self.effects.append(ForgetDevice(join.device))
            why = f"{join.fault.value}: {join.reason}" if join.reason else join.fault.value
            yield Happening(at.utc, Happened.JOIN_FAILED, f"{join.device}: {why}")

    def _call(self, device: Eui64, name: str) -> Fact | None:
        """The name from the installer's list; one that somebody else has already is left out."""
        try:
            return self._home.household.call(device, name)
        except Refused:
            return None

    def _allow_join(self, command: commands.AllowJoin, at: Moment) -> list[Fact]:
        return self._allow(command.device, command.install_code, command.seconds, at, command.kind)

    def _allow_joins(self, command: commissioning.AllowJoins, at: Moment) -> list[Fact]:
        facts: list[Fact] = []
        for label in command.labels:
            self._names[label.device] = label.name
            facts += self._allow(label.device, label.install_code, command.seconds, at)
        return facts

    def _allow(
        self, device: Eui64, install_code: bytes, seconds: int, at: Moment, kind: DeviceKind | None = None
    ) -> list[Fact]:
        self._home.joining.begin(device, seconds, at, kind)
        self.effects.append(PermitJoin(device, install_code, seconds))
        return [Happening(at.utc, Happened.JOIN_ALLOWED, f"{device} may join for {seconds} s")]

    def _stop_join(self, command: commands.StopJoin, _: Moment) -> None:
        self.effects += [PermitJoin(device, b"", 0) for device in self._home.joining.stop(command.device)]

    def _retry_set_up(self, command: commissioning.RetrySetUp, at: Moment) -> None:
        self._home.joining.begin_set_up(command.device, at)
        self._set_ups[self._send(SetUpAgain(command.device))] = command.device

    def _identify(self, command: commissioning.Identify, _: Moment) -> None:
        self._send(IdentifyDevice(command.device, command.seconds))

    def _scan_air(self, _: commissioning.ScanAir, at: Moment) -> None:
        self._home.air = AirScan(begun=at)
        self.effects.append(ListenToAir())

    def _air_scanned(self, message: AirScanned, at: Moment) -> None:
        begun = at if self._home.air is None else self._home.air.begun
        self._home.air = AirScan(begun, at, message.levels)

    def _join_failed(self, message: JoinFailed, at: Moment) -> list[Fact]:
        self._home.household.never_came(message.device)
        if self._home.joining.of(message.device) is not None:
            return []  # told with the cause that it was judged to have
        return [Happening(at.utc, Happened.JOIN_FAILED, f"{message.device}: {message.why.value}")]
