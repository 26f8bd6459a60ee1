"""How the records work."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

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
    grace_minutes: int = 15  # after an event's end: so long its last receipts are waited for


DEFAULTS = Settings()
