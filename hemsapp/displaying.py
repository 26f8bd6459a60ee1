"""What is asked about the displays of a home: frozen values, one class a wish; Commands (`hemsapp.commands`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InviteDisplay:
    """Another display may be connected now, with the code that this one shows for some minutes."""


@dataclass(frozen=True, slots=True)
class StopInviting:
    """No display may be connected any more, or put away how the last invitation ended."""


@dataclass(frozen=True, slots=True)
class RemoveDisplay:
    """That display sees this home no more; `key` is `PairedDisplay.key`."""

    key: str


@dataclass(frozen=True, slots=True)
class JoinHome:
    """Asked of a display without a home: show that of the main display at `address`, which shows this code.

    `name` is what the others call this display. `address` is a host name or an IP address, with `:port` where it is
    not the usual one.
    """

    address: str
    name: str
    code: str

    def __repr__(self) -> str:
        """A code never reaches a log (X-SECURITY)."""
        return f"JoinHome(address={self.address!r}, name={self.name!r})"


@dataclass(frozen=True, slots=True)
class LeaveHome:
    """Asked of a display that shows a main display's home: forget it."""


Displaying = InviteDisplay | StopInviting | RemoveDisplay | JoinHome | LeaveHome
