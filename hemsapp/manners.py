"""How the display behaves in the room that it hangs in: its language, its light, its rest, its sounds.

Frozen values, kept one by one as preferences under the names of their fields, changed by `commands.SetManners`.
"""

from dataclasses import dataclass
from datetime import time
from enum import Enum

from hemsapp.saying import say

LIT_SECONDS_LEAST = 15
"""The back-light stays on for this long after a touch, at least (C1NFR13.3)."""
TEXT_SIZES_PERCENT = (100, 120, 150)
LANGUAGES = ("en-US", "es-US", "fr-CA")


class TemperatureScale(Enum):
    """What the home reads temperatures in."""

    FAHRENHEIT = "F"
    CELSIUS = "C"


class HourStyle(Enum):
    """2:00 PM or 14:00."""

    TWELVE = "12"
    TWENTY_FOUR = "24"


class Refused(Exception):
    """A manner that cannot be: the sentence says why."""


@dataclass(frozen=True, slots=True)
class Manners:
    """Percent of the light that the panel can give; hours of rest are the home's wall clock, equal ones are none."""

    language: str = "en-US"
    temperature_scale: TemperatureScale = TemperatureScale.FAHRENHEIT
    hour_style: HourStyle = HourStyle.TWELVE
    text_percent: int = 100
    is_motion_reduced: bool = False
    bright_percent: int = 80
    rest_percent: int = 10
    lit_seconds: int = LIT_SECONDS_LEAST
    does_light_follow_sun: bool = True
    does_rest: bool = True
    are_sounds_on: bool = True
    does_read_aloud: bool = False
    quiet_from: time = time(22)
    quiet_until: time = time(7)

    def checked(self) -> "Manners":
        """Itself. Raises Refused for a value out of its range."""
        for holds, sentence in (
            (self.language in LANGUAGES, say("There are no words in the language {language}.", language=self.language)),
            (self.text_percent in TEXT_SIZES_PERCENT, say("Text is shown at 100, 120 or 150 %.")),
            (10 <= self.bright_percent <= 100, say("The light of a screen in use is 10 to 100 %.")),
            (0 <= self.rest_percent <= self.bright_percent, say("A screen at rest is no brighter than one in use.")),
            (
                LIT_SECONDS_LEAST <= self.lit_seconds <= 600,
                say("The screen stays bright for 15 s to 10 min after a touch."),
            ),
        ):
            if not holds:
                raise Refused(sentence)
        return self


DEFAULT_MANNERS = Manners()
