"""What every duty of the meter shares: its clock, its journal, and the messages that it owes to the utility."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from devices.sim.meter.ledger import Ledger, from_us, to_us
from devices.sim.meter.meter import Meter
from devices.wan.journal import Entry, Noted, System
from devices.wan.words import Alarm, Body, Dispatch, MeterEvent, Noun, Readings, SecurityClass, Verb

HEAD_END: Final = "MS"
LIFETIME_S: Final = 86_400.0
OWED: Final = "owed"
RESEND: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
"""How long an answer is waited for, the last one again and again."""
Listener = Callable[[], None]


class MeterLog:
    """A meter and its ledger. `name` is the id that the utility knows it by, `head_end` the system that it obeys."""

    def __init__(self, meter: Meter, ledger: Ledger, name: str) -> None:
        self.meter, self.ledger, self.name = meter, ledger, name
        self.head_end = HEAD_END
        self.on_news: Listener = lambda: None
        """Called when something is due that did not come through the utility link."""
        self._handed = 0
        """The number of the last owed message that was handed to the link, since all were."""
        self._again: datetime | None = None
        """When all that is owed by then is handed over again, by the meter's own clock."""
        self._tries = 0
        self._is_missing = False
        self._born = ledger.setting("born")
        """Tells this ledger's numbers from those of an earlier one."""
        if self._born is None:
            self._born = f"{to_us(self.now):x}"
            ledger.set("born", self._born)

    @property
    def now(self) -> datetime:
        """What the meter's own clock shows."""
        return from_us(self.meter.clock.read(self.meter.house.at_us))

    def true_time(self, shown: datetime) -> datetime:
        """The world's instant at which the meter's clock shows `shown`."""
        return from_us(self.meter.clock.when(to_us(shown)))

    def note(self, noted: Noted, event_id: int | None = None, detail: str = "", who: str = "") -> Entry:
        """Write it in the journal, stamped by the meter's clock."""
        entry = Entry(System.MTR, self.now, noted, event_id, who or self.name, detail)
        self.ledger.note(entry)
        return entry

    def report(self, noted: Noted, event_id: int | None = None, detail: str = "") -> None:
        """Write it in the journal, and owe the utility word of it."""
        entry = self.note(noted, event_id, detail)
        self.owe(MeterEvent(noted.value, entry.at, event_id, detail))

    def alarm(self, kind: str, detail: str) -> None:
        """Something that a person at the utility must see."""
        self.note(Noted.ALARM_RAISED, detail=detail)
        self.owe(Alarm(kind, self.now, detail))

    def owe(self, body: Body) -> int:
        """Keep what is to be told until the head end answers it; its number."""
        return self.ledger.owe(body, self.now)

    def pay(self) -> list[Dispatch]:
        """What is owed and was not handed to the link yet, or not answered in time.

        It stays owed until the head end answers, or for a day: what a broker or a kill has lost goes out again, under
        the same message id.
        """
        if self.is_overdue:
            self._note_missing()
            self._handed, self._again = 0, None
            self._tries += 1
        dispatches = []
        for number, body in self.ledger.owed(self._handed):
            self._handed = number
            noun = Noun.METER_READINGS if isinstance(body, Readings) else Noun.END_DEVICE_EVENTS
            dispatches.append(self.created(body, noun, message_id=f"{OWED}.{number}"))
        if dispatches and self._again is None:
            self._again = self.now + RESEND[min(self._tries, len(RESEND) - 1)]
        return dispatches

    def _note_missing(self) -> None:
        """Log it, once, when the head end has begun to leave something unanswered (X-FR-NO-RECEIPT)."""
        count, oldest = self.ledger.unanswered()
        if not self._is_missing and oldest is not None:
            self._is_missing = True
            detail = f"{count} messages, the oldest since {oldest.isoformat(timespec='seconds')}"
            self.note(Noted.ANSWER_MISSING, detail=detail, who=self.head_end)

    def settle(self, message_id: str) -> None:
        """The head end answered a message of ours."""
        number = self.number_of(message_id, OWED)
        if number is not None:
            self.ledger.paid(number)
            if self._tries:  # it is back: what waits goes out soon
                self._tries, self._again = 0, self.now + RESEND[0]
        if not self.ledger.last_owed():
            self._again, self._is_missing = None, False

    def forget_before(self, now: datetime) -> None:
        """Drop what is too old; what was owed for longer than a day and never answered is logged."""
        given_up = self.ledger.forget_before(now)
        if given_up:
            self.note(Noted.ANSWER_MISSING, detail=f"{given_up} messages, given up after a day", who=self.head_end)

    @property
    def is_overdue(self) -> bool:
        """Has the head end left something unanswered? One that is due far ahead: the clock was set back."""
        return self._again is not None and not self.now < self._again <= self.now + RESEND[-1]

    @property
    def again(self) -> datetime | None:
        """When something is handed over again, by the meter's own clock; None: nothing is unanswered."""
        return self._again

    @property
    def is_owing(self) -> bool:
        """Is there something that was not handed over yet?"""
        return self.ledger.last_owed() > self._handed

    def created(self, body: Body, noun: Noun = Noun.END_DEVICE_EVENTS, message_id: str = "") -> Dispatch:
        """A message to the head end of what happened here; one that is sent again keeps its `message_id`."""
        unique = f"{self._born}.{message_id}" if message_id else ""
        private = SecurityClass.PRIVATE
        return Dispatch(self.head_end, Verb.CREATED, noun, body, private, "", LIFETIME_S, unique)

    def number_of(self, message_id: str, kind: str) -> int | None:
        """The number behind a message id of that kind; None if it is none of this ledger's."""
        number = message_id.removeprefix(f"{self._born}.{kind}.")
        return int(number) if number != message_id and number.isdecimal() else None

    def restart(self) -> None:
        """Power came back: nobody knows what was handed over."""
        self._handed, self._again, self._tries = 0, None, 0
