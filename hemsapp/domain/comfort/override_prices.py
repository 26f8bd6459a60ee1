"""What stepping out of an event costs, and what staying in is likely to save: from this house's own power and rates.

The model is small and says what it assumes. A room drifts away from comfort at the rate that was learned, slower by 1
part in its time constant for each degree that it is further from comfort: that of the walls where a set point holds for
hours, that of the air and little more for a break, whose comfort is gone again sooner. Its equipment begins half a
degree Fahrenheit beyond the set point, as thermostats do, then holds the room there: it pulls at the learned rate,
drawing the learned power, as much of the time as that needs. The energy until the event's end costs the event's price.
A room that ends further from its normal has to be brought back afterwards, at the usual price: that is counted too, so
an hour of comfort bought now is not charged twice. All of it are estimates.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from hemsapp.domain.comfort.facts import LearnedRoom

WALLS_H = 16.0
AIR_H = 3.0
BEGINS_BEYOND_CENTI_C = 28
STEP_H = 1 / 12
_NOTHING_H = 1e-9
_CENT = Decimal("0.01")
_WH_PER_KWH = 1000
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Rates:
    """Dollars per kWh while the event runs, and after it."""

    event: Decimal
    usual: Decimal


@dataclass(frozen=True, slots=True)
class Stay:
    """Some hours at one set point, told as centi-degrees further from comfort than the customer's normal."""

    hours: float
    away_centi_c: int


Course = tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """What a course of set points uses: while the event runs, and afterwards to come back to normal."""

    during_wh: float
    after_wh: float

    def cost(self, rates: Rates) -> Decimal:
        """In dollars, exact as far as an estimate is."""
        during = rates.event * Decimal(round(self.during_wh))
        return (during + rates.usual * Decimal(round(self.after_wh))) / _WH_PER_KWH


def use(room: LearnedRoom, indoor_away_centi_c: int, stays: Course, time_constant_h: float = WALLS_H) -> Use:
    """Live through the stays in steps of five minutes, beginning with a room that far from its normal."""
    drift, pull = room.drift_milli_c_per_h / 10, room.pull_milli_c_per_h / 10
    strength = drift + pull
    away, during_wh = float(indoor_away_centi_c), 0.0
    for stay in stays:
        left_h, is_holding = stay.hours, away >= stay.away_centi_c
        while left_h > _NOTHING_H:
            step_h = min(STEP_H, left_h)
            left_h -= step_h
            rises = max(drift - away / time_constant_h, 0.0) * step_h
            beyond = away + rises - stay.away_centi_c  # what would have to be taken away to stand at the set point
            is_holding = is_holding or beyond >= BEGINS_BEYOND_CENTI_C
            duty = min(max(beyond / (strength * step_h), 0.0), 1.0) if is_holding else 0.0
            away += rises - duty * strength * step_h
            during_wh += duty * room.power_w * step_h
    after_wh = max(away, 0.0) / strength * room.power_w
    return Use(during_wh, after_wh)


@lru_cache(maxsize=1024)
def extra(
    room: LearnedRoom,
    indoor_away_centi_c: int,
    now: Course,
    then: Course,
    rates: Rates,
    time_constant_h: float = WALLS_H,
) -> Decimal:
    """The dollars that the other course costs more (negative: less), to the cent."""
    as_it_goes, otherwise = (use(room, indoor_away_centi_c, each, time_constant_h).cost(rates) for each in (now, then))
    return (otherwise - as_it_goes).quantize(_CENT, ROUND_HALF_UP)


def hours(since: datetime, until: datetime) -> float:
    """Hours between two instants in whole minutes, so that a price does not flicker; not less than none."""
    return max((until - since) // _MINUTE, 0) / 60
