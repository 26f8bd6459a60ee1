"""What a meter keeps of a download: what was ordered, the octets that came, what is installed, and the image before."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final

from devices.sim.meter.image import image
from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.wan.codec import decode_record, encode_record
from devices.wan.download_words import DownloadKind, Parcel

SHIPPED: Final = (1, "1.4")
NOTHING: Final = (0, "")
_UNDER_WAY, _INSTALLED, _ENDED, _BEFORE = "download", "installed", "downloads_ended", "firmware_before"
SCHEMA: Final = """
create table if not exists block (offset integer primary key, octets blob not null);
create table if not exists image (slot text primary key, octets blob not null) without rowid;
"""
Version = tuple[int, str]
"""A number that rises, and how people call it."""


class Phase(Enum):
    """What a meter does with a download."""

    FETCHING = "fetching"
    WAITING = "waiting"  # it has come whole; for its time
    TRIAL = "trial"


@dataclass(slots=True)
class UnderWay:
    """The download that is under way. `due`: when the next block is asked for, or when the phase ends."""

    number: int
    parcel: Parcel
    block_s: int
    activate_at: datetime | None
    due: datetime
    phase: Phase = Phase.FETCHING
    tries: int = 0
    told: int = 0
    """The number of the owed message that says that the trial began; 0: it was not said."""


class DownloadLog:
    """Tables and settings of the ledger; every call is within the caller's transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        ledger.database.executescript(SCHEMA)

    # What is under way

    def under_way(self) -> UnderWay | None:
        """As it was kept last."""
        saved: Any = self._ledger.setting(_UNDER_WAY)
        if saved is None:
            return None
        number, parcel, block_s, activate_us, due_us, phase, tries, told = saved
        activate_at = None if activate_us is None else from_us(activate_us)
        return UnderWay(
            *(number, decode_record(bytes.fromhex(parcel), Parcel), block_s, activate_at),
            *(from_us(due_us), Phase(phase), tries, told),
        )

    def keep(self, one: UnderWay) -> None:
        """Keep it as it is now."""
        activate_us = None if one.activate_at is None else to_us(one.activate_at)
        saved = [one.number, encode_record(one.parcel).hex(), one.block_s, activate_us]
        self._ledger.set(_UNDER_WAY, [*saved, to_us(one.due), one.phase.value, one.tries, one.told])

    def end(self, number: int) -> None:
        """It is over, however it ended."""
        self._ledger.set(_UNDER_WAY, None)
        self._ledger.set(_ENDED, max(number, self.last_ended))
        self._ledger.database.execute("delete from block")

    @property
    def last_ended(self) -> int:
        """The highest number of a download that is over."""
        return int(self._ledger.setting(_ENDED, 0))

    # Octets

    def add(self, offset: int, octets: bytes) -> None:
        """The next block."""
        self._ledger.database.execute("insert into block values (?, ?)", (offset, octets))

    @property
    def received(self) -> int:
        """How many octets have come."""
        (count,) = self._ledger.database.execute("select coalesce(sum(length(octets)), 0) from block").fetchone()
        return int(count)

    def octets(self) -> bytes:
        """All that have come."""
        found = self._ledger.database.execute("select octets from block order by offset")
        return b"".join(octets for (octets,) in found)

    # What is installed

    def installed(self, kind: DownloadKind) -> Version:
        """Which version holds; (0, "") where none was ever downloaded."""
        shipped = SHIPPED if kind is DownloadKind.FIRMWARE else NOTHING
        number, label = self._ledger.setting(_INSTALLED, {}).get(kind.value, shipped)
        return int(number), str(label)

    def install(self, kind: DownloadKind, version: Version) -> None:
        """That version holds from now on."""
        self._ledger.set(_INSTALLED, {**self._ledger.setting(_INSTALLED, {}), kind.value: list(version)})

    def swap_in(self, octets: bytes, version: Version) -> None:
        """Run that image; the one that ran lies in the other slot."""
        self._ledger.set(_BEFORE, list(self.installed(DownloadKind.FIRMWARE)))
        self._put("before", self.image())
        self._put("running", octets)
        self.install(DownloadKind.FIRMWARE, version)

    def swap_back(self) -> Version:
        """Run the image before again; its version."""
        number, label = self._ledger.setting(_BEFORE, SHIPPED)
        self._put("running", self._slot("before"))
        self.install(DownloadKind.FIRMWARE, (number, label))
        return number, label

    def image(self) -> bytes:
        """What runs."""
        return self._slot("running")

    def _slot(self, slot: str) -> bytes:
        row = self._ledger.database.execute("select octets from image where slot = ?", (slot,)).fetchone()
        return image() if row is None else bytes(row[0])

    def _put(self, slot: str, octets: bytes) -> None:
        self._ledger.database.execute("insert or replace into image values (?, ?)", (slot, octets))
