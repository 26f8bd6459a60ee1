"""What the meter says to the home about events; its node puts it in frames, `devices.sim.direct` in words."""

from dataclasses import dataclass

from devices.wan.tunnel import TunnelWord
from devices.wan.words import EventControl

EVERYBODY = ""


@dataclass(frozen=True, slots=True)
class LoadControlForwarded:
    """LoadControlEvent to whoever the DRLC cluster is bound to; the same identifier with another window changes it."""

    control: EventControl


@dataclass(frozen=True, slots=True)
class CriticalPeakForwarded:
    """PublishCPPEvent."""

    control: EventControl


@dataclass(frozen=True, slots=True)
class LoadControlWithdrawn:
    """CancelLoadControlEvent."""

    control: EventControl
    is_randomised: bool = False


@dataclass(frozen=True, slots=True)
class TunnelSaid:
    """A word through the tunnel of one display, or (`to` empty) through every tunnel that is open."""

    word: TunnelWord
    to: str = EVERYBODY


@dataclass(frozen=True, slots=True)
class DeviceAsked:
    """A sign of life is asked of one device: an attribute that every device has is read."""

    device: str
    endpoint: int


@dataclass(frozen=True, slots=True)
class TunnelsReopened:
    """Every tunnel is closed, so that displays open theirs anew and hear everything again."""


Forwarding = (
    LoadControlForwarded | CriticalPeakForwarded | LoadControlWithdrawn | TunnelSaid | DeviceAsked | TunnelsReopened
)
