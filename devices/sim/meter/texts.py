"""The utility's sentences: one message at a time; a newer one takes its place (Messaging 0x0703)."""

from dataclasses import dataclass
from typing import Any, Final

from devices.messages import Importance
from devices.sim.cluster import MAX_PAYLOAD

MINUTE_S: Final = 60
UNTIL_CHANGED: Final = 0xFFFF
MAX_OCTETS: Final = MAX_PAYLOAD - 15
"""What fits one unfragmented DisplayMessage."""


@dataclass(frozen=True, slots=True)
class UtilityText:
    """A DisplayMessage; `start_s` in seconds since 1970 by the meter's clock, `minutes` 0xFFFF until changed."""

    message_id: int
    text: str
    importance: Importance
    start_s: int
    minutes: int
    is_confirmation_required: bool

    def is_over(self, now_s: int) -> bool:
        """Has its duration passed?"""
        return self.minutes != UNTIL_CHANGED and now_s >= self.start_s + self.minutes * MINUTE_S

    def save(self) -> list[object]:
        """For the state file."""
        return [
            self.message_id,
            self.text,
            int(self.importance),
            self.start_s,
            self.minutes,
            self.is_confirmation_required,
        ]

    @classmethod
    def of(cls, saved: Any) -> "UtilityText":
        """What `save` wrote."""
        message_id, text, importance, start_s, minutes, is_confirmation_required = saved
        return cls(message_id, text, Importance(importance), start_s, minutes, is_confirmation_required)


@dataclass(frozen=True, slots=True)
class TextCancellation:
    """A CancelMessage."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A MessageConfirmation that came back; seconds since 1970."""

    message_id: int
    at_s: int


def fitting(text: str) -> str:
    """As much of a sentence as fits one frame, cut between characters."""
    return text.encode()[:MAX_OCTETS].decode(errors="ignore")
