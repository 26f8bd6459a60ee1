"""One connection to one dongle, from opening the port to losing it."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

import zigpy.types as t
from zigpy.device import ZigbeeDevice
from zigpy.exceptions import NetworkNotFormed

from devices import codec
from devices.drivers import Sign, driver_for, introduce
from devices.errors import DevicesError, JoinFault, JoinRefused, RadioFault, RadioGone
from devices.firmware.words import FirmwareOrder
from devices.han import FOLLOWED, IdentifyDevice, Order, RealTime, SetUpAgain
from devices.messages import (
    AirScanned,
    Delivered,
    DeviceFound,
    DeviceJoined,
    DeviceLeft,
    Eui64,
    Malformed,
    Message,
    NetworkKeyRenewed,
    Undelivered,
    Unprotected,
)
from devices.neighbours import ReadNeighbours
from devices.outbox import Outbox
from devices.radio import topology, upkeep
from devices.radio.acknowledging import acknowledge
from devices.radio.admission import address_of, link_key_of
from devices.radio.application import SmartEnergyApplication, eui64_of, settings
from devices.radio.door import Door
from devices.radio.finishing import finished, tried
from devices.radio.interview import firmware_of, identify, is_there, reply_s_of, seen_as
from devices.radio.key_establishment import NO_MEANS, KeyEstablishment, Means
from devices.radio.port import diagnose, loss_fault, opening_fault
from devices.radio.signals import Signals
from devices.radio.trouble import is_dongles
from devices.radio.upgrading import Upgrading
from devices.radio.watching import falls_silent
from devices.se.profile import KEY_ESTABLISHMENT, OTA
from devices.strongbox import Strongbox

LOGGER = logging.getLogger(__name__)
_Result = TypeVar("_Result")

CONNECT_S: Final = 7.0
INITIALIZE_S: Final = 20.0
FORM_S: Final = 90.0
CLOSE_S: Final = 5.0
UPKEEP_S: Final = 40.0
SETTLE_S: Final = 0.5  # a device that just joined still negotiates its link key


class Session:
    """Opens, serves until the dongle is lost, closes. It hears for the application (`Ears`) and for zigpy."""

    def __init__(
        self,
        port: str,
        database: Path | None,
        channel: int | None,
        deliver: Callable[[Message], None],
        real_time: RealTime = FOLLOWED,
        sign: Sign | None = None,
        strongbox: Strongbox | None = None,
        means: Means = NO_MEANS,
    ) -> None:
        self._keys = KeyEstablishment(means, deliver, self._spawn, self._adopt)
        self._firmware = Upgrading(deliver, self._spawn)
        self._port = port
        self._strongbox = strongbox or Strongbox(None, None)
        self._sign = sign
        self._real_time = real_time
        self._settings = settings(port, None if database is None else str(database), channel)
        self._deliver = deliver
        self._app: SmartEnergyApplication | None = None
        self._is_connected = False
        self._is_closed = False
        self._lost: asyncio.Future[RadioFault] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._outboxes: dict[Eui64, Outbox] = {}
        self._serving: dict[Eui64, asyncio.Task[None]] = {}
        self._signals = Signals(deliver)
        self._door = Door(deliver, self._spawn, lambda: self._lose(RadioFault.NOT_ANSWERING))
        self._removing: set[Eui64] = set()
        self._welcomed, self._resumed = set[Eui64](), set[Eui64]()

    # Life

    @property
    def own(self) -> Eui64 | None:
        """Who we are on the network, None before it is open."""
        return None if self._app is None else eui64_of(self._app.state.node_info.ieee)

    @property
    def channel(self) -> int | None:
        """The channel of the network, None before it is open."""
        return None if self._app is None else int(self._app.state.network_info.channel)

    @property
    def pan_id(self) -> int | None:
        """The number of the network, None before it is open."""
        return None if self._app is None else int(self._app.state.network_info.pan_id)

    async def open(self, forming: Callable[[], None]) -> None:
        """Connect and start the network, form it (after calling `forming`) if there is none; raises RadioGone."""
        app = await self._connect()
        if app.keeping.is_take_over_due:
            forming()
            await self._race(app.keeping.take_over(), FORM_S)
            await self._shut_down()
            app = await self._connect()
        try:
            await self._race(app.initialize(auto_form=False), INITIALIZE_S)
        except NetworkNotFormed:
            forming()
            await self._race(app.initialize(auto_form=True), FORM_S)
            await self._shut_down()
            app = await self._connect()  # forming resets the dongle, and its endpoints are gone
            await self._race(app.initialize(auto_form=False), INITIALIZE_S)

    async def serve(self) -> NoReturn:
        """Adopt the devices that are known and serve them until the dongle is lost; raises RadioGone."""
        assert self._app is not None
        await self._ask(self._keys.open(self._app))
        for device in list(self._app.devices.values()):
            if isinstance(device, ZigbeeDevice) and device.is_initialized:
                self._adopt(device)
        self._spawn(self._watch())
        raise RadioGone(await self._lost, self._port)

    async def close(self, why: str) -> None:
        """Answer what is unanswered and let go of the port."""
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for outbox in self._outboxes.values():
            outbox.close(why)
        self._outboxes.clear()
        await self._shut_down()
        if self._lost.done() and not self._lost.cancelled():
            self._lost.exception()  # seen: `serve` may never have waited for it

    def send(self, order_id: int, order: Order) -> None:
        """Put an order into its device's outbox; what a device tells of its neighbours is asked beside it."""
        if isinstance(order, ReadNeighbours) and self._app is not None:
            self._spawn(topology.read(self._app, order_id, order, self._deliver))
            return
        outbox, device = self._outboxes.get(order.device), self._interviewed_or_not(order.device)
        if isinstance(order, FirmwareOrder):
            self._firmware.order(order_id, device, order)
        elif isinstance(order, IdentifyDevice) and device is not None:
            self._spawn(self._identify(order_id, device, order.seconds))
        elif isinstance(order, SetUpAgain) and device is not None:
            self._set_up_again(device)
            self._deliver(Delivered(order_id))
        elif outbox is None:
            self._deliver(Undelivered(order_id, "no such device is ready on this network"))
        else:
            outbox.put(order_id, order)

    def _interviewed_or_not(self, name: Eui64) -> ZigbeeDevice | None:
        known = None if self._app is None else self._app.devices.get(address_of(name))
        return known if isinstance(known, ZigbeeDevice) else None

    async def _identify(self, order_id: int, device: ZigbeeDevice, seconds: int) -> None:
        self._deliver(await identify(order_id, device, seconds))

    def _set_up_again(self, device: ZigbeeDevice) -> None:
        name = eui64_of(device.ieee)
        self._resumed.add(name)
        if name in self._outboxes:
            self._outboxes[name].renew()
        elif device.is_initialized:
            self.device_initialized(device)
        elif self._door.of(name) is None:
            self._spawn(self._door.resume(device, lambda: name not in self._resumed))

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        """Open the network for one device, anew if it is open for it; it closes by itself, and says how it ended."""
        link_key, ieee = link_key_of(install_code), address_of(device)
        await self.end_permit(eui64_of(ieee))
        app = self._app
        if app is None:
            raise JoinRefused("the radio is not ready")
        known = self._interviewed_or_not(device)
        if (is_known := known is not None and known.is_initialized) and known is not None and await is_there(known):
            raise JoinRefused("this device is of this home already, and answers", JoinFault.KNOWN)
        self._keys.forget(eui64_of(ieee))
        await self._ask(self._door.open(app, ieee, link_key, seconds, is_known=is_known))

    async def end_permit(self, device: Eui64) -> None:
        """End that device's permit; return when the network is closed to it."""
        await self._door.close(device)

    async def remove(self, device: Eui64) -> None:
        """Let a device go; it is told to leave, and `DeviceLeft` follows whether it heard that or not."""
        app, ieee = self._ready(), address_of(device)
        self._removing.add(device)
        try:
            await self._ask(upkeep.let_go(app, ieee))
        finally:
            self._removing.discard(device)
        self._forget(device, "the device was removed")

    async def renew_network_key(self) -> None:
        """Give the network a new key; `NetworkKeyRenewed` follows."""
        sequence = await self._ask(upkeep.renew_key(self._ready(), upkeep.SWITCH_AFTER_S))
        self._deliver(NetworkKeyRenewed(sequence))

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """May a device that missed a new network key ask for it?"""
        await self._ask(self._ready().await_rejoins(is_awaited=is_awaited))

    def _ready(self) -> SmartEnergyApplication:
        if self._app is None:
            raise RadioGone(RadioFault.NOT_ANSWERING, self._port)
        return self._app

    async def _ask(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do what the dongle must do; RadioGone if it does not, or is lost meanwhile."""
        result, error = await tried(work, self._lost, UPKEEP_S)
        if error is None:
            done: _Result = result
            return done
        if isinstance(error, DevicesError) or not (self._lost.done() or self._app is None or is_dongles(error)):
            raise error
        raise RadioGone(RadioFault.NOT_ANSWERING, self._port, repr(error)) from error

    async def scan_air(self) -> None:
        """Measure each channel; the radio is back on its own between two of them."""
        self._deliver(AirScanned(await self._ask(upkeep.levels(self._ready()))))

    async def _connect(self) -> SmartEnergyApplication:
        self._is_connected = False
        self._app = app = SmartEnergyApplication(self._settings, self, self._strongbox)
        await finished(app.load())
        app.add_listener(self)
        await self._race(app.connect(), CONNECT_S)
        self._is_connected = True
        return app

    async def _race(self, work: Coroutine[Any, Any, _Result], limit_s: float) -> _Result:
        """Do `work` unless the dongle is lost first, or time is up."""
        result, error = await tried(work, self._lost, limit_s)
        if error is None:
            done: _Result = result
            return done
        if isinstance(error, (RadioGone, NetworkNotFormed)):
            raise error
        if self._lost.done() and self._is_connected:
            raise RadioGone(self._lost.result(), self._port) from error
        if not self._lost.done() and not is_dongles(error):
            raise error
        raise RadioGone(await self._fault_of(error), self._port, repr(error)) from error

    async def _fault_of(self, error: BaseException) -> RadioFault:
        await self._shut_down()
        known = opening_fault(error)
        return known or (RadioFault.NOT_ANSWERING if self._is_connected else await diagnose(self._port))

    async def _shut_down(self) -> None:
        app, self._app = self._app, None
        if app is not None:
            app.remove_listener(self)
            await app.close(CLOSE_S)

    async def _watch(self) -> None:
        self._lose(await falls_silent(self._ready()))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        if self._is_closed:
            task.cancel()  # who is told that the radio is gone shuts the door behind itself, and there is none
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is None or self._lost.done():
            return
        if is_dongles(error):
            LOGGER.error("the Zigbee stack stumbled, and starts anew: %r", error, exc_info=error)
            self._lose(RadioFault.NOT_ANSWERING)
        else:
            self._lost.set_exception(error)  # our own mistake: it stops the process

    def _lose(self, fault: RadioFault) -> None:
        if not self._lost.done():
            self._lost.set_result(fault)

    # Devices

    def _adopt(self, device: ZigbeeDevice) -> None:
        assert self._app is not None
        name = eui64_of(device.ieee)
        coordinator = self._app.state.node_info.ieee
        if device.ieee == coordinator:
            return
        if self._keys.is_due(device):
            self._keys.begin(device)
            return
        if name in self._outboxes:
            self._outboxes[name].renew()
            return
        ready = introduce(device, name)
        driver = driver_for(ready.kind, device, name, coordinator, self._deliver, self._real_time, self._sign)
        if driver is None:
            self._deliver(ready)
            return
        settle_s = SETTLE_S if self._door.of(name) is not None else 0.0

        def tell_ready() -> None:
            self._deliver(replace(ready, kind=driver.kind))
            self._firmware.ask(device)

        patience = settle_s, reply_s_of(device)
        outbox = Outbox(name, driver, self._deliver, tell_ready, *patience, is_sleepy=ready.is_sleepy)
        self._outboxes[name] = outbox
        self._serving[name] = self._spawn(outbox.run())

    def is_trusted(self, device: ZigbeeDevice) -> bool:
        """May Smart Energy data go to the device, and come from it?"""
        return self._keys.is_trusted(device)

    def knocked(self, device: Eui64, *, is_let_in: bool) -> None:
        """Tell that a device looked for the network; whether it could read our answer is not known yet."""
        if self._door.knocked(device, is_let_in=is_let_in):
            self._deliver(DeviceFound(device))

    def device_heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> None:
        """Take a frame from a device that may join as the proof that it holds the network key."""
        name = eui64_of(device.ieee)
        admission = self._door.of(name)
        if admission is not None and admission.hear():
            self._deliver(DeviceJoined(name))
        self._signals.hear(name, packet, _now_s())

    def device_joined(self, device: ZigbeeDevice) -> None:
        """Tell of a device at a new address (zigpy's listener); who may join is told of when it is heard."""
        if self._door.of(eui64_of(device.ieee)) is None:
            self._deliver(DeviceJoined(eui64_of(device.ieee)))

    def device_initialized(self, device: ZigbeeDevice) -> None:
        """Take an interviewed device in (zigpy's listener); what it is is told before it is set up."""
        name = eui64_of(device.ieee)
        admission = self._door.of(name)
        if admission is not None:
            self._keys.expect(name)
            if admission.interview():
                self._deliver(DeviceJoined(name))
        if name in self._outboxes or not (admission is not None or name in self._resumed):
            self._adopt(device)
        elif name not in self._welcomed:
            self._welcomed.add(name)
            self._resumed.discard(name)
            self._spawn(self._welcome(device))

    async def _welcome(self, device: ZigbeeDevice) -> None:
        """Say what a newcomer is, and set it up if it may stay."""
        name = eui64_of(device.ieee)
        try:
            firmware = await firmware_of(device, self._door.told(name))
        finally:
            self._welcomed.discard(name)
        identified, unfit = seen_as(device, firmware)
        self._deliver(identified)
        if unfit is None:
            self._adopt(device)
        else:
            self._deliver(unfit)

    def device_returned(self, device: ZigbeeDevice) -> None:
        """Set a device up again that joined anew: it may have forgotten its bindings."""
        if device.is_initialized:
            self._adopt(device)

    def device_left(self, device: ZigbeeDevice) -> None:
        """Tell of a device that left (zigpy's listener)."""
        name = eui64_of(device.ieee)
        if name not in self._removing:
            self._forget(name, "the device left the network")

    def _forget(self, name: Eui64, why: str) -> None:
        self._keys.revoke(name)
        self._firmware.forget(name)
        self._deliver(DeviceLeft(name))
        outbox = self._outboxes.pop(name, None)
        if outbox is not None:
            outbox.close(why)
            self._serving.pop(name).cancel()

    # Frames

    def frame_heard(self, device: ZigbeeDevice, packet: t.ZigbeePacket) -> None:
        """Translate what nobody asked for; let zigpy match the rest with our requests."""
        assert self._app is not None
        name, data = eui64_of(device.ieee), packet.data.serialize()
        if packet.cluster_id == KEY_ESTABLISHMENT and self._keys.heard(device, packet):
            return
        if packet.cluster_id == OTA and self._firmware.heard(device, packet):
            return
        outbox = self._outboxes.get(name)
        if outbox is None:
            self._app.hand_on(packet)
            return
        for message in outbox.hear(int(packet.cluster_id or 0), data, packet.src_ep):
            self._deliver(message)
        if codec.is_report(data) or outbox.driver.keeps(int(packet.cluster_id or 0), data):
            acknowledge(device, packet, data)
        elif codec.header_of(data) is not None:
            self._app.hand_on(packet)

    def unprotected_heard(self, device: Eui64 | None, cluster_id: int) -> None:
        """A frame was dropped (C1FR44)."""
        self._deliver(Unprotected(device, cluster_id))

    def torn_heard(self, device: Eui64 | None, packet: t.ZigbeePacket, why: str) -> None:
        """A frame could not be parsed."""
        self._deliver(Malformed(why, packet.data.serialize(), device, packet.cluster_id))

    def connection_lost(self, error: BaseException | None) -> None:
        """The port closed, or the dongle reset itself."""
        self._lose(loss_fault(error))


def _now_s() -> float:
    return asyncio.get_running_loop().time()
