"""What an installer asks of us: frozen values, one class a wish; Commands like all others (`hemsapp.commands`)."""

from dataclasses import dataclass

from devices.labels import Label as Label  # noqa: PLC0414 - given out again: what `AllowJoins` is made of
from devices.names import Eui64


@dataclass(frozen=True, slots=True)
class AllowJoins:
    """Let these devices join, each under its own code and no other; `Snapshot.joins` tells of each."""

    labels: tuple[Label, ...]
    seconds: int = 180


@dataclass(frozen=True, slots=True)
class RetrySetUp:
    """It joined and was not set up: try again from there, without a new join."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class Identify:
    """Have it blink or beep for that long, so that a person sees which one it is."""

    device: Eui64
    seconds: int = 15


@dataclass(frozen=True, slots=True)
class RemoveDevice:
    """It is of this home no more: it is told to leave, its keys are forgotten, its history stays."""

    device: Eui64


@dataclass(frozen=True, slots=True)
class ReplaceDevice:
    """`new` takes the place of `old`: its name, plan, programme and room; history is joined, `old` is removed."""

    old: Eui64
    new: Eui64


@dataclass(frozen=True, slots=True)
class RenewNetworkKey:
    """Give the network a new key, by which what was ever overheard is worth nothing; `Snapshot.network` tells."""


@dataclass(frozen=True, slots=True)
class ScanAir:
    """Listen how busy each channel is; `Snapshot.air` tells."""


@dataclass(frozen=True, slots=True)
class PostPassport:
    """The home's passport was saved: the utility is told its digest (SHA-256, hexadecimal).

    `is_passed`: did the rehearsal pass? None: nothing was rehearsed.
    """

    digest: str
    is_passed: bool | None


Commissioning = (
    AllowJoins | RetrySetUp | Identify | RemoveDevice | ReplaceDevice | RenewNetworkKey | ScanAir | PostPassport
)
