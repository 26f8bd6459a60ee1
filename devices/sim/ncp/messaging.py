"""Commands that send, and the callbacks of what was sent and what arrived."""

from collections import deque
from dataclasses import dataclass, field

from devices.moment import Moment
from devices.sim.air import BROADCAST_FIRST, Heard, Message
from devices.sim.ncp import zdo
from devices.sim.ncp.aps import COORDINATOR_ID, MAX_PAYLOAD, MIC_AND_AUX, Fragment
from devices.sim.ncp.chip import MESSAGE_CONTENTS_POLICY, MESSAGE_TAG_AND_CONTENTS, Chip, Handler, Registered
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import Counters
from devices.sim.ncp.status import Status
from devices.sim.ncp.trust_centre import TrustCentre
from devices.sim.ncp.zdo import Binding, LogicalType, Neighbour, RouteRow
from devices.sim.node import ApsFrame, Endpoint

OPTION_ENCRYPTION, OPTION_RETRY, OPTION_FRAGMENT = 0x0020, 0x0040, 0x8000
OUTGOING_DIRECT, OUTGOING_MULTICAST, OUTGOING_BROADCAST = 0x00, 0x03, 0x06
INCOMING_UNICAST, INCOMING_BROADCAST = 0x00, 0x04
_NO_INDEX = 0xFF
_ALL_LISTENING = 0xFFFD
_LOOPBACK_S = 0.001
_FRAGMENT_ACK_S = 5.0
_MAC_RX_BROADCAST, _MAC_RX_UNICAST, _APS_TX_OK, _APS_TX_FAILED = 0, 2, 9, 11


@dataclass(frozen=True, slots=True)
class Self:
    """The coordinator as its own ZDO describes it."""

    chip: Chip

    @property
    def eui64(self) -> bytes:
        """In the wire's order."""
        return self.chip.flash.address

    @property
    def node_id(self) -> int:
        """The coordinator is always 0x0000."""
        return COORDINATOR_ID

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        """What the host registered."""

        def endpoint(number: int, it: Registered) -> Endpoint:
            return Endpoint(number, it.profile_id, it.device_id, it.input_clusters, it.output_clusters)

        return tuple(endpoint(number, it) for number, it in sorted(self.chip.ram.endpoints.items()))

    @property
    def logical_type(self) -> LogicalType:
        """A coordinator."""
        return LogicalType.COORDINATOR

    @property
    def manufacturer_code(self) -> int:
        """As the host set it."""
        return self.chip.ram.manufacturer_code

    @property
    def bindings(self) -> list[Binding]:
        """Its own binding table."""
        rows = self.chip.flash.bindings.values()
        return [Binding(row["local"], row["cluster_id"], row["eui64"], row["remote"]) for row in rows]

    def bind(self, binding: Binding, *, is_bound: bool) -> bool:
        """Hosts write the table themselves."""
        del binding, is_bound
        return False

    def neighbours(self, network: tuple[int, bytes]) -> list[Neighbour]:
        """Whom it reaches itself, and the routers that it hears."""
        del network
        children = {bytes(child["eui64"]) for child in self.chip.flash.children.values()}
        return self.chip.air.mesh.of_coordinator(children)

    def routes(self) -> list[RouteRow]:
        """Its ways to the others."""
        return self.chip.air.mesh.routes_of_coordinator()

    def leave(self) -> None:
        """A coordinator does not leave its own network on a ZDO request."""


@dataclass(slots=True)
class Train:
    """The fragments of one message: the next one goes to the host when it has acknowledged the one before."""

    left: int
    is_clear: bool = True
    waiting: deque[Heard] = field(default_factory=deque)


@dataclass(slots=True)
class Messaging:
    """Handlers by command name, over one chip."""

    chip: Chip
    trust_centre: TrustCentre
    _trains: dict[tuple[int, int], Train] = field(default_factory=dict)

    def handlers(self) -> dict[str, Handler]:
        """Which command each method answers."""
        return {
            "maximumPayloadLength": lambda _: {"length": MAX_PAYLOAD},
            "sendUnicast": self.unicast,
            "sendBroadcast": self.broadcast,
            "sendMulticast": self.multicast,
            "sendReply": self.reply,
            "removeDevice": self.remove,
        }

    def unicast(self, p: Values) -> Values:
        """Send to one device; messageSentHandler says how it went."""
        aps, chip = p["aps"], self.chip
        key = None
        if not chip.ram.is_network_up:
            return {"status": Status.NETWORK_DOWN, "sequence": 0}
        if aps["options"] & OPTION_ENCRYPTION and p["destination"] != COORDINATOR_ID:
            station = chip.air.by_node_id(p["destination"])
            key = self.trust_centre.link_key(station.eui64) if station else None
            if key is None:
                return {"status": Status.APS_ENCRYPTION_ERROR, "sequence": 0}
        if len(p["message"]) > MAX_PAYLOAD - (MIC_AND_AUX if key else 0):
            return {"status": Status.MESSAGE_TOO_LONG, "sequence": 0}
        message, sequence = self._message(p, p["destination"], key)
        sent = {**p, "type": p["type"], "aps": {**aps, "sequence": sequence}}
        if p["destination"] == COORDINATOR_ID:
            chip.later(_LOOPBACK_S, lambda: self._loop_back(sent))
        else:
            chip.air.unicast(message, chip.at, self._reporter(sent))
        return {"status": Status.OK, "sequence": sequence}

    def broadcast(self, p: Values) -> Values:
        """Send to all; it counts as sent at once."""
        return self._to_all(p, OUTGOING_BROADCAST, p["destination"], None)

    def multicast(self, p: Values) -> Values:
        """Send to a group."""
        return self._to_all(p, OUTGOING_MULTICAST, _ALL_LISTENING, p["aps"]["group_id"])

    def reply(self, p: Values) -> Values:
        """The host acknowledges a fragment: let the next one come."""
        place = (p["sender"], p["aps"]["sequence"])
        train = self._trains.get(place)
        if train:
            train.is_clear, train.left = True, train.left - 1
            self._advance(train)
            if not train.left:
                del self._trains[place]
        return {"status": Status.OK}

    def remove(self, p: Values) -> Values:
        """Tell a device to leave."""
        station = self.chip.air.by_eui64(p["target"])
        if station is None or not station.is_on_air:
            return {"status": Status.DELIVERY_FAILED}

        def leave(at: Moment) -> None:
            self.chip.air.leave(station, at, "was removed by the trust centre")

        self.chip.air.schedule(self.chip.at.monotonic_s + _LOOPBACK_S, leave)
        return {"status": Status.OK}

    def hear(self, heard: Heard) -> None:
        """A frame arrived from the air: to a registered endpoint, or to the device object."""
        frame = heard.frame
        self.chip.count(_MAC_RX_BROADCAST if heard.is_broadcast else _MAC_RX_UNICAST)
        if frame.profile_id == zdo.PROFILE_ID:
            self._hear_zdo(heard)
            return
        endpoint = self.chip.ram.endpoints.get(frame.destination_endpoint)
        if endpoint is None or endpoint.profile_id != frame.profile_id:
            self.chip.air.statistics.dropped_no_endpoint += 1
            return
        if heard.fragment is None:
            self._emit(heard)
            return
        place = (heard.source_id, heard.sequence)
        if place not in self._trains:
            self._trains[place] = Train(heard.fragment.count)
            self.chip.later(_FRAGMENT_ACK_S, lambda: self._trains.pop(place, None))
        self._trains[place].waiting.append(heard)
        self._advance(self._trains[place])

    def _hear_zdo(self, heard: Heard) -> None:
        frame, network = heard.frame, self.chip.flash.network
        if network is not None:
            place = (network["pan_id"], network["extended_pan_id"])
            body = zdo.answer(Self(self.chip), frame.cluster_id, frame.payload, place, is_broadcast=heard.is_broadcast)
            if body is not None:
                answer = ApsFrame(zdo.PROFILE_ID, frame.cluster_id | 0x8000, 0, 0, body)
                message = Message(heard.source_id, answer, self.counters.next_aps())
                self.chip.air.unicast(message, self.chip.at, lambda _is_heard, _at: None)
        self._emit(heard)

    @property
    def counters(self) -> Counters:
        """The coordinator's sequence numbers."""
        return self.chip.flash.counters

    def _message(self, p: Values, destination: int, key: bytes | None) -> tuple[Message, int]:
        aps = p["aps"]
        sequence = self.counters.next_aps()
        fragment = None
        if aps["options"] & OPTION_FRAGMENT:
            fragment = Fragment(aps["group_id"] & 0xFF, aps["group_id"] >> 8)
            sequence = aps["sequence"] if fragment.index else sequence
        frame = ApsFrame(
            aps["profile_id"],
            aps["cluster_id"],
            aps["source_endpoint"],
            aps["destination_endpoint"],
            p["message"],
            is_encrypted=key is not None,
        )
        wants_ack = bool(aps["options"] & OPTION_RETRY)
        return Message(destination, frame, sequence, key, wants_ack, fragment=fragment), sequence

    def _to_all(self, p: Values, kind: int, destination: int, group_id: int | None) -> Values:
        if not self.chip.ram.is_network_up:
            return {"status": Status.NETWORK_DOWN, "sequence": 0}
        if len(p["message"]) > MAX_PAYLOAD:
            return {"status": Status.MESSAGE_TOO_LONG, "sequence": 0}
        if destination < BROADCAST_FIRST:
            return {"status": Status.INVALID_PARAMETER, "sequence": 0}
        message, sequence = self._message(p, destination, None)
        if group_id is None:
            self.chip.air.broadcast(message, self.chip.at)
        sent = {**p, "type": kind, "destination": destination, "aps": {**p["aps"], "sequence": sequence}}
        self.chip.later(_LOOPBACK_S, lambda: self.report(sent, is_heard=True))
        return {"status": Status.OK, "sequence": sequence}

    def _reporter(self, sent: Values) -> "Reporter":
        return Reporter(self, self.chip.ram, sent)

    def report(self, sent: Values, *, is_heard: bool) -> None:
        """Tell the host how a message went."""
        self.chip.count(_APS_TX_OK if is_heard else _APS_TX_FAILED)
        has_contents = self.chip.ram.policies.get(MESSAGE_CONTENTS_POLICY) == MESSAGE_TAG_AND_CONTENTS
        self.chip.emit(
            "messageSentHandler",
            {
                "status": Status.OK if is_heard else Status.DELIVERY_FAILED,
                "type": sent["type"],
                "destination": sent["destination"],
                "aps": sent["aps"],
                "tag": sent["tag"],
                "message": sent["message"] if has_contents else b"",
            },
        )

    def _loop_back(self, sent: Values) -> None:
        """A message to ourselves: the device object answers, a registered endpoint hears it."""
        aps, network = sent["aps"], self.chip.flash.network
        assert network is not None
        self.report(sent, is_heard=True)
        if aps["profile_id"] != zdo.PROFILE_ID:
            if aps["destination_endpoint"] in self.chip.ram.endpoints:
                self._emit_own(aps, sent["message"])
            return
        place = (network["pan_id"], network["extended_pan_id"])
        body = zdo.answer(Self(self.chip), aps["cluster_id"], sent["message"], place, is_broadcast=False)
        if body is not None:
            self._emit_own({**aps, "cluster_id": aps["cluster_id"] | 0x8000}, body)

    def _emit_own(self, aps: Values, message: bytes) -> None:
        self._emit_incoming(INCOMING_UNICAST, aps, COORDINATOR_ID, self.chip.flash.address, 255, 0, message)

    def _emit(self, heard: Heard) -> None:
        frame, station = heard.frame, heard.station
        options = OPTION_ENCRYPTION if frame.is_encrypted else 0
        group_id = 0
        if heard.fragment is not None:
            options |= OPTION_FRAGMENT | OPTION_RETRY
            group_id = heard.fragment.count << 8 | heard.fragment.index
        aps = {
            "profile_id": frame.profile_id,
            "cluster_id": frame.cluster_id,
            "source_endpoint": frame.source_endpoint,
            "destination_endpoint": frame.destination_endpoint,
            "options": options,
            "group_id": group_id,
            "sequence": heard.sequence,
        }
        kind = INCOMING_BROADCAST if heard.is_broadcast else INCOMING_UNICAST
        sender = heard.source_id
        self._emit_incoming(kind, aps, sender, station.eui64, station.lqi, station.rssi_dbm, frame.payload)

    def _emit_incoming(
        self, kind: int, aps: Values, sender: int, eui64: bytes, lqi: int, rssi: int, message: bytes
    ) -> None:
        self.chip.emit(
            "incomingMessageHandler",
            {
                "type": kind,
                "aps": aps,
                "sender": sender,
                "eui64": eui64,
                "binding_index": _NO_INDEX,
                "address_index": _NO_INDEX,
                "lqi": lqi,
                "rssi": rssi,
                "timestamp": int(self.chip.at.monotonic_s * 1e6) & 0xFFFFFFFF,
                "message": message,
            },
        )

    def _advance(self, train: Train) -> None:
        if train.is_clear and train.waiting:
            train.is_clear = False
            self._emit(train.waiting.popleft())


@dataclass(frozen=True, slots=True)
class Reporter:
    """Tells the host how a unicast went, unless the co-processor was reset meanwhile."""

    messaging: Messaging
    ram: object
    sent: Values

    def __call__(self, is_heard: bool, at: Moment) -> None:
        """The air knows: acknowledged, or given up."""
        if self.messaging.chip.ram is self.ram:
            self.messaging.chip.at = at
            self.messaging.report(self.sent, is_heard=is_heard)
