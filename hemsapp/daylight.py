"""How high the sun stands over the home, and so how light it is outside: by its place, or by its zone's city."""

import math
import re
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import NamedTuple

_J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
_DAY_S = 86_400
_DUSK_DEG = 6.0
"""The sun's height, above and below the horizon, between which day becomes night (civil twilight lies below)."""


class Coordinates(NamedTuple):
    """Degrees, north and east positive."""

    latitude: float
    longitude: float


def sun_height_deg(at: datetime, place: Coordinates) -> float:
    """The sun's height above the horizon in degrees, to about 0.3 (the Astronomical Almanac's low precision)."""
    days = (at - _J2000).total_seconds() / _DAY_S
    anomaly = math.radians(357.528 + 0.985_600_3 * days)
    longitude = math.radians(280.460 + 0.985_647_4 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.000_000_4 * days)
    declination = math.asin(math.sin(tilt) * math.sin(longitude))
    ascension = math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude))
    sidereal = math.radians((280.460_62 + 360.985_647_37 * days + place.longitude) % 360)
    latitude = math.radians(place.latitude)
    height = math.sin(latitude) * math.sin(declination)
    height += math.cos(latitude) * math.cos(declination) * math.cos(sidereal - ascension)
    return math.degrees(math.asin(max(-1.0, min(1.0, height))))


def daylight(at: datetime, place: Coordinates) -> float:
    """0 at night, 1 by day, between them as the sun goes from 6 degrees below to 6 above the horizon."""
    return max(0.0, min(1.0, (sun_height_deg(at, place) + _DUSK_DEG) / (2 * _DUSK_DEG)))


def city_of(zone: str) -> Coordinates | None:
    """Where the city lies that the time zone is named after; None for a zone without one, as `Etc/UTC`."""
    return _cities().get(zone)


@cache
def _cities() -> dict[str, Coordinates]:
    """The time zone database's own table: country codes, coordinates as in ISO 6709, the zone's name."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: _coordinates(row[1]) for row in rows}


def _coordinates(text: str) -> Coordinates:
    """`+340308-1181434` is 34 degrees 3' 8" north, 118 degrees 14' 34" west."""
    north, east = re.findall(r"[+-]\d+", text)
    return Coordinates(_degrees(north, 2), _degrees(east, 3))


def _degrees(text: str, width: int) -> float:
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    whole, minutes, seconds = digits[:width], digits[width : width + 2], digits[width + 2 :] or "0"
    return sign * (int(whole) + int(minutes) / 60 + int(seconds) / 3600)
