"""What the co-processor keeps in flash: network, keys, tables and tokens survive a reset, a reconnect and a restart."""

import json
import random
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from devices.sim.ncp.fields import Values

NO_EUI64 = b"\xff" * 8
_COUNTER_RESERVE = 4096


def octets_of(eui64: str) -> bytes:
    """The wire's octets of an EUI64 in zigpy's spelling."""
    return bytes.fromhex(eui64.replace(":", ""))[::-1]


def spelling_of(eui64: bytes) -> str:
    """The spelling of zigpy for an EUI64 in the wire's order."""
    return eui64[::-1].hex(":")


@dataclass(slots=True)
class Counters:
    """The numbers that one transmitter counts up; frame counters must never go back."""

    mac: int = 0
    nwk: int = 0
    aps: int = 0
    nwk_frame: int = 0
    aps_frame: int = 0

    def next_mac(self) -> int:
        """A new MAC sequence number."""
        self.mac = (self.mac + 1) % 256
        return self.mac

    def next_nwk(self) -> int:
        """A new NWK sequence number."""
        self.nwk = (self.nwk + 1) % 256
        return self.nwk

    def next_aps(self) -> int:
        """A new APS counter."""
        self.aps = (self.aps + 1) % 256
        return self.aps

    def next_nwk_frame(self) -> int:
        """A new NWK frame counter."""
        self.nwk_frame = (self.nwk_frame + 1) & 0xFFFFFFFF
        return self.nwk_frame

    def next_aps_frame(self) -> int:
        """A new APS frame counter."""
        self.aps_frame = (self.aps_frame + 1) & 0xFFFFFFFF
        return self.aps_frame


@dataclass(slots=True)
class LinkKey:
    """One entry of the key table."""

    eui64: bytes
    key: bytes
    tx_counter: int = 0
    rx_counter: int = 0


@dataclass(slots=True)
class Flash:
    """All that survives; `network` holds the fields of EmberNetworkParameters, or None when not on a network."""

    eui64: bytes
    restored_eui64: bytes = NO_EUI64
    network: Values | None = None
    network_key: bytes = bytes(16)
    key_sequence: int = 0
    alternate_key: bytes | None = None
    security_bitmask: int = 0
    tc_link_key: bytes = bytes(16)
    tc_eui64: bytes = NO_EUI64
    counters: Counters = field(default_factory=Counters)
    link_keys: dict[int, LinkKey] = field(default_factory=dict)
    children: dict[int, Values] = field(default_factory=dict)
    bindings: dict[int, Values] = field(default_factory=dict)
    tokens: dict[str, bytes] = field(default_factory=dict)
    boot_count: int = 0

    @property
    def address(self) -> bytes:
        """The EUI64 in use: the restored one if there is one."""
        return self.eui64 if self.restored_eui64 == NO_EUI64 else self.restored_eui64

    def erase(self, *, keeps_frame_counters: bool) -> None:
        """What tokenFactoryReset does: everything but the factory's own address goes."""
        counters = self.counters if keeps_frame_counters else Counters()
        blank = Flash(self.eui64, restored_eui64=self.restored_eui64, counters=counters, boot_count=self.boot_count)
        for item in fields(self):
            setattr(self, item.name, getattr(blank, item.name))

    def save(self, path: Path) -> None:
        """Write to `path`, so that a kill at any moment leaves the old or the new state."""
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(_plain(asdict(self)), indent=1), encoding="utf-8")
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Flash":
        """Read what `save` wrote; frame counters skip ahead, as firmware does, so that none is used twice."""
        stored = _rich(json.loads(path.read_text(encoding="utf-8")))
        stored["counters"] = Counters(**stored["counters"])
        stored["link_keys"] = {int(index): LinkKey(**entry) for index, entry in stored["link_keys"].items()}
        for table in ("children", "bindings"):
            stored[table] = {int(index): entry for index, entry in stored[table].items()}
        flash = cls(**stored)
        flash.counters.nwk_frame += _COUNTER_RESERVE
        flash.counters.aps_frame += _COUNTER_RESERVE
        return flash


def new_flash(seed: int) -> Flash:
    """A factory-new co-processor; its address follows from the seed."""
    return Flash(random.Random(f"dongle {seed}").randbytes(5) + bytes.fromhex("6f0d00"))  # noqa: S311 - not a secret


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return value


def _rich(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"hex"}:
            return bytes.fromhex(value["hex"])
        return {key: _rich(item) for key, item in value.items()}
    return value
