"""How bright the screen is: by its phase, by the sun or the room, and what of it has to be painted."""

import math

from devices.moment import Moment
from hemsapp.daylight import Coordinates, city_of, daylight
from hemsapp.manners import Manners
from hemsapp.snapshot import Snapshot
from ui import i18n
from ui.presenters.alerts import is_quiet
from ui.presenters.rest import Phase

FULL_PERCENT = 100
_NIGHT_SHARE, _DAY_REST_SHARE = 0.6, 1 / 3
_DAYLIGHT_LUX = 300


def light_percent(phase: Phase, manners: Manners, day: float, *, is_emergency: bool = False) -> int:
    """The light of the panel; `day` is 0 in the dark and 1 in daylight. An emergency is bright in every phase.

    Following the sun, the night is darker in use, and the day is brighter at rest; a panel that is dark at rest (0 %)
    is so at every hour.
    """
    if is_emergency:
        return FULL_PERCENT
    lit, rest = float(manners.bright_percent), float(manners.rest_percent)
    if manners.does_light_follow_sun:
        lit = max(rest, lit * (_NIGHT_SHARE + (1 - _NIGHT_SHARE) * day))
        rest += (lit - rest) * _DAY_REST_SHARE * day if rest else 0
    shown = {Phase.LIT: lit, Phase.SOFT: (lit + rest) / 2}.get(phase, rest)
    return round(shown)


def day_share(snapshot: Snapshot, now: Moment, place: Coordinates | None, lux: float | None) -> float:
    """How light it is around, 0 to 1: by the sensor, else by the sun over the home, else by its quiet hours."""
    if lux is not None:
        return min(1.0, math.log10(1 + max(0.0, lux)) / math.log10(1 + _DAYLIGHT_LUX))
    zone = snapshot.preferences.zone
    there = place or city_of(zone)
    if there is not None:
        return daylight(now.utc, there)
    return 0.0 if zone and is_quiet(snapshot.preferences.manners, i18n.local(now.utc, zone).time()) else 1.0
