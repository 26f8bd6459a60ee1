"""What the meter does about events: journal, home, price and face follow what the event book decides.

Everything here happens inside one transaction of the ledger; what the home is to hear waits in the meter's
announcements until that is committed.
"""

from datetime import datetime, timedelta
from typing import Final

from devices.demand_response import MeterEventStatus
from devices.sim.meter.events import EventBook, HeldEvent, Taken, Taking, end_of
from devices.sim.meter.forwarding import (
    EVERYBODY,
    CriticalPeakForwarded,
    Forwarding,
    LoadControlForwarded,
    LoadControlWithdrawn,
    TunnelSaid,
)
from devices.sim.meter.ledger import to_us
from devices.sim.meter.meter_log import MeterLog
from devices.wan.journal import Noted
from devices.wan.tunnel import StatusNotice
from devices.wan.words import EventCancel, EventControl, Origin, Program, Reply

ENDED_SHOWN: Final = timedelta(minutes=5)
"""So long the face says that an event has ended, then it is its normal face again."""

TOLD_AFTER_END: Final = timedelta(hours=24)
MAX_ENDED_TOLD: Final = 12
CRITICAL_LABEL: Final = "Critical"
CRITICAL_TIER: Final = 4
NORMAL: Final = "normal"
FACES: Final = {
    MeterEventStatus.PENDING.value: Noted.FACE_PENDING,
    MeterEventStatus.ACTIVE.value: Noted.FACE_ACTIVE,
    MeterEventStatus.ENDED.value: Noted.FACE_ENDED,
    NORMAL: Noted.FACE_NORMAL,
}


class EventDuties:
    """The event book at work. `is_launching` False is a meter that ignores its own clock (UC96.3)."""

    def __init__(self, log: MeterLog) -> None:
        self._log = log
        self.book = EventBook()
        self._on_face: set[int] = set()
        """Events that the face shows, or may begin to."""
        self.is_launching = True
        self.load()

    # Messages of the utility

    def take(self, control: EventControl, source: str, sent: datetime) -> Reply:
        """A create or a change, verified."""
        if source != self._log.head_end and control.origin is Origin.UTILITY:
            return self._refuse(control.issuer_event_id, "only the utility may send the utility's events")
        before = self.book.events.get(control.issuer_event_id)
        old = before.control if before is not None else None
        taken = self.book.take(control, source, sent, self._log.now)
        event = taken.event
        if taken.taking is Taking.REFUSED or event is None:
            return self._refuse(control.issuer_event_id, taken.why)
        if taken.taking is not Taking.KNOWN:
            self._carry_out(taken, event, old)
        self._log.note(Noted.EVENT_CONFIRMED, event.issuer_event_id, f"revision {control.revision}")
        self.follow_clock()
        return Reply(is_ok=True, meter_time=event.received, issuer_event_id=event.issuer_event_id)

    def cancel(self, cancel: EventCancel, source: str, sent: datetime) -> Reply:
        """A cancellation of one event, or of all that this sender may cancel."""
        if cancel.issuer_event_id is not None:
            return self._cancel_one(cancel.issuer_event_id, source, sent, is_randomised=cancel.is_randomised)
        for event in self.book.live():
            if source in (event.source, self._log.head_end):
                self._cancel_one(event.issuer_event_id, source, sent, is_randomised=cancel.is_randomised)
        return Reply(is_ok=True, meter_time=self._log.now)

    def _cancel_one(self, event_id: int, source: str, sent: datetime, *, is_randomised: bool) -> Reply:
        known = self.book.events.get(event_id)
        if known is not None and source not in (known.source, self._log.head_end):
            return self._refuse(event_id, f"event {event_id} is another sender's")
        if known is not None and known.status is MeterEventStatus.ENDED:
            return self._refuse(event_id, f"event {event_id} has ended")
        event, is_ended_by_it = self.book.cancel(event_id, source, sent, self._log.now)
        if is_ended_by_it:
            self._log.report(Noted.EVENT_CANCELLED, event_id)
            self._withdraw(event, is_randomised=is_randomised)
        elif known is None:
            self._log.report(Noted.EVENT_CANCELLED, event_id, "before it came")
            self._keep(event)
        return Reply(is_ok=True, meter_time=event.ended or self._log.now, issuer_event_id=event_id)

    def _refuse(self, event_id: int, why: str) -> Reply:
        self._log.note(Noted.MESSAGE_REFUSED, event_id, why)
        return Reply(is_ok=False, meter_time=self._log.now, issuer_event_id=event_id, error=why)

    def _carry_out(self, taken: Taken, event: HeldEvent, old: EventControl | None) -> None:
        control = event.control
        assert control is not None
        for displaced in taken.displaced:
            self._log.report(Noted.EVENT_DISPLACED, displaced.issuer_event_id, f"by event {control.issuer_event_id}")
            self._withdraw(displaced)
        self._log.note(Noted.EVENT_LOGGED, event.issuer_event_id, self._described(event, control))
        if taken.taking is Taking.CHANGED:
            window = f"from {control.start.isoformat()} for {control.duration_minutes} min"
            self._log.report(Noted.EVENT_CHANGED, event.issuer_event_id, window)
            if old is not None:
                self._take_price_back(old)
        self._put_price(control)
        event.told = ""
        self._forward(event)
        self._tell(event)
        self._refresh_face(self._log.now)
        self._keep(event)

    def _described(self, event: HeldEvent, control: EventControl) -> str:
        """For the journal: type, window, the event's price and the regular one at its start, the head end's time."""
        regular = self._log.meter.prices.active(to_us(control.start) // 1_000_000)
        parts = [
            f"{control.program.value}, revision {control.revision}",
            f"{event.start.isoformat()} to {event.end.isoformat()}",
            "" if control.price is None else f"{control.price} $/kWh",
            "" if regular is None else f"regularly {regular.price} $/kWh",
            f"sent {event.sent.isoformat()}",
        ]
        return ", ".join(filter(None, parts))

    # The meter's own clock

    def follow_clock(self) -> None:
        """Launch, terminate, and let the face follow; also what fell due while there was no power."""
        now = self._log.now
        if self.is_launching:
            for event in self.book.due(now):
                self._turn(event)
        self._refresh_face(now)

    @property
    def next_due(self) -> datetime | None:
        """When `follow_clock` has something to do next, by the meter's clock."""
        times = [event.ended + ENDED_SHOWN for event in self._shown_as_ended() if event.ended is not None]
        due = self.book.next_due() if self.is_launching else None
        return min([*times, *([due] if due is not None else [])], default=None)

    def _turn(self, event: HeldEvent) -> None:
        if event.status is MeterEventStatus.ACTIVE:
            event.start_wh = self._log.meter.delivered.wh
            self._log.report(Noted.EVENT_LAUNCHED, event.issuer_event_id)
        else:
            event.end_wh = self._log.meter.delivered.wh
            missed = "" if event.start_wh is not None else "its time passed without this meter"
            self._log.report(Noted.EVENT_TERMINATED, event.issuer_event_id, missed)
            if event.control is not None and event.ended is not None and event.ended < event.end:
                self._withdraw(event)
        self._tell(event)
        self._keep(event)

    # The face

    def _refresh_face(self, now: datetime) -> None:
        self._on_face |= {event.issuer_event_id for event in self.book.live()}
        for event_id in sorted(self._on_face):
            event = self.book.events[event_id]
            wanted = self._face_of(event, now)
            if wanted != event.shown and (event.shown or wanted != NORMAL):
                event.shown = wanted
                self._log.note(FACES[wanted], event.issuer_event_id)
                self._keep(event)
            if wanted == NORMAL:
                self._on_face.discard(event_id)

    @staticmethod
    def _face_of(event: HeldEvent, now: datetime) -> str:
        if event.is_live:
            return event.status.value
        is_fresh = event.ended is not None and now < event.ended + ENDED_SHOWN
        return event.status.value if event.status is MeterEventStatus.ENDED and is_fresh else NORMAL

    def _shown_as_ended(self) -> list[HeldEvent]:
        events = [self.book.events[event_id] for event_id in self._on_face]
        return [event for event in events if event.shown == MeterEventStatus.ENDED.value]

    def shown(self) -> list[HeldEvent]:
        """Events that the face shows, the active ones first, then those that ended, then by start."""
        order = [MeterEventStatus.ACTIVE, MeterEventStatus.ENDED, MeterEventStatus.PENDING]
        found = [*self.book.live(), *self._shown_as_ended()]
        return sorted(found, key=lambda event: (order.index(event.status), event.start))

    # The home

    def notices(self) -> list[StatusNotice]:
        """Where the meter stands with every event that is live, and with the last ones that ended within a day."""
        since = self._log.now - TOLD_AFTER_END
        ended = [one for one in self.book.events.values() if one.ended is not None and one.ended > since]
        events = [*sorted(ended, key=_end)[-MAX_ENDED_TOLD:], *self.book.live()]
        return [notice for event in events if (notice := self._notice(event)) is not None]

    def was_said(self, said: Forwarding) -> None:
        """A frame (or, in objects, a word) went out."""
        match said:
            case LoadControlForwarded():
                event = self.book.events.get(said.control.issuer_event_id)
                if event is not None and event.forwarded_revision != said.control.revision:
                    event.forwarded_revision = said.control.revision
                    self._log.note(Noted.EVENT_FORWARDED, event.issuer_event_id, f"revision {said.control.revision}")
                    self._keep(event)
            case TunnelSaid(StatusNotice() as notice):
                self._was_told(notice)
            case _:
                pass

    def _was_told(self, notice: StatusNotice) -> None:
        event = self.book.events.get(notice.issuer_event_id)
        if event is None or event.told == notice.status.value or event.status is not notice.status:
            return
        event.told = notice.status.value
        if notice.status is MeterEventStatus.ACTIVE:
            self._log.note(Noted.START_TOLD, event.issuer_event_id)
        elif notice.status is MeterEventStatus.ENDED:
            self._log.note(Noted.END_TOLD, event.issuer_event_id)
        self._keep(event)

    def restart(self) -> None:
        """Power came back: the home hears again of everything that is live, and of what it was not told."""
        self.load()
        for event in self.book.events.values():
            if event.is_live:
                self._restore_price(event)
                self._forward(event)
            if event.control is not None and (event.is_live or event.told != event.status.value):
                self._tell(event)

    def tell_again(self) -> int:
        """Send the home every live event, and where each stands, once more; how many they are."""
        live = self.book.live()
        for event in live:
            event.told = ""
            self._forward(event)
            self._tell(event)
            self._keep(event)
        return len(live)

    def launch_again(self) -> None:
        """Begin anew to follow the meter's clock: what was missed is made up for."""
        self._log.ledger.set("is_launching", True)
        self.is_launching = True
        self.follow_clock()

    def _forward(self, event: HeldEvent) -> None:
        control = event.control
        if control is None:
            return
        self._log.meter.announcements.append(LoadControlForwarded(control))
        if control.program is Program.CRITICAL_PEAK:
            self._log.meter.announcements.append(CriticalPeakForwarded(control))

    def _withdraw(self, event: HeldEvent, *, is_randomised: bool = False) -> None:
        control = event.control
        assert control is not None
        self._take_price_back(control)
        if event.start_wh is not None and event.end_wh is None:
            event.end_wh = self._log.meter.delivered.wh
        self._log.meter.announcements.append(LoadControlWithdrawn(control, is_randomised))
        self._tell(event)
        self._refresh_face(self._log.now)
        self._keep(event)

    def _tell(self, event: HeldEvent, to: str = EVERYBODY) -> None:
        notice = self._notice(event)
        if notice is not None:
            self._log.meter.announcements.append(TunnelSaid(notice, to))

    def _notice(self, event: HeldEvent) -> StatusNotice | None:
        control = event.control
        if control is None:
            return None
        turned = event.started if event.status is MeterEventStatus.ACTIVE else event.ended
        return StatusNotice(
            event.issuer_event_id,
            event.status,
            turned or self._log.now,
            event.start,
            event.end,
            control.program.value,
            control.price,
            control.reason,
            control.is_test,
        )

    # Prices

    def _put_price(self, control: EventControl) -> None:
        """Its price holds in its hours, unless they are over; a practice costs nobody anything."""
        if control.price is None or control.is_test or end_of(control) <= self._log.now:
            return
        start_s = to_us(control.start) // 1_000_000
        self._log.meter.publish_price(start_s, control.duration_minutes, control.price, CRITICAL_LABEL, CRITICAL_TIER)

    def _restore_price(self, event: HeldEvent) -> None:
        """Prices are kept elsewhere than events: one that a kill has lost is put there again."""
        control = event.control
        if control is None or control.price is None:
            return
        at_s = to_us(max(control.start, self._log.now)) // 1_000_000
        published = self._log.meter.prices.active(at_s)
        if published is None or published.price != control.price:
            self._put_price(control)

    def _take_price_back(self, control: EventControl) -> None:
        if control.price is None or control.is_test:
            return
        self._log.meter.withdraw_price(to_us(control.start) // 1_000_000, control.duration_minutes)
        for event in self.book.live():
            if event.control is not None and event.issuer_event_id != control.issuer_event_id:
                self._put_price(event.control)

    # Keeping

    def _keep(self, event: HeldEvent) -> None:
        self._log.ledger.keep_event(event.issuer_event_id, event.save())

    def load(self) -> None:
        """Take up what the ledger holds."""
        held = [HeldEvent.of(saved) for saved in self._log.ledger.events()]
        self.book = EventBook(events={event.issuer_event_id: event for event in held})
        self._on_face = {event.issuer_event_id for event in held if event.shown not in ("", NORMAL)}
        ranks = self._log.ledger.setting("origin_ranks")
        if ranks:
            self.book.ranks = tuple(ranks)
        self.is_launching = bool(self._log.ledger.setting("is_launching", default=True))

    def forget_old(self) -> None:
        """Once a day: drop what is too old to matter."""
        for event_id in self.book.forget_old(self._log.now):
            self._log.ledger.forget_event(event_id)


def _end(event: HeldEvent) -> datetime:
    return event.ended or event.end
