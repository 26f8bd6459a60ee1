"""ASH, the co-processor's side of the serial link (Silicon Labs UG101); sans-I/O: bytes and seconds in, bytes out.

Theory: DATA frames are numbered 0 to 7. Each side acknowledges with the number that it expects next; a
frame out of sequence is rejected once (NAK) and the sender goes back to it. A side that hears no
acknowledgement five times in a row is in the FAILED state, where only a RST helps.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, IntEnum

FLAG, ESCAPE, XON, XOFF, SUBSTITUTE, CANCEL = 0x7E, 0x7D, 0x11, 0x13, 0x18, 0x1A
_RESERVED = frozenset({FLAG, ESCAPE, XON, XOFF, SUBSTITUTE, CANCEL})
MAX_PAYLOAD = 220
_MAX_STUFFED = 2 * (MAX_PAYLOAD + 3)

ACK_TIMEOUT_S, ACK_TIMEOUT_MIN_S, ACK_TIMEOUT_MAX_S = 1.6, 0.4, 3.2
MAX_TIMEOUTS = 5
WINDOW = 5
_VERSION = 2


class ResetCode(IntEnum):
    """Why the co-processor was reset, or failed."""

    POWER_ON = 0x02
    WATCHDOG = 0x03
    ASSERT = 0x06
    SOFTWARE = 0x0B
    ACK_TIMEOUTS = 0x51


class Link(Enum):
    """Where the link stands: before the first RST, serving, or waiting for a RST after an error."""

    DOWN = "down"
    CONNECTED = "connected"
    FAILED = "failed"


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte << 8
        for _ in range(8):
            crc = ((crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
        table.append(crc)
    return tuple(table)


_CRC = _crc_table()


def crc(data: bytes) -> bytes:
    """CRC-CCITT, initial value 0xFFFF, most significant octet first."""
    value = 0xFFFF
    for byte in data:
        value = ((value << 8) & 0xFFFF) ^ _CRC[(value >> 8) ^ byte]
    return value.to_bytes(2, "big")


def _noise(length: int) -> bytes:
    out, value = bytearray(), 0x42
    for _ in range(length):
        out.append(value)
        value = (value >> 1) ^ 0xB8 if value & 1 else value >> 1
    return bytes(out)


_NOISE = _noise(256)


def randomise(data: bytes) -> bytes:
    """Exclusive-or with the pseudo-random sequence of a DATA field; its own inverse."""
    return bytes(a ^ b for a, b in zip(data, _NOISE, strict=False))


def stuff(data: bytes) -> bytes:
    """Escape the reserved octets."""
    out = bytearray()
    for byte in data:
        if byte in _RESERVED:
            out += bytes((ESCAPE, byte ^ 0x20))
        else:
            out.append(byte)
    return bytes(out)


def unstuff(data: bytes) -> bytes:
    """Undo `stuff`."""
    out, is_escaped = bytearray(), False
    for byte in data:
        if byte == ESCAPE and not is_escaped:
            is_escaped = True
        else:
            out.append(byte ^ 0x20 if is_escaped else byte)
            is_escaped = False
    return bytes(out)


def frame(control: int, data: bytes = b"") -> bytes:
    """One whole frame as it stands on the wire, its closing flag included."""
    body = bytes((control,)) + data
    return stuff(body + crc(body)) + bytes((FLAG,))


def data_frame(number: int, ack: int, payload: bytes, *, is_repeat: bool = False) -> bytes:
    """A DATA frame as it stands on the wire."""
    return frame(number << 4 | is_repeat << 3 | ack, randomise(payload))


class Deframer:
    """Octets in any portions in, bodies (control and data, CRC checked) out; None stands for a damaged frame."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_discarding = False

    def feed(self, data: bytes) -> list[bytes | None]:
        """The frames that these octets complete, in order."""
        found: list[bytes | None] = []
        for byte in data:
            if byte == FLAG:
                if self._buffer and not self._is_discarding:
                    found.append(self._body())
                self._start_afresh()
            elif byte == CANCEL:
                self._start_afresh()
            elif byte == SUBSTITUTE:
                self._is_discarding = True
            elif byte not in (XON, XOFF):
                self._buffer.append(byte)
                if len(self._buffer) > _MAX_STUFFED:
                    self._buffer.clear()
                    self._is_discarding = True
        return found

    def _start_afresh(self) -> None:
        self._buffer.clear()
        self._is_discarding = False

    def _body(self) -> bytes | None:
        raw = unstuff(bytes(self._buffer))
        if len(raw) < 3 or crc(raw[:-2]) != raw[-2:]:
            return None
        return raw[:-2]


@dataclass(slots=True)
class Statistics:
    """What went over the link since power-on."""

    data_received: int = 0
    data_sent: int = 0
    retransmitted: int = 0
    damaged: int = 0
    out_of_sequence: int = 0
    duplicates: int = 0
    resets: int = 0
    failures: int = 0


@dataclass(slots=True)
class _Sent:
    number: int
    payload: bytes
    sent_s: float
    is_repeat: bool = False


@dataclass(slots=True)
class AshNcp:
    """The co-processor's end of one link.

    `next_payload` is asked whenever the window has room: so what is urgent goes first and
    headers are as young as they can be. `deliver` gets each payload once, in order. `restart`
    is called when the host resets the co-processor.
    """

    next_payload: Callable[[], bytes | None]
    deliver: Callable[[bytes], None]
    restart: Callable[[], None]
    link: Link = Link.DOWN
    statistics: Statistics = field(default_factory=Statistics)
    _deframer: Deframer = field(default_factory=Deframer)
    _out: list[bytes] = field(default_factory=list)
    _unacknowledged: deque[_Sent] = field(default_factory=deque)
    _tx_number: int = 0
    _rx_number: int = 0
    _owes_ack: bool = False
    _is_rejecting: bool = False
    _timeout_s: float = ACK_TIMEOUT_S
    _timeouts: int = 0
    _failure: ResetCode = ResetCode.ACK_TIMEOUTS

    def receive(self, data: bytes, now_s: float) -> list[bytes]:
        """Take octets from the host; returns what goes back, one frame an item."""
        for body in self._deframer.feed(data):
            self._take(body, now_s)
        return self.flush(now_s)

    def flush(self, now_s: float) -> list[bytes]:
        """Send what the window allows; returns the frames."""
        while self.link is Link.CONNECTED and len(self._unacknowledged) < WINDOW:
            payload = self.next_payload()
            if payload is None:
                break
            self._unacknowledged.append(_Sent(self._tx_number, payload, now_s))
            self._write_data(self._unacknowledged[-1])
            self._tx_number = (self._tx_number + 1) % 8
        if self._owes_ack and self.link is Link.CONNECTED:
            self._out.append(frame(0x80 | self._rx_number))
            self._owes_ack = False
        out, self._out = self._out, []
        return out

    def reset(self, code: ResetCode) -> list[bytes]:
        """The co-processor was reset (power, watchdog, greeting): forget the link, say RSTACK."""
        self._forget()
        self.link = Link.CONNECTED
        self.statistics.resets += 1
        return [frame(0xC1, bytes((_VERSION, code)))]

    def fail(self, code: ResetCode) -> list[bytes]:
        """Enter the FAILED state and say ERROR: nothing but a RST helps."""
        self.link = Link.FAILED
        self._failure = code
        self._unacknowledged.clear()
        self.statistics.failures += 1
        return [frame(0xC2, bytes((_VERSION, code)))]

    @property
    def deadline_s(self) -> float | None:
        """When `tick` is due, or None."""
        if self.link is not Link.CONNECTED or not self._unacknowledged:
            return None
        return self._unacknowledged[0].sent_s + self._timeout_s

    def tick(self, now_s: float) -> list[bytes]:
        """The host owes an acknowledgement: repeat, and after five silences fail."""
        deadline_s = self.deadline_s
        if deadline_s is None or now_s < deadline_s:
            return []
        self._timeouts += 1
        if self._timeouts >= MAX_TIMEOUTS:
            return self.fail(ResetCode.ACK_TIMEOUTS)
        self._timeout_s = min(2 * self._timeout_s, ACK_TIMEOUT_MAX_S)
        self._repeat(now_s)
        return self.flush(now_s)

    def _forget(self) -> None:
        self._deframer = Deframer()
        self._unacknowledged.clear()
        self._out.clear()
        self._tx_number = self._rx_number = self._timeouts = 0
        self._owes_ack = self._is_rejecting = False
        self._timeout_s = ACK_TIMEOUT_S

    def _take(self, body: bytes | None, now_s: float) -> None:
        if body is None:
            self.statistics.damaged += 1
            self._reject()
        elif body == b"\xc0":
            self.restart()
            self._out = self.reset(ResetCode.SOFTWARE)
        elif self.link is Link.FAILED:
            self._out.append(frame(0xC2, bytes((_VERSION, self._failure))))
        elif self.link is Link.DOWN:
            return
        elif not body[0] & 0x80:
            self._acknowledge(body[0] & 7, now_s)
            self._take_data(body)
        elif body[0] & 0xE0 in (0x80, 0xA0):
            self._acknowledge(body[0] & 7, now_s)
            if body[0] & 0x20:
                self._repeat(now_s)

    def _take_data(self, body: bytes) -> None:
        number, is_repeat = body[0] >> 4 & 7, bool(body[0] & 8)
        if number == self._rx_number:
            self._rx_number = (number + 1) % 8
            self._owes_ack, self._is_rejecting = True, False
            self.statistics.data_received += 1
            self.deliver(randomise(body[1:]))
        elif is_repeat:
            self.statistics.duplicates += 1
            self._owes_ack = True
        else:
            self.statistics.out_of_sequence += 1
            self._reject()

    def _reject(self) -> None:
        if self.link is Link.CONNECTED and not self._is_rejecting:
            self._out.append(frame(0xA0 | self._rx_number))
            self._is_rejecting = True

    def _acknowledge(self, ack: int, now_s: float) -> None:
        numbers = [(sent.number + 1) % 8 for sent in self._unacknowledged]
        if ack not in numbers:
            return
        for _ in range(numbers.index(ack) + 1):
            sent = self._unacknowledged.popleft()
            if not sent.is_repeat:
                measured_s = 7 / 8 * self._timeout_s + (now_s - sent.sent_s) / 2
                self._timeout_s = max(ACK_TIMEOUT_MIN_S, min(measured_s, ACK_TIMEOUT_MAX_S))
        self._timeouts = 0

    def _repeat(self, now_s: float) -> None:
        for sent in self._unacknowledged:
            sent.sent_s, sent.is_repeat = now_s, True
            self.statistics.retransmitted += 1
            self._write_data(sent)

    def _write_data(self, sent: _Sent) -> None:
        self._out.append(data_frame(sent.number, self._rx_number, sent.payload, is_repeat=sent.is_repeat))
        self._owes_ack = False
        self.statistics.data_sent += 1
