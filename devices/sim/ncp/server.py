"""The dongle's TCP port, as an Ethernet coordinator has one: one client at a time, a greeting, and faults on demand."""

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from devices.moment import Moment
from devices.sim.faults import Direction, FaultyLink
from devices.sim.ncp.ash import FLAG, AshNcp, ResetCode, Statistics
from devices.sim.ncp.dongle import Dongle

GREETING_S = 0.1
_RETRY_S = 1.0


@dataclass(slots=True)
class Port:
    """Listens, and speaks ASH with the one host that is connected."""

    dongle: Dongle
    link: FaultyLink
    now: Callable[[], Moment]
    on_activity: Callable[[], None]
    statistics: Statistics = field(default_factory=Statistics)
    refused: int = 0
    address: tuple[str, int] = ("", 0)
    _server: asyncio.Server | None = None
    _session: "Session | None" = None
    _reopening: asyncio.TimerHandle | None = None
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self, host: str, port: int) -> None:
        """Start to listen; with port 0 a free one is chosen, and kept over `pull`."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._greet, host, port, reuse_address=True)
        self.address = cast("tuple[str, int]", self._server.sockets[0].getsockname()[:2])

    async def close(self) -> None:
        """Stop listening and let the host go."""
        if self._reopening:
            self._reopening.cancel()
        for task in list(self._tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._unplug()
        await asyncio.sleep(0)

    def pull(self, seconds: float) -> None:
        """Pull the cable: the connection breaks, nothing listens until the seconds have passed."""
        self._unplug()
        if self._reopening:
            self._reopening.cancel()
        self._reopening = asyncio.get_running_loop().call_later(seconds, self._plug_in)

    def reset(self, code: ResetCode) -> None:
        """The co-processor resets by itself and says why."""
        self.dongle.reset(self.now())
        if self._session:
            self._session.write(self._session.ash.reset(code))

    def fail(self, code: ResetCode) -> None:
        """The co-processor enters the ASH failed state."""
        if self._session:
            self._session.write(self._session.ash.fail(code))

    def pump(self) -> None:
        """Send what waits, repeat what is due."""
        if self._session:
            self._session.pump()

    @property
    def deadline_s(self) -> float | None:
        """When `pump` is due again."""
        return self._session.ash.deadline_s if self._session else None

    @property
    def is_connected(self) -> bool:
        """Whether a host is there."""
        return self._session is not None

    def _greet(self) -> asyncio.Protocol:
        if self._session is not None:
            self.refused += 1
            return _Refusal()
        self._session = Session(self)
        return self._session

    def gone(self, session: "Session") -> None:
        """The host left."""
        if self._session is session:
            self._session = None

    def _unplug(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        if self._session:
            self._session.break_off()

    def _plug_in(self) -> None:
        async def listen() -> None:
            try:
                await self.open(*self.address)
            except OSError:  # somebody took the port meanwhile: the cable stays out a little longer
                self._reopening = asyncio.get_running_loop().call_later(_RETRY_S, self._plug_in)

        task = asyncio.get_running_loop().create_task(listen())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Refusal(asyncio.Protocol):
    """A second client finds the port busy: the connection closes at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        cast("asyncio.Transport", transport).abort()


class Session(asyncio.Protocol):
    """One host's connection."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._greeting: asyncio.TimerHandle | None = None
        self._due: dict[Direction, float] = {}
        self._handles: set[asyncio.TimerHandle] = set()
        self._partial = bytearray()
        self.ash = AshNcp(port.dongle.take_payload, self._execute, self._restart, statistics=port.statistics)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A host connected: the co-processor resets and greets after a moment."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._port.dongle.reset(self._port.now())
        self._greeting = self._loop.call_later(GREETING_S, self._say_hello)

    def data_received(self, data: bytes) -> None:
        """Octets from the host, frame by frame through the faults."""
        self._partial += data
        while self._partial:
            end = self._partial.find(FLAG)
            size = len(self._partial) if end < 0 else end + 1
            piece = bytes(self._partial[:size])
            del self._partial[:size]
            self._carry(piece, Direction.TO_DONGLE, self._take)

    def connection_lost(self, exc: Exception | None) -> None:
        """The host left, or the cable was pulled."""
        del exc
        if self._greeting:
            self._greeting.cancel()
        for handle in self._handles:
            handle.cancel()
        self._port.gone(self)

    def break_off(self) -> None:
        """Break the connection."""
        if self._transport:
            self._transport.abort()
        self._port.gone(self)

    def write(self, frames: list[bytes]) -> None:
        """Send whole frames through the faults."""
        for frame in frames:
            self._carry(frame, Direction.TO_HOST, self._send)

    def pump(self) -> None:
        """Send what waits, repeat what is due."""
        now_s = self._port.now().monotonic_s
        self.write(self.ash.tick(now_s) + self.ash.flush(now_s))

    def _say_hello(self) -> None:
        self._greeting = None
        self.write(self.ash.reset(ResetCode.SOFTWARE))

    def _restart(self) -> None:
        if self._greeting:
            self._greeting.cancel()
            self._greeting = None
        self._port.dongle.reset(self._port.now())

    def _execute(self, payload: bytes) -> None:
        self._port.dongle.execute(payload, self._port.now())

    def _take(self, data: bytes) -> None:
        self.write(self.ash.receive(data, self._port.now().monotonic_s))
        self._port.on_activity()

    def _send(self, data: bytes) -> None:
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)

    def _carry(self, frame: bytes, direction: Direction, deliver: Callable[[bytes], None]) -> None:
        now_s = self._loop.time()
        for delay_s, octets in self._port.link.carry(frame, direction):
            due_s = max(now_s + delay_s, self._due.get(direction, 0.0))
            if due_s <= now_s:
                deliver(octets)
                continue
            self._due[direction] = due_s + 1e-6
            self._later(due_s, octets, deliver)

    def _later(self, due_s: float, octets: bytes, deliver: Callable[[bytes], None]) -> None:
        def arrive() -> None:
            self._handles.discard(handle)
            deliver(octets)

        handle = self._loop.call_at(due_s, arrive)
        self._handles.add(handle)
