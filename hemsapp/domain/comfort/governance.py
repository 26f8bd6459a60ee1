"""What one event asks of one device: handed over by whoever decides which event governs it."""

from dataclasses import dataclass
from datetime import datetime

from hemsapp.snapshot.events import Program


@dataclass(frozen=True, slots=True)
class Governance:
    """The event that governs a device from `start` to before `end` (aware UTC, randomised already).

    Offsets are hundredths of a degree Celsius, magnitudes: warmer when cooling, cooler when heating. None: the signal
    carries none. `duty_cycle_percent` is the most of the time that a switch is on, `load_adjustment_percent` how much
    more (or, negative, less) than usual. `is_locked`: the customer may not change it (C1FR40). `pre_cool_from`: when
    to begin cooling (or heating) ahead of the start, None: not at all.
    """

    issuer_event_id: int
    program: Program
    is_emergency: bool
    start: datetime
    end: datetime
    cooling_offset_centi_c: int | None = None
    heating_offset_centi_c: int | None = None
    cooling_set_point_centi_c: int | None = None
    heating_set_point_centi_c: int | None = None
    load_adjustment_percent: int | None = None
    duty_cycle_percent: int | None = None
    is_locked: bool = False
    pre_cool_from: datetime | None = None

    def is_running(self, now: datetime) -> bool:
        """Between its start and its end."""
        return self.start <= now < self.end

    def is_pre_cooling(self, now: datetime) -> bool:
        """Before its start, and within the time to prepare for it."""
        return self.pre_cool_from is not None and self.pre_cool_from <= now < self.start
