"""What the installer wrote down about this home."""

from dataclasses import dataclass

from hemsapp.daylight import Coordinates


@dataclass(frozen=True, slots=True)
class Place:
    """The home's name, the utility's, its phone number, the warranty's text; empty where nobody wrote them down.

    `coordinates` None: as the city of the home's time zone. `version` is the program's.
    """

    home: str = ""
    utility: str = ""
    phone: str = ""
    coordinates: Coordinates | None = None
    warranty: str = ""
    version: str = ""
