"""A device as small as the contract allows: it answers reads of three attributes and reports when it is told to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devices.moment import Moment
from devices.sim.node import ApsFrame, Endpoint

SMART_ENERGY = 0x0109
BASIC, METERING = 0x0000, 0x0702
READ_ATTRIBUTES, READ_RESPONSE, REPORT = 0x00, 0x01, 0x0A
_STRING, _U48 = 0x42, 0x25


def install_code(seed: int) -> bytes:
    """A 16-octet install code with its CRC-16/X-25."""
    code = bytes((seed * 7 + index * 13) % 256 for index in range(16))
    crc = 0xFFFF
    for octet in code:
        crc ^= octet
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return code + (crc ^ 0xFFFF).to_bytes(2, "little")


@dataclass
class PlainNode:
    """A meter-like thing: Basic by the network key, Metering by the link key."""

    number: int = 1
    profile_id: int = 0x0104
    guarded: frozenset[int] = frozenset({METERING})
    delivered_wh: int = 123_456
    period_s: float | None = None
    manufacturer_code: int = 0x1234
    device_id: int = 0x0500
    received: list[ApsFrame] = field(default_factory=list)
    bound: list[tuple[int, int, int]] = field(default_factory=list)
    resets: int = 0
    due_s: float | None = None
    sequence: int = 0

    @property
    def eui64(self) -> str:
        return bytes.fromhex(f"00124b00{self.number:08x}").hex(":")

    @property
    def install_code(self) -> bytes:
        return install_code(self.number)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return (Endpoint(1, self.profile_id, self.device_id, (BASIC, METERING), ()),)

    @property
    def link_key_clusters(self) -> frozenset[int]:
        return self.guarded

    def receive(self, frame: ApsFrame, at: Moment) -> list[ApsFrame]:  # noqa: ARG002 - the contract
        self.received.append(frame)
        control, sequence, command = frame.payload[:3]
        if control & 0x07 or command != READ_ATTRIBUTES:
            return []
        body = bytes((0x18, sequence, READ_RESPONSE))
        for start in range(3, len(frame.payload), 2):
            body += self._record(frame.cluster_id, frame.payload[start : start + 2])
        return [self._reply(frame, body)]

    def take_link_key(self) -> bytes | None:
        return None

    def wake(self, at: Moment) -> list[ApsFrame]:  # noqa: ARG002 - the contract
        assert self.period_s is not None
        assert self.due_s is not None
        self.due_s += self.period_s
        return [self.report()]

    @property
    def next_wake_s(self) -> float | None:
        return self.due_s

    def bind(
        self,
        source_endpoint: int,
        cluster_id: int,
        destination_endpoint: int,
        is_bound: bool,
        destination: str | None = None,  # noqa: ARG002 - the contract
    ) -> None:
        row = (source_endpoint, cluster_id, destination_endpoint)
        if is_bound:
            self.bound.append(row)
        else:
            self.bound.remove(row)

    def reset(self, at: Moment) -> None:  # noqa: ARG002 - the contract
        self.resets += 1

    def drive(self, command: str, arguments: Mapping[str, object], at: Moment) -> object:
        if command == "use":
            watt_hours = arguments["wh"]
            assert isinstance(watt_hours, int)
            self.delivered_wh += watt_hours
            return self.delivered_wh
        if command == "report_every":
            seconds = arguments["seconds"]
            assert isinstance(seconds, int | float)
            self.period_s = self.due_s = None
            if seconds:
                self.period_s, self.due_s = seconds, at.monotonic_s + seconds
            return None
        raise ValueError(f"this device has no verb {command}; it has use and report_every")

    def report(self) -> ApsFrame:
        self.sequence = (self.sequence + 1) % 256
        self.delivered_wh += 1
        body = (
            bytes((0x18, self.sequence, REPORT))
            + b"\x00\x00"
            + bytes((_U48,))
            + self.delivered_wh.to_bytes(6, "little")
        )
        to = 10 if self.profile_id == SMART_ENERGY else 1
        return ApsFrame(self.profile_id, METERING, 1, to, body, is_encrypted=METERING in self.guarded)

    def _record(self, cluster_id: int, attribute: bytes) -> bytes:
        number = int.from_bytes(attribute, "little")
        if cluster_id == BASIC and number in (4, 5):
            text = b"Plain" if number == 4 else f"Node {self.number}".encode()
            return attribute + bytes((0, _STRING, len(text))) + text
        if cluster_id == METERING and number == 0:
            return attribute + bytes((0, _U48)) + self.delivered_wh.to_bytes(6, "little")
        return attribute + b"\x86"

    def _reply(self, frame: ApsFrame, payload: bytes) -> ApsFrame:
        return ApsFrame(
            frame.profile_id,
            frame.cluster_id,
            frame.destination_endpoint,
            frame.source_endpoint,
            payload,
            is_encrypted=frame.is_encrypted,
            peer=frame.peer,
        )


def make_nodes(
    kinds: Sequence[str], *, seed: int, start: Moment, profile_id: int, state: Path | None
) -> list[PlainNode]:
    """For `--nodes`: as many plain nodes as there are kinds."""
    return [PlainNode(number, profile_id) for number, _ in enumerate(kinds, 1)]
