"""The phrases of devices' firmware: an image is brought, a person orders an update, the kiosk says how it goes."""

from dataclasses import dataclass
from typing import Final

from devices.sim.phrases import NAME, Phrases, phrase


@dataclass(frozen=True, slots=True)
class BringsFirmware:
    """Somebody puts an image of that version, for the kind of device in that room, into the kiosk's folder."""

    room: str
    version: str
    kilo_octets: int = 3


@dataclass(frozen=True, slots=True)
class UpdatesFirmware:
    """A person orders the update of the device in that room, or stops it."""

    room: str
    is_stopped: bool = False


@dataclass(frozen=True, slots=True)
class FirmwareIs:
    """The kiosk says how it stands: it runs or takes a version, waits (event, or its turn), or was not updated."""

    room: str
    word: str


FirmwareAction = BringsFirmware | UpdatesFirmware | FirmwareIs

_VERSION: Final = r"(\d\.\d)"
INSTALLER_FIRMWARE: Final[Phrases] = (
    phrase(
        rf"brings firmware {_VERSION} for ({NAME})(?: of (\d{{1,4}}) kB)?",
        "brings firmware 1.5 for hall of 120 kB",
        lambda m, _c: iter((BringsFirmware(m[2], m[1], int(m[3] or 3)),)),
    ),
)
PERSON_FIRMWARE: Final[Phrases] = (
    phrase(rf"updates ({NAME})", "updates hall", lambda m, _c: iter((UpdatesFirmware(m[1]),))),
    phrase(
        rf"stops updating ({NAME})",
        "stops updating hall",
        lambda m, _c: iter((UpdatesFirmware(m[1], is_stopped=True),)),
    ),
)
KIOSK_FIRMWARE: Final[Phrases] = (
    phrase(
        rf"shows that ({NAME}) (runs \d\.\d|takes \d\.\d|waits for the event|waits for its turn|was not updated)",
        "shows that hall runs 1.5",
        lambda m, _c: iter((FirmwareIs(m[1], m[2]),)),
    ),
)
