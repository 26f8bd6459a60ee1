"""What the trust centre must not forget and nobody may read: the network with its keys, sealed at rest (TM8)."""

import json
import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from devices.sealing import Sealer, Unsealable, write_privately

LOGGER = logging.getLogger(__name__)
PURPOSE: Final = "zigbee network"


@dataclass(frozen=True, slots=True)
class Kept:
    """The network as an open coordinator backup; devices that were let go; `is_waiting`: to be written into a dongle.

    `may_burn_address`: a dongle that can take another address only once may be given it for good.
    """

    network: dict[str, Any] | None = None
    banished: tuple[str, ...] = ()
    is_waiting: bool = False
    may_burn_address: bool = False

    def __repr__(self) -> str:
        """Keys never reach a log (X-SECURITY)."""
        return f"Kept(is_waiting={self.is_waiting})"


class Strongbox:
    """A sealed file; without a path it is kept in memory, and nothing survives."""

    def __init__(self, path: Path | None, sealer: Sealer | None) -> None:
        self._path, self._sealer = path, sealer
        self._kept = Kept()

    def read(self) -> Kept:
        """What is kept; a file that cannot be opened is put aside, and nothing was kept."""
        if self._path is None or self._sealer is None:
            return self._kept
        try:
            told = json.loads(self._sealer.unseal(self._path.read_bytes(), PURPOSE))
        except FileNotFoundError:
            return Kept()
        except Unsealable as error:
            LOGGER.warning("the sealed network cannot be opened and is put aside: %s", error)
            self._path.replace(f"{self._path}.unreadable")
            return Kept()
        return Kept(told["network"], tuple(told["banished"]), told["is_waiting"], told["may_burn_address"])

    def write(self, kept: Kept) -> None:
        """Keep this from now on. Raises OSError."""
        self._kept = kept
        if self._path is None or self._sealer is None:
            return
        told = {
            "network": kept.network,
            "banished": kept.banished,
            "is_waiting": kept.is_waiting,
            "may_burn_address": kept.may_burn_address,
        }
        write_privately(self._path, self._sealer.seal(json.dumps(told).encode(), PURPOSE))

    def take_in(self, network: dict[str, Any]) -> None:
        """Keep a network that was found in the clear, unless a newer one is kept."""
        kept = self.read()
        if kept.network is None:
            self.write(replace(kept, network=network))
