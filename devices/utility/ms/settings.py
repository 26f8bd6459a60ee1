"""How a head end works: what an operator of the utility may set. Times of day are local to the utility."""

from dataclasses import dataclass, field
from datetime import time
from zoneinfo import ZoneInfo

from devices.utility.owed import Policy

RESEND = Policy(60.0, 4)  # UC96.2.2, UC96.2.3
FORWARD = Policy(5.0, None, 60.0)  # to the MDMS, for as long as it takes
HOME_RESEND = Policy(120.0, 4)  # after the meter's confirmation: so long the home's first receipt is waited for
TELL_STAGE = Policy(60.0, 2)  # the meter does not answer it, and nothing hangs on it


@dataclass(frozen=True, slots=True)
class Settings:
    """The head end's own settings; resend policies by class and target lie in its file (`policies.py`)."""

    name: str = "MS"
    mdms: str = "MDMS"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    day_ahead_by: time = time(15)  # C1FR14: on the day before
    day_of_by: time = time(10)
    delivery_lead_minutes: int = 30  # how long before that deadline a scheduled delivery begins
    resend: Policy = RESEND
    forward: Policy = FORWARD
    least_wait_s: float = (
        0.0  # no answer comes sooner: what the line takes where utility time runs faster than the wall
    )
    tell_stage: Policy = TELL_STAGE  # that a receipt has reached the MDMS
    home_resend: Policy = HOME_RESEND
    interval_minutes: int = 15  # of a meter that was enrolled without saying it
    collection_lead_intervals: int = 1
    collection_lag_s: int = 30  # after the last interval, so that it is not cut off
    clock_at: time = time(2)  # C1FR11, daily
    clock_tolerance_s: int = 30  # C1FR21
    logs_at: time = time(0, 30)  # C1FR2, at the regular read
    practice_minutes_at_most: int = 60
    concentrator_answers_s: float = 10.0  # then its meters are reached through others
    concentrator_beat_s: float = 900.0  # a concentrator that says nothing for so long is silent
    reads_at: time = time(0, 20)  # C1NFR1: yesterday's intervals of the meters behind concentrators
    reads_by: time = time(6)
    reads_every_s: float = 600.0  # again, for those that are missing
    reads_days: int = 7  # so long a day that was not whole is asked for once more each night
    group_resend: Policy = RESEND


DEFAULTS = Settings()
