"""One TLS connection as frames, both ways."""

import asyncio
import socket
import ssl

from devices.wan.cbor import Undecodable
from hemsapp.displays.frames import Frame, Framer, written

PORT = 47_474
HANDSHAKE_S = 8.0
_READ_OCTETS = 65_536
_MOST_WAITING = 16 * 1024 * 1024
ENDS = (OSError, EOFError, TimeoutError, Undecodable)
"""How a connection ends that is not our mistake (`ssl.SSLError` is an OSError)."""


class FrameStream:
    """Reads bodies of frames, writes frames; `certificate` is the peer's (DER), None if it showed none."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, at_most: int) -> None:
        self._reader, self._writer = reader, writer
        self.framer = Framer(at_most)
        self._bodies: list[bytes] = []
        secured: ssl.SSLObject = writer.get_extra_info("ssl_object")
        self.certificate: bytes | None = secured.getpeercert(binary_form=True)

    async def read(self) -> bytes:
        """The next body. Raises what is among ENDS."""
        while not self._bodies:
            octets = await self._reader.read(_READ_OCTETS)
            if not octets:
                raise EOFError("the other display closed the connection")
            self._bodies += self.framer.feed(octets)
        return self._bodies.pop(0)

    def write(self, frame: Frame) -> None:
        """Queue a frame. Raises OSError where the other side takes nothing any more."""
        if self._writer.transport.get_write_buffer_size() > _MOST_WAITING:
            raise BrokenPipeError("the other display takes nothing")
        self._writer.write(written(frame))

    async def drain(self) -> None:
        """Wait until there is room for more."""
        await self._writer.drain()

    async def close(self) -> None:
        """Say the last words, and end."""
        self._writer.close()
        try:
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()
        except ENDS:
            self._writer.transport.abort()

    def abort(self) -> None:
        """End at once."""
        self._writer.transport.abort()


async def accept(sock: socket.socket, context: ssl.SSLContext, at_most: int) -> FrameStream:
    """The stream of a connection that came; the context is of this moment, so that who was removed is refused."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    try:
        transport, _ = await loop.connect_accepted_socket(
            lambda: protocol, sock, ssl=context, ssl_handshake_timeout=HANDSHAKE_S, ssl_shutdown_timeout=1.0
        )
    except ENDS:
        sock.close()
        raise
    return FrameStream(reader, asyncio.StreamWriter(transport, protocol, reader, loop), at_most)


async def call(address: str, context: ssl.SSLContext, at_most: int) -> FrameStream:
    """The stream to the main display at that address. Raises what is among ENDS."""
    host, port = split(address)
    async with asyncio.timeout(HANDSHAKE_S):
        reader, writer = await asyncio.open_connection(
            host, port, ssl=context, ssl_handshake_timeout=HANDSHAKE_S, ssl_shutdown_timeout=1.0
        )
    return FrameStream(reader, writer, at_most)


def split(address: str) -> tuple[str, int]:
    """Host and port of `host`, `host:port`, `[v6]:port`. Raises OSError where it is none."""
    host, _, port = address.strip().rpartition(":") if address.count(":") == 1 or "]:" in address else (address, "", "")
    if not port:
        return host.strip().strip("[]") or address.strip(), PORT
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536) or not host:
        raise OSError(f"{address} is no address")
    return host.strip("[]"), int(port)


def own_addresses() -> tuple[str, ...]:
    """What others on the local network may call this machine by; nothing is sent to learn it."""
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((far, 9))
                found.append(str(probe.getsockname()[0]))
        except OSError:
            continue
    return tuple(found)


def listen(port: int) -> socket.socket:
    """A socket on which others may call, by IPv6 and IPv4 where there are both. Raises OSError."""
    if socket.has_dualstack_ipv6():
        try:
            made = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
        except OSError:
            made = socket.create_server(("", port))
    else:
        made = socket.create_server(("", port))
    made.setblocking(False)
    return made
