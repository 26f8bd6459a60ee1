"""What a passport says: plain values that have one spelling, and so one digest."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 1


class PassportInvalid(Exception):
    """It is no passport, or not the one that was signed; the text is a sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A device that was let in: bound and set to report, and both read back, or it would not be here.

    It `answered` so many of the last `asked` exchanges. In the rehearsal it `took_part` and was `restored`; None: it
    had no part of its own in one.
    """

    device: str
    name: str
    kind: str
    manufacturer: str
    model: str
    answers_for_itself: bool
    answered: int
    asked: int
    took_part: bool | None = None
    restored: bool | None = None


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the last rehearsal ended: its event, when (ISO, UTC), the verdict, receipts that arrived of those owed."""

    issuer_event_id: int
    start: str
    verdict: str
    receipts: int
    receipts_owed: int


@dataclass(frozen=True, slots=True)
class Passport:
    """Everything that is signed; `made` is ISO, UTC. `key` is the fingerprint of the display's signing key."""

    made: str
    zone: str
    home: str
    utility: str
    phone: str
    key: str
    devices: tuple[Installed, ...]
    rehearsal: Rehearsed | None
    format: int = FORMAT

    def octets(self) -> bytes:
        """The one spelling of it, of which the digest is taken."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def digest(self) -> bytes:
        """SHA-256 of its spelling."""
        return hashlib.sha256(self.octets()).digest()


def read(data: bytes) -> Passport:
    """The passport of that spelling. Raises PassportInvalid."""
    try:
        values: dict[str, Any] = json.loads(data)
        if values["format"] != FORMAT:
            raise PassportInvalid("it is a passport of another version")
        rehearsal = values["rehearsal"]
        values["devices"] = tuple(Installed(**each) for each in values["devices"])
        values["rehearsal"] = None if rehearsal is None else Rehearsed(**rehearsal)
        return Passport(**values)
    except (ValueError, KeyError, TypeError) as error:
        raise PassportInvalid("what is attached to it cannot be read") from error
