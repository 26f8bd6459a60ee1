"""A thermostat's own schedule that moves what we set: it is set back a few times, then let be, and either is said.

Within an event it is set back `MOST` times, for the event is what the customer agreed to; then the schedule holds as a
hand at the wall would, and the utility is told that this room left. Outside events the customer's own programme is set
back as often within `FORGOTTEN`, then the schedule holds until the programme's next period. Never for ever: two
schedules that fight wear the equipment and help nobody.
"""

from datetime import datetime, timedelta

MOST = 3
FORGOTTEN = timedelta(hours=6)
OWN_SCHEDULE = "its own schedule"


class Contest:
    """How often the schedule of one thermostat moved what we set, for one event (None: outside events)."""

    def __init__(self) -> None:
        self._times: list[datetime] = []
        self._issuer_event_id: int | None = None

    def moved(self, issuer_event_id: int | None, now: datetime) -> bool:
        """It moved a set point of ours again; may it be set back once more?"""
        if issuer_event_id != self._issuer_event_id:
            self._issuer_event_id, self._times = issuer_event_id, []
        self._times = [each for each in self._times if now - each < FORGOTTEN]
        if len(self._times) >= MOST:
            return False
        self._times.append(now)
        return True

    def times(self, issuer_event_id: int | None, now: datetime) -> int:
        """How often it was set back, for that event, of late."""
        if issuer_event_id != self._issuer_event_id:
            return 0
        return sum(now - each < FORGOTTEN for each in self._times)
