"""The real home area network: zigpy on an EZSP dongle, reconnecting for ever as a named state machine."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from devices.drivers import Sign
from devices.errors import RadioFault, RadioGone
from devices.han import FOLLOWED, Order, RealTime
from devices.messages import Eui64, Message, RadioChanged, RadioState, Undelivered
from devices.radio.finishing import finished
from devices.radio.key_establishment import NO_MEANS, Means
from devices.radio.port import claimed
from devices.radio.session import Session
from devices.sealing import Sealer, sealer_of
from devices.strongbox import Strongbox

LOGGER = logging.getLogger(__name__)

_FIRST_RETRY_S: Final = 1.0
LONGEST_RETRY_S: Final = 60.0
STEADY_S: Final = 30.0
NETWORK_NAME: Final = "network.sealed"
KEY_NAME: Final = "machine.key"

_NEXT: Final[dict[RadioState, frozenset[RadioState]]] = {
    RadioState.CLOSED: frozenset({RadioState.CONNECTING}),
    RadioState.CONNECTING: frozenset({RadioState.FORMING, RadioState.READY, RadioState.LOST, RadioState.CLOSED}),
    RadioState.FORMING: frozenset({RadioState.READY, RadioState.LOST, RadioState.CLOSED}),
    RadioState.READY: frozenset({RadioState.LOST, RadioState.CLOSED}),
    RadioState.LOST: frozenset({RadioState.CONNECTING, RadioState.CLOSED}),
}


class ZigbeeHan:
    """A `Han` on `port` ("/dev/tty..." or "socket://host:port").

    `database` is zigpy's own file (None: nothing survives); the network's keys lie beside it, sealed by `sealer` (None:
    by a key of its own beside them); `channel` None picks the quietest when a network is formed;
    `real_time` says how closely the meter is followed; `sign` makes the kiosk's signed word of a receipt
    (`devices.wan.receipts`), without it only the plain report is sent. `means` are the certificates with which Smart
    Energy devices establish link keys; without them the link key is that of the install code.
    """

    def __init__(
        self,
        port: str,
        database: Path | None,
        channel: int | None = None,
        real_time: RealTime = FOLLOWED,
        sign: Sign | None = None,
        sealer: Sealer | None = None,
        means: Means = NO_MEANS,
    ) -> None:
        self._means = means
        self._port = port
        self._database = database
        self._channel = channel
        self._real_time = real_time
        self._sign = sign
        self._strongbox = Strongbox(None, None)
        if database is not None:
            sealer = sealer or sealer_of(database.with_name(KEY_NAME))
            self._strongbox = Strongbox(database.with_name(NETWORK_NAME), sealer)
        self._state = RadioState.CLOSED
        self._fault = RadioFault.NOT_FOUND
        self._session: Session | None = None
        self._deliver: Callable[[Message], None] | None = None

    @property
    def own(self) -> Eui64 | None:
        """Who we are on the network: the dongle's address, None while the radio is not ready."""
        return None if self._session is None else self._session.own

    async def run(self, deliver: Callable[[Message], None]) -> None:
        """Serve until cancelled; wait 1, 2, 4 ... 60 s between tries, and begin at 1 again after a steady time."""
        self._deliver = deliver
        retry_s = _FIRST_RETRY_S
        try:
            while True:
                started_s = asyncio.get_running_loop().time()
                gone = await self._connect_and_serve(deliver)
                LOGGER.warning("the dongle is gone: %s", gone)
                if asyncio.get_running_loop().time() - started_s >= STEADY_S:
                    retry_s = _FIRST_RETRY_S
                self._enter(RadioState.LOST, gone.fault, retry_s)
                await asyncio.sleep(retry_s)
                retry_s = min(2 * retry_s, LONGEST_RETRY_S)
        finally:
            self._enter(RadioState.CLOSED)
            self._deliver = None

    def send(self, order_id: int, order: Order) -> None:
        """Queue an order; exactly one `Delivered` or `Undelivered` with its identifier follows. Never blocks."""
        asyncio.get_running_loop().call_soon(self._put, order_id, order)

    async def permit(self, device: Eui64, install_code: bytes, seconds: int) -> None:
        """Let one device join with its install code (code and CRC, 8 to 18 octets); `seconds` 0 ends that permit.

        Raises InstallCodeInvalid, JoinRefused, RadioGone.
        """
        session = self._ready()
        if seconds:
            await session.permit(device, install_code, seconds)
        else:
            await session.end_permit(device)

    async def remove(self, device: Eui64) -> None:
        """Tell the device to leave, and forget it and its keys; `DeviceLeft` follows. Raises RadioGone."""
        await self._ready().remove(device)

    async def renew_network_key(self) -> None:
        """Announce a new network key, then speak under it; `NetworkKeyRenewed` follows. Raises RadioGone."""
        await self._ready().renew_network_key()

    async def await_rejoins(self, *, is_awaited: bool) -> None:
        """May a device that missed a new network key ask for it, under its own link key? Raises RadioGone."""
        await self._ready().await_rejoins(is_awaited=is_awaited)

    async def scan_air(self) -> None:
        """Measure each channel without leaving the network; `AirScanned` follows. Raises RadioGone, JoinRefused."""
        await self._ready().scan_air()

    def _ready(self) -> Session:
        if self._session is None:
            raise RadioGone(self._fault, self._port, f"the radio is {self._state.value}")
        return self._session

    async def _connect_and_serve(self, deliver: Callable[[Message], None]) -> RadioGone:
        """One connection's whole life; why it ended."""
        self._enter(RadioState.CONNECTING)
        session = Session(
            self._port,
            self._database,
            self._channel,
            deliver,
            self._real_time,
            self._sign,
            self._strongbox,
            self._means,
        )
        try:
            with claimed(self._port):
                try:
                    await session.open(forming=lambda: self._enter(RadioState.FORMING))
                    self._session = session
                    self._enter(RadioState.READY)
                    await session.serve()
                finally:
                    self._session = None
                    await finished(session.close("the radio is gone"))  # also when we are told to end meanwhile
        except RadioGone as gone:
            return gone

    def _put(self, order_id: int, order: Order) -> None:
        if self._session is not None:
            self._session.send(order_id, order)
        elif self._deliver is not None:
            self._deliver(Undelivered(order_id, f"the radio is {self._state.value}"))

    def _enter(self, state: RadioState, fault: RadioFault | None = None, retry_s: float | None = None) -> None:
        assert state in _NEXT[self._state], f"{self._state} does not lead to {state}"
        self._state = state
        self._fault = fault or self._fault
        LOGGER.info("radio %s", state.value, extra={"port": self._port, "fault": fault and fault.value})
        if self._deliver is not None:
            session = self._session if state is RadioState.READY else None
            place = (None, None, None) if session is None else (session.own, session.channel, session.pan_id)
            self._deliver(RadioChanged(state, self._port, fault, retry_s, *place))
