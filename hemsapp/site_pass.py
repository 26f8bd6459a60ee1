"""What this display shows at the utility's website: address and token, sealed under the machine's key (X-SECURITY)."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from devices.sealing import Sealer, Unsealable, write_privately

PURPOSE: Final = "website"


@dataclass(frozen=True, slots=True)
class SitePass:
    """One connection; `since` is Unix seconds."""

    address: str
    token: str
    account: str = ""
    utility: str = ""
    since: int = 0

    def __repr__(self) -> str:
        """A token never reaches a log."""
        return f"SitePass({self.address!r})"

    @property
    def began(self) -> datetime | None:
        """When it was connected."""
        return datetime.fromtimestamp(self.since, UTC) if self.since else None


class SitePassBox:
    """The sealed file; only the machine that sealed it reads it."""

    def __init__(self, path: Path, sealer: Sealer) -> None:
        self._path, self._sealer = path, sealer

    def read(self) -> SitePass | None:
        """The connection; None if there is none, or none that can be opened."""
        try:
            return SitePass(**json.loads(self._sealer.unseal(self._path.read_bytes(), PURPOSE)))
        except (OSError, Unsealable, ValueError, TypeError):
            return None

    def write(self, kept: SitePass) -> None:
        """Keep that one instead. Raises OSError."""
        write_privately(self._path, self._sealer.seal(json.dumps(asdict(kept)).encode(), PURPOSE))

    def drop(self) -> None:
        """Keep none. Raises OSError."""
        self._path.unlink(missing_ok=True)
