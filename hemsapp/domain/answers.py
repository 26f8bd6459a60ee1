"""How the last fifty exchanges with each device ended: the plain measure of a home network (users.md 21)."""

from collections import deque
from collections.abc import Iterable

from devices.messages import Eui64, Exchanged
from hemsapp.domain.facts import KeptAnswers

MOST = 50


class Answers:
    """Takes exchanges; `changed` hands over what is to be kept."""

    def __init__(self, restored: Iterable[KeptAnswers] = ()) -> None:
        self._outcomes: dict[Eui64, deque[bool]] = {
            kept.device: deque((mark == "1" for mark in kept.outcomes), MOST) for kept in restored
        }
        self._changed: set[Eui64] = set()

    def hear(self, message: Exchanged) -> None:
        """One more; the oldest of fifty is forgotten."""
        self._outcomes.setdefault(message.device, deque(maxlen=MOST)).append(message.is_answered)
        self._changed.add(message.device)

    def of(self, device: Eui64) -> tuple[int, int]:
        """How many were answered, of how many."""
        outcomes = self._outcomes.get(device, ())
        return sum(outcomes), len(outcomes)

    def forget(self, device: Eui64) -> KeptAnswers | None:
        """It left: whoever comes in its place begins anew; what is to be recorded."""
        self._changed.discard(device)
        return None if self._outcomes.pop(device, None) is None else KeptAnswers(device, "")

    def changed(self) -> list[KeptAnswers]:
        """Those that changed since the last call."""
        facts = [
            KeptAnswers(device, "".join("01"[outcome] for outcome in self._outcomes[device]))
            for device in sorted(self._changed)
        ]
        self._changed.clear()
        return facts
