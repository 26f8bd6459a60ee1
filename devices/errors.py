"""What can go wrong on the wires, grouped by who must act."""

from enum import Enum


class RadioFault(Enum):
    """Why the dongle does not serve; each has one sentence on the screen."""

    NOT_FOUND = "not found"
    BUSY = "busy"
    NO_PERMISSION = "no permission"
    WRONG_KIND = "wrong kind"
    UNPLUGGED = "unplugged"
    NOT_ANSWERING = "not answering"
    WAS_RESET = "was reset"


class DevicesError(Exception):
    """Base of every error that this package raises on purpose."""


class RadioGone(DevicesError):
    """The dongle cannot be used now: the connection tries again by itself, a person may look at it."""

    def __init__(self, fault: RadioFault, port: str, detail: str = "") -> None:
        super().__init__(f"{port}: {fault.value}{': ' + detail if detail else ''}")
        self.fault = fault
        self.port = port
        self.detail = detail


class InstallCodeInvalid(DevicesError):
    """The install code has the wrong length or check digits: the installer looks at the label again."""


class JoinRefused(DevicesError):
    """The home area network cannot admit a device now: the installer reads why and tries again."""
