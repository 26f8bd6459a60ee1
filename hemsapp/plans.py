"""What the customer decides ahead of time: rules for events and prices, programmes, and the policy of emergencies."""

from dataclasses import dataclass
from datetime import time
from enum import Enum


class Policy(Enum):
    """Who may change a set point during an emergency: chosen at set-up, explained on the screen."""

    UC96_2007 = "UC96-2007"
    JA5 = "JA5"


class Saving(Enum):
    """Response to everyday prices, in five steps; CUSTOM: the table of offsets was edited (X-PRICE-RESPONSE)."""

    MAX_COMFORT = "max comfort"
    COMFORT = "comfort"
    BALANCED = "balanced"
    SAVINGS = "savings"
    MAX_SAVINGS = "max savings"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class ProgrammePeriod:
    """From local `start`, on `days` (0 Monday to 6 Sunday), these set points; four a day at least."""

    days: frozenset[int]
    start: time
    name: str
    cooling_centi_c: int
    heating_centi_c: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The customer's rules for one device (C1FR38, X-CHOICE). Offsets are hundredths of a degree Celsius, 0 or more.

    Warmer when cooling, cooler when heating; `price_offsets_centi_c` for low, normal, high and critical prices every
    day (low may be negative: pre-cool). `highest_centi_c` when cooling and `lowest_centi_c` when heating always hold.
    `pre_cool_centi_c` below the set point for `pre_cool_minutes` before a start. `takes_part` by program's value.
    While the house draws more than `load_limit_w`, and once it used more than `day_limit_wh` on a local day, a
    thermostat gives way by `limit_offset_centi_c` and a switch rests (X-PRICE-RESPONSE); None: never.
    """

    takes_part: frozenset[str]
    critical_offset_centi_c: int
    emergency_offset_centi_c: int
    highest_centi_c: int
    lowest_centi_c: int
    pre_cool_centi_c: int
    pre_cool_minutes: int
    saving: Saving
    price_offsets_centi_c: tuple[int, int, int, int]
    load_limit_w: int | None = None
    day_limit_wh: int | None = None
    limit_offset_centi_c: int = 111


DEFAULT_OFFSET_CENTI_C = 222  # 4 F, as shipped (C1FR38, C1FR40)
MOST_OFFSET_CENTI_C = 445  # 8 F

PRICE_OFFSETS_CENTI_C: dict[Saving, tuple[int, int, int, int]] = {
    Saving.MAX_COMFORT: (0, 0, 0, 0),
    Saving.COMFORT: (0, 0, 56, 111),
    Saving.BALANCED: (0, 0, 111, 222),
    Saving.SAVINGS: (0, 0, 167, 333),
    Saving.MAX_SAVINGS: (-56, 56, 222, 444),
}
"""The presets' offsets at low, normal, high and critical prices: steps of 1 F."""

DEFAULT_PLAN = Plan(
    takes_part=frozenset({"critical peak", "demand bidding", "emergency", "custom"}),
    critical_offset_centi_c=DEFAULT_OFFSET_CENTI_C,
    emergency_offset_centi_c=DEFAULT_OFFSET_CENTI_C,
    highest_centi_c=2667,  # 80 F
    lowest_centi_c=1667,  # 62 F
    pre_cool_centi_c=0,
    pre_cool_minutes=0,
    saving=Saving.MAX_COMFORT,
    price_offsets_centi_c=PRICE_OFFSETS_CENTI_C[Saving.MAX_COMFORT],
)
