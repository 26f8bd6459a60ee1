"""What systems tell each other of their audit logs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LogHead:
    """created(EndDeviceEvents): the source's audit log has so many entries at `at`, the last with that digest.

    `chain` is SHA-256. Whoever is told keeps it, so that the log cannot end earlier unseen, nor be another.
    """

    entries: int
    chain: bytes
    at: datetime
