"""Sentences from the utility (Messaging 0x0703)."""

from typing import Any

from devices.codec.frames import Unintelligible, unless
from devices.messages import Eui64, Importance, TextPublished
from devices.se import messaging
from devices.se.values import INVALID_UTC_TIME, NOW, UNTIL_CHANGED_UINT16, from_utc_time


def text_published(device: Eui64, command: Any) -> TextPublished:
    """DisplayMessage; a character cut in two at the end of the frame is left out."""
    if command.start_time == INVALID_UTC_TIME:
        raise Unintelligible("a message without a start")
    control = int(command.message_control)
    is_confirmed = bool((command.extended_message_control or 0) & messaging.ALREADY_CONFIRMED)
    wants_confirmation = control & (messaging.CONFIRMATION_REQUIRED | messaging.ENHANCED_CONFIRMATION_REQUIRED)
    return TextPublished(
        device=device,
        message_id=int(command.message_id),
        text=text(command.message),
        importance=Importance((control & messaging.IMPORTANCE_MASK) >> messaging.IMPORTANCE_SHIFT),
        start=None if command.start_time == NOW else from_utc_time(command.start_time),
        duration_minutes=unless(command.duration_in_minutes, UNTIL_CHANGED_UINT16),
        is_confirmation_required=bool(wants_confirmation) and not is_confirmed,
    )


def text(octets: bytes) -> str:
    """A sentence; a character cut in two at the end of the frame is left out."""
    if getattr(octets, "is_invalid", False):
        raise Unintelligible("the message is the invalid string")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(octets) and error.reason == "unexpected end of data":
            return octets[: error.start].decode("utf-8")
        raise Unintelligible("the message is not UTF-8") from None
