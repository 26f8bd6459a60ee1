"""What the installer wrote down about this home."""

from dataclasses import dataclass

from hemsapp.daylight import Coordinates


@dataclass(frozen=True, slots=True)
class Place:
    """The home's name, the utility's, and the utility's phone number; empty where nobody wrote them down.

    `coordinates` None: as the city of the home's time zone.
    """

    home: str = ""
    utility: str = ""
    phone: str = ""
    coordinates: Coordinates | None = None
