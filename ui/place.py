"""What the installer wrote down about this home."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The home's name, the utility's, and the utility's phone number; empty where nobody wrote them down."""

    home: str = ""
    utility: str = ""
    phone: str = ""
