"""Tunneling (0x0704), server: the octets of `devices.wan.tunnel` between the meter and the displays of the home.

One tunnel for each device; asking again gives a new one. Tunnels are volatile: after a power failure a display's next
data are refused with "no such tunnel", and it asks again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from zigpy.zcl.foundation import CommandSchema, Status

from devices.moment import Moment
from devices.se.profile import TUNNELING
from devices.se.tunneling import (
    NO_TUNNEL,
    NOT_MANUFACTURER_SPECIFIC,
    TransferDataStatus,
    Tunneling,
    TunnelProtocol,
    TunnelStatus,
)
from devices.sim.cluster import Answer, ClusterInstance, attributes
from devices.sim.meter.duties import Duties
from devices.sim.meter.forwarding import EVERYBODY, TunnelSaid
from devices.sim.node import ApsFrame, Peer
from devices.sim.zcl import ZclServer
from devices.wan.tunnel import CHUNK, PROTOCOL_ID, StatusWanted, TunnelWord
from devices.wan.tunnel_codec import Malformed, Stream, encode

MAX_TUNNELS: Final = 8
SETTLING_S: Final = 1.0
MAX_INCOMING: Final = 1500
IDLE_S: Final = 0xFFFF
"""CloseTunnelTimeout: a tunnel that was silent for so long is closed."""


@dataclass(slots=True)
class Tunnel:
    """One tunnel: to whom, how much it takes at once, and the words that are coming in.

    Until `ready_s` its other end may not know its number yet, and would miss what is said: that waits.
    """

    number: int
    peer: Peer
    max_size: int
    used_s: float
    ready_s: float
    waiting: list[TunnelSaid] = field(default_factory=list)
    words: Stream = field(default_factory=Stream)


class Tunnels:
    """The open tunnels of a meter; `name` is how the ledger calls the device at an endpoint."""

    def __init__(self, duties: Duties, server: ZclServer, name: Callable[[Peer], str]) -> None:
        self._duties, self._server, self._name = duties, server, name
        self._open: dict[str, Tunnel] = {}
        self._last = 0

    def is_open(self, who: str) -> bool:
        """Has that device a tunnel?"""
        return who in self._open

    def forget(self) -> None:
        """Power was cut."""
        self._open.clear()

    def say(self, said: TunnelSaid, at: Moment) -> list[ApsFrame]:
        """Frames of a word to one display or to all; the ledger notes what goes out."""
        tunnels = [one for who, one in self._open.items() if said.to in (EVERYBODY, who)]
        for tunnel in tunnels:
            tunnel.waiting.append(said)
        return self.say_waiting(at)

    def say_waiting(self, at: Moment) -> list[ApsFrame]:
        """Frames of what waited for a display to know its tunnel."""
        frames = []
        for who, tunnel in self._open.items():
            if at.monotonic_s < tunnel.ready_s:
                continue
            said, tunnel.waiting = tunnel.waiting, []
            for one in said:
                frames += self._frames(tunnel, one.word)
                self._duties.was_said(TunnelSaid(one.word, who), 1)
        return frames

    def close_idle(self, at: Moment) -> list[ApsFrame]:
        """TunnelClosureNotification for tunnels that nobody used."""
        frames = []
        for who, tunnel in list(self._open.items()):
            if at.monotonic_s - tunnel.used_s > IDLE_S:
                del self._open[who]
                closed = Tunneling.ClientCommandDefs.tunnel_closure_notification.schema(tunnel_id=tunnel.number)
                frames += self._server.send(TUNNELING, closed, tunnel.peer, is_from_server=True)
        return frames

    def close_all(self) -> list[ApsFrame]:
        """TunnelClosureNotification for every tunnel: a display that needs one opens it anew."""
        frames = []
        for tunnel in self._open.values():
            closed = Tunneling.ClientCommandDefs.tunnel_closure_notification.schema(tunnel_id=tunnel.number)
            frames += self._server.send(TUNNELING, closed, tunnel.peer, is_from_server=True)
        self._open.clear()
        return frames

    def cluster(self) -> ClusterInstance:
        """The cluster instance of a meter."""
        return ClusterInstance(
            Tunneling,
            attributes=attributes(Tunneling, {"close_tunnel_timeout": IDLE_S}),
            commands={0x00: self._request, 0x01: self._close, 0x02: self._transfer, 0x06: self._protocols},
        )

    def _request(self, request: Any, at: Moment) -> Answer:
        peer = self._server.asker
        who = self._name(peer)
        if int(request.protocol_id) != PROTOCOL_ID:
            return _response(NO_TUNNEL, TunnelStatus.Protocol_Not_Supported)
        if request.flow_control_support:
            return _response(NO_TUNNEL, TunnelStatus.Flow_Control_Not_Supported)
        if who not in self._open and len(self._open) >= MAX_TUNNELS:
            return _response(NO_TUNNEL, TunnelStatus.No_More_Tunnel_IDs)
        self._last = (self._last + 1) % NO_TUNNEL
        size = int(request.maximum_incoming_transfer_size)
        self._open[who] = Tunnel(
            self._last, peer, max(1, min(size, CHUNK)), used_s=at.monotonic_s, ready_s=at.monotonic_s + SETTLING_S
        )
        self._duties.hear(who, StatusWanted())
        return _response(self._last, TunnelStatus.Success)

    def _close(self, request: Any, _at: Moment) -> Answer:
        who = self._name(self._server.asker)
        tunnel = self._open.get(who)
        if tunnel is None or tunnel.number != int(request.tunnel_id):
            return Status.NOT_FOUND
        del self._open[who]
        return Status.SUCCESS

    def _transfer(self, request: Any, at: Moment) -> Answer:
        who, number = self._name(self._server.asker), int(request.tunnel_id)
        tunnel = self._open.get(who)
        if tunnel is None or tunnel.number != number:
            is_others = any(one.number == number for one in self._open.values())
            fault = TransferDataStatus.Wrong_Device if is_others else TransferDataStatus.No_Such_Tunnel
            if is_others:
                self._duties.refuse_outbound(who, "a tunnel of another device")
            return _error(number, fault)
        tunnel.used_s = tunnel.ready_s = at.monotonic_s
        try:
            for word in tunnel.words.feed(bytes(request.data)):
                self._duties.hear(who, word)
        except Malformed as error:
            del self._open[who]  # nobody knows where the next word would begin
            self._duties.refuse_outbound(who, f"no word of the tunnel: {error}")
            return _error(number, TransferDataStatus.Data_Overflow)
        return Status.SUCCESS

    def _frames(self, tunnel: Tunnel, word: TunnelWord) -> list[ApsFrame]:
        stream = encode(word)
        frames = []
        for start in range(0, len(stream), tunnel.max_size):
            part = stream[start : start + tunnel.max_size]
            command = Tunneling.ClientCommandDefs.transfer_data.schema(tunnel_id=tunnel.number, data=part)
            frames += self._server.send(TUNNELING, command, tunnel.peer, is_from_server=True)
        return frames

    def _protocols(self, request: Any, _at: Moment) -> Answer:
        protocol: Any = TunnelProtocol(manufacturer_code=NOT_MANUFACTURER_SPECIFIC, protocol_id=PROTOCOL_ID)
        listed = [protocol] if int(request.protocol_offset) == 0 else []
        answer: CommandSchema = Tunneling.ClientCommandDefs.supported_tunnel_protocols_response.schema(
            protocol_list_complete=True, protocol_count=len(listed), protocol_list=listed
        )
        return answer


def _response(number: int, status: TunnelStatus) -> CommandSchema:
    command: CommandSchema = Tunneling.ClientCommandDefs.request_tunnel_response.schema(
        tunnel_id=number, tunnel_status=status, maximum_incoming_transfer_size=MAX_INCOMING
    )
    return command


def _error(number: int, status: TransferDataStatus) -> CommandSchema:
    command: CommandSchema = Tunneling.ClientCommandDefs.transfer_data_error.schema(
        tunnel_id=number, transfer_data_status=status
    )
    return command
