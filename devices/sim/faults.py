"""What can go wrong between host and dongle, on demand and reproducibly from a seed."""

import random
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any

_OCTET_GAP_S = 0.0003


class Direction(Enum):
    """Which frames a fault hits."""

    TO_HOST = "to_host"
    TO_DONGLE = "to_dongle"


@dataclass(frozen=True, slots=True)
class LinkFaults:
    """Faults of the serial link; rates are shares (0 to 1) of the ASH frames in each direction.

    `loss` loses one octet, `corruption` flips bits of one octet, `duplication` sends the frame twice,
    `delay_s` (plus up to `jitter_s`) holds it back, `split` sends each octet by itself, `mute` accepts and is silent.
    """

    loss: float = 0.0
    corruption: float = 0.0
    duplication: float = 0.0
    delay_s: float = 0.0
    jitter_s: float = 0.0
    split: bool = False
    mute: bool = False
    to_host: bool = True
    to_dongle: bool = True

    def changed(self, changes: dict[str, Any]) -> "LinkFaults":
        """A copy with some fields changed; raises ValueError with a sentence."""
        kinds = {item.name: type(item.default) for item in fields(self)}
        for name, value in changes.items():
            if name not in kinds:
                raise ValueError(f"there is no fault named {name}; there are {', '.join(kinds)}")
            is_flag = kinds[name] is bool
            if isinstance(value, bool) != is_flag or not isinstance(value, bool | int | float):
                raise ValueError(f"{name} is {'true or false' if is_flag else 'a number'}, not {value!r}")
            is_rate = not is_flag and not name.endswith("_s")
            if value < 0 or (is_rate and value > 1):
                raise ValueError(f"{name} is {'a share from 0 to 1' if is_rate else 'at least 0 seconds'}, not {value}")
        return replace(self, **changes)

    def holds(self, direction: Direction) -> bool:
        """Whether frames of that direction are hit."""
        return self.to_host if direction is Direction.TO_HOST else self.to_dongle


@dataclass(slots=True)
class Statistics:
    """How many frames were hit."""

    frames: int = 0
    lost_octets: int = 0
    corrupted: int = 0
    duplicated: int = 0
    swallowed: int = 0


@dataclass(slots=True)
class FaultyLink:
    """Turns one frame into what arrives, and when; the same seed and frames give the same faults."""

    rng: random.Random
    faults: LinkFaults = field(default_factory=LinkFaults)
    statistics: Statistics = field(default_factory=Statistics)

    def carry(self, frame: bytes, direction: Direction) -> list[tuple[float, bytes]]:
        """Pairs of (seconds from now, octets) in the order in which they arrive."""
        faults, statistics = self.faults, self.statistics
        if not faults.holds(direction):
            return [(0.0, frame)]
        statistics.frames += 1
        if faults.mute:
            statistics.swallowed += 1
            return []
        if self._strikes(faults.loss):
            statistics.lost_octets += 1
            at = self.rng.randrange(len(frame))
            frame = frame[:at] + frame[at + 1 :]
        if frame and self._strikes(faults.corruption):
            statistics.corrupted += 1
            at = self.rng.randrange(len(frame))
            frame = frame[:at] + bytes((frame[at] ^ self.rng.randrange(1, 256),)) + frame[at + 1 :]
        copies = [frame]
        if self._strikes(faults.duplication):
            statistics.duplicated += 1
            copies.append(frame)
        delay_s = faults.delay_s + (self.rng.uniform(0, faults.jitter_s) if faults.jitter_s else 0.0)
        if not faults.split:
            return [(delay_s, copy) for copy in copies if copy]
        octets = [bytes((octet,)) for copy in copies for octet in copy]
        return [(delay_s + number * _OCTET_GAP_S, octet) for number, octet in enumerate(octets)]

    def _strikes(self, rate: float) -> bool:
        return rate > 0 and self.rng.random() < rate
