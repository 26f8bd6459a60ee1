"""How the records work."""

from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from devices.utility.mdms.checks import Limits
from devices.utility.owed import Policy

TELL = Policy(5.0, None, 60.0)


@dataclass(frozen=True, slots=True)
class Settings:
    """Names of the systems; a meter's day is local to `zone`."""

    name: str = "MDMS"
    ms: str = "MS"
    css: str = "CSS"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("America/Los_Angeles"))
    tell: Policy = TELL  # the CSS, for as long as it takes
    least_wait_s: float = (
        0.0  # no answer comes sooner: what the line takes where utility time runs faster than the wall
    )
    heartbeat_hours: int = 24  # C1FR39: a display that tells nothing of itself for longer is missed
    limits: Limits = field(default_factory=Limits)  # of what an interval can be
    is_recovery_automatic: bool = False  # UC96.3.11.2: else it is offered, and a representative decides
    quiet: timedelta = timedelta(seconds=0.5)  # so long nothing has come in before what was kept of many is worked off
    work_at_latest: timedelta = timedelta(seconds=30)  # however much still comes in
    grace_minutes: int = 15  # after an event's end: so long its last receipts are waited for

    @property
    def telling(self) -> Policy:
        """`tell`, with no wait shorter than the line takes."""
        return self.tell.at_least(self.least_wait_s)


DEFAULTS = Settings()
