"""Sentences from the utility: which are in force, which the person has read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from devices.messages import TextCancelled, TextPublished
from hemsapp.domain.facts import KeptText
from hemsapp.snapshot import Text


class Texts:
    """The texts that are not over, by their message id (SE Messaging; a repetition changes nothing)."""

    def __init__(self, texts: Iterable[KeptText] = ()) -> None:
        self._texts = {text.message_id: text for text in texts}

    def publish(self, message: TextPublished, now: datetime) -> list[KeptText]:
        """Take a text; what is to be recorded of it."""
        start = message.start or now
        end = None if message.duration_minutes is None else start + timedelta(minutes=message.duration_minutes)
        known = self._texts.get(message.message_id)
        if known is not None and known.text == message.text:
            return []
        text = KeptText(
            message_id=message.message_id,
            device=message.device,
            text=message.text,
            importance=message.importance,
            received=now,
            start=start,
            end=end,
            is_confirmation_required=message.is_confirmation_required,
            acknowledged=None,
            is_confirmed=False,
        )
        self._texts[message.message_id] = text
        return [text]

    def cancel(self, message: TextCancelled, now: datetime) -> list[KeptText]:
        """End one text, or all of them; what is to be recorded."""
        ids = [message.message_id] if message.message_id is not None else list(self._texts)
        ended = [replace(text, end=now) for each in ids if (text := self._texts.pop(each, None)) is not None]
        return [text for text in ended if text.start <= now]

    def acknowledge(self, message_id: int, now: datetime) -> KeptText | None:
        """The person read it; the text if that is news."""
        text = self._texts.get(message_id)
        if text is None or text.acknowledged is not None:
            return None
        return self._keep(replace(text, acknowledged=now))

    def confirmed(self, message_id: int) -> KeptText | None:
        """The utility was told."""
        text = self._texts.get(message_id)
        return None if text is None else self._keep(replace(text, is_confirmed=True))

    def unconfirmed(self) -> list[KeptText]:
        """Read texts of which the utility is still to be told."""
        return [
            text
            for text in self._texts.values()
            if text.acknowledged is not None and text.is_confirmation_required and not text.is_confirmed
        ]

    def _keep(self, text: KeptText) -> KeptText:
        self._texts[text.message_id] = text
        return text

    def expire(self, now: datetime) -> None:
        """Drop those that are over; the store keeps them."""
        for message_id in [key for key, text in self._texts.items() if text.end is not None and text.end <= now]:
            del self._texts[message_id]

    def in_force(self, now: datetime) -> tuple[Text, ...]:
        """What is to be seen now, newest first."""
        shown = [text for text in self._texts.values() if text.start <= now and (text.end is None or now < text.end)]
        shown.sort(key=lambda text: (text.received, text.message_id), reverse=True)
        return tuple(
            Text(
                text.message_id,
                text.text,
                text.importance,
                text.received,
                text.is_confirmation_required,
                text.acknowledged is not None,
            )
            for text in shown
        )
