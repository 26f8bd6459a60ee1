"""The co-processor as its host sees it: EZSP frames in, responses and callbacks out; and as the air sees it."""

import random
from collections import deque
from dataclasses import dataclass, field

from devices.moment import Moment
from devices.sim.air import Air, Heard
from devices.sim.ncp.chip import END_DEVICE_CHILDREN, Chip, Handler, Ram
from devices.sim.ncp.commands import Command, by_name, commands
from devices.sim.ncp.configuration import Configuration, release
from devices.sim.ncp.fields import FrameTooShort, Values
from devices.sim.ncp.flash import Counters, Flash
from devices.sim.ncp.keys import KeyCommands
from devices.sim.ncp.messaging import Messaging
from devices.sim.ncp.network import NetworkCommands
from devices.sim.ncp.station import Network, Station
from devices.sim.ncp.tables import END_DEVICE, TableCommands
from devices.sim.ncp.trust_centre import DeviceUpdate, JoinDecision, TrustCentre
from devices.sim.ncp.zdo import LogicalType

_RESPONSE, _ASYNCHRONOUS_CALLBACK, _OVERFLOW = 0x80, 0x10, 0x01
_EXTENDED_FORMAT = 0x01
_MESH = 0x02
_VERSION_NOT_SET, _INVALID_FRAME_ID, _TRUNCATED = 0x30, 0x31, 0x33
_VERIFY_KEY_SUCCESS = 0x34
_JOIN_INDICATION = 16
_CHANGES_FLASH = ("set", "form", "leave", "token", "import", "erase", "clear", "broadcast", "delete")
MAX_CALLBACKS = 1000


@dataclass(slots=True)
class Statistics:
    """What the host asked for and was told."""

    commands: int = 0
    invalid_commands: int = 0
    callbacks: int = 0
    callbacks_lost: int = 0


@dataclass(slots=True)
class Dongle:
    """One co-processor; `take_payload` hands out what goes to the host, responses before callbacks."""

    version: int
    flash: Flash
    air: Air
    seed: int
    at: Moment
    statistics: Statistics = field(default_factory=Statistics)
    is_dirty: bool = False
    chip: Chip = field(init=False)
    trust_centre: TrustCentre = field(init=False)
    _messaging: Messaging = field(init=False)
    _handlers: dict[str, Handler] = field(init=False)
    _responses: deque[bytes] = field(default_factory=deque)
    _callbacks: deque[tuple[Command, bytes]] = field(default_factory=deque)
    _last_sequence: int = 0
    _has_overflowed: bool = False

    def __post_init__(self) -> None:
        rng = random.Random(f"chip {self.seed}")  # noqa: S311 - a reproducible simulation, no secret
        self.chip = Chip(self.version, self.flash, self.air, rng, self._emit, self.at)
        self.trust_centre = TrustCentre(self.chip)
        self._messaging = Messaging(self.chip, self.trust_centre)
        groups = (
            Configuration(self.chip),
            NetworkCommands(self.chip),
            KeyCommands(self.chip, self.trust_centre),
            TableCommands(self.chip),
            self._messaging,
        )
        self._handlers = {name: handler for group in groups for name, handler in group.handlers().items()}
        self.air.coordinator = self

    def reset(self, at: Moment) -> None:
        """Forget all that is not in flash."""
        self.chip.at = at
        self.chip.ram = Ram()
        self.flash.boot_count += 1
        self._responses.clear()
        self._callbacks.clear()
        self._last_sequence = 0
        self._has_overflowed = False

    def execute(self, frame: bytes, at: Moment) -> None:
        """One EZSP command from the host; its response waits in `take_payload`."""
        self.chip.at = at
        if len(frame) < 3:
            return
        self.statistics.commands += 1
        is_extended = frame[2] & 0x03 == _EXTENDED_FORMAT and len(frame) >= 5
        sequence = frame[0]
        identifier = int.from_bytes(frame[3:5], "little") if is_extended else frame[2]
        parameters = frame[5:] if is_extended else frame[3:]
        if identifier == 0 and parameters:
            self._agree(sequence, parameters[0], is_extended=is_extended)
            return
        self._respond(sequence, *self._perform(identifier, parameters))

    def take_payload(self) -> bytes | None:
        """The next frame for the host, or None."""
        if self._responses:
            return self._responses.popleft()
        if self._callbacks and self.chip.ram.is_version_agreed:
            command, parameters = self._callbacks.popleft()
            control = _RESPONSE | _ASYNCHRONOUS_CALLBACK | (_OVERFLOW if self._has_overflowed else 0)
            self._has_overflowed = False
            self.statistics.callbacks += 1
            return _frame(self._last_sequence, control, command.identifier, parameters)
        return None

    # As the air sees it.

    @property
    def eui64(self) -> bytes:
        """In the wire's order."""
        return self.flash.address

    @property
    def counters(self) -> Counters:
        """Kept in flash."""
        return self.flash.counters

    @property
    def network(self) -> Network | None:
        """The network, while it is up."""
        stored = self.flash.network
        if stored is None or not self.chip.ram.is_network_up:
            return None
        flash = self.flash
        place = (stored["pan_id"], stored["extended_pan_id"], stored["channel"])
        return Network(*place, key=flash.network_key, key_sequence=flash.key_sequence)

    def is_open(self, at: Moment) -> bool:
        """Whether joining is permitted at this instant."""
        return self.chip.ram.permit_until_s > at.monotonic_s

    def admit(self, station: Station, at: Moment) -> bytes | None:
        """The trust centre decides, and the host hears of it either way."""
        self.chip.at = at
        self.is_dirty = True
        self.chip.count(_JOIN_INDICATION)
        key = self.trust_centre.admit(station.eui64)
        if key is not None and station.logical_type is LogicalType.END_DEVICE:
            self._adopt(station)
        decision = JoinDecision.DENY_JOIN if key is None else JoinDecision.USE_PRECONFIGURED_KEY
        self._device_update(station, DeviceUpdate.UNSECURED_JOIN, decision)
        return key

    def readmit(self, station: Station, at: Moment) -> bytes | None:
        """The trust centre decides whether who missed the network key gets it, and the host hears of it."""
        self.chip.at, self.is_dirty = at, True
        key = self.trust_centre.readmit(station.eui64)
        decision = JoinDecision.DENY_JOIN if key is None else JoinDecision.USE_PRECONFIGURED_KEY
        self._device_update(station, DeviceUpdate.UNSECURED_REJOIN, decision)
        return key

    def link_key(self, eui64: bytes, at: Moment) -> bytes | None:
        """The key of APS-encrypted frames to and from a device."""
        self.chip.at = at
        return self.trust_centre.link_key(eui64)

    def answer_key_request(self, eui64: bytes, at: Moment) -> bytes | None:
        """The new trust-centre link key, or None when the policy denies."""
        self.chip.at = at
        return self.trust_centre.answer_key_request(eui64)

    def partner_key(self, eui64: bytes, partner: bytes, at: Moment) -> bytes | None:
        """A new link key for two devices to speak with each other, or None when the policy denies."""
        self.chip.at, self.is_dirty = at, True
        return self.trust_centre.partner_key(eui64, partner)

    def confirm_key(self, eui64: bytes, at: Moment) -> None:
        """The device proved its new link key."""
        self.chip.at, self.is_dirty = at, True
        self.trust_centre.confirm(eui64)
        self._emit("zigbeeKeyEstablishmentHandler", {"partner": eui64, "key_status": _VERIFY_KEY_SUCCESS})

    def left(self, station: Station, at: Moment) -> None:
        """The device said that it leaves."""
        self.chip.at, self.is_dirty = at, True
        children = self.flash.children
        for index in [index for index, child in children.items() if child["eui64"] == station.eui64]:
            self._child_changed(index, station, is_joining=False)
            del children[index]
        self._device_update(station, DeviceUpdate.DEVICE_LEFT, JoinDecision.USE_PRECONFIGURED_KEY)

    def hear(self, heard: Heard, at: Moment) -> None:
        """A frame arrived."""
        self.chip.at = at
        self.is_dirty |= heard.frame.profile_id == 0  # it may answer a request to bind
        self._messaging.hear(heard)

    def _adopt(self, station: Station) -> None:
        children, size = self.flash.children, self.chip.ram.configuration[END_DEVICE_CHILDREN]
        known = [index for index, child in children.items() if child["eui64"] == station.eui64]
        index = next(iter(known), next((row for row in range(size) if row not in children), None))
        if index is None:
            return
        children[index] = {
            "eui64": station.eui64,
            "type": END_DEVICE,
            "node_id": station.node_id,
            "phy": 0,
            "power": 0,
            "timeout": 8,
            "timeout_remaining": 0,
        }
        self._child_changed(index, station, is_joining=True)

    def _child_changed(self, index: int, station: Station, *, is_joining: bool) -> None:
        row = {"index": index, "is_joining": is_joining, "node_id": station.node_id, "eui64": station.eui64}
        self._emit("childJoinHandler", {**row, "type": END_DEVICE})

    def _device_update(self, station: Station, update: DeviceUpdate, decision: JoinDecision) -> None:
        who = {"node_id": station.node_id, "eui64": station.eui64, "parent": 0x0000}
        self._emit("trustCenterJoinHandler", {**who, "update": update, "decision": decision})

    # EZSP.

    def _agree(self, sequence: int, desired: int, *, is_extended: bool) -> None:
        self.chip.ram.is_version_agreed = is_extended and desired == self.version
        self._last_sequence = sequence
        parameters = bytes((self.version, _MESH)) + release(self.version).to_bytes(2, "little")
        if is_extended:
            self._responses.append(_frame(sequence, _RESPONSE, 0, parameters))
        else:
            self._responses.append(bytes((sequence, _RESPONSE, 0)) + parameters)

    def _perform(self, identifier: int, parameters: bytes) -> tuple[int, bytes]:
        command = commands(self.version).get(identifier)
        if not self.chip.ram.is_version_agreed:
            return self._invalid(_VERSION_NOT_SET)
        handler = self._handlers.get(command.name) if command else None
        if command is None or handler is None:
            return self._invalid(_INVALID_FRAME_ID)
        try:
            values = command.read_request(parameters)
        except FrameTooShort:
            return self._invalid(_TRUNCATED)
        self.is_dirty |= command.name.startswith(_CHANGES_FLASH)
        return command.identifier, command.write_response(handler(values))

    def _invalid(self, reason: int) -> tuple[int, bytes]:
        self.statistics.invalid_commands += 1
        command = by_name(self.version)["invalidCommand"]
        return command.identifier, command.write_response({"reason": reason})

    def _respond(self, sequence: int, identifier: int, parameters: bytes) -> None:
        self._last_sequence = sequence
        self._responses.append(_frame(sequence, _RESPONSE, identifier, parameters))

    def _emit(self, name: str, values: Values) -> None:
        if len(self._callbacks) >= MAX_CALLBACKS:
            self._has_overflowed = True
            self.statistics.callbacks_lost += 1
            return
        command = by_name(self.version)[name]
        self._callbacks.append((command, command.write_response(values)))


def _frame(sequence: int, control: int, identifier: int, parameters: bytes) -> bytes:
    return bytes((sequence, control, _EXTENDED_FORMAT)) + identifier.to_bytes(2, "little") + parameters
