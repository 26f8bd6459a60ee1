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
    ADDRESS_FIXED = "address fixed"  # a network is to be moved here, and the dongle cannot take its address over
    STORAGE = "storage"  # the dongle is well; what this display remembers of the home cannot be read or written now


class JoinFault(Enum):
    """Why a device is not in; each has a sentence on the screen, and what a person can do."""

    CODE_WRONG = "code wrong"  # bad check digits, or the device could not read what was sent under the code's key
    NOBODY_CAME = "nobody came"  # no device of that address looked for the network in time
    NOT_READY = "not ready"  # the dongle is not serving, or is admitting another device
    FULL = "full"  # the dongle keeps no more link keys
    STOPPED_ANSWERING = "stopped answering"  # it joined, and could not be set up in time
    CLOSED = "closed"  # it looked for the network when nobody might join
    TOO_WEAK = "too weak"  # it joined, and too few of its answers came through
    WRONG_KIND = "wrong kind"  # it is no device that this home can use, or not the kind that was expected
    INTERVIEW_STUCK = "interview stuck"  # it joined, and never said what it is
    REFUSED = "refused"  # the utility's programs, or this home's rules, do not allow it
    KEY_FAILED = "key failed"  # it could not prove by its certificate who it is (CBKE)
    KNOWN = "known"  # it is of this home already


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

    def __init__(self, detail: str, fault: JoinFault = JoinFault.NOT_READY) -> None:
        super().__init__(detail)
        self.fault = fault
