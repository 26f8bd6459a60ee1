"""What the engine asks of the world: frozen values, performed by the service."""

from dataclasses import dataclass
from datetime import datetime

from devices.han import Order
from devices.messages import Eui64
from hemsapp.displaying import Displaying
from hemsapp.domain.facts import Fact
from hemsapp.work import Task


@dataclass(frozen=True, slots=True)
class SendOrder:
    """Queue an order in the device's outbox."""

    order_id: int
    order: Order


@dataclass(frozen=True, slots=True)
class PermitJoin:
    """Open the network for one device; `seconds` 0 closes it (the install code is empty then)."""

    device: Eui64
    install_code: bytes
    seconds: int

    def __repr__(self) -> str:
        """An install code never reaches a log (X-SECURITY)."""
        return f"PermitJoin(device={self.device!r}, seconds={self.seconds})"


@dataclass(frozen=True, slots=True)
class ForgetDevice:
    """Tell the device to leave, and forget it and its keys; `DeviceLeft` or `RemovalFailed` comes back."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ChangeNetworkKey:
    """Give the network a new key; `NetworkKeyRenewed` or `KeyRenewalFailed` comes back."""


@dataclass(frozen=True, slots=True)
class AwaitRejoins:
    """May devices that missed a new network key ask for it, under their own link keys?"""

    is_awaited: bool


@dataclass(frozen=True, slots=True)
class ListenToAir:
    """Measure how busy each channel is; an `AirScanned` follows, empty if the dongle cannot."""


@dataclass(frozen=True, slots=True)
class StepClock:
    """From now on the application's clock reads `utc`; None: it follows the machine's clock again."""

    utc: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """Keep these facts, all in one transaction.

    What is not urgent may wait up to a minute (samples, and the running interval with its register anchor); an
    urgent record is committed at once, together with, and after, everything that waits.
    """

    facts: tuple[Fact, ...]
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class DoWork:
    """Do this on a thread of its own; `WorkProgressed` and `WorkEnded` come back. None: stop what runs."""

    task: Task | None


@dataclass(frozen=True, slots=True)
class ReadShelf:
    """Read the folder of devices' firmware; a `FirmwareListed` comes back."""


@dataclass(frozen=True, slots=True)
class GiveImage:
    """Give the device the image of that digest, as an order; one that is not there any more ends as LOST."""

    order_id: int
    device: Eui64
    digest: str


@dataclass(frozen=True, slots=True)
class Restart:
    """End, to be started again at once: another database waits to be taken up."""


@dataclass(frozen=True, slots=True)
class TendDisplays:
    """Invite another display, or remove one; `DisplaysTold` comes back."""

    wish: Displaying


Effect = (
    SendOrder
    | PermitJoin
    | ForgetDevice
    | ChangeNetworkKey
    | AwaitRejoins
    | ListenToAir
    | StepClock
    | Record
    | DoWork
    | ReadShelf
    | GiveImage
    | Restart
    | TendDisplays
)
