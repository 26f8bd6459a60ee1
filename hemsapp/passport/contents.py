"""What a passport says: plain values that have one spelling, and so one digest."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

FORMAT = 2
_FIRST = 1
_SINCE_SECOND = ("bindings", "reports", "keys")
_OF_DEVICE_SINCE_SECOND = ("firmware", "read_back")


class PassportInvalid(Exception):
    """It is no passport, or not the one that was signed; the text is a sentence without a full stop."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A device that was let in: bound and set to report, and both read back, or it would not be here.

    `firmware` is the version that it says it runs, empty: it does not; `read_back`: when its bindings and reports, as
    they stand below, were read from it (ISO, UTC), empty: it was not asked since it sleeps, or does not tell.

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
    firmware: str = ""
    read_back: str = ""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How the last rehearsal ended: its event, when (ISO, UTC), the verdict, receipts that arrived of those owed."""

    issuer_event_id: int
    start: str
    verdict: str
    receipts: int
    receipts_owed: int


@dataclass(frozen=True, slots=True)
class Binding:
    """What that cluster of the device sends by itself goes to an endpoint of `target`."""

    device: str
    endpoint: int
    cluster: int
    target: str
    target_endpoint: int


@dataclass(frozen=True, slots=True)
class Report:
    """The device reports that attribute each `min_s` at most, each `max_s` at least; `change` None: at any change."""

    device: str
    endpoint: int
    cluster: int
    attribute: int
    min_s: int
    max_s: int
    change: int | None


@dataclass(frozen=True, slots=True)
class KeyPrint:
    """What a public key, or a certificate, is for, and its fingerprint."""

    purpose: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Passport:
    """Everything that is signed; `made` is ISO, UTC. `key` is the fingerprint of the display's signing key.

    `keys` are those of the others: the display to displays, its certificates to devices, the signer of firmware.
    """

    made: str
    zone: str
    home: str
    utility: str
    phone: str
    key: str
    devices: tuple[Installed, ...]
    rehearsal: Rehearsed | None
    format: int = FORMAT
    bindings: tuple[Binding, ...] = ()
    reports: tuple[Report, ...] = ()
    keys: tuple[KeyPrint, ...] = ()

    def octets(self) -> bytes:
        """The one spelling of it, of which the digest is taken: that of its own format."""
        values = asdict(self)
        if self.format == _FIRST:
            for name in _SINCE_SECOND:
                del values[name]
            for device in values["devices"]:
                for name in _OF_DEVICE_SINCE_SECOND:
                    del device[name]
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    @property
    def digest(self) -> bytes:
        """SHA-256 of its spelling."""
        return hashlib.sha256(self.octets()).digest()


def read(data: bytes) -> Passport:
    """The passport of that spelling. Raises PassportInvalid."""
    try:
        values: dict[str, Any] = json.loads(data)
        if values["format"] not in (_FIRST, FORMAT):
            raise PassportInvalid("it is a passport of another version")
        rehearsal = values["rehearsal"]
        values["devices"] = tuple(Installed(**each) for each in values["devices"])
        values["rehearsal"] = None if rehearsal is None else Rehearsed(**rehearsal)
        values["bindings"] = tuple(Binding(**each) for each in values.get("bindings", ()))
        values["reports"] = tuple(Report(**each) for each in values.get("reports", ()))
        values["keys"] = tuple(KeyPrint(**each) for each in values.get("keys", ()))
        return Passport(**values)
    except (ValueError, KeyError, TypeError) as error:
        raise PassportInvalid("what is attached to it cannot be read") from error
