"""Our end of the tunnel to the meter: words out in chunks, words in from chunks; opened again when it was closed."""

import asyncio
from typing import Any, Final

from zigpy.zcl import Cluster

from devices.codec import header_of
from devices.drivers.exchange import OrderFailed, command, status_of
from devices.se.tunneling import NOT_MANUFACTURER_SPECIFIC, Tunneling, TunnelStatus
from devices.wan.tunnel import PROTOCOL_ID, TunnelWord
from devices.wan.tunnel_codec import Malformed, Stream, chunks, encode

MAX_INCOMING: Final = 1500
AGAIN_S: Final = 30.0
_TRANSFER: Final = int(Tunneling.ClientCommandDefs.transfer_data.id)
_CLOSURE: Final = int(Tunneling.ClientCommandDefs.tunnel_closure_notification.id)
_TRANSFER_ERROR: Final = int(Tunneling.ClientCommandDefs.transfer_data_error.id)
_OWN: Final = frozenset({_TRANSFER, _CLOSURE})


class TunnelRefused(OrderFailed):
    """The meter gives no tunnel, or does not take what was said through it."""


class Tunnel:
    """One tunnel; `reopen_at_s` (the loop's time) says when it should be opened again, None while it is open."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._number: int | None = None
        self._stream = Stream()
        self._last_chunk = b""
        self.reopen_at_s: float | None = None

    @property
    def is_open(self) -> bool:
        """Can words be said?"""
        return self._number is not None

    async def open(self) -> None:
        """Ask for a new tunnel; OrderFailed if there is none."""
        self.lose(AGAIN_S)
        answer = await command(
            self._cluster,
            "request_tunnel",
            protocol_id=PROTOCOL_ID,
            manufacturer_code=NOT_MANUFACTURER_SPECIFIC,
            flow_control_support=False,
            maximum_incoming_transfer_size=MAX_INCOMING,
        )
        refusal = status_of(answer)
        if refusal is not None:
            raise TunnelRefused(f"the meter gives no tunnel: {refusal.name}")
        if answer.tunnel_status != TunnelStatus.Success:
            raise TunnelRefused(f"the meter gives no tunnel: {answer.tunnel_status.name.replace('_', ' ')}")
        self._number = int(answer.tunnel_id)
        self.reopen_at_s = None

    async def say(self, word: TunnelWord) -> None:
        """Say one word; a tunnel that turns out to be closed is opened once more. OrderFailed if that does not help."""
        if not self.is_open:
            await self.open()
            await self._send(word)
            return
        try:
            await self._send(word)
        except TunnelRefused:
            await self.open()
            await self._send(word)

    def hear(self, data: bytes) -> list[TunnelWord]:
        """Words that are whole with this frame. Raises Malformed."""
        header = header_of(data)
        if header is None or header.frame_control.is_general or data == self._last_chunk:
            return []  # a frame that came twice would tear the stream
        payload = data[len(header.serialize()) :]
        number = int.from_bytes(payload[:2], "little")
        if number != self._number:
            return []
        if header.command_id in (_CLOSURE, _TRANSFER_ERROR):
            self.lose()
        if header.command_id != _TRANSFER:
            return []
        self._last_chunk = data
        try:
            return self._stream.feed(payload[2:])
        except Malformed:
            self.lose()  # nobody knows where the next word begins
            raise

    def lose(self, again_s: float = 0.0) -> None:
        """It is closed; open it again in a while."""
        self._number = None
        self._stream, self._last_chunk = Stream(), b""
        self.reopen_at_s = asyncio.get_running_loop().time() + again_s

    async def _send(self, word: TunnelWord) -> None:
        for chunk in chunks(encode(word)):
            if self._number is None:
                raise TunnelRefused("the meter closed the tunnel in the middle of a word")
            answer: Any = await command(self._cluster, "transfer_data", tunnel_id=self._number, data=chunk)
            status = status_of(answer)
            if status is None or status.value:
                self.lose()
                why = getattr(answer, "transfer_data_status", status)
                raise TunnelRefused(f"the meter does not take it: {getattr(why, 'name', why)}")


def is_own(data: bytes) -> bool:
    """Whether a frame of the tunnel answers no request: zigpy must not take it for an answer."""
    header = header_of(data)
    return header is not None and not header.frame_control.is_general and header.command_id in _OWN
