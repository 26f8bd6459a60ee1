"""The co-processor's memory and its voice: flash that survives, RAM that does not, and callbacks to the host."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from devices.moment import Moment
from devices.sim.air import Air
from devices.sim.ncp.fields import Values
from devices.sim.ncp.flash import Flash
from devices.sim.ncp.status import Status

Emit = Callable[[str, Values], None]
Handler = Callable[[Values], Values]

COUNTER_COUNT = 41
DEFAULT_CONFIGURATION = {
    0x01: 255,  # packet buffers
    0x02: 26,  # neighbours
    0x03: 64,  # APS unicast messages
    0x04: 32,  # bindings
    0x05: 16,  # address table
    0x06: 16,  # multicast table
    0x07: 16,  # routes
    0x08: 8,
    0x09: 0,
    0x0A: 0,
    0x0C: 2,  # stack profile
    0x0D: 5,  # security level
    0x10: 30,
    0x11: 32,  # end device children
    0x12: 7680,
    0x13: 8,
    0x14: 20,
    0x15: 0,
    0x17: 0,
    0x18: 0,
    0x19: 2,
    0x1A: 200,
    0x1B: 6,
    0x1C: 1,
    0x1D: 0,
    0x1E: 12,  # key table
    0x1F: 1600,
    0x20: 3,
    0x21: 60,
    0x22: 2,
    0x24: 5,
    0x29: 0,
    0x2A: 0,
    0x2B: 15,
    0x2C: 0,
    0x2D: 1,
    0x2E: 0,
    0x2F: 0,
    0x30: 0,
    0x33: 1,
    0x34: 16,
    0x35: 5,
    0x36: 300,  # seconds that a transient key lives
    0x37: 1,
    0x38: 90,
    0x39: 0,
    0x40: 1,
    0x41: 5,
    0x42: 0,
}
ADDRESS_TABLE_SIZE, MULTICAST_TABLE_SIZE, KEY_TABLE_SIZE = 0x05, 0x06, 0x1E
END_DEVICE_CHILDREN, TRANSIENT_KEY_TIMEOUT_S = 0x11, 0x36
ALLOCATED_AT_START = frozenset({0x01, 0x02, 0x03, 0x04, 0x05, 0x07, 0x11, 0x1A, 0x1E})

TRUST_CENTER_POLICY, MESSAGE_CONTENTS_POLICY, TC_KEY_REQUEST_POLICY = 0x00, 0x04, 0x05
APP_KEY_REQUEST_POLICY, ALLOW_APP_KEY_REQUESTS = 0x06, 0x61
ALLOW_JOINS, ALLOW_UNSECURED_REJOINS, JOINS_USE_INSTALL_CODE_KEY = 0x01, 0x02, 0x10
DENY_TC_KEY_REQUESTS, SEND_CURRENT_KEY, GENERATE_NEW_KEY = 0x50, 0x51, 0x52
MESSAGE_TAG_AND_CONTENTS = 0x41


@dataclass(frozen=True, slots=True)
class Registered:
    """An endpoint that the host added; what is sent to any other gets nothing."""

    profile_id: int
    device_id: int
    device_version: int
    input_clusters: tuple[int, ...]
    output_clusters: tuple[int, ...]


@dataclass(slots=True)
class TransientKey:
    """A link key for a device that is about to join."""

    key: bytes
    expires_s: float


@dataclass(slots=True)
class Ram:
    """What a reset forgets."""

    is_network_up: bool = False
    is_version_agreed: bool = False
    permit_until_s: float = 0.0
    manufacturer_code: int = 0
    initial_security: Values | None = None
    configuration: dict[int, int] = field(default_factory=lambda: dict(DEFAULT_CONFIGURATION))
    policies: dict[int, int] = field(default_factory=lambda: {TRUST_CENTER_POLICY: 0, TC_KEY_REQUEST_POLICY: 0x50})
    values: dict[int, bytes] = field(default_factory=dict)
    endpoints: dict[int, Registered] = field(default_factory=dict)
    transient_keys: dict[bytes, TransientKey] = field(default_factory=dict)
    addresses: dict[int, tuple[bytes, int, bool]] = field(default_factory=dict)
    multicasts: dict[int, Values] = field(default_factory=dict)
    counters: list[int] = field(default_factory=lambda: [0] * COUNTER_COUNT)


@dataclass(slots=True)
class Chip:
    """One co-processor as its commands see it; `at` is the instant of what is being done now."""

    version: int
    flash: Flash
    air: Air
    rng: random.Random
    emit: Emit
    at: Moment
    transient_key_places: int = 32
    ram: Ram = field(default_factory=Ram)

    def later(self, seconds: float, what: Callable[[], object]) -> None:
        """Do `what` on the air's time line, unless the co-processor is reset before."""
        ram = self.ram

        def unless_reset(at: Moment) -> None:
            self.at = at
            if self.ram is ram:
                what()

        self.air.schedule(self.at.monotonic_s + seconds, unless_reset)

    def stack_status(self, status: Status) -> None:
        """Tell the host that the network went up, down, open or closed."""
        self.emit("stackStatusHandler", {"status": status})

    def count(self, counter: int) -> None:
        """Count one of EmberCounterType."""
        self.ram.counters[counter] = (self.ram.counters[counter] + 1) % 65536
